#include "eligibility/field_views.h"

#include "wire/keep_only.h"

namespace shortbreaks::eligibility {

void KeepForLimitedAuthority(v1::Child& child) {
  constexpr std::string_view kKept[] = {"name", "display_name"};
  wire::KeepOnly(child, kKept);
}

}  // namespace shortbreaks::eligibility

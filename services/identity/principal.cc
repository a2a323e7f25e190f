#include "identity/principal.h"

#include <algorithm>

namespace shortbreaks::identity {

bool IsTeam(std::string_view text) {
  const auto letter = [](char c) { return c >= 'a' && c <= 'z'; };
  return !text.empty() && text.size() <= kTeamBytesMax && letter(text[0]) &&
         std::ranges::all_of(text, [&](char c) { return letter(c) || (c >= '0' && c <= '9') || c == '-'; });
}

std::string_view RoleName(Role role) {
  switch (role) {
    case Role::kPartner:
      return "partner";
    case Role::kCarer:
      return "carer";
    case Role::kProvider:
      return "provider";
    case Role::kOfficer:
      return "officer";
    case Role::kService:
      return "service";
    case Role::kPractitioner:
      return "practitioner";
  }
  return "unknown";
}

std::string Principal::Actor() const {
  // `carers/{uuid}` names its collection already.
  const size_t slash = subject.find('/');
  return std::string(RoleName(role)) + ":" + (slash == std::string::npos ? subject : subject.substr(slash + 1));
}

}  // namespace shortbreaks::identity

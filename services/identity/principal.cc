#include "identity/principal.h"

namespace shortbreaks::identity {

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

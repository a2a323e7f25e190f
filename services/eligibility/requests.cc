#include "eligibility/requests.h"

#include "errors/errors.h"

namespace shortbreaks::eligibility {

using errors::Error;
using identity::Role;

absl::Status OfficersOnly(const rpc::Call& call) {
  return call.principal.role == Role::kOfficer ? absl::OkStatus() : Error(type::v1::ERROR_REASON_NOT_ALLOWED);
}

absl::StatusOr<Viewer> ViewerOf(const rpc::Call& call) {
  const Role role = call.principal.role;
  if (role == Role::kOfficer || role == Role::kService)
    return Viewer{.sees_all = true, .teams = relations::TeamsOf(call.principal)};
  if (role == Role::kCarer) {
    if (auto carer_id = ids::IdOf("carers", call.principal.subject)) {
      return Viewer{.sees_all = false, .carer_id = *std::move(carer_id)};
    }
  }
  return Error(type::v1::ERROR_REASON_NOT_ALLOWED);
}

absl::Status NotSeen(const Viewer& viewer) {
  return Error(viewer.sees_all ? type::v1::ERROR_REASON_NOT_FOUND : type::v1::ERROR_REASON_NOT_ALLOWED);
}

}  // namespace shortbreaks::eligibility

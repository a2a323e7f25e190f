#include "availability/access.h"

#include "errors/errors.h"

namespace shortbreaks::availability {

using errors::Error;
using identity::Role;

std::optional<ids::Uuid> OwnProvider(const rpc::Call& call) {
  if (call.principal.role != Role::kProvider) return std::nullopt;
  // A token that names no provider owns nothing: this id is never given.
  return ids::IdOf("providers", call.principal.provider).value_or(ids::Uuid(16, '\0'));
}

absl::Status CheckMayChange(const rpc::Call& call, const std::optional<ids::Uuid>& owner) {
  if (call.principal.role == Role::kOfficer) {
    return owner ? absl::OkStatus() : Error(type::v1::ERROR_REASON_NOT_FOUND);
  }
  const auto own = OwnProvider(call);
  return own && own == owner ? absl::OkStatus() : Error(type::v1::ERROR_REASON_NOT_ALLOWED);
}

bool MaySee(const rpc::Call& call, const SessionRecord& session) {
  if (session.state != v1::SESSION_STATE_DRAFT || call.principal.role == Role::kOfficer) return true;
  return OwnProvider(call) == session.provider_id;
}

}  // namespace shortbreaks::availability

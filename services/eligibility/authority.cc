#include "eligibility/handlers.h"
#include "eligibility/requests.h"
#include "wire/fields.h"

namespace shortbreaks::eligibility {
namespace {

// What granting and revoking share: check, then `change` (child_id, carer_id) in the store.
template <typename Response, typename Request, typename Change>
absl::StatusOr<Response> ChangeAuthority(const rpc::Call& call, std::string_view method, const Request& request,
                                         const Change& change) {
  if (auto may = OfficersOnly(call); !may.ok()) return may;
  auto mark = idempotency::MarkOf(call.principal, method, request.request_id(), request);
  if (!mark.ok()) return mark.status();
  errors::FieldErrors fields;
  const ids::Uuid carer_id = wire::IdIn("carer", "carers", request.carer(), fields);
  const ids::Uuid child_id = wire::IdIn("child", "children", request.child(), fields);
  if (auto valid = fields.ToStatus(); !valid.ok()) return valid;
  absl::StatusOr<v1::Authority> authority = change(*mark, child_id, carer_id);
  if (!authority.ok()) return authority.status();
  Response response;
  *response.mutable_authority() = *std::move(authority);
  return response;
}

}  // namespace

absl::StatusOr<v1::GrantAuthorityResponse> AuthorityHandlers::Grant(const rpc::Call& call,
                                                                    const v1::GrantAuthorityRequest& request) const {
  if (!v1::AuthorityKind_IsValid(request.kind())) {
    errors::FieldErrors fields;
    fields.Add("kind", "Must be FULL, LIMITED or CONTACT_RESTRICTED, or left out for FULL.");
    return fields.ToStatus();
  }
  const v1::AuthorityKind kind =
      request.kind() == v1::AUTHORITY_KIND_UNSPECIFIED ? v1::AUTHORITY_KIND_FULL : request.kind();
  return ChangeAuthority<v1::GrantAuthorityResponse>(
      call, "GrantAuthority", request,
      [&](const RequestMark& mark, const ids::Uuid& child_id, const ids::Uuid& carer_id) {
        return parts_.store.GrantAuthority(call, mark, child_id, carer_id, kind);
      });
}

absl::StatusOr<v1::RevokeAuthorityResponse> AuthorityHandlers::Revoke(const rpc::Call& call,
                                                                      const v1::RevokeAuthorityRequest& request) const {
  return ChangeAuthority<v1::RevokeAuthorityResponse>(
      call, "RevokeAuthority", request,
      [&](const RequestMark& mark, const ids::Uuid& child_id, const ids::Uuid& carer_id) {
        return parts_.store.RevokeAuthority(call, mark, child_id, carer_id);
      });
}

}  // namespace shortbreaks::eligibility

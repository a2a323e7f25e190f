#include "eligibility/handlers.h"
#include "eligibility/requests.h"
#include "wire/fields.h"

namespace shortbreaks::eligibility {

absl::StatusOr<v1::DecideResponse> DecideHandler::operator()(const rpc::Call& call,
                                                             const v1::DecideRequest& request) const {
  auto viewer = ViewerOf(call);
  if (!viewer.ok()) return viewer.status();
  errors::FieldErrors fields;
  const ids::Uuid child_id = wire::IdIn("child", "children", request.child(), fields);
  const ids::Uuid session_id = wire::IdIn("session", "sessions", request.session(), fields);
  if (auto valid = fields.ToStatus(); !valid.ok()) return valid;
  auto input = parts_.store.ReadForDecision(call, *viewer, child_id, session_id);
  if (!input.ok()) return input.status();
  if (!*input) return NotSeen(*viewer);
  if (!(*input)->session_found) return errors::Error(type::v1::ERROR_REASON_NOT_FOUND);
  v1::DecideResponse response;
  v1::Decision& decision = *response.mutable_decision();
  decision = Decide((*input)->facts);
  decision.set_child(ids::ResourceName("children", child_id));
  decision.set_session(ids::ResourceName("sessions", session_id));
  decision.set_child_etag(absl::StrCat((*input)->child_version));
  decision.set_session_etag(absl::StrCat((*input)->session_version));
  return response;
}

}  // namespace shortbreaks::eligibility

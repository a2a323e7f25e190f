#include "eligibility/decisions.h"
#include "eligibility/handlers.h"
#include "eligibility/requests.h"
#include "wire/fields.h"
#include "wire/times.h"

namespace shortbreaks::eligibility {

absl::StatusOr<v1::DecideResponse> DecisionHandlers::Decide(const rpc::Call& call,
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
  v1::DecisionBasis& basis = (*input)->basis;
  auto live = parts_.policies.LiveOn(call, wire::FromProto(basis.day()).value_or(absl::CivilDay()));
  if (!live.ok()) return live.status();
  v1::DecideResponse response;
  *response.mutable_decision() = DecideOn(basis, live->policy_id, live->policy.get());
  if (auto kept = parts_.store.KeepDecisionWithAnswer(call, basis, response.decision()); !kept.ok()) return kept;
  return response;
}

absl::StatusOr<v1::GetDecisionResponse> DecisionHandlers::Get(const rpc::Call& call,
                                                              const v1::GetDecisionRequest& request) const {
  auto viewer = ViewerOf(call);
  if (!viewer.ok()) return viewer.status();
  errors::FieldErrors fields;
  const ids::Uuid decision_id = wire::IdIn("name", "decisions", request.name(), fields);
  if (auto valid = fields.ToStatus(); !valid.ok()) return valid;
  auto stored = parts_.store.ReadDecision(call, *viewer, decision_id);
  if (!stored.ok()) return stored.status();
  if (!*stored) return NotSeen(*viewer);
  v1::GetDecisionResponse response;
  const bool read = response.mutable_basis()->ParseFromString((*stored)->basis) &&
                    response.mutable_decision()->ParseFromString((*stored)->result);
  if (!read) return errors::Error(type::v1::ERROR_REASON_INTERNAL);
  *response.mutable_create_time() = wire::ToProto((*stored)->create_time);
  response.set_engine(kEngine);
  // Another engine would word it otherwise, or decide otherwise: that says nothing of how this one was made.
  if (response.basis().engine() != kEngine) return response;
  std::shared_ptr<const policy::Policy> policy;
  if (!(*stored)->policy_id.empty()) {
    auto parsed = parts_.policies.Parsed(call, (*stored)->policy_id);
    if (!parsed.ok()) return parsed.status();
    policy = *std::move(parsed);
  }
  response.set_reproduced(Remake(response.basis(), policy.get()).SerializeAsString() == (*stored)->result);
  return response;
}

}  // namespace shortbreaks::eligibility

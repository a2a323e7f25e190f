#include "eligibility/handlers.h"
#include "eligibility/requests.h"
#include "eligibility/validation.h"
#include "wire/fields.h"

namespace shortbreaks::eligibility {

absl::StatusOr<v1::AddEvidenceResponse> EvidenceHandlers::Add(const rpc::Call& call,
                                                              const v1::AddEvidenceRequest& request) const {
  if (auto may = OfficersOnly(call); !may.ok()) return may;
  auto mark = idempotency::MarkOf(call.principal, "AddEvidence", request.request_id(), request);
  if (!mark.ok()) return mark.status();
  errors::FieldErrors fields;
  const ids::Uuid child_id = wire::IdIn("evidence.child", "children", request.evidence().child(), fields);
  Check(request.evidence(), "evidence.", fields);
  if (auto valid = fields.ToStatus(); !valid.ok()) return valid;
  EvidenceRecord record = RecordOf(request.evidence());
  record.child_id = child_id;
  auto evidence = parts_.store.AddEvidence(call, *mark, record);
  if (!evidence.ok()) return evidence.status();
  v1::AddEvidenceResponse response;
  *response.mutable_evidence() = *std::move(evidence);
  return response;
}

absl::StatusOr<v1::WithdrawEvidenceResponse> EvidenceHandlers::Withdraw(
    const rpc::Call& call, const v1::WithdrawEvidenceRequest& request) const {
  if (auto may = OfficersOnly(call); !may.ok()) return may;
  auto mark = idempotency::MarkOf(call.principal, "WithdrawEvidence", request.request_id(), request);
  if (!mark.ok()) return mark.status();
  errors::FieldErrors fields;
  const ids::Uuid evidence_id = wire::IdIn("name", "evidence", request.name(), fields);
  wire::CheckText("reason", request.reason(), 500, fields, /*lines=*/true);
  if (auto valid = fields.ToStatus(); !valid.ok()) return valid;
  auto evidence = parts_.store.WithdrawEvidence(call, *mark, evidence_id, request.reason());
  if (!evidence.ok()) return evidence.status();
  v1::WithdrawEvidenceResponse response;
  *response.mutable_evidence() = *std::move(evidence);
  return response;
}

absl::StatusOr<v1::ListEvidenceResponse> EvidenceHandlers::List(const rpc::Call& call,
                                                                const v1::ListEvidenceRequest& request) const {
  auto viewer = ViewerOf(call);
  if (!viewer.ok()) return viewer.status();
  errors::FieldErrors fields;
  const ids::Uuid child_id = wire::IdIn("child", "children", request.child(), fields);
  if (auto valid = fields.ToStatus(); !valid.ok()) return valid;
  auto seen = parts_.store.MaySee(call, *viewer, child_id);
  if (!seen.ok()) return seen.status();
  if (!*seen) return NotSeen(*viewer);
  const std::string scope = paging::ScopeOf(call.principal, "ListEvidence", request);
  auto page = paging::PageOf(parts_.page_tokens, request, scope);
  if (!page.ok()) return page.status();
  auto list = parts_.store.ListEvidence(call, *viewer, child_id, *page);
  if (!list.ok()) return list.status();
  v1::ListEvidenceResponse response;
  for (v1::Evidence& evidence : list->items) *response.add_evidence() = std::move(evidence);
  response.set_next_page_token(paging::NextToken(parts_.page_tokens, list->next, scope));
  return response;
}

}  // namespace shortbreaks::eligibility

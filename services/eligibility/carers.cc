#include "eligibility/handlers.h"
#include "eligibility/requests.h"
#include "eligibility/validation.h"
#include "wire/fields.h"

namespace shortbreaks::eligibility {

absl::StatusOr<v1::CreateCarerResponse> CarerHandlers::Create(const rpc::Call& call,
                                                              const v1::CreateCarerRequest& request) const {
  if (auto may = OfficersOnly(call); !may.ok()) return may;
  auto mark = idempotency::MarkOf(call.principal, "CreateCarer", request.request_id(), request);
  if (!mark.ok()) return mark.status();
  errors::FieldErrors fields;
  Check(request.carer(), "carer.", fields);
  if (auto valid = fields.ToStatus(); !valid.ok()) return valid;
  auto carer = parts_.store.CreateCarer(call, *mark, RecordOf(request.carer()));
  if (!carer.ok()) return carer.status();
  v1::CreateCarerResponse response;
  *response.mutable_carer() = *std::move(carer);
  return response;
}

absl::StatusOr<v1::GetCarerResponse> CarerHandlers::Get(const rpc::Call& call,
                                                        const v1::GetCarerRequest& request) const {
  auto viewer = ViewerOf(call);
  if (!viewer.ok()) return viewer.status();
  errors::FieldErrors fields;
  const ids::Uuid carer_id = wire::IdIn("name", "carers", request.name(), fields);
  if (auto valid = fields.ToStatus(); !valid.ok()) return valid;
  if (!viewer->sees_all && viewer->carer_id != carer_id) return NotSeen(*viewer);
  auto carer = parts_.store.ReadCarer(call, carer_id);
  if (!carer.ok()) return carer.status();
  if (!*carer) return NotSeen(*viewer);
  v1::GetCarerResponse response;
  *response.mutable_carer() = **std::move(carer);
  return response;
}

}  // namespace shortbreaks::eligibility

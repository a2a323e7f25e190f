#include "eligibility/handlers.h"
#include "eligibility/london.h"
#include "eligibility/requests.h"
#include "eligibility/validation.h"

namespace shortbreaks::eligibility {

absl::StatusOr<v1::ImportCaseloadResponse> ImportHandler::operator()(const rpc::Call& call,
                                                                     const v1::ImportCaseloadRequest& request) const {
  if (auto may = OfficersOnly(call); !may.ok()) return may;
  auto mark = idempotency::MarkOf(call.principal, "ImportCaseload", request.request_id(), request);
  if (!mark.ok()) return mark.status();
  if (auto valid = Check(request, LondonDay(absl::Now()), call.principal.council_id); !valid.ok()) return valid;
  return parts_.store.Import(call, *mark, request);
}

}  // namespace shortbreaks::eligibility

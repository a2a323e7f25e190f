#include <absl/strings/str_cat.h>
#include <absl/time/clock.h>

#include "eligibility/handlers.h"
#include "eligibility/limits.h"
#include "eligibility/requests.h"
#include "eligibility/validation.h"
#include "london/london.h"
#include "wire/fields.h"

namespace shortbreaks::eligibility {
namespace {

constexpr size_t kElsewhereCharactersMax = 200;

// What the caller could not grant is only brought in with a word of where it was decided.
void CheckDecidedElsewhere(const v1::ImportCaseloadRequest& request, const std::string& role,
                           const policy::Policy* policy, errors::FieldErrors& fields) {
  wire::CheckOptionalText("decided_elsewhere", request.decided_elsewhere(), kElsewhereCharactersMax, fields);
  if (!request.decided_elsewhere().empty()) return;
  for (int i = 0; i < request.allocations_size(); ++i) {
    if (MayGrantAnew(role, request.allocations(i).allocation(), policy).ok()) continue;
    fields.Add("decided_elsewhere", absl::StrCat("Is required: allocations[", i,
                                                 "] is above what you may grant. Say where it was decided."));
    return;
  }
}

}  // namespace

absl::StatusOr<v1::ImportCaseloadResponse> ImportHandler::operator()(const rpc::Call& call,
                                                                     const v1::ImportCaseloadRequest& request) const {
  if (auto may = OfficersOnly(call); !may.ok()) return may;
  auto mark = idempotency::MarkOf(call.principal, "ImportCaseload", request.request_id(), request);
  if (!mark.ok()) return mark.status();
  if (auto valid = Check(request, london::DayOf(absl::Now()), call.principal.council_id); !valid.ok()) return valid;
  auto live = parts_.policies.LiveOn(call, london::DayOf(absl::Now()));
  if (!live.ok()) return live.status();
  errors::FieldErrors fields;
  CheckDecidedElsewhere(request, call.principal.decider, live->policy.get(), fields);
  if (auto valid = fields.ToStatus(); !valid.ok()) return valid;
  return parts_.store.Import(call, *mark, request);
}

}  // namespace shortbreaks::eligibility

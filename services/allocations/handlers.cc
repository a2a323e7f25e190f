#include "allocations/handlers.h"

#include <absl/time/clock.h>

#include "eligibility/limits.h"
#include "eligibility/requests.h"
#include "errors/diagnosis.h"
#include "errors/errors.h"
#include "london/london.h"
#include "telemetry/log.h"
#include "wire/fields.h"
#include "wire/times.h"

namespace shortbreaks::allocations {
namespace {

constexpr size_t kReasonCharactersMax = 500;

// What every change shares: its mark and its fields checked, then made.
template <typename Response, typename Request>
absl::StatusOr<Response> Run(const Parts& parts, const rpc::Call& call, std::string_view method, const Request& request,
                             Change change, bool needs_reason) {
  auto mark = idempotency::MarkOf(call.principal, method, request.request_id(), request);
  if (!mark.ok()) return mark.status();
  errors::FieldErrors fields;
  const ids::Uuid allocation_id = wire::IdIn("name", "allocations", request.name(), fields);
  if (request.etag().empty()) fields.Add("etag", "Is required: send the etag that was read.");
  if (needs_reason) wire::CheckText("reason", change.reason, kReasonCharactersMax, fields, /*lines=*/true);
  const bool adjusts = change.action == Action::kAdjust;
  if (adjusts && (change.amount == 0 || change.amount < -1'000'000'000 || change.amount > 1'000'000'000)) {
    fields.Add("amount", "Must be -1,000,000,000 to 1,000,000,000, and not 0.");
  }
  if (auto valid = fields.ToStatus(); !valid.ok()) return valid;
  change.etag = request.etag();
  auto allocation = parts.store.Apply(call, *mark, allocation_id, change);
  if (!allocation.ok()) return allocation.status();
  Response response;
  *response.mutable_allocation() = *std::move(allocation);
  return response;
}

// Topping up is deciding: the sum must be within the officer's limit, and below what needs a second key.
absl::Status MayTopUp(const Parts& parts, const rpc::Call& call, const v1::AdjustAllocationRequest& request) {
  const auto allocation_id = ids::IdOf("allocations", request.name());
  if (request.amount() <= 0 || !allocation_id) return absl::OkStatus();
  auto viewer = eligibility::ViewerOf(call);
  if (!viewer.ok()) return viewer.status();
  auto allocation = parts.families.ReadAllocation(call, *viewer, *allocation_id);
  if (!allocation.ok()) return allocation.status();
  if (!*allocation) return eligibility::NotSeen(*viewer);
  auto live = parts.policies.LiveOn(call, london::DayOf(absl::Now()));
  if (!live.ok()) return live.status();
  v1::Allocation topped_up = **std::move(allocation);
  topped_up.mutable_granted()->set_amount(topped_up.granted().amount() + request.amount());
  return eligibility::MayGrantAlone(call.principal.decider, topped_up, live->policy.get());
}

absl::StatusOr<v1::AcceptAllocationResponse> Accept(const Parts& parts, const rpc::Call& call,
                                                    const v1::AcceptAllocationRequest& request) {
  auto viewer = eligibility::ViewerOf(call);
  if (!viewer.ok()) return viewer.status();
  if (const auto allocation_id = ids::IdOf("allocations", request.name())) {
    auto seen = parts.families.ReadAllocation(call, *viewer, *allocation_id);
    if (!seen.ok()) return seen.status();
    if (!*seen) return eligibility::NotSeen(*viewer);
  }
  return Run<v1::AcceptAllocationResponse>(parts, call, "AcceptAllocation", request, {.action = Action::kAccept},
                                           /*needs_reason=*/false);
}

// The day after which the policy has it looked at again; nothing where it asks for none.
absl::StatusOr<std::optional<absl::CivilDay>> PolicysNextReview(const Parts& parts, const rpc::Call& call,
                                                                const std::string& name, absl::CivilDay today) {
  const auto allocation_id = ids::IdOf("allocations", name);
  if (!allocation_id) return std::nullopt;
  auto viewer = eligibility::ViewerOf(call);
  if (!viewer.ok()) return viewer.status();
  auto allocation = parts.families.ReadAllocation(call, *viewer, *allocation_id);
  if (!allocation.ok()) return allocation.status();
  if (!*allocation) return eligibility::NotSeen(*viewer);
  auto live = parts.policies.LiveOn(call, today);
  if (!live.ok()) return live.status();
  if (live->policy == nullptr) return std::nullopt;
  AllocationRecord record = eligibility::RecordOf(**allocation);
  record.offer = (*allocation)->offer();
  return NextReview(record, *live->policy, today);
}

absl::StatusOr<v1::ReviewAllocationResponse> Review(const Parts& parts, const rpc::Call& call,
                                                    const v1::ReviewAllocationRequest& request) {
  if (auto may = eligibility::OfficersOnly(call); !may.ok()) return may;
  const absl::CivilDay today = london::DayOf(absl::Now());
  auto latest = PolicysNextReview(parts, call, request.name(), today);
  if (!latest.ok()) return latest.status();
  std::optional<absl::CivilDay> next = *latest;
  if (request.has_next_review_date()) {
    next = wire::FromProto(request.next_review_date());
    errors::FieldErrors fields;
    if (!next || *next <= today) {
      fields.Add("next_review_date", "Must be later than today.");
    } else if (*latest && **latest < *next) {
      fields.Add("next_review_date", "Must not be later than the policy says.");
    }
    if (auto valid = fields.ToStatus(); !valid.ok()) return valid;
  }
  return Run<v1::ReviewAllocationResponse>(parts, call, "ReviewAllocation", request,
                                           {.action = Action::kReview, .reason = request.reason(), .next_review = next},
                                           /*needs_reason=*/true);
}

absl::StatusOr<v1::ListReviewsDueResponse> ListReviewsDue(const Parts& parts, const rpc::Call& call,
                                                          const v1::ListReviewsDueRequest& request) {
  if (auto may = eligibility::OfficersOnly(call); !may.ok()) return may;
  std::optional<absl::CivilDay> by = london::DayOf(absl::Now());
  if (request.has_by()) by = wire::FromProto(request.by());
  errors::FieldErrors fields;
  if (!by) fields.Add("by", "Must be a day of the calendar, from 1900 to 2200.");
  if (auto valid = fields.ToStatus(); !valid.ok()) return valid;
  const std::string scope = paging::ScopeOf(call.principal, "ListReviewsDue", request);
  auto page = paging::PageOf(parts.page_tokens, request, scope);
  if (!page.ok()) return page.status();
  auto list = parts.store.ListReviewsDue(call, *by, *page);
  if (!list.ok()) return list.status();
  v1::ListReviewsDueResponse response;
  for (v1::Allocation& allocation : list->items) *response.add_allocations() = std::move(allocation);
  response.set_next_page_token(paging::NextToken(parts.page_tokens, list->next, scope));
  return response;
}

template <typename Request, typename Response>
void AddOfficers(rpc::HandlerTable& table, const Parts& parts, const char* method, Action action) {
  table.Add<Request, Response>(
      method, [parts, method, action](const rpc::Call& call, const Request& request) -> absl::StatusOr<Response> {
        if (auto may = eligibility::OfficersOnly(call); !may.ok()) return may;
        return Run<Response>(parts, call, method, request, {.action = action, .reason = request.reason()},
                             /*needs_reason=*/true);
      });
}

}  // namespace

rpc::HandlerTable MakeHandlers(Parts parts) {
  rpc::HandlerTable table("shortbreaks.eligibility.v1.AllocationService");
  table.Add<v1::AcceptAllocationRequest, v1::AcceptAllocationResponse>(
      "AcceptAllocation",
      [parts](const rpc::Call& call, const v1::AcceptAllocationRequest& r) { return Accept(parts, call, r); });
  AddOfficers<v1::SuspendAllocationRequest, v1::SuspendAllocationResponse>(table, parts, "SuspendAllocation",
                                                                           Action::kSuspend);
  AddOfficers<v1::ResumeAllocationRequest, v1::ResumeAllocationResponse>(table, parts, "ResumeAllocation",
                                                                         Action::kResume);
  AddOfficers<v1::EndAllocationRequest, v1::EndAllocationResponse>(table, parts, "EndAllocation", Action::kEnd);
  AddOfficers<v1::HoldForTransitionRequest, v1::HoldForTransitionResponse>(table, parts, "HoldForTransition",
                                                                           Action::kHoldForTransition);
  table.Add<v1::AdjustAllocationRequest, v1::AdjustAllocationResponse>(
      "AdjustAllocation",
      [parts](const rpc::Call& call,
              const v1::AdjustAllocationRequest& r) -> absl::StatusOr<v1::AdjustAllocationResponse> {
        if (auto may = eligibility::OfficersOnly(call); !may.ok()) return may;
        if (auto may = MayTopUp(parts, call, r); !may.ok()) return may;
        return Run<v1::AdjustAllocationResponse>(
            parts, call, "AdjustAllocation", r, {.action = Action::kAdjust, .reason = r.reason(), .amount = r.amount()},
            /*needs_reason=*/true);
      });
  table.Add<v1::ReviewAllocationRequest, v1::ReviewAllocationResponse>(
      "ReviewAllocation",
      [parts](const rpc::Call& call, const v1::ReviewAllocationRequest& r) { return Review(parts, call, r); });
  table.Add<v1::ListReviewsDueRequest, v1::ListReviewsDueResponse>(
      "ListReviewsDue",
      [parts](const rpc::Call& call, const v1::ListReviewsDueRequest& r) { return ListReviewsDue(parts, call, r); });
  table.Add<v1::RunCalendarRequest, v1::RunCalendarResponse>(
      "RunCalendar",
      [parts](const rpc::Call& call, const v1::RunCalendarRequest& r) -> absl::StatusOr<v1::RunCalendarResponse> {
        if (auto may = eligibility::OfficersOnly(call); !may.ok()) return may;
        // Sent again it finds nothing left to do: the request id is checked, and nothing needs to be kept by it.
        auto mark = idempotency::MarkOf(call.principal, "RunCalendar", r.request_id(), r);
        if (!mark.ok()) return mark.status();
        return RunCalendar(parts.store, call, call.principal.council_id, r.validate_only());
      });
  return table;
}

void RunCalendarOfAll(AllocationStore& store) {
  rpc::Call call;
  call.principal = {identity::Role::kService, "", "eligibility", "", "shortbreaks"};
  call.deadline = absl::Now() + absl::Minutes(10);
  call.call_id = "calendar";
  const auto counts = RunCalendar(store, call, "", /*validate_only=*/false);
  if (!counts.ok()) {
    telemetry::Log(
        telemetry::Level::kWarning, "allocation_calendar_failed",
        {{"reason", errors::ReasonText(counts.status())}, {"diagnosis", errors::DiagnosisOf(counts.status())}});
  }
}

}  // namespace shortbreaks::allocations

#include "rechecks/handlers.h"

#include <absl/strings/str_cat.h>
#include <absl/time/clock.h>

#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "eligibility/decisions.h"
#include "eligibility/requests.h"
#include "errors/diagnosis.h"
#include "errors/errors.h"
#include "telemetry/log.h"
#include "wire/fields.h"
#include "wire/times.h"

namespace shortbreaks::rechecks {
namespace {

constexpr size_t kCandidatesMax = 200;
// What a booking holds already is not asked for again.
constexpr std::string_view kBalanceRule = "allocation_covers";

using RuleSet = std::set<std::string>;

// Rules that are not met or not known, with what they are made of; what a rule that is met is made of aside.
RuleSet UnmetIn(const v1::Decision& decision) {
  constexpr int kNothing = 1000;
  RuleSet unmet;
  int settled = kNothing;  // the depth of a rule that is met
  for (const v1::RuleResult& rule : decision.rules()) {
    if (rule.depth() > settled) continue;
    const bool met = rule.outcome() == v1::RULE_OUTCOME_MET;
    settled = met ? rule.depth() : kNothing;
    if (!met) unmet.insert(rule.rule());
  }
  return unmet;
}

// Rules that count by themselves and stand in the way, unless an officer overruled them: then only where something that
// they are made of is new.
std::vector<const v1::RuleResult*> InTheWay(const v1::Decision& decision, const RuleSet& overruled) {
  const RuleSet unmet = UnmetIn(decision);
  std::vector<const v1::RuleResult*> found;
  const v1::RuleResult* whole = nullptr;
  for (const v1::RuleResult& rule : decision.rules()) {
    if (rule.depth() == 0) whole = &rule;
    const bool counts = whole != nullptr && whole->outcome() != v1::RULE_OUTCOME_MET && whole->rule() != kBalanceRule;
    if (!counts || !unmet.contains(rule.rule()) || overruled.contains(rule.rule())) continue;
    if (found.empty() || found.back() != whole) found.push_back(whole);
  }
  return found;
}

std::string WhyNotPaying(const Payer& payer, const v1::DecisionBasis& basis) {
  const char* state = payer.state == v1::ALLOCATION_STATE_SUSPENDED ? " is suspended"
                      : payer.state == v1::ALLOCATION_STATE_ENDED   ? " was ended"
                                                                    : " cannot pay any more";
  std::string reason;
  for (const v1::Allocation& allocation : basis.allocations()) {
    if (allocation.name() == payer.allocation) reason = allocation.state_reason();
  }
  return absl::StrCat("An allocation that pays for it", state, reason.empty() ? "." : ": ", reason);
}

Check CheckOf(const v1::DecisionBasis& basis, const v1::Decision& decision, const ids::Uuid& policy_id,
              const Candidate& candidate, const RuleSet& overruled) {
  // The child's version is the candidate's: were it the basis's, an authority that was revoked between the two would
  // never be seen.
  Check check{
      .child_version = candidate.child_version, .session_version = basis.terms().version(), .policy_id = policy_id};
  const auto explain = [&](std::string_view why) {
    absl::StrAppend(&check.explanation, check.explanation.empty() ? "" : "\n", std::string(why));
  };
  if (!candidate.booker_may_act) {
    check.rules.emplace_back("authority");
    explain("The carer who booked may no longer act for the child.");
  }
  for (const v1::RuleResult* rule : InTheWay(decision, overruled)) {
    check.rules.push_back(rule->rule());
    explain(rule->explanation());
  }
  check.allocations_pay = candidate.first.Pays() && candidate.second.Pays();
  if (!check.allocations_pay) check.rules.emplace_back(kBalanceRule);
  for (const Payer* payer : {&candidate.first, &candidate.second}) {
    if (!payer->Pays()) explain(WhyNotPaying(*payer, basis));
  }
  return check;
}

// What an officer overruled when the place was given: the decision that is kept tells.
absl::StatusOr<RuleSet> Overruled(const Parts& parts, const rpc::Call& call, const ids::Uuid& decision_id) {
  if (decision_id.empty()) return RuleSet();
  auto stored = parts.families.ReadDecision(call, {.sees_all = true}, decision_id);
  if (!stored.ok()) return stored.status();
  v1::Decision decision;
  if (!*stored || !decision.ParseFromString((*stored)->result)) return RuleSet();
  return UnmetIn(decision);
}

absl::Status RecheckOne(const Parts& parts, rpc::Call call, const Candidate& candidate,
                        v1::RecheckBookingsResponse& counts) {
  call.principal.council_id = candidate.council_id;
  auto input = parts.families.ReadForDecision(call, {.sees_all = true}, candidate.child_id, candidate.session_id);
  if (!input.ok()) return input.status();
  if (!*input || !(*input)->session_found) return absl::OkStatus();
  v1::DecisionBasis& basis = (*input)->basis;
  auto live = parts.policies.LiveOn(call, wire::FromProto(basis.day()).value_or(absl::CivilDay()));
  if (!live.ok()) return live.status();
  const v1::Decision decision = eligibility::DecideOn(basis, live->policy_id, live->policy.get());
  if (auto kept = parts.families.KeepDecision(call, basis, decision); !kept.ok()) return kept;
  auto overruled = Overruled(parts, call, candidate.overruled);
  if (!overruled.ok()) return overruled.status();
  return parts.store.Keep(call, candidate, CheckOf(basis, decision, live->policy_id, candidate, *overruled), counts);
}

// Once over all of them, soonest session first. One booking that fails does not keep the rest, and is tried again in
// the next run.
absl::StatusOr<v1::RecheckBookingsResponse> Recheck(const Parts& parts, const rpc::Call& call,
                                                    const std::string& council) {
  v1::RecheckBookingsResponse counts;
  absl::Status first_error;
  Position after;
  while (absl::Now() < call.deadline) {
    auto found = parts.store.Find(call.deadline, council, after, static_cast<int>(kCandidatesMax));
    if (!found.ok()) return found.status();
    for (const Candidate& candidate : *found) first_error.Update(RecheckOne(parts, call, candidate, counts));
    if (found->size() < kCandidatesMax) break;
    after = {found->back().start_time, found->back().booking_id};
  }
  if (!first_error.ok() && counts.checked() == 0) return first_error;
  return counts;
}

absl::StatusOr<v1::ListBookingFlagsResponse> List(const Parts& parts, const rpc::Call& call,
                                                  const v1::ListBookingFlagsRequest& request) {
  if (auto may = eligibility::OfficersOnly(call); !may.ok()) return may;
  const std::string scope = paging::ScopeOf(call.principal, "ListBookingFlags", request);
  auto page = paging::PageOf(parts.page_tokens, request, scope);
  if (!page.ok()) return page.status();
  auto list = parts.store.List(call, *page);
  if (!list.ok()) return list.status();
  v1::ListBookingFlagsResponse response;
  for (v1::BookingFlag& flag : list->items) *response.add_flags() = std::move(flag);
  response.set_next_page_token(paging::NextToken(parts.page_tokens, list->next, scope));
  return response;
}

absl::StatusOr<v1::ResolveBookingFlagResponse> Resolve(const Parts& parts, const rpc::Call& call,
                                                       const v1::ResolveBookingFlagRequest& request) {
  if (auto may = eligibility::OfficersOnly(call); !may.ok()) return may;
  auto mark = idempotency::MarkOf(call.principal, "ResolveBookingFlag", request.request_id(), request);
  if (!mark.ok()) return mark.status();
  errors::FieldErrors fields;
  const ids::Uuid booking_id = wire::IdIn("booking", "bookings", request.booking(), fields);
  wire::CheckText("reason", request.reason(), 500, fields, /*lines=*/true);
  if (request.etag().empty()) fields.Add("etag", "Is required: send the etag that was read.");
  if (auto valid = fields.ToStatus(); !valid.ok()) return valid;
  auto flag = parts.store.Resolve(call, *mark, booking_id, request.etag(), request.reason());
  if (!flag.ok()) return flag.status();
  v1::ResolveBookingFlagResponse response;
  *response.mutable_flag() = *std::move(flag);
  return response;
}

}  // namespace

rpc::HandlerTable MakeHandlers(Parts parts) {
  rpc::HandlerTable table("shortbreaks.eligibility.v1.RecheckService");
  table.Add<v1::RecheckBookingsRequest, v1::RecheckBookingsResponse>(
      "RecheckBookings",
      [parts](const rpc::Call& call,
              const v1::RecheckBookingsRequest& r) -> absl::StatusOr<v1::RecheckBookingsResponse> {
        if (auto may = eligibility::OfficersOnly(call); !may.ok()) return may;
        // Sent again it finds nothing left to do: the request id is checked, and nothing needs to be kept by it.
        auto mark = idempotency::MarkOf(call.principal, "RecheckBookings", r.request_id(), r);
        if (!mark.ok()) return mark.status();
        return Recheck(parts, call, call.principal.council_id);
      });
  table.Add<v1::ListBookingFlagsRequest, v1::ListBookingFlagsResponse>(
      "ListBookingFlags",
      [parts](const rpc::Call& call, const v1::ListBookingFlagsRequest& r) { return List(parts, call, r); });
  table.Add<v1::ResolveBookingFlagRequest, v1::ResolveBookingFlagResponse>(
      "ResolveBookingFlag",
      [parts](const rpc::Call& call, const v1::ResolveBookingFlagRequest& r) { return Resolve(parts, call, r); });
  return table;
}

void RecheckAll(const Parts& parts) {
  rpc::Call call;
  call.principal = {identity::Role::kService, "", "eligibility", "", "shortbreaks"};
  call.deadline = absl::Now() + absl::Minutes(4);
  call.call_id = "recheck";
  if (const auto counts = Recheck(parts, call, ""); !counts.ok()) {
    telemetry::Log(
        telemetry::Level::kWarning, "recheck_failed",
        {{"reason", errors::ReasonText(counts.status())}, {"diagnosis", errors::DiagnosisOf(counts.status())}});
  }
}

}  // namespace shortbreaks::rechecks

#include "applications/decide.h"

#include <absl/time/clock.h>

#include <algorithm>

#include "applications/requests.h"
#include "eligibility/limits.h"
#include "eligibility/rules.h"
#include "london/london.h"
#include "policy/age.h"
#include "wire/times.h"

namespace shortbreaks::applications {
namespace {

using errors::Error;

bool CriteriaMet(const v1::Application& application) {
  return application.assessment().rules_size() > 0 &&
         application.assessment().rules(0).outcome() == v1::RULE_OUTCOME_MET;
}

int TierOf(const policy::Offer& offer) {
  return offer.tier == "specialist" ? type::v1::TIER_SPECIALIST
         : offer.tier == "targeted" ? type::v1::TIER_TARGETED
                                    : type::v1::TIER_UNIVERSAL;
}

eligibility::AllocationRecord AllocationOf(const v1::Application& application, const policy::Policy& policy) {
  const v1::Grant& grant = application.decision().grant();
  const policy::Offer* offer = eligibility::FindOffer(policy, application.offer());
  eligibility::AllocationRecord record;
  record.child_id = ids::IdOf("children", application.child()).value_or(ids::Uuid());
  record.unit = grant.quantity().unit();
  record.granted = grant.quantity().amount();
  record.tier = offer == nullptr ? static_cast<int>(type::v1::TIER_TARGETED) : TierOf(*offer);
  record.funding_stream = grant.funding_stream();
  record.window_start = wire::FromProto(grant.window_start()).value_or(absl::CivilDay());
  record.window_end = wire::FromProto(grant.window_end()).value_or(absl::CivilDay());
  record.application_id = ids::IdOf("applications", application.name()).value_or(ids::Uuid());
  record.offer = application.offer();
  record.discretion = application.decision().discretion();
  record.ehc_plan_section = grant.ehc_plan_section();
  record.renews = ids::IdOf("allocations", application.renews()).value_or(ids::Uuid());
  if (offer != nullptr) {
    record.review_date = ReviewDay(policy, *offer, std::max(record.window_start, Today()));
    // By when, is said once the family is told.
    if (offer->accept_working_days) record.state = v1::ALLOCATION_STATE_APPROVED;
  }
  return record;
}

// Ends what was decided: state, and the allocation of an approval. A deferral leaves a review open.
Step Conclude(v1::Application& application, const policy::Policy& policy, std::string action) {
  v1::OfficerDecision& decision = *application.mutable_decision();
  decision.set_awaits_second_key(false);
  application.set_state(AfterOutcome(decision.outcome()));
  Step step{.action = std::move(action), .reason = decision.reason(), .panel = decision.panel()};
  if (Approves(decision.outcome())) {
    step.allocation = AllocationOf(application, policy);
    step.replaces = ids::IdOf("allocations", application.allocation()).value_or(ids::Uuid());
  }
  if (decision.outcome() != v1::APPLICATION_OUTCOME_DEFER) application.set_under_review(false);
  return step;
}

// A review is decided by others than the decision that it is about, whatever state it has come to meanwhile.
absl::Status MayReview(const rpc::Call& call, const v1::Application& application) {
  const auto& before = application.earlier_deciders();
  const bool had_a_part = std::find(before.begin(), before.end(), call.principal.Actor()) != before.end();
  return application.under_review() && had_a_part ? Error(type::v1::ERROR_REASON_SECOND_PERSON_NEEDED)
                                                  : absl::OkStatus();
}

// From the day it meets.
absl::Status HasMet(const v1::Panel& panel) {
  const absl::CivilDay day = wire::FromProto(panel.meet_date()).value_or(absl::CivilDay());
  if (day <= Today()) return absl::OkStatus();
  return Error(type::v1::ERROR_REASON_STATE_FORBIDS, "The panel has not met yet.",
               {{"state", v1::ApplicationState_Name(v1::APPLICATION_STATE_PANEL_LISTED)}});
}

policy::Deciders DecidersOf(const policy::Policy& policy, const v1::Application& application, const v1::Grant& grant) {
  return eligibility::DecidersOf(policy, eligibility::FindOffer(policy, application.offer()), grant,
                                 CriteriaMet(application));
}

// Within the limit of whoever decides: the panel, or else the officer. True where it waits for a second key.
absl::StatusOr<bool> CheckGrantOf(const rpc::Call& call, const policy::Policy& policy,
                                  const std::optional<v1::Panel>& panel, const v1::Application& application,
                                  const v1::Grant& grant) {
  const policy::Deciders deciders = DecidersOf(policy, application, grant);
  const policy::Decider* officer = eligibility::OfficerAs(policy, call.principal.decider);
  const policy::Decider* decider = panel ? eligibility::DeciderNamed(policy, panel->role()) : officer;
  if (auto may = eligibility::CheckLimit(policy, deciders, decider); !may.ok()) return may;
  const bool beyond_officer = panel && !eligibility::CheckLimit(policy, deciders, officer).ok();
  return beyond_officer || deciders.second_key_needed;
}

// Above the policy's threshold whoever it names confirms; else any other officer.
absl::Status MayConfirm(const rpc::Call& call, const policy::Policy& policy, const v1::Application& application) {
  if (!application.decision().has_grant()) return absl::OkStatus();
  const std::string by = DecidersOf(policy, application, application.decision().grant()).second_key_by;
  const policy::Decider* officer = eligibility::OfficerAs(policy, call.principal.decider);
  if (by.empty() || by == call.principal.decider || (officer != nullptr && officer->by == by)) return absl::OkStatus();
  return Error(type::v1::ERROR_REASON_ABOVE_LIMIT, {}, {{"role", call.principal.decider}, {"decider", by}});
}

std::string RoleOf(const rpc::Call& call, const policy::Policy& policy, const std::optional<v1::Panel>& panel) {
  if (panel) return panel->role();
  const policy::Decider* officer = eligibility::OfficerAs(policy, call.principal.decider);
  return officer == nullptr ? call.principal.decider : officer->by;
}

void AddActor(const std::string& actor, google::protobuf::RepeatedPtrField<std::string>& actors) {
  if (actor.empty() || std::find(actors.begin(), actors.end(), actor) != actors.end()) return;
  *actors.Add() = actor;
}

}  // namespace

absl::CivilDay Today() { return london::DayOf(absl::Now()); }

bool Approves(v1::ApplicationOutcome outcome) {
  return outcome == v1::APPLICATION_OUTCOME_APPROVE || outcome == v1::APPLICATION_OUTCOME_APPROVE_VARIED;
}

std::optional<absl::CivilDay> ReviewDay(const policy::Policy& policy, const policy::Offer& offer, absl::CivilDay from) {
  std::optional<int> months = offer.review_months;
  // Section 17 cases are reviewed at least every six months.
  if (offer.tier == "specialist" && policy.section_17_review_months) {
    months = std::min(months.value_or(*policy.section_17_review_months), *policy.section_17_review_months);
  }
  if (!months) return std::nullopt;
  return policy::AfterMonths(from, *months);
}

absl::StatusOr<Step> DecideStep(const rpc::Call& call, const policy::Policy& policy,
                                const std::optional<v1::Panel>& panel, const v1::DecideApplicationRequest& request,
                                v1::Application& application) {
  if (auto may = MayDo(Action::kDecide, application); !may.ok()) return may;
  if (auto may = MayReview(call, application); !may.ok()) return may;
  v1::OfficerDecision decision;
  decision.set_outcome(request.outcome());
  decision.set_reason(request.reason());
  decision.set_decider(call.principal.Actor());
  decision.set_role(RoleOf(call, policy, panel));
  *decision.mutable_time() = wire::ToProto(absl::Now());
  if (request.has_defer_until()) *decision.mutable_defer_until() = request.defer_until();
  if (panel) {
    if (auto met = HasMet(*panel); !met.ok()) return met;
    decision.set_panel(panel->name());
  }
  if (Approves(request.outcome())) {
    *decision.mutable_grant() = request.grant();
    decision.set_discretion(!CriteriaMet(application));
    auto waits = CheckGrantOf(call, policy, panel, application, request.grant());
    if (!waits.ok()) return waits.status();
    decision.set_awaits_second_key(*waits);
  }
  *application.mutable_decision() = decision;
  if (decision.awaits_second_key()) {
    return Step{.action = "decided", .reason = request.reason(), .panel = decision.panel()};
  }
  return Conclude(application, policy, "decided");
}

absl::StatusOr<Step> ConfirmStep(const rpc::Call& call, const policy::Policy& policy, v1::Application& application) {
  if (!application.decision().awaits_second_key()) return Error(type::v1::ERROR_REASON_STATE_FORBIDS);
  if (application.decision().decider() == call.principal.Actor()) {
    return Error(type::v1::ERROR_REASON_SECOND_PERSON_NEEDED);
  }
  if (auto may = MayReview(call, application); !may.ok()) return may;
  if (auto may = MayConfirm(call, policy, application); !may.ok()) return may;
  application.mutable_decision()->set_second_key(call.principal.Actor());
  return Conclude(application, policy, "confirmed");
}

absl::StatusOr<Step> RejectStep(const std::string& reason, v1::Application& application) {
  if (!application.decision().awaits_second_key()) return Error(type::v1::ERROR_REASON_STATE_FORBIDS);
  Step step{.action = "decision_rejected", .reason = reason, .panel = application.decision().panel()};
  application.clear_decision();
  return step;
}

absl::StatusOr<Step> ReviewStep(const std::string& reason, v1::Application& application) {
  if (auto may = MayDo(Action::kRequestReview, application); !may.ok()) return may;
  AddActor(application.decision().decider(), *application.mutable_earlier_deciders());
  AddActor(application.decision().second_key(), *application.mutable_earlier_deciders());
  application.set_under_review(true);
  application.set_state(v1::APPLICATION_STATE_REVIEW_REQUESTED);
  return Step{.action = "review_requested", .reason = reason};
}

}  // namespace shortbreaks::applications

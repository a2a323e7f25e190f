#include "applications/requests.h"

#include <absl/strings/match.h>
#include <absl/time/clock.h>

#include "eligibility/decisions.h"
#include "eligibility/requests.h"
#include "eligibility/rules.h"
#include "london/london.h"
#include "london/working_days.h"
#include "wire/times.h"

namespace shortbreaks::applications {
namespace {

using errors::Error;
using identity::Role;

absl::CivilDay DayOf(const v1::Application& application) {
  return application.has_submit_time() ? london::DayOf(wire::FromProto(application.submit_time()))
                                       : london::DayOf(absl::Now());
}

absl::StatusOr<eligibility::LivePolicy> HoldingPolicy(const Parts& parts, const rpc::Call& call,
                                                      const v1::Application& application) {
  const auto pinned = ids::IdOf("policies", application.policy());
  if (!pinned) return parts.policies.LiveOn(call, DayOf(application));
  auto policy = parts.policies.Parsed(call, *pinned);
  if (!policy.ok()) return policy.status();
  return eligibility::LivePolicy{*pinned, *std::move(policy)};
}

}  // namespace

bool IsOfficer(const rpc::Call& call) { return call.principal.role == Role::kOfficer; }

absl::StatusOr<v1::Application> Seen(const Parts& parts, const rpc::Call& call, const ids::Uuid& application_id) {
  auto application = parts.store.Read(call, application_id);
  if (!application.ok()) return application.status();
  if (*application) return **std::move(application);
  return Error(IsOfficer(call) ? type::v1::ERROR_REASON_NOT_FOUND : type::v1::ERROR_REASON_NOT_ALLOWED);
}

absl::Status MayDo(Action action, const v1::Application& application) {
  const bool waits = application.decision().awaits_second_key() && action != Action::kWithdraw;
  if (!waits && MayBeDone(action, application.state())) return absl::OkStatus();
  return Error(type::v1::ERROR_REASON_STATE_FORBIDS, {},
               {{"state", v1::ApplicationState_Name(application.state())},
                {"awaits_second_key", application.decision().awaits_second_key() ? "true" : "false"}});
}

absl::StatusOr<Assessed> AssessNow(const Parts& parts, const rpc::Call& call, const v1::Application& application) {
  auto live = HoldingPolicy(parts, call, application);
  if (!live.ok()) return live.status();
  const policy::Offer* offer =
      live->policy == nullptr ? nullptr : eligibility::FindOffer(*live->policy, application.offer());
  if (offer == nullptr) return Assessed{};
  auto basis = parts.families.ReadChildOnFile(call, ids::IdOf("children", application.child()).value_or(ids::Uuid()));
  if (!basis.ok()) return basis.status();
  if (!*basis) return Error(type::v1::ERROR_REASON_NOT_FOUND);
  const absl::CivilDay today = london::DayOf(absl::Now());
  (*basis)->set_offer(application.offer());
  *(*basis)->mutable_day() = wire::ToProto(today);
  *(*basis)->mutable_application_date() = wire::ToProto(DayOf(application));
  if (application.has_evidence_complete_date()) {
    *(*basis)->mutable_evidence_complete_date() = application.evidence_complete_date();
  } else {
    // Of evidence that is complete today, today is the day: a deadline for it is asked about on that.
    *(*basis)->mutable_evidence_complete_date() = wire::ToProto(today);
  }
  Assessed assessed{
      .live = true, .policy = ids::ResourceName("policies", live->policy_id), .evidence_days = offer->evidence_days};
  assessed.decision = eligibility::DecideOn(**basis, live->policy_id, live->policy.get());
  assessed.entitlement = eligibility::EntitlementOf(**basis, *live->policy, *offer);
  if (auto kept = parts.families.KeepDecision(call, **basis, assessed.decision); !kept.ok()) return kept;
  return assessed;
}

void Apply(const Assessed& assessed, v1::Application& application) {
  // Asking again while evidence is awaited puts off no deadline.
  std::optional<type::v1::Date> due;
  if (application.state() == v1::APPLICATION_STATE_EVIDENCE_REQUESTED && application.has_evidence_due_date()) {
    due = application.evidence_due_date();
  }
  application.clear_evidence_wanted();
  application.clear_evidence_due_date();
  application.clear_assessment();
  application.clear_entitlement();
  if (!assessed.live) {
    application.set_state(v1::APPLICATION_STATE_SUBMITTED);
    return;
  }
  application.set_policy(assessed.policy);
  *application.mutable_assessment() = assessed.decision;
  if (assessed.entitlement) *application.mutable_entitlement() = *assessed.entitlement;
  application.set_state(AfterAssessment(assessed.decision));
  const absl::CivilDay today = london::DayOf(absl::Now());
  if (application.state() != v1::APPLICATION_STATE_EVIDENCE_REQUESTED) {
    if (!application.has_evidence_complete_date()) {
      *application.mutable_evidence_complete_date() = wire::ToProto(today);
    }
    return;
  }
  for (const v1::RuleResult& rule : assessed.decision.rules()) {
    const bool open = rule.depth() > 0 && rule.outcome() == v1::RULE_OUTCOME_NOT_KNOWN;
    if (open && absl::StartsWith(rule.next_step(), "This would settle it")) {
      application.add_evidence_wanted(rule.next_step());
    }
  }
  if (!due && assessed.evidence_days) due = wire::ToProto(today + *assessed.evidence_days);
  if (due) *application.mutable_evidence_due_date() = *due;
}

absl::StatusOr<std::shared_ptr<const policy::Policy>> PolicyFor(const Parts& parts, const rpc::Call& call,
                                                                const v1::Application& application) {
  auto live = HoldingPolicy(parts, call, application);
  if (!live.ok()) return live.status();
  if (live->policy == nullptr) return Error(type::v1::ERROR_REASON_NO_LIVE_POLICY);
  return live->policy;
}

absl::StatusOr<std::optional<absl::CivilDay>> AcceptBy(const Parts& parts, const rpc::Call& call,
                                                       const std::string& name) {
  const auto application_id = ids::IdOf("applications", name);
  if (!application_id) return std::nullopt;
  auto seen = Seen(parts, call, *application_id);
  if (!seen.ok()) return seen.status();
  if (seen->allocation().empty()) return std::nullopt;
  auto policy = PolicyFor(parts, call, *seen);
  if (!policy.ok()) return policy.status();
  const policy::Offer* offer = eligibility::FindOffer(**policy, seen->offer());
  if (offer == nullptr || !offer->accept_working_days) return std::nullopt;
  return london::AfterWorkingDays(london::DayOf(absl::Now()), *offer->accept_working_days);
}

}  // namespace shortbreaks::applications

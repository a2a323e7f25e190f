#include <absl/strings/str_cat.h>
#include <absl/time/clock.h>

#include <algorithm>
#include <set>

#include "applications/decide.h"
#include "applications/requests.h"
#include "eligibility/requests.h"
#include "eligibility/rules.h"
#include "policy/age.h"
#include "wire/times.h"

namespace shortbreaks::applications {
namespace {

using errors::Error;

void CheckReason(const std::string& reason, errors::FieldErrors& fields) {
  wire::CheckText("reason", reason, kReasonCharactersMax, fields, /*lines=*/true);
}

std::optional<absl::CivilDay> CheckDay(const char* field, bool set, const type::v1::Date& date,
                                       errors::FieldErrors& fields) {
  auto day = set ? wire::FromProto(date) : std::nullopt;
  if (!day) fields.Add(field, "Must be a day of the calendar, from 1900 to 2200.");
  return day;
}

void CheckFutureDay(const char* field, bool set, const type::v1::Date& date, errors::FieldErrors& fields) {
  const auto day = CheckDay(field, set, date, fields);
  if (day && *day < Today()) fields.Add(field, "Must be today or later.");
}

void CheckGrant(const v1::Grant& grant, errors::FieldErrors& fields) {
  const int unit = grant.quantity().unit();
  if (unit == type::v1::ALLOCATION_UNIT_UNSPECIFIED || !type::v1::AllocationUnit_IsValid(unit) ||
      grant.quantity().amount() < 1 || grant.quantity().amount() > 1'000'000'000) {
    fields.Add("grant.quantity", "Must be 1 to 1,000,000,000 minutes, nights, sessions or pence.");
  }
  wire::CheckText("grant.funding_stream", grant.funding_stream(), 64, fields);
  const auto start = CheckDay("grant.window_start", grant.has_window_start(), grant.window_start(), fields);
  const auto end = CheckDay("grant.window_end", grant.has_window_end(), grant.window_end(), fields);
  if (start && end && (*end < *start || *end - *start > 5 * 366)) {
    fields.Add("grant.window_end", "Must not be before window_start, nor more than 5 years after it.");
  }
  const std::string& section = grant.ehc_plan_section();
  if (!section.empty() && section != "H1" && section != "H2") {
    fields.Add("grant.ehc_plan_section", "Must be H1, H2 or left out.");
  }
}

void CheckOutcome(const v1::DecideApplicationRequest& request, errors::FieldErrors& fields) {
  CheckReason(request.reason(), fields);
  if (request.outcome() == v1::APPLICATION_OUTCOME_UNSPECIFIED || !v1::ApplicationOutcome_IsValid(request.outcome())) {
    fields.Add("outcome", "Must be APPROVE, APPROVE_VARIED, DECLINE or DEFER.");
  }
  if (Approves(request.outcome())) CheckGrant(request.grant(), fields);
  if (!Approves(request.outcome()) && request.has_grant()) fields.Add("grant", "Is for approvals alone: leave it out.");
  if (request.outcome() == v1::APPLICATION_OUTCOME_DEFER) {
    CheckFutureDay("defer_until", request.has_defer_until(), request.defer_until(), fields);
  }
}

// What the policy gives, from the later of today and its year's start to the end of that year.
absl::StatusOr<v1::Grant> GrantOf(const v1::Application& application, const policy::Policy& policy,
                                  const std::string& funding_stream) {
  if (!application.has_entitlement() || application.entitlement().amount() < 1) {
    return Error(type::v1::ERROR_REASON_STATE_FORBIDS,
                 "The policy gives no amount that can be told. Decide it by itself.");
  }
  v1::Grant grant;
  *grant.mutable_quantity() = application.entitlement();
  grant.set_funding_stream(funding_stream);
  const absl::CivilDay today = Today(), year = policy::YearStart(policy, today);
  *grant.mutable_window_start() = wire::ToProto(today);
  *grant.mutable_window_end() = wire::ToProto(absl::CivilDay(year.year() + 1, year.month(), year.day()) - 1);
  return grant;
}

absl::Status ForbidsBulk(const v1::Application& application, std::string_view why = {}) {
  return Error(type::v1::ERROR_REASON_STATE_FORBIDS, why, {{"state", v1::ApplicationState_Name(application.state())}});
}

// Decides by what the policy says today: since it was last assessed a child grows older, an award runs out, and less is
// left of the year.
absl::StatusOr<Step> ApproveAsOfToday(const rpc::Call& call, const policy::Policy& policy, const Assessed& assessed,
                                      const v1::BulkApproveRequest& request, v1::Application& application) {
  constexpr auto kEligible = v1::APPLICATION_STATE_INDICATIVE_ELIGIBLE;
  if (application.state() != kEligible) return ForbidsBulk(application);
  Apply(assessed, application);
  if (application.state() != kEligible) {
    return ForbidsBulk(application, "It does not meet every published criterion today. Assess it again.");
  }
  auto grant = GrantOf(application, policy, request.funding_stream());
  if (!grant.ok()) return grant.status();
  v1::DecideApplicationRequest decide;
  decide.set_outcome(v1::APPLICATION_OUTCOME_APPROVE);
  decide.set_reason(request.reason());
  *decide.mutable_grant() = *std::move(grant);
  return DecideStep(call, policy, std::nullopt, decide, application);
}

// What a decision needs that is read before the application is locked. Its etag tells where it has changed since.
struct Before {
  std::shared_ptr<const policy::Policy> policy = std::make_shared<policy::Policy>();
  std::optional<v1::Panel> panel;  // where a panel sits on it
};
absl::StatusOr<Before> BeforeDeciding(const Parts& parts, const rpc::Call& call, const std::string& name) {
  Before before;
  const auto application_id = ids::IdOf("applications", name);
  if (!application_id) return before;
  auto seen = Seen(parts, call, *application_id);
  if (!seen.ok()) return seen.status();
  auto policy = PolicyFor(parts, call, *seen);
  if (!policy.ok()) return policy.status();
  before.policy = *std::move(policy);
  if (seen->state() != v1::APPLICATION_STATE_PANEL_LISTED) return before;
  auto panel = parts.store.ReadPanel(call, ids::IdOf("panels", seen->panel()).value_or(ids::Uuid()));
  if (!panel.ok()) return panel.status();
  before.panel = *std::move(panel);
  return before;
}

}  // namespace

absl::StatusOr<v1::RequestEvidenceResponse> OfficerHandlers::RequestEvidence(
    const rpc::Call& call, const v1::RequestEvidenceRequest& request) const {
  if (auto may = eligibility::OfficersOnly(call); !may.ok()) return may;
  const auto check = [&](errors::FieldErrors& fields) {
    CheckReason(request.reason(), fields);
    if (request.wanted_size() < 1 || request.wanted_size() > 20) fields.Add("wanted", "Must have 1 to 20 entries.");
    for (int i = 0; i < request.wanted_size(); ++i) {
      wire::CheckText(absl::StrCat("wanted[", i, "]"), request.wanted(i), 300, fields);
    }
    CheckFutureDay("due_date", request.has_due_date(), request.due_date(), fields);
  };
  return Answered<v1::RequestEvidenceResponse>(
      Act(parts_, call, "RequestEvidence", request, check, [&](v1::Application& application) -> absl::StatusOr<Step> {
        if (auto may = MayDo(Action::kRequestEvidence, application); !may.ok()) return may;
        application.set_state(v1::APPLICATION_STATE_EVIDENCE_REQUESTED);
        *application.mutable_evidence_wanted() = request.wanted();
        *application.mutable_evidence_due_date() = request.due_date();
        application.clear_evidence_complete_date();
        return Step{.action = "evidence_requested", .reason = request.reason()};
      }));
}

absl::StatusOr<v1::ListForPanelResponse> OfficerHandlers::ListForPanel(const rpc::Call& call,
                                                                       const v1::ListForPanelRequest& request) const {
  if (auto may = eligibility::OfficersOnly(call); !may.ok()) return may;
  ids::Uuid panel_id;
  const auto check = [&](errors::FieldErrors& fields) {
    panel_id = wire::IdIn("panel", "panels", request.panel(), fields);
  };
  const Body body = [&](v1::Application& application) -> absl::StatusOr<Step> {
    if (auto may = MayDo(Action::kListForPanel, application); !may.ok()) return may;
    application.set_state(v1::APPLICATION_STATE_PANEL_LISTED);
    application.set_panel(request.panel());
    return Step{.action = "panel_listed"};
  };
  return Answered<v1::ListForPanelResponse>(ActBy(
      parts_, call, "ListForPanel", request, check, [&](const RequestMark& mark, const ids::Uuid& application_id) {
        return parts_.store.ListForPanel(call, mark, application_id, request.etag(), panel_id, body);
      }));
}

absl::StatusOr<v1::DecideApplicationResponse> OfficerHandlers::Decide(
    const rpc::Call& call, const v1::DecideApplicationRequest& request) const {
  if (auto may = eligibility::OfficersOnly(call); !may.ok()) return may;
  auto before = BeforeDeciding(parts_, call, request.name());
  if (!before.ok()) return before.status();
  const auto check = [&](errors::FieldErrors& fields) { CheckOutcome(request, fields); };
  return Answered<v1::DecideApplicationResponse>(
      Act(parts_, call, "DecideApplication", request, check, [&](v1::Application& application) {
        return DecideStep(call, *before->policy, before->panel, request, application);
      }));
}

absl::StatusOr<v1::ConfirmDecisionResponse> OfficerHandlers::Confirm(const rpc::Call& call,
                                                                     const v1::ConfirmDecisionRequest& request) const {
  if (auto may = eligibility::OfficersOnly(call); !may.ok()) return may;
  auto before = BeforeDeciding(parts_, call, request.name());
  if (!before.ok()) return before.status();
  return Answered<v1::ConfirmDecisionResponse>(
      Act(parts_, call, "ConfirmDecision", request, nullptr,
          [&](v1::Application& application) { return ConfirmStep(call, *before->policy, application); }));
}

absl::StatusOr<v1::RejectDecisionResponse> OfficerHandlers::Reject(const rpc::Call& call,
                                                                   const v1::RejectDecisionRequest& request) const {
  if (auto may = eligibility::OfficersOnly(call); !may.ok()) return may;
  const auto check = [&](errors::FieldErrors& fields) { CheckReason(request.reason(), fields); };
  return Answered<v1::RejectDecisionResponse>(
      Act(parts_, call, "RejectDecision", request, check,
          [&](v1::Application& application) { return RejectStep(request.reason(), application); }));
}

absl::StatusOr<v1::NotifyApplicationResponse> OfficerHandlers::Notify(
    const rpc::Call& call, const v1::NotifyApplicationRequest& request) const {
  if (auto may = eligibility::OfficersOnly(call); !may.ok()) return may;
  auto accept_by = AcceptBy(parts_, call, request.name());
  if (!accept_by.ok()) return accept_by.status();
  const auto check = [&](errors::FieldErrors& fields) { wire::CheckText("channel", request.channel(), 100, fields); };
  return Answered<v1::NotifyApplicationResponse>(
      Act(parts_, call, "NotifyApplication", request, check, [&](v1::Application& application) -> absl::StatusOr<Step> {
        if (auto may = MayDo(Action::kNotify, application); !may.ok()) return may;
        application.set_state(v1::APPLICATION_STATE_NOTIFIED);
        return Step{.action = "notified", .reason = request.channel(), .accept_by = *accept_by};
      }));
}

absl::StatusOr<v1::CloseApplicationResponse> OfficerHandlers::Close(const rpc::Call& call,
                                                                    const v1::CloseApplicationRequest& request) const {
  if (auto may = eligibility::OfficersOnly(call); !may.ok()) return may;
  const auto check = [&](errors::FieldErrors& fields) { CheckReason(request.reason(), fields); };
  return Answered<v1::CloseApplicationResponse>(
      Act(parts_, call, "CloseApplication", request, check, [&](v1::Application& application) -> absl::StatusOr<Step> {
        if (auto may = MayDo(Action::kClose, application); !may.ok()) return may;
        application.set_state(v1::APPLICATION_STATE_CLOSED);
        return Step{.action = "closed", .reason = request.reason()};
      }));
}

absl::StatusOr<v1::BulkApproveResponse> OfficerHandlers::BulkApprove(const rpc::Call& call,
                                                                     const v1::BulkApproveRequest& request) const {
  if (auto may = eligibility::OfficersOnly(call); !may.ok()) return may;
  auto mark = idempotency::MarkOf(call.principal, "BulkApprove", request.request_id(), request);
  if (!mark.ok()) return mark.status();
  errors::FieldErrors fields;
  CheckReason(request.reason(), fields);
  wire::CheckText("funding_stream", request.funding_stream(), 64, fields);
  if (request.items_size() < 1 || request.items_size() > 100) fields.Add("items", "Must have 1 to 100 entries.");
  std::set<std::string> names;
  for (int i = 0; i < request.items_size(); ++i) {
    wire::IdIn(absl::StrCat("items[", i, "].name"), "applications", request.items(i).name(), fields);
    if (!names.insert(request.items(i).name()).second)
      fields.Add(absl::StrCat("items[", i, "].name"), "Is named twice.");
  }
  if (auto valid = fields.ToStatus(); !valid.ok()) return valid;
  v1::BulkApproveResponse response;
  for (const v1::BulkApproveItem& item : request.items()) {
    v1::BulkApproveResult& result = *response.add_results();
    result.set_name(item.name());
    auto approved = ApproveOne(call, *mark, request, item);
    if (approved.ok()) {
      *result.mutable_application() = *std::move(approved);
      continue;
    }
    result.set_error_reason(type::v1::ErrorReason_Name(errors::ReasonOf(approved.status())));
    result.set_error_text(std::string(approved.status().message()));
  }
  return response;
}

// The request id of one of many: the whole request's, with the application's id in place of its tail, so that a
// request sent again does each once.
absl::StatusOr<v1::Application> OfficerHandlers::ApproveOne(const rpc::Call& call, RequestMark mark,
                                                            const v1::BulkApproveRequest& request,
                                                            const v1::BulkApproveItem& item) const {
  const ids::Uuid application_id = ids::IdOf("applications", item.name()).value_or(ids::Uuid(16, '\0'));
  for (size_t i = 0; i < mark.key.request_id.size(); ++i) {
    mark.key.request_id[i] = static_cast<char>(mark.key.request_id[i] ^ application_id[i]);
  }
  auto seen = Seen(parts_, call, application_id);
  if (!seen.ok()) return seen.status();
  auto policy = PolicyFor(parts_, call, *seen);
  if (!policy.ok()) return policy.status();
  const bool eligible = seen->state() == v1::APPLICATION_STATE_INDICATIVE_ELIGIBLE;
  auto assessed = eligible ? AssessNow(parts_, call, *seen) : Assessed{};
  if (!assessed.ok()) return assessed.status();
  return parts_.store.Change(call, mark, application_id, item.etag(), [&](v1::Application& application) {
    return ApproveAsOfToday(call, **policy, *assessed, request, application);
  });
}

}  // namespace shortbreaks::applications

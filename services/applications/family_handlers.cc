#include <absl/strings/str_cat.h>
#include <absl/time/clock.h>

#include "applications/decide.h"
#include "applications/requests.h"
#include "eligibility/requests.h"
#include "london/london.h"
#include "wire/times.h"

namespace shortbreaks::applications {
namespace {

using identity::Role;

constexpr int kPapersMax = 20;

bool IsPractitionerKind(v1::ApplicantKind kind) {
  return kind == v1::APPLICANT_KIND_FAMILY_HUB || kind == v1::APPLICANT_KIND_SCHOOL ||
         kind == v1::APPLICANT_KIND_HEALTH;
}

// Who may say that they apply as what.
void CheckApplicant(const rpc::Call& call, const v1::Application& application, errors::FieldErrors& fields) {
  const v1::ApplicantKind kind = application.applicant_kind();
  const Role role = call.principal.role;
  const bool fits = (role == Role::kCarer && kind == v1::APPLICANT_KIND_FAMILY) ||
                    (role == Role::kOfficer && kind == v1::APPLICANT_KIND_OFFICER) ||
                    (role == Role::kPractitioner && IsPractitionerKind(kind));
  if (!fits) {
    fields.Add("application.applicant_kind",
               "Must be FAMILY for a carer, OFFICER for an officer, and FAMILY_HUB, SCHOOL or HEALTH for a "
               "practitioner.");
    return;
  }
  if (!IsPractitionerKind(kind)) return;
  wire::CheckText("application.organisation", application.organisation(), 200, fields);
  if (!application.consent()) {
    fields.Add("application.consent", "Must be true: a practitioner applies with the family's consent.");
  }
}

void CheckPapers(const v1::Application& application, errors::FieldErrors& fields) {
  if (application.offered_evidence_size() > kPapersMax) {
    fields.Add("application.offered_evidence", absl::StrCat("Must have at most ", kPapersMax, " entries."));
    return;
  }
  const absl::CivilDay today = london::DayOf(absl::Now());
  for (int i = 0; i < application.offered_evidence_size(); ++i) {
    const v1::OfferedEvidence& paper = application.offered_evidence(i);
    const std::string path = absl::StrCat("application.offered_evidence[", i, "]");
    if (paper.kind() == v1::EVIDENCE_KIND_UNSPECIFIED || !v1::EvidenceKind_IsValid(paper.kind())) {
      fields.Add(path + ".kind", "Must be one of the kinds.");
    }
    if (!paper.has_issue_date()) continue;
    const auto day = wire::FromProto(paper.issue_date());
    if (!day || *day > today) fields.Add(path + ".issue_date", "Must be a day of the calendar, today or earlier.");
  }
}

void CheckContent(const v1::Application& application, errors::FieldErrors& fields) {
  CheckPapers(application, fields);
  wire::CheckOptionalText("application.statement", application.statement(), 4000, fields, /*lines=*/true);
  if (application.has_asked() && (application.asked().amount() < 1 || application.asked().amount() > 1'000'000'000 ||
                                  application.asked().unit() == type::v1::ALLOCATION_UNIT_UNSPECIFIED ||
                                  !type::v1::AllocationUnit_IsValid(application.asked().unit()))) {
    fields.Add("application.asked", "Must be 1 to 1,000,000,000 minutes, nights, sessions or pence.");
  }
  if (!v1::ApplicationPriority_IsValid(application.priority())) {
    fields.Add("application.priority", "Must be one of the priorities.");
  }
  if (!application.renews().empty()) wire::IdIn("application.renews", "allocations", application.renews(), fields);
}

v1::ApplicationPriority PriorityOf(const rpc::Call& call, const v1::Application& application) {
  const bool set = IsOfficer(call) && application.priority() != v1::APPLICATION_PRIORITY_UNSPECIFIED;
  return set ? application.priority() : v1::APPLICATION_PRIORITY_ROUTINE;
}

// Practitioners apply for any child of the council; officers for those they see, carers for those they may act for.
absl::Status MayApplyFor(const Parts& parts, const rpc::Call& call, const ids::Uuid& child_id) {
  if (call.principal.role == Role::kPractitioner) return absl::OkStatus();
  auto viewer = eligibility::ViewerOf(call);
  if (!viewer.ok()) return viewer.status();
  auto sees = parts.families.MaySee(call, *viewer, child_id);
  if (!sees.ok()) return sees.status();
  return *sees ? absl::OkStatus() : eligibility::NotSeen(*viewer);
}

// An allocation of the child, for the same offer or granted without one, that nothing has renewed yet.
absl::Status MayRenew(const Parts& parts, const rpc::Call& call, const v1::Application& application) {
  const auto allocation_id = ids::IdOf("allocations", application.renews());
  if (!allocation_id) return absl::OkStatus();
  auto allocation = parts.families.ReadAllocation(call, {.sees_all = true}, *allocation_id);
  if (!allocation.ok()) return allocation.status();
  const bool fits = *allocation && (*allocation)->child() == application.child() &&
                    ((*allocation)->offer().empty() || (*allocation)->offer() == application.offer()) &&
                    (*allocation)->renewed_by().empty();
  if (fits) return absl::OkStatus();
  errors::FieldErrors fields;
  fields.Add("application.renews", "Must be an allocation of the child for this offer that is not renewed yet.");
  return fields.ToStatus();
}

}  // namespace

absl::StatusOr<v1::CreateApplicationResponse> FamilyHandlers::Create(
    const rpc::Call& call, const v1::CreateApplicationRequest& request) const {
  auto mark = idempotency::MarkOf(call.principal, "CreateApplication", request.request_id(), request);
  if (!mark.ok()) return mark.status();
  errors::FieldErrors fields;
  const v1::Application& asked = request.application();
  const ids::Uuid child_id = wire::IdIn("application.child", "children", asked.child(), fields);
  wire::CheckText("application.offer", asked.offer(), 64, fields);
  CheckApplicant(call, asked, fields);
  CheckContent(asked, fields);
  if (auto valid = fields.ToStatus(); !valid.ok()) return valid;
  if (auto may = MayApplyFor(parts_, call, child_id); !may.ok()) return may;
  if (auto may = MayRenew(parts_, call, asked); !may.ok()) return may;
  v1::Application application;
  application.set_child(asked.child());
  application.set_offer(asked.offer());
  application.set_state(v1::APPLICATION_STATE_DRAFT);
  application.set_applicant_kind(asked.applicant_kind());
  application.set_organisation(asked.organisation());
  application.set_consent(asked.consent());
  application.set_statement(asked.statement());
  if (asked.has_asked()) *application.mutable_asked() = asked.asked();
  *application.mutable_offered_evidence() = asked.offered_evidence();
  application.set_priority(PriorityOf(call, asked));
  application.set_renews(asked.renews());
  application.set_author(call.principal.Actor());
  return Answered<v1::CreateApplicationResponse>(parts_.store.Create(call, *mark, application));
}

absl::StatusOr<v1::UpdateApplicationResponse> FamilyHandlers::Update(
    const rpc::Call& call, const v1::UpdateApplicationRequest& request) const {
  auto mark = idempotency::MarkOf(call.principal, "UpdateApplication", request.request_id(), request);
  if (!mark.ok()) return mark.status();
  errors::FieldErrors fields;
  const v1::Application& asked = request.application();
  const ids::Uuid application_id = wire::IdIn("application.name", "applications", asked.name(), fields);
  if (asked.etag().empty()) fields.Add("application.etag", "Is required: send the etag that was read.");
  CheckContent(asked, fields);
  if (auto valid = fields.ToStatus(); !valid.ok()) return valid;
  if (auto seen = Seen(parts_, call, application_id); !seen.ok()) return seen.status();
  return Answered<v1::UpdateApplicationResponse>(parts_.store.Change(
      call, *mark, application_id, asked.etag(), [&](v1::Application& application) -> absl::StatusOr<Step> {
        // Officers set the priority for as long as it is not decided.
        const bool prioritising = IsOfficer(call) && IsOpen(application.state());
        if (!prioritising) {
          if (auto may = MayDo(Action::kUpdate, application); !may.ok()) return may;
        }
        if (MayBeDone(Action::kUpdate, application.state())) {
          application.set_statement(asked.statement());
          application.clear_asked();
          if (asked.has_asked()) *application.mutable_asked() = asked.asked();
          *application.mutable_offered_evidence() = asked.offered_evidence();
        }
        if (IsOfficer(call)) application.set_priority(PriorityOf(call, asked));
        return Step{.action = "updated"};
      }));
}

absl::StatusOr<v1::SubmitApplicationResponse> FamilyHandlers::Submit(
    const rpc::Call& call, const v1::SubmitApplicationRequest& request) const {
  const ids::Uuid application_id = ids::IdOf("applications", request.name()).value_or(ids::Uuid(16, '\0'));
  auto seen = Seen(parts_, call, application_id);
  if (!seen.ok() && ids::IdOf("applications", request.name())) return seen.status();
  auto assessed = seen.ok() ? AssessNow(parts_, call, *seen) : Assessed{};
  if (!assessed.ok()) return assessed.status();
  return Answered<v1::SubmitApplicationResponse>(Act(parts_, call, "SubmitApplication", request, nullptr,
                                                     [&](v1::Application& application) -> absl::StatusOr<Step> {
                                                       if (auto may = MayDo(Action::kSubmit, application); !may.ok())
                                                         return may;
                                                       *application.mutable_submit_time() = wire::ToProto(absl::Now());
                                                       Apply(*assessed, application);
                                                       return Step{.action = "submitted"};
                                                     }));
}

absl::StatusOr<v1::AssessApplicationResponse> FamilyHandlers::Assess(
    const rpc::Call& call, const v1::AssessApplicationRequest& request) const {
  const auto application_id = ids::IdOf("applications", request.name());
  auto seen = Seen(parts_, call, application_id.value_or(ids::Uuid(16, '\0')));
  if (!seen.ok() && application_id) return seen.status();
  auto assessed = seen.ok() ? AssessNow(parts_, call, *seen) : Assessed{};
  if (!assessed.ok()) return assessed.status();
  return Answered<v1::AssessApplicationResponse>(Act(parts_, call, "AssessApplication", request, nullptr,
                                                     [&](v1::Application& application) -> absl::StatusOr<Step> {
                                                       if (auto may = MayDo(Action::kAssess, application); !may.ok())
                                                         return may;
                                                       Apply(*assessed, application);
                                                       return Step{.action = "assessed"};
                                                     }));
}

absl::StatusOr<v1::WithdrawApplicationResponse> FamilyHandlers::Withdraw(
    const rpc::Call& call, const v1::WithdrawApplicationRequest& request) const {
  // Whoever takes back a review has what was decided before it, and time to accept that.
  auto accept_by = AcceptBy(parts_, call, request.name());
  if (!accept_by.ok()) return accept_by.status();
  const auto check = [&](errors::FieldErrors& fields) {
    wire::CheckText("reason", request.reason(), kReasonCharactersMax, fields, /*lines=*/true);
  };
  return Answered<v1::WithdrawApplicationResponse>(Act(
      parts_, call, "WithdrawApplication", request, check, [&](v1::Application& application) -> absl::StatusOr<Step> {
        if (auto may = MayDo(Action::kWithdraw, application); !may.ok()) return may;
        // What nobody confirmed was not decided. The panel keeps what it proposed.
        if (application.decision().awaits_second_key()) application.clear_decision();
        application.set_state(v1::APPLICATION_STATE_CLOSED);
        return Step{.action = "withdrawn", .reason = request.reason(), .accept_by = *accept_by};
      }));
}

absl::StatusOr<v1::RequestReviewResponse> FamilyHandlers::RequestReview(const rpc::Call& call,
                                                                        const v1::RequestReviewRequest& request) const {
  const auto check = [&](errors::FieldErrors& fields) {
    wire::CheckText("reason", request.reason(), kReasonCharactersMax, fields, /*lines=*/true);
  };
  return Answered<v1::RequestReviewResponse>(
      Act(parts_, call, "RequestReview", request, check,
          [&](v1::Application& application) { return ReviewStep(request.reason(), application); }));
}

}  // namespace shortbreaks::applications

// The application handlers on a real database: families, practitioners, officers and a panel.
#pragma once

#include "applications/handlers.h"
#include "eligibility/service_test.h"
#include "london/london.h"
#include "london/working_days.h"
#include "support/sealed.h"
#include "wire/times.h"

namespace shortbreaks::applications {

using namespace type::v1;  // NOLINT: the reasons
using eligibility::ReasonOf;

class ApplicationsTest : public eligibility::FamilyTest {
 protected:
  static constexpr char kAgreed[] = "Agreed after reading the file.";  // of each decision

  ApplicationsTest() : store_of_applications_(pool_) {
    Serve(MakeHandlers({store_of_applications_, store_, policies_, tokens_}));
  }

  rpc::Call Family() const { return CarerCall(carer_); }
  rpc::Call Practitioner() const { return As(identity::Role::kPractitioner, "hub-worker"); }
  // An officer in a role of the policy.
  rpc::Call Deciding(const std::string& who, const std::string& decider) const {
    rpc::Call call = As(identity::Role::kOfficer, who);
    call.principal.decider = decider;
    return call;
  }

  absl::StatusOr<v1::Application> Create(const rpc::Call& call, v1::ApplicantKind kind,
                                         const std::string& offer = "targeted") {
    auto request = WithId<v1::CreateApplicationRequest>();
    v1::Application& application = *request.mutable_application();
    application.set_child(child_);
    application.set_offer(offer);
    application.set_applicant_kind(kind);
    application.set_statement("Saturdays are the hardest.");
    if (kind != v1::APPLICANT_KIND_FAMILY && kind != v1::APPLICANT_KIND_OFFICER) {
      application.set_organisation("Example Family Hub");
      application.set_consent(true);
    }
    auto response = Run<v1::CreateApplicationResponse>("CreateApplication", call, request);
    if (!response.ok()) return response.status();
    return response->application();
  }
  v1::Application Draft() { return Create(Family(), v1::APPLICANT_KIND_FAMILY).value(); }

  // One step of one application, on the etag that it has.
  template <typename Request, typename Response>
  absl::StatusOr<v1::Application> Do(const char* method, const rpc::Call& call, const v1::Application& application,
                                     Request request = {}) {
    request.set_request_id(NewRequestId());
    request.set_name(application.name());
    request.set_etag(application.etag());
    auto response = Run<Response>(method, call, request);
    if (!response.ok()) return response.status();
    return response->application();
  }
  absl::StatusOr<v1::Application> Submit(const v1::Application& draft) {
    return Do<v1::SubmitApplicationRequest, v1::SubmitApplicationResponse>("SubmitApplication", Family(), draft);
  }
  absl::StatusOr<v1::Application> Assess(const v1::Application& application) {
    return Do<v1::AssessApplicationRequest, v1::AssessApplicationResponse>("AssessApplication", Officer(), application);
  }
  absl::StatusOr<v1::Application> Decide(const rpc::Call& call, const v1::Application& application, int64_t hours,
                                         v1::ApplicationOutcome outcome = v1::APPLICATION_OUTCOME_APPROVE) {
    v1::DecideApplicationRequest request;
    request.set_outcome(outcome);
    request.set_reason(kAgreed);
    if (outcome == v1::APPLICATION_OUTCOME_APPROVE || outcome == v1::APPLICATION_OUTCOME_APPROVE_VARIED) {
      v1::Grant& grant = *request.mutable_grant();
      grant.mutable_quantity()->set_unit(ALLOCATION_UNIT_MINUTES);
      grant.mutable_quantity()->set_amount(hours * 60);
      grant.set_funding_stream("short-breaks-grant");
      *grant.mutable_window_start() = wire::ToProto(london::DayOf(absl::Now()));
      *grant.mutable_window_end() = wire::ToProto(london::DayOf(absl::Now()) + 300);
    }
    if (outcome == v1::APPLICATION_OUTCOME_DEFER) {
      *request.mutable_defer_until() = wire::ToProto(london::DayOf(absl::Now()) + 30);
    }
    return Do<v1::DecideApplicationRequest, v1::DecideApplicationResponse>("DecideApplication", call, application,
                                                                           request);
  }
  // What an officer of the panel takes back before the second key.
  absl::StatusOr<v1::Application> Reject(const rpc::Call& call, const v1::Application& application) {
    v1::RejectDecisionRequest request;
    request.set_reason("The figure was meant for another child.");
    return Do<v1::RejectDecisionRequest, v1::RejectDecisionResponse>("RejectDecision", call, application, request);
  }
  absl::StatusOr<v1::Application> AskForEvidence(const v1::Application& application) {
    v1::RequestEvidenceRequest request;
    request.set_reason("The letter is hard to read.");
    request.add_wanted("A letter from the school");
    *request.mutable_due_date() = wire::ToProto(london::DayOf(absl::Now()) + 20);
    return Do<v1::RequestEvidenceRequest, v1::RequestEvidenceResponse>("RequestEvidence", Officer(), application,
                                                                       request);
  }
  absl::StatusOr<v1::Application> Confirm(const rpc::Call& call, const v1::Application& application) {
    return Do<v1::ConfirmDecisionRequest, v1::ConfirmDecisionResponse>("ConfirmDecision", call, application);
  }
  absl::StatusOr<v1::Application> Notify(const v1::Application& application) {
    v1::NotifyApplicationRequest request;
    request.set_channel("by letter");
    return Do<v1::NotifyApplicationRequest, v1::NotifyApplicationResponse>("NotifyApplication", Officer(), application,
                                                                           request);
  }
  absl::StatusOr<v1::Application> Withdraw(const rpc::Call& call, const v1::Application& application) {
    v1::WithdrawApplicationRequest request;
    request.set_reason("We are moving away.");
    return Do<v1::WithdrawApplicationRequest, v1::WithdrawApplicationResponse>("WithdrawApplication", call, application,
                                                                               request);
  }
  absl::StatusOr<v1::Application> AskForReview(const v1::Application& application) {
    v1::RequestReviewRequest request;
    request.set_reason("It is too little for a child who needs one to one support.");
    return Do<v1::RequestReviewRequest, v1::RequestReviewResponse>("RequestReview", Family(), application, request);
  }
  static v1::CreatePanelRequest GoodPanel() {
    auto request = WithId<v1::CreatePanelRequest>();
    request.mutable_panel()->set_title("December panel");
    request.mutable_panel()->set_role("the panel");
    request.mutable_panel()->add_members("A. Example");
    request.mutable_panel()->add_members("B. Example");
    *request.mutable_panel()->mutable_meet_date() = wire::ToProto(london::DayOf(absl::Now()));
    return request;
  }
  v1::Panel NewPanel() { return Run<v1::CreatePanelResponse>("CreatePanel", Officer(), GoodPanel()).value().panel(); }
  v1::GetPanelResponse GetPanel(const v1::Panel& panel) {
    v1::GetPanelRequest request;
    request.set_name(panel.name());
    return Run<v1::GetPanelResponse>("GetPanel", Officer(), request).value();
  }
  absl::StatusOr<v1::Panel> ClosePanel(const v1::Panel& panel, const std::string& minutes) {
    auto request = WithId<v1::UpdatePanelRequest>();
    *request.mutable_panel() = panel;
    request.mutable_panel()->set_minutes(minutes);
    request.set_close(true);
    auto response = Run<v1::UpdatePanelResponse>("UpdatePanel", Officer(), request);
    if (!response.ok()) return response.status();
    return response->panel();
  }
  absl::StatusOr<v1::Application> ListForPanel(const v1::Application& application, const v1::Panel& panel) {
    v1::ListForPanelRequest request;
    request.set_panel(panel.name());
    return Do<v1::ListForPanelRequest, v1::ListForPanelResponse>("ListForPanel", Officer(), application, request);
  }
  absl::StatusOr<v1::GetApplicationResponse> Get(const rpc::Call& call, const std::string& name) {
    v1::GetApplicationRequest request;
    request.set_name(name);
    return Run<v1::GetApplicationResponse>("GetApplication", call, request);
  }
  // Of each event that is `action`, oldest first.
  static std::vector<std::string> ReasonsIn(const v1::GetApplicationResponse& response, const std::string& action) {
    std::vector<std::string> reasons;
    for (const v1::ApplicationEvent& event : response.history()) {
      if (event.action() == action) reasons.push_back(event.reason());
    }
    return reasons;
  }
  std::vector<std::string> HistoryOf(const v1::Application& application) {
    std::vector<std::string> actions;
    const auto response = Get(Officer(), application.name());
    for (const v1::ApplicationEvent& event : response.value().history()) actions.push_back(event.action());
    return actions;
  }
  eligibility::v1::Allocation AllocationOf(const v1::Application& application) {
    eligibility::v1::GetAllocationRequest request;
    request.set_name(application.allocation());
    return Run<eligibility::v1::GetAllocationResponse>("GetAllocation", Officer(), request).value().allocation();
  }
  // As long as the sample policy gives a family to accept, from today.
  static absl::CivilDay InFiveWorkingDays() { return london::AfterWorkingDays(london::DayOf(absl::Now()), 5); }
  // Another child of the family, for whom the next application is.
  void NextChild(const eligibility::v1::Child& child = GoodChild()) {
    child_ = AddChild(child).name();
    eligibility::ServiceTest::Grant(carer_, child_);
  }
  void Root(const std::string& sql) { support::SharedMysql().AsRoot(sql, {council_}).value(); }
  // As if it had been stored so: the record and the columns that lists go by.
  void Store(const v1::Application& application, const std::string& columns) {
    const mysql::Bytes id{ids::IdOf("applications", application.name()).value()};
    support::SharedMysql()
        .AsRoot("UPDATE applications SET record = ?, " + columns + " WHERE council_id = ? AND application_id = ?",
                {support::SealerOf(support::SharedMysql(), council_, ids::IdOf("children", application.child()).value())
                     .Text("applications.record", id.value, application.SerializeAsString()),
                 council_, id})
        .value();
  }
  absl::StatusOr<v1::BulkApproveResponse> ApproveAll(const std::vector<v1::Application>& applications) {
    return Run<v1::BulkApproveResponse>("BulkApprove", Officer(), Approving(applications));
  }
  static v1::BulkApproveRequest Approving(const std::vector<v1::Application>& applications) {
    auto request = WithId<v1::BulkApproveRequest>();
    request.set_reason("Each meets every published criterion.");
    request.set_funding_stream("short-breaks-grant");
    for (const v1::Application& application : applications) {
      v1::BulkApproveItem& item = *request.add_items();
      item.set_name(application.name());
      item.set_etag(application.etag());
    }
    return request;
  }
  // Handed in with everything on file.
  v1::Application Eligible() {
    AddEvidence(GoodEvidence(child_));
    return Submit(Draft()).value();
  }

  ApplicationStore store_of_applications_;
};

}  // namespace shortbreaks::applications

// Applications from draft to allocation on a real database: families, practitioners, officers and a panel.
#include "eligibility/service_test.h"

#include <absl/strings/str_replace.h>

#include <atomic>
#include <thread>

#include "applications/handlers.h"
#include "eligibility/london.h"
#include "wire/times.h"

namespace shortbreaks::applications {
namespace {

using namespace type::v1;  // the reasons
using eligibility::LondonDay;
using eligibility::ReasonOf;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::SizeIs;

class ApplicationsTest : public eligibility::ServiceTest {
 protected:
  ApplicationsTest() : store_of_applications_(pool_) {
    const rpc::HandlerTable table = MakeHandlers({store_of_applications_, store_, policies_, tokens_});
    for (const auto& [name, method] : table.methods()) methods_[name] = method;
  }

  void SetUp() override {
    Publish();
    carer_ = AddCarer().name();
    child_ = AddChild().name();
    eligibility::ServiceTest::Grant(carer_, child_);
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
    request.set_reason("Agreed after reading the file.");
    if (outcome == v1::APPLICATION_OUTCOME_APPROVE || outcome == v1::APPLICATION_OUTCOME_APPROVE_VARIED) {
      v1::Grant& grant = *request.mutable_grant();
      grant.mutable_quantity()->set_unit(ALLOCATION_UNIT_MINUTES);
      grant.mutable_quantity()->set_amount(hours * 60);
      grant.set_funding_stream("short-breaks-grant");
      *grant.mutable_window_start() = wire::ToProto(LondonDay(absl::Now()));
      *grant.mutable_window_end() = wire::ToProto(LondonDay(absl::Now()) + 300);
    }
    if (outcome == v1::APPLICATION_OUTCOME_DEFER) {
      *request.mutable_defer_until() = wire::ToProto(LondonDay(absl::Now()) + 30);
    }
    return Do<v1::DecideApplicationRequest, v1::DecideApplicationResponse>("DecideApplication", call, application,
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
  v1::Panel NewPanel() {
    auto request = WithId<v1::CreatePanelRequest>();
    request.mutable_panel()->set_title("December panel");
    request.mutable_panel()->set_role("the panel");
    *request.mutable_panel()->mutable_meet_date() = wire::ToProto(LondonDay(absl::Now()) + 7);
    return Run<v1::CreatePanelResponse>("CreatePanel", Officer(), request).value().panel();
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
  // Handed in with everything on file.
  v1::Application Eligible() {
    AddEvidence(GoodEvidence(child_));
    return Submit(Draft()).value();
  }

  ApplicationStore store_of_applications_;
  std::string carer_, child_;
};

TEST_F(ApplicationsTest, FromDraftToHoursInTheAccount) {
  const v1::Application draft = Draft();
  EXPECT_EQ(draft.state(), v1::APPLICATION_STATE_DRAFT);
  v1::Application application = Submit(draft).value();
  EXPECT_EQ(application.state(), v1::APPLICATION_STATE_EVIDENCE_REQUESTED) << "no evidence is on file";
  EXPECT_THAT(application.evidence_wanted(), testing::Contains(HasSubstr("DLA")));
  EXPECT_TRUE(application.has_evidence_due_date());
  AddEvidence(GoodEvidence(child_));
  application = Assess(application).value();
  EXPECT_EQ(application.state(), v1::APPLICATION_STATE_INDICATIVE_ELIGIBLE);
  EXPECT_TRUE(application.has_evidence_complete_date());
  EXPECT_GT(application.entitlement().amount(), 0);
  EXPECT_NE(application.assessment().name(), "");

  application = Decide(Officer(), application, 40).value();
  EXPECT_EQ(application.state(), v1::APPLICATION_STATE_APPROVED);
  EXPECT_EQ(application.decision().role(), "short breaks officer");
  EXPECT_FALSE(application.decision().discretion());
  const auto allocation = AllocationOf(application);
  EXPECT_EQ(allocation.granted().amount(), 40 * 60);
  EXPECT_EQ(allocation.application(), application.name());
  EXPECT_EQ(allocation.offer(), "targeted");
  EXPECT_EQ(allocation.state(), eligibility::v1::ALLOCATION_STATE_APPROVED) << "the family has five days to accept";
  EXPECT_TRUE(allocation.has_review_date());
  application = Notify(application).value();
  EXPECT_EQ(application.state(), v1::APPLICATION_STATE_NOTIFIED);
  EXPECT_THAT(HistoryOf(application), ElementsAre("created", "submitted", "assessed", "decided", "notified"));
}

TEST_F(ApplicationsTest, OneOpenApplicationForAnOffer) {
  const v1::Application first = Draft();
  const auto second = Create(Officer(), v1::APPLICANT_KIND_OFFICER);
  EXPECT_EQ(ReasonOf(second), ERROR_REASON_DUPLICATE_APPLICATION);
  EXPECT_EQ(errors::MetadataOf(second.status(), "name"), first.name());
  EXPECT_TRUE(Create(Family(), v1::APPLICANT_KIND_FAMILY, "overnight").ok()) << "another offer";
  Withdraw(Family(), first).value();
  EXPECT_TRUE(Create(Officer(), v1::APPLICANT_KIND_OFFICER).ok());
}

TEST_F(ApplicationsTest, ACriterionThatIsNotMetNeedsAPersonAndNeverDeclines) {
  eligibility::v1::Child elsewhere = GoodChild();
  elsewhere.set_resident(false);
  child_ = AddChild(elsewhere).name();
  eligibility::ServiceTest::Grant(carer_, child_);
  v1::Application application = Eligible();
  EXPECT_EQ(application.state(), v1::APPLICATION_STATE_NEEDS_REVIEW);
  application = Decide(Officer(), application, 20, v1::APPLICATION_OUTCOME_APPROVE_VARIED).value();
  EXPECT_EQ(application.state(), v1::APPLICATION_STATE_APPROVED_VARIED);
  EXPECT_TRUE(application.decision().discretion());
  EXPECT_TRUE(AllocationOf(application).discretion());
}

TEST_F(ApplicationsTest, AnOfferThatRefersAlwaysGoesToTheTeam) {
  eligibility::v1::Child assessed = GoodChild();
  assessed.set_assessment_route(eligibility::v1::ASSESSMENT_ROUTE_SECTION_17);
  child_ = AddChild(assessed).name();
  eligibility::ServiceTest::Grant(carer_, child_);
  const v1::Application draft = Create(Family(), v1::APPLICANT_KIND_FAMILY, "overnight").value();
  EXPECT_EQ(Submit(draft)->state(), v1::APPLICATION_STATE_NEEDS_REVIEW);
}

TEST_F(ApplicationsTest, LimitsAndSecondKeys) {
  const v1::Application application = Eligible();
  const auto above = Decide(Officer(), application, 61);
  EXPECT_EQ(ReasonOf(above), ERROR_REASON_ABOVE_LIMIT);
  EXPECT_EQ(errors::MetadataOf(above.status(), "decider"), "team manager");
  EXPECT_EQ(ReasonOf(Decide(Deciding("manager-1", "team manager"), application, 121)), ERROR_REASON_ABOVE_LIMIT);
  EXPECT_EQ(ReasonOf(Decide(Deciding("mayor-1", "the mayor"), application, 1)), ERROR_REASON_ABOVE_LIMIT);
  const rpc::Call director = Deciding("director-1", "the panel");
  v1::Application waits = Decide(director, application, 121).value();
  EXPECT_TRUE(waits.decision().awaits_second_key());
  EXPECT_EQ(waits.state(), v1::APPLICATION_STATE_INDICATIVE_ELIGIBLE);
  EXPECT_EQ(waits.allocation(), "");
  EXPECT_EQ(ReasonOf(Confirm(director, waits)), ERROR_REASON_SECOND_PERSON_NEEDED);
  EXPECT_EQ(ReasonOf(Decide(Officer(), waits, 1)), ERROR_REASON_STATE_FORBIDS);
  EXPECT_EQ(ReasonOf(Assess(waits)), ERROR_REASON_STATE_FORBIDS);
  v1::ListApplicationsRequest list;
  list.set_awaits_second_key(true);
  EXPECT_THAT(Run<v1::ListApplicationsResponse>("ListApplications", Officer(), list)->applications(), SizeIs(1));
  const v1::Application approved = Confirm(SecondOfficer(), waits).value();
  EXPECT_EQ(approved.state(), v1::APPLICATION_STATE_APPROVED);
  EXPECT_EQ(approved.decision().second_key(), "officer:officer-2");
  EXPECT_EQ(AllocationOf(approved).granted().amount(), 121 * 60);
  EXPECT_EQ(ReasonOf(Confirm(SecondOfficer(), approved)), ERROR_REASON_STATE_FORBIDS);
}

TEST_F(ApplicationsTest, ADecisionThatWaitsCanBeTakenBack) {
  const v1::Application waits = Decide(Deciding("director-1", "the panel"), Eligible(), 200).value();
  v1::RejectDecisionRequest request;
  request.set_reason("The figure was meant for another child.");
  const auto back =
      Do<v1::RejectDecisionRequest, v1::RejectDecisionResponse>("RejectDecision", SecondOfficer(), waits, request);
  ASSERT_TRUE(back.ok()) << back.status();
  EXPECT_FALSE(back->has_decision());
  EXPECT_TRUE(Decide(Officer(), *back, 40).ok());
}

TEST_F(ApplicationsTest, APanelHasAnAgendaDecidesAndKeepsMinutes) {
  const v1::Panel panel = NewPanel();
  v1::Application listed = ListForPanel(Eligible(), panel).value();
  EXPECT_EQ(listed.state(), v1::APPLICATION_STATE_PANEL_LISTED);
  v1::GetPanelRequest get;
  get.set_name(panel.name());
  EXPECT_THAT(Run<v1::GetPanelResponse>("GetPanel", Officer(), get)->agenda(), SizeIs(1));
  // What the panel decides has the panel's limit, whoever writes it down.
  listed = Decide(Officer(), listed, 100).value();
  EXPECT_EQ(listed.state(), v1::APPLICATION_STATE_APPROVED);
  EXPECT_EQ(listed.decision().role(), "the panel");
  child_ = AddChild().name();
  eligibility::ServiceTest::Grant(carer_, child_);
  const v1::Application not_reached = ListForPanel(Submit(Draft()).value(), panel).value();
  auto update = WithId<v1::UpdatePanelRequest>();
  *update.mutable_panel() = panel;
  update.mutable_panel()->set_minutes("One agreed. One not reached.");
  update.set_close(true);
  const auto closed = Run<v1::UpdatePanelResponse>("UpdatePanel", Officer(), update);
  ASSERT_TRUE(closed.ok()) << closed.status();
  EXPECT_EQ(closed->panel().state(), v1::PANEL_STATE_CLOSED);
  EXPECT_EQ(Get(Officer(), not_reached.name())->application().state(), v1::APPLICATION_STATE_NEEDS_REVIEW);
  EXPECT_THAT(HistoryOf(not_reached), ElementsAre("created", "submitted", "panel_listed", "not_reached"));
  update = WithId(update);
  EXPECT_EQ(ReasonOf(Run<v1::UpdatePanelResponse>("UpdatePanel", Officer(), update)), ERROR_REASON_ETAG_MISMATCH);
  *update.mutable_panel() = closed->panel();
  EXPECT_EQ(ReasonOf(Run<v1::UpdatePanelResponse>("UpdatePanel", Officer(), update)), ERROR_REASON_STATE_FORBIDS);
  const v1::Application again = Get(Officer(), not_reached.name())->application();
  EXPECT_EQ(ReasonOf(ListForPanel(again, panel)), ERROR_REASON_INVALID_REQUEST) << "it is closed";
}

TEST_F(ApplicationsTest, AFamilyAsksForAReviewAndSomebodyElseDecides) {
  v1::Application declined = Decide(Officer(), Eligible(), 0, v1::APPLICATION_OUTCOME_DECLINE).value();
  EXPECT_EQ(declined.state(), v1::APPLICATION_STATE_DECLINED);
  EXPECT_EQ(declined.decision().decider(), "officer:officer-1");
  EXPECT_EQ(ReasonOf(AskForReview(declined)), ERROR_REASON_STATE_FORBIDS) << "the family was not told yet";
  const v1::Application review = AskForReview(Notify(declined).value()).value();
  EXPECT_EQ(review.state(), v1::APPLICATION_STATE_REVIEW_REQUESTED);
  EXPECT_EQ(ReasonOf(Decide(Officer(), review, 40)), ERROR_REASON_SECOND_PERSON_NEEDED);
  const v1::Application approved = Decide(SecondOfficer(), review, 40).value();
  EXPECT_EQ(approved.state(), v1::APPLICATION_STATE_APPROVED);
  EXPECT_NE(approved.allocation(), "");
}

TEST_F(ApplicationsTest, ADeferredApplicationComesBack) {
  const v1::Application deferred = Decide(Officer(), Eligible(), 0, v1::APPLICATION_OUTCOME_DEFER).value();
  EXPECT_EQ(deferred.state(), v1::APPLICATION_STATE_DEFERRED);
  EXPECT_TRUE(deferred.decision().has_defer_until());
  EXPECT_EQ(Assess(deferred)->state(), v1::APPLICATION_STATE_INDICATIVE_ELIGIBLE);
}

TEST_F(ApplicationsTest, ManyAreApprovedAtOnceEachByItself) {
  const v1::Application eligible = Eligible();
  child_ = AddChild().name();
  eligibility::ServiceTest::Grant(carer_, child_);
  const v1::Application waiting = Submit(Draft()).value();
  auto request = WithId<v1::BulkApproveRequest>();
  request.set_reason("Each meets every published criterion.");
  request.set_funding_stream("short-breaks-grant");
  for (const v1::Application& application : {eligible, waiting}) {
    v1::BulkApproveItem& item = *request.add_items();
    item.set_name(application.name());
    item.set_etag(application.etag());
  }
  const auto response = Run<v1::BulkApproveResponse>("BulkApprove", Officer(), request);
  ASSERT_TRUE(response.ok()) << response.status();
  EXPECT_EQ(response->results(0).application().state(), v1::APPLICATION_STATE_APPROVED);
  EXPECT_EQ(response->results(0).application().decision().grant().quantity().amount(), eligible.entitlement().amount());
  EXPECT_EQ(response->results(1).error_reason(), "ERROR_REASON_STATE_FORBIDS");
  const auto again = Run<v1::BulkApproveResponse>("BulkApprove", Officer(), request);
  EXPECT_EQ(again->results(0).application().allocation(), response->results(0).application().allocation());
  EXPECT_EQ(CountOf("allocations"), 1);
}

TEST_F(ApplicationsTest, EachSeesItsOwn) {
  const v1::Application family = Draft();
  const v1::Application hub = Create(Practitioner(), v1::APPLICANT_KIND_FAMILY_HUB, "overnight").value();
  EXPECT_TRUE(Get(Family(), hub.name()).ok()) << "the family sees what was asked for its child";
  EXPECT_EQ(ReasonOf(Get(Practitioner(), family.name())), ERROR_REASON_NOT_ALLOWED);
  EXPECT_TRUE(Get(Practitioner(), hub.name()).ok());
  EXPECT_EQ(ReasonOf(Get(As(identity::Role::kPractitioner, "another"), hub.name())), ERROR_REASON_NOT_ALLOWED);
  EXPECT_EQ(ReasonOf(Get(CarerCall(AddCarer().name()), family.name())), ERROR_REASON_NOT_ALLOWED);
  EXPECT_EQ(ReasonOf(Get(OtherCouncilsOfficer(), family.name())), ERROR_REASON_NOT_FOUND);
  EXPECT_EQ(ReasonOf(Withdraw(Practitioner(), family)), ERROR_REASON_NOT_ALLOWED);
  v1::ListApplicationsRequest list;
  EXPECT_THAT(Run<v1::ListApplicationsResponse>("ListApplications", Practitioner(), list)->applications(), SizeIs(1));
  EXPECT_THAT(Run<v1::ListApplicationsResponse>("ListApplications", Officer(), list)->applications(), SizeIs(2));
  EXPECT_EQ(ReasonOf(Run<v1::ListApplicationsResponse>("ListApplications", Family(), list)),
            ERROR_REASON_INVALID_REQUEST);
  list.set_child(child_);
  EXPECT_THAT(Run<v1::ListApplicationsResponse>("ListApplications", Family(), list)->applications(), SizeIs(2));
  Revoke(carer_, child_);
  EXPECT_EQ(ReasonOf(Get(Family(), family.name())), ERROR_REASON_NOT_ALLOWED);
}

TEST_F(ApplicationsTest, TheQueueIsByPriorityAndThenByAge) {
  std::vector<std::string> names;
  for (int i = 0; i < 3; ++i) {
    child_ = AddChild().name();
    eligibility::ServiceTest::Grant(carer_, child_);
    names.push_back(Draft().name());
  }
  auto update = WithId<v1::UpdateApplicationRequest>();
  *update.mutable_application() = Get(Officer(), names[2])->application();
  update.mutable_application()->set_priority(v1::APPLICATION_PRIORITY_URGENT);
  ASSERT_TRUE(Run<v1::UpdateApplicationResponse>("UpdateApplication", Officer(), update).ok());
  v1::ListApplicationsRequest list;
  list.set_page_size(2);
  std::vector<std::string> queue;
  do {
    const auto page = Run<v1::ListApplicationsResponse>("ListApplications", Officer(), list);
    ASSERT_TRUE(page.ok()) << page.status();
    for (const v1::Application& application : page->applications()) queue.push_back(application.name());
    list.set_page_token(page->next_page_token());
  } while (!list.page_token().empty());
  EXPECT_THAT(queue, ElementsAre(names[2], names[0], names[1]));
}

TEST_F(ApplicationsTest, WrongRequestsAreNamedAndKeepNothing) {
  EXPECT_EQ(ReasonOf(Create(Family(), v1::APPLICANT_KIND_SCHOOL)), ERROR_REASON_INVALID_REQUEST);
  EXPECT_EQ(ReasonOf(Create(Practitioner(), v1::APPLICANT_KIND_FAMILY)), ERROR_REASON_INVALID_REQUEST);
  auto create = WithId<v1::CreateApplicationRequest>();
  create.mutable_application()->set_child(eligibility::kUnknownChild);
  create.mutable_application()->set_offer("targeted");
  create.mutable_application()->set_applicant_kind(v1::APPLICANT_KIND_OFFICER);
  EXPECT_EQ(ReasonOf(Run<v1::CreateApplicationResponse>("CreateApplication", Officer(), create)),
            ERROR_REASON_NOT_FOUND);
  EXPECT_EQ(CountOf("applications"), 0);
  const v1::Application eligible = Eligible();
  v1::DecideApplicationRequest decide;
  decide.set_outcome(v1::APPLICATION_OUTCOME_DECLINE);
  const auto without_reason =
      Do<v1::DecideApplicationRequest, v1::DecideApplicationResponse>("DecideApplication", Officer(), eligible, decide);
  EXPECT_EQ(ReasonOf(without_reason), ERROR_REASON_INVALID_REQUEST) << "nobody is declined without a reason";
  v1::Application stale = eligible;
  stale.set_etag("1");
  EXPECT_EQ(ReasonOf(Assess(stale)), ERROR_REASON_ETAG_MISMATCH);
  stale.set_etag("");
  EXPECT_EQ(ReasonOf(Assess(stale)), ERROR_REASON_INVALID_REQUEST);
  stale.set_name("nonsense");
  EXPECT_EQ(ReasonOf(Submit(stale)), ERROR_REASON_INVALID_REQUEST);
}

TEST_F(ApplicationsTest, WithoutALivePolicyItWaits) {
  Number("SELECT COUNT(*) FROM policies WHERE council_id = ?");
  support::SharedMysql()
      .AsRoot("UPDATE policies SET from_date = '2190-01-01' WHERE council_id = ?", {council_})
      .value();
  const v1::Application submitted = Submit(Draft()).value();
  EXPECT_EQ(submitted.state(), v1::APPLICATION_STATE_SUBMITTED);
  EXPECT_EQ(ReasonOf(Decide(Officer(), submitted, 1)), ERROR_REASON_NO_LIVE_POLICY);
}

TEST_F(ApplicationsTest, TwoOfficersDecideOneApplicationOnce) {
  const v1::Application eligible = Eligible();
  std::atomic<int> done = 0, late = 0;
  std::vector<std::thread> officers;
  for (int i = 0; i < 8; ++i) {
    officers.emplace_back([&, i] {
      const auto decided = Decide(As(identity::Role::kOfficer, absl::StrCat("racer-", i)), eligible, 40);
      if (decided.ok()) ++done;
      if (ReasonOf(decided) == ERROR_REASON_ETAG_MISMATCH) ++late;
    });
  }
  for (std::thread& officer : officers) officer.join();
  EXPECT_EQ(done, 1);
  EXPECT_EQ(late, 7);
  EXPECT_EQ(CountOf("allocations"), 1);
}

TEST_F(ApplicationsTest, AnApprovalRacesAWithdrawalAndOneWins) {
  for (int round = 0; round < 10; ++round) {
    child_ = AddChild().name();
    eligibility::ServiceTest::Grant(carer_, child_);
    const v1::Application eligible = Eligible();
    absl::StatusOr<v1::Application> approved, withdrawn;
    std::thread officer([&] { approved = Decide(Officer(), eligible, 40); });
    std::thread family([&] { withdrawn = Withdraw(Family(), eligible); });
    officer.join();
    family.join();
    ASSERT_NE(approved.ok(), withdrawn.ok());
    EXPECT_EQ(ReasonOf(approved.ok() ? withdrawn : approved), ERROR_REASON_ETAG_MISMATCH);
    const v1::Application stands = Get(Officer(), eligible.name())->application();
    EXPECT_EQ(stands.allocation().empty(), withdrawn.ok());
  }
}

}  // namespace
}  // namespace shortbreaks::applications

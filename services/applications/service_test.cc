// Applications from draft to allocation on a real database: families, practitioners and officers.
#include "applications/service_test.h"

#include <atomic>
#include <thread>

namespace shortbreaks::applications {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::SizeIs;

TEST_F(ApplicationsTest, AFamilySaysWhatPapersItHasAndNoneCountsBeforeAnOfficerHasSeenIt) {
  v1::Application draft = Draft();
  v1::OfferedEvidence& paper = *draft.add_offered_evidence();
  paper.set_kind(v1::EVIDENCE_KIND_DLA_CARE_HIGHEST);
  *paper.mutable_issue_date() = Date(2026, 5, 12);
  draft.add_offered_evidence()->set_kind(v1::EVIDENCE_KIND_EHC_PLAN);
  const auto update = [&](const rpc::Call& call, const v1::Application& application) {
    auto request = WithId<v1::UpdateApplicationRequest>();
    *request.mutable_application() = application;
    return Run<v1::UpdateApplicationResponse>("UpdateApplication", call, request);
  };
  const auto updated = update(Family(), draft);
  ASSERT_TRUE(updated.ok()) << updated.status();
  v1::Application application = Submit(updated->application()).value();
  EXPECT_EQ(application.state(), v1::APPLICATION_STATE_EVIDENCE_REQUESTED) << "nobody has seen them yet";
  ASSERT_THAT(application.offered_evidence(), SizeIs(2));
  EXPECT_EQ(application.offered_evidence(0).issue_date().day(), 12);
  application.mutable_offered_evidence()->RemoveLast();
  application = update(Family(), application)->application();
  EXPECT_THAT(application.offered_evidence(), SizeIs(1)) << "while evidence is awaited it can still be said";
  const auto refused = [&](const std::function<void(v1::Application&)>& change) {
    v1::Application changed = application;
    change(changed);
    return ReasonOf(update(Family(), changed)) == type::v1::ERROR_REASON_INVALID_REQUEST;
  };
  EXPECT_TRUE(refused([](auto& a) { a.add_offered_evidence(); })) << "of no kind";
  EXPECT_TRUE(refused([](auto& a) { *a.mutable_offered_evidence(0)->mutable_issue_date() = Date(2126, 1, 1); }));
  EXPECT_TRUE(refused([](auto& a) { *a.mutable_offered_evidence(0)->mutable_issue_date() = Date(2026, 2, 30); }));
  EXPECT_TRUE(refused([](auto& a) {
    for (int i = 0; i < 20; ++i) a.add_offered_evidence()->set_kind(v1::EVIDENCE_KIND_EHC_PLAN);
  }));
}

TEST_F(ApplicationsTest, FromDraftToHoursInTheAccount) {
  const v1::Application draft = Draft();
  EXPECT_EQ(draft.state(), v1::APPLICATION_STATE_DRAFT);
  v1::Application application = Submit(draft).value();
  EXPECT_EQ(application.state(), v1::APPLICATION_STATE_EVIDENCE_REQUESTED) << "no evidence is on file";
  EXPECT_THAT(application.evidence_wanted(), testing::Contains(HasSubstr("Disability Living Allowance")));
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
  EXPECT_FALSE(allocation.has_accept_by_date()) << "and does not know it yet";
  EXPECT_TRUE(allocation.has_review_date());
  application = Notify(application).value();
  EXPECT_EQ(application.state(), v1::APPLICATION_STATE_NOTIFIED);
  EXPECT_EQ(wire::FromProto(AllocationOf(application).accept_by_date()), InFiveWorkingDays());
  EXPECT_THAT(HistoryOf(application), ElementsAre("created", "submitted", "assessed", "decided", "notified"));
}

TEST_F(ApplicationsTest, WhatIsNotTheFamilysToSetIsNotTaken) {
  auto request = WithId<v1::CreateApplicationRequest>();
  v1::Application& forged = *request.mutable_application();
  forged.set_child(child_);
  forged.set_offer("targeted");
  forged.set_applicant_kind(v1::APPLICANT_KIND_FAMILY);
  forged.set_name(ids::ResourceName("applications", ids::NewUuid()));
  forged.set_state(v1::APPLICATION_STATE_APPROVED);
  forged.set_author("officer:officer-1");
  *forged.mutable_submit_time() = wire::ToProto(absl::Now());
  forged.mutable_entitlement()->set_amount(99 * 60);
  forged.mutable_decision()->set_outcome(v1::APPLICATION_OUTCOME_APPROVE);
  forged.set_allocation(ids::ResourceName("allocations", ids::NewUuid()));
  forged.set_policy(ids::ResourceName("policies", ids::NewUuid()));
  forged.set_under_review(true);
  forged.add_earlier_deciders("officer:officer-2");
  const auto made = Run<v1::CreateApplicationResponse>("CreateApplication", Family(), request);
  ASSERT_TRUE(made.ok()) << made.status();
  const v1::Application& draft = made->application();
  EXPECT_NE(draft.name(), forged.name());
  EXPECT_EQ(draft.state(), v1::APPLICATION_STATE_DRAFT);
  EXPECT_EQ(draft.author(), Family().principal.Actor());
  EXPECT_FALSE(draft.has_submit_time() || draft.has_entitlement() || draft.has_decision() || draft.under_review());
  EXPECT_EQ(draft.allocation() + draft.policy(), "");
  EXPECT_EQ(draft.earlier_deciders_size(), 0);
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

TEST_F(ApplicationsTest, TheSameApplicationMadeTwiceInParallelIsOne) {
  for (int round = 0; round < 5; ++round) {
    NextChild();
    std::atomic<int> made = 0, refused = 0;
    {
      std::vector<std::jthread> callers;
      for (int i = 0; i < 8; ++i) {
        callers.emplace_back([&] {
          const auto application = Create(Family(), v1::APPLICANT_KIND_FAMILY);
          made += application.ok();
          refused += ReasonOf(application) == ERROR_REASON_DUPLICATE_APPLICATION;
        });
      }
    }
    EXPECT_EQ(made, 1);
    EXPECT_EQ(refused, 7);
  }
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

TEST_F(ApplicationsTest, ManyAreApprovedAtOnceEachByItself) {
  const v1::Application eligible = Eligible();
  child_ = AddChild().name();
  eligibility::ServiceTest::Grant(carer_, child_);
  const v1::Application waiting = Submit(Draft()).value();
  const v1::BulkApproveRequest request = Approving({eligible, waiting});
  const auto response = Run<v1::BulkApproveResponse>("BulkApprove", Officer(), request);
  ASSERT_TRUE(response.ok()) << response.status();
  EXPECT_EQ(response->results(0).application().state(), v1::APPLICATION_STATE_APPROVED);
  EXPECT_EQ(response->results(0).application().decision().grant().quantity().amount(), eligible.entitlement().amount());
  EXPECT_EQ(response->results(1).error_reason(), "ERROR_REASON_STATE_FORBIDS");
  const auto again = Run<v1::BulkApproveResponse>("BulkApprove", Officer(), request);
  EXPECT_EQ(again->results(0).application().allocation(), response->results(0).application().allocation());
  EXPECT_EQ(CountOf("allocations"), 1);
}

TEST_F(ApplicationsTest, WhatIsApprovedInBulkIsWhatThePolicyGivesToday) {
  const v1::Application eligible = Eligible();
  ASSERT_GT(eligible.entitlement().amount(), 60);
  // As if it had been assessed when an hour was left of the year.
  v1::Application earlier = eligible;
  earlier.mutable_entitlement()->set_amount(60);
  Store(earlier, "version = version");
  const auto response = ApproveAll({eligible});
  ASSERT_TRUE(response.ok()) << response.status();
  const v1::Application& approved = response->results(0).application();
  EXPECT_EQ(approved.decision().grant().quantity().amount(), eligible.entitlement().amount());
  EXPECT_EQ(approved.entitlement().amount(), eligible.entitlement().amount()) << "what it was decided on is kept";
  EXPECT_EQ(AllocationOf(approved).granted().amount(), eligible.entitlement().amount());
}

TEST_F(ApplicationsTest, WhoDoesNotMeetTheCriteriaTodayIsNotApprovedInBulkAndTheOthersAre) {
  const v1::Application grown = Eligible();
  const absl::CivilDay today = london::DayOf(absl::Now());
  support::SetDateOfBirth(support::SharedMysql(), council_, *ids::IdOf("children", child_), today - 27 * 366);
  NextChild();
  const v1::Application eligible = Eligible();
  const auto response = ApproveAll({grown, eligible});
  ASSERT_TRUE(response.ok()) << response.status();
  EXPECT_EQ(response->results(0).error_reason(), "ERROR_REASON_STATE_FORBIDS");
  EXPECT_THAT(response->results(0).error_text(), HasSubstr("Assess it again"));
  EXPECT_EQ(response->results(1).application().state(), v1::APPLICATION_STATE_APPROVED);
  EXPECT_EQ(CountOf("allocations"), 1);
  const v1::Application stays = Get(Officer(), grown.name())->application();
  EXPECT_EQ(stays.etag(), grown.etag()) << "an officer assesses it again and sees why";
  EXPECT_EQ(Assess(stays)->state(), v1::APPLICATION_STATE_NEEDS_REVIEW);
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

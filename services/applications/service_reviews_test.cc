// Reviews, renewals, policies that change meanwhile, overdue evidence, children recorded twice.
#include <absl/strings/str_replace.h>

#include "applications/service_test.h"
#include "london/london.h"

namespace shortbreaks::applications {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using testing::SizeIs;

TEST_F(ApplicationsTest, AFamilyAsksForAReviewAndSomebodyElseDecides) {
  v1::Application declined = Decide(Officer(), Eligible(), 0, v1::APPLICATION_OUTCOME_DECLINE).value();
  EXPECT_EQ(declined.state(), v1::APPLICATION_STATE_DECLINED);
  EXPECT_EQ(declined.decision().decider(), "officer:officer-1");
  EXPECT_EQ(ReasonOf(AskForReview(declined)), ERROR_REASON_STATE_FORBIDS) << "the family was not told yet";
  const v1::Application review = AskForReview(Notify(declined).value()).value();
  EXPECT_EQ(review.state(), v1::APPLICATION_STATE_REVIEW_REQUESTED);
  EXPECT_TRUE(review.under_review());
  EXPECT_THAT(review.earlier_deciders(), ElementsAre("officer:officer-1"));
  EXPECT_EQ(ReasonOf(Decide(Officer(), review, 40)), ERROR_REASON_SECOND_PERSON_NEEDED);
  const v1::Application approved = Decide(SecondOfficer(), review, 40).value();
  EXPECT_EQ(approved.state(), v1::APPLICATION_STATE_APPROVED);
  EXPECT_FALSE(approved.under_review());
  EXPECT_NE(approved.allocation(), "");
}

TEST_F(ApplicationsTest, NoWayRoundLeadsAReviewBackToTheFirstDecider) {
  const auto declined = Decide(Officer(), Eligible(), 0, v1::APPLICATION_OUTCOME_DECLINE).value();
  v1::Application review = AskForReview(Notify(declined).value()).value();
  review = AskForEvidence(review).value();
  EXPECT_EQ(ReasonOf(Decide(Officer(), review, 40)), ERROR_REASON_SECOND_PERSON_NEEDED) << "evidence was asked for";
  review = Assess(review).value();
  EXPECT_EQ(review.state(), v1::APPLICATION_STATE_INDICATIVE_ELIGIBLE);
  EXPECT_EQ(ReasonOf(Decide(Officer(), review, 40)), ERROR_REASON_SECOND_PERSON_NEEDED) << "it was assessed again";
  const v1::Panel panel = NewPanel();
  review = ListForPanel(review, panel).value();
  EXPECT_EQ(ReasonOf(Decide(Officer(), review, 40)), ERROR_REASON_SECOND_PERSON_NEEDED) << "at a panel";
  ClosePanel(panel, "").value();
  review = Get(Officer(), review.name())->application();
  EXPECT_EQ(ReasonOf(Decide(Officer(), review, 40)), ERROR_REASON_SECOND_PERSON_NEEDED) << "the panel closed";
  // A proposal that is taken back does not make anybody forget who decided first, nor may they confirm it.
  review = ListForPanel(review, NewPanel()).value();
  review = Decide(SecondOfficer(), review, 100).value();
  EXPECT_TRUE(review.decision().awaits_second_key());
  EXPECT_EQ(ReasonOf(Confirm(Officer(), review)), ERROR_REASON_SECOND_PERSON_NEEDED);
  review = Reject(Officer(), review).value();
  EXPECT_EQ(ReasonOf(Decide(Officer(), review, 40)), ERROR_REASON_SECOND_PERSON_NEEDED) << "it was taken back";
  EXPECT_TRUE(Decide(SecondOfficer(), review, 40).ok());
}

TEST_F(ApplicationsTest, AReviewThatApprovesChangesTheAllocationAndAddsNone) {
  const v1::Application first = Decide(Officer(), Eligible(), 20).value();
  const auto before = AllocationOf(first);
  Root("UPDATE allocations SET committed = 600 WHERE council_id = ?");
  const v1::Application review = AskForReview(Notify(first).value()).value();
  EXPECT_EQ(ReasonOf(Decide(SecondOfficer(), review, 9)), ERROR_REASON_INVALID_REQUEST) << "10 hours are booked";
  const v1::Application more = Decide(SecondOfficer(), review, 50).value();
  EXPECT_EQ(more.allocation(), first.allocation());
  EXPECT_EQ(AllocationOf(more).granted().amount(), 50 * 60);
  EXPECT_EQ(AllocationOf(more).balance(), 40 * 60);
  EXPECT_NE(AllocationOf(more).etag(), before.etag());
  EXPECT_EQ(CountOf("allocations"), 1);
  EXPECT_EQ(Number("SELECT SUM(amount) FROM ledger_grants WHERE council_id = ?"), 50 * 60);
  EXPECT_EQ(Number("SELECT COUNT(*) FROM ledger_grants WHERE council_id = ? AND kind = 7"), 1);
}

TEST_F(ApplicationsTest, WhateverAReviewComesToTheFamilyHasTheWholeTimeToAcceptOnceItIsTold) {
  const auto accept_by = [&](const v1::Application& application) {
    const auto allocation = AllocationOf(application);
    return allocation.has_accept_by_date() ? wire::FromProto(allocation.accept_by_date()) : std::nullopt;
  };
  const auto under_review = [&] {
    const v1::Application notified = Notify(Decide(Officer(), Eligible(), 20).value()).value();
    Root("UPDATE allocations SET accept_by_date = '2026-11-02' WHERE council_id = ? AND state = 4");
    return AskForReview(notified).value();
  };
  const v1::Application more = Decide(SecondOfficer(), under_review(), 30).value();
  EXPECT_EQ(accept_by(more), std::nullopt) << "of the thirty hours the family does not know yet";
  EXPECT_EQ(accept_by(Notify(more).value()), InFiveWorkingDays());
  NextChild();
  const auto declined = Decide(SecondOfficer(), under_review(), 0, v1::APPLICATION_OUTCOME_DECLINE).value();
  EXPECT_EQ(accept_by(Notify(declined).value()), InFiveWorkingDays()) << "the twenty hours still stand";
  NextChild();
  EXPECT_EQ(accept_by(Withdraw(Family(), under_review()).value()), InFiveWorkingDays());
  NextChild();
  const v1::Application review = under_review();
  const auto accepted = AllocationOf(review);
  Root("UPDATE allocations SET state = 1, accept_by_date = NULL WHERE council_id = ? AND state = 4");
  Withdraw(Family(), review).value();
  EXPECT_EQ(AllocationOf(review).etag(), accepted.etag()) << "what is accepted stays as it is";
}

TEST_F(ApplicationsTest, AReviewAfterTheAllocationIsOverGrantsAnother) {
  const v1::Application first = Decide(Officer(), Eligible(), 20).value();
  Root("UPDATE allocations SET state = 3, granted = 0 WHERE council_id = ?");
  const v1::Application again = Decide(SecondOfficer(), AskForReview(Notify(first).value()).value(), 30).value();
  EXPECT_NE(again.allocation(), first.allocation());
  EXPECT_EQ(AllocationOf(again).granted().amount(), 30 * 60);
}

TEST_F(ApplicationsTest, ADeferredApplicationComesBack) {
  const v1::Application deferred = Decide(Officer(), Eligible(), 0, v1::APPLICATION_OUTCOME_DEFER).value();
  EXPECT_EQ(deferred.state(), v1::APPLICATION_STATE_DEFERRED);
  EXPECT_TRUE(deferred.decision().has_defer_until());
  EXPECT_FALSE(deferred.defer_reached());
  v1::ListApplicationsRequest list;
  list.set_defer_reached(true);
  EXPECT_THAT(Run<v1::ListApplicationsResponse>("ListApplications", Officer(), list)->applications(), IsEmpty());
  v1::Application reached = deferred;
  *reached.mutable_decision()->mutable_defer_until() = wire::ToProto(absl::CivilDay(2020, 1, 1));
  Store(reached, "defer_until = '2020-01-01'");
  const auto back = Run<v1::ListApplicationsResponse>("ListApplications", Officer(), list);
  ASSERT_THAT(back->applications(), SizeIs(1));
  EXPECT_TRUE(back->applications(0).defer_reached());
  EXPECT_EQ(Assess(deferred)->state(), v1::APPLICATION_STATE_INDICATIVE_ELIGIBLE);
}

TEST_F(ApplicationsTest, OverdueEvidenceIsSeenInTheQueueAndDeclinesNobody) {
  const v1::Application waits = Submit(Draft()).value();
  const absl::CivilDay due = london::DayOf(absl::Now()) + 28;
  EXPECT_EQ(wire::FromProto(waits.evidence_due_date()), due) << "as the sample policy says";
  EXPECT_FALSE(Get(Officer(), waits.name())->application().evidence_overdue());
  EXPECT_EQ(wire::FromProto(Assess(waits)->evidence_due_date()), due);
  v1::ListApplicationsRequest list;
  list.set_evidence_overdue(true);
  EXPECT_THAT(Run<v1::ListApplicationsResponse>("ListApplications", Officer(), list)->applications(), IsEmpty());
  v1::Application late = Get(Officer(), waits.name())->application();
  *late.mutable_evidence_due_date() = wire::ToProto(london::DayOf(absl::Now()) - 2);
  Store(late, "evidence_due_date = CURRENT_DATE - INTERVAL 2 DAY");
  const auto overdue = Run<v1::ListApplicationsResponse>("ListApplications", Officer(), list);
  ASSERT_THAT(overdue->applications(), SizeIs(1));
  EXPECT_EQ(overdue->applications(0).state(), v1::APPLICATION_STATE_EVIDENCE_REQUESTED);
  EXPECT_TRUE(overdue->applications(0).evidence_overdue());
}

TEST_F(ApplicationsTest, AskingAgainPutsOffNoDeadline) {
  const v1::Application asked = AskForEvidence(Submit(Draft()).value()).value();
  const v1::Application again = Assess(asked).value();
  EXPECT_EQ(again.state(), v1::APPLICATION_STATE_EVIDENCE_REQUESTED);
  EXPECT_EQ(wire::FromProto(again.evidence_due_date()), london::DayOf(absl::Now()) + 20) << "the officer's day";
}

TEST_F(ApplicationsTest, APolicyThatChangesBetweenRequestAndDecisionChangesNothing) {
  const v1::Application eligible = Eligible();
  EXPECT_NE(eligible.policy(), "");
  // Published after it was handed in, and live from an earlier day: the award would not do, and an officer could give
  // ten hours.
  const auto stricter =
      Publish(absl::StrReplaceAll(support::SamplePolicy(council_), {{"[middle, highest]", "[middle]"},
                                                                    {"up_to: 60 hours", "up_to: 10 hours"},
                                                                    {"\nfrom: 2000-01-01\n", "\nfrom: 2000-02-01\n"}}));
  const v1::Application again = Assess(eligible).value();
  EXPECT_EQ(again.policy(), eligible.policy());
  EXPECT_EQ(again.state(), v1::APPLICATION_STATE_INDICATIVE_ELIGIBLE);
  EXPECT_EQ(again.assessment().name(), eligible.assessment().name()) << "the same question, the same answer";
  const v1::Application approved = Decide(Officer(), again, 40).value();
  EXPECT_EQ(approved.state(), v1::APPLICATION_STATE_APPROVED);
  NextChild();
  const v1::Application later = Eligible();
  EXPECT_EQ(later.policy(), stricter.name());
  EXPECT_NE(later.state(), v1::APPLICATION_STATE_INDICATIVE_ELIGIBLE);
}

TEST_F(ApplicationsTest, AReplaySaysWhatAnOpenApplicationReallyComesTo) {
  const v1::Application eligible = Eligible();
  auto propose = WithId<eligibility::v1::ProposePolicyRequest>();
  propose.set_content(absl::StrReplaceAll(support::SamplePolicy(council_), {{"[middle, highest]", "[middle]"}}));
  const auto proposed = Run<eligibility::v1::ProposePolicyResponse>("ProposePolicy", Officer(), propose)->policy();
  eligibility::v1::ReplayPolicyRequest replay;
  replay.set_name(proposed.name());
  const auto effects = Run<eligibility::v1::ReplayPolicyResponse>("ReplayPolicy", Officer(), replay)->effects();
  ASSERT_THAT(effects, SizeIs(1));
  EXPECT_EQ(effects[0].application(), eligible.name());
  EXPECT_EQ(effects[0].before(), "eligible");
  EXPECT_EQ(effects[0].after(), "refer");
  EXPECT_EQ(effects[0].application_result(), "eligible") << "the policy of the day it was handed in holds";
}

TEST_F(ApplicationsTest, ARenewalIsLinkedBothWaysAndMadeOnce) {
  const v1::Application first = Decide(Officer(), Eligible(), 20).value();
  const auto renew = [&](const std::string& offer, const std::string& allocation) {
    auto request = WithId<v1::CreateApplicationRequest>();
    request.mutable_application()->set_child(child_);
    request.mutable_application()->set_offer(offer);
    request.mutable_application()->set_applicant_kind(v1::APPLICANT_KIND_OFFICER);
    request.mutable_application()->set_renews(allocation);
    return Run<v1::CreateApplicationResponse>("CreateApplication", Officer(), request);
  };
  EXPECT_EQ(ReasonOf(renew("overnight", first.allocation())), ERROR_REASON_INVALID_REQUEST) << "another offer";
  const std::string none = "allocations/0190a5e2-7c1d-7b3e-8f00-0123456789ab";
  EXPECT_EQ(ReasonOf(renew("targeted", none)), ERROR_REASON_INVALID_REQUEST);
  const std::string child = child_;
  NextChild();
  EXPECT_EQ(ReasonOf(renew("targeted", first.allocation())), ERROR_REASON_INVALID_REQUEST) << "another child";
  child_ = child;
  const v1::Application renewal =
      Decide(Officer(), Submit(renew("targeted", first.allocation())->application()).value(), 25).value();
  EXPECT_EQ(AllocationOf(renewal).renews(), first.allocation());
  EXPECT_EQ(AllocationOf(first).renewed_by(), renewal.allocation());
  EXPECT_EQ(AllocationOf(first).granted().amount(), 20 * 60) << "what was granted stays until its window ends";
  EXPECT_EQ(ReasonOf(renew("targeted", first.allocation())), ERROR_REASON_INVALID_REQUEST) << "it is renewed";
}

TEST_F(ApplicationsTest, ARenewalThatIsHandedInBlocksNoHoursThatWereGranted) {
  const absl::CivilDay today = london::DayOf(absl::Now());
  eligibility::v1::Evidence letter = GoodEvidence(child_);
  letter.set_kind(v1::EVIDENCE_KIND_LETTER_GP);
  *letter.mutable_issue_date() = wire::ToProto(absl::CivilDay(today.year(), today.month() - 11, today.day()));
  AddEvidence(letter);
  const v1::Application first = Decide(Officer(), Submit(Draft()).value(), 20).value();
  EXPECT_FALSE(first.decision().discretion()) << "the letter is not a year old";
  Root("UPDATE allocations SET state = 1 WHERE council_id = ?");
  const std::string day = absl::FormatCivilTime(today + 65);
  const std::string session = AddSession({.start = day + " 09:00:00", .end = day + " 12:00:00"});
  const auto before = Ask(Family(), child_, session).value().decision();
  EXPECT_EQ(before.result(), v1::DECISION_RESULT_ELIGIBLE) << before.DebugString();
  // Two months on the letter is older than a year, and the family hands in the next application.
  const v1::Application renewal = Submit(Draft()).value();
  support::SharedMysql()
      .AsRoot(
          "UPDATE applications SET submit_time = submit_time + INTERVAL 60 DAY WHERE council_id = ? "
          "AND application_id = ?",
          {council_, mysql::Bytes{ids::IdOf("applications", renewal.name()).value()}})
      .value();
  const auto after = Ask(Family(), child_, session).value().decision();
  EXPECT_EQ(after.result(), v1::DECISION_RESULT_ELIGIBLE) << after.DebugString();
  EXPECT_NE(after.name(), before.name()) << "both applications are in what it stands on";
}

TEST_F(ApplicationsTest, AChildRecordedTwiceIsShownToOfficersAlone) {
  eligibility::v1::Child twin = GoodChild();
  twin.set_display_name("Alex Sample");
  AddChild(twin);
  eligibility::v1::Child other_day = GoodChild();
  *other_day.mutable_date_of_birth() = Date(2017, 5, 5);
  AddChild(other_day);
  eligibility::v1::Child again = GoodChild();
  again.set_display_name("Sample, Samuel");
  const std::string twice = AddChild(again).name();
  const v1::Application draft = Draft();
  EXPECT_THAT(Get(Officer(), draft.name())->possible_duplicates(), ElementsAre(twice));
  EXPECT_THAT(Get(Family(), draft.name())->possible_duplicates(), IsEmpty());
}

TEST_F(ApplicationsTest, APractitionerFindsTheChildThatItKnowsAndNothingElse) {
  eligibility::v1::Child known = GoodChild("WV-CH-0042");
  known.set_display_name("Mary-Ann Example");
  known.set_ward("Elsewhere");
  const std::string child = AddChild(known).name();
  v1::FindChildRequest request;
  *request.mutable_date_of_birth() = Date(2017, 5, 4);
  request.set_display_name("mary ann EXAMPLE");
  const auto find = [&](const rpc::Call& call) { return Run<v1::FindChildResponse>("FindChild", call, request); };
  EXPECT_EQ(ReasonOf(find(Practitioner())), ERROR_REASON_INVALID_REQUEST) << "without consent";
  EXPECT_EQ(find(Officer())->child(), child) << "in the council's own records";
  request.set_consent(true);
  EXPECT_EQ(find(Practitioner())->child(), child);
  EXPECT_EQ(ReasonOf(find(Family())), ERROR_REASON_NOT_ALLOWED);
  request.set_display_name("Mary Example");
  EXPECT_EQ(ReasonOf(find(Practitioner())), ERROR_REASON_NOT_FOUND);
  request.clear_display_name();
  EXPECT_EQ(ReasonOf(find(Practitioner())), ERROR_REASON_INVALID_REQUEST) << "a day of birth alone";
  request.set_external_id("WV-CH-0042");
  EXPECT_EQ(find(Practitioner())->child(), child);
  *request.mutable_date_of_birth() = Date(2017, 5, 5);
  EXPECT_EQ(ReasonOf(find(Practitioner())), ERROR_REASON_NOT_FOUND) << "a key without the day of birth";
  NextChild();
  request.clear_external_id();
  request.set_display_name("Sam Sample");
  *request.mutable_date_of_birth() = Date(2017, 5, 4);
  EXPECT_EQ(ReasonOf(find(Practitioner())), ERROR_REASON_NOT_FOUND) << "two fit: the team must tell them apart";
}

}  // namespace
}  // namespace shortbreaks::applications

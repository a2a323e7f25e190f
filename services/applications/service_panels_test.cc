// Limits, second keys and panels: nobody decides alone what is beyond them.
#include <absl/strings/str_replace.h>

#include <thread>

#include "applications/service_test.h"
#include "london/london.h"

namespace shortbreaks::applications {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::Not;
using testing::SizeIs;

TEST_F(ApplicationsTest, LimitsAndSecondKeys) {
  const v1::Application application = Eligible();
  const auto above = Decide(Officer(), application, 61);
  EXPECT_EQ(ReasonOf(above), ERROR_REASON_ABOVE_LIMIT);
  EXPECT_EQ(errors::MetadataOf(above.status(), "decider"), "team manager");
  EXPECT_EQ(ReasonOf(Decide(Deciding("manager-1", "team manager"), application, 121)), ERROR_REASON_ABOVE_LIMIT);
  EXPECT_EQ(ReasonOf(Decide(Deciding("mayor-1", "the mayor"), application, 1)), ERROR_REASON_ABOVE_LIMIT);
  EXPECT_EQ(ReasonOf(Decide(Deciding("director-1", "the panel"), application, 1)), ERROR_REASON_ABOVE_LIMIT)
      << "a panel is a meeting, not a person";
  const v1::Application waits = Decide(Officer(), ListForPanel(application, NewPanel()).value(), 121).value();
  EXPECT_TRUE(waits.decision().awaits_second_key());
  EXPECT_EQ(waits.state(), v1::APPLICATION_STATE_PANEL_LISTED);
  EXPECT_EQ(waits.allocation(), "");
  EXPECT_EQ(ReasonOf(Confirm(Officer(), waits)), ERROR_REASON_SECOND_PERSON_NEEDED);
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

TEST_F(ApplicationsTest, AManagersApprovalCountsAtOnceWithinTheLimit) {
  const v1::Application approved = Decide(Deciding("manager-1", "team manager"), Eligible(), 120).value();
  EXPECT_EQ(approved.state(), v1::APPLICATION_STATE_APPROVED);
  EXPECT_EQ(approved.decision().role(), "team manager");
  EXPECT_EQ(approved.decision().panel(), "");
}

TEST_F(ApplicationsTest, ADecisionThatWaitsCanBeTakenBack) {
  const v1::Panel panel = NewPanel();
  const v1::Application waits = Decide(Officer(), ListForPanel(Eligible(), panel).value(), 200).value();
  EXPECT_TRUE(GetPanel(panel).agenda(0).has_decision());
  const auto back = Reject(SecondOfficer(), waits);
  ASSERT_TRUE(back.ok()) << back.status();
  EXPECT_FALSE(back->has_decision());
  EXPECT_FALSE(GetPanel(panel).agenda(0).has_decision());
  EXPECT_TRUE(Decide(Officer(), *back, 40).ok());
}

TEST_F(ApplicationsTest, AFamilyHearsOfADecisionOnceItIsConfirmed) {
  const v1::Application eligible = Eligible();
  v1::ListApplicationsRequest list;
  list.set_child(child_);
  const auto seen = [&] { return Get(Family(), eligible.name()).value(); };
  const auto listed = [&] {
    return Run<v1::ListApplicationsResponse>("ListApplications", Family(), list).value().applications(0);
  };
  const v1::Application proposed = Decide(Officer(), ListForPanel(eligible, NewPanel()).value(), 200).value();
  EXPECT_FALSE(seen().application().has_decision());
  EXPECT_FALSE(listed().has_decision());
  EXPECT_THAT(ReasonsIn(seen(), "decided"), ElementsAre(""));
  EXPECT_THAT(ReasonsIn(Get(Officer(), eligible.name()).value(), "decided"), ElementsAre(kAgreed));

  const v1::Application back = Reject(SecondOfficer(), proposed).value();
  EXPECT_THAT(ReasonsIn(seen(), "decided"), ElementsAre(""));
  EXPECT_THAT(ReasonsIn(seen(), "decision_rejected"), ElementsAre(""));

  Confirm(SecondOfficer(), Decide(Officer(), back, 150).value()).value();
  EXPECT_EQ(seen().application().decision().grant().quantity().amount(), 150 * 60);
  EXPECT_EQ(listed().decision().reason(), kAgreed);
  EXPECT_THAT(ReasonsIn(seen(), "decided"), ElementsAre("", kAgreed)) << "of the one that stands";
}

TEST_F(ApplicationsTest, WhatNobodyConfirmedIsNoDecisionOfAWithdrawnApplication) {
  const v1::Panel panel = NewPanel();
  const v1::Application waits = Decide(Officer(), ListForPanel(Eligible(), panel).value(), 200).value();
  EXPECT_FALSE(Withdraw(Family(), waits)->has_decision());
  const v1::GetApplicationResponse seen = Get(Family(), waits.name()).value();
  EXPECT_FALSE(seen.application().has_decision());
  EXPECT_THAT(ReasonsIn(seen, "decided"), ElementsAre(""));
  EXPECT_THAT(ReasonsIn(seen, "withdrawn"), ElementsAre("We are moving away."));
  EXPECT_FALSE(Get(Officer(), waits.name())->application().has_decision());
  EXPECT_TRUE(GetPanel(panel).agenda(0).has_decision()) << "what the panel proposed stays in its minutes";
}

TEST_F(ApplicationsTest, OneOfficerDoesNotMakeAPanel) {
  const auto create = [&](const v1::CreatePanelRequest& request) {
    return ReasonOf(Run<v1::CreatePanelResponse>("CreatePanel", Officer(), WithId(request)));
  };
  v1::CreatePanelRequest request = GoodPanel();
  request.mutable_panel()->set_role("the mayor");
  EXPECT_EQ(create(request), ERROR_REASON_INVALID_REQUEST) << "no decider of the policy";
  request = GoodPanel();
  request.mutable_panel()->mutable_members()->RemoveLast();
  EXPECT_EQ(create(request), ERROR_REASON_INVALID_REQUEST) << "one member";
  request.mutable_panel()->add_members("A. Example");
  EXPECT_EQ(create(request), ERROR_REASON_INVALID_REQUEST) << "the same twice";
  EXPECT_TRUE(Run<v1::CreatePanelResponse>("CreatePanel", Officer(), GoodPanel()).ok());
  // Within the officer's own limit it counts at once; above it another officer confirms, below the threshold too.
  const v1::Panel panel = NewPanel();
  EXPECT_FALSE(Decide(Officer(), ListForPanel(Eligible(), panel).value(), 60)->decision().awaits_second_key());
  NextChild();
  const v1::Application listed = ListForPanel(Eligible(), panel).value();
  EXPECT_TRUE(Decide(Officer(), listed, 61)->decision().awaits_second_key());
  NextChild();
  const v1::Application third = ListForPanel(Eligible(), panel).value();
  EXPECT_FALSE(Decide(Deciding("manager-1", "team manager"), third, 61)->decision().awaits_second_key());
}

TEST_F(ApplicationsTest, APanelDecidesFromTheDayItMeets) {
  auto request = GoodPanel();
  *request.mutable_panel()->mutable_meet_date() = wire::ToProto(london::DayOf(absl::Now()) + 1);
  const v1::Panel tomorrow = Run<v1::CreatePanelResponse>("CreatePanel", Officer(), request)->panel();
  const v1::Application listed = ListForPanel(Eligible(), tomorrow).value();
  EXPECT_EQ(ReasonOf(Decide(Officer(), listed, 40)), ERROR_REASON_STATE_FORBIDS);
}

TEST_F(ApplicationsTest, APanelHasAnAgendaDecidesAndKeepsMinutes) {
  const v1::Panel panel = NewPanel();
  v1::Application listed = ListForPanel(Eligible(), panel).value();
  EXPECT_EQ(listed.state(), v1::APPLICATION_STATE_PANEL_LISTED);
  EXPECT_THAT(GetPanel(panel).agenda(), SizeIs(1));
  // What the panel decides has the panel's limit, whoever writes it down.
  listed = Confirm(SecondOfficer(), Decide(Officer(), listed, 100).value()).value();
  EXPECT_EQ(listed.state(), v1::APPLICATION_STATE_APPROVED);
  EXPECT_EQ(listed.decision().role(), "the panel");
  EXPECT_EQ(listed.decision().panel(), panel.name());
  NextChild();
  const v1::Application not_reached = ListForPanel(Submit(Draft()).value(), panel).value();
  const auto closed = ClosePanel(panel, "A. Example sent apologies.");
  ASSERT_TRUE(closed.ok()) << closed.status();
  EXPECT_EQ(closed->state(), v1::PANEL_STATE_CLOSED);
  const std::string& minutes = closed->record();
  EXPECT_THAT(minutes, HasSubstr("December panel"));
  EXPECT_THAT(minutes, HasSubstr("Present: A. Example, B. Example"));
  EXPECT_THAT(minutes, HasSubstr("1. " + listed.name() + ", targeted\n   Approved: 100 hours"));
  EXPECT_THAT(minutes, HasSubstr("Recorded by officer:officer-1; confirmed by officer:officer-2"));
  EXPECT_THAT(minutes, HasSubstr("Because: Agreed after reading the file."));
  EXPECT_THAT(minutes, HasSubstr("2. " + not_reached.name() + ", targeted\n   Not reached."));
  EXPECT_THAT(minutes, HasSubstr("The chair's notes:\nA. Example sent apologies."));
  EXPECT_THAT(minutes, Not(HasSubstr("Sam Sample"))) << "no child is named";
  EXPECT_EQ(Get(Officer(), not_reached.name())->application().state(), v1::APPLICATION_STATE_NEEDS_REVIEW);
  EXPECT_THAT(HistoryOf(not_reached), ElementsAre("created", "submitted", "panel_listed", "not_reached"));
  EXPECT_EQ(ReasonOf(ClosePanel(panel, "")), ERROR_REASON_ETAG_MISMATCH);
  EXPECT_EQ(ReasonOf(ClosePanel(*closed, "")), ERROR_REASON_STATE_FORBIDS);
  const v1::Application again = Get(Officer(), not_reached.name())->application();
  EXPECT_EQ(ReasonOf(ListForPanel(again, panel)), ERROR_REASON_INVALID_REQUEST) << "it is closed";
}

TEST_F(ApplicationsTest, MinutesSayWhatTheyDoNotShow) {
  const v1::Panel panel = NewPanel();
  const v1::Application others = ListForPanel(Eligible(), panel).value();
  NextChild();
  const v1::Application ours = ListForPanel(Submit(Draft()).value(), panel).value();
  const std::string whole = ClosePanel(panel, "").value().record();
  EXPECT_THAT(whole, AllOf(HasSubstr("1. " + others.name()), HasSubstr("2. " + ours.name())));
  ASSERT_TRUE(support::SharedMysql()
                  .AsRoot("UPDATE children SET team = 'north' WHERE council_id = ? AND child_id = ?",
                          {council_, mysql::Bytes{*ids::IdOf("children", others.child())}})
                  .ok());
  EXPECT_THAT(GetPanel(panel).panel().record(),
              AllOf(HasSubstr("1. Not shown"), HasSubstr("2. " + ours.name()), Not(HasSubstr(others.name()))));
}

TEST_F(ApplicationsTest, WhatGoesOnToAnotherPanelStaysOnTheFirstOnesAgenda) {
  const v1::Panel first = NewPanel(), second = NewPanel();
  const v1::Application deferred =
      Decide(Officer(), ListForPanel(Eligible(), first).value(), 0, v1::APPLICATION_OUTCOME_DEFER).value();
  const std::string minutes = ClosePanel(first, "").value().record();
  EXPECT_THAT(minutes, HasSubstr("Deferred until"));
  const v1::Application listed = ListForPanel(deferred, second).value();
  Decide(Officer(), listed, 0, v1::APPLICATION_OUTCOME_DECLINE).value();
  const v1::GetPanelResponse before = GetPanel(first), after = GetPanel(second);
  ASSERT_THAT(before.agenda(), SizeIs(1));
  EXPECT_EQ(before.agenda(0).decision().outcome(), v1::APPLICATION_OUTCOME_DEFER);
  EXPECT_EQ(before.panel().record(), minutes);
  ASSERT_THAT(after.agenda(), SizeIs(1));
  EXPECT_EQ(after.agenda(0).decision().outcome(), v1::APPLICATION_OUTCOME_DECLINE);
}

TEST_F(ApplicationsTest, WhatComesBackToTheSamePanelIsNotReachedUntilItIsDecidedAgain) {
  const v1::Panel panel = NewPanel();
  const v1::Application deferred =
      Decide(Officer(), ListForPanel(Eligible(), panel).value(), 0, v1::APPLICATION_OUTCOME_DEFER).value();
  const v1::Application again = ListForPanel(deferred, panel).value();
  EXPECT_FALSE(GetPanel(panel).agenda(0).has_decision());
  EXPECT_THAT(ClosePanel(panel, "").value().record(), HasSubstr(again.name() + ", targeted\n   Not reached."));
}

TEST_F(ApplicationsTest, APanelClosesAlthoughThePolicyHasRenamedItSince) {
  const v1::Panel panel = NewPanel();
  Publish(absl::StrReplaceAll(support::SamplePolicy(council_),
                              {{"the panel", "the board"}, {"\nfrom: 2000-01-01\n", "\nfrom: 2000-02-01\n"}}));
  EXPECT_EQ(ReasonOf(Run<v1::CreatePanelResponse>("CreatePanel", Officer(), GoodPanel())), ERROR_REASON_INVALID_REQUEST)
      << "no new one by the old name";
  v1::Panel renamed = panel;
  renamed.set_role("the board");
  EXPECT_EQ(ReasonOf(ClosePanel(renamed, "")), ERROR_REASON_INVALID_REQUEST) << "not as it closes";
  const auto closed = ClosePanel(panel, "");
  ASSERT_TRUE(closed.ok()) << closed.status();
  EXPECT_EQ(closed->state(), v1::PANEL_STATE_CLOSED);
}

TEST_F(ApplicationsTest, APanelThatClosesRacesAListingAndNothingSticks) {
  for (int round = 0; round < 10; ++round) {
    NextChild();
    const v1::Application eligible = Eligible();
    const v1::Panel panel = NewPanel();
    absl::StatusOr<v1::Application> listed;
    absl::StatusOr<v1::Panel> closed;
    std::thread lists([&] { listed = ListForPanel(eligible, panel); });
    std::thread closes([&] { closed = ClosePanel(panel, ""); });
    lists.join();
    closes.join();
    ASSERT_TRUE(closed.ok()) << closed.status();
    const v1::Application stands = Get(Officer(), eligible.name())->application();
    EXPECT_EQ(stands.state(),
              listed.ok() ? v1::APPLICATION_STATE_NEEDS_REVIEW : v1::APPLICATION_STATE_INDICATIVE_ELIGIBLE);
    EXPECT_EQ(GetPanel(panel).agenda_size(), listed.ok() ? 1 : 0);
  }
}

TEST_F(ApplicationsTest, WhatThePolicyGivesToAPanelIsDecidedByAPanel) {
  Publish(
      absl::StrReplaceAll(support::SamplePolicy(council_),
                          {{"    caps: {stay: 7 nights}\n", "    caps: {stay: 7 nights}\n    decided_by: the panel\n"},
                           {"second_key_above: 120 hours", "second_key: {above: 30 hours, by: team manager}"}}));
  const v1::Application overnight = Submit(Create(Family(), v1::APPLICANT_KIND_FAMILY, "overnight").value()).value();
  const auto alone = Decide(Officer(), overnight, 1);
  EXPECT_EQ(ReasonOf(alone), ERROR_REASON_ABOVE_LIMIT) << "one hour is within the officer's limit";
  EXPECT_EQ(errors::MetadataOf(alone.status(), "decider"), "the panel");
  const v1::Application at_panel = ListForPanel(AskForEvidence(overnight).value(), NewPanel()).value();
  const v1::Application waits = Decide(Officer(), at_panel, 1).value();
  EXPECT_TRUE(waits.decision().awaits_second_key());
  EXPECT_TRUE(Confirm(SecondOfficer(), waits).ok()) << "below the threshold any other officer confirms";
  const v1::Application targeted = Decide(Officer(), Eligible(), 40).value();
  EXPECT_EQ(ReasonOf(Confirm(SecondOfficer(), targeted)), ERROR_REASON_ABOVE_LIMIT) << "the policy names who confirms";
  EXPECT_TRUE(Confirm(Deciding("manager-1", "team manager"), targeted).ok());
}

TEST_F(ApplicationsTest, AnOfficerWhoseTokenNamesNoRoleConfirmsAsTheOneWithTheLowestLimit) {
  Publish(absl::StrReplaceAll(
      support::SamplePolicy(council_),
      {{"second_key_above: 120 hours", "second_key: {above: 30 hours, by: short breaks officer}"}}));
  const v1::Application waits = Decide(Officer(), Eligible(), 40).value();
  EXPECT_TRUE(waits.decision().awaits_second_key());
  EXPECT_TRUE(Confirm(SecondOfficer(), waits).ok());
}

}  // namespace
}  // namespace shortbreaks::applications

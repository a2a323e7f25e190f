// The command line tool against running services: imports, refusals, exit codes.
#include "command_line.h"

namespace shortbreaks {
namespace {

using testing::HasSubstr;
using testing::Not;

TEST_F(CommandLine, TheDemonstrationsDataIsImportedAndAgainChangesNothing) {
  for (const char* part : {"timetable", "caseload"}) {
    const Answer checked = Run("officer", {"--json", "import", part, SHORTBREAKS_DEMO_DATA, "--dry-run"});
    ASSERT_EQ(checked.exit_code, 0) << checked.said;
    const Answer first = Run("officer", {"--json", "import", part, SHORTBREAKS_DEMO_DATA});
    ASSERT_EQ(first.exit_code, 0) << first.said;
    EXPECT_EQ(checked.Json(), first.Json()) << "the dry run said otherwise";
    const Answer again = Run("officer", {"--json", "import", part, SHORTBREAKS_DEMO_DATA});
    ASSERT_EQ(again.exit_code, 0) << again.said;
    const nlohmann::json counts = again.Json();
    for (const auto& [what, summary] : counts.items()) {
      EXPECT_EQ(summary["created"], 0) << what;
      EXPECT_EQ(summary["updated"], 0) << what;
      EXPECT_EQ(summary["unchanged"], first.Json()[what]["created"]) << what;
      EXPECT_GT(summary["unchanged"], 0) << what;
    }
  }
  const Answer found = Run("officer", {"session", "search", "--near", "WV3", "--radius-km", "10", "--age", "10",
                                       "--ratio", "1:2", "--needs", "autism,makaton", "--free", "1", "--limit", "3"});
  EXPECT_EQ(found.exit_code, 0) << found.said;
  EXPECT_THAT(found.out, HasSubstr("When"));
  EXPECT_THAT(found.said, HasSubstr("There is more"));
}

TEST_F(CommandLine, ADryRunChangesNothing) {
  const std::string folder = TimetableFolder("S1,A1,2099-12-05,10:00,13:00,8\n");
  EXPECT_EQ(Run("officer", {"import", "timetable", folder, "--dry-run"}).exit_code, 0);
  EXPECT_TRUE(Run("officer", {"--json", "provider", "list"}).Json()["providers"].empty());
}

TEST_F(CommandLine, WhatTheServiceRefusesIsSaidByFileAndLineAndNothingIsImported) {
  const std::string folder = TimetableFolder(
      "S1,A1,2099-12-05,10:00,13:00,8\n"
      "S2,A9,2099-12-05,10:00,13:00,8\n"
      "S3,A1,2020-12-05,10:00,13:00,8\n");
  const Answer refused = Run("officer", {"import", "timetable", folder});
  EXPECT_EQ(refused.exit_code, 1);
  EXPECT_THAT(refused.said, HasSubstr("sessions.csv:3: activity: No activity has this key"));
  EXPECT_THAT(refused.said, HasSubstr("sessions.csv:4: start: Must be in the future."));
  EXPECT_TRUE(Run("officer", {"--json", "provider", "list"}).Json()["providers"].empty());
}

TEST_F(CommandLine, AFamilyHoldsConfirmsAndCancels) {
  Client officer = services_->Officer(council_);
  const support::Family family = support::AddFamily(officer, 600);
  const std::string session = support::AddSession(officer, support::AddClub(officer), 1, absl::Hours(24 * 7));
  SignIn("parent", {identity::Role::kCarer, council_, family.carer, "", "parent-app"});
  EXPECT_THAT(Run("parent", {"decide", family.child, session}).out, HasSubstr("The child may book this session."));

  const std::string id = ids::ToText(ids::NewUuid());
  const Answer held = Run("parent", {"--json", "booking", "hold", family.child, session, "--request-id", id});
  ASSERT_EQ(held.exit_code, 0) << held.said;
  EXPECT_THAT(held.said, HasSubstr("request id " + id));
  const Answer again = Run("parent", {"--json", "booking", "hold", family.child, session, "--request-id", id});
  EXPECT_EQ(again.out, held.out);

  const std::string booking = held.Json()["booking"]["name"];
  EXPECT_THAT(Run("parent", {"booking", "confirm", booking}).out, HasSubstr("confirmed"));
  EXPECT_THAT(Run("parent", {"balance", family.child}).out, HasSubstr("7 h"));
  EXPECT_THAT(Run("parent", {"booking", "cancel", booking, "--dry-run"}).out, HasSubstr("Nothing was changed."));
  EXPECT_THAT(Run("parent", {"booking", "cancel", booking}).out, HasSubstr("Given back"));
  EXPECT_THAT(Run("parent", {"ledger", "show", family.allocation}).out, HasSubstr("+3 h"));
  EXPECT_THAT(Run("parent", {"booking", "list", "--child", family.child}).out, HasSubstr("cancelled in time"));
}

TEST_F(CommandLine, AFamilyCancelsLateKnowingWhatItCostsAndAnOfficerWaivesIt) {
  Client officer = services_->Officer(council_);
  const support::Family family = support::AddFamily(officer, 600);
  const std::string session = support::AddSession(officer, support::AddClub(officer), 1, absl::Hours(30));
  SignIn("parent", {identity::Role::kCarer, council_, family.carer, "", "parent-app"});
  // The club asks for 48 hours, after which all is lost; the sample policy takes half until 24 hours before.
  EXPECT_THAT(Run("parent", {"decide", family.child, session}).out,
              HasSubstr("nothing is lost until 48 h before; from 48 h before 50%; from 24 h before 100%"));
  const auto book = [&] {
    return Run("parent", {"--json", "booking", "book", family.child, session}).Json()["booking"]["name"];
  };
  const std::string booking = book();
  const Answer preview = Run("parent", {"booking", "cancel", booking, "--dry-run"});
  EXPECT_THAT(preview.out, testing::AllOf(HasSubstr("Nothing was changed."), HasSubstr("1 h 30 min"), HasSubstr("50%"),
                                          HasSubstr("100%")));
  EXPECT_EQ(Run("parent", {"booking", "cancel", booking, "--cause", "rain"}).exit_code, 2);
  ASSERT_EQ(Run("parent", {"booking", "cancel", booking, "--cause", "changed-plans"}).exit_code, 0);
  EXPECT_THAT(Run("parent", {"balance", family.child}).out, HasSubstr("8 h 30 min"));
  EXPECT_EQ(Run("parent", {"booking", "waive", booking, "--reason", "please"}).exit_code, 1) << "officers alone";
  const Answer waived = Run("officer", {"booking", "waive", booking, "--reason", "The taxi did not come."});
  EXPECT_EQ(waived.exit_code, 0) << waived.said;
  EXPECT_THAT(waived.out, testing::AllOf(HasSubstr("Given back: 1 h 30 min."), HasSubstr("The taxi did not come.")));
  const std::string ledger = Run("parent", {"ledger", "show", family.allocation}).out;
  EXPECT_THAT(ledger, testing::AllOf(HasSubstr("forfeit"), HasSubstr("waive")));

  const std::string again = book();
  const Answer ill = Run("parent", {"booking", "cancel", again, "--cause", "illness"});
  EXPECT_THAT(ill.out, testing::AllOf(HasSubstr("the policy waives the loss for this cause"), HasSubstr("illness")));
  EXPECT_THAT(Run("parent", {"balance", family.child}).out, HasSubstr("10 h"));
  EXPECT_THAT(Run("officer", {"ledger", "reconcile"}).out, HasSubstr("All agree"));
}

TEST_F(CommandLine, AFullSessionIsRefusedWithReasonAndNextStep) {
  Client officer = services_->Officer(council_);
  const support::Family family = support::AddFamily(officer, 600), other = support::AddFamily(officer, 600);
  const std::string session = support::AddSession(officer, support::AddClub(officer), 1, absl::Hours(24 * 7));
  ASSERT_EQ(Run("officer", {"booking", "book", family.child, session}).exit_code, 0);
  const Answer refused = Run("officer", {"booking", "book", other.child, session});
  EXPECT_EQ(refused.exit_code, 1);
  EXPECT_TRUE(refused.out.empty());
  EXPECT_THAT(refused.said, HasSubstr("The last place has gone."));
  EXPECT_THAT(refused.said, HasSubstr("reason: SESSION_FULL"));
  EXPECT_THAT(refused.said, HasSubstr("next: Look for another"));
}

TEST_F(CommandLine, AWrongCommandLineEndsWithTwoAndNoServiceWithThree) {
  const Answer wrong = Run("officer", {"booking", "hld"});
  EXPECT_EQ(wrong.exit_code, 2);
  EXPECT_THAT(wrong.said, HasSubstr("hold"));
  EXPECT_EQ(Run("officer", {"session", "search", "--needs", "telepathy"}).exit_code, 2);
  EXPECT_EQ(Run("officer", {"session", "search", "--age", "-1"}).exit_code, 2);
  const Answer away = Run("officer", {"child", "list", "--eligibility", "127.0.0.1:1", "--timeout-seconds", "1"});
  EXPECT_EQ(away.exit_code, 3);
  EXPECT_THAT(away.said, HasSubstr("cannot be reached"));
}

TEST_F(CommandLine, ACarerIsFoundByItsKeyWhereItIsThereAlready) {
  const std::vector<std::string> create = {"--json",         "carer",         "create", "--display-name",
                                           "Jo Example-Kay", "--external-id", "CR-1"};
  const Answer first = Run("officer", create);
  ASSERT_EQ(first.exit_code, 0) << first.said;
  EXPECT_EQ(Run("officer", create).exit_code, 1);
  std::vector<std::string> or_show = create;
  or_show.push_back("--or-show");
  const Answer again = Run("officer", or_show);
  EXPECT_EQ(again.exit_code, 0) << again.said;
  EXPECT_EQ(again.Json()["carer"]["name"], first.Json()["carer"]["name"]);
}

TEST_F(CommandLine, TheTokenIsNeverSaid) {
  const Answer refused = Run("officer", {"child", "show", "children/0190a5e2-7c1d-7b3e-8f00-0123456789ab"});
  EXPECT_EQ(refused.exit_code, 1);
  EXPECT_THAT(refused.said, Not(HasSubstr("eyJ")));
}

}  // namespace
}  // namespace shortbreaks

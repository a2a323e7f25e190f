// `policy`, `decision` and `ledger` of the command line tool against running services.
#include <absl/strings/str_replace.h>

#include "command_line.h"
#include "support/sample_policy.h"

namespace shortbreaks {
namespace {

using testing::HasSubstr;

class PolicyCommands : public CommandLine {
 protected:
  PolicyCommands() {
    SignIn("second", {identity::Role::kOfficer, council_, "officer-2", "", "test-suite"});
    SignIn("partner", {identity::Role::kPartner, council_, "app", "", "parent-app"});
  }
  std::string File(const std::map<std::string, std::string>& changes = {}) {
    return Write("policy.yaml", absl::StrReplaceAll(support::SamplePolicy(council_), changes));
  }
};

TEST_F(PolicyCommands, AFileIsCheckedReadComparedAndTested) {
  const std::string good = File();
  EXPECT_EQ(Run("officer", {"policy", "check", good}).exit_code, 0);
  EXPECT_THAT(Run("officer", {"policy", "text", good}).out, HasSubstr("Targeted short breaks"));
  const std::string later = Write(
      "later.yaml", absl::StrReplaceAll(support::SamplePolicy(council_), {{"amount: 40 hours", "amount: 30 hours"}}));
  EXPECT_THAT(Run("officer", {"policy", "diff", good, later}).out, HasSubstr("30 hours"));
  EXPECT_THAT(Run("officer", {"policy", "diff", good, good}).out, HasSubstr("The two say the same."));
  const std::string cases = Write("cases.yaml",
                                  "offer: targeted\n"
                                  "child: {day: 2026-04-01, born: 2016-05-14, home: {authority: " +
                                      council_ +
                                      "}}\n"
                                      "cases:\n"
                                      "  - {case: no evidence, result: refer, not_known: [evidence]}\n"
                                      "  - {case: wrongly expected, result: eligible}\n");
  const Answer tested = Run("officer", {"policy", "test", good, cases});
  EXPECT_EQ(tested.exit_code, 1);
  EXPECT_THAT(tested.out, HasSubstr("cases.yaml:5: wrongly expected: expected eligible, came to refer"));
  const std::string text = absl::StrReplaceAll(support::SamplePolicy(council_), {{"then: refer", "then: decline"}});
  const auto line = 1 + std::count(text.begin(), text.begin() + static_cast<long>(text.find("then: decline")), '\n');
  const std::string bad = Write("bad.yaml", text);
  const Answer refused = Run("officer", {"policy", "check", bad});
  EXPECT_EQ(refused.exit_code, 1);
  EXPECT_THAT(refused.out, HasSubstr(absl::StrCat(":", line, ":11: rules never decline a family")));
  EXPECT_EQ(Run("officer", {"policy", "check", "/nowhere.yaml"}).exit_code, 2);
}

TEST_F(PolicyCommands, TwoOfficersMakeAPolicyLive) {
  EXPECT_THAT(Run("partner", {"policy", "live"}).said, HasSubstr("NO_LIVE_POLICY"));
  const Answer bad = Run("officer", {"policy", "propose", File({{"then: eligible", "then: maybe"}})});
  EXPECT_EQ(bad.exit_code, 1);
  EXPECT_THAT(bad.said, HasSubstr("content:29:11"));
  const Answer proposed = Run("officer", {"--json", "policy", "propose", File()});
  ASSERT_EQ(proposed.exit_code, 0) << proposed.said;
  const std::string name = proposed.Json()["policy"]["name"];
  const Answer alone = Run("officer", {"policy", "publish", name});
  EXPECT_EQ(alone.exit_code, 1);
  EXPECT_THAT(alone.said, HasSubstr("SECOND_PERSON_NEEDED"));
  EXPECT_THAT(Run("second", {"policy", "replay", name}).out, HasSubstr("Nobody would be decided otherwise."));
  EXPECT_THAT(Run("second", {"policy", "publish", name}).out, HasSubstr("published"));
  EXPECT_THAT(Run("partner", {"policy", "live"}).out, HasSubstr("Targeted short breaks"));
  EXPECT_THAT(Run("officer", {"policy", "list"}).out, HasSubstr("officer:officer-2"));
  EXPECT_THAT(Run("second", {"policy", "withdraw", name}).said, HasSubstr("STATE_FORBIDS"));
}

TEST_F(PolicyCommands, AReplayADecisionAndTheLedgerAreShown) {
  Client officer = services_->Officer(council_);
  const support::Family family = support::AddFamily(officer, 600);
  const std::string session = support::AddSession(officer, support::AddClub(officer), 1, absl::Hours(24 * 7));
  ASSERT_EQ(Run("officer", {"booking", "book", family.child, session}).exit_code, 0);
  const Answer proposed = Run("officer", {"--json", "policy", "propose", File({{"[middle, highest]", "[middle]"}})});
  const Answer replay = Run("second", {"policy", "replay", proposed.Json()["policy"]["name"]});
  EXPECT_THAT(replay.out, HasSubstr(family.child));
  EXPECT_THAT(replay.out, HasSubstr("1 children looked at; something changes for 1"));

  const Answer decided = Run("officer", {"--json", "decide", family.child, session});
  const Answer shown = Run("officer", {"decision", "show", decided.Json()["decision"]["name"]});
  EXPECT_THAT(shown.out, HasSubstr("the same, byte for byte")) << shown.said;
  EXPECT_THAT(shown.out, HasSubstr("dla care highest"));

  EXPECT_THAT(Run("officer", {"ledger", "reconcile"}).out, HasSubstr("All agree: 1 accounts, 2 entries."));
  services_->mysql().AsRoot("UPDATE allocations SET granted = granted + 60 WHERE council_id = ?", {council_}).value();
  const Answer found = Run("officer", {"ledger", "reconcile"});
  EXPECT_EQ(found.exit_code, 1);
  EXPECT_THAT(found.out, HasSubstr("granted: 660; its ledger adds up to 600."));
  EXPECT_THAT(Run("partner", {"ledger", "reconcile"}).said, HasSubstr("NOT_ALLOWED"));
}

}  // namespace
}  // namespace shortbreaks

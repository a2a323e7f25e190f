// A family from application to panel to booking to refund to the year's end, through the command line tool.
#include <absl/strings/str_format.h>
#include <absl/strings/str_replace.h>

#include "command_line.h"
#include "support/sample_policy.h"

namespace shortbreaks {
namespace {

using testing::HasSubstr;

class ApplicationCommands : public CommandLine {
 protected:
  ApplicationCommands() {
    SignIn("second", {identity::Role::kOfficer, council_, "officer-2", "", "test-suite"});
    officer_ = std::make_unique<Client>(services_->Officer(council_));
    family_ = support::AddFamily(*officer_, 180);
    SignIn("parent", {identity::Role::kCarer, council_, family_.carer, "", "parent-app"});
  }

  // Runs a command that must succeed, and gives its answer.
  nlohmann::json Must(const std::string& who, std::vector<std::string> arguments) {
    arguments.insert(arguments.begin(), "--json");
    const Answer answer = Run(who, arguments);
    EXPECT_EQ(answer.exit_code, 0) << arguments[1] << " " << arguments[2] << ": " << answer.said;
    return answer.Json();
  }
  std::string StateOf(const std::string& application) {
    return Must("officer", {"application", "show", application})["application"]["state"];
  }
  static std::string Day(int days) {
    const absl::CivilDay day = absl::ToCivilDay(absl::Now(), absl::UTCTimeZone()) + days;
    return absl::FormatCivilTime(day);
  }

  std::unique_ptr<Client> officer_;
  support::Family family_;
};

TEST_F(ApplicationCommands, FromAnApplicationToTheYearsEnd) {
  const std::string application =
      Must("parent", {"application", "create", family_.child, "--offer", "targeted", "--applicant", "family",
                      "--statement", "Saturdays are the hardest."})["application"]["name"];
  EXPECT_EQ(Must("parent", {"application", "submit", application})["application"]["state"],
            "APPLICATION_STATE_INDICATIVE_ELIGIBLE");
  EXPECT_THAT(Run("officer", {"application", "list"}).out, HasSubstr("indicative eligible"));

  // 130 hours are beyond an officer, so it goes to the panel; and beyond one pair of eyes.
  const std::vector<std::string> approve = {
      "application", "decide",  application,        "--outcome",          "approve-varied",
      "--amount",    "130 h",   "--funding-stream", "short-breaks-grant", "--from",
      Day(-1),       "--until", Day(300),           "--reason",           "Two adults are needed."};
  const Answer above = Run("officer", approve);
  EXPECT_EQ(above.exit_code, 1);
  EXPECT_THAT(above.said, HasSubstr("ABOVE_LIMIT"));
  const std::string panel =
      Must("officer", {"panel", "create", "--title", "December panel", "--date", Day(0), "--role", "the panel",
                       "--member", "A. Example", "--member", "B. Example"})["panel"]["name"];
  Must("officer", {"application", "list-for-panel", application, "--panel", panel});
  EXPECT_THAT(Run("officer", {"panel", "show", panel}).out, HasSubstr("panel listed"));
  EXPECT_THAT(Run("officer", approve).out, HasSubstr("waits for a second key"));
  EXPECT_THAT(Run("officer", {"application", "confirm", application}).said, HasSubstr("SECOND_PERSON_NEEDED"));
  const nlohmann::json approved = Must("second", {"application", "confirm", application})["application"];
  const std::string allocation = approved["allocation"];
  const std::string minutes =
      Run("officer", {"panel", "close", panel, "--minutes", Write("minutes.txt", "A. Example was in the chair.\n")})
          .out;
  for (const char* part : {"Approved, otherwise than asked: 130 hours", "confirmed by officer:officer-2",
                           "Because: Two adults are needed.", "A. Example was in the chair."}) {
    EXPECT_THAT(minutes, HasSubstr(part));
  }
  Must("officer", {"application", "notify", application, "--channel", "by letter"});
  EXPECT_EQ(StateOf(application), "APPLICATION_STATE_NOTIFIED");

  // What is approved pays once the family has accepted it.
  const std::string session = support::AddSession(*officer_, support::AddClub(*officer_), 1, absl::Hours(24 * 7));
  Must("officer", {"allocation", "end", family_.allocation, "--reason", "The new one takes its place."});
  EXPECT_THAT(Run("parent", {"booking", "book", family_.child, session}).said, HasSubstr("NEEDS_TEAM_DECISION"));
  EXPECT_THAT(Run("parent", {"allocation", "show", allocation}).out, HasSubstr("Accept by"));
  Must("parent", {"allocation", "accept", allocation});
  const std::string booking = Must("parent", {"booking", "book", family_.child, session})["booking"]["name"];
  EXPECT_THAT(Run("parent", {"balance", family_.child}).out, HasSubstr("127 h"));
  Must("parent", {"booking", "cancel", booking});
  EXPECT_THAT(Run("parent", {"balance", family_.child}).out, HasSubstr("130 h"));

  // A year later.
  services_->mysql()
      .AsRoot(
          "UPDATE allocations SET window_start = '2020-01-01', window_end = '2020-12-31' WHERE council_id = ? "
          "AND state = 1",
          {council_})
      .value();
  EXPECT_THAT(Run("officer", {"allocation", "run-calendar", "--dry-run"}).out, HasSubstr("Windows over           1"));
  EXPECT_THAT(Run("officer", {"allocation", "run-calendar"}).out, HasSubstr("Of these carried over  1"));
  const std::string ledger = Run("officer", {"ledger", "show", allocation}).out;
  for (const char* line : {"grant", "debit", "refund", "carry over", "expire"}) EXPECT_THAT(ledger, HasSubstr(line));
  EXPECT_THAT(Run("officer", {"allocation", "list", family_.child}).out, HasSubstr("6 h"));
  EXPECT_THAT(Run("officer", {"ledger", "reconcile"}).out, HasSubstr("All agree: 3 accounts"));
  EXPECT_THAT(Run("officer", {"application", "close", application, "--reason", "Done."}).out, HasSubstr("closed"));
}

TEST_F(ApplicationCommands, AFamilyIsDeclinedByAPersonAndAsksForAReview) {
  const std::string application =
      Must("officer", {"application", "create", family_.child, "--offer", "targeted"})["application"]["name"];
  EXPECT_THAT(Run("officer", {"application", "create", family_.child, "--offer", "targeted"}).said,
              HasSubstr("DUPLICATE_APPLICATION"));
  Must("parent", {"application", "submit", application});
  Must("officer", {"application", "request-evidence", application, "--wanted", "A letter from the school", "--due",
                   Day(20), "--reason", "The award letter is hard to read."});
  EXPECT_EQ(StateOf(application), "APPLICATION_STATE_EVIDENCE_REQUESTED");
  Must("officer", {"application", "assess", application});
  EXPECT_THAT(Run("officer", {"application", "decide", application, "--outcome", "decline", "--reason", ""}).said,
              HasSubstr("reason"));
  Must("officer", {"application", "decide", application, "--outcome", "decline", "--reason", "Another offer fits."});
  Must("officer", {"application", "notify", application, "--channel", "by phone"});
  Must("parent", {"application", "request-review", application, "--reason", "It does not fit us."});
  EXPECT_THAT(Run("officer", {"application", "show", application}).out, HasSubstr("review_requested"));
  Must("parent", {"application", "withdraw", application, "--reason", "We found something else."});
  EXPECT_EQ(StateOf(application), "APPLICATION_STATE_CLOSED");
}

TEST_F(ApplicationCommands, AnOfficerOverrulesWithAReasonThatIsKept) {
  const std::string session = support::AddSession(*officer_, support::AddClub(*officer_), 1, absl::Hours(24 * 7));
  Must("officer", {"child", "update", family_.child, "--not-resident"});
  EXPECT_THAT(Run("parent", {"booking", "book", family_.child, session}).said, HasSubstr("NEEDS_TEAM_DECISION"));
  EXPECT_THAT(Run("parent", {"booking", "book", family_.child, session, "--officer-reason", "Please."}).said,
              HasSubstr("officers alone"));
  EXPECT_THAT(
      Run("officer", {"booking", "book", family_.child, session, "--officer-reason", "They move back soon."}).out,
      HasSubstr("They move back soon."));
}

TEST_F(ApplicationCommands, WhatChangesIsFlaggedToAnOfficerAndNothingIsCancelled) {
  const std::string session = support::AddSession(*officer_, support::AddClub(*officer_), 1, absl::Hours(24 * 7));
  const std::string booking = Must("parent", {"booking", "book", family_.child, session})["booking"]["name"];
  EXPECT_THAT(Run("officer", {"booking", "recheck"}).out, HasSubstr("0 bookings decided again"));
  Must("officer", {"child", "update", family_.child, "--not-resident"});
  EXPECT_THAT(Run("officer", {"booking", "recheck"}).out, HasSubstr("1 bookings decided again: 1 to look at"));
  EXPECT_THAT(Run("officer", {"booking", "recheck"}).out, HasSubstr("0 bookings decided again"));
  nlohmann::json flags = Must("officer", {"booking", "flags"})["flags"];
  ASSERT_EQ(flags.size(), 1u);
  EXPECT_EQ(flags[0]["booking"], booking);
  EXPECT_EQ(flags[0]["rules"], nlohmann::json::array({"tier_criteria"}));
  EXPECT_EQ(Must("officer", {"booking", "show", booking})["booking"]["state"], "BOOKING_STATE_CONFIRMED");
  // Moving back settles it by itself.
  Must("officer", {"child", "update", family_.child, "--resident"});
  EXPECT_THAT(Run("officer", {"booking", "recheck"}).out, HasSubstr("1 settled by what changed"));
  // The carer who booked may not act any more: another kind of change, and a person settles it.
  Must("officer", {"authority", "revoke", family_.carer, family_.child});
  EXPECT_THAT(Run("officer", {"booking", "recheck"}).out, HasSubstr("1 to look at"));
  flags = Must("officer", {"booking", "flags"})["flags"];
  EXPECT_EQ(flags[0]["rules"], nlohmann::json::array({"authority"}));
  EXPECT_THAT(Run("officer", {"booking", "resolve-flag", booking, "--etag", "0", "--reason", "x"}).said,
              HasSubstr("ETAG_MISMATCH"));
  Must("officer", {"booking", "resolve-flag", booking, "--etag", flags[0]["etag"], "--reason",
                   "The other parent brings the child."});
  EXPECT_THAT(Run("officer", {"booking", "flags"}).out, HasSubstr("Nothing to look at."));
  EXPECT_THAT(Run("officer", {"booking", "recheck"}).out, HasSubstr("0 bookings decided again"));
  // A policy that is published later.
  const std::string stricter =
      Write("policy.yaml", absl::StrReplaceAll(support::SamplePolicy(council_), {{"[middle, highest]", "[middle]"}}));
  Must("second", {"policy", "publish", Must("officer", {"policy", "propose", stricter})["policy"]["name"]});
  EXPECT_THAT(Run("officer", {"booking", "recheck"}).out, HasSubstr("1 bookings decided again: 1 to look at"));
  EXPECT_THAT(Run("officer", {"booking", "flags"}).out, HasSubstr("tier_criteria"));
  Must("officer", {"booking", "cancel", booking});
  EXPECT_THAT(Run("officer", {"booking", "flags"}).out, HasSubstr("Nothing to look at."));
}

TEST_F(ApplicationCommands, ManyAreApprovedAtOnceAndAnAllocationIsAdjusted) {
  const std::string application =
      Must("officer", {"application", "create", family_.child, "--offer", "targeted"})["application"]["name"];
  Must("officer", {"application", "submit", application});
  EXPECT_THAT(Run("officer", {"application", "bulk-approve", application, "--reason", "Each meets the criteria.",
                              "--funding-stream", "short-breaks-grant"})
                  .out,
              HasSubstr("approve, "));
  Must("officer", {"allocation", "adjust", family_.allocation, "--more", "2 h", "--reason", "A longer holiday."});
  EXPECT_THAT(Run("officer", {"allocation", "show", family_.allocation}).out, HasSubstr("5 h"));
  EXPECT_EQ(
      Run("officer", {"allocation", "adjust", family_.allocation, "--less", "3 nights", "--reason", "x"}).exit_code, 2);
  Must("officer", {"allocation", "suspend", family_.allocation, "--reason", "The family is away."});
  EXPECT_THAT(Run("officer", {"allocation", "show", family_.allocation}).out, HasSubstr("The family is away."));
  Must("officer", {"allocation", "resume", family_.allocation, "--reason", "The family is back."});
  EXPECT_THAT(Run("officer", {"allocation", "reviews-due"}).out, HasSubstr("No review is due."));
  EXPECT_THAT(
      Run("officer", {"allocation", "review", family_.allocation, "--reason", "All is well.", "--next", Day(90)}).out,
      HasSubstr("officer:officer-1: All is well."));
  EXPECT_THAT(Run("officer", {"allocation", "reviews-due", "--by", Day(90)}).out, HasSubstr(family_.allocation));
}

TEST_F(ApplicationCommands, APractitionerAppliesForAChildThatItKnowsAndTheQueueShowsWhatWaits) {
  SignIn("hub", {identity::Role::kPractitioner, council_, "hub-worker", "", "test-suite"});
  const nlohmann::json child = Must("officer", {"child", "show", family_.child})["child"];
  const std::string born =
      absl::StrFormat("%04d-%02d-%02d", child["dateOfBirth"]["year"].get<int>(),
                      child["dateOfBirth"]["month"].get<int>(), child["dateOfBirth"]["day"].get<int>());
  const std::string called = child["displayName"];
  EXPECT_EQ(Run("hub", {"application", "find-child", "--date-of-birth", born, "--child-name", called}).exit_code, 1)
      << "without consent";
  const std::string found =
      Must("hub", {"application", "find-child", "--date-of-birth", born, "--child-name", called, "--consent"})["child"];
  EXPECT_EQ(found, family_.child);
  const std::string application =
      Must("hub", {"application", "create", found, "--offer", "targeted", "--applicant", "family-hub", "--organisation",
                   "Example Hub", "--consent"})["application"]["name"];
  Must("hub", {"application", "submit", application});
  EXPECT_THAT(Run("officer", {"application", "list", "--evidence-overdue"}).out, HasSubstr("No applications."));
  Must("officer", {"application", "decide", application, "--outcome", "defer", "--defer-until", Day(0), "--reason",
                   "The school is asked."});
  EXPECT_THAT(Run("officer", {"application", "list", "--defer-reached"}).out, HasSubstr("its day has come"));
}

}  // namespace
}  // namespace shortbreaks

// Venues, rooms, programmes and alternatives at the command line.
#include <absl/time/clock.h>

#include "command_line.h"

namespace shortbreaks {
namespace {

using testing::HasSubstr;

class PlaceCommands : public CommandLine {
 protected:
  // The name in the answer of a command that makes something.
  std::string Make(std::vector<std::string> arguments, const char* what) {
    arguments.insert(arguments.begin(), "--json");
    const Answer answer = Run("officer", arguments);
    EXPECT_EQ(answer.exit_code, 0) << answer.said;
    return answer.Json()[what]["name"];
  }
  std::string Session(Client& officer, absl::Duration starts_in) {
    return support::AddSession(officer, activity_.empty() ? activity_ = support::AddClub(officer) : activity_, 1,
                               starts_in);
  }
  std::string activity_;
};

TEST_F(PlaceCommands, ARoomGoesToOneOfTwoSessionsAtOneTime) {
  Client officer = services_->Officer(council_);
  const std::string venue = Make({"venue", "create", "--display-name", "Example Centre", "--address", "1 Example Road",
                                  "--postcode", "WV1 1KM", "--location", "52.58,-2.12", "--accessibility", "hoist"},
                                 "venue");
  EXPECT_THAT(Run("officer", {"venue", "update", venue, "--display-name", "Example House"}).out,
              testing::AllOf(HasSubstr("Example House"), HasSubstr("1 Example Road"), HasSubstr("hoist")));
  EXPECT_THAT(Run("officer", {"venue", "list"}).out, HasSubstr("Example House"));
  EXPECT_THAT(Run("officer", {"venue", "show", venue}).out, HasSubstr("WV1 1KM"));
  const std::string room =
      Make({"room", "create", "--venue", venue, "--display-name", "Main hall", "--buffer-minutes", "15"}, "room");
  EXPECT_THAT(Run("officer", {"room", "update", room, "--places-max", "30"}).out, HasSubstr("15 min"));
  EXPECT_THAT(Run("officer", {"room", "list", venue}).out, HasSubstr("Main hall"));
  EXPECT_THAT(Run("officer", {"room", "show", room}).out, HasSubstr("30"));

  const std::string first = Session(officer, absl::Hours(24 * 7)), second = Session(officer, absl::Hours(24 * 7));
  EXPECT_THAT(Run("officer", {"session", "set-room", first, "--room", room}).out, HasSubstr(room));
  const Answer refused = Run("officer", {"session", "set-room", second, "--room", room});
  EXPECT_EQ(refused.exit_code, 1);
  EXPECT_THAT(refused.said, HasSubstr("The room is taken at that time."));
  EXPECT_THAT(Run("officer", {"room", "times", room}).out, HasSubstr(first));
  EXPECT_EQ(Run("officer", {"session", "set-room", first}).exit_code, 0);
  EXPECT_THAT(Run("officer", {"room", "times", room}).out, HasSubstr("The room is free."));
  EXPECT_EQ(Run("officer", {"session", "set-room", second, "--room", room}).exit_code, 0);
}

TEST_F(PlaceCommands, AProgrammesSessionsOpenTogetherAndAreFoundByIt) {
  Client officer = services_->Officer(council_);
  const std::string session = Session(officer, absl::Hours(24 * 30));
  const std::string programme = Make({"programme", "create", "--title", "Holidays", "--first-day", "2026-01-01",
                                      "--last-day", "2026-12-31", "--booking-opens", "2026-01-01 09:00"},
                                     "programme");
  const std::string year = absl::FormatTime("%Y", absl::Now(), absl::UTCTimeZone());
  const Answer moved =
      Run("officer", {"programme", "update", programme, "--first-day", year + "-01-01", "--last-day",
                      std::to_string(std::stoi(year) + 1) + "-01-31", "--booking-opens", year + "-01-02 09:00"});
  EXPECT_THAT(moved.out, HasSubstr("0 sessions to come have its booking times."));
  const Answer added = Run("officer", {"programme", "add-sessions", programme, session});
  EXPECT_EQ(added.exit_code, 0) << added.said;
  EXPECT_THAT(added.out, HasSubstr(programme));
  EXPECT_THAT(Run("officer", {"programme", "show", programme}).out, HasSubstr("at the start of each session"));
  EXPECT_THAT(Run("officer", {"programme", "list"}).out, HasSubstr("Holidays"));
  EXPECT_THAT(Run("officer", {"session", "search", "--programme", programme}).out, HasSubstr(session));
  EXPECT_EQ(Run("officer", {"programme", "remove-sessions", programme, session}).exit_code, 0);
  EXPECT_THAT(Run("officer", {"session", "search", "--programme", programme}).out, HasSubstr("No sessions fit."));
  EXPECT_EQ(Run("officer", {"programme", "update", programme, "--first-day", "soon"}).exit_code, 2);
}

TEST_F(PlaceCommands, SessionsAreFoundByDayAndTimeOfDayAndOthersAreProposedWhenOneIsCalledOff) {
  const std::string folder = TimetableFolder(
      "S1,A1,2099-12-05,10:00,13:00,8\n"    // a Saturday
      "S2,A1,2099-12-06,10:00,13:00,8\n"    // a Sunday
      "S3,A1,2099-12-12,18:00,20:00,8\n");  // a Saturday evening
  ASSERT_EQ(Run("officer", {"import", "timetable", folder}).exit_code, 0);
  const std::vector<std::string> search = {"--json",     "session", "search",    "--from",
                                           "2099-12-01", "--until", "2099-12-31"};
  const auto keys = [&](std::vector<std::string> more) {
    std::vector<std::string> arguments = search, keys;
    arguments.insert(arguments.end(), more.begin(), more.end());
    const auto found = Run("officer", arguments).Json();
    for (const auto& offer : found["offers"]) keys.push_back(offer["session"]["externalId"]);
    return keys;
  };
  EXPECT_THAT(keys({}), testing::ElementsAre("S1", "S2", "S3"));
  EXPECT_THAT(keys({"--days", "saturday"}), testing::ElementsAre("S1", "S3"));
  EXPECT_THAT(keys({"--days", "saturday,sunday", "--until-time", "13:00"}), testing::ElementsAre("S1", "S2"));
  EXPECT_THAT(keys({"--from-time", "10:01", "--until-time", "24:00"}), testing::ElementsAre("S3"));
  EXPECT_EQ(Run("officer", {"session", "search", "--days", "someday"}).exit_code, 2);
  EXPECT_EQ(Run("officer", {"session", "search", "--from-time", "noon"}).exit_code, 2);

  const std::string cancelled = Run("officer", search).Json()["offers"][0]["session"]["name"];
  ASSERT_EQ(Run("officer", {"session", "cancel", cancelled, "--reason", "The boiler broke."}).exit_code, 0);
  EXPECT_THAT(Run("officer", {"session", "alternatives", cancelled}).out,
              testing::AllOf(HasSubstr("same activity, 1 day later"), HasSubstr("same activity, 7 days later")));
  EXPECT_THAT(Run("officer", {"session", "alternatives", cancelled, "--needs", "hoist"}).out,
              HasSubstr("Nothing like it can be booked"));
}

}  // namespace
}  // namespace shortbreaks

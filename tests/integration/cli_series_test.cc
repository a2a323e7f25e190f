// Series and the calendar at the command line.
#include <absl/strings/str_cat.h>
#include <absl/time/clock.h>

#include "command_line.h"

namespace shortbreaks {
namespace {

using testing::HasSubstr;

class SeriesCommands : public CommandLine {
 protected:
  SeriesCommands() {
    const std::string folder = TimetableFolder("");
    EXPECT_EQ(Run("officer", {"import", "timetable", folder}).exit_code, 0);
  }

  // A Saturday four weeks or more from now, and the weeks after it.
  static std::string Saturday(int week = 0) {
    const absl::CivilDay today = absl::ToCivilDay(absl::Now(), absl::UTCTimeZone());
    return absl::FormatCivilTime(absl::NextWeekday(today + 27, absl::Weekday::saturday) + 7 * week);
  }
  std::vector<std::string> Create(const std::string& closed_days) {
    return {
        "--json",      "series",        "create",    "--activity",    "A1",    "--rule", "FREQ=WEEKLY;BYDAY=SA;COUNT=3",
        "--first-day", Saturday(),      "--start",   "10:00",         "--end", "13:00",  "--places",
        "8",           "--closed-days", closed_days, "--external-id", "SE1"};
  }
};

TEST_F(SeriesCommands, MakeChangeAndEndASeries) {
  ASSERT_EQ(Run("officer", {"calendar-day", "set", "--first-day", Saturday(), "--last-day", Saturday(4), "--closed",
                            "Training day=" + Saturday(1)})
                .exit_code,
            0);
  EXPECT_THAT(Run("officer", {"calendar-day", "list", "--first-day", Saturday(), "--last-day", Saturday(4)}).out,
              HasSubstr("Training day"));
  const Answer refused = Run("officer", Create("fail"));
  EXPECT_EQ(refused.exit_code, 1);
  EXPECT_THAT(refused.said, HasSubstr(Saturday(1)));
  const Answer made = Run("officer", Create("skip"));
  ASSERT_EQ(made.exit_code, 0) << made.said;
  EXPECT_EQ(made.Json()["dates"][1]["skippedFor"], "Training day");
  const std::string session = made.Json()["dates"][0]["session"];

  EXPECT_THAT(Run("officer", {"series", "list", "--activity", "A1"}).out, HasSubstr("SE1"));
  Answer changed =
      Run("officer", {"series", "update", "SE1", "--scope", "this", "--session", session, "--places", "3"});
  EXPECT_EQ(changed.exit_code, 0) << changed.said;
  changed = Run("officer", {"series", "update", "SE1", "--scope", "all", "--start", "14:00", "--end", "17:00"});
  EXPECT_THAT(changed.out, HasSubstr("1 changed.")) << changed.said;
  const Answer shown = Run("officer", {"series", "show", "SE1"});
  EXPECT_THAT(shown.out, HasSubstr("by itself"));
  EXPECT_THAT(shown.out, HasSubstr("14:00–17:00"));

  EXPECT_THAT(
      Run("officer", {"series", "end", "SE1", "--from-day", Saturday(1), "--reason", "Closed.", "--dry-run"}).out,
      HasSubstr("Nothing was changed"));
  const Answer ended = Run("officer", {"series", "end", "SE1", "--from-day", Saturday(1), "--reason", "Closed."});
  EXPECT_THAT(ended.out, HasSubstr("Called off:")) << ended.said;
}

TEST_F(SeriesCommands, CopyASeasonOnce) {
  ASSERT_EQ(Run("officer", Create("skip")).exit_code, 0);
  const std::vector<std::string> copy = {"series",   "copy",       "--provider", "P1",       "--first-day",
                                         Saturday(), "--last-day", Saturday(10), "--to-day", Saturday(20)};
  const Answer first = Run("officer", copy);
  EXPECT_EQ(first.exit_code, 0) << first.said;
  EXPECT_THAT(Run("officer", copy).out, HasSubstr("before"));
}

TEST_F(SeriesCommands, TakeTheCalendarFromTheFileOfAnImport) {
  const Answer set = Run("officer", {"--json", "calendar-day", "set", "--first-day", "2027-01-01", "--last-day",
                                     "2027-12-31", "--file", SHORTBREAKS_DEMO_DATA "/calendar.yaml"});
  ASSERT_EQ(set.exit_code, 0) << set.said;
  EXPECT_EQ(set.Json()["days"][0]["displayName"], "New Year's Day");
  EXPECT_EQ(set.Json()["days"][0]["kind"], "CALENDAR_DAY_KIND_BANK_HOLIDAY");
}

TEST_F(SeriesCommands, SayWhichOptionIsWrong) {
  EXPECT_THAT(Run("officer", {"series", "update", "SE1", "--scope", "some"}).said, HasSubstr("SE1"));
  ASSERT_EQ(Run("officer", Create("skip")).exit_code, 0);
  EXPECT_THAT(Run("officer", {"series", "update", "SE1", "--scope", "some"}).said, HasSubstr("--scope"));
  EXPECT_THAT(Run("officer", {"series", "update", "SE1", "--scope", "all", "--cap", "two"}).said, HasSubstr("--cap"));
  EXPECT_THAT(Run("officer", {"series", "update", "SE1", "--scope", "all", "--start", "noon"}).said,
              HasSubstr("--start"));
  EXPECT_THAT(Run("officer", {"calendar-day", "set", "--first-day", "2027-01-01", "--last-day", "2027-12-31",
                              "--closed", "Christmas"})
                  .said,
              HasSubstr("--closed"));
}

}  // namespace
}  // namespace shortbreaks

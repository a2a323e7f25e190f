// A whole season: 40 activities over 39 weeks with terms, holidays, closed days and both clock changes, against a table
// of dates that shares nothing with the service (season/make_dates says how it was made). The terms are a sample of
// what a school year in Wolverhampton looks like, not the council's published dates; the bank holidays are those of
// 2026/27.
#include <absl/strings/numbers.h>
#include <absl/strings/str_cat.h>
#include <absl/strings/str_split.h>
#include <absl/time/civil_time.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>
#include <map>
#include <string>
#include <vector>

#include "availability/samples.h"
#include "series/plan.h"
#include "series/samples.h"
#include "support/running_services.h"
#include "wire/times.h"

namespace shortbreaks {
namespace {

namespace v1 = availability::v1;
using absl::CivilDay;

// Years later in which the days of the week and the clock changes fall on the same dates: there the season is always to
// come.
constexpr int kYearsLater = 28;

// The rows of a file without its titles. The last of `columns` takes what is left of the line.
std::vector<std::vector<std::string>> Rows(const std::string& name, size_t columns) {
  std::ifstream file(std::string(SHORTBREAKS_SEASON) + "/" + name);
  std::vector<std::vector<std::string>> rows;
  std::string line;
  std::getline(file, line);
  while (std::getline(file, line)) {
    rows.push_back(absl::StrSplit(line, absl::MaxSplits(',', static_cast<int>(columns) - 1)));
    EXPECT_EQ(rows.back().size(), columns) << line;
  }
  EXPECT_FALSE(rows.empty()) << name;
  return rows;
}

int NumberIn(const std::string& text) {
  int number = 0;
  EXPECT_TRUE(absl::SimpleAtoi(text, &number)) << text;
  return number;
}

CivilDay DayIn(const std::string& text, int years) {
  CivilDay day;
  EXPECT_TRUE(absl::ParseCivilTime(text, &day)) << text;
  return CivilDay(day.year() + years, day.month(), day.day());
}

int MinutesIn(const std::string& clock) { return NumberIn(clock.substr(0, 2)) * 60 + NumberIn(clock.substr(3)); }

// `2026-10-31T10:00Z`, or the same of the later years.
std::string Utc(const google::protobuf::Timestamp& time, int years) {
  const absl::CivilMinute utc = absl::ToCivilMinute(wire::FromProto(time), absl::UTCTimeZone());
  const absl::CivilMinute earlier(utc.year() - years, utc.month(), utc.day(), utc.hour(), utc.minute());
  return absl::StrCat(absl::FormatCivilTime(earlier), "Z");
}

std::string InWords(v1::SkipReason reason) {
  switch (reason) {
    case v1::SKIP_REASON_CLOSED:
      return "closed";
    case v1::SKIP_REASON_BANK_HOLIDAY:
      return "bank-holiday";
    case v1::SKIP_REASON_NOT_TERM:
      return "not-term";
    case v1::SKIP_REASON_NOT_HOLIDAYS:
      return "not-holidays";
    default:
      return v1::SkipReason_Name(reason);
  }
}

// A date as a row of the table has it, without the key.
std::string Line(const v1::SeriesDate& date, int years) {
  const CivilDay day(date.day().year() - years, date.day().month(), date.day().day());
  if (date.skipped() != v1::SKIP_REASON_UNSPECIFIED) {
    return absl::StrCat(absl::FormatCivilTime(day), ",,,,,", InWords(date.skipped()));
  }
  return absl::StrCat(absl::FormatCivilTime(day), ",", Utc(date.start_time(), years), ",", Utc(date.end_time(), years),
                      ",", date.charge_minutes(), ",", date.charge_nights(), ",");
}

using Table = std::map<std::string, std::vector<std::string>>;
const Table& Expected() {
  static const Table kTable = [] {
    Table table;
    for (const auto& row : Rows("dates.csv", 2)) table[row[0]].push_back(row[1]);
    return table;
  }();
  return kTable;
}

v1::CalendarDayKind KindIn(const std::string& text) {
  return text == "term"           ? v1::CALENDAR_DAY_KIND_TERM
         : text == "bank-holiday" ? v1::CALENDAR_DAY_KIND_BANK_HOLIDAY
                                  : v1::CALENDAR_DAY_KIND_CLOSED;
}

std::vector<v1::CalendarDays> SampleCalendar(int years) {
  std::vector<v1::CalendarDays> calendar;
  for (const auto& row : Rows("calendar.csv", 4)) {
    v1::CalendarDays& days = calendar.emplace_back();
    days.set_kind(KindIn(row[0]));
    days.set_display_name(row[1]);
    *days.mutable_first_day() = wire::ToProto(DayIn(row[2], years));
    *days.mutable_last_day() = wire::ToProto(DayIn(row[3], years));
  }
  return calendar;
}

// By key: the rule as the file has it, its last day in the later years.
std::map<std::string, v1::Series> SampleSeason(int years) {
  std::map<std::string, v1::Series> season;
  for (const auto& row : Rows("series.csv", 10)) {
    const std::string rule = absl::StrCat(row[9].substr(0, row[9].find("UNTIL=")), "UNTIL=", 2027 + years, "0530");
    auto pattern = series::Pattern(MinutesIn(row[4]), MinutesIn(row[5]), NumberIn(row[6]));
    v1::Series& each = season[row[0]] = series::SampleSeries(rule, CivilDay(2026 + years, 8, 31), pattern);
    each.set_external_id(row[0]);
    each.mutable_recurrence()->set_runs_on_bank_holidays(row[8] == "yes");
    if (row[7] == "term") each.mutable_recurrence()->set_only(v1::ONLY_DAYS_TERM);
    if (row[7] == "holidays") each.mutable_recurrence()->set_only(v1::ONLY_DAYS_HOLIDAYS);
  }
  return season;
}

TEST(Season, OfFortyActivitiesFallsOnTheDatesOfTheTable) {
  std::vector<series::Stretch> stretches;
  for (const v1::CalendarDays& days : SampleCalendar(0)) {
    stretches.push_back(
        {days.kind(), days.display_name(), *wire::FromProto(days.first_day()), *wire::FromProto(days.last_day())});
  }
  const series::Calendar calendar(std::move(stretches));
  const auto season = SampleSeason(0);
  EXPECT_EQ(season.size(), 40u);
  for (const auto& [key, each] : season) {
    const auto dates = series::PlanDates(each, {}, calendar, absl::InfinitePast());
    ASSERT_TRUE(dates.ok()) << key << ": " << dates.status();
    std::vector<std::string> lines;
    for (const series::PlannedDate& date : *dates) lines.push_back(Line(ToProto(date), 0));
    EXPECT_EQ(lines, Expected().at(key)) << key;
  }
}

// Written down by hand: the table itself is not taken on trust.
TEST(Season, OfTheTableHasThirtyNineSaturdaysAndTheHoursThatTheClocksSay) {
  const auto& saturdays = Expected().at("S01");
  ASSERT_EQ(saturdays.size(), 39u);
  EXPECT_EQ(saturdays.front(), "2026-09-05,2026-09-05T09:00Z,2026-09-05T12:00Z,180,0,");
  // The last Saturday of summer time and the first of winter time; and back.
  EXPECT_EQ(saturdays[7], "2026-10-24,2026-10-24T09:00Z,2026-10-24T12:00Z,180,0,");
  EXPECT_EQ(saturdays[8], "2026-10-31,2026-10-31T10:00Z,2026-10-31T13:00Z,180,0,");
  EXPECT_EQ(saturdays[29], "2027-03-27,2027-03-27T10:00Z,2027-03-27T13:00Z,180,0,");
  EXPECT_EQ(saturdays[30], "2027-04-03,2027-04-03T09:00Z,2027-04-03T12:00Z,180,0,");
  EXPECT_EQ(saturdays[16], "2026-12-26,,,,,closed");
  EXPECT_EQ(saturdays.back(), "2027-05-29,2027-05-29T09:00Z,2027-05-29T12:00Z,180,0,");
  // Saturday 18:00 to Sunday 10:00 on the nights of the clock changes: 17 and 15 hours, one night.
  const auto& stays = Expected().at("S25");
  EXPECT_THAT(stays, testing::Contains("2026-10-24,2026-10-24T17:00Z,2026-10-25T10:00Z,1020,1,"));
  EXPECT_THAT(stays, testing::Contains("2027-03-27,2027-03-27T18:00Z,2027-03-28T09:00Z,900,1,"));
}

TEST(Season, IsMadeByTheServiceDateByDate) {
  const auto services = support::RunningServices::Create();
  const std::string council = support::FreshCouncil();
  Client officer = services->Officer(council);
  v1::SetCalendarDaysRequest set;
  set.set_request_id(ids::ToText(ids::NewUuid()));
  *set.mutable_first_day() = wire::ToProto(CivilDay(2026 + kYearsLater, 6, 1));
  *set.mutable_last_day() = wire::ToProto(CivilDay(2027 + kYearsLater, 7, 31));
  for (const v1::CalendarDays& days : SampleCalendar(kYearsLater)) *set.add_days() = days;
  ASSERT_TRUE(officer.SetCalendarDays(set).ok());

  v1::CreateProviderRequest provider;
  provider.set_request_id(ids::ToText(ids::NewUuid()));
  provider.mutable_provider()->set_display_name("Example Clubs");
  const auto made_provider = officer.CreateProvider(provider);
  ASSERT_TRUE(made_provider.ok()) << made_provider.status();
  int sessions = 0;
  for (const auto& [key, each] : SampleSeason(kYearsLater)) {
    v1::CreateActivityRequest activity;
    activity.set_request_id(ids::ToText(ids::NewUuid()));
    *activity.mutable_activity() = availability::SampleActivity(made_provider->provider().name(), key);
    const auto made_activity = officer.CreateActivity(activity);
    ASSERT_TRUE(made_activity.ok()) << made_activity.status();
    v1::CreateSeriesRequest create;
    create.set_request_id(ids::ToText(ids::NewUuid()));
    *create.mutable_series() = each;
    create.mutable_series()->set_activity(made_activity->activity().name());
    const auto made = officer.CreateSeries(create);
    ASSERT_TRUE(made.ok()) << key << ": " << made.status();
    std::vector<std::string> lines;
    for (const v1::SeriesDate& date : made->dates()) lines.push_back(Line(date, kYearsLater));
    EXPECT_EQ(lines, Expected().at(key)) << key;

    // And so they are kept.
    v1::GetSeriesRequest get;
    get.set_name(made->series().name());
    const auto kept = officer.GetSeries(get);
    ASSERT_TRUE(kept.ok()) << kept.status();
    std::vector<std::string> starts, expected_starts;
    for (const v1::SeriesSession& session : kept->sessions()) {
      starts.push_back(Utc(session.start_time(), kYearsLater));
    }
    for (const std::string& line : Expected().at(key)) {
      const std::vector<std::string> cells = absl::StrSplit(line, ',');
      if (!cells[1].empty()) expected_starts.push_back(cells[1]);
    }
    EXPECT_EQ(starts, expected_starts) << key;
    sessions += kept->sessions_size();
  }
  EXPECT_EQ(sessions, 1315);
}

}  // namespace
}  // namespace shortbreaks

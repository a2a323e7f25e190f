#include "series/plan.h"

#include <absl/strings/str_cat.h>
#include <absl/time/clock.h>
#include <gmock/gmock.h>

#include "errors/errors.h"
#include "series/samples.h"

namespace shortbreaks::series {
namespace {

using absl::CivilDay;
using testing::ElementsAre;
using testing::SizeIs;

const Calendar kNothingClosed({});

std::string Utc(absl::Time time) { return absl::FormatTime("%Y-%m-%dT%H:%MZ", time, absl::UTCTimeZone()); }
std::string London(absl::Time time) {
  absl::TimeZone zone;
  EXPECT_TRUE(absl::LoadTimeZone("Europe/London", &zone));
  return absl::FormatTime("%Y-%m-%d %H:%M", time, zone);
}

std::vector<PlannedDate> Planned(const v1::Series& series, const Calendar& calendar = kNothingClosed,
                                 const Bounds& bounds = {}) {
  auto dates = PlanDates(series, bounds, calendar, absl::InfinitePast());
  EXPECT_TRUE(dates.ok()) << dates.status();
  return dates.value_or(std::vector<PlannedDate>());
}

// Fault 22.
TEST(WeeklyAtThreeInTheAfternoon, StaysAtThreeAcrossBothClockChanges) {
  std::vector<std::string> utc;
  const auto autumn = SampleSeries("FREQ=WEEKLY;BYDAY=SA;COUNT=3", CivilDay(2026, 10, 17), Pattern(900, 1020));
  const auto spring = SampleSeries("FREQ=WEEKLY;BYDAY=SA;COUNT=3", CivilDay(2027, 3, 20), Pattern(900, 1020));
  for (const v1::Series& series : {autumn, spring}) {
    for (const PlannedDate& date : Planned(series)) {
      EXPECT_THAT(London(date.start), testing::HasSubstr(" 15:00"));
      EXPECT_THAT(London(date.end), testing::HasSubstr(" 17:00"));
      EXPECT_EQ(date.charge_minutes, 120);
      utc.push_back(Utc(date.start));
    }
  }
  EXPECT_THAT(utc, ElementsAre("2026-10-17T14:00Z", "2026-10-24T14:00Z", "2026-10-31T15:00Z", "2027-03-20T15:00Z",
                               "2027-03-27T15:00Z", "2027-04-03T14:00Z"));
}

// Fault 23: in summer it is still the day before in UTC.
TEST(HalfPastMidnightInSummer, IsTheDayThatLondonSays) {
  const auto dates = Planned(SampleSeries("FREQ=DAILY;COUNT=2", CivilDay(2026, 7, 1), Pattern(30, 90)));
  ASSERT_THAT(dates, SizeIs(2));
  EXPECT_EQ(dates[0].day, CivilDay(2026, 7, 1));
  EXPECT_EQ(Utc(dates[0].start), "2026-06-30T23:30Z");
  EXPECT_EQ(London(dates[0].start), "2026-07-01 00:30");
  // And a closed 1 July closes it, a closed 30 June does not.
  const Calendar first({{v1::CALENDAR_DAY_KIND_CLOSED, "Closed", CivilDay(2026, 7, 1), CivilDay(2026, 7, 1)}});
  const Calendar before({{v1::CALENDAR_DAY_KIND_CLOSED, "Closed", CivilDay(2026, 6, 30), CivilDay(2026, 6, 30)}});
  const auto series = SampleSeries("FREQ=DAILY;COUNT=1", CivilDay(2026, 7, 1), Pattern(30, 90));
  EXPECT_EQ(Planned(series, first)[0].skipped, v1::SKIP_REASON_CLOSED);
  EXPECT_TRUE(Planned(series, before)[0].HasSession());
}

TEST(AcrossMidnight, ASessionEndsOnTheNextDayAndCountsOneNight) {
  const PlannedDate date = TimesOn(CivilDay(2026, 12, 4), Pattern(1320, 60, 1));
  EXPECT_EQ(London(date.end), "2026-12-05 01:00");
  EXPECT_EQ(date.charge_minutes, 180);
  EXPECT_EQ(date.charge_nights, 1);
  const PlannedDate until_midnight = TimesOn(CivilDay(2026, 12, 4), Pattern(1320, 0, 1));
  EXPECT_EQ(until_midnight.charge_minutes, 120);
  EXPECT_EQ(until_midnight.charge_nights, 0);
}

struct Stay {
  CivilDay day;
  int offset;
  int minutes, nights;
};
class OvernightStay : public testing::TestWithParam<Stay> {};

// 17:00 to 10:00 by the clock.
TEST_P(OvernightStay, CountsRealMinutesAndNights) {
  const PlannedDate date = TimesOn(GetParam().day, Pattern(1020, 600, GetParam().offset));
  EXPECT_THAT(London(date.start), testing::HasSubstr(" 17:00"));
  EXPECT_THAT(London(date.end), testing::HasSubstr(" 10:00"));
  EXPECT_EQ(date.charge_minutes, GetParam().minutes);
  EXPECT_EQ(date.charge_nights, GetParam().nights);
}

INSTANTIATE_TEST_SUITE_P(
    Stays, OvernightStay,
    testing::Values(Stay{CivilDay(2026, 12, 4), 1, 17 * 60, 1},   // an ordinary night
                    Stay{CivilDay(2026, 12, 4), 2, 41 * 60, 2},   // and two
                    Stay{CivilDay(2026, 10, 24), 1, 18 * 60, 1},  // the clocks go back on 25 October
                    Stay{CivilDay(2026, 10, 23), 2, 42 * 60, 2}, Stay{CivilDay(2026, 10, 25), 1, 17 * 60, 1},
                    Stay{CivilDay(2027, 3, 27), 1, 16 * 60, 1},  // the clocks go forward on 28 March
                    Stay{CivilDay(2027, 3, 26), 2, 40 * 60, 2}, Stay{CivilDay(2027, 3, 28), 1, 17 * 60, 1}));

TEST(ATimeOfDay, ThatIsSkippedInSpringIsAnHourLaterByTheClock) {
  const PlannedDate date = TimesOn(CivilDay(2027, 3, 28), Pattern(90, 240));
  EXPECT_EQ(Utc(date.start), "2027-03-28T01:30Z");
  EXPECT_EQ(London(date.start), "2027-03-28 02:30");
  EXPECT_EQ(date.charge_minutes, 90);
}

TEST(ATimeOfDay, ThatComesTwiceInAutumnIsTheFirstOfThem) {
  const PlannedDate date = TimesOn(CivilDay(2026, 10, 25), Pattern(90, 240));
  EXPECT_EQ(Utc(date.start), "2026-10-25T00:30Z");
  EXPECT_EQ(date.charge_minutes, 210);
}

TEST(ATimeOfDay, ThatLeavesNothingIsSkippedOrRefused) {
  auto series = SampleSeries("FREQ=WEEKLY;COUNT=2", CivilDay(2027, 3, 28), Pattern(75, 120));
  const auto dates = Planned(series);
  EXPECT_EQ(dates[0].skipped, v1::SKIP_REASON_NO_TIME);
  EXPECT_TRUE(dates[1].HasSession());
  series.mutable_recurrence()->set_closed_days(v1::CLOSED_DAYS_FAIL);
  EXPECT_EQ(errors::MetadataOf(PlanDates(series, {}, kNothingClosed, absl::InfinitePast()).status(), "days"),
            "2027-03-28");
}

const Calendar kOneClosedDay({{v1::CALENDAR_DAY_KIND_CLOSED, "Training day", CivilDay(2026, 11, 7),
                               CivilDay(2026, 11, 7)}});

// Fault 26.
TEST(ASeriesThatHitsOneClosedDay, SkipsItAndSaysSo) {
  const auto dates =
      Planned(SampleSeries("FREQ=WEEKLY;BYDAY=SA;COUNT=3", CivilDay(2026, 10, 31), Pattern(600, 780)), kOneClosedDay);
  ASSERT_THAT(dates, SizeIs(3));
  EXPECT_TRUE(dates[0].HasSession());
  EXPECT_EQ(dates[1].skipped, v1::SKIP_REASON_CLOSED);
  EXPECT_EQ(dates[1].skipped_for, "Training day");
  EXPECT_EQ(dates[1].day, CivilDay(2026, 11, 7));
  EXPECT_TRUE(dates[2].HasSession());
}

TEST(ASeriesThatHitsOneClosedDay, FailsAsAWholeAndNamesIt) {
  auto series = SampleSeries("FREQ=WEEKLY;BYDAY=SA;COUNT=3", CivilDay(2026, 10, 31), Pattern(600, 780));
  series.mutable_recurrence()->set_closed_days(v1::CLOSED_DAYS_FAIL);
  const auto dates = PlanDates(series, {}, kOneClosedDay, absl::InfinitePast());
  EXPECT_EQ(errors::ReasonOf(dates.status()), type::v1::ERROR_REASON_CLOSED_DAY);
  EXPECT_EQ(errors::MetadataOf(dates.status(), "days"), "2026-11-07");
  // Excepted, it is nothing to fail at.
  *series.mutable_recurrence()->add_except_days() = wire::ToProto(CivilDay(2026, 11, 7));
  EXPECT_EQ(Planned(series, kOneClosedDay)[1].skipped, v1::SKIP_REASON_EXCEPTED);
}

TEST(ASeriesThatHitsOneClosedDay, HitsItWithEveryDayOnWhichItRuns) {
  const auto stay = SampleSeries("FREQ=DAILY;COUNT=1", CivilDay(2026, 11, 6), Pattern(1020, 600, 1));
  EXPECT_EQ(Planned(stay, kOneClosedDay)[0].skipped, v1::SKIP_REASON_CLOSED);
  const auto until_midnight = SampleSeries("FREQ=DAILY;COUNT=1", CivilDay(2026, 11, 6), Pattern(1020, 0, 1));
  EXPECT_TRUE(Planned(until_midnight, kOneClosedDay)[0].HasSession());
}

TEST(BankHolidays, AreDaysLikeAnyOtherWhereTheSeriesSaysSo) {
  const Calendar calendar(
      {{v1::CALENDAR_DAY_KIND_BANK_HOLIDAY, "Good Friday", CivilDay(2027, 3, 26), CivilDay(2027, 3, 26)}});
  auto series = SampleSeries("FREQ=DAILY;COUNT=1", CivilDay(2027, 3, 26), Pattern(600, 780));
  EXPECT_EQ(Planned(series, calendar)[0].skipped, v1::SKIP_REASON_BANK_HOLIDAY);
  series.mutable_recurrence()->set_runs_on_bank_holidays(true);
  EXPECT_TRUE(Planned(series, calendar)[0].HasSession());
}

const Calendar kTerms({{v1::CALENDAR_DAY_KIND_TERM, "Autumn", CivilDay(2026, 9, 2), CivilDay(2026, 10, 23)},
                       {v1::CALENDAR_DAY_KIND_TERM, "Autumn second half", CivilDay(2026, 11, 2),
                        CivilDay(2026, 12, 18)}});

TEST(OnlyDaysOfTheSchoolYear, AreTermOrHolidays) {
  auto series = SampleSeries("FREQ=WEEKLY;BYDAY=WE;COUNT=3", CivilDay(2026, 10, 21), Pattern(600, 780));
  series.mutable_recurrence()->set_only(v1::ONLY_DAYS_TERM);
  auto dates = Planned(series, kTerms);
  EXPECT_TRUE(dates[0].HasSession());
  EXPECT_EQ(dates[1].skipped, v1::SKIP_REASON_NOT_TERM);
  EXPECT_TRUE(dates[2].HasSession());
  series.mutable_recurrence()->set_only(v1::ONLY_DAYS_HOLIDAYS);
  dates = Planned(series, kTerms);
  EXPECT_EQ(dates[0].skipped, v1::SKIP_REASON_NOT_HOLIDAYS);
  EXPECT_TRUE(dates[1].HasSession());
}

TEST(OnlyDaysOfTheSchoolYear, MustBeKnown) {
  auto series = SampleSeries("FREQ=WEEKLY;BYDAY=WE;COUNT=3", CivilDay(2026, 12, 9), Pattern(600, 780));
  series.mutable_recurrence()->set_only(v1::ONLY_DAYS_TERM);
  const auto dates = PlanDates(series, {}, kTerms, absl::InfinitePast());
  EXPECT_EQ(errors::ReasonOf(dates.status()), type::v1::ERROR_REASON_INVALID_REQUEST);
}

TEST(ExtraDays, StandWhateverTheSchoolYearSaysAndNotOnAClosedDay) {
  auto series = SampleSeries("FREQ=WEEKLY;BYDAY=WE;COUNT=1", CivilDay(2026, 10, 21), Pattern(600, 780));
  series.mutable_recurrence()->set_only(v1::ONLY_DAYS_TERM);
  for (const CivilDay day : {CivilDay(2026, 10, 27), CivilDay(2026, 11, 7), CivilDay(2026, 10, 21)}) {
    *series.mutable_recurrence()->add_extra_days() = wire::ToProto(day);
  }
  Calendar calendar({{v1::CALENDAR_DAY_KIND_TERM, "Autumn", CivilDay(2026, 9, 2), CivilDay(2026, 10, 23)},
                     {v1::CALENDAR_DAY_KIND_TERM, "Autumn second half", CivilDay(2026, 11, 2), CivilDay(2026, 12, 18)},
                     {v1::CALENDAR_DAY_KIND_CLOSED, "Training day", CivilDay(2026, 11, 7), CivilDay(2026, 11, 7)}});
  const auto dates = Planned(series, calendar);
  ASSERT_THAT(dates, SizeIs(3)) << "each day once";
  EXPECT_TRUE(dates[1].HasSession());
  EXPECT_EQ(dates[2].skipped, v1::SKIP_REASON_CLOSED);
}

TEST(Bounds, LeaveTheRuleCountingFromItsFirstDay) {
  const auto series = SampleSeries("FREQ=WEEKLY;INTERVAL=2;BYDAY=SA;COUNT=4", CivilDay(2026, 9, 5), Pattern(600, 780));
  const auto days = RuleDays(series.recurrence(), {CivilDay(2026, 9, 12), CivilDay(2026, 10, 3)});
  EXPECT_THAT(days, ElementsAre(CivilDay(2026, 9, 19), CivilDay(2026, 10, 3)));
}

TEST(Dates, ThatHaveBegunAreNotMade) {
  const auto series = SampleSeries("FREQ=DAILY;COUNT=2", CivilDay(2026, 12, 5), Pattern(600, 780));
  const auto dates = PlanDates(series, {}, kNothingClosed, absl::FromUnixSeconds(1796464800));  // 5 December, 10:00
  ASSERT_TRUE(dates.ok());
  EXPECT_EQ((*dates)[0].skipped, v1::SKIP_REASON_BEGUN);
  EXPECT_TRUE((*dates)[1].HasSession());
}

TEST(WindowsOfASession, AreDaysByTheClockAndRealHours) {
  v1::SessionPattern pattern = Pattern(600, 780);
  pattern.set_booking_opens_days(28);
  pattern.set_booking_opens_minutes(540);
  pattern.set_booking_closes_hours(24);
  pattern.set_reserve_release_hours(48);
  // Monday after the clocks went forward.
  const Windows windows = WindowsOf(TimesOn(CivilDay(2027, 3, 29), pattern).start, pattern);
  EXPECT_EQ(London(windows.booking_open), "2027-03-01 09:00");
  EXPECT_EQ(London(windows.booking_close), "2027-03-28 10:00");
  EXPECT_EQ(London(*windows.reserve_release), "2027-03-27 09:00") << "48 real hours";
  EXPECT_FALSE(WindowsOf(absl::Now(), Pattern(600, 780)).reserve_release);
}

TEST(WindowsOfASession, AClockChangeNeverOpensBookingAfterItCloses) {
  v1::SessionPattern pattern = Pattern(600, 780);
  pattern.set_booking_opens_days(1);
  pattern.set_booking_opens_minutes(600);
  pattern.set_booking_closes_hours(24);
  const Windows windows = WindowsOf(TimesOn(CivilDay(2027, 3, 28), pattern).start, pattern);
  EXPECT_LE(windows.booking_open, windows.booking_close);
}

}  // namespace
}  // namespace shortbreaks::series

#include "series/calendar.h"

#include <gmock/gmock.h>

namespace shortbreaks::series {
namespace {

using absl::CivilDay;

Stretch Of(v1::CalendarDayKind kind, const std::string& name, CivilDay first, CivilDay last) {
  return {kind, name, first, last};
}

const Calendar kCalendar(
    {Of(v1::CALENDAR_DAY_KIND_TERM, "Autumn", CivilDay(2026, 9, 2), CivilDay(2026, 12, 18)),
     Of(v1::CALENDAR_DAY_KIND_TERM, "Spring", CivilDay(2027, 1, 4), CivilDay(2027, 3, 25)),
     Of(v1::CALENDAR_DAY_KIND_BANK_HOLIDAY, "Christmas Day", CivilDay(2026, 12, 25), CivilDay(2026, 12, 25)),
     Of(v1::CALENDAR_DAY_KIND_CLOSED, "Christmas", CivilDay(2026, 12, 24), CivilDay(2026, 12, 28))});

TEST(Calendar, HolidaysLieBetweenTwoTerms) {
  EXPECT_TRUE(kCalendar.IsTerm(CivilDay(2026, 9, 5)));
  EXPECT_FALSE(kCalendar.IsHolidays(CivilDay(2026, 9, 5)));
  EXPECT_TRUE(kCalendar.IsHolidays(CivilDay(2026, 12, 19)));
  EXPECT_TRUE(kCalendar.IsHolidays(CivilDay(2027, 1, 3)));
  // What follows the last term is not known.
  EXPECT_FALSE(kCalendar.IsHolidays(CivilDay(2027, 3, 26)));
  EXPECT_FALSE(kCalendar.IsHolidays(CivilDay(2026, 9, 1)));
}

TEST(Calendar, SaysForWhichDaysTermsAreKnown) {
  EXPECT_TRUE(kCalendar.KnowsTerms(CivilDay(2026, 9, 2), CivilDay(2027, 3, 25)));
  EXPECT_FALSE(kCalendar.KnowsTerms(CivilDay(2026, 9, 1), CivilDay(2026, 10, 1)));
  EXPECT_FALSE(kCalendar.KnowsTerms(CivilDay(2027, 3, 1), CivilDay(2027, 3, 26)));
}

TEST(Calendar, AStayOverAClosedDayTouchesIt) {
  EXPECT_EQ(kCalendar.Closed(CivilDay(2026, 12, 22), CivilDay(2026, 12, 24), true)->name, "Christmas");
  EXPECT_EQ(kCalendar.Closed(CivilDay(2026, 12, 22), CivilDay(2026, 12, 23), true), nullptr);
  EXPECT_EQ(kCalendar.Closed(CivilDay(2026, 12, 28), CivilDay(2026, 12, 29), true)->name, "Christmas");
}

TEST(Calendar, BankHolidaysCountWhereTheyAreAskedFor) {
  const Calendar calendar(
      {Of(v1::CALENDAR_DAY_KIND_BANK_HOLIDAY, "Good Friday", CivilDay(2027, 3, 26), CivilDay(2027, 3, 26))});
  EXPECT_EQ(calendar.Closed(CivilDay(2027, 3, 26), CivilDay(2027, 3, 26), true)->name, "Good Friday");
  EXPECT_EQ(calendar.Closed(CivilDay(2027, 3, 26), CivilDay(2027, 3, 26), false), nullptr);
}

}  // namespace
}  // namespace shortbreaks::series

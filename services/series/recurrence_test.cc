#include "series/recurrence.h"

#include <absl/strings/str_cat.h>
#include <gmock/gmock.h>

namespace shortbreaks::series {
namespace {

using absl::CivilDay;
using testing::ElementsAre;
using testing::IsEmpty;
using testing::SizeIs;

std::vector<CivilDay> Days(const std::string& rule, CivilDay first = CivilDay(2026, 9, 2)) {
  errors::FieldErrors fields;
  auto days = DaysOf(rule, first, "rule", fields);
  EXPECT_TRUE(fields.empty()) << fields.ToStatus();
  return days;
}

TEST(Recurrence, GoesByWeeksMonthsAndYears) {
  EXPECT_THAT(Days("FREQ=WEEKLY;BYDAY=SA;COUNT=3"),
              ElementsAre(CivilDay(2026, 9, 5), CivilDay(2026, 9, 12), CivilDay(2026, 9, 19)));
  EXPECT_THAT(Days("FREQ=WEEKLY;INTERVAL=2;BYDAY=TU,TH;UNTIL=20260917"),
              ElementsAre(CivilDay(2026, 9, 3), CivilDay(2026, 9, 15), CivilDay(2026, 9, 17)));
  EXPECT_THAT(Days("FREQ=MONTHLY;BYDAY=1SA;COUNT=3"),
              ElementsAre(CivilDay(2026, 9, 5), CivilDay(2026, 10, 3), CivilDay(2026, 11, 7)));
  EXPECT_THAT(Days("FREQ=MONTHLY;BYMONTHDAY=31;COUNT=2"), ElementsAre(CivilDay(2026, 10, 31), CivilDay(2026, 12, 31)));
  EXPECT_THAT(Days("FREQ=YEARLY;COUNT=2"), ElementsAre(CivilDay(2026, 9, 2), CivilDay(2027, 9, 2)));
  EXPECT_THAT(Days("FREQ=DAILY;COUNT=366"), SizeIs(366));
}

TEST(Recurrence, HasItsFirstDayOnlyWhereTheRuleFallsOnIt) {
  // 3 September 2026 is a Thursday.
  EXPECT_THAT(Days("FREQ=WEEKLY;COUNT=2", CivilDay(2026, 9, 3)),
              ElementsAre(CivilDay(2026, 9, 3), CivilDay(2026, 9, 10)));
  EXPECT_THAT(Days("FREQ=WEEKLY;BYDAY=SA;COUNT=1", CivilDay(2026, 9, 3)), ElementsAre(CivilDay(2026, 9, 5)));
}

// Weeks begin on Monday. 31 August 2026 is one, and the Sunday of its week is 6 September.
TEST(Recurrence, EverySecondWeekCountsFromTheFirstDayOnWhichItFalls) {
  EXPECT_THAT(Days("FREQ=WEEKLY;INTERVAL=2;BYDAY=SU;COUNT=2", CivilDay(2026, 8, 31)),
              ElementsAre(CivilDay(2026, 9, 6), CivilDay(2026, 9, 20)));
  EXPECT_THAT(Days("FREQ=WEEKLY;INTERVAL=2;BYDAY=MO;COUNT=2", CivilDay(2026, 9, 1)),
              ElementsAre(CivilDay(2026, 9, 7), CivilDay(2026, 9, 21)));
  // The examples of RFC 5545 for WKST.
  EXPECT_THAT(Days("FREQ=WEEKLY;INTERVAL=2;COUNT=4;BYDAY=TU,SU;WKST=MO", CivilDay(1997, 8, 5)),
              ElementsAre(CivilDay(1997, 8, 5), CivilDay(1997, 8, 10), CivilDay(1997, 8, 19), CivilDay(1997, 8, 24)));
  EXPECT_THAT(Days("FREQ=WEEKLY;INTERVAL=2;COUNT=4;BYDAY=TU,SU;WKST=SU", CivilDay(1997, 8, 5)),
              ElementsAre(CivilDay(1997, 8, 5), CivilDay(1997, 8, 17), CivilDay(1997, 8, 19), CivilDay(1997, 8, 31)));
}

TEST(Recurrence, HasItsLastDayIncluded) {
  EXPECT_THAT(Days("FREQ=WEEKLY;BYDAY=SA;UNTIL=20260912"), ElementsAre(CivilDay(2026, 9, 5), CivilDay(2026, 9, 12)));
}

class WrongRule : public testing::TestWithParam<const char*> {};

TEST_P(WrongRule, IsRefusedWithASentence) {
  errors::FieldErrors fields;
  EXPECT_THAT(DaysOf(GetParam(), CivilDay(2026, 9, 2), "rule", fields), IsEmpty());
  EXPECT_EQ(fields.size(), 1u) << GetParam();
}

INSTANTIATE_TEST_SUITE_P(Recurrence, WrongRule,
                         testing::Values("", "every Saturday", "RRULE:FREQ=WEEKLY;COUNT=2",
                                         "FREQ=WEEKLY;BYDAY=XX;COUNT=2", "FREQ=WEEKLY;COUNT=0",
                                         "FREQ=WEEKLY;INTERVAL=0;COUNT=2", "FREQ=WEEKLY;COUNT=2;UNTIL=20261001",
                                         // Endless, too long, too many.
                                         "FREQ=WEEKLY", "FREQ=WEEKLY;UNTIL=20280903", "FREQ=MONTHLY;COUNT=26",
                                         "FREQ=DAILY;COUNT=367", "FREQ=DAILY;UNTIL=20280101",
                                         // Never comes round.
                                         "FREQ=DAILY;BYMONTH=2;BYMONTHDAY=30;COUNT=2",
                                         "FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30;COUNT=1", "FREQ=WEEKLY;UNTIL=20260801",
                                         // Not days.
                                         "FREQ=HOURLY;COUNT=2", "FREQ=MINUTELY;COUNT=2", "FREQ=SECONDLY;COUNT=2",
                                         "FREQ=WEEKLY;COUNT=2;BYHOUR=9", "FREQ=WEEKLY;UNTIL=20261001T000000Z",
                                         "FREQ=WEEKLY;UNTIL=20261340", "RSCALE=CHINESE;FREQ=WEEKLY;COUNT=2"));

TEST(Recurrence, IsTheSameRuleWithAnotherEnd) {
  const std::string rule = "FREQ=WEEKLY;INTERVAL=2;BYDAY=SA;COUNT=9";
  EXPECT_THAT(Days(EndingOn(rule, CivilDay(2026, 9, 19))), ElementsAre(CivilDay(2026, 9, 5), CivilDay(2026, 9, 19)));
  EXPECT_THAT(Days(EndingAfter("FREQ=MONTHLY;BYDAY=1SA;UNTIL=20270901", 1)), ElementsAre(CivilDay(2026, 9, 5)));
  EXPECT_TRUE(GoesByWeeks(rule));
  EXPECT_TRUE(GoesByWeeks("FREQ=DAILY;COUNT=2"));
  EXPECT_FALSE(GoesByWeeks("FREQ=MONTHLY;COUNT=2"));
}

}  // namespace
}  // namespace shortbreaks::series

#include "london/working_days.h"

#include <gmock/gmock.h>

namespace shortbreaks::london {
namespace {

using absl::CivilDay;
using testing::ElementsAre;

TEST(EasterSunday, IsThatOfTheTables) {
  EXPECT_EQ(EasterSunday(1818), CivilDay(1818, 3, 22)) << "the earliest that there is";
  EXPECT_EQ(EasterSunday(1943), CivilDay(1943, 4, 25)) << "the latest";
  EXPECT_EQ(EasterSunday(1954), CivilDay(1954, 4, 18)) << "where the moon alone would say the 25th";
  EXPECT_EQ(EasterSunday(1981), CivilDay(1981, 4, 19)) << "likewise the 26th";
  EXPECT_EQ(EasterSunday(2000), CivilDay(2000, 4, 23));
  EXPECT_EQ(EasterSunday(2024), CivilDay(2024, 3, 31));
  EXPECT_EQ(EasterSunday(2027), CivilDay(2027, 3, 28));
  EXPECT_EQ(EasterSunday(2038), CivilDay(2038, 4, 25));
  EXPECT_EQ(EasterSunday(2100), CivilDay(2100, 3, 28));
}

TEST(BankHolidays, AreThosePublishedForEnglandAndWales) {
  EXPECT_THAT(BankHolidays(2024), ElementsAre(CivilDay(2024, 1, 1), CivilDay(2024, 3, 29), CivilDay(2024, 4, 1),
                                              CivilDay(2024, 5, 6), CivilDay(2024, 5, 27), CivilDay(2024, 8, 26),
                                              CivilDay(2024, 12, 25), CivilDay(2024, 12, 26)));
  EXPECT_THAT(BankHolidays(2025), ElementsAre(CivilDay(2025, 1, 1), CivilDay(2025, 4, 18), CivilDay(2025, 4, 21),
                                              CivilDay(2025, 5, 5), CivilDay(2025, 5, 26), CivilDay(2025, 8, 25),
                                              CivilDay(2025, 12, 25), CivilDay(2025, 12, 26)));
  // Boxing Day is a Saturday.
  EXPECT_THAT(BankHolidays(2026), ElementsAre(CivilDay(2026, 1, 1), CivilDay(2026, 4, 3), CivilDay(2026, 4, 6),
                                              CivilDay(2026, 5, 4), CivilDay(2026, 5, 25), CivilDay(2026, 8, 31),
                                              CivilDay(2026, 12, 25), CivilDay(2026, 12, 28)));
  // Christmas Day is a Saturday.
  EXPECT_THAT(BankHolidays(2027), ElementsAre(CivilDay(2027, 1, 1), CivilDay(2027, 3, 26), CivilDay(2027, 3, 29),
                                              CivilDay(2027, 5, 3), CivilDay(2027, 5, 31), CivilDay(2027, 8, 30),
                                              CivilDay(2027, 12, 27), CivilDay(2027, 12, 28)));
  // New Year's Day is a Saturday.
  EXPECT_THAT(BankHolidays(2028), ElementsAre(CivilDay(2028, 1, 3), CivilDay(2028, 4, 14), CivilDay(2028, 4, 17),
                                              CivilDay(2028, 5, 1), CivilDay(2028, 5, 29), CivilDay(2028, 8, 28),
                                              CivilDay(2028, 12, 25), CivilDay(2028, 12, 26)));
}

TEST(BankHolidays, OfAChristmasOnASundayAreMondayAndTuesday) {
  const auto holidays = BankHolidays(2022);
  EXPECT_EQ(holidays[6], CivilDay(2022, 12, 26));
  EXPECT_EQ(holidays[7], CivilDay(2022, 12, 27));
  EXPECT_EQ(BankHolidays(2023)[0], CivilDay(2023, 1, 2)) << "New Year's Day too";
}

TEST(AfterWorkingDays, LeavesOutWeekendsAndBankHolidays) {
  EXPECT_EQ(AfterWorkingDays(CivilDay(2026, 11, 30), 5), CivilDay(2026, 12, 7)) << "Monday to Monday";
  EXPECT_EQ(AfterWorkingDays(CivilDay(2026, 12, 5), 1), CivilDay(2026, 12, 7)) << "from a Saturday";
  EXPECT_EQ(AfterWorkingDays(CivilDay(2026, 12, 4), 1), CivilDay(2026, 12, 7)) << "from the Friday before it";
  // The 24th, 29th, 30th and 31st, and the first Monday of the year.
  EXPECT_EQ(AfterWorkingDays(CivilDay(2026, 12, 23), 5), CivilDay(2027, 1, 4));
  EXPECT_EQ(AfterWorkingDays(CivilDay(2027, 3, 24), 5), CivilDay(2027, 4, 2)) << "over Easter";
  EXPECT_EQ(AfterWorkingDays(CivilDay(2027, 12, 24), 1), CivilDay(2027, 12, 29)) << "two days instead of the weekend's";
}

}  // namespace
}  // namespace shortbreaks::london

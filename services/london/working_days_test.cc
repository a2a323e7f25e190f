#include "london/working_days.h"

#include <gmock/gmock.h>

#include <map>
#include <utility>
#include <vector>

namespace shortbreaks::london {
namespace {

using absl::CivilDay;
using testing::ElementsAreArray;

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

// Each year's as month and day. Boxing Day is a Saturday in 2026, Christmas Day in 2027, New Year's Day in 2028.
TEST(BankHolidays, AreThosePublishedForEnglandAndWales) {
  const std::map<int, std::vector<std::pair<int, int>>> published = {
      {2024, {{1, 1}, {3, 29}, {4, 1}, {5, 6}, {5, 27}, {8, 26}, {12, 25}, {12, 26}}},
      {2025, {{1, 1}, {4, 18}, {4, 21}, {5, 5}, {5, 26}, {8, 25}, {12, 25}, {12, 26}}},
      {2026, {{1, 1}, {4, 3}, {4, 6}, {5, 4}, {5, 25}, {8, 31}, {12, 25}, {12, 28}}},
      {2027, {{1, 1}, {3, 26}, {3, 29}, {5, 3}, {5, 31}, {8, 30}, {12, 27}, {12, 28}}},
      {2028, {{1, 3}, {4, 14}, {4, 17}, {5, 1}, {5, 29}, {8, 28}, {12, 25}, {12, 26}}}};
  for (const auto& [year, days] : published) {
    std::vector<CivilDay> expected;
    for (const auto& [month, day] : days) expected.emplace_back(year, month, day);
    EXPECT_THAT(BankHolidays(year), ElementsAreArray(expected)) << year;
  }
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

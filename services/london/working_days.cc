#include "london/working_days.h"

#include <algorithm>

namespace shortbreaks::london {
namespace {

constexpr absl::Weekday kMonday = absl::Weekday::monday;

bool IsWeekday(absl::CivilDay day) {
  const absl::Weekday weekday = absl::GetWeekday(day);
  return weekday != absl::Weekday::saturday && weekday != absl::Weekday::sunday;
}

absl::CivilDay WeekdayFrom(absl::CivilDay day) {
  while (!IsWeekday(day)) ++day;
  return day;
}

absl::CivilDay FirstMonday(absl::civil_year_t year, int month) {
  return absl::NextWeekday(absl::CivilDay(year, month, 1) - 1, kMonday);
}

absl::CivilDay LastMonday(absl::civil_year_t year, int month) {
  return absl::PrevWeekday(absl::CivilDay(year, month + 1, 1), kMonday);
}

bool IsWorkingDay(absl::CivilDay day) {
  const auto holidays = BankHolidays(day.year());
  return IsWeekday(day) && std::find(holidays.begin(), holidays.end(), day) == holidays.end();
}

}  // namespace

absl::CivilDay EasterSunday(absl::civil_year_t year) {
  const auto golden = year % 19, century = year / 100, of_century = year % 100;
  const auto moon_correction = (century - (century + 8) / 25 + 1) / 3;
  const auto full_moon = (19 * golden + century - century / 4 - moon_correction + 15) % 30;
  const auto to_sunday = (32 + 2 * (century % 4) + 2 * (of_century / 4) - full_moon - of_century % 4) % 7;
  const auto late = (golden + 11 * full_moon + 22 * to_sunday) / 451;
  return absl::CivilDay(year, 3, 22) + (full_moon + to_sunday - 7 * late);
}

std::array<absl::CivilDay, 8> BankHolidays(absl::civil_year_t year) {
  const absl::CivilDay easter = EasterSunday(year);
  // Whichever of Christmas Day and Boxing Day falls on a weekend, the two are kept on the first two weekdays.
  const absl::CivilDay christmas = WeekdayFrom(absl::CivilDay(year, 12, 25));
  return {WeekdayFrom(absl::CivilDay(year, 1, 1)),
          easter - 2,
          easter + 1,
          FirstMonday(year, 5),
          LastMonday(year, 5),
          LastMonday(year, 8),
          christmas,
          WeekdayFrom(christmas + 1)};
}

absl::CivilDay AfterWorkingDays(absl::CivilDay day, int days) {
  while (days > 0) {
    ++day;
    if (IsWorkingDay(day)) --days;
  }
  return day;
}

}  // namespace shortbreaks::london

// Working days in England and Wales: Monday to Friday without the bank holidays. Pure.
#pragma once

#include <absl/time/civil_time.h>

#include <array>

namespace shortbreaks::london {

// Easter Sunday of a year of the Gregorian calendar, by the computus that Meeus gives in Astronomical Algorithms,
// chapter 8.
absl::CivilDay EasterSunday(absl::civil_year_t year);

// The eight bank holidays of England and Wales in `year`, earliest first, each on the weekday on which it is kept: what
// falls on a weekend is kept on the next weekday that is none yet. As the Banking and Financial Dealings Act 1971 and
// the yearly proclamations have them since 1978; a day that is proclaimed for one year alone, or moved in it, is not
// known.
std::array<absl::CivilDay, 8> BankHolidays(absl::civil_year_t year);

// The working day that is `days` (at least 1) after `day`, which need not be one itself and does not count.
absl::CivilDay AfterWorkingDays(absl::CivilDay day, int days);

}  // namespace shortbreaks::london

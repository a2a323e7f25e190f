// Where age ranges begin and end, as days.
#pragma once

#include <absl/time/civil_time.h>

#include <optional>

#include "policy/policy.h"

namespace shortbreaks::policy {

// The day that a bound falls on. For the end of a school year and a day of the year: the last day of the range.
absl::CivilDay DayOf(const AgeBound& bound, absl::CivilDay date_of_birth);

// Whether `day` falls in the range.
bool Within(const AgeCriterion& age, absl::CivilDay date_of_birth, absl::CivilDay day);

// The school year in England in which a child is: 0 is reception, 1 year 1; below 0 before school.
int SchoolYearOn(absl::CivilDay date_of_birth, absl::CivilDay day);

// The first day of the entitlement year in which `day` falls.
absl::CivilDay YearStart(const Policy& policy, absl::CivilDay day);

// 1 September of the academic year in which `day` falls.
absl::CivilDay AcademicYearStart(absl::CivilDay day);

// `months` after `day`; the month's last day where it has no such day.
absl::CivilDay AfterMonths(absl::CivilDay day, int months);

// Days that belong together, both ends included.
struct Period {
  absl::CivilDay first, last;
  bool Holds(absl::CivilDay day) const { return first <= day && day <= last; }
};
// The period in which `day` falls: weeks begin on Monday, years as the policy's do, a school holiday is what lies
// between two of its terms, or before the first and after the last. Nothing for a term where the day is in none, nor
// for a holiday where it is in a term or the policy has no terms.
std::optional<Period> PeriodOf(const Policy& policy, PeriodKind kind, absl::CivilDay day);

}  // namespace shortbreaks::policy

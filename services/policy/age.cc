#include "policy/age.h"

#include <algorithm>

#include "london/age.h"

namespace shortbreaks::policy {
namespace {

// The year in which the academic year that holds `day` begins: it runs from 1 September to 31 August.
int64_t AcademicYear(absl::CivilDay day) { return day.month() >= 9 ? day.year() : day.year() - 1; }

std::optional<Period> HolidayOf(const Policy& policy, absl::CivilDay day) {
  if (policy.terms.empty()) return std::nullopt;
  Period holiday{absl::CivilDay::min(), absl::CivilDay::max()};
  for (const Term& term : policy.terms) {
    if (term.from <= day && day <= term.to) return std::nullopt;
    if (term.to < day) holiday.first = std::max(holiday.first, term.to + 1);
    if (day < term.from) holiday.last = std::min(holiday.last, term.from - 1);
  }
  return holiday;
}

}  // namespace

absl::CivilDay DayOf(const AgeBound& bound, absl::CivilDay born) {
  const absl::CivilDay birthday = london::Birthday(born, bound.age);
  switch (bound.kind) {
    case AgeBound::Kind::kAcademicYearStart:
      return absl::CivilDay(AcademicYear(birthday), 9, 1);
    case AgeBound::Kind::kAcademicYearEnd:
      return absl::CivilDay(AcademicYear(birthday) + 1, 8, 31);
    case AgeBound::Kind::kDayOfYear:
      return absl::CivilDay(birthday.year(), bound.month, bound.day);
    case AgeBound::Kind::kBirthday:
      break;
  }
  return birthday;
}

bool Within(const AgeCriterion& age, absl::CivilDay born, absl::CivilDay day) {
  if (day < born) return false;
  if (age.from && day < DayOf(*age.from, born)) return false;
  if (!age.before) return true;
  const absl::CivilDay end = DayOf(*age.before, born);
  return age.before->kind == AgeBound::Kind::kBirthday ? day < end : day <= end;
}

int SchoolYearOn(absl::CivilDay born, absl::CivilDay day) {
  // Reception is the school year in which a child turns five.
  return static_cast<int>(AcademicYear(day) - AcademicYear(born)) - 5;
}

absl::CivilDay YearStart(const Policy& policy, absl::CivilDay day) {
  const absl::CivilDay start(day.year(), policy.year_month, policy.year_day);
  return start <= day ? start : absl::CivilDay(day.year() - 1, policy.year_month, policy.year_day);
}

absl::CivilDay AcademicYearStart(absl::CivilDay day) { return absl::CivilDay(AcademicYear(day), 9, 1); }

absl::CivilDay AfterMonths(absl::CivilDay day, int months) {
  const absl::CivilMonth month = absl::CivilMonth(day) + months;
  return std::min(absl::CivilDay(month.year(), month.month(), 1) + (day.day() - 1), absl::CivilDay(month + 1) - 1);
}

std::optional<Period> PeriodOf(const Policy& policy, PeriodKind kind, absl::CivilDay day) {
  switch (kind) {
    case PeriodKind::kWeek: {
      const absl::CivilDay monday = absl::PrevWeekday(day + 1, absl::Weekday::monday);
      return Period{monday, monday + 6};
    }
    case PeriodKind::kMonth:
      return Period{absl::CivilDay(absl::CivilMonth(day)), absl::CivilDay(absl::CivilMonth(day) + 1) - 1};
    case PeriodKind::kTerm:
      for (const Term& term : policy.terms) {
        if (term.from <= day && day <= term.to) return Period{term.from, term.to};
      }
      return std::nullopt;
    case PeriodKind::kHoliday:
      return HolidayOf(policy, day);
    case PeriodKind::kYear:
      break;
  }
  const absl::CivilDay start = YearStart(policy, day);
  return Period{start, absl::CivilDay(start.year() + 1, start.month(), start.day()) - 1};
}

}  // namespace shortbreaks::policy

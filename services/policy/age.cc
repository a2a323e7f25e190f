#include "policy/age.h"

namespace shortbreaks::policy {
namespace {

// The year in which the academic year that holds `day` begins: it runs from 1 September to 31 August.
int64_t AcademicYear(absl::CivilDay day) { return day.month() >= 9 ? day.year() : day.year() - 1; }

}  // namespace

absl::CivilDay Birthday(absl::CivilDay born, int age) {
  // A civil day past the month's end rolls over, which makes 29 February the 1st of March.
  return absl::CivilDay(born.year() + age, born.month(), born.day());
}

absl::CivilDay DayOf(const AgeBound& bound, absl::CivilDay born) {
  const absl::CivilDay birthday = Birthday(born, bound.age);
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

int AgeOn(absl::CivilDay born, absl::CivilDay day) {
  const int age = static_cast<int>(day.year() - born.year());
  return day < Birthday(born, age) ? age - 1 : age;
}

int SchoolYearOn(absl::CivilDay born, absl::CivilDay day) {
  // Reception is the school year in which a child turns five.
  return static_cast<int>(AcademicYear(day) - AcademicYear(born)) - 5;
}

absl::CivilDay YearStart(const Policy& policy, absl::CivilDay day) {
  const absl::CivilDay start(day.year(), policy.year_month, policy.year_day);
  return start <= day ? start : absl::CivilDay(day.year() - 1, policy.year_month, policy.year_day);
}

}  // namespace shortbreaks::policy

#include "london/age.h"

#include "london/london.h"

namespace shortbreaks::london {

absl::CivilDay Birthday(absl::CivilDay date_of_birth, int age) {
  // A civil day past the month's end rolls over, which makes 29 February the 1st of March.
  return absl::CivilDay(date_of_birth.year() + age, date_of_birth.month(), date_of_birth.day());
}

int AgeOn(absl::CivilDay date_of_birth, absl::CivilDay day) {
  const int age = static_cast<int>(day.year() - date_of_birth.year());
  return day < Birthday(date_of_birth, age) ? age - 1 : age;
}

Ages AgesBetween(absl::CivilDay date_of_birth, absl::Time from, absl::Time to) {
  Ages ages{AgeOn(date_of_birth, DayOf(from)), {}};
  for (int age = ages.at_start + 1; StartOf(Birthday(date_of_birth, age)) < to; ++age) {
    ages.birthdays.push_back(StartOf(Birthday(date_of_birth, age)));
  }
  return ages;
}

}  // namespace shortbreaks::london

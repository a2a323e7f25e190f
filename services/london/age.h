// Ages in whole years, as the law counts them. A child born on 29 February has its birthday on 1 March in years that
// have no 29 February.
#pragma once

#include <absl/time/civil_time.h>
#include <absl/time/time.h>

#include <vector>

namespace shortbreaks::london {

// The birthday on which `age` is reached.
absl::CivilDay Birthday(absl::CivilDay date_of_birth, int age);

// Negative before birth.
int AgeOn(absl::CivilDay date_of_birth, absl::CivilDay day);

// How a child's age runs through a window: its age on the day of `from`, and the instants after `from` and before `to`
// at which it is a year older.
struct Ages {
  int at_start = 0;
  std::vector<absl::Time> birthdays;
};
Ages AgesBetween(absl::CivilDay date_of_birth, absl::Time from, absl::Time to);

}  // namespace shortbreaks::london

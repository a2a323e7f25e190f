// Days, nights and ages as people in England count them. Pure.
#pragma once

#include <absl/status/status.h>
#include <absl/time/civil_time.h>
#include <absl/time/time.h>

#include <cstdint>
#include <vector>

namespace shortbreaks::availability {

// FAILED_PRECONDITION, one line, where this machine has no time zone data for Europe/London. Asked once at start.
absl::Status CheckTimeZone();

// The day in Europe/London on which `time` falls, and the instant at which a day begins there.
absl::CivilDay LondonDay(absl::Time time);
absl::Time StartOfLondonDay(absl::CivilDay day);
// What clocks in London show at `time`, and the first instant at which they show `clock` or, where they skip it, more.
absl::CivilMinute LondonClock(absl::Time time);
absl::Time AtLondonClock(absl::CivilMinute clock);

// The instant at which London's clocks show `time`. As RFC 5545, 3.3.5 has it: one that they pass twice is the first of
// the two, one that they skip is counted by the offset before, so that 01:30 in spring is 02:30 by the clock.
absl::Time AtLondon(absl::CivilMinute time);

// What an allocation in minutes is charged: real minutes elapsed, a part of a minute counting as a whole one. A night
// on which the clocks go back is an hour longer than its clock times say.
int64_t ChargeMinutes(absl::Time start, absl::Time end);

// What an allocation in nights is charged: the London midnights strictly between start and end.
int64_t ChargeNights(absl::Time start, absl::Time end);

// Age in whole years on `day`; negative before birth. A child born on 29 February comes of age on 1 March in years that
// have no 29 February.
int AgeOn(absl::CivilDay birth, absl::CivilDay day);

// How a child's age runs through a window: its age on the day of `from`, and the instants after `from` and before `to`
// at which it is a year older.
struct Ages {
  int at_start = 0;
  std::vector<absl::Time> birthdays;
};
Ages AgesBetween(absl::CivilDay birth, absl::Time from, absl::Time to);

}  // namespace shortbreaks::availability

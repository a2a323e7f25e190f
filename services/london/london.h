// Days and clocks as people in England see them: the time zone Europe/London. Pure. Where CheckTimeZone fails, all else
// here counts in UTC.
#pragma once

#include <absl/status/status.h>
#include <absl/time/civil_time.h>
#include <absl/time/time.h>

#include <vector>

namespace shortbreaks::london {

// FAILED_PRECONDITION, one line, where this machine has no time zone data for Europe/London. Asked once at start.
absl::Status CheckTimeZone();

absl::TimeZone Zone();

// The day on which `time` falls, and the instant at which a day begins.
absl::CivilDay DayOf(absl::Time time);
absl::Time StartOf(absl::CivilDay day);

// What clocks show at `time`, and the first instant at which they show `clock` or, where they skip it, more.
absl::CivilMinute ClockAt(absl::Time time);
absl::Time FirstAt(absl::CivilMinute clock);

// The instant at which clocks show `time`. As RFC 5545, 3.3.5 has it: one that they pass twice is the first of the two,
// one that they skip is counted by the offset before, so that 01:30 in spring is 02:30 by the clock.
absl::Time At(absl::CivilMinute time);

// A span in which clocks are ahead of UTC: from `begin` to before `end`.
struct Summer {
  absl::Time begin, end;
};
// The first `number` of them that end after `from`.
std::vector<Summer> SummersFrom(absl::Time from, int number);

}  // namespace shortbreaks::london

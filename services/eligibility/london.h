// Days as people in England count them.
#pragma once

#include <absl/status/status.h>
#include <absl/time/civil_time.h>
#include <absl/time/time.h>

#include <vector>

namespace shortbreaks::eligibility {

// The day in Europe/London on which `time` falls. UTC where CheckTimeZone fails.
absl::CivilDay LondonDay(absl::Time time);

// A span in which clocks in London are ahead of UTC: from `begin` to before `end`.
struct Summer {
  absl::Time begin, end;
};
// The first `number` of them that end after `from`.
std::vector<Summer> SummersFrom(absl::Time from, int number);

// FAILED_PRECONDITION, one line, where this machine has no time zone data for Europe/London. Asked once at start.
absl::Status CheckTimeZone();

}  // namespace shortbreaks::eligibility

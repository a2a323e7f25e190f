// Days as people in England count them.
#pragma once

#include <absl/status/status.h>
#include <absl/time/civil_time.h>
#include <absl/time/time.h>

namespace shortbreaks::match {

// The day in Europe/London on which `time` falls. UTC where CheckTimeZone fails.
absl::CivilDay LondonDay(absl::Time time);
// When that day begins.
absl::Time StartOf(absl::CivilDay london_day);

// FAILED_PRECONDITION, one line, where this machine has no time zone data for Europe/London. Asked once at start.
absl::Status CheckTimeZone();

}  // namespace shortbreaks::match

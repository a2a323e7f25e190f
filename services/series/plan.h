// The dates that a series comes to, before anything is written. Pure.
#pragma once

#include <absl/status/statusor.h>
#include <absl/time/civil_time.h>
#include <absl/time/time.h>

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "series/calendar.h"

namespace shortbreaks::series {

// A date, with the times of its session, or why it has none.
struct PlannedDate {
  absl::CivilDay day;
  absl::Time start, end;
  int64_t charge_minutes = 0, charge_nights = 0;
  v1::SkipReason skipped = v1::SKIP_REASON_UNSPECIFIED;
  std::string skipped_for;

  bool HasSession() const { return skipped == v1::SKIP_REASON_UNSPECIFIED; }
};
v1::SeriesDate ToProto(const PlannedDate& date);

// The times of a session that starts on `day`; SKIP_REASON_NO_TIME where the clock change leaves none.
PlannedDate TimesOn(absl::CivilDay day, const v1::SessionPattern& pattern);

// From when to when a session can be booked, and when its reserve is released.
struct Windows {
  absl::Time booking_open, booking_close;
  std::optional<absl::Time> reserve_release;
};
Windows WindowsOf(absl::Time start, const v1::SessionPattern& pattern);

// The part of a rule's days that is one series', both days included. Nothing: no bound.
struct Bounds {
  std::optional<absl::CivilDay> from, to;
  bool Hold(absl::CivilDay day) const { return (!from || *from <= day) && (!to || day <= *to); }
};

// The days of the rule and those that were added, in order, each once, within the bounds; what is excepted too. For a
// recurrence that is well formed (ReadSeries).
std::vector<absl::CivilDay> RuleDays(const v1::Recurrence& recurrence, const Bounds& bounds);

// All of them with their times by the calendar. Those excepted, on a closed day, outside the days of `only` or begun by
// `now` are skipped. INVALID_REQUEST where the terms that `only` goes by are not known; CLOSED_DAY, with the days,
// where closed days must not be skipped.
absl::StatusOr<std::vector<PlannedDate>> PlanDates(const v1::Series& series, const Bounds& bounds,
                                                   const Calendar& calendar, absl::Time now);

// The first date that a closed day, bank holiday or clock change forbids is refused: CLOSED_DAY.
absl::Status CheckRuns(const std::vector<PlannedDate>& dates);

// `date` as the calendar has it: closed days and bank holidays by every day on which the session runs.
void SkipWhereClosed(const Calendar& calendar, const v1::Recurrence& recurrence, PlannedDate& date);

}  // namespace shortbreaks::series

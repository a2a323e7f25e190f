// Days and times as people in England read and write them: wall-clock time in Europe/London.
#pragma once

#include <absl/status/status.h>
#include <absl/status/statusor.h>
#include <absl/time/civil_time.h>
#include <absl/time/time.h>

#include <string>
#include <string_view>

#include "shortbreaks/type/v1/types.pb.h"

namespace shortbreaks::cli {

// FAILED_PRECONDITION, one line, where this machine has no time zone data for Europe/London.
absl::Status CheckTimeZone();

absl::CivilDay LondonDay(absl::Time time);

// `2026-12-05`. INVALID_ARGUMENT, a sentence on what to write, for anything else and for days that no calendar has.
absl::StatusOr<absl::CivilDay> ParseDay(std::string_view text);

// A time of day, `09:30`, from 00:00 to 23:59; `01:30 BST` and `01:30 GMT` say which of the two half past ones of the
// autumn clock change is meant.
struct TimeOfDay {
  int hour = 0, minute = 0;
  enum class Clock { kEither, kGmt, kBst } clock = Clock::kEither;

  int Minutes() const { return hour * 60 + minute; }
};
absl::StatusOr<TimeOfDay> ParseTimeOfDay(std::string_view text);

// The instant. INVALID_ARGUMENT where the clocks skip that time, or pass it twice and `time` does not say which.
absl::StatusOr<absl::Time> AtLondon(absl::CivilDay day, TimeOfDay time);

// `2026-12-05 09:30` (London), or RFC 3339 with an offset, `2026-12-05T09:30:00Z`.
absl::StatusOr<absl::Time> ParseInstant(std::string_view text);

// `2026-12-05`, for programs.
std::string IsoDay(const type::v1::Date& date);
// `Sat 5 Dec 2026`
std::string DayInWords(absl::CivilDay day);
// `Sat 5 Dec 2026 09:30`, with GMT or BST behind it where the clocks pass that time twice.
std::string TimeInWords(absl::Time time);
// `Sat 5 Dec 2026 09:30–12:30`, or both days where they differ.
std::string SpanInWords(absl::Time start, absl::Time end);

}  // namespace shortbreaks::cli

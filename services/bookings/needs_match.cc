#include "bookings/needs_match.h"

#include <algorithm>

namespace shortbreaks::bookings {

v1::BookingState BookedState(int match_hours) {
  return match_hours > 0 ? v1::BOOKING_STATE_REQUESTED : v1::BOOKING_STATE_CONFIRMED;
}

v1::BookingState StateTaken(const PlaceAttempt& attempt) {
  return attempt.state == v1::BOOKING_STATE_CONFIRMED ? BookedState(attempt.session.match_hours) : attempt.state;
}

absl::Time MatchDueTime(absl::Time now, absl::Time start, int match_hours) {
  const absl::Duration left = std::max(start - now, absl::ZeroDuration());
  const absl::Duration given = absl::Hours(match_hours);
  // Whole microseconds, which is what the store keeps.
  return absl::FromUnixMicros(absl::ToUnixMicros(now + (given <= left ? given : left / 2)));
}

absl::Time AdjustmentsFreeUntil(absl::Time answered, absl::Time start) {
  return std::min(answered + kAdjustmentsFree, start);
}

}  // namespace shortbreaks::bookings

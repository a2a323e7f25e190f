// When a provider is asked whether it can meet a child's needs before a booking stands. Pure; shared by every store.
#pragma once

#include <absl/time/time.h>

#include "bookings/store.h"

namespace shortbreaks::bookings {

// For how long a family may cancel for nothing after the provider has said what it will do differently.
inline constexpr absl::Duration kAdjustmentsFree = absl::Hours(72);

// The state of a place that is booked: the provider answers first where the activity gives it `match_hours` to do so.
v1::BookingState BookedState(int match_hours);
// The state that an attempt leaves its place in.
v1::BookingState StateTaken(const PlaceAttempt& attempt);

// Until when the provider is to answer what is asked at `now`: after `match_hours`, but where less is left until the
// start, after half of that.
absl::Time MatchDueTime(absl::Time now, absl::Time start, int match_hours);

// Until when adjustments said at `answered` let the family go for nothing; never after the start.
absl::Time AdjustmentsFreeUntil(absl::Time answered, absl::Time start);

}  // namespace shortbreaks::bookings

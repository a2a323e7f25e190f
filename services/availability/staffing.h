// What the staff on shift come to for a session. Pure.
#pragma once

#include <absl/time/civil_time.h>
#include <absl/time/time.h>

#include <cstdint>
#include <span>
#include <vector>

#include "shortbreaks/type/v1/types.pb.h"

namespace shortbreaks::availability {

// What trained staff alone may meet: hoist, gastrostomy, rescue medication.
bool IsTrainedNeed(type::v1::Need need);

// The days in London on which somebody is trained for a need, both included.
struct TrainedDays {
  type::v1::Need need = type::v1::NEED_UNSPECIFIED;
  absl::CivilDay first, last;
};

// The days in London that a session touches, both included: one that ends at midnight does not touch the next.
struct SessionDays {
  absl::CivilDay first, last;
};
SessionDays DaysOf(absl::Time start, absl::Time end);

// Bit n: trained for need n on every one of `days`. What ends and is renewed on the day after has no gap.
int64_t TrainedThroughout(std::span<const TrainedDays> training, const SessionDays& days);

// How many more staff are wanted than there are, a part of one counting as one.
int64_t StaffShort(int64_t shares_taken, int64_t staff);

}  // namespace shortbreaks::availability

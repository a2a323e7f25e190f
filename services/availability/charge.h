// What a session costs an allocation. Pure.
#pragma once

#include <absl/time/time.h>

#include <cstdint>

#include "availability/charge.h"

namespace shortbreaks::availability {

// Of one in minutes: real minutes elapsed, a part of a minute counting as a whole one. A night on which the clocks go
// back is an hour longer than its clock times say.
int64_t ChargeMinutes(absl::Time start, absl::Time end);

// Of one in nights: the London midnights strictly between start and end.
int64_t ChargeNights(absl::Time start, absl::Time end);

}  // namespace shortbreaks::availability

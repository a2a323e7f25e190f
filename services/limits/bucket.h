// The arithmetic of a token bucket. Pure.
#pragma once

#include <cstdint>

#include "limits/call_limits.h"

namespace shortbreaks::limits {

// What a bucket's rate comes to in time, in microseconds. A bucket is kept as the one instant at which it will be full
// again: a call puts that off by `each`, and there is none left where it would be further away than `most`.
struct Pace {
  int64_t each = 0;
  int64_t most = 0;
};

inline Pace PaceOf(const Rate& rate, int percent = 100) {
  const int64_t each = 100'000'000 / (int64_t{rate.per_second} * percent);
  const int64_t calls = int64_t{rate.burst} * percent / 100;
  return {each < 1 ? 1 : each, (calls < 1 ? 1 : calls) * (each < 1 ? 1 : each)};
}

// When the bucket is full again if a call is made at `now`.
inline int64_t FullAfter(int64_t full, int64_t now, const Pace& pace) { return (full > now ? full : now) + pace.each; }
// How long it takes until that call could be made; 0 or less: at once.
inline int64_t WaitFor(int64_t full_after, int64_t now, const Pace& pace) { return full_after - now - pace.most; }

}  // namespace shortbreaks::limits

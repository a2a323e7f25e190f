// How often one may call: a token bucket for each partner (the app, in a council) and one for each user, so that nobody
// keeps the others from being served, and nobody tries names, keys or dates at leisure. A call takes from both or from
// neither.
//
// Kept in Redis the buckets count for all instances of a service. Without Redis each instance has its own.
#pragma once

#include <absl/time/time.h>

#include <memory>
#include <string>

#include "identity/principal.h"
#include "redis/client.h"
#include "telemetry/metrics.h"

namespace shortbreaks::limits {

// A bucket holds `burst` calls and is filled by `per_second`.
struct Rate {
  int per_second = 0;
  int burst = 0;
};

struct CallLimitOptions {
  Rate partner{2'000, 10'000};  // thousands of families come through one app when booking opens
  Rate user{50, 200};
  // What an instance lets through by itself while Redis does not answer, of both rates: it knows nothing of the others.
  int percent_without_redis = 50;
  absl::Duration redis_retry_after = absl::Seconds(1);  // after a failure Redis is left alone for this long
  std::string service;                                  // `bookings`: services count apart
  std::string key;  // secret, the same in every instance: what a bucket is called tells nobody whose it is
};

class CallLimits {
 public:
  virtual ~CallLimits() = default;
  // Takes a call's share of both buckets. Zero: go on; else nothing was taken, and this is the time until there is
  // enough. Thread-safe. Waits for Redis at most its command_timeout.
  virtual absl::Duration Take(const identity::Principal& caller) = 0;
};

// `redis` may be null: then by this process alone, with the full rates.
std::unique_ptr<CallLimits> MakeCallLimits(std::shared_ptr<redis::Client> redis, CallLimitOptions options,
                                           std::shared_ptr<telemetry::Metrics> metrics);

}  // namespace shortbreaks::limits

// Who may try for a place now. Admission makes a rush fast and fair; it never decides who gets a place: the database
// does, and with Redis gone the outcomes are the same.
//
// Callers are let in in the order of their arrival, somewhat more of them than there are places left. A caller that was
// let in holds a permit, a random token with a short lease. It gives the permit back when its attempt ends, whatever
// the outcome, so that a failed attempt lets the next caller in. Keys hold session ids and random tokens, nothing of a
// child.
#pragma once

#include <absl/status/statusor.h>
#include <absl/time/time.h>

#include <memory>
#include <string>

#include "redis/client.h"
#include "telemetry/metrics.h"

namespace shortbreaks::redis {

// Held while an attempt runs; gives itself back when destroyed.
class Permit {
 public:
  virtual ~Permit() = default;
};

struct AdmissionOptions {
  int permits_beyond_places = 4;                    // how many more than the places left may try at once
  absl::Duration lease = absl::Seconds(3);          // a permit not given back ends by itself
  absl::Duration wait_max = absl::Seconds(2);       // then BUSY with RetryInfo
  absl::Duration poll_min = absl::Milliseconds(5);  // between looks at the queue, with jitter
  absl::Duration poll_max = absl::Milliseconds(40);
  int queue_length_max = 1'000;  // callers of this process that wait for one session where Redis is away; above it BUSY
  absl::Duration redis_retry_after = absl::Seconds(1);  // after a failure Redis is left alone for this long
};

class Admission {
 public:
  virtual ~Admission() = default;
  // Waits for a permit for the session (a resource name or id with its council), at most until `deadline` or wait_max.
  // BUSY with RetryInfo where none came. `places_left` is what the database said a moment ago.
  virtual absl::StatusOr<std::unique_ptr<Permit>> Admit(const std::string& session, int places_left,
                                                        absl::Time deadline) = 0;
};

// Through Redis; on any error of Redis through the queue of MakeLocalAdmission instead.
std::unique_ptr<Admission> MakeRedisAdmission(std::shared_ptr<Client> client, AdmissionOptions options,
                                              std::shared_ptr<telemetry::Metrics> metrics);
// A bounded queue per session in this process.
std::unique_ptr<Admission> MakeLocalAdmission(AdmissionOptions options, std::shared_ptr<telemetry::Metrics> metrics);

}  // namespace shortbreaks::redis

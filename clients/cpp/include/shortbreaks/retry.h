// When a call is sent again. The services never retry for a caller: this is the one place that does.
#pragma once

#include <absl/base/thread_annotations.h>
#include <absl/status/status.h>
#include <absl/synchronization/mutex.h>
#include <absl/time/time.h>

namespace shortbreaks {

struct RetryPolicy {
  // The first one included. 1: never again.
  int attempts_max = 5;
  // Before the second attempt a random time up to this; it doubles with each attempt up to backoff_max.
  absl::Duration backoff = absl::Milliseconds(100);
  absl::Duration backoff_max = absl::Seconds(2);
  // Retries a connection may make in a burst, and how much of one each answered call earns back: when a service is in
  // trouble, a client adds at most a tenth to its load.
  double budget_max = 10;
  double budget_per_answer = 0.1;
};

// Shared by all calls of a connection. Thread-safe.
class RetryBudget {
 public:
  explicit RetryBudget(const RetryPolicy& policy) : policy_(policy), left_(policy.budget_max) {}
  // Takes one retry; false where none is left.
  bool Take();
  void Answered();

 private:
  const RetryPolicy policy_;
  absl::Mutex mutex_;
  double left_ ABSL_GUARDED_BY(mutex_);
};

// How long to wait before the next attempt: full jitter, and no less than the service asked for. `random` is uniform in
// [0, 1); `attempts` is how many were made.
absl::Duration BackoffOf(const RetryPolicy& policy, int attempts, const absl::Status& status, double random);

}  // namespace shortbreaks

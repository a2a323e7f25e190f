#include "shortbreaks/retry.h"

#include <algorithm>
#include <cmath>

#include "shortbreaks/errors.h"

namespace shortbreaks {

bool RetryBudget::Take() {
  absl::MutexLock lock(&mutex_);
  if (left_ < 1) return false;
  left_ -= 1;
  return true;
}

void RetryBudget::Answered() {
  absl::MutexLock lock(&mutex_);
  left_ = std::min(policy_.budget_max, left_ + policy_.budget_per_answer);
}

absl::Duration BackoffOf(const RetryPolicy& policy, int attempts, const absl::Status& status, double random) {
  const double doublings = std::pow(2.0, std::min(attempts - 1, 20));
  const absl::Duration limit = std::min(policy.backoff * doublings, policy.backoff_max);
  return std::max(RetryAfter(status), limit * random);
}

}  // namespace shortbreaks

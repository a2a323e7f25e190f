#include "shortbreaks/retry.h"

#include <absl/random/random.h>
#include <absl/time/clock.h>

#include <algorithm>
#include <cmath>

#include "attempts.h"
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

Surroundings RealSurroundings() {
  return {.now = absl::Now, .sleep = absl::SleepFor, .random = [] {
            thread_local absl::InsecureBitGen generator;
            return absl::Uniform(generator, 0.0, 1.0);
          }};
}

absl::Status SendUntilAnswered(const RetryPolicy& policy, RetryBudget& budget, const Surroundings& surroundings,
                               const CallRules& rules, absl::FunctionRef<absl::Status()> attempt) {
  for (int attempts = 1;; ++attempts) {
    const absl::Status status = attempt();
    const bool again = MayRetry(status);
    // An error without a reason is the network's or our own: nobody answered.
    if (!again && (status.ok() || !ReasonName(status).empty())) budget.Answered();
    if (!again || !rules.may_repeat || attempts >= policy.attempts_max) return status;
    const absl::Duration wait = BackoffOf(policy, attempts, status, surroundings.random());
    if (surroundings.now() + wait >= rules.deadline || !budget.Take()) return status;
    surroundings.sleep(wait);
  }
}

}  // namespace shortbreaks

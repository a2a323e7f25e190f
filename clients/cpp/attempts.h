// One call, sent until it is answered for good. Free of gRPC, so that tests hold the clock and the answers.
#pragma once

#include <absl/functional/function_ref.h>
#include <absl/status/status.h>
#include <absl/time/time.h>

#include <functional>

#include "shortbreaks/retry.h"

namespace shortbreaks {

// Time and chance.
struct Surroundings {
  std::function<absl::Time()> now;
  std::function<void(absl::Duration)> sleep;
  std::function<double()> random;  // uniform in [0, 1)
};
Surroundings RealSurroundings();

struct CallRules {
  // No wait goes past it.
  absl::Time deadline = absl::InfiniteFuture();
  // False: sent once. So is a change without a request_id, which would be done twice.
  bool may_repeat = true;
};

// Runs `attempt` once, then again while the policy, the budget, the deadline and the error allow; gives the last
// answer.
absl::Status SendUntilAnswered(const RetryPolicy& policy, RetryBudget& budget, const Surroundings& surroundings,
                               const CallRules& rules, absl::FunctionRef<absl::Status()> attempt);

}  // namespace shortbreaks

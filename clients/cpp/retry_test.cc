#include "shortbreaks/retry.h"

#include <gtest/gtest.h>

#include "errors/errors.h"
#include "shortbreaks/errors.h"

namespace shortbreaks {
namespace {

TEST(RetryBudget, IsSpentAndEarnedBack) {
  RetryPolicy policy;
  policy.budget_max = 2;
  policy.budget_per_answer = 0.5;
  RetryBudget budget(policy);
  EXPECT_TRUE(budget.Take());
  EXPECT_TRUE(budget.Take());
  EXPECT_FALSE(budget.Take());
  budget.Answered();
  EXPECT_FALSE(budget.Take());
  budget.Answered();
  EXPECT_TRUE(budget.Take());
  for (int i = 0; i < 100; ++i) budget.Answered();
  EXPECT_TRUE(budget.Take());
  EXPECT_TRUE(budget.Take());
  EXPECT_FALSE(budget.Take());
}

TEST(Backoff, GrowsToItsLimitWithFullJitter) {
  const RetryPolicy policy{.backoff = absl::Milliseconds(100), .backoff_max = absl::Milliseconds(350)};
  const absl::Status status = MakeError(type::v1::ERROR_REASON_CONTENTION);
  EXPECT_EQ(BackoffOf(policy, 1, status, 0), absl::ZeroDuration());
  EXPECT_EQ(BackoffOf(policy, 1, status, 0.5), absl::Milliseconds(50));
  EXPECT_EQ(BackoffOf(policy, 2, status, 0.5), absl::Milliseconds(100));
  EXPECT_EQ(BackoffOf(policy, 3, status, 1), absl::Milliseconds(350));
  EXPECT_EQ(BackoffOf(policy, 1'000, status, 1), absl::Milliseconds(350));
}

TEST(Backoff, WaitsAsLongAsTheServiceAsks) {
  const absl::Status busy = errors::ErrorWithRetryAfter(type::v1::ERROR_REASON_BUSY, absl::Seconds(3));
  EXPECT_EQ(RetryAfter(busy), absl::Seconds(3));
  EXPECT_EQ(BackoffOf({}, 1, busy, 0.5), absl::Seconds(3));
}

}  // namespace
}  // namespace shortbreaks

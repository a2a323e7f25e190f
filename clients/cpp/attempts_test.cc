#include "attempts.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <deque>
#include <vector>

#include "errors/errors.h"
#include "shortbreaks/errors.h"

namespace shortbreaks {
namespace {

using testing::ElementsAre;
absl::Status Contention() { return MakeError(type::v1::ERROR_REASON_CONTENTION); }

class Attempts : public testing::Test {
 protected:
  // Answers in order, the last one for ever.
  absl::Status Send(std::deque<absl::Status> answers, const CallRules& rules = {}) {
    waits_.clear();
    attempts_ = 0;
    return SendUntilAnswered(policy_, budget_, surroundings_, rules, [&] {
      ++attempts_;
      now_ += attempt_takes_;
      const absl::Status answer = answers.front();
      if (answers.size() > 1) answers.pop_front();
      return answer;
    });
  }

  RetryPolicy policy_{.attempts_max = 4, .backoff = absl::Milliseconds(100), .backoff_max = absl::Seconds(1)};
  RetryBudget budget_{{.budget_max = 100, .budget_per_answer = 1}};
  absl::Time now_ = absl::UnixEpoch();
  absl::Duration attempt_takes_ = absl::ZeroDuration();
  double chance_ = 0.5;
  std::vector<absl::Duration> waits_;
  int attempts_ = 0;
  const Surroundings surroundings_{.now = [this] { return now_; },
                                   .sleep =
                                       [this](absl::Duration wait) {
                                         waits_.push_back(wait);
                                         now_ += wait;
                                       },
                                   .random = [this] { return chance_; }};
};

TEST_F(Attempts, WaitLongerEachTimeUntilOneSucceeds) {
  EXPECT_TRUE(Send({Contention(), Contention(), Contention(), absl::OkStatus()}).ok());
  EXPECT_THAT(waits_, ElementsAre(absl::Milliseconds(50), absl::Milliseconds(100), absl::Milliseconds(200)));
}

TEST_F(Attempts, EndAtTheirNumberWithTheLastAnswer) {
  const absl::Status last = MakeError(type::v1::ERROR_REASON_BUSY);
  EXPECT_EQ(Send({Contention(), Contention(), Contention(), last}), last);
  EXPECT_EQ(attempts_, 4);
}

TEST_F(Attempts, WaitAsLongAsTheServiceAsksAndNotPastTheDeadline) {
  const absl::Status busy = errors::ErrorWithRetryAfter(type::v1::ERROR_REASON_BUSY, absl::Seconds(3));
  EXPECT_TRUE(Send({busy, absl::OkStatus()}, {.deadline = now_ + absl::Seconds(4)}).ok());
  EXPECT_THAT(waits_, ElementsAre(absl::Seconds(3)));
  EXPECT_EQ(Send({busy, absl::OkStatus()}, {.deadline = now_ + absl::Seconds(3)}), busy);
  EXPECT_THAT(waits_, ElementsAre());
}

TEST_F(Attempts, CountTheirOwnTimeAgainstTheDeadline) {
  attempt_takes_ = absl::Seconds(2);
  EXPECT_FALSE(Send({Contention()}, {.deadline = now_ + absl::Seconds(5)}).ok());
  EXPECT_EQ(attempts_, 3);
}

TEST_F(Attempts, AreNotMadeForWhatMayNotBeRepeated) {
  EXPECT_FALSE(Send({Contention(), absl::OkStatus()}, {.may_repeat = false}).ok());
  EXPECT_EQ(attempts_, 1);
}

TEST_F(Attempts, FollowTheServiceAndRetryABrokenConnection) {
  EXPECT_TRUE(Send({absl::UnavailableError("connection reset"), absl::OkStatus()}).ok());
  EXPECT_FALSE(Send({absl::InternalError("stream reset"), absl::OkStatus()}).ok());
  EXPECT_FALSE(Send({MakeError(type::v1::ERROR_REASON_SESSION_FULL), absl::OkStatus()}).ok());
}

TEST_F(Attempts, StopWhenTheSharedBudgetIsSpentUntilAnswersEarnItBack) {
  RetryBudget budget({.budget_max = 2, .budget_per_answer = 0.5});
  const auto attempts = [&](const absl::Status& answer) {
    int made = 0;
    (void)SendUntilAnswered(policy_, budget, surroundings_, {}, [&] {
      ++made;
      return answer;
    });
    return made;
  };
  EXPECT_EQ(attempts(Contention()), 3);
  EXPECT_EQ(attempts(Contention()), 1);
  // What no service answered earns nothing.
  for (int i = 0; i < 10; ++i) EXPECT_EQ(attempts(absl::InternalError("stream reset")), 1);
  EXPECT_EQ(attempts(Contention()), 1);
  // A refusal is an answer.
  EXPECT_EQ(attempts(absl::OkStatus()), 1);
  EXPECT_EQ(attempts(MakeError(type::v1::ERROR_REASON_SESSION_FULL)), 1);
  EXPECT_EQ(attempts(Contention()), 2);
}

}  // namespace
}  // namespace shortbreaks

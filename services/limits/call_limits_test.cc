// The buckets in a real Redis and in the process alone.
#include "limits/call_limits.h"

#include <absl/time/clock.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <atomic>
#include <map>
#include <mutex>
#include <thread>
#include <vector>

#include "limits/bucket.h"
#include "support/private_redis.h"

namespace shortbreaks::limits {
namespace {

using identity::Principal;
using identity::Role;

struct Counted : telemetry::Metrics {
  void CallLimited(std::string_view outcome, std::string_view by) override {
    const std::lock_guard lock(mutex);
    ++counts[std::string(outcome) + " " + std::string(by)];
  }
  std::mutex mutex;
  std::map<std::string, int> counts;
};

// Rates so low that nothing comes back while a test runs.
CallLimitOptions Slow(int partner_burst, int user_burst) {
  CallLimitOptions options{.partner = {1, partner_burst}, .user = {1, user_burst}};
  options.service = "test";
  options.key = std::string(32, 'k');
  return options;
}

Principal Carer(const std::string& who, const std::string& partner = "parent-app",
                const std::string& council = "E08000031") {
  return {Role::kCarer, council, "carers/" + who, "", partner, ""};
}

int AllowedOf(CallLimits& limits, const Principal& caller, int calls) {
  int allowed = 0;
  for (int i = 0; i < calls; ++i) allowed += limits.Take(caller) == absl::ZeroDuration();
  return allowed;
}

TEST(Bucket, HoldsItsBurstAndFillsAtItsRate) {
  const Pace pace = PaceOf({10, 3});
  int64_t full = 0, now = 1'000'000'000;
  const auto take = [&] {
    const int64_t after = FullAfter(full, now, pace);
    const int64_t wait = WaitFor(after, now, pace);
    if (wait <= 0) full = after;
    return wait;
  };
  for (int i = 0; i < 3; ++i) EXPECT_LE(take(), 0) << i;
  EXPECT_EQ(take(), 100'000) << "a tenth of a second";
  now += 99'999;
  EXPECT_EQ(take(), 1);
  now += 1;
  EXPECT_LE(take(), 0);
  EXPECT_EQ(take(), 100'000);
  // However long nobody called, no more than the burst is there.
  now += 3'600'000'000;
  for (int i = 0; i < 3; ++i) EXPECT_LE(take(), 0) << i;
  EXPECT_GT(take(), 0);
}

TEST(Bucket, HalfOfARateIsHalfOfBoth) {
  EXPECT_EQ(PaceOf({10, 20}, 50).each, 200'000);
  EXPECT_EQ(PaceOf({10, 20}, 50).most / PaceOf({10, 20}, 50).each, 10);
  EXPECT_EQ(PaceOf({10, 1}, 50).most / PaceOf({10, 1}, 50).each, 1) << "never nothing at all";
}

class CallLimitsTest : public testing::Test {
 protected:
  std::unique_ptr<CallLimits> Make(const CallLimitOptions& options, bool redis = true) {
    return MakeCallLimits(redis ? std::make_shared<redis::Client>(redis_->Options()) : nullptr, options, metrics_);
  }
  int Count(const std::string& what) {
    const std::lock_guard lock(metrics_->mutex);
    return metrics_->counts[what];
  }

  const std::unique_ptr<support::PrivateRedis> redis_ = *support::PrivateRedis::Create();
  const std::shared_ptr<Counted> metrics_ = std::make_shared<Counted>();
};

TEST_F(CallLimitsTest, AUserHasItsOwnBucketAndIsToldWhenToComeBack) {
  const auto limits = Make(Slow(1'000, 5));
  EXPECT_EQ(AllowedOf(*limits, Carer("a"), 8), 5);
  const absl::Duration wait = limits->Take(Carer("a"));
  EXPECT_GT(wait, absl::ZeroDuration());
  EXPECT_LE(wait, absl::Seconds(1));
  EXPECT_EQ(AllowedOf(*limits, Carer("b"), 8), 5) << "another user";
  EXPECT_EQ(AllowedOf(*limits, Carer("a", "parent-app", "E08000030"), 8), 5) << "another council's";
  Principal officer = Carer("a");
  officer.role = Role::kOfficer;
  EXPECT_EQ(AllowedOf(*limits, officer, 8), 5) << "another role's";
  // Whoever takes another app is the same user.
  EXPECT_EQ(AllowedOf(*limits, Carer("a", "another-app"), 8), 0);
  EXPECT_EQ(Count("allowed redis"), 20);
  EXPECT_EQ(Count("user redis"), 8 * 5 + 1 - 20);
}

TEST_F(CallLimitsTest, APartnersUsersShareItsBucketAndWhatIsRefusedIsTakenFromNeither) {
  const auto limits = Make(Slow(7, 5));
  EXPECT_EQ(AllowedOf(*limits, Carer("a"), 20), 5);
  EXPECT_EQ(AllowedOf(*limits, Carer("b"), 20), 2) << "fifteen refusals of a's took nothing from the partner";
  EXPECT_EQ(Count("partner redis"), 18);
  EXPECT_EQ(AllowedOf(*limits, Carer("b", "another-app"), 20), 3) << "nor from b";
}

// Full buckets are forgotten to have room, and no other.
TEST_F(CallLimitsTest, HoweverManyCallWhoHasCalledTooOftenIsNotForgotten) {
  const auto limits = Make(Slow(1'000'000, 5), false);
  EXPECT_EQ(AllowedOf(*limits, Carer("a"), 8), 5);
  for (int i = 0; i < 5'000; ++i) EXPECT_EQ(limits->Take(Carer(std::to_string(i))), absl::ZeroDuration()) << i;
  EXPECT_EQ(AllowedOf(*limits, Carer("a"), 3), 0);
}

TEST_F(CallLimitsTest, InstancesShareTheBucketsAndManyAtOnceGetNoMore) {
  std::vector<std::unique_ptr<CallLimits>> instances;
  for (int i = 0; i < 4; ++i) instances.push_back(Make(Slow(1'000, 50)));
  std::atomic<int> allowed = 0;
  {
    std::vector<std::jthread> callers;
    for (const auto& instance : instances) {
      callers.emplace_back([&] { allowed += AllowedOf(*instance, Carer("a"), 100); });
    }
  }
  // One comes back a second.
  EXPECT_GE(allowed, 50);
  EXPECT_LE(allowed, 53);
}

TEST_F(CallLimitsTest, ABucketFillsAgain) {
  CallLimitOptions options = Slow(1'000, 2);
  options.user.per_second = 200;
  const auto limits = Make(options);
  EXPECT_GE(AllowedOf(*limits, Carer("a"), 2), 2);
  EXPECT_TRUE(support::Eventually(absl::Seconds(5), [&] { return AllowedOf(*limits, Carer("a"), 1) == 1; }));
}

TEST_F(CallLimitsTest, WithoutRedisAnInstanceGoesOnWithLess) {
  CallLimitOptions options = Slow(1'000, 10);
  options.redis_retry_after = absl::Milliseconds(50);
  const auto limits = Make(options);
  EXPECT_EQ(AllowedOf(*limits, Carer("a"), 4), 4);
  redis_->Kill();
  EXPECT_EQ(AllowedOf(*limits, Carer("b"), 20), 5);
  EXPECT_EQ(Count("allowed local"), 5);
  EXPECT_EQ(Count("user local"), 15);
  ASSERT_TRUE(redis_->Start().ok());
  const int before = Count("allowed redis");
  EXPECT_TRUE(support::Eventually(absl::Seconds(10), [&] {
    limits->Take(Carer("c"));
    return Count("allowed redis") > before;
  }));
}

// deploy/redis/users.acl: where a command is missing there each instance would limit by itself, without a word.
TEST_F(CallLimitsTest, TheShippedRightsInRedisAreEnough) {
  const auto shipped = *support::PrivateRedis::CreateAsShipped();
  const auto limits = MakeCallLimits(std::make_shared<redis::Client>(shipped->Options()), Slow(1'000, 5), metrics_);
  EXPECT_EQ(AllowedOf(*limits, Carer("a"), 8), 5);
  EXPECT_EQ(Count("allowed redis"), 5);
  EXPECT_EQ(Count("user redis"), 3);
}

TEST_F(CallLimitsTest, AFrozenRedisIsLeftAloneAfterOneTry) {
  CallLimitOptions options = Slow(1'000, 100);
  options.redis_retry_after = absl::Seconds(60);
  const auto limits = Make(options);
  redis_->Pause();
  EXPECT_EQ(AllowedOf(*limits, Carer("a"), 60), 50);
  EXPECT_EQ(Count("allowed local"), 50);
  redis_->Continue();
  EXPECT_EQ(AllowedOf(*limits, Carer("b"), 1), 1);
  EXPECT_EQ(Count("allowed redis"), 0);
}

TEST_F(CallLimitsTest, AProcessWithoutRedisHasTheFullRates) {
  const auto limits = Make(Slow(1'000, 10), /*redis=*/false);
  EXPECT_EQ(AllowedOf(*limits, Carer("a"), 20), 10);
  EXPECT_EQ(Count("user local"), 10);
}

// Who asked, and through which app, cannot be told from what is in Redis, and it goes by itself.
TEST_F(CallLimitsTest, NothingInRedisTellsWhoAsked) {
  const auto limits = Make(Slow(5, 5));
  limits->Take(Carer("0190a5e2-7c1d-7b3e-8f00-0123456789ab"));
  redis::Client client(redis_->Options());
  // Answers how many keys there are, how many tell who asked, and how many would stay.
  constexpr redis::Script kLook{R"lua(
local told, stay = 0, 0
local keys = redis.call('KEYS', '*')
for _, key in ipairs(keys) do
  for _, word in ipairs(ARGV) do if string.find(key, word, 1, true) then told = told + 1 end end
  if redis.call('PTTL', key) < 0 then stay = stay + 1 end
end
return {#keys, told, stay}
)lua"};
  const auto seen = client.Run(kLook, {}, {"0190a5e2", "carer", "parent"});
  ASSERT_TRUE(seen.ok()) << seen.status();
  EXPECT_THAT(*seen, testing::ElementsAre(2, 0, 0));
  CallLimitOptions other = Slow(5, 5);
  other.key = std::string(32, 'o');
  Make(other)->Take(Carer("0190a5e2-7c1d-7b3e-8f00-0123456789ab"));
  EXPECT_EQ((*client.Run(kLook, {}, {"-"}))[0], 4) << "without the secret nobody knows which bucket is whose";
}

}  // namespace
}  // namespace shortbreaks::limits

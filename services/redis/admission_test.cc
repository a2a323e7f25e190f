// One contract for both kinds of admission, and what only Redis can do or suffer.
#include "redis/admission.h"

#include <absl/strings/str_cat.h>
#include <absl/time/clock.h>
#include <gtest/gtest.h>

#include <atomic>
#include <mutex>
#include <thread>

#include "errors/errors.h"
#include "ids/uuid.h"
#include "support/private_redis.h"

namespace shortbreaks::redis {
namespace {

using errors::ReasonOf;

AdmissionOptions Options(absl::Duration wait_max = absl::Milliseconds(100)) {
  AdmissionOptions options;
  options.permits_beyond_places = 1;
  options.wait_max = wait_max;
  options.poll_min = absl::Milliseconds(1);
  options.poll_max = absl::Milliseconds(3);
  options.redis_retry_after = absl::Milliseconds(50);
  return options;
}

ClientOptions Patient(const support::PrivateRedis& server) {
  ClientOptions options = server.Options();
  options.connect_timeout = options.command_timeout = absl::Seconds(5);
  return options;
}

std::string NewSession() { return ids::ToText(ids::NewUuid()); }
absl::Time Soon() { return absl::Now() + absl::Seconds(20); }

using Make = std::unique_ptr<Admission> (*)(AdmissionOptions);

class AdmissionTest : public testing::TestWithParam<Make> {
 protected:
  std::unique_ptr<Admission> Admit(AdmissionOptions options = Options()) { return GetParam()(options); }
  const std::string session_ = NewSession();
};

INSTANTIATE_TEST_SUITE_P(Local, AdmissionTest, testing::Values(+[](AdmissionOptions options) {
                           return MakeLocalAdmission(options, telemetry::NoMetrics());
                         }));
INSTANTIATE_TEST_SUITE_P(Redis, AdmissionTest, testing::Values(+[](AdmissionOptions options) {
                           return MakeRedisAdmission(std::make_shared<Client>(Patient(support::SharedRedis())), options,
                                                     telemetry::NoMetrics());
                         }));

TEST_P(AdmissionTest, LetsInSomewhatMoreThanThereArePlacesAndTheNextWhenOneLeaves) {
  const auto admission = Admit();
  auto first = admission->Admit(session_, 1, Soon());
  auto second = admission->Admit(session_, 1, Soon());
  ASSERT_TRUE(first.ok() && second.ok());
  const auto third = admission->Admit(session_, 1, Soon());
  EXPECT_EQ(ReasonOf(third.status()), type::v1::ERROR_REASON_BUSY);
  first->reset();
  EXPECT_TRUE(admission->Admit(session_, 1, Soon()).ok());
}

TEST_P(AdmissionTest, SessionsDoNotWaitForEachOther) {
  const auto admission = Admit();
  const auto one = admission->Admit(session_, 0, Soon());
  EXPECT_TRUE(one.ok());
  EXPECT_TRUE(admission->Admit(NewSession(), 0, Soon()).ok());
}

TEST(LocalAdmission, BeyondItsLengthTheLineIsBusyAtOnce) {
  AdmissionOptions options = Options(absl::Seconds(20));
  options.queue_length_max = 1;
  const auto admission = MakeLocalAdmission(options, telemetry::NoMetrics());
  const std::string session = NewSession();
  auto inside = admission->Admit(session, 0, Soon());
  ASSERT_TRUE(inside.ok());
  std::atomic<int> admitted = 0, busy = 0;
  std::vector<std::jthread> callers;
  for (int i = 0; i < 2; ++i) {
    callers.emplace_back([&] {
      const auto permit = admission->Admit(session, 0, Soon());
      (permit.ok() ? admitted : busy) += 1;
    });
  }
  // One of the two waits, the other need not.
  EXPECT_TRUE(support::Eventually(absl::Seconds(10), [&] { return busy == 1; }));
  EXPECT_EQ(admitted, 0);
  inside->reset();
  callers.clear();
  EXPECT_EQ(admitted, 1);
}

TEST_P(AdmissionTest, ACallerWaitsForOneToLeave) {
  const auto admission = Admit(Options(absl::Seconds(10)));
  auto first = admission->Admit(session_, 0, Soon());
  ASSERT_TRUE(first.ok());
  std::atomic<bool> in = false;
  std::jthread waiter([&] { in = admission->Admit(session_, 0, Soon()).ok(); });
  absl::SleepFor(absl::Milliseconds(30));
  EXPECT_FALSE(in);
  first->reset();
  waiter.join();
  EXPECT_TRUE(in);
}

TEST_P(AdmissionTest, TheCallersOwnDeadlineEndsTheWait) {
  const auto admission = Admit(Options(absl::Seconds(60)));
  const auto first = admission->Admit(session_, 0, Soon());
  ASSERT_TRUE(first.ok());
  const absl::Time start = absl::Now();
  EXPECT_EQ(ReasonOf(admission->Admit(session_, 0, start + absl::Milliseconds(50)).status()),
            type::v1::ERROR_REASON_BUSY);
  EXPECT_LT(absl::Now() - start, absl::Seconds(20));
}

TEST_P(AdmissionTest, WhoGivesUpLeavesTheLineToTheNext) {
  const auto admission = Admit();
  auto first = admission->Admit(session_, 0, Soon());
  ASSERT_TRUE(first.ok());
  for (int i = 0; i < 5; ++i) EXPECT_FALSE(admission->Admit(session_, 0, Soon()).ok());
  first->reset();
  EXPECT_TRUE(admission->Admit(session_, 0, absl::Now() + absl::Milliseconds(90)).ok());
}

TEST_P(AdmissionTest, CallersComeInInTheOrderOfTheirArrival) {
  const auto admission = Admit(Options(absl::Seconds(20)));
  auto first = admission->Admit(session_, 0, Soon());
  ASSERT_TRUE(first.ok());
  constexpr int kCallers = 12;
  std::mutex mutex;
  std::vector<int> order;
  std::vector<std::jthread> callers;
  for (int i = 0; i < kCallers; ++i) {
    callers.emplace_back([&, i] {
      const auto permit = admission->Admit(session_, 0, Soon());
      ASSERT_TRUE(permit.ok());
      const std::lock_guard lock(mutex);
      order.push_back(i);
    });
    // Far enough apart that their order is beyond doubt.
    absl::SleepFor(absl::Milliseconds(60));
  }
  first->reset();
  callers.clear();
  std::vector<int> arrival;
  for (int i = 0; i < kCallers; ++i) arrival.push_back(i);
  EXPECT_EQ(order, arrival);
}

TEST_P(AdmissionTest, AtNoTimeAreMoreInThanMayBe) {
  const auto admission = Admit(Options(absl::Seconds(20)));
  std::atomic<int> in = 0, most = 0, admitted = 0;
  {
    std::vector<std::jthread> callers;
    for (int i = 0; i < 16; ++i) {
      callers.emplace_back([&] {
        for (int round = 0; round < 5; ++round) {
          const auto permit = admission->Admit(session_, 2, Soon());
          if (!permit.ok()) continue;
          const int now = ++in;
          for (int seen = most; now > seen && !most.compare_exchange_weak(seen, now);) {
          }
          absl::SleepFor(absl::Milliseconds(1));
          --in;
          ++admitted;
        }
      });
    }
  }
  EXPECT_EQ(admitted, 80);
  EXPECT_LE(most, 3);
}

class CountingMetrics : public telemetry::Metrics {
 public:
  void AdmissionEnded(std::string_view outcome) override {
    const std::lock_guard lock(mutex_);
    outcomes_.emplace_back(outcome);
  }

  std::vector<std::string> outcomes() {
    const std::lock_guard lock(mutex_);
    return outcomes_;
  }

 private:
  std::mutex mutex_;
  std::vector<std::string> outcomes_;
};

class RedisAdmissionTest : public testing::Test {
 protected:
  void SetUp() override {
    auto server = support::PrivateRedis::Create();
    ASSERT_TRUE(server.ok()) << server.status();
    server_ = *std::move(server);
  }
  std::unique_ptr<Admission> Instance(AdmissionOptions options = Options()) {
    return MakeRedisAdmission(std::make_shared<Client>(Patient(*server_)), options, telemetry::NoMetrics());
  }
  std::unique_ptr<support::PrivateRedis> server_;
  const std::string session_ = NewSession();
};

TEST_F(RedisAdmissionTest, InstancesShareOneLine) {
  const auto here = Instance(), there = Instance();
  auto first = here->Admit(session_, 0, Soon());
  ASSERT_TRUE(first.ok());
  EXPECT_FALSE(there->Admit(session_, 0, Soon()).ok());
  first->reset();
  EXPECT_TRUE(there->Admit(session_, 0, Soon()).ok());
}

TEST_F(RedisAdmissionTest, APermitOfOneWhoDiedEndsWithItsLease) {
  AdmissionOptions options = Options(absl::Seconds(10));
  options.lease = absl::Milliseconds(200);
  const auto admission = Instance(options);
  // Never destroyed, as by a process that was killed.
  static Permit* const lost = admission->Admit(session_, 0, Soon())->release();
  ASSERT_NE(lost, nullptr);
  EXPECT_TRUE(Instance(options)->Admit(session_, 0, Soon()).ok());
}

TEST_F(RedisAdmissionTest, WhoDiedInTheLineIsNotWaitedFor) {
  const auto admission = Instance(Options(absl::Seconds(10)));
  auto first = admission->Admit(session_, 0, Soon());
  ASSERT_TRUE(first.ok());
  // A ticket drawn by one that never asks again, ahead of everybody, as the script would have left it.
  const std::string stem = absl::StrCat("shortbreaks:admission:{", session_, "}:");
  Client client(Patient(*server_));
  ASSERT_TRUE(client
                  .Run(Script{"redis.call('ZADD', KEYS[1], 0, 'dead') local t = redis.call('TIME') "
                              "redis.call('ZADD', KEYS[2], t[1] * 1000 + 1500, 'dead') return {1}"},
                       {stem + "line", stem + "seen"}, {})
                  .ok());
  first->reset();
  EXPECT_FALSE(Instance()->Admit(session_, 0, Soon()).ok()) << "the dead one does not stand in the line";
  EXPECT_TRUE(admission->Admit(session_, 0, Soon()).ok());
}

// The lease is far longer than the test: only giving the permit back lets the next one in.
TEST_F(RedisAdmissionTest, APermitWhoseAnswerWasLostIsGivenBackOnceRedisAnswers) {
  AdmissionOptions options = Options();
  options.lease = absl::Seconds(60);
  const auto admission =
      MakeRedisAdmission(std::make_shared<Client>(server_->Options()), options, telemetry::NoMetrics());
  server_->Pause();
  // Redis takes the question, and hands out the permit when nobody listens any more.
  EXPECT_TRUE(admission->Admit(session_, 0, Soon()).ok()) << "the local line lets it in";
  server_->Continue();
  absl::SleepFor(absl::Milliseconds(60));
  EXPECT_TRUE(support::Eventually(absl::Seconds(10), [&] {
    (void)admission->Admit(NewSession(), 0, Soon());
    return Instance(options)->Admit(session_, 0, Soon()).ok();
  }));
}

TEST_F(RedisAdmissionTest, FrozenTheLocalLineTakesOver) {
  const auto counted = std::make_shared<CountingMetrics>();
  const auto admission = MakeRedisAdmission(std::make_shared<Client>(server_->Options()), Options(), counted);
  server_->Pause();
  {
    auto first = admission->Admit(session_, 0, Soon());
    EXPECT_TRUE(first.ok());
    EXPECT_EQ(ReasonOf(admission->Admit(session_, 0, Soon()).status()), type::v1::ERROR_REASON_BUSY);
  }
  server_->Continue();
  EXPECT_EQ(counted->outcomes(), (std::vector<std::string>{"fallback", "refused"}));
}

TEST_F(RedisAdmissionTest, StoppedOrFlushedTheLocalLineTakesOver) {
  const auto admission = Instance();
  ASSERT_TRUE(admission->Admit(session_, 0, Soon()).ok());
  server_->Kill();
  {
    auto first = admission->Admit(session_, 0, Soon());
    EXPECT_TRUE(first.ok());
    EXPECT_EQ(ReasonOf(admission->Admit(session_, 0, Soon()).status()), type::v1::ERROR_REASON_BUSY);
  }
  ASSERT_TRUE(server_->Start().ok());
  absl::SleepFor(absl::Milliseconds(60));
  auto permit = admission->Admit(session_, 0, Soon());
  ASSERT_TRUE(permit.ok());
  EXPECT_FALSE(Instance()->Admit(session_, 0, Soon()).ok()) << "Redis is not used again";
  ASSERT_TRUE(server_->FlushAll().ok());
  EXPECT_TRUE(admission->Admit(session_, 0, Soon()).ok());
}

TEST_F(RedisAdmissionTest, FullItRefusesAndTheLocalLineTakesOver) {
  auto full = support::PrivateRedis::Create({"--maxmemory", "1", "--maxmemory-policy", "noeviction"});
  ASSERT_TRUE(full.ok()) << full.status();
  const auto admission =
      MakeRedisAdmission(std::make_shared<Client>(Patient(**full)), Options(), telemetry::NoMetrics());
  EXPECT_TRUE(admission->Admit(session_, 0, Soon()).ok());
}

}  // namespace
}  // namespace shortbreaks::redis

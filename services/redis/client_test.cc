// The client of Redis on a real server: scripts, time-outs, and every way in which it can be away.
#include "redis/client.h"

#include <absl/time/clock.h>
#include <gtest/gtest.h>

#include <atomic>
#include <thread>

#include "support/private_redis.h"

namespace shortbreaks::redis {
namespace {

using support::PrivateRedis;

constexpr Script kCount{"return {redis.call('INCRBY', KEYS[1], ARGV[1]), #ARGV[2]}"};
constexpr Script kText{"return 'text'"};
constexpr Script kTextAmongNumbers{"return {1, 'text', {2}}"};
constexpr Script kBroken{"return redis.call('NO-SUCH-COMMAND')"};

TEST(RedisClient, RunsScriptsWithBytesAndWithoutTheirBeingKnown) {
  Client client(support::SharedRedis().Options());
  const std::string key("a key\0with\r\nbytes", 17);
  EXPECT_EQ(client.Run(kCount, {key}, {"2", std::string("\0\r\n ", 4)}).value(), (std::vector<int64_t>{2, 4}));
  ASSERT_TRUE(support::SharedRedis().FlushAll().ok());
  EXPECT_EQ(client.Run(kCount, {key}, {"3", ""}).value(), (std::vector<int64_t>{3, 0}));
}

TEST(RedisClient, AnAnswerOfAnotherKindIsAnErrorAndTheNextCallIsWell) {
  Client client(support::SharedRedis().Options());
  EXPECT_TRUE(absl::IsUnavailable(client.Run(kText, {}, {}).status()));
  EXPECT_TRUE(absl::IsUnavailable(client.Run(kTextAmongNumbers, {}, {}).status()));
  EXPECT_TRUE(absl::IsUnavailable(client.Run(kBroken, {}, {}).status()));
  EXPECT_TRUE(client.Ping().ok());
}

TEST(RedisClient, AnAnswerOfMoreElementsThanAnyOfOursIsGivenUp) {
  Client client(support::SharedRedis().Options());
  constexpr Script kMany{"local all = {} for i = 1, tonumber(ARGV[1]) do all[i] = i end return all"};
  EXPECT_EQ(client.Run(kMany, {}, {"1000"})->size(), 1'000u);
  EXPECT_TRUE(absl::IsUnavailable(client.Run(kMany, {}, {"1001"}).status()));
  EXPECT_TRUE(client.Ping().ok()) << "on another connection";
}

TEST(RedisClient, StoppedAndStartedAgain) {
  auto server = PrivateRedis::Create();
  ASSERT_TRUE(server.ok()) << server.status();
  Client client((*server)->OverTcp());
  ASSERT_TRUE(client.Ping().ok());
  (*server)->Kill();
  EXPECT_TRUE(absl::IsUnavailable(client.Ping()));
  ASSERT_TRUE((*server)->Start().ok());
  EXPECT_TRUE(client.Ping().ok());
}

TEST(RedisClient, FrozenItIsGivenUpAndNoLateAnswerIsTakenForAnother) {
  auto server = PrivateRedis::Create();
  ASSERT_TRUE(server.ok()) << server.status();
  Client client((*server)->Options());
  ASSERT_EQ(client.Run(kCount, {"n"}, {"1", ""}).value()[0], 1);
  (*server)->Pause();
  const absl::Time start = absl::Now();
  EXPECT_TRUE(absl::IsUnavailable(client.Run(kCount, {"n"}, {"10", ""}).status()));
  EXPECT_LT(absl::Now() - start, absl::Seconds(5));
  (*server)->Continue();
  // The frozen command was done or not; the answer to this one is its own.
  const auto ping = client.Run(Script{"return {42}"}, {}, {});
  ASSERT_TRUE(ping.ok());
  EXPECT_EQ(*ping, std::vector<int64_t>{42});
}

TEST(RedisClient, AWrongPasswordIsUnavailable) {
  auto server = PrivateRedis::Create({"--user", "app", "on", ">right", "~*", "+ping"});
  ASSERT_TRUE(server.ok()) << server.status();
  ClientOptions options = (*server)->Options();
  options.user = "app";
  options.password = "wrong";
  EXPECT_TRUE(absl::IsUnavailable(Client(options).Ping()));
  options.password = "right";
  EXPECT_TRUE(Client(options).Ping().ok());
}

TEST(RedisClient, MoreThreadsThanConnectionsShareThem) {
  ClientOptions options = support::SharedRedis().Options();
  options.connections_max = 2;
  options.command_timeout = absl::Seconds(5);
  Client client(options);
  ASSERT_TRUE(support::SharedRedis().FlushAll().ok());
  std::atomic<int> failures = 0;
  {
    std::vector<std::jthread> threads;
    for (int t = 0; t < 8; ++t) {
      threads.emplace_back([&] {
        for (int i = 0; i < 100; ++i) failures += !client.Run(kCount, {"shared"}, {"1", ""}).ok();
      });
    }
  }
  EXPECT_EQ(failures, 0);
  EXPECT_EQ(client.Run(kCount, {"shared"}, {"0", ""}).value()[0], 800);
}

}  // namespace
}  // namespace shortbreaks::redis

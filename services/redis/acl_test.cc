// The shipped list of who may do what in Redis: admission works under it, and nothing else does but the limits of
// calls, whose own test is limits/call_limits_test.cc.
#include <absl/strings/str_cat.h>
#include <absl/time/clock.h>
#include <gtest/gtest.h>

#include "redis/admission.h"
#include "redis/client.h"
#include "support/private_redis.h"

namespace shortbreaks::redis {
namespace {

constexpr char kKey[] = "shortbreaks:admission:{s}:permits";
constexpr char kBucket[] = "shortbreaks:calls:bookings:{c}:user:u";

class ShippedAcl : public testing::Test {
 protected:
  // Whether a script that runs one command is answered with its number.
  static bool May(Client& client, const std::string& call, const std::string& key = kKey) {
    return client.Run({absl::StrCat("redis.call(", call, ") return {1}")}, {key}, {}).ok();
  }

  const std::unique_ptr<support::PrivateRedis> server_ = *support::PrivateRedis::CreateAsShipped();
};

TEST_F(ShippedAcl, IsEnoughForAdmission) {
  auto client = std::make_shared<Client>(server_->Options());
  auto admission = MakeRedisAdmission(client, {}, telemetry::NoMetrics());
  const Script count{"return {redis.call('ZCARD', KEYS[1])}"};
  {
    auto permit = admission->Admit("s", 1, absl::Now() + absl::Seconds(5));
    ASSERT_TRUE(permit.ok()) << permit.status();
    EXPECT_EQ(client->Run(count, {kKey}, {}).value()[0], 1) << "it came from Redis";
  }
  EXPECT_EQ(client->Run(count, {kKey}, {}).value()[0], 0);
}

TEST_F(ShippedAcl, LetsNobodyElseIn) {
  ClientOptions options = server_->Options();
  EXPECT_TRUE(Client(options).Ping().ok());
  options.password = "wrong";
  EXPECT_TRUE(absl::IsUnavailable(Client(options).Ping()));
  options = server_->Options();
  options.user = "another";
  EXPECT_TRUE(absl::IsUnavailable(Client(options).Ping()));
  options.user = options.password = "";
  EXPECT_TRUE(absl::IsUnavailable(Client(options).Ping()));
  options.user = "default";
  options.password = server_->Options().password;
  EXPECT_TRUE(absl::IsUnavailable(Client(options).Ping()));
}

TEST_F(ShippedAcl, AllowsNoOtherCommandAndNoOtherKey) {
  Client client(server_->Options());
  EXPECT_TRUE(May(client, "'ZADD', KEYS[1], 1, 'a'"));
  EXPECT_TRUE(May(client, "'SET', KEYS[1], 1", kBucket));
  for (const char* call : {"'DEL', KEYS[1]", "'INCR', KEYS[1]", "'ZADD', KEYS[1], 1, 'a'"}) {
    EXPECT_FALSE(May(client, call, kBucket)) << call;
  }
  for (const char* call :
       {"'FLUSHALL'", "'FLUSHDB'", "'KEYS', '*'", "'CONFIG', 'GET', '*'", "'GET', KEYS[1]", "'SET', KEYS[1], 1",
        "'DEL', KEYS[1]", "'ACL', 'LIST'", "'ZRANGE', KEYS[1], 0, -1", "'PUBLISH', 'a', 'b'", "'SHUTDOWN'"}) {
    EXPECT_FALSE(May(client, call)) << call;
  }
  EXPECT_FALSE(May(client, "'ZADD', KEYS[1], 1, 'a'", "sessions"));
  EXPECT_FALSE(May(client, "'INCR', KEYS[1]", "shortbreaks:other"));
  EXPECT_FALSE(May(client, "'GET', KEYS[1]", "portal:session:s"));
  EXPECT_TRUE(client.Ping().ok());
}

}  // namespace
}  // namespace shortbreaks::redis

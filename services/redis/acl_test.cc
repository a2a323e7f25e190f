// The shipped list of who may do what in Redis: admission works under it, and nothing else does.
#include <absl/strings/str_cat.h>
#include <absl/time/clock.h>
#include <gtest/gtest.h>
#include <openssl/sha.h>

#include <fstream>
#include <iterator>

#include "redis/admission.h"
#include "redis/client.h"
#include "support/private_redis.h"

namespace shortbreaks::redis {
namespace {

constexpr char kPassword[] = "correct horse";
constexpr char kKey[] = "shortbreaks:admission:{s}:permits";

class ShippedAcl : public testing::Test {
 protected:
  // deploy/redis/users.acl with the password in place of the zeros, as an operator puts it there.
  static std::unique_ptr<support::PrivateRedis> Serving(const std::string& folder) {
    std::ifstream shipped(SHORTBREAKS_SOURCE "/deploy/redis/users.acl");
    std::string text(std::istreambuf_iterator<char>(shipped), {});
    unsigned char digest[SHA256_DIGEST_LENGTH];
    SHA256(reinterpret_cast<const unsigned char*>(kPassword), sizeof kPassword - 1, digest);
    std::string hash;
    for (const unsigned char byte : digest) absl::StrAppend(&hash, absl::Hex(byte, absl::kZeroPad2));
    const size_t at = text.find(std::string(64, '0'));
    EXPECT_NE(at, std::string::npos);
    std::ofstream(folder + "/users.acl") << text.replace(at, 64, hash);
    auto server = support::PrivateRedis::Create({"--aclfile", folder + "/users.acl"}, "shortbreaks", kPassword);
    EXPECT_TRUE(server.ok()) << server.status();
    return *std::move(server);
  }
  // Whether a script that runs one command is answered with its number.
  static bool May(Client& client, const std::string& call, const std::string& key = kKey) {
    return client.Run({absl::StrCat("redis.call(", call, ") return {1}")}, {key}, {}).ok();
  }

  const support::TemporaryDirectory folder_;
  const std::unique_ptr<support::PrivateRedis> server_ = Serving(folder_.path());
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
  options.password = kPassword;
  EXPECT_TRUE(absl::IsUnavailable(Client(options).Ping()));
}

TEST_F(ShippedAcl, AllowsNoOtherCommandAndNoOtherKey) {
  Client client(server_->Options());
  EXPECT_TRUE(May(client, "'ZADD', KEYS[1], 1, 'a'"));
  for (const char* call :
       {"'FLUSHALL'", "'FLUSHDB'", "'KEYS', '*'", "'CONFIG', 'GET', '*'", "'GET', KEYS[1]", "'SET', KEYS[1], 1",
        "'DEL', KEYS[1]", "'ACL', 'LIST'", "'ZRANGE', KEYS[1], 0, -1", "'PUBLISH', 'a', 'b'", "'SHUTDOWN'"}) {
    EXPECT_FALSE(May(client, call)) << call;
  }
  EXPECT_FALSE(May(client, "'ZADD', KEYS[1], 1, 'a'", "sessions"));
  EXPECT_FALSE(May(client, "'INCR', KEYS[1]", "shortbreaks:other"));
  EXPECT_TRUE(client.Ping().ok());
}

}  // namespace
}  // namespace shortbreaks::redis

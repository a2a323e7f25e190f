#include "settings/settings.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <stdlib.h>
#include <unistd.h>

#include <CLI/CLI.hpp>
#include <fstream>
#include <nlohmann/json.hpp>

#include "sealing/keyring.h"

namespace shortbreaks::settings {
namespace {

using testing::HasSubstr;

class SettingsTest : public testing::Test {
 protected:
  void SetUp() override {
    char pattern[] = "/tmp/shortbreaks-settings-XXXXXX";
    folder_ = mkdtemp(pattern);
    Write("key", std::string(32, 'k'));
    Write("password", "correct horse\n");
    arguments_ = {"bookings",       "--mysql-user",      "shortbreaks_bookings", "--mysql-password-file",
                  File("password"), "--token-issuer",    "https://id.example",   "--token-audience",
                  "shortbreaks",    "--token-keys-file", File("keys.json"),      "--page-token-key-file",
                  File("key")};
  }
  void TearDown() override {
    for (const char* name : {"key", "password", "config.toml"}) unlink(File(name).c_str());
    rmdir(folder_.c_str());
  }

  std::string File(const std::string& name) const { return folder_ + "/" + name; }
  void Write(const std::string& name, const std::string& text) { std::ofstream(File(name)) << text; }

  absl::StatusOr<Parsed> ParseWith(std::vector<std::string> more = {}, const Extra& extra = {}) {
    std::vector<std::string> all = arguments_;
    all.insert(all.end(), more.begin(), more.end());
    std::vector<const char*> argv;
    for (const std::string& each : all) argv.push_back(each.c_str());
    return Parse("bookings", static_cast<int>(argv.size()), argv.data(), extra);
  }
  std::string ErrorWith(std::vector<std::string> more) {
    const auto parsed = ParseWith(std::move(more));
    EXPECT_FALSE(parsed.ok());
    EXPECT_EQ(std::string(parsed.status().message()).find('\n'), std::string::npos) << "more than one line";
    return std::string(parsed.status().message());
  }

  std::string folder_;
  std::vector<std::string> arguments_;
};

TEST_F(SettingsTest, FlagsGoBeforeTheFileAndThatBeforeTheEnvironment) {
  Write("config.toml", "workers = 5\nhealth-probe-ms = 700\n");
  setenv("SHORTBREAKS_POOL_CONNECTIONS_MAX", "4", 1);
  setenv("SHORTBREAKS_HEALTH_PROBE_MS", "900", 1);
  auto parsed = ParseWith({"--config", File("config.toml"), "--workers", "8"});
  unsetenv("SHORTBREAKS_POOL_CONNECTIONS_MAX");
  unsetenv("SHORTBREAKS_HEALTH_PROBE_MS");
  ASSERT_TRUE(parsed.ok()) << parsed.status();
  EXPECT_EQ(parsed->settings->server.workers, 8);
  EXPECT_EQ(parsed->settings->health_probe_ms, 700);
  EXPECT_EQ(parsed->settings->mysql.connections_max, 4);
}

TEST_F(SettingsTest, AServicesOwnSettingsAreLikeAllOthersAndRedisIsForThoseThatUseIt) {
  int hold_seconds = 0;
  const Extra extra{.add = [&](CLI::App& app) { app.add_option("--hold-seconds", hold_seconds); }, .uses_redis = true};
  setenv("SHORTBREAKS_HOLD_SECONDS", "60", 1);
  setenv("SHORTBREAKS_REDIS_PORT", "6380", 1);
  const auto with = ParseWith({}, extra);
  const auto without = ParseWith();
  unsetenv("SHORTBREAKS_HOLD_SECONDS");
  unsetenv("SHORTBREAKS_REDIS_PORT");
  ASSERT_TRUE(with.ok()) << with.status();
  EXPECT_EQ(hold_seconds, 60);
  EXPECT_TRUE(with->settings->redis_enabled);
  EXPECT_EQ(with->settings->redis.port, 6380);
  ASSERT_TRUE(without.ok()) << without.status();
  EXPECT_FALSE(without->settings->redis_enabled);
  EXPECT_THAT(ErrorWith({"--redis-port", "6379"}), HasSubstr("--redis-port"));
}

TEST_F(SettingsTest, SecretsComeFromFilesWithoutTheirLineBreakAndAreNeverPrinted) {
  auto parsed = ParseWith();
  ASSERT_TRUE(parsed.ok()) << parsed.status();
  EXPECT_EQ(parsed->settings->mysql.connection.password, "correct horse");
  EXPECT_THAT(parsed->redacted_json, testing::Not(HasSubstr("correct")));
  const auto json = nlohmann::json::parse(parsed->redacted_json);
  EXPECT_EQ(json["mysql-user"], "shortbreaks_bookings");
  EXPECT_EQ(json["queue-length-max"], "256");
  EXPECT_THAT(ErrorWith({"--mysql-password-file", File("nothing")}), HasSubstr("cannot read"));
  Write("password", "\n");
  EXPECT_THAT(ErrorWith({}), HasSubstr("is empty"));
}

TEST_F(SettingsTest, AServiceThatSealsHasAKeyFileOrDoesNotStart) {
  const Extra seals{.seals = true};
  EXPECT_THAT(std::string(ParseWith({}, seals).status().message()), HasSubstr("--sealing-keys-file is required"));
  const std::string hex(64, 'c');
  Write("key", "key a " + hex + "\ncurrent a\nindex " + hex + "\n");
  const auto parsed = ParseWith({"--sealing-keys-file", File("key")}, seals);
  ASSERT_TRUE(parsed.ok()) << parsed.status();
  EXPECT_EQ(parsed->settings->mysql.connection.keyring->current(), "a");
  EXPECT_THAT(parsed->redacted_json, testing::Not(HasSubstr("cccc")));
  Write("key", "key a " + hex + "\ncurrent b\nindex " + hex + "\n");
  const std::string wrong(ParseWith({"--sealing-keys-file", File("key")}, seals).status().message());
  EXPECT_THAT(wrong, HasSubstr("names one of its keys"));
  EXPECT_THAT(wrong, testing::Not(HasSubstr("cccc")));
  EXPECT_FALSE(ParseWith()->settings->mysql.connection.keyring) << "a service that does not has none";
}

TEST_F(SettingsTest, AUserOfRedisHasAPasswordOrTheServiceDoesNotStart) {
  const Extra extra{.uses_redis = true};
  EXPECT_THAT(std::string(ParseWith({"--redis-user", "shortbreaks"}, extra).status().message()),
              HasSubstr("--redis-user shortbreaks needs --redis-password-file"));
  const auto with = ParseWith({"--redis-user", "shortbreaks", "--redis-password-file", File("password")}, extra);
  ASSERT_TRUE(with.ok()) << with.status();
  EXPECT_EQ(with->settings->redis.password, "correct horse");
  EXPECT_TRUE(ParseWith({"--redis-user", "shortbreaks", "--redis-enabled", "false"}, extra).ok());
}

TEST_F(SettingsTest, NumbersOutOfRangeAreRefusedWithTheRange) {
  EXPECT_THAT(ErrorWith({"--workers", "0"}), HasSubstr("--workers"));
  EXPECT_THAT(ErrorWith({"--queue-length-max", "-1"}), HasSubstr("--queue-length-max"));
  EXPECT_THAT(ErrorWith({"--drain-seconds", "soon"}), HasSubstr("--drain-seconds"));
}

TEST_F(SettingsTest, SettingsThatDoNotFitTogetherAreRefused) {
  EXPECT_THAT(ErrorWith({"--deadline-ms-min", "2000", "--deadline-ms-max", "1000"}), HasSubstr("--deadline-ms-min"));
  EXPECT_THAT(ErrorWith({"--workers", "2", "--pool-connections-max", "16"}), HasSubstr("--pool-connections-max"));
  EXPECT_THAT(ErrorWith({"--tls-key-file", "/k.pem"}), HasSubstr("--tls-certificate-file"));
  EXPECT_THAT(ErrorWith({"--tls-client-ca-file", "/ca.pem"}), HasSubstr("--tls-client-names"));
  EXPECT_THAT(ErrorWith({"--tls-client-ca-file", "/ca.pem", "--tls-client-names", "app.example"}),
              HasSubstr("needs --tls-certificate-file"));
  EXPECT_THAT(ErrorWith({"--tls-certificate-file", "/c.pem", "--tls-key-file", "/k.pem", "--tls-client-ca-file",
                         "/ca.pem", "--tls-client-names", "app.example", "--tls-forwarder-names", "bookings.example"}),
              HasSubstr("bookings.example is not among --tls-client-names"));
  EXPECT_THAT(ErrorWith({"--token-keys-url", "https://id.example/keys"}), HasSubstr("one of --token-keys-file"));
  EXPECT_THAT(ErrorWith({"--token-keys-file", ""}), HasSubstr("one of --token-keys-file"));
  EXPECT_THAT(ErrorWith({"--token-keys-file", "", "--token-keys-url", "http://id.example/keys"}),
              HasSubstr("must begin with https://"));
  EXPECT_THAT(ErrorWith({"--mysql-read-ms", "1000", "--mysql-lock-wait-seconds", "5"}),
              HasSubstr("--mysql-lock-wait-seconds"));
  Write("key", "short");
  EXPECT_THAT(ErrorWith({}), HasSubstr("at least 32 bytes"));
}

TEST_F(SettingsTest, NamesAreSplitAtCommas) {
  const auto parsed = ParseWith({"--tls-certificate-file", "/c.pem", "--tls-key-file", "/k.pem", "--tls-client-ca-file",
                                 "/ca.pem", "--tls-client-names", "app.example, spiffe://council/bookings",
                                 "--tls-forwarder-names", "spiffe://council/bookings"});
  ASSERT_TRUE(parsed.ok()) << parsed.status();
  EXPECT_THAT(parsed->settings->server.tls_client_names,
              testing::ElementsAre("app.example", "spiffe://council/bookings"));
  EXPECT_THAT(parsed->settings->server.tls_forwarder_names, testing::ElementsAre("spiffe://council/bookings"));
}

// Each is refused, and allowed where it is said to be a demonstration.
TEST_F(SettingsTest, ProductionRefusesWhatADemonstrationMayDo) {
  const std::pair<std::vector<std::string>, const char*> refused[] = {
      {{"--token-issuer", "https://development.invalid"}, "is the development issuer"},
      {{"--reflection", "true"}, "--reflection must be false"},
      {{"--listen-address", "0.0.0.0:50051"}, "would take tokens in the clear"},
      {{"--listen-address", "[::]:50051"}, "would take tokens in the clear"},
      {{"--mysql-host", "db.example"}, "set --mysql-tls-ca-file"},
      {{"--redis-host", "10.0.0.9"}, "set --redis-unix-socket"},
  };
  for (const auto& [arguments, said] : refused) {
    EXPECT_THAT(ParseWith(arguments, {.uses_redis = true}).status().message(), HasSubstr(said)) << arguments[0];
    std::vector<std::string> more = arguments;
    more.insert(more.end(), {"--development", "true"});
    EXPECT_TRUE(ParseWith(more, {.uses_redis = true}).ok()) << arguments[0];
  }
}

TEST_F(SettingsTest, ProductionAllowsTheSameOverTlsOrOnThisMachine) {
  for (const std::vector<std::string>& arguments : std::vector<std::vector<std::string>>{
           {"--listen-address", "127.0.0.1:50051"},
           {"--listen-address", "[::1]:50051"},
           {"--listen-address", "unix:/run/shortbreaks/bookings.sock"},
           {"--listen-address", "0.0.0.0:50051", "--tls-certificate-file", "/c.pem", "--tls-key-file", "/k.pem"},
           {"--mysql-host", "db.example", "--mysql-tls-ca-file", "/ca.pem"},
           {"--mysql-host", "db.example", "--mysql-unix-socket", "/run/mysqld.sock"},
           {"--redis-host", "10.0.0.9", "--redis-unix-socket", "/run/redis.sock"},
           {"--redis-host", "10.0.0.9", "--redis-enabled", "false"}}) {
    EXPECT_TRUE(ParseWith(arguments, {.uses_redis = true}).ok()) << arguments[1];
  }
}

TEST_F(SettingsTest, UnknownAndMissingSettingsAreNamed) {
  EXPECT_THAT(ErrorWith({"--wrokers", "3"}), HasSubstr("--wrokers"));
  Write("config.toml", "wrokers = 3\n");
  EXPECT_THAT(ErrorWith({"--config", File("config.toml")}), HasSubstr("wrokers"));
  arguments_ = {"bookings"};
  EXPECT_THAT(ErrorWith({}), HasSubstr("required"));
}

TEST_F(SettingsTest, PrintConfigAndHelpDoNothingElse) {
  auto printed = ParseWith({"--print-config"});
  ASSERT_TRUE(printed.ok()) << printed.status();
  EXPECT_FALSE(printed->settings.has_value());
  EXPECT_TRUE(nlohmann::json::accept(printed->output));
  auto help = ParseWith({"--help"});
  ASSERT_TRUE(help.ok()) << help.status();
  EXPECT_THAT(help->output, HasSubstr("--queue-length-max"));
}

}  // namespace
}  // namespace shortbreaks::settings

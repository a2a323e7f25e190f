#include "settings/settings.h"

#include <absl/strings/ascii.h>
#include <absl/strings/str_cat.h>
#include <absl/strings/str_replace.h>

#include <CLI/CLI.hpp>
#include <fstream>
#include <iterator>
#include <nlohmann/json.hpp>

namespace shortbreaks::settings {
namespace {

// Numbers of units, as the command line has them, until they become durations.
struct Raw {
  int deadline_ms_min = 20, deadline_ms_max = 30'000;
  int mysql_connect_ms = 2'000, mysql_read_ms = 5'000, mysql_lock_wait_seconds = 2, pool_wait_ms_max = 1'000;
  int redis_connect_ms = 50, redis_command_ms = 50;
};

class Builder {
 public:
  explicit Builder(CLI::App& app) : app_(app) {}

  template <typename T>
  CLI::Option* Text(const std::string& name, T& value, const std::string& help) {
    return app_.add_option("--" + name, value, help)->capture_default_str();
  }
  CLI::Option* Number(const std::string& name, int& value, int min, int max, const std::string& help) {
    return Text(name, value, help)->check(CLI::Range(min, max));
  }
  void Flag(const std::string& name, bool& value, const std::string& help) {
    app_.add_option("--" + name, value, help)->default_str(value ? "true" : "false");
  }

 private:
  CLI::App& app_;
};

void AddServer(Builder& add, Settings& settings, Raw& raw) {
  add.Text("listen-address", settings.server.listen_address, "host:port or unix:path; port 0 picks a free one");
  add.Text("tls-certificate-file", settings.server.tls_certificate_file, "PEM; empty: plaintext, behind a proxy only");
  add.Text("tls-key-file", settings.server.tls_key_file, "PEM");
  add.Number("workers", settings.server.workers, 1, 256, "calls that run at once");
  add.Number("queue-length-max", settings.server.queue_length_max, 1, 100'000, "calls that wait for a worker");
  add.Number("message-bytes-max", settings.server.message_bytes_max, 1'024, 64 << 20, "of a request or a response");
  add.Number("deadline-ms-min", raw.deadline_ms_min, 1, 60'000, "less time left than this is refused");
  add.Number("deadline-ms-max", raw.deadline_ms_max, 100, 600'000, "longer deadlines are shortened to this");
  add.Flag("reflection", settings.server.reflection, "answer questions about the contract, for tools");
  add.Text("metrics-address", settings.metrics_address, "host:port of http://…/metrics");
  add.Text("ports-file", settings.ports_file, "JSON with the ports bound, written once serving");
  add.Number("health-probe-ms", settings.health_probe_ms, 50, 60'000, "between looks at the database");
  add.Number("health-answer-seconds", settings.health_answer_seconds, 1, 30,
             "the database has to answer such a look, or is lost");
  add.Number("drain-seconds", settings.drain_seconds, 0, 600, "for calls begun, after SIGTERM");
}

void AddLimits(Builder& add, Settings& settings, bool redis) {
  limits::CallLimitOptions& limits = settings.call_limits;
  constexpr int kMost = 1'000'000;
  add.Number("user-calls-per-second-max", limits.user.per_second, 1, kMost,
             "of one user; above it refused with RetryInfo");
  add.Number("user-calls-burst-max", limits.user.burst, 1, kMost, "of one user at once, after it was quiet");
  add.Number("partner-calls-per-second-max", limits.partner.per_second, 1, kMost,
             "of all users of one partner's app in one council");
  add.Number("partner-calls-burst-max", limits.partner.burst, 1, kMost, "of those at once");
  if (redis) {
    add.Number("calls-percent-without-redis", limits.percent_without_redis, 1, 100,
               "of these limits that an instance keeps to by itself while Redis does not answer");
  }
  add.Number("text-bytes-max", settings.server.text.bytes_max, 1'024, 1 << 20, "of one text in a request");
  add.Number("list-entries-max", settings.server.text.entries_max, 1, 100'000, "of one list in a request");
}

void AddMysql(Builder& add, Settings& settings, Raw& raw) {
  mysql::ConnectionOptions& mysql = settings.mysql.connection;
  add.Text("mysql-host", mysql.host, "of the database");
  add.Number("mysql-port", mysql.port, 1, 65'535, "of the database");
  add.Text("mysql-unix-socket", mysql.unix_socket, "used instead of host and port");
  add.Text("mysql-user", mysql.user, "the service's own user");
  add.Text("mysql-password-file", settings.mysql_password_file, "holds the password");
  add.Text("mysql-schema", mysql.schema, "the schema");
  add.Text("mysql-tls-ca-file", mysql.tls_ca_file, "PEM; where set, the connection must be TLS and verified");
  add.Number("mysql-connect-ms", raw.mysql_connect_ms, 10, 60'000, "to connect");
  add.Number("mysql-read-ms", raw.mysql_read_ms, 1'000, 60'000, "the longest a statement is waited for");
  add.Number("mysql-lock-wait-seconds", raw.mysql_lock_wait_seconds, 1, 30, "for a row's lock");
  add.Number("pool-connections-max", settings.mysql.connections_max, 1, 256, "connections to the database");
  add.Number("pool-wait-ms-max", raw.pool_wait_ms_max, 1, 60'000, "for a connection");
  add.Number("transaction-attempts-max", settings.mysql.transaction_attempts_max, 1, 20, "the first included");
  add.Number("store-wait-seconds", settings.store_wait_seconds, 0, 3'600, "a start waits for the database");
}

void AddRedis(Builder& add, Settings& settings, Raw& raw) {
  settings.redis_enabled = true;
  add.Flag("redis-enabled", settings.redis_enabled, "false: admission by this process alone");
  add.Text("redis-host", settings.redis.host, "of Redis");
  add.Number("redis-port", settings.redis.port, 1, 65'535, "of Redis");
  add.Text("redis-unix-socket", settings.redis.unix_socket, "used instead of host and port");
  add.Text("redis-user", settings.redis.user, "ACL user; empty: none");
  add.Text("redis-password-file", settings.redis_password_file, "holds the password");
  add.Number("redis-connect-ms", raw.redis_connect_ms, 1, 10'000, "to connect");
  add.Number("redis-command-ms", raw.redis_command_ms, 1, 10'000, "for an answer");
  add.Number("redis-connections-max", settings.redis.connections_max, 1, 256, "connections to Redis");
}

void AddIdentity(Builder& add, Settings& settings) {
  add.Text("token-issuer", settings.token_issuer, "the `iss` of tokens")->required();
  add.Text("token-audience", settings.token_audience, "the `aud` of tokens")->required();
  add.Text("token-keys-folder", settings.token_keys_folder, "holds <kid>.pem, public keys for ES256")->required();
  add.Text("page-token-key-file", settings.page_token_key_file, "holds at least 32 secret bytes")->required();
}

void Apply(const Raw& raw, Settings& settings) {
  settings.server.deadline_min = absl::Milliseconds(raw.deadline_ms_min);
  settings.server.deadline_max = absl::Milliseconds(raw.deadline_ms_max);
  settings.mysql.connection.connect_timeout = absl::Milliseconds(raw.mysql_connect_ms);
  settings.mysql.connection.read_timeout = absl::Milliseconds(raw.mysql_read_ms);
  settings.mysql.connection.lock_wait_timeout = absl::Seconds(raw.mysql_lock_wait_seconds);
  settings.mysql.pool_wait_max = absl::Milliseconds(raw.pool_wait_ms_max);
  settings.redis.connect_timeout = absl::Milliseconds(raw.redis_connect_ms);
  settings.redis.command_timeout = absl::Milliseconds(raw.redis_command_ms);
}

absl::Status Wrong(const std::string& line) { return absl::FailedPreconditionError(line); }

absl::Status ReadSecret(const std::string& option, const std::string& path, std::string& secret) {
  if (path.empty()) return absl::OkStatus();
  std::ifstream file(path, std::ios::binary);
  if (!file) return Wrong(absl::StrCat("--", option, ": cannot read ", path));
  secret.assign(std::istreambuf_iterator<char>(file), {});
  // Editors end files with a line break.
  while (!secret.empty() && (secret.back() == '\n' || secret.back() == '\r')) secret.pop_back();
  if (secret.empty()) return Wrong(absl::StrCat("--", option, ": ", path, " is empty"));
  return absl::OkStatus();
}

absl::Status ReadSecrets(Settings& settings) {
  auto status = ReadSecret("mysql-password-file", settings.mysql_password_file, settings.mysql.connection.password);
  if (status.ok()) status = ReadSecret("redis-password-file", settings.redis_password_file, settings.redis.password);
  if (status.ok()) status = ReadSecret("page-token-key-file", settings.page_token_key_file, settings.page_token_key);
  return status;
}

absl::Status Check(const Settings& settings) {
  if (settings.mysql.connection.user.empty()) return Wrong("--mysql-user must be set to the service's own user");
  if (settings.page_token_key.size() < 32) return Wrong("--page-token-key-file must hold at least 32 bytes");
  if (settings.server.deadline_min >= settings.server.deadline_max) {
    return Wrong("--deadline-ms-min must be below --deadline-ms-max");
  }
  if (settings.server.tls_certificate_file.empty() != settings.server.tls_key_file.empty()) {
    return Wrong("--tls-certificate-file and --tls-key-file must be set together");
  }
  // A worker without a connection waits; more connections than workers and the jobs beside them are never used.
  if (settings.mysql.connections_max > settings.server.workers + 4) {
    return Wrong("--pool-connections-max must be at most --workers + 4: more are never used");
  }
  if (settings.mysql.connection.lock_wait_timeout >= settings.mysql.connection.read_timeout) {
    return Wrong("--mysql-lock-wait-seconds must be below --mysql-read-ms: the wait would look like a lost server");
  }
  return absl::OkStatus();
}

bool IsSetting(const CLI::Option& option) {
  const std::string& name = option.get_single_name();
  return name != "help" && name != "config" && name != "print-config";
}

void NameInEnvironment(CLI::App& app) {
  for (CLI::Option* option : app.get_options()) {
    if (!IsSetting(*option)) continue;
    const std::string name = absl::StrReplaceAll(option->get_single_name(), {{"-", "_"}});
    option->envname("SHORTBREAKS_" + absl::AsciiStrToUpper(name));
  }
}

std::string RedactedJson(const CLI::App& app) {
  nlohmann::ordered_json json;
  for (const CLI::Option* option : app.get_options()) {
    if (!IsSetting(*option)) continue;
    const std::string name = option->get_single_name();
    // Secrets are never given here, only where they lie.
    json[name] = option->count() > 0 ? option->as<std::string>() : option->get_default_str();
  }
  return json.dump();
}

}  // namespace

absl::StatusOr<Parsed> Parse(std::string_view service, int argc, const char* const* argv, const Extra& extra) {
  CLI::App app("shortbreaks-" + std::string(service) +
               ": flags, --config FILE and SHORTBREAKS_… in the environment, in this order of precedence");
  app.set_config("--config", "", "TOML with these settings, without the dashes in front");
  app.allow_config_extras(CLI::config_extras_mode::error);
  // The last of several wins, so that a wrapper's setting can be overruled.
  app.option_defaults()->multi_option_policy(CLI::MultiOptionPolicy::TakeLast);
  Settings settings;
  Raw raw;
  bool print_only = false;
  Builder add(app);
  AddServer(add, settings, raw);
  AddLimits(add, settings, extra.uses_redis);
  AddMysql(add, settings, raw);
  if (extra.uses_redis) AddRedis(add, settings, raw);
  AddIdentity(add, settings);
  app.add_flag("--print-config", print_only, "print every setting, secrets left out, and end");
  if (extra.add) extra.add(app);
  NameInEnvironment(app);

  try {
    app.parse(argc, argv);
  } catch (const CLI::CallForHelp&) {
    return Parsed{.output = app.help()};
  } catch (const CLI::ParseError& error) {
    return Wrong(absl::StrCat(error.what(), " (--help lists the settings)"));
  }
  Apply(raw, settings);
  if (auto status = ReadSecrets(settings); !status.ok()) return status;
  if (auto status = Check(settings); !status.ok()) return status;
  if (extra.check) {
    if (auto status = extra.check(); !status.ok()) return status;
  }
  Parsed parsed{.redacted_json = RedactedJson(app)};
  if (print_only) {
    parsed.output = parsed.redacted_json + "\n";
  } else {
    parsed.settings = std::move(settings);
  }
  return parsed;
}

}  // namespace shortbreaks::settings

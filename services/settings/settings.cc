#include "settings/settings.h"

#include <absl/strings/ascii.h>
#include <absl/strings/match.h>
#include <absl/strings/str_cat.h>
#include <absl/strings/str_replace.h>
#include <absl/strings/str_split.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <fstream>
#include <iterator>
#include <nlohmann/json.hpp>
#include <vector>

#include "identity/signing.h"
#include "sealing/keyring.h"
#include "settings/this_machine.h"

namespace shortbreaks::settings {
namespace {

// Numbers of units, as the command line has them, until they become durations.
struct Raw {
  int deadline_ms_min = 20, deadline_ms_max = 30'000;
  int mysql_connect_ms = 2'000, mysql_read_ms = 5'000, mysql_lock_wait_seconds = 2, pool_wait_ms_max = 1'000;
  int redis_connect_ms = 50, redis_command_ms = 50;
  std::string tls_client_names, tls_forwarder_names;  // with commas between them
  int tls_reload_seconds = 10;
  int token_lifetime_seconds_max = 3'600, token_clock_skew_seconds = 5;
  int token_keys_fetch_ms = 5'000, token_keys_refresh_seconds = 300, token_keys_refresh_early_seconds = 10;
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
  add.Text("tls-client-ca-file", settings.server.tls_client_ca_file,
           "PEM; where set, clients must show a certificate of this authority");
  add.Text("tls-client-names", raw.tls_client_names, "names in such certificates that may connect, with commas");
  add.Text("tls-forwarder-names", raw.tls_forwarder_names,
           "those of them that send on tokens bound to their callers' certificates");
  add.Number("tls-reload-seconds", raw.tls_reload_seconds, 1, 3'600, "between looks whether certificates have changed");
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

void AddIdentity(Builder& add, Settings& settings, Raw& raw) {
  add.Flag("development", settings.development, "true: for demonstrations and tests alone; see docs/operating.md");
  add.Text("token-issuer", settings.tokens.issuer, "the `iss` of tokens")->required();
  add.Text("token-audience", settings.tokens.audience, "the `aud` of tokens")->required();
  add.Number("token-lifetime-seconds-max", raw.token_lifetime_seconds_max, 60, 86'400, "from `iat` to `exp`");
  add.Number("token-clock-skew-seconds", raw.token_clock_skew_seconds, 0, 60,
             "the issuer's clock may be off by so much");
  add.Text("token-keys-file", settings.token_keys_file, "JSON Web Key Set with the issuer's public keys");
  add.Text("token-keys-url", settings.token_keys_url, "https address of that set, instead of a file");
  add.Text("token-keys-ca-file", settings.token_keys_ca_file, "PEM; who signed that server's certificate");
  add.Number("token-keys-fetch-ms", raw.token_keys_fetch_ms, 100, 60'000, "to fetch them");
  add.Number("token-keys-refresh-seconds", raw.token_keys_refresh_seconds, 10, 86'400, "between looks at that address");
  add.Number("token-keys-refresh-early-seconds", raw.token_keys_refresh_early_seconds, 1, 3'600,
             "at least, where tokens name keys that are not there");
  add.Text("page-token-key-file", settings.page_token_key_file, "holds at least 32 secret bytes")->required();
}

std::vector<std::string> Names(const std::string& text) {
  return absl::StrSplit(text, absl::ByAnyChar(", "), absl::SkipEmpty());
}

void AddSealing(Builder& add, Settings& settings) {
  add.Text("sealing-keys-file", settings.sealing_keys_file, "holds the keys that seal what is personal")->required();
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
  settings.server.tls_client_names = Names(raw.tls_client_names);
  settings.server.tls_forwarder_names = Names(raw.tls_forwarder_names);
  settings.server.tls_reload = absl::Seconds(raw.tls_reload_seconds);
  settings.tokens.lifetime_max = absl::Seconds(raw.token_lifetime_seconds_max);
  settings.tokens.clock_skew = absl::Seconds(raw.token_clock_skew_seconds);
  settings.token_keys_fetch_max = absl::Milliseconds(raw.token_keys_fetch_ms);
  settings.token_keys_refresh = absl::Seconds(raw.token_keys_refresh_seconds);
  settings.token_keys_refresh_early = absl::Seconds(raw.token_keys_refresh_early_seconds);
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

absl::Status ReadSealingKeys(Settings& settings) {
  std::string text;
  auto read = ReadSecret("sealing-keys-file", settings.sealing_keys_file, text);
  if (!read.ok() || settings.sealing_keys_file.empty()) return read;
  auto keyring = sealing::Keyring::Parse(text);
  OPENSSL_cleanse(text.data(), text.size());
  if (!keyring.ok()) {
    return Wrong(absl::StrCat("--sealing-keys-file: ", settings.sealing_keys_file, ": ", keyring.status().message()));
  }
  settings.mysql.connection.keyring = *std::move(keyring);
  return absl::OkStatus();
}

absl::Status ReadSecrets(Settings& settings) {
  auto status = ReadSecret("mysql-password-file", settings.mysql_password_file, settings.mysql.connection.password);
  if (status.ok()) status = ReadSecret("redis-password-file", settings.redis_password_file, settings.redis.password);
  if (status.ok()) status = ReadSecret("page-token-key-file", settings.page_token_key_file, settings.page_token_key);
  if (status.ok()) status = ReadSealingKeys(settings);
  return status;
}

absl::Status CheckTls(const rpc::ServerOptions& server) {
  if (server.tls_certificate_file.empty() != server.tls_key_file.empty()) {
    return Wrong("--tls-certificate-file and --tls-key-file must be set together");
  }
  if (server.tls_client_ca_file.empty() != server.tls_client_names.empty()) {
    return Wrong("--tls-client-ca-file and --tls-client-names must be set together: who signed, and who may connect");
  }
  if (server.tls_certificate_file.empty() && !server.tls_client_ca_file.empty()) {
    return Wrong("--tls-client-ca-file needs --tls-certificate-file");
  }
  for (const std::string& name : server.tls_forwarder_names) {
    if (std::ranges::find(server.tls_client_names, name) == server.tls_client_names.end()) {
      return Wrong(absl::StrCat("--tls-forwarder-names: ", name, " is not among --tls-client-names"));
    }
  }
  return absl::OkStatus();
}

absl::Status CheckTokens(const Settings& settings) {
  if (settings.token_keys_file.empty() == settings.token_keys_url.empty()) {
    return Wrong("one of --token-keys-file and --token-keys-url must be set");
  }
  if (!settings.token_keys_url.empty() && !absl::StartsWith(settings.token_keys_url, "https://")) {
    return Wrong("--token-keys-url must begin with https://");
  }
  return absl::OkStatus();
}

// What would send families' data or tokens where others may read it, or let anybody in.
absl::Status CheckProduction(const Settings& settings) {
  constexpr char kOrDevelop[] = " (a demonstration may say --development true)";
  if (settings.development) return absl::OkStatus();
  if (settings.tokens.issuer == identity::kDevelopmentIssuer) {
    return Wrong(absl::StrCat("--token-issuer is the development issuer, whose tokens anybody may make", kOrDevelop));
  }
  if (settings.server.reflection) return Wrong(absl::StrCat("--reflection must be false", kOrDevelop));
  if (settings.server.tls_certificate_file.empty() && !IsOfThisMachine(settings.server.listen_address)) {
    return Wrong(absl::StrCat("--listen-address ", settings.server.listen_address,
                              " would take tokens in the clear from other machines: set --tls-certificate-file, or "
                              "listen on loopback or a Unix socket",
                              kOrDevelop));
  }
  const mysql::ConnectionOptions& mysql = settings.mysql.connection;
  if (mysql.tls_ca_file.empty() && mysql.unix_socket.empty() && !IsOfThisMachine(mysql.host + ":0")) {
    return Wrong(absl::StrCat("--mysql-host ", mysql.host,
                              " would get families' data in the clear: set --mysql-tls-ca-file", kOrDevelop));
  }
  if (settings.redis_enabled && settings.redis.unix_socket.empty() && !IsOfThisMachine(settings.redis.host + ":0")) {
    return Wrong(absl::StrCat("--redis-host ", settings.redis.host,
                              " would get the password in the clear: put a TLS proxy in between and set "
                              "--redis-unix-socket",
                              kOrDevelop));
  }
  return absl::OkStatus();
}

// Without a password no AUTH is sent, and every command would be refused or run as somebody else.
absl::Status CheckRedis(const Settings& settings) {
  if (settings.redis_enabled && !settings.redis.user.empty() && settings.redis.password.empty()) {
    return Wrong(absl::StrCat("--redis-user ", settings.redis.user, " needs --redis-password-file"));
  }
  return absl::OkStatus();
}

absl::Status Check(const Settings& settings) {
  if (auto tls = CheckTls(settings.server); !tls.ok()) return tls;
  if (auto tokens = CheckTokens(settings); !tokens.ok()) return tokens;
  if (auto production = CheckProduction(settings); !production.ok()) return production;
  if (auto redis = CheckRedis(settings); !redis.ok()) return redis;
  if (settings.mysql.connection.user.empty()) return Wrong("--mysql-user must be set to the service's own user");
  if (settings.page_token_key.size() < 32) return Wrong("--page-token-key-file must hold at least 32 bytes");
  if (settings.server.deadline_min >= settings.server.deadline_max) {
    return Wrong("--deadline-ms-min must be below --deadline-ms-max");
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
  AddIdentity(add, settings, raw);
  if (extra.seals) AddSealing(add, settings);
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

// What an operator sets: flags, a file (`--config`, TOML as CLI11 reads it) and the environment (SHORTBREAKS_…), in
// this order of precedence. Every limit is explicit, has its unit in its name, and is checked before anything starts.
// Secrets come from files alone.
#pragma once

#include <absl/status/statusor.h>
#include <absl/time/time.h>

#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "identity/token_verifier.h"
#include "mysql/pool.h"
#include "redis/admission.h"
#include "redis/client.h"
#include "rpc/server.h"

namespace CLI {
class App;
}

namespace shortbreaks::settings {

// Durations as operators write them: whole milliseconds or seconds, as the name says.
struct Settings {
  rpc::ServerOptions server;
  std::string metrics_address = "127.0.0.1:0";
  std::string ports_file;  // where set, written with the ports once the service serves

  mysql::PoolOptions mysql;
  std::string mysql_password_file;
  int store_wait_seconds = 30;  // how long a start waits for the database

  bool redis_enabled = false;  // only a service that says it uses Redis has the settings for it
  redis::ClientOptions redis;
  std::string redis_password_file;

  limits::CallLimitOptions call_limits;

  bool development = false;  // takes the development issuer's tokens, and does without what production must have
  identity::TokenRules tokens;
  std::string token_keys_file, token_keys_url, token_keys_ca_file;  // one of the first two
  absl::Duration token_keys_fetch_max, token_keys_refresh, token_keys_refresh_early;
  std::string page_token_key_file;
  std::string sealing_keys_file;  // only of a service that says it seals; read into mysql.connection.keyring

  int health_probe_ms = 500;
  int health_answer_seconds = 2;  // whole seconds, since the driver counts in them
  int drain_seconds = 20;

  std::string page_token_key;  // read from its file
};

// Settings that one service adds. `add` binds them to its own variables; `check` is asked after parsing and says in one
// line what is wrong.
struct Extra {
  std::function<void(CLI::App&)> add;
  std::function<absl::Status()> check;
  bool uses_redis = false;
  bool seals = false;  // reads or writes what is sealed, and has the key file
};

// What came of the command line: settings, or that there is nothing more to do (`--help`, `--print-config`).
struct Parsed {
  std::optional<Settings> settings;
  std::string output;         // for stdout
  std::string redacted_json;  // every setting, secrets left out
};

// FAILED_PRECONDITION with one line that says which setting is wrong and what it must be.
absl::StatusOr<Parsed> Parse(std::string_view service, int argc, const char* const* argv, const Extra& extra);

}  // namespace shortbreaks::settings

// Redis through hiredis: a bounded set of connections, each thrown away after any error. hiredis is included by this
// folder alone. Nothing throws; nothing waits past its timeout. The process must ignore SIGPIPE, as the host makes it:
// hiredis writes to connections that the server may have closed.
#pragma once

#include <absl/status/statusor.h>
#include <absl/time/time.h>

#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace shortbreaks::redis {

struct ClientOptions {
  std::string host = "127.0.0.1";
  int port = 6379;
  std::string unix_socket;  // used instead where set
  std::string user;         // ACL user; empty: the default user
  std::string password;     // empty: no AUTH
  absl::Duration connect_timeout = absl::Milliseconds(50);
  absl::Duration command_timeout = absl::Milliseconds(50);
  int connections_max = 16;
};

// A script known by its SHA; sent whole when the server does not know it.
struct Script {
  std::string_view body;
};

class Client {
 public:
  explicit Client(ClientOptions options);
  ~Client();

  // Runs a script that answers an array of integers. UNAVAILABLE on any failure. Thread-safe.
  absl::StatusOr<std::vector<int64_t>> Run(const Script& script, const std::vector<std::string>& keys,
                                           const std::vector<std::string>& arguments);
  absl::Status Ping();

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace shortbreaks::redis

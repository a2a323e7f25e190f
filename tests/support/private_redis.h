// A Redis server of a test's own, with its own Unix socket and loopback port. Keeps nothing on disk.
#pragma once

#include <absl/status/status.h>
#include <absl/status/statusor.h>

#include <memory>
#include <string>
#include <vector>

#include "redis/client.h"
#include "support/child_process.h"

namespace shortbreaks::support {

class PrivateRedis {
 public:
  // `server_arguments` come last and so win: `{"--maxmemory", "1mb"}`.
  static absl::StatusOr<std::unique_ptr<PrivateRedis>> Create(std::vector<std::string> server_arguments = {});

  redis::ClientOptions Options() const;
  redis::ClientOptions OverTcp() const;

  // Faults. Start begins again, empty, and waits until it answers.
  absl::Status Start();
  void Stop() { process_.Stop(); }
  void Kill() { process_.Kill(); }
  void Pause() { process_.Pause(); }
  void Continue() { process_.Continue(); }
  absl::Status FlushAll();

  std::string socket() const { return directory_.path() + "/redis.sock"; }
  int port() const { return port_; }

 private:
  explicit PrivateRedis(std::vector<std::string> server_arguments)
      : server_arguments_(std::move(server_arguments)), port_(FreePort()) {}

  std::vector<std::string> server_arguments_;
  int port_;
  TemporaryDirectory directory_;
  ChildProcess process_;
};

// One server for the whole test program, started at the first use. Ends the program where it cannot start.
PrivateRedis& SharedRedis();

}  // namespace shortbreaks::support

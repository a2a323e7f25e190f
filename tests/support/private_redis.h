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
  // `server_arguments` come last and so win: `{"--maxmemory", "1mb"}`. `user` and `password` are for a server that
  // asks.
  static absl::StatusOr<std::unique_ptr<PrivateRedis>> Create(std::vector<std::string> server_arguments = {},
                                                              std::string user = {}, std::string password = {});
  // Asks for what deploy/redis/users.acl asks for, and lets the services' user do what that allows.
  static absl::StatusOr<std::unique_ptr<PrivateRedis>> CreateAsShipped();

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
  PrivateRedis(std::vector<std::string> server_arguments, std::string user, std::string password)
      : server_arguments_(std::move(server_arguments)),
        user_(std::move(user)),
        password_(std::move(password)),
        port_(FreePort()) {}

  std::vector<std::string> server_arguments_;
  const std::string user_, password_;
  int port_;
  TemporaryDirectory directory_;
  ChildProcess process_;
};

// One server for the whole test program, started at the first use. Ends the program where it cannot start.
PrivateRedis& SharedRedis();

}  // namespace shortbreaks::support

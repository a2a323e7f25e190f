#include "support/private_redis.h"

#include <absl/strings/str_cat.h>
#include <absl/time/time.h>

#include <csignal>
#include <cstdio>
#include <cstdlib>

namespace shortbreaks::support {

absl::StatusOr<std::unique_ptr<PrivateRedis>> PrivateRedis::Create(std::vector<std::string> server_arguments,
                                                                   std::string user, std::string password) {
  signal(SIGPIPE, SIG_IGN);  // as services do
  std::unique_ptr<PrivateRedis> server(
      new PrivateRedis(std::move(server_arguments), std::move(user), std::move(password)));
  if (absl::Status status = server->Start(); !status.ok()) return status;
  return server;
}

absl::Status PrivateRedis::Start() {
  std::vector<std::string> argv = {"redis-server",
                                   "--port",
                                   absl::StrCat(port_),
                                   "--bind",
                                   "127.0.0.1",
                                   "--unixsocket",
                                   socket(),
                                   "--unixsocketperm",
                                   "700",
                                   "--dir",
                                   directory_.path(),
                                   "--save",
                                   "",
                                   "--appendonly",
                                   "no",
                                   "--daemonize",
                                   "no"};
  argv.insert(argv.end(), server_arguments_.begin(), server_arguments_.end());
  if (absl::Status status = process_.Start(argv, directory_.path() + "/redis.log"); !status.ok()) return status;
  redis::ClientOptions options = Options();
  options.command_timeout = absl::Seconds(1);
  redis::Client client(options);
  if (Eventually(absl::Seconds(10), [&] { return client.Ping().ok() || !process_.running(); }) && process_.running()) {
    return absl::OkStatus();
  }
  return absl::UnavailableError("redis-server did not come up (package redis-server)");
}

redis::ClientOptions PrivateRedis::Options() const {
  redis::ClientOptions options;
  options.unix_socket = socket();
  options.user = user_;
  options.password = password_;
  return options;
}

redis::ClientOptions PrivateRedis::OverTcp() const {
  redis::ClientOptions options = Options();
  options.unix_socket.clear();
  options.port = port_;
  return options;
}

absl::Status PrivateRedis::FlushAll() {
  redis::ClientOptions options = Options();
  options.command_timeout = absl::Seconds(5);
  redis::Client client(options);
  return client.Run({"redis.call('FLUSHALL') return {1}"}, {}, {}).status();
}

PrivateRedis& SharedRedis() {
  static const std::unique_ptr<PrivateRedis> server = [] {
    auto created = PrivateRedis::Create();
    if (!created.ok()) {
      std::fprintf(stderr, "No private Redis: %s\n", created.status().ToString().c_str());
      std::exit(1);
    }
    return *std::move(created);
  }();
  return *server;
}

}  // namespace shortbreaks::support

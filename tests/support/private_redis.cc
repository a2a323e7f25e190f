#include "support/private_redis.h"

#include <absl/strings/str_cat.h>
#include <absl/time/time.h>
#include <openssl/sha.h>

#include <array>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <iterator>

namespace shortbreaks::support {
namespace {

std::string DigestOf(std::string_view password) {
  std::array<unsigned char, SHA256_DIGEST_LENGTH> digest;
  SHA256(reinterpret_cast<const unsigned char*>(password.data()), password.size(), digest.data());
  std::string text;
  for (const unsigned char byte : digest) absl::StrAppend(&text, absl::Hex(byte, absl::kZeroPad2));
  return text;
}

}  // namespace

absl::StatusOr<std::unique_ptr<PrivateRedis>> PrivateRedis::Create(std::vector<std::string> server_arguments,
                                                                   std::string user, std::string password) {
  std::unique_ptr<PrivateRedis> server(
      new PrivateRedis(std::move(server_arguments), std::move(user), std::move(password)));
  if (absl::Status status = server->Start(); !status.ok()) return status;
  return server;
}

absl::StatusOr<std::unique_ptr<PrivateRedis>> PrivateRedis::CreateAsShipped() {
  constexpr char kPassword[] = "correct horse";
  std::ifstream shipped(SHORTBREAKS_SOURCE_DIR "/deploy/redis/users.acl");
  std::string users(std::istreambuf_iterator<char>(shipped), {});
  // The password in place of the zeros, as an operator puts it there; the services' user stands first.
  const size_t zeros = users.find(std::string(64, '0'));
  if (zeros == std::string::npos) return absl::NotFoundError("deploy/redis/users.acl has no password's place");
  std::unique_ptr<PrivateRedis> server(new PrivateRedis({}, "shortbreaks", kPassword));
  const std::string file = server->directory_.path() + "/users.acl";
  std::ofstream(file) << users.replace(zeros, 64, DigestOf(kPassword));
  server->server_arguments_ = {"--aclfile", file};
  if (absl::Status status = server->Start(); !status.ok()) return status;
  return server;
}

absl::Status PrivateRedis::Start() {
  signal(SIGPIPE, SIG_IGN);  // as services do
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

// Whatever comes back from where Redis should be, a call ends, and with integers or UNAVAILABLE.
#include <absl/status/status.h>
#include <signal.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <cstdlib>
#include <cstring>
#include <string>
#include <thread>

#include "redis/client.h"

namespace {

// Reads one request, answers with `reply` and hangs up.
void AnswerOnce(int listener, const uint8_t* reply, size_t size) {
  const int connection = accept(listener, nullptr, nullptr);
  char request[4096];
  (void)!read(connection, request, sizeof(request));
  (void)!send(connection, reply, size, MSG_NOSIGNAL);
  close(connection);
}

struct Listener {
  Listener() {
    signal(SIGPIPE, SIG_IGN);
    char folder[] = "/tmp/redis-reply-XXXXXX";
    if (mkdtemp(folder) == nullptr) abort();
    path = std::string(folder) + "/socket";
    sockaddr_un address{};
    address.sun_family = AF_UNIX;
    path.copy(address.sun_path, sizeof(address.sun_path) - 1);
    fd = socket(AF_UNIX, SOCK_STREAM, 0);
    if (bind(fd, reinterpret_cast<sockaddr*>(&address), sizeof(address)) != 0 || listen(fd, 8) != 0) abort();
  }
  ~Listener() {
    unlink(path.c_str());
    rmdir(path.substr(0, path.rfind('/')).c_str());
  }

  std::string path;
  int fd = -1;
};

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  using namespace shortbreaks::redis;
  static const Listener kListener;
  std::thread server(AnswerOnce, kListener.fd, data, size);
  ClientOptions options;
  options.unix_socket = kListener.path;
  Client client(options);
  const auto answer = client.Run(Script{"return {1}"}, {"key"}, {"argument"});
  server.join();
  if (!answer.ok() && answer.status().code() != absl::StatusCode::kUnavailable) __builtin_trap();
  return 0;
}

#include "rpc/listener.h"

#include <absl/strings/str_cat.h>
#include <absl/strings/strip.h>
#include <netdb.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <sys/eventfd.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <set>
#include <thread>
#include <utility>
#include <vector>

#include "telemetry/log.h"

namespace shortbreaks::rpc {
namespace {

constexpr int kWaitingMax = 4096;  // of the kernel's queue; more hear nothing until they try again
constexpr int kTakenAtOnce = 64;
constexpr int kPatienceMilliseconds = 100;  // before the next try where nothing more can be opened

// An open file of this process, closed at the end.
class Descriptor {
 public:
  explicit Descriptor(int number = -1) : number_(number) {}
  Descriptor(Descriptor&& other) noexcept : number_(std::exchange(other.number_, -1)) {}
  Descriptor& operator=(Descriptor&&) = delete;
  ~Descriptor() {
    if (number_ >= 0) close(number_);
  }
  int number() const { return number_; }

 private:
  int number_;
};

using Descriptors = std::vector<Descriptor>;

// The value: 0, and one more of `all` that is listened on; or what went wrong, as errno has it.
int Bind(const sockaddr& address, socklen_t size, bool ipv6_alone, Descriptors& all) {
  Descriptor bound(socket(address.sa_family, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0));
  if (bound.number() < 0) return errno;
  const auto set = [&](int level, int option, int value) {
    setsockopt(bound.number(), level, option, &value, sizeof(value));
  };
  if (address.sa_family != AF_UNIX) {
    set(SOL_SOCKET, SO_REUSEADDR, 1);
    set(IPPROTO_TCP, TCP_NODELAY, 1);  // each connection has it from here
  }
  if (address.sa_family == AF_INET6) set(IPPROTO_IPV6, IPV6_V6ONLY, ipv6_alone ? 1 : 0);
  if (bind(bound.number(), &address, size) != 0 || listen(bound.number(), kWaitingMax) != 0) return errno;
  all.push_back(std::move(bound));
  return 0;
}

int PortOf(const Descriptor& bound) {
  sockaddr_storage address{};
  socklen_t size = sizeof(address);
  getsockname(bound.number(), reinterpret_cast<sockaddr*>(&address), &size);
  return ntohs(address.ss_family == AF_INET6 ? reinterpret_cast<sockaddr_in6&>(address).sin6_port
                                             : reinterpret_cast<sockaddr_in&>(address).sin_port);
}

void SetPort(sockaddr& address, int port) {
  auto& field = address.sa_family == AF_INET6 ? reinterpret_cast<sockaddr_in6&>(address).sin6_port
                                              : reinterpret_cast<sockaddr_in&>(address).sin_port;
  field = htons(static_cast<uint16_t>(port));
}

// A socket that a process left behind which is gone is free; one at which somebody answers, or is too busy to, is not,
// and neither is a file.
void RemoveLeftover(const sockaddr_un& address) {
  const char* path = static_cast<const char*>(address.sun_path);
  struct stat found {};
  if (lstat(path, &found) != 0 || !S_ISSOCK(found.st_mode)) return;
  const Descriptor asking(socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0));
  if (connect(asking.number(), reinterpret_cast<const sockaddr*>(&address), sizeof(address)) != 0 &&
      errno == ECONNREFUSED) {
    unlink(path);
  }
}

absl::StatusOr<Descriptors> BindPath(const std::string& path) {
  sockaddr_un address{};
  address.sun_family = AF_UNIX;
  if (path.empty() || path.size() >= sizeof(address.sun_path)) {
    return absl::InvalidArgumentError(absl::StrCat("a path has 1 to ", sizeof(address.sun_path) - 1, " bytes"));
  }
  path.copy(static_cast<char*>(address.sun_path), path.size());
  RemoveLeftover(address);
  Descriptors all;
  const int error = Bind(reinterpret_cast<const sockaddr&>(address), sizeof(address), false, all);
  if (error != 0) return absl::InvalidArgumentError(strerror(error));
  return all;
}

// All addresses that the host has, of one port. A machine without IPv6 still knows the names of IPv6 addresses.
absl::StatusOr<Descriptors> BindHost(const std::string& host, const std::string& port) {
  addrinfo hints{};
  hints.ai_socktype = SOCK_STREAM;
  hints.ai_flags = AI_PASSIVE | AI_NUMERICSERV;
  addrinfo* found = nullptr;
  if (const int error = getaddrinfo(host.c_str(), port.c_str(), &hints, &found); error != 0) {
    return absl::InvalidArgumentError(gai_strerror(error));
  }
  const std::unique_ptr<addrinfo, decltype(&freeaddrinfo)> owner(found, &freeaddrinfo);
  Descriptors all;
  int lacked = 0;
  std::set<std::string> seen;  // a file of hosts may name one twice
  for (addrinfo* each = found; each != nullptr; each = each->ai_next) {
    if (!seen.emplace(reinterpret_cast<const char*>(each->ai_addr), each->ai_addrlen).second) continue;
    if (!all.empty()) SetPort(*each->ai_addr, PortOf(all.front()));
    const int error = Bind(*each->ai_addr, each->ai_addrlen, found->ai_next != nullptr, all);
    if (error == EAFNOSUPPORT || error == EADDRNOTAVAIL) {
      lacked = error;
    } else if (error != 0) {
      return absl::InvalidArgumentError(strerror(error));
    }
  }
  if (all.empty()) return absl::InvalidArgumentError(strerror(lacked));
  return all;
}

absl::StatusOr<Descriptors> BindHostAndPort(const std::string& address) {
  const size_t colon = address.rfind(':');
  if (colon == std::string::npos || colon == 0) return absl::InvalidArgumentError("must be host:port or unix:path");
  std::string host = address.substr(0, colon);
  if (host.front() == '[' && host.back() == ']') host = host.substr(1, host.size() - 2);
  return BindHost(host, address.substr(colon + 1));
}

// Whether it is of that one connection, which has gone, and says nothing of the next.
bool OfOneConnection(int error) { return error == EINTR || error == ECONNABORTED || error == EPROTO; }

class PosixListener : public Listener {
 public:
  PosixListener(Descriptors bound, Descriptor end, int port, std::string path,
                std::shared_ptr<telemetry::Metrics> metrics)
      : bound_(std::move(bound)),
        end_(std::move(end)),
        port_(port),
        path_(std::move(path)),
        metrics_(std::move(metrics)) {}
  ~PosixListener() override { Stop(); }

  int port() const override { return port_; }

  void Start(std::function<void(int)> take) override {
    take_ = std::move(take);
    thread_ = std::jthread([this] { Run(); });
  }

  void Stop() override {
    if (bound_.empty()) return;
    eventfd_write(end_.number(), 1);
    if (thread_.joinable()) thread_.join();
    // While it still listens, so that nobody can have taken the path.
    if (!path_.empty()) unlink(path_.c_str());
    bound_.clear();
  }

 private:
  void Run() {
    std::vector<pollfd> watched = {{end_.number(), POLLIN, 0}};
    for (const Descriptor& each : bound_) watched.push_back({each.number(), POLLIN, 0});
    while (watched.front().revents == 0) {
      poll(watched.data(), watched.size(), -1);
      for (size_t i = 1; i < watched.size(); ++i) {
        if (watched[i].revents != 0) TakeSome(watched[i].fd);
      }
    }
  }

  // Until nobody waits any more, or nothing more can be opened (EMFILE, ENFILE, ENOBUFS, ENOMEM); the next look goes on
  // where so many come that this one would not end.
  void TakeSome(int listening) {
    for (int i = 0; i < kTakenAtOnce; ++i) {
      const int connection = accept4(listening, nullptr, nullptr, SOCK_NONBLOCK | SOCK_CLOEXEC);
      if (connection >= 0) {
        take_(connection);
      } else if (errno == EAGAIN) {
        lacking_ = false;  // one was to be had, and nobody was there for it
        return;
      } else if (!OfOneConnection(errno)) {
        return Wait(errno);
      }
    }
  }

  void Wait(int error) {
    if (!std::exchange(lacking_, true)) {
      metrics_->ConnectionsWait();
      telemetry::Log(telemetry::Level::kError, "connections_wait", {{"diagnosis", strerror(error)}});
    }
    pollfd end{end_.number(), POLLIN, 0};
    poll(&end, 1, kPatienceMilliseconds);
  }

  Descriptors bound_;
  const Descriptor end_;  // an eventfd: can be read as soon as it shall end
  const int port_;
  const std::string path_;  // of a Unix socket
  const std::shared_ptr<telemetry::Metrics> metrics_;
  std::function<void(int)> take_;
  bool lacking_ = false;
  std::jthread thread_;
};

}  // namespace

absl::StatusOr<std::unique_ptr<Listener>> Listener::Open(const std::string& address,
                                                         std::shared_ptr<telemetry::Metrics> metrics) {
  const auto refusal = [&](absl::string_view why) {
    return absl::FailedPreconditionError(
        absl::StrCat("cannot listen on ", address, " (", why, "); set --listen-address"));
  };
  Descriptor end(eventfd(0, EFD_CLOEXEC));
  if (end.number() < 0) return refusal(strerror(errno));
  absl::string_view path = address;
  const bool is_path = absl::ConsumePrefix(&path, "unix:");
  if (is_path) absl::ConsumePrefix(&path, "//");
  auto bound = is_path ? BindPath(std::string(path)) : BindHostAndPort(address);
  if (!bound.ok()) return refusal(bound.status().message());
  const int port = is_path ? 0 : PortOf(bound->front());
  return std::make_unique<PosixListener>(*std::move(bound), std::move(end), port, is_path ? std::string(path) : "",
                                         std::move(metrics));
}

}  // namespace shortbreaks::rpc

#include "storm/proxy.h"

#include <absl/time/clock.h>
#include <arpa/inet.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstdlib>
#include <string_view>

namespace shortbreaks::storm {
namespace {

constexpr size_t kBufferedMax = 1 << 20;  // each way
constexpr absl::Duration kTick = absl::Milliseconds(10);
// From a COMMIT whose answer is lost to the reset: the server has done it by then.
constexpr absl::Duration kCommitGrace = absl::Milliseconds(60);

sockaddr_in Loopback(int port) {
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(static_cast<uint16_t>(port));
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  return address;
}

void MakeQuick(int fd) {
  const int yes = 1;
  setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &yes, sizeof yes);
  fcntl(fd, F_SETFL, fcntl(fd, F_GETFL) | O_NONBLOCK);
}

void CloseWithReset(int fd) {
  const linger at_once{1, 0};
  setsockopt(fd, SOL_SOCKET, SO_LINGER, &at_once, sizeof at_once);
  close(fd);
}

}  // namespace

Proxy::Proxy() {
  listener_ = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  sockaddr_in address = Loopback(0);
  socklen_t size = sizeof address;
  if (bind(listener_, reinterpret_cast<sockaddr*>(&address), size) != 0 || listen(listener_, 128) != 0) std::abort();
  getsockname(listener_, reinterpret_cast<sockaddr*>(&address), &size);
  port_ = ntohs(address.sin_port);
  MakeQuick(listener_);
  thread_ = std::jthread([this] { Run(); });
}

Proxy::~Proxy() {
  ending_ = true;
  thread_.join();
  for (const auto& pair : pairs_) Reset(*pair);
  close(listener_);
}

void Proxy::SetRule(const ProxyRule& rule) {
  const absl::MutexLock lock(&mutex_);
  rule_ = rule;
  ++rule_number_;
}

void Proxy::Reset(const Pair& pair) {
  CloseWithReset(pair.there.from);
  CloseWithReset(pair.there.to);
}

void Proxy::Run() {
  while (!ending_) {
    ProxyRule rule;
    int rule_number = 0;
    {
      const absl::MutexLock lock(&mutex_);
      rule = rule_;
      rule_number = rule_number_;
    }
    absl::Duration patience = kTick;
    std::vector<pollfd> waits = Waits(absl::Now(), patience);
    poll(waits.data(), waits.size(), static_cast<int>(absl::ToInt64Milliseconds(patience)));
    std::vector<std::unique_ptr<Pair>> left;
    for (size_t i = 0; i < pairs_.size(); ++i) {
      const auto there = static_cast<short>(waits[2 * i + 1].revents),
                 back = static_cast<short>(waits[2 * i + 2].revents);
      if (Serve(*pairs_[i], rule, rule_number, there, back)) {
        left.push_back(std::move(pairs_[i]));
      } else {
        Reset(*pairs_[i]);
      }
    }
    pairs_ = std::move(left);
    if (waits[0].revents != 0) Accept(rule);
  }
}

std::vector<pollfd> Proxy::Waits(absl::Time now, absl::Duration& patience) const {
  std::vector<pollfd> waits = {{listener_, POLLIN, 0}};
  for (const auto& pair : pairs_) {
    for (const auto* ways : {&pair->there, &pair->back}) {
      // The other way's bytes go out of this way's source.
      const Way& in = *ways;
      const Way& out = ways == &pair->there ? pair->back : pair->there;
      short events = in.ended || in.bytes > kBufferedMax ? 0 : POLLIN;
      if (!out.chunks.empty() && out.chunks.front().due <= now) events |= POLLOUT;
      if (!out.chunks.empty())
        patience = std::min(patience, std::max(out.chunks.front().due - now, absl::Milliseconds(1)));
      waits.push_back({in.from, events, 0});
    }
  }
  return waits;
}

void Proxy::Accept(const ProxyRule& rule) {
  const int client = accept4(listener_, nullptr, nullptr, SOCK_CLOEXEC);
  if (client < 0) return;
  ++accepted_;
  const int server = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  const sockaddr_in address = Loopback(target_port_);
  if (rule.refuse || connect(server, reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0) {
    CloseWithReset(client);
    close(server);
    return;
  }
  MakeQuick(client);
  MakeQuick(server);
  auto pair = std::make_unique<Pair>();
  pair->there.from = pair->back.to = client;
  pair->there.to = pair->back.from = server;
  pair->generation = reset_generation_;
  pairs_.push_back(std::move(pair));
}

bool Proxy::Serve(Pair& pair, const ProxyRule& rule, int rule_number, short there_events, short back_events) {
  if (pair.generation != reset_generation_ || absl::Now() >= pair.reset_at) return false;
  if (pair.rule_number != rule_number) {
    pair.rule_number = rule_number;
    pair.answered = 0;
    if (pair.lost_bytes && !rule.silent) return false;
  }
  if ((there_events & ~POLLOUT) != 0 && !Read(pair, pair.there, rule, false)) return false;
  if ((back_events & ~POLLOUT) != 0 && !Read(pair, pair.back, rule, true)) return false;
  if (!Write(pair, pair.there, rule, false) || !Write(pair, pair.back, rule, true)) return false;
  // Ended on one side with nothing more to carry: so is the other.
  return !((pair.there.ended && pair.there.chunks.empty()) || (pair.back.ended && pair.back.chunks.empty()));
}

void Proxy::NoticeCommit(Pair& pair, const std::string& bytes, const ProxyRule& rule) {
  // COM_QUERY and the statement.
  if (rule.lose_commit_replies == 0 || std::string_view(bytes).find("\x03"
                                                                    "COMMIT") == std::string_view::npos)
    return;
  if (++commits_ % rule.lose_commit_replies != 0) return;
  pair.deaf = true;
  pair.reset_at = absl::Now() + kCommitGrace;
  ++lost_commits_;
}

bool Proxy::Read(Pair& pair, Way& way, const ProxyRule& rule, bool is_answer) {
  char buffer[16384];
  const ssize_t got = recv(way.from, buffer, sizeof buffer, 0);
  if (got < 0) return errno == EAGAIN || errno == EINTR;
  if (got == 0) {
    way.ended = true;
    return true;
  }
  std::string bytes(buffer, static_cast<size_t>(got));
  if (rule.silent || (is_answer && pair.deaf)) {
    pair.lost_bytes = true;
    return true;
  }
  if (!is_answer) NoticeCommit(pair, bytes, rule);
  way.bytes += bytes.size();
  way.chunks.push_back({absl::Now() + rule.delay, std::move(bytes)});
  return true;
}

bool Proxy::Write(Pair& pair, Way& way, const ProxyRule& rule, bool is_answer) {
  while (!way.chunks.empty() && way.chunks.front().due <= absl::Now()) {
    std::string& bytes = way.chunks.front().bytes;
    size_t most = bytes.size();
    const bool cuts = is_answer && rule.cut_after_bytes >= 0;
    if (cuts) most = std::min(most, static_cast<size_t>(std::max<int64_t>(rule.cut_after_bytes - pair.answered, 0)));
    const ssize_t sent = most == 0 ? 0 : send(way.to, bytes.data(), most, MSG_NOSIGNAL);
    if (sent < 0) return errno == EAGAIN || errno == EINTR;
    if (is_answer) pair.answered += sent;
    if (cuts && pair.answered >= rule.cut_after_bytes) return false;
    way.bytes -= static_cast<size_t>(sent);
    bytes.erase(0, static_cast<size_t>(sent));
    if (!bytes.empty()) return true;
    way.chunks.pop_front();
  }
  return true;
}

}  // namespace shortbreaks::storm

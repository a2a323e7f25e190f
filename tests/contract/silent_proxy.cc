#include "contract/silent_proxy.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cstdlib>

namespace shortbreaks::contract {
namespace {

sockaddr_in Loopback(int port) {
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(static_cast<uint16_t>(port));
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  return address;
}

}  // namespace

SilentProxy::SilentProxy(int target_port) : target_port_(target_port) {
  listener_ = socket(AF_INET, SOCK_STREAM, 0);
  sockaddr_in address = Loopback(0);
  socklen_t size = sizeof address;
  if (bind(listener_, reinterpret_cast<sockaddr*>(&address), size) != 0 || listen(listener_, 16) != 0) std::abort();
  getsockname(listener_, reinterpret_cast<sockaddr*>(&address), &size);
  port_ = ntohs(address.sin_port);
  thread_ = std::jthread([this] { Run(); });
}

SilentProxy::~SilentProxy() {
  ending_ = true;
  thread_.join();
  for (const Pair& pair : pairs_) close(pair.client), close(pair.service);
  close(listener_);
}

void SilentProxy::Run() {
  while (!ending_) {
    std::vector<pollfd> waiting = {{listener_, POLLIN, 0}};
    for (const Pair& pair : pairs_) {
      waiting.push_back({pair.client, POLLIN, 0});
      waiting.push_back({pair.service, POLLIN, 0});
    }
    if (poll(waiting.data(), waiting.size(), 10) <= 0) continue;
    std::vector<Pair> left;
    for (size_t i = 0; i < pairs_.size(); ++i) {
      const Pair& pair = pairs_[i];
      bool open = true;
      if (waiting[2 * i + 1].revents != 0) open = Forward(pair, pair.client, pair.service);
      if (open && waiting[2 * i + 2].revents != 0) open = Forward(pair, pair.service, pair.client);
      if (open) left.push_back(pair);
      if (!open) close(pair.client), close(pair.service);
    }
    pairs_ = std::move(left);
    if (waiting[0].revents != 0) Accept();
  }
}

void SilentProxy::Accept() {
  const int client = accept(listener_, nullptr, nullptr);
  const int service = socket(AF_INET, SOCK_STREAM, 0);
  const sockaddr_in address = Loopback(target_port_);
  if (connect(service, reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0) {
    close(client), close(service);
    return;
  }
  pairs_.push_back({connections_++, client, service});
}

bool SilentProxy::Forward(const Pair& pair, int from, int to) const {
  char buffer[16384];
  const ssize_t got = recv(from, buffer, sizeof buffer, 0);
  if (got <= 0) return false;
  if (pair.number < silent_below_) return true;
  return send(to, buffer, static_cast<size_t>(got), MSG_NOSIGNAL) == got;
}

}  // namespace shortbreaks::contract

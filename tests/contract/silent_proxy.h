// A TCP proxy that can go silent, as a fire wall or a dead machine does: bytes are taken and vanish, nothing is closed.
#pragma once

#include <sys/types.h>

#include <atomic>
#include <memory>
#include <thread>
#include <vector>

namespace shortbreaks::contract {

class SilentProxy {
 public:
  // Forwards from a free port of the loopback to `target_port` of it.
  explicit SilentProxy(int target_port);
  ~SilentProxy();
  SilentProxy(const SilentProxy&) = delete;

  int port() const { return port_; }
  int connections() const { return connections_; }
  // The connections that exist now carry nothing from now on; later ones do.
  void SilenceThoseThatExist() { silent_below_ = connections_.load(); }

 private:
  struct Pair {
    int number, client, service;
  };
  void Run();
  void Accept();
  // False where either end has closed.
  bool Forward(const Pair& pair, int from, int to) const;

  const int target_port_;
  int port_ = 0;
  int listener_ = -1;
  std::vector<Pair> pairs_;  // of thread_ alone
  std::atomic<int> connections_ = 0, silent_below_ = 0;
  std::atomic<bool> ending_ = false;
  std::jthread thread_;
};

}  // namespace shortbreaks::contract

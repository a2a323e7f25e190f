// Takes the connections that come in and hands each over. gRPC's own listener (1.51) ends for good at the first accept
// that fails: a service that was out of descriptors for a moment would never take a connection again.
#pragma once

#include <absl/status/statusor.h>

#include <functional>
#include <memory>
#include <string>

#include "telemetry/metrics.h"

namespace shortbreaks::rpc {

class Listener {
 public:
  // `address`: host:port, of which every address that the host has is listened on ([::] is of IPv4 too), or unix:path.
  // Port 0 picks a free one. FAILED_PRECONDITION, one line, where it cannot be.
  static absl::StatusOr<std::unique_ptr<Listener>> Open(
      const std::string& address, std::shared_ptr<telemetry::Metrics> metrics = telemetry::NoMetrics());
  virtual ~Listener() = default;  // as Stop

  // 0 for a Unix socket.
  virtual int port() const = 0;
  // `take` owns the connection, which does not block. While the process or the machine can open no more, connections
  // wait, and are taken as soon as it can.
  virtual void Start(std::function<void(int connection)> take) = 0;
  // Takes no more; who connects is refused.
  virtual void Stop() = 0;
};

}  // namespace shortbreaks::rpc

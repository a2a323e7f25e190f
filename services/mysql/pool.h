// A bounded pool of connections, and transactions on it.
#pragma once

#include <absl/status/statusor.h>
#include <absl/time/time.h>

#include <functional>
#include <memory>
#include <utility>

#include "mysql/connection.h"
#include "telemetry/metrics.h"

namespace shortbreaks::mysql {

struct PoolOptions {
  ConnectionOptions connection;
  int connections_max = 16;
  absl::Duration pool_wait_max = absl::Seconds(1);
  int transaction_attempts_max = 5;  // first try included
};

// Connections are opened when first needed, and thrown away when lost or idle for over a minute. Thread-safe.
class Pool {
 public:
  Pool(PoolOptions options, std::shared_ptr<telemetry::Metrics> metrics);
  ~Pool();

  // Gives its connection back when it is destroyed, or drops it where it is no longer usable.
  class Lease {
   public:
    Lease(Pool* pool, std::unique_ptr<Connection> connection) : pool_(pool), connection_(std::move(connection)) {}
    Lease(Lease&&) = default;
    ~Lease();
    Connection* operator->() const { return connection_.get(); }
    Connection& operator*() const { return *connection_; }

   private:
    friend class Pool;
    Pool* pool_;
    std::unique_ptr<Connection> connection_;
  };

  // BUSY after pool_wait_max, STORE_UNAVAILABLE, DEADLINE_EXCEEDED.
  absl::StatusOr<Lease> Acquire(absl::Time deadline);

  // One statement outside a transaction, tried once again on a new connection where an idle one proved lost.
  absl::StatusOr<Rows> Query(absl::Time deadline, std::string_view sql, const Parameters& parameters = {});

  const PoolOptions& options() const;
  telemetry::Metrics& metrics() const;

 private:
  struct State;
  std::unique_ptr<State> state_;
};

// Runs `body` between BEGIN and COMMIT. `body` may run several times: it must only touch the transaction. Where it
// returns an error everything is rolled back. Deadlocks and lock waits roll back and run it again with full jitter, up
// to transaction_attempts_max and the deadline, then CONTENTION. A connection lost before COMMIT was sent is
// STORE_UNAVAILABLE; lost, or timed out, after COMMIT was sent is OUTCOME_UNKNOWN.
absl::Status InTransaction(Pool& pool, absl::Time deadline, const std::function<absl::Status(Connection&)>& body);

}  // namespace shortbreaks::mysql

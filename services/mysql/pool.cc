#include "mysql/pool.h"

#include <absl/base/thread_annotations.h>
#include <absl/synchronization/mutex.h>
#include <absl/time/clock.h>

#include <vector>

#include "errors/errors.h"

namespace shortbreaks::mysql {
namespace {

using errors::ErrorReason;

// A connection that lay idle for longer is closed instead of used: firewalls forget such without a word to either end,
// and a statement on it would wait for its whole read timeout.
constexpr absl::Duration kIdleMax = absl::Minutes(1);

}  // namespace

struct Pool::State {
  struct Idle {
    std::unique_ptr<Connection> connection;
    absl::Time since;
  };

  State(PoolOptions pool_options, std::shared_ptr<telemetry::Metrics> pool_metrics)
      : options(std::move(pool_options)), metrics(std::move(pool_metrics)) {}

  // Waits for the right to have a connection; an idle one where there is one.
  absl::StatusOr<std::unique_ptr<Connection>> Reserve(absl::Time deadline);
  void GiveBack(std::unique_ptr<Connection> connection);
  void Unreserve();

  const PoolOptions options;
  const std::shared_ptr<telemetry::Metrics> metrics;
  absl::Mutex mutex;
  std::vector<Idle> idle ABSL_GUARDED_BY(mutex);  // the last used last
  int in_use ABSL_GUARDED_BY(mutex) = 0;
};

absl::StatusOr<std::unique_ptr<Connection>> Pool::State::Reserve(absl::Time deadline) {
  const absl::Time start = absl::Now();
  const absl::Time patience = start + options.pool_wait_max;
  std::unique_ptr<Connection> connection;
  std::vector<Idle> stale;  // closed after the mutex is given back
  {
    absl::MutexLock lock(&mutex);
    const auto free = [this]() ABSL_SHARED_LOCKS_REQUIRED(mutex) { return in_use < options.connections_max; };
    if (!mutex.AwaitWithDeadline(absl::Condition(&free), std::min(deadline, patience))) {
      if (deadline < patience) return errors::Error(ErrorReason::ERROR_REASON_DEADLINE_EXCEEDED);
      return errors::Busy(options.pool_wait_max);
    }
    ++in_use;
    // The one at the back was used last: where it is stale, all are.
    if (!idle.empty() && absl::Now() - idle.back().since > kIdleMax) stale.swap(idle);
    if (!idle.empty()) {
      connection = std::move(idle.back().connection);
      idle.pop_back();
    }
  }
  metrics->PoolWaited(absl::Now() - start);
  return connection;
}

void Pool::State::Unreserve() {
  absl::MutexLock lock(&mutex);
  --in_use;
}

void Pool::State::GiveBack(std::unique_ptr<Connection> connection) {
  std::vector<Idle> dropped;
  {
    absl::MutexLock lock(&mutex);
    --in_use;
    if (connection->usable()) {
      idle.push_back({std::move(connection), absl::Now()});
    } else {
      // Where one was lost the server has most likely gone, and the others with it.
      dropped.swap(idle);
    }
  }
}

Pool::Pool(PoolOptions options, std::shared_ptr<telemetry::Metrics> metrics)
    : state_(std::make_unique<State>(std::move(options), std::move(metrics))) {}

Pool::~Pool() = default;

Pool::Lease::~Lease() {
  if (connection_ != nullptr) pool_->state_->GiveBack(std::move(connection_));
}

absl::StatusOr<Pool::Lease> Pool::Acquire(absl::Time deadline) {
  absl::StatusOr<std::unique_ptr<Connection>> reserved = state_->Reserve(deadline);
  if (!reserved.ok()) return reserved.status();
  if (*reserved == nullptr) {
    ConnectionOptions options = state_->options.connection;
    options.connect_timeout = std::min(options.connect_timeout, deadline - absl::Now());
    reserved = Connection::Open(options);
    if (!reserved.ok()) {
      state_->Unreserve();
      return reserved.status();
    }
  }
  (*reserved)->SetDeadline(deadline);
  return Lease(this, *std::move(reserved));
}

absl::StatusOr<Rows> Pool::Query(absl::Time deadline, std::string_view sql, const Parameters& parameters) {
  for (int attempt = 1;; ++attempt) {
    auto lease = Acquire(deadline);
    if (!lease.ok()) return lease.status();
    auto rows = (*lease)->Query(sql, parameters);
    if (attempt == 1 && FaultOf(rows.status()) == Fault::kConnectionLost && absl::Now() < deadline) continue;
    return rows;
  }
}

const PoolOptions& Pool::options() const { return state_->options; }

telemetry::Metrics& Pool::metrics() const { return *state_->metrics; }

}  // namespace shortbreaks::mysql

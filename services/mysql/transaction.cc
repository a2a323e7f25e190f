#include <absl/random/random.h>
#include <absl/time/clock.h>

#include <algorithm>

#include "errors/diagnosis.h"
#include "errors/errors.h"
#include "mysql/pool.h"

namespace shortbreaks::mysql {
namespace {

using errors::Error;

// Before the second try a random time up to this; twice as long before each next one.
constexpr absl::Duration kBackoff = absl::Milliseconds(4);
constexpr absl::Duration kBackoffMax = absl::Milliseconds(250);

bool WorthTryingAgain(const absl::Status& status) {
  const Fault fault = FaultOf(status);
  return fault == Fault::kDeadlock || fault == Fault::kLockWait;
}

absl::Duration Backoff(int tries) {
  thread_local absl::InsecureBitGen generator;
  const absl::Duration limit = std::min(kBackoff * (1 << std::min(tries, 10)), kBackoffMax);
  return limit * absl::Uniform(generator, 0.0, 1.0);
}

// A commit that the server refused was rolled back. One whose answer did not come may have been done.
absl::Status AfterCommit(const absl::Status& status) {
  const Fault fault = FaultOf(status);
  if (status.ok() || fault == Fault::kDeadlock || fault == Fault::kLockWait) return status;
  return errors::WithDiagnosis(Error(type::v1::ERROR_REASON_OUTCOME_UNKNOWN), DiagnosisOf(status));
}

absl::Status TryOnce(Connection& connection, const std::function<absl::Status(Connection&)>& body) {
  if (auto begun = connection.Execute("BEGIN"); !begun.ok()) return begun.status();
  // Where this fails the connection is gone, and the server rolls back by itself.
  const auto roll_back = [&] {
    if (connection.usable()) connection.Execute("ROLLBACK").status().IgnoreError();
  };
  try {
    absl::Status status = body(connection);
    if (status.ok()) status = AfterCommit(connection.Execute("COMMIT").status());
    if (!status.ok()) roll_back();
    return status;
  } catch (...) {
    roll_back();
    throw;
  }
}

}  // namespace

absl::Status InTransaction(Pool& pool, absl::Time deadline, const std::function<absl::Status(Connection&)>& body) {
  const int attempts_max = pool.options().transaction_attempts_max;
  bool replaced = false;
  for (int tries = 1;; ++tries) {
    auto lease = pool.Acquire(deadline);
    if (!lease.ok()) return lease.status();
    const absl::Status status = TryOnce(**lease, body);
    // A connection that proved dead before anything was made lasting is replaced once: it had lain idle while the
    // server was restarted.
    if (FaultOf(status) == Fault::kConnectionLost && !replaced && absl::Now() < deadline) {
      replaced = true;
      continue;
    }
    if (!WorthTryingAgain(status)) return status;
    const bool lock_wait = FaultOf(status) == Fault::kLockWait;
    const absl::Duration wait = Backoff(tries);
    if (tries >= attempts_max || absl::Now() + wait >= deadline) return Error(type::v1::ERROR_REASON_CONTENTION);
    pool.metrics().TransactionRetried(lock_wait ? "lock_wait" : "deadlock");
    // Not held while waiting: others may need it.
    { const Pool::Lease given_back = *std::move(lease); }
    absl::SleepFor(wait);
  }
}

}  // namespace shortbreaks::mysql

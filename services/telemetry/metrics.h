// The figures a service publishes for Prometheus. Names and labels stand in metrics.cc and docs/operating.md.
// Thread-safe.
#pragma once

#include <absl/status/statusor.h>
#include <absl/time/time.h>

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

namespace shortbreaks::telemetry {

// Counts nothing by itself: what watches a figure overrides that one.
class Metrics {
 public:
  virtual ~Metrics() = default;
  // One RPC ended. `reason` is `OK` or the ErrorReason without its prefix.
  virtual void RpcEnded(std::string_view /*method*/, std::string_view /*reason*/, absl::Duration /*took*/) {}
  virtual void QueueDepth(int /*calls_waiting*/) {}
  // One wait for a database connection.
  virtual void PoolWaited(absl::Duration /*waited*/) {}
  // A transaction was rolled back and tried again. `cause`: deadlock or lock_wait.
  virtual void TransactionRetried(std::string_view /*cause*/) {}
  // A statement that takes the lock of a row that many want ended, with the row or without. `took` is all of its time,
  // most of it the wait where others held the row. `row`: child, session.
  virtual void LockTaken(std::string_view /*row*/, absl::Duration /*took*/) {}
  // A hold made, extended, confirmed, released, expired.
  virtual void HoldChanged(std::string_view /*change*/) {}
  // A change of a booking was tried. `change`: hold, book, extend, confirm, release, cancel, answer, sweep; `outcome`:
  // the state that it led to (held, confirmed, cancelled_late) or the ErrorReason without its prefix.
  virtual void BookingEnded(std::string_view /*change*/, std::string_view /*outcome*/) {}
  // How many requests wait for a provider's answer that is overdue.
  virtual void MatchAnswersOverdue(int64_t /*requests*/) {}
  // All audit records that were committed by `when` are sealed.
  virtual void AuditSealed(absl::Time /*when*/) {}
  // Admission, one for each caller: admitted, waited, refused; fallback where it was let in without Redis.
  virtual void AdmissionEnded(std::string_view /*outcome*/) {}
  // A call was counted against the caller's limits. `outcome`: allowed, or whose limit refused it: partner, user. `by`:
  // redis, or local where Redis did not answer or is not used.
  virtual void CallLimited(std::string_view /*outcome*/, std::string_view /*by*/) {}
  // Whether health says SERVING now.
  virtual void Serving(bool /*serving*/) {}
  // The process or the machine can open no more connections: who calls waits. Once for each such time.
  virtual void ConnectionsWait() {}
};

// Publishes on http://address/metrics; port 0 picks a free one. FAILED_PRECONDITION where it cannot listen.
struct PublishedMetrics {
  std::shared_ptr<Metrics> metrics;
  int port = 0;
};
absl::StatusOr<PublishedMetrics> PublishMetrics(const std::string& service, const std::string& address);

// For what nobody watches.
std::shared_ptr<Metrics> NoMetrics();

}  // namespace shortbreaks::telemetry

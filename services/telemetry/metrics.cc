#include "telemetry/metrics.h"

#include <absl/strings/match.h>
#include <absl/strings/str_cat.h>
#include <prometheus/counter.h>
#include <prometheus/exposer.h>
#include <prometheus/gauge.h>
#include <prometheus/histogram.h>
#include <prometheus/registry.h>

#include <exception>

#include "telemetry/process_figures.h"

namespace shortbreaks::telemetry {
namespace {

using prometheus::Histogram;

const Histogram::BucketBoundaries kSeconds = {0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10};

class PrometheusMetrics : public Metrics {
 public:
  explicit PrometheusMetrics(const std::string& service)
      : registry_(std::make_shared<prometheus::Registry>()), labels_{{"service", service}} {}

  const std::shared_ptr<prometheus::Registry>& registry() const { return registry_; }

  void RpcEnded(std::string_view method, std::string_view reason, absl::Duration took) override {
    rpcs_.Add({{"method", std::string(method)}, {"reason", std::string(reason)}}).Increment();
    rpc_seconds_.Add({{"method", std::string(method)}}, kSeconds).Observe(absl::ToDoubleSeconds(took));
  }
  void QueueDepth(int calls_waiting) override { queue_.Set(calls_waiting); }
  void PoolWaited(absl::Duration waited) override { pool_wait_.Observe(absl::ToDoubleSeconds(waited)); }
  void TransactionRetried(std::string_view cause) override {
    retries_.Add({{"cause", std::string(cause)}}).Increment();
  }
  void LockTaken(std::string_view row, absl::Duration took) override {
    lock_wait_.Add({{"row", std::string(row)}}, kSeconds).Observe(absl::ToDoubleSeconds(took));
  }
  void HoldChanged(std::string_view change) override { holds_.Add({{"change", std::string(change)}}).Increment(); }
  void BookingEnded(std::string_view change, std::string_view outcome) override {
    bookings_.Add({{"change", std::string(change)}, {"outcome", std::string(outcome)}}).Increment();
  }
  void MatchAnswersOverdue(int64_t requests) override { overdue_.Set(static_cast<double>(requests)); }
  void AuditSealed(absl::Time when) override { audit_sealed_.Set(absl::ToDoubleSeconds(when - absl::UnixEpoch())); }
  void AdmissionEnded(std::string_view outcome) override {
    admissions_.Add({{"outcome", std::string(outcome)}}).Increment();
  }
  void CallLimited(std::string_view outcome, std::string_view by) override {
    calls_limited_.Add({{"outcome", std::string(outcome)}, {"by", std::string(by)}}).Increment();
  }
  void Serving(bool serving) override { serving_.Set(serving ? 1 : 0); }
  void ConnectionsWait() override { connections_wait_.Increment(); }

 private:
  prometheus::Family<prometheus::Counter>& Counters(const char* name, const char* help) {
    return prometheus::BuildCounter().Name(name).Help(help).Labels(labels_).Register(*registry_);
  }
  prometheus::Gauge& Gauge(const char* name, const char* help) {
    return prometheus::BuildGauge().Name(name).Help(help).Labels(labels_).Register(*registry_).Add({});
  }
  prometheus::Family<Histogram>& Histograms(const char* name, const char* help) {
    return prometheus::BuildHistogram().Name(name).Help(help).Labels(labels_).Register(*registry_);
  }

  std::shared_ptr<prometheus::Registry> registry_;
  const prometheus::Labels labels_;
  prometheus::Family<prometheus::Counter>& rpcs_ =
      Counters("shortbreaks_rpcs_total", "RPCs ended, by method and reason.");
  prometheus::Family<Histogram>& rpc_seconds_ =
      Histograms("shortbreaks_rpc_seconds", "Time from arrival to answer of an RPC.");
  prometheus::Gauge& queue_ = Gauge("shortbreaks_queue_depth", "Calls waiting for a worker.");
  Histogram& pool_wait_ =
      Histograms("shortbreaks_pool_wait_seconds", "Waits for a database connection.").Add({}, kSeconds);
  prometheus::Family<prometheus::Counter>& retries_ =
      Counters("shortbreaks_transaction_retries_total", "Transactions rolled back and tried again, by cause.");
  prometheus::Family<Histogram>& lock_wait_ =
      Histograms("shortbreaks_lock_wait_seconds", "Statements that take a row that many want, waits included, by row.");
  prometheus::Family<prometheus::Counter>& holds_ =
      Counters("shortbreaks_holds_total", "Holds made, extended, confirmed, released, expired.");
  prometheus::Family<prometheus::Counter>& bookings_ =
      Counters("shortbreaks_booking_attempts_total", "Attempts to change a booking, by change and outcome.");
  prometheus::Gauge& overdue_ = Gauge("shortbreaks_match_answers_overdue",
                                      "Requests whose provider has not said in time whether it can meet the needs.");
  prometheus::Gauge& audit_sealed_ = Gauge("shortbreaks_audit_sealed_timestamp_seconds",
                                           "When all audit records were sealed last, in seconds since 1970.");
  prometheus::Family<prometheus::Counter>& admissions_ =
      Counters("shortbreaks_admissions_total", "Admissions to try for a place, by outcome.");
  prometheus::Family<prometheus::Counter>& calls_limited_ =
      Counters("shortbreaks_calls_limited_total", "Calls counted against their callers' limits, by outcome.");
  prometheus::Gauge& serving_ = Gauge("shortbreaks_serving", "1 while health says SERVING, else 0.");
  prometheus::Counter& connections_wait_ =
      Counters("shortbreaks_connections_wait_total", "Times that nothing more could be opened, so that callers waited.")
          .Add({});
};

// Keeps the listener as long as the figures.
class PublishedPrometheusMetrics : public PrometheusMetrics {
 public:
  PublishedPrometheusMetrics(const std::string& service, const std::string& address)
      : PrometheusMetrics(service), process_(std::make_shared<ProcessFigures>(service)), exposer_(address, 1) {
    exposer_.RegisterCollectable(registry());
    exposer_.RegisterCollectable(process_);
  }
  int port() const {
    const auto ports = exposer_.GetListeningPorts();
    return ports.empty() ? 0 : ports.front();
  }

 private:
  const std::shared_ptr<ProcessFigures> process_;
  prometheus::Exposer exposer_;
};

}  // namespace

absl::StatusOr<PublishedMetrics> PublishMetrics(const std::string& service, const std::string& address) {
  try {
    auto metrics = std::make_shared<PublishedPrometheusMetrics>(service, address);
    const int port = metrics->port();
    return PublishedMetrics{std::move(metrics), port};
  } catch (const std::exception&) {
    return absl::FailedPreconditionError(
        absl::StrCat("cannot publish metrics on ", address, ": the port is in use or not ours; set --metrics-address"));
  }
}

std::shared_ptr<Metrics> NoMetrics() { return std::make_shared<Metrics>(); }

}  // namespace shortbreaks::telemetry

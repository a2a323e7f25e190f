#include "host/host.h"

#include <absl/strings/str_cat.h>
#include <absl/synchronization/mutex.h>
#include <absl/time/clock.h>
#include <malloc.h>
#include <signal.h>

#include <algorithm>
#include <cstdio>
#include <fstream>
#include <iostream>
#include <nlohmann/json.hpp>
#include <thread>

#include "audit/reads.h"
#include "host/background.h"
#include "identity/watched_token_keys.h"
#include "relations/consent.h"
#include "rpc/library_logs.h"
#include "telemetry/log.h"

namespace shortbreaks::host {
namespace {

using telemetry::Level;
using telemetry::Log;

// Before gRPC or anything else starts a thread, so that none of them takes the signal.
sigset_t BlockSignals() {
  sigset_t signals;
  sigemptyset(&signals);
  sigaddset(&signals, SIGTERM);
  sigaddset(&signals, SIGINT);
  pthread_sigmask(SIG_BLOCK, &signals, nullptr);
  signal(SIGPIPE, SIG_IGN);
  return signals;
}

// Else glibc gives threads arenas of their own, up to eight for each core, and every one keeps what it once needed:
// memory creeps for hours (docs/performance.md, *Memory over many bookings*). Before anything starts a thread.
void LimitArenas() { mallopt(M_ARENA_MAX, std::max(2, static_cast<int>(std::thread::hardware_concurrency()))); }

// Debian's Abseil is built with its assertions: each lock of a mutex looks for a cycle in the order of all locks,
// gRPC's among them, which makes it 2.7 times as dear, and ends the program at the first that it finds. That is for
// tests: two orders that never meet do a family no harm, a service that is gone does.
void ForgiveLockOrders() { absl::SetMutexDeadlockDetectionMode(absl::OnDeadlockCycle::kIgnore); }

bool SignalArrives(const sigset_t& signals, absl::Duration within) {
  const timespec patience = absl::ToTimespec(within);
  return sigtimedwait(&signals, nullptr, &patience) > 0;
}

// Ready once a connection can be had and the server's settings keep the promises. Waits for a server that is away, not
// for one that is set wrongly.
absl::Status WaitForStore(mysql::Pool& pool, int wait_seconds, const sigset_t& signals) {
  const absl::Time end = absl::Now() + absl::Seconds(wait_seconds);
  for (bool said = false;;) {
    auto lease = pool.Acquire(absl::Now() + absl::Seconds(5));
    if (lease.ok()) return mysql::CheckServerSettings(**lease);
    const std::string diagnosis = mysql::DiagnosisOf(lease.status());
    if (mysql::FaultOf(lease.status()) == mysql::Fault::kForbidden || absl::Now() >= end) {
      return absl::FailedPreconditionError(absl::StrCat("cannot use the database (", diagnosis,
                                                        "): check --mysql-host or --mysql-unix-socket, "
                                                        "--mysql-user and --mysql-password-file, and that it runs"));
    }
    if (!said) Log(Level::kWarning, "store_awaited", {{"diagnosis", diagnosis}});
    said = true;
    if (SignalArrives(signals, absl::Milliseconds(500))) return absl::CancelledError();
  }
}

// NOT_SERVING as soon as the store is gone, SERVING as soon as it is back. Asks on a connection of its own: a pool that
// is merely busy is no reason to send families elsewhere, and a database that has stopped answering is noticed after
// --health-answer-seconds, long before statements give it up.
class HealthProbe {
 public:
  HealthProbe(const settings::Settings& settings, rpc::Server& server)
      : patience_(absl::Seconds(settings.health_answer_seconds)), options_(settings.mysql.connection), server_(server) {
    options_.connect_timeout = std::min(options_.connect_timeout, patience_);
    options_.read_timeout = patience_;
  }
  void operator()() {
    const absl::Time begun = absl::Now();
    absl::Status alive = Ask();
    // A connection that the server closed at some time says so at once, and says nothing of the server now.
    if (!alive.ok() && absl::Now() - begun < patience_ / 2) alive = Ask();
    if (alive.ok() == serving_) return;
    serving_ = alive.ok();
    server_.SetServing(serving_);
    Log(serving_ ? Level::kInfo : Level::kError, serving_ ? "serving" : "store_lost",
        {{"diagnosis", serving_ ? "" : mysql::DiagnosisOf(alive)}});
  }

 private:
  absl::Status Ask() {
    if (connection_ == nullptr) {
      auto opened = mysql::Connection::Open(options_);
      if (!opened.ok()) return opened.status();
      connection_ = *std::move(opened);
    }
    connection_->SetDeadline(absl::Now() + patience_);
    absl::Status answered = connection_->Query("SELECT 1").status();
    if (!connection_->usable()) connection_.reset();
    return answered;
  }

  const absl::Duration patience_;
  mysql::ConnectionOptions options_;
  rpc::Server& server_;
  std::unique_ptr<mysql::Connection> connection_;
  bool serving_ = false;
};

absl::Status WritePorts(const std::string& path, int grpc_port, int metrics_port) {
  if (path.empty()) return absl::OkStatus();
  const std::string unfinished = path + ".new";
  {
    std::ofstream file(unfinished);
    file << nlohmann::json{{"grpc", grpc_port}, {"metrics", metrics_port}}.dump() << "\n";
    if (!file.flush()) return absl::FailedPreconditionError(absl::StrCat("--ports-file: cannot write ", path));
  }
  if (std::rename(unfinished.c_str(), path.c_str()) != 0) {
    return absl::FailedPreconditionError(absl::StrCat("--ports-file: cannot write ", path));
  }
  return absl::OkStatus();
}

absl::StatusOr<std::shared_ptr<const identity::TokenVerifier>> MakeVerifier(const settings::Settings& settings) {
  const bool fetched = !settings.token_keys_url.empty();
  // A look at a file costs nothing.
  const absl::Duration refresh = fetched ? settings.token_keys_refresh : absl::Seconds(1);
  auto keys = identity::WatchedTokenKeys::Start(
      fetched ? identity::FromUrl({settings.token_keys_url, settings.token_keys_ca_file, settings.token_keys_fetch_max})
              : identity::FromFile(settings.token_keys_file),
      {refresh, std::min(refresh, settings.token_keys_refresh_early), settings.development});
  if (!keys.ok()) {
    return absl::FailedPreconditionError(
        absl::StrCat(fetched ? "--token-keys-url: " : "--token-keys-file: ", keys.status().message()));
  }
  auto verifier = identity::MakeTokenVerifier(settings.tokens, *std::move(keys));
  if (!verifier.ok()) return verifier.status();
  return std::shared_ptr<const identity::TokenVerifier>(*std::move(verifier));
}

rpc::ServerOptions WithLimits(const settings::Settings& settings, const std::string& service,
                              std::shared_ptr<redis::Client> redis, std::shared_ptr<telemetry::Metrics> metrics) {
  limits::CallLimitOptions limits = settings.call_limits;
  limits.service = service;
  limits.key = settings.page_token_key;
  rpc::ServerOptions server = settings.server;
  server.call_limits = limits::MakeCallLimits(std::move(redis), std::move(limits), std::move(metrics));
  return server;
}

absl::Status Run(const settings::Settings& settings, const ServiceDefinition& definition, const sigset_t& signals) {
  auto verifier = MakeVerifier(settings);
  if (!verifier.ok()) return verifier.status();
  auto published = telemetry::PublishMetrics(definition.name, settings.metrics_address);
  if (!published.ok()) return published.status();
  const std::shared_ptr<telemetry::Metrics> metrics = published->metrics;

  mysql::Pool pool(settings.mysql, metrics);
  auto store = WaitForStore(pool, settings.store_wait_seconds, signals);
  if (absl::IsCancelled(store)) return absl::OkStatus();
  if (!store.ok()) return store;

  const paging::PageTokens page_tokens(settings.page_token_key);
  auto redis = settings.redis_enabled ? std::make_shared<redis::Client>(settings.redis) : nullptr;
  auto service = definition.make({settings, pool, redis, page_tokens, metrics});
  if (!service.ok()) return service.status();
  for (rpc::HandlerTable& handlers : service->handlers) {
    audit::RecordReadsOf(handlers, pool);
    relations::RequireConsent(handlers, pool);
  }
  auto server =
      rpc::Server::Start(WithLimits(settings, definition.name, redis, metrics), service->handlers, *verifier, metrics);
  if (!server.ok()) return server.status();

  HealthProbe probe(settings, **server);
  probe();
  Background background;
  background.Every(absl::Milliseconds(settings.health_probe_ms), [&probe] { probe(); });
  for (const Job& job : service->jobs) background.Every(job.every, job.run);
  if (auto written = WritePorts(settings.ports_file, (*server)->port(), published->port); !written.ok()) return written;
  Log(Level::kInfo, "listening",
      {{"grpc_port", absl::StrCat((*server)->port())}, {"metrics_port", absl::StrCat(published->port)}});

  int signal_number = 0;
  sigwait(&signals, &signal_number);
  Log(Level::kInfo, "draining", {{"grace_seconds", absl::StrCat(settings.drain_seconds)}});
  (*server)->Drain(absl::Seconds(settings.drain_seconds));
  background.Stop();
  Log(Level::kInfo, "stopped");
  return absl::OkStatus();
}

}  // namespace

int RunService(int argc, const char* const* argv, const ServiceDefinition& definition) {
  const sigset_t signals = BlockSignals();
  LimitArenas();
  ForgiveLockOrders();
  const auto refuse = [&](const absl::Status& status) {
    std::cerr << "shortbreaks-" << definition.name << ": " << status.message() << "\n";
    return 1;
  };
  auto parsed = settings::Parse(definition.name, argc, argv, definition.extra_settings);
  if (!parsed.ok()) return refuse(parsed.status());
  if (!parsed->settings) {
    std::cout << parsed->output;
    return 0;
  }
  telemetry::StartLog(definition.name);
  rpc::TakeOverLibraryLogs();
  Log(Level::kInfo, "starting", {{"settings", parsed->redacted_json}});
  if (parsed->settings->development) Log(Level::kWarning, "development", {{"tokens", "anybody may make them"}});
  if (auto ended = Run(*parsed->settings, definition, signals); !ended.ok()) return refuse(ended);
  return 0;
}

}  // namespace shortbreaks::host

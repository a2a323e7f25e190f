// shortbreaks-eligibility: children, their carers and evidence, what they were granted, and who may book what. Seals
// the audit trail of all services.
#include <absl/strings/str_cat.h>
#include <absl/time/clock.h>

#include <CLI/CLI.hpp>

#include "allocations/handlers.h"
#include "apart/handlers.h"
#include "applications/handlers.h"
#include "audit/handlers.h"
#include "audit/sealer.h"
#include "corrections/handlers.h"
#include "delivery/handlers.h"
#include "eligibility/mysql_store.h"
#include "eligibility/service.h"
#include "erasure/handlers.h"
#include "errors/diagnosis.h"
#include "host/host.h"
#include "london/london.h"
#include "rechecks/handlers.h"
#include "relations/handlers.h"
#include "retention/handlers.h"
#include "sealing/check.h"
#include "sealing/rewrap.h"
#include "subject_access/handlers.h"
#include "telemetry/log.h"

namespace shortbreaks::eligibility {
namespace {

struct AuditSettings {
  std::string signing_key_file, checkpoint_folder;
  int seal_ms = 1'000, checkpoint_seconds = 60, checkpoint_records = 1'000;
  std::optional<audit::Signer> signer;

  void Add(CLI::App& app) {
    const auto number = [&app](const std::string& name, int& value, int min, int max, const std::string& help) {
      app.add_option("--" + name, value, help)->capture_default_str()->check(CLI::Range(min, max));
    };
    const auto text = [&app](const std::string& name, std::string& value, const std::string& help) {
      app.add_option("--" + name, value, help)->capture_default_str();
    };
    number("audit-seal-ms", seal_ms, 100, 60'000, "between looks for audit records to seal");
    text("audit-signing-key-file", signing_key_file, "PEM, a private Ed25519 key; signs the audit trail's checkpoints");
    text("audit-checkpoint-folder", checkpoint_folder, "where checkpoints go; empty: none are made");
    number("audit-checkpoint-seconds", checkpoint_seconds, 1, 3'600, "between checkpoints");
    number("audit-checkpoint-records", checkpoint_records, 1, 1'000'000, "after so many records, even sooner");
  }

  absl::Status Check() {
    if (checkpoint_folder.empty()) return absl::OkStatus();
    if (signing_key_file.empty()) {
      return absl::FailedPreconditionError("--audit-checkpoint-folder needs --audit-signing-key-file, which signs");
    }
    auto read = audit::Signer::FromFile(signing_key_file);
    if (!read.ok()) {
      return absl::FailedPreconditionError(absl::StrCat("--audit-signing-key-file: ", read.status().message()));
    }
    signer = *std::move(read);
    return absl::OkStatus();
  }

  audit::SealerOptions Options() const {
    return {.checkpoint_folder = checkpoint_folder,
            .signer = signer,
            .checkpoint_every = absl::Seconds(checkpoint_seconds),
            .checkpoint_records = checkpoint_records};
  }
};

// Those of one connection.
mysql::PoolOptions OfOne(mysql::PoolOptions options) {
  options.connections_max = 1;
  return options;
}

struct Kept {
  // Every connection keeps what it was asked to prepare: sealing, on whichever of the pool's was free, came to be
  // prepared on all of them (docs/performance.md, *Memory over many bookings*).
  mysql::Pool sealing;
  MysqlStore store;
  Policies policies;
  applications::ApplicationStore applications;
  allocations::AllocationStore allocations;
  rechecks::RecheckStore rechecks;
  delivery::DeliveryStore delivery;
  apart::ApartStore apart;
  audit::Sealer sealer;
  erasure::ErasureStore erasure;
  retention::RetentionStore retention;
  corrections::CorrectionStore corrections;
  Kept(mysql::Pool& pool, const AuditSettings& audit, const std::shared_ptr<telemetry::Metrics>& metrics)
      : sealing(OfOne(pool.options()), metrics),
        store(pool),
        policies(pool),
        applications(pool),
        allocations(pool, policies),
        rechecks(pool),
        delivery(pool),
        apart(pool),
        sealer(sealing, audit.Options()),
        erasure(pool),
        retention(pool),
        corrections(pool) {}
};

// What failed is tried again by the next run.
void SealAndSign(audit::Sealer& sealer, telemetry::Metrics& metrics) {
  const auto log = [](const char* event, const absl::Status& status) {
    const std::string cause = errors::DiagnosisOf(status);
    telemetry::Log(telemetry::Level::kError, event,
                   {{"diagnosis", cause.empty() ? std::string(status.message()) : cause}});
  };
  const absl::Time begun = absl::Now(), deadline = begun + absl::Seconds(10);
  auto sealed = sealer.Seal(deadline);
  if (!sealed.ok()) log("audit_seal_failed", sealed.status());
  if (sealed.ok() && absl::Now() < deadline) metrics.AuditSealed(begun);
  if (auto signed_ = sealer.SignCheckpoints(deadline); !signed_.ok()) log("audit_checkpoint_failed", signed_.status());
}

absl::StatusOr<host::Service> Make(const AuditSettings& audit, const host::Resources& resources) {
  if (auto zone = london::CheckTimeZone(); !zone.ok()) return zone;
  if (auto keys = sealing::CheckKeys(resources.pool, absl::Now() + absl::Seconds(10)); !keys.ok()) return keys;
  auto parts = std::make_shared<Kept>(resources.pool, audit, resources.metrics);
  std::vector<rpc::HandlerTable> handlers = MakeHandlers({parts->store, parts->policies, resources.page_tokens});
  handlers.push_back(
      applications::MakeHandlers({parts->applications, parts->store, parts->policies, resources.page_tokens}));
  handlers.push_back(
      allocations::MakeHandlers({parts->allocations, parts->store, parts->policies, resources.page_tokens}));
  const rechecks::Parts rechecks{parts->rechecks, parts->store, parts->policies, resources.page_tokens};
  handlers.push_back(rechecks::MakeHandlers(rechecks));
  handlers.push_back(delivery::MakeHandlers({parts->delivery, parts->store, parts->policies, resources.page_tokens}));
  handlers.push_back(apart::MakeHandlers({parts->apart, resources.page_tokens}));
  handlers.push_back(audit::MakeHandlers({resources.pool, resources.page_tokens}));
  handlers.push_back(erasure::MakeHandlers({parts->erasure}));
  handlers.push_back(retention::MakeHandlers({parts->retention, resources.page_tokens}));
  handlers.push_back(corrections::MakeHandlers({parts->corrections, resources.page_tokens}));
  handlers.push_back(subject_access::MakeEligibilityHandlers({resources.pool, resources.page_tokens}));
  handlers.push_back(applications::MakeReferralHandlers(resources.pool));
  handlers.push_back(relations::MakeTeamHandlers({resources.pool, resources.page_tokens}));
  handlers.push_back(relations::MakeConsentHandlers({resources.pool, resources.page_tokens}));
  const host::Job recheck{"recheck", absl::Minutes(5), [rechecks] { rechecks::RecheckAll(rechecks); }};
  const host::Job calendar{"calendar", absl::Hours(1),
                           [&store = parts->allocations] { allocations::RunCalendarOfAll(store); }};
  const host::Job seal{"seal", absl::Milliseconds(audit.seal_ms),
                       [&sealer = parts->sealer, metrics = resources.metrics] { SealAndSign(sealer, *metrics); }};
  const host::Job rewrap{"rewrap", absl::Minutes(1),
                         [&pool = resources.pool] { sealing::RewrapAll(pool, absl::Now() + absl::Seconds(50)); }};
  return host::Service{
      std::move(handlers), {host::ForgetOldRequests(parts->store), calendar, recheck, seal, rewrap}, parts};
}

}  // namespace
}  // namespace shortbreaks::eligibility

int main(int argc, char** argv) {
  shortbreaks::eligibility::AuditSettings audit;
  return shortbreaks::host::RunService(
      argc, argv,
      {.name = "eligibility",
       .extra_settings = {
           .add = [&](CLI::App& app) { audit.Add(app); }, .check = [&] { return audit.Check(); }, .seals = true},
       .make = [&](const shortbreaks::host::Resources& resources) {
         return shortbreaks::eligibility::Make(audit, resources);
       }});
}

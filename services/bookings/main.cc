// shortbreaks-bookings: holds, bookings and the ledger, and the sweeper that ends holds whose time is over.
#include <absl/strings/str_cat.h>
#include <absl/time/clock.h>

#include <CLI/CLI.hpp>

#include "bookings/affected_bookings.h"
#include "bookings/handlers.h"
#include "bookings/mysql_store.h"
#include "calendars/calendars.h"
#include "demand/handlers.h"
#include "errors/diagnosis.h"
#include "errors/errors.h"
#include "host/host.h"
#include "london/london.h"
#include "match/handlers.h"
#include "registers/handlers.h"
#include "sealing/check.h"
#include "settings/this_machine.h"
#include "shortbreaks/client.h"
#include "subject_access/handlers.h"
#include "telemetry/log.h"
#include "waiting/handlers.h"

namespace shortbreaks::bookings {
namespace {

struct BookingSettings {
  std::string eligibility_target;
  std::string eligibility_tls_ca_file, eligibility_tls_certificate_file, eligibility_tls_key_file;
  bool eligibility_plaintext = false;
  int hold_seconds = 600, hold_extensions_max = 2, holds_per_child_max = 5;
  int sweep_ms = 1'000, sweep_bookings_max = 200;
  int change_settle_ms = 60'000;
  int register_window_hours = 120;
  int offer_ms = 1'000, offer_sessions_max = 1'000;
  int offer_minutes_max = 1'440, offer_minutes_min = 30, offer_part_of_time_left = 4;
  int offer_quiet_from_hour = 21, offer_quiet_until_hour = 8;
  int permits_beyond_places = 4, admission_lease_ms = 3'000, admission_wait_ms_max = 2'000,
      redis_retry_after_ms = 1'000, admission_queue_length_max = 1'000;
  calendars::Settings calendars;

  void Add(CLI::App& app) {
    const auto number = [&app](const std::string& name, int& value, int min, int max, const std::string& help) {
      app.add_option("--" + name, value, help)->capture_default_str()->check(CLI::Range(min, max));
    };
    app.add_option("--eligibility-target", eligibility_target, "host:port or unix:path of the eligibility service")
        ->required();
    app.add_option("--eligibility-tls-ca-file", eligibility_tls_ca_file, "PEM; who signed eligibility's certificate");
    app.add_option("--eligibility-tls-certificate-file", eligibility_tls_certificate_file,
                   "PEM; the certificate that this service shows to eligibility");
    app.add_option("--eligibility-tls-key-file", eligibility_tls_key_file, "PEM; its key");
    app.add_option("--eligibility-plaintext", eligibility_plaintext, "true: no TLS, on loopback and Unix sockets alone")
        ->default_str("false");
    number("hold-seconds", hold_seconds, 30, 3'600, "a place is kept while a family finishes");
    number("hold-extensions-max", hold_extensions_max, 0, 20, "how often a hold gets its full time again");
    number("holds-per-child-max", holds_per_child_max, 1, 100, "at once");
    number("sweep-ms", sweep_ms, 100, 60'000, "between looks for holds whose time is over");
    number("sweep-bookings-max", sweep_bookings_max, 1, 10'000, "ended in one look");
    number("change-settle-ms", change_settle_ms, 1'000, 600'000,
           "age of a change before readers of changed_since see it; must exceed --deadline-ms-max");
    number("register-window-hours", register_window_hours, 0, 8'760,
           "after a session's end, in which its provider may mark and correct the register");
    number("offer-ms", offer_ms, 100, 60'000, "between looks for free places that families wait for");
    number("offer-sessions-max", offer_sessions_max, 1, 100'000, "looked at in one look");
    number("offer-minutes-max", offer_minutes_max, 1, 10'080, "an offer is kept at most");
    number("offer-minutes-min", offer_minutes_min, 1, 10'080,
           "an offer is kept at least, where booking does not close before");
    number("offer-part-of-time-left", offer_part_of_time_left, 1, 100,
           "between these an offer is kept for one part in so many of the time until booking closes");
    number("offer-quiet-from-hour", offer_quiet_from_hour, 0, 23,
           "by London clocks: from then until --offer-quiet-until-hour no offer runs out, unless booking closes");
    number("offer-quiet-until-hour", offer_quiet_until_hour, 0, 23,
           "until then, and --offer-minutes-min more; the same as --offer-quiet-from-hour: offers run out at any time");
    number("permits-beyond-places", permits_beyond_places, 0, 1'000, "callers let in beyond the places left");
    number("admission-lease-ms", admission_lease_ms, 100, 60'000, "a permit not given back ends by itself");
    number("admission-wait-ms-max", admission_wait_ms_max, 10, 60'000, "for a permit");
    number("admission-queue-length-max", admission_queue_length_max, 1, 100'000,
           "callers of this process that wait for one session while Redis is away");
    number("redis-retry-after-ms", redis_retry_after_ms, 10, 60'000, "Redis is left alone after a failure");
    calendars.Add(app);
  }

  absl::Status Check() const {
    if (offer_minutes_min > offer_minutes_max) {
      return absl::FailedPreconditionError("--offer-minutes-min must not exceed --offer-minutes-max");
    }
    if (eligibility_plaintext && !(eligibility_tls_ca_file + eligibility_tls_certificate_file).empty()) {
      return absl::FailedPreconditionError(
          "--eligibility-plaintext cannot be set with --eligibility-tls-ca-file or --eligibility-tls-certificate-file");
    }
    if (eligibility_tls_certificate_file.empty() != eligibility_tls_key_file.empty()) {
      return absl::FailedPreconditionError(
          "--eligibility-tls-certificate-file and --eligibility-tls-key-file must be set together");
    }
    if (eligibility_plaintext && !settings::IsOfThisMachine(eligibility_target)) {
      return absl::FailedPreconditionError(
          absl::StrCat("--eligibility-plaintext would send families' tokens in the clear to ", eligibility_target,
                       ": use it with a Unix socket or a loopback address alone, or set --eligibility-tls-ca-file"));
    }
    return calendars.Check();
  }
};

// Everything that the handlers and the sweeper use, in the order in which it is needed.
struct Machinery {
  std::unique_ptr<MysqlStore> store;
  std::unique_ptr<match::MatchStore> match;
  std::unique_ptr<demand::DemandStore> demand;
  std::unique_ptr<registers::RegisterStore> registers;
  std::unique_ptr<registers::ClaimStore> claims;
  std::unique_ptr<registers::NoShowStore> no_shows;
  std::unique_ptr<Decider> decider;
  std::unique_ptr<redis::Admission> admission;
  std::unique_ptr<AffectedStore> affected;
  std::unique_ptr<calendars::Calendars> calendars;
  std::unique_ptr<waiting::MysqlStore> waiting_store;
  std::unique_ptr<waiting::JoinHandler> waiting_lists;
};

absl::StatusOr<std::unique_ptr<Decider>> MakeDeciderFor(const BookingSettings& settings, absl::Duration tls_reload) {
  ConnectionOptions options;
  options.eligibility_target = settings.eligibility_target;
  options.tls_ca_file = settings.eligibility_tls_ca_file;
  options.tls_certificate_file = settings.eligibility_tls_certificate_file;
  options.tls_key_file = settings.eligibility_tls_key_file;
  options.tls_reload = tls_reload;
  options.plaintext = settings.eligibility_plaintext;
  options.channels = 2;
  auto connection = MakeConnection(std::move(options));
  if (!connection.ok()) return connection.status();
  return MakeDecider(std::make_shared<Client>(*std::move(connection)));
}

std::unique_ptr<redis::Admission> MakeAdmission(const BookingSettings& settings, const host::Resources& resources) {
  redis::AdmissionOptions options;
  options.permits_beyond_places = settings.permits_beyond_places;
  options.lease = absl::Milliseconds(settings.admission_lease_ms);
  options.wait_max = absl::Milliseconds(settings.admission_wait_ms_max);
  options.queue_length_max = settings.admission_queue_length_max;
  options.redis_retry_after = absl::Milliseconds(settings.redis_retry_after_ms);
  if (resources.redis == nullptr) return redis::MakeLocalAdmission(options, resources.metrics);
  return redis::MakeRedisAdmission(resources.redis, options, resources.metrics);
}

// Says what came of one sweep; an unreachable database is the health probe's to report.
void Report(const char* what, const absl::StatusOr<int>& count, const std::function<void()>& count_one,
            const char* of = "bookings") {
  if (count.ok()) {
    for (int i = 0; i < *count; ++i) count_one();
    if (*count > 0) telemetry::Log(telemetry::Level::kInfo, what, {{of, absl::StrCat(*count)}});
  } else if (errors::ReasonOf(count.status()) != type::v1::ERROR_REASON_STORE_UNAVAILABLE) {
    telemetry::Log(telemetry::Level::kWarning, "sweep_failed",
                   {{"what", what}, {"diagnosis", errors::DiagnosisOf(count.status())}});
  }
}

std::vector<host::Job> Jobs(MysqlStore& store, match::MatchStore& match, const BookingSettings& settings,
                            telemetry::Metrics& metrics) {
  const int at_most = settings.sweep_bookings_max;
  const auto soon = [] { return absl::Now() + absl::Seconds(10); };
  return {
      {"sweep", absl::Milliseconds(settings.sweep_ms),
       [&store, &metrics, at_most, soon] {
         Report("expired", store.ExpireHolds(soon(), at_most), [&metrics] { metrics.HoldChanged("expired"); });
         Report("ended_by_provider", store.EndBookingsOfCancelledSessions(soon(), at_most),
                [&metrics] { metrics.BookingEnded("sweep", "cancelled_by_provider"); });
       }},
      {"match", absl::Minutes(1), [&match, &metrics] { match::WatchOverdue(match, metrics); }},
      host::ForgetOldRequests(store),
  };
}

// A place that comes free is offered within a second or two: the sweeper's look and this one's.
std::vector<host::Job> WaitingJobs(waiting::MysqlStore& store, const BookingSettings& settings,
                                   telemetry::Metrics& metrics) {
  constexpr int kEntriesMax = 1'000;
  const auto soon = [] { return absl::Now() + absl::Seconds(10); };
  return {
      {"offers", absl::Milliseconds(settings.offer_ms),
       [&store, &metrics, soon, at_most = settings.offer_sessions_max] {
         Report("offered", store.MakeOffers(soon(), at_most), [&metrics] { metrics.BookingEnded("offer", "offered"); });
       }},
      {"close-waiting-lists", absl::Minutes(1),
       [&store, soon] {
         Report(
             "waiting_closed", store.CloseEnded(soon(), kEntriesMax), [] {}, "entries");
       }},
  };
}

absl::StatusOr<host::Service> Make(const BookingSettings& settings, const host::Resources& resources) {
  if (absl::Milliseconds(settings.change_settle_ms) <= resources.settings.server.deadline_max) {
    return absl::FailedPreconditionError("--change-settle-ms must exceed --deadline-ms-max");
  }
  if (auto zone = london::CheckTimeZone(); !zone.ok()) return zone;
  if (auto keys = sealing::CheckKeys(resources.pool, absl::Now() + absl::Seconds(10)); !keys.ok()) return keys;
  auto decider = MakeDeciderFor(settings, resources.settings.server.tls_reload);
  if (!decider.ok()) return decider.status();
  auto machinery = std::make_shared<Machinery>();
  machinery->store = std::make_unique<MysqlStore>(resources.pool, absl::Milliseconds(settings.change_settle_ms));
  machinery->match = std::make_unique<match::MatchStore>(resources.pool);
  machinery->demand = std::make_unique<demand::DemandStore>(resources.pool);
  machinery->registers = std::make_unique<registers::RegisterStore>(resources.pool);
  machinery->claims = std::make_unique<registers::ClaimStore>(resources.pool);
  machinery->no_shows = std::make_unique<registers::NoShowStore>(resources.pool);
  machinery->decider = *std::move(decider);
  machinery->admission = MakeAdmission(settings, resources);
  auto calendars = calendars::Calendars::Start(settings.calendars, resources.pool, resources.metrics);
  if (!calendars.ok()) return calendars.status();
  machinery->calendars = *std::move(calendars);
  machinery->affected = std::make_unique<AffectedStore>(resources.pool);
  const HoldLimits limits{absl::Seconds(settings.hold_seconds), settings.hold_extensions_max,
                          settings.holds_per_child_max};
  const waiting::OfferTimes times{absl::Minutes(settings.offer_minutes_max), absl::Minutes(settings.offer_minutes_min),
                                  settings.offer_part_of_time_left, settings.offer_quiet_from_hour,
                                  settings.offer_quiet_until_hour};
  machinery->waiting_store =
      std::make_unique<waiting::MysqlStore>(resources.pool, absl::Milliseconds(settings.change_settle_ms), times);
  Parts parts{*machinery->store,     *machinery->decider, *machinery->admission,
              resources.page_tokens, *resources.metrics,  limits};
  machinery->waiting_lists = std::make_unique<waiting::JoinHandler>(waiting::Parts{*machinery->waiting_store, parts});
  parts.waiting_lists = machinery->waiting_lists.get();
  std::vector<host::Job> jobs = Jobs(*machinery->store, *machinery->match, settings, *resources.metrics);
  for (host::Job& job : WaitingJobs(*machinery->waiting_store, settings, *resources.metrics)) {
    jobs.push_back(std::move(job));
  }
  return host::Service{
      {MakeHandlers(parts), waiting::MakeHandlers({*machinery->waiting_store, parts}),
       MakeAffectedHandlers({*machinery->affected, resources.page_tokens}),
       match::MakeHandlers({*machinery->match, *machinery->store, resources.page_tokens, *resources.metrics}),
       demand::MakeHandlers(*machinery->demand),
       registers::MakeHandlers({*machinery->registers, *machinery->claims, *machinery->no_shows, *machinery->store,
                                resources.page_tokens, *resources.metrics,
                                absl::Hours(settings.register_window_hours)}),
       machinery->calendars->Handlers(), subject_access::MakeBookingsHandlers({resources.pool, resources.page_tokens})},
      std::move(jobs),
      machinery};
}

}  // namespace
}  // namespace shortbreaks::bookings

int main(int argc, char** argv) {
  shortbreaks::bookings::BookingSettings settings;
  return shortbreaks::host::RunService(argc, argv,
                                       {.name = "bookings",
                                        .extra_settings = {.add = [&](CLI::App& app) { settings.Add(app); },
                                                           .check = [&] { return settings.Check(); },
                                                           .uses_redis = true,
                                                           .seals = true},
                                        .make = [&](const shortbreaks::host::Resources& resources) {
                                          return shortbreaks::bookings::Make(settings, resources);
                                        }});
}

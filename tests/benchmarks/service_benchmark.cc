// How fast the services book, refuse and search, and how much memory they take: each beside a baseline that is measured
// in turn with it, on the same server, in the same run. Prints ratios with their spread; with --json writes them.
// docs/performance.md says what is aimed at and what was found.
#include <absl/strings/numbers.h>
#include <absl/strings/str_cat.h>
#include <absl/strings/str_format.h>
#include <absl/time/clock.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <fstream>
#include <iostream>
#include <iterator>
#include <optional>

#include "benchmarks/load.h"
#include "benchmarks/measuring.h"
#include "benchmarks/raw_booking.h"
#include "benchmarks/report.h"
#include "support/family.h"
#include "support/many_families.h"
#include "support/many_sessions.h"
#include "support/running_services.h"
#include "wire/times.h"

namespace shortbreaks::benchmarks {
namespace {

using mysql::Bytes;
using support::RunningServices;
using Program = RunningServices::Program;

constexpr char kCouncil[] = "E08000031";
constexpr int kFamilies = 5'000, kSessions = 10'000, kRushPlaces = 20, kPlaces = 1'000;
constexpr int kThreads = 16;
constexpr Program kPrograms[] = {Program::kAvailability, Program::kEligibility, Program::kBookings};

struct Options {
  int turns = 3;
  int callers = 32;  // in flight at once: what 16 workers keep busy; over it, calls wait in line
  double seconds = 8;
  int search_sessions = 100'000;
  int64_t soak_bookings = 1'000'000;
  int soak_children = kFamilies;
  std::string json_file;
  std::vector<std::string> only;
};

bool Wants(const Options& options, std::string_view name) {
  if (options.only.empty()) return name != "soak";
  return std::find(options.only.begin(), options.only.end(), name) != options.only.end();
}

std::string PerSecond(double of, double beside) { return absl::StrFormat("%.0f/s beside %.0f/s", of, beside); }
std::string Millis(double of, double beside) { return absl::StrFormat("%.1f ms beside %.1f ms", of, beside); }

class Bench {
 public:
  explicit Bench(const Options& options)
      : options_(options), services_(RunningServices::Create()), officer_(services_->Officer(kCouncil)) {
    // Memory as deploy/mysql/server.cnf gives: the tests' server is small.
    Must(services_->mysql().AsRoot("SET GLOBAL innodb_buffer_pool_size = 1073741824"));
    Must(services_->mysql().AsRoot("SET GLOBAL innodb_log_file_size = 536870912"));
    for (const Program program : kPrograms) idle_.push_back(Resident(program));
    const int families = Wants(options, "soak") ? options.soak_children : kFamilies;
    families_ = support::AddManyFamilies(services_->mysql(), kCouncil, families, 100'000'000, [](int) { return 3; });
    SignIn();
    club_ = support::AddClub(officer_);
    load_ = std::make_unique<Load>(services_->target(Program::kBookings));
    spread_ = AddSessions(kSessions, kPlaces);
    raw_spread_ = AddSessions(kSessions, kPlaces);
  }

  // What must hold for the figures to mean anything.
  std::string Durability() {
    const auto rows =
        Must(services_->mysql().AsRoot("SELECT @@innodb_flush_log_at_trx_commit, @@innodb_doublewrite, @@version"));
    if (rows[0].Text(0) != "1") Must(absl::FailedPreconditionError("innodb_flush_log_at_trx_commit is not 1"));
    return absl::StrCat("database ", rows[0].Text(2), ", flush at each commit");
  }

  void Spread() {
    Finding rate{.name = "bookings over 10,000 sessions: rate, of raw SQL", .unit = "x", .target = 0.6};
    Finding slowest{
        .name = "bookings over 10,000 sessions: p99, of raw SQL", .unit = "x", .target = 3, .more_is_better = false};
    Finding limit_rate{.name = "two empty RPCs and raw SQL over 10,000 sessions: rate, of raw SQL", .unit = "x"};
    Finding limit_slowest{.name = "two empty RPCs and raw SQL over 10,000 sessions: p99, of raw SQL",
                          .unit = "x",
                          .more_is_better = false};
    for (int turn = 0; turn < options_.turns; ++turn) {
      const RawOutcome raw = RawSpread(kThreads, {});
      const RawOutcome limit = RawSpread(options_.callers, Parts());
      const RawOutcome bare = RunBareCommits(services_->mysql(), kCouncil, kThreads, Duration());
      Outcome full =
          load_->Run(options_.callers, Duration(), kNoLimit, [&](int64_t) { return AskAt(spread_, made_++); });
      Note(full, "OK");
      rate.turns.push_back(full.PerSecond(full.ok()) / raw.per_second);
      slowest.turns.push_back(full.Percentile(0.99) / raw.p99_millis);
      limit_rate.turns.push_back(limit.per_second / raw.per_second);
      limit_slowest.turns.push_back(limit.p99_millis / raw.p99_millis);
      rate.note = absl::StrCat(PerSecond(full.PerSecond(full.ok()), raw.per_second),
                               absl::StrFormat(", %.0f bare commits a second", bare.per_second));
      slowest.note = Millis(full.Percentile(0.99), raw.p99_millis);
      limit_rate.note = PerSecond(limit.per_second, raw.per_second);
      limit_slowest.note = Millis(limit.p99_millis, raw.p99_millis);
    }
    for (const Finding& finding : {rate, limit_rate, slowest, limit_slowest}) Add(finding);
  }

  // How statements are sent, each beside the way in which the services send theirs.
  void StatementStyle() {
    Finding text{.name = "bookings by raw SQL: statements kept prepared, of text", .unit = "x", .target = 1};
    Finding each_time{
        .name = "bookings by raw SQL: statements kept prepared, of prepared each time", .unit = "x", .target = 1};
    const auto rate = [this](Statements statements) { return RawSpread(kThreads, {}, statements).per_second; };
    for (int turn = 0; turn < options_.turns; ++turn) {
      const double kept = rate(Statements::kKept);
      for (auto& [finding, statements] : {std::pair(&text, Statements::kText), {&each_time, Statements::kEachTime}}) {
        const double other = rate(statements);
        finding->turns.push_back(kept / other);
        finding->note = PerSecond(kept, other);
      }
    }
    Add(text);
    Add(each_time);
  }

  void Hot() {
    Finding rate{.name = "bookings of one session: rate, of raw SQL on one row", .unit = "x", .target = 1};
    Finding orders{.name = "bookings of one session: orders a minute", .unit = "/min", .target = 50'000};
    Finding limit_rate{.name = "two empty RPCs and raw SQL on one row: rate, of raw SQL", .unit = "x"};
    for (int turn = 0; turn < options_.turns; ++turn) {
      // One row until it is full, then the next: a session has 1,000 places at most.
      const auto hot = AddSessions(kFamilies / kPlaces, kPlaces), raw_hot = AddSessions(100, kPlaces);
      const auto one_row = [&](int64_t n) {
        const size_t family = FamilyOf(n);
        return RawBooking{families_.children[family], families_.allocations[family],
                          raw_hot[static_cast<size_t>(n / kPlaces) % raw_hot.size()]};
      };
      const RawOutcome raw = RunRawBookings(services_->mysql(), kCouncil, kThreads, Duration(), one_row);
      const RawOutcome limit = RunRawBookings(
          services_->mysql(), kCouncil, options_.callers, Duration(),
          [&](int64_t n) { return one_row(n + static_cast<int64_t>(raw_hot.size()) / 2 * kPlaces); }, Parts());
      Outcome full = load_->Run(options_.callers, Duration(), kFamilies,
                                [&](int64_t n) { return Ask(FamilyOf(n), hot[static_cast<size_t>(n / kPlaces)]); });
      Note(full, "OK");
      rate.turns.push_back(full.PerSecond(full.ok()) / raw.per_second);
      orders.turns.push_back(60 * full.PerSecond(full.ok()));
      limit_rate.turns.push_back(limit.per_second / raw.per_second);
      rate.note = PerSecond(full.PerSecond(full.ok()), raw.per_second);
      limit_rate.note = PerSecond(limit.per_second, raw.per_second);
    }
    for (const Finding& finding : {rate, limit_rate, orders}) Add(finding);
  }

  void Rush() {
    constexpr int kAtOnce = 1'000;
    Finding rate{.name = "rush, 5,000 callers for 20 places: answers, of an empty RPC", .unit = "x", .target = 0.5};
    Finding slowest{.name = "rush, 5,000 callers for 20 places: p99, of an empty RPC",
                    .unit = "x",
                    .target = 2,
                    .more_is_better = false};
    for (int turn = 0; turn < options_.turns; ++turn) {
      const auto session = AddSessions(1, kRushPlaces);
      Outcome empty = load_->Run(
          kAtOnce, absl::Seconds(60), kFamilies, [&](int64_t n) { return Empty(n); }, absl::Seconds(60));
      Outcome full = load_->Run(
          kAtOnce, absl::Seconds(60), kFamilies, [&](int64_t n) { return Ask(FamilyOf(n), session[0]); },
          absl::Seconds(60));
      Note(full, "SESSION_FULL");
      rate.turns.push_back(full.PerSecond(full.calls()) / empty.PerSecond(empty.calls()));
      slowest.turns.push_back(full.Percentile(0.99) / empty.Percentile(0.99));
      rate.note = absl::StrCat(PerSecond(full.PerSecond(full.calls()), empty.PerSecond(empty.calls())), ", ", full.ok(),
                               " sold, ", full.sent_again, " sent again");
    }
    Add(rate);
    Add(slowest);
  }

  void Overload() {
    Finding goodput{.name = "ten times the callers: bookings, of the peak", .unit = "x", .target = 0.9};
    for (int turn = 0; turn < options_.turns; ++turn) {
      const Outcome peak =
          load_->Run(options_.callers, Duration(), kNoLimit, [&](int64_t) { return AskAt(spread_, made_++); });
      const double before = Resident(Program::kBookings);
      const Outcome over =
          load_->Run(10 * options_.callers, Duration(), kNoLimit, [&](int64_t) { return AskAt(spread_, made_++); });
      goodput.turns.push_back(over.PerSecond(over.ok()) / peak.PerSecond(peak.ok()));
      goodput.note = absl::StrFormat("%.0f/s of %.0f/s; bookings grew by %.1f MiB", over.PerSecond(over.ok()),
                                     peak.PerSecond(peak.ok()), Resident(Program::kBookings) - before);
    }
    Add(goodput);
  }

  void Search() {
    constexpr char kLarge[] = "E09000001";
    support::AddManySessions(services_->mysql(), kLarge, options_.search_sessions);
    Client officer = services_->Officer(kLarge);
    availability::v1::SearchSessionsRequest page, malformed;
    page.set_page_size(20);
    *page.mutable_end_time() = wire::ToProto(absl::Now() + absl::Hours(24 * 365));
    malformed.set_radius_metres(-1);
    Finding rate{
        .name = absl::StrCat("a search page of 20 of ", options_.search_sessions, " sessions, of an empty RPC"),
        .unit = "x",
        .target = 0.4};
    for (int turn = 0; turn < options_.turns; ++turn) {
      const double empty = Micros(1'000, [&] { officer.SearchSessions(malformed).status().IgnoreError(); });
      const double full = Micros(500, [&] { Must(officer.SearchSessions(page)); });
      rate.turns.push_back(empty / full);
      rate.note = absl::StrFormat("%.0f us beside %.0f us", full, empty);
    }
    Add(rate);
  }

  void Memory() {
    Finding idle{.name = "memory of the largest service, idle",
                 .unit = "MiB",
                 .turns = idle_,
                 .target = 64,
                 .more_is_better = false};
    idle.turns = {*std::max_element(idle_.begin(), idle_.end())};
    Add(idle);
    std::vector<std::unique_ptr<Load>> connections;
    for (int i = 0; i < 250; ++i) connections.push_back(std::make_unique<Load>(services_->target(Program::kBookings)));
    for (auto& four : connections) four->Run(4, absl::Seconds(5), 4, [&](int64_t n) { return Empty(n); });
    Add({.name = "memory of bookings with 1,000 connections",
         .unit = "MiB",
         .turns = {Resident(Program::kBookings)},
         .target = 256,
         .more_is_better = false});
  }

  // From the first tenth, when pools and caches are as large as they get, to the last.
  void Soak() {
    Finding growth{.name = absl::StrCat("memory after ", options_.soak_bookings, " bookings, of that after a tenth"),
                   .unit = "x",
                   .target = 1.05,
                   .more_is_better = false};
    std::vector<double> first;
    for (int tenth = 0; tenth < 10; ++tenth) {
      SignIn();  // no token lasts as long as all of it
      Outcome outcome = load_->Run(options_.callers, absl::InfiniteDuration(), options_.soak_bookings / 10,
                                   [&](int64_t) { return AskAt(spread_, made_++); });
      Note(outcome, "OK");
      if (outcome.ok() * 1'000 < outcome.calls() * 999) Must(absl::AbortedError("fewer than 999 of 1,000 were booked"));
      std::vector<double> now;
      for (const Program program : kPrograms) now.push_back(Resident(program));
      if (first.empty()) first = now;
      growth.note = absl::StrFormat("availability %.1f MiB, eligibility %.1f, bookings %.1f", now[0], now[1], now[2]);
      std::cerr << "  " << made_ << " bookings: " << growth.note << "\n";
      growth.turns = {0};
      for (size_t i = 0; i < now.size(); ++i) growth.turns[0] = std::max(growth.turns[0], now[i] / first[i]);
    }
    Add(growth);
  }

  Report Finish(std::string machine) { return ReportOf(std::move(machine), std::move(findings_)); }

 private:
  static constexpr int64_t kNoLimit = int64_t{1} << 40;
  absl::Duration Duration() const { return absl::Seconds(options_.seconds); }

  // All carers, for an hour.
  void SignIn() {
    tokens_.clear();
    for (const ids::Uuid& carer : families_.carers) {
      tokens_.push_back(
          services_->Token({identity::Role::kCarer, kCouncil, ids::ResourceName("carers", carer), "", "parent-app"}));
    }
  }

  void Add(Finding finding) {
    std::cerr << ToLine(finding);
    findings_.push_back(std::move(finding));
  }
  // What a run should not have come to.
  static void Note(const Outcome& outcome, std::string_view expected) {
    for (const auto& [reason, times] : outcome.reasons) {
      if (reason != expected && reason != "OK") std::cerr << "  " << times << " times " << reason << "\n";
    }
  }

  // Ten minutes each, one after another, so that nobody is in two at once.
  std::vector<ids::Uuid> AddSessions(int count, int places) {
    const ids::Uuid activity = *ids::IdOf("activities", club_);
    auto root = Must(mysql::Connection::Open(services_->mysql().As("root")));
    std::vector<ids::Uuid> ids;
    Must(root->Execute("BEGIN"));
    for (int i = 0; i < count; ++i) {
      ids.push_back(ids::NewUuid());
      const absl::Time start = first_start_ + absl::Minutes(15) * slots_++;
      Must(root->Execute(
          "INSERT INTO sessions (council_id, session_id, activity_id, provider_id, start_time, end_time, "
          "booking_open_time, booking_close_time, charge_minutes, charge_nights, state, places) SELECT council_id, ?, "
          "activity_id, provider_id, ?, ?, '2020-01-01', ?, 10, 0, 2, ? FROM activities WHERE council_id = ? AND "
          "activity_id = ?",
          {Bytes{ids.back()}, start, start + absl::Minutes(10), start, int64_t{places}, kCouncil, Bytes{activity}}));
    }
    Must(root->Execute("COMMIT"));
    return ids;
  }

  size_t FamilyOf(int64_t n) const { return static_cast<size_t>(n) % families_.children.size(); }
  Asking Ask(size_t family, const ids::Uuid& session) const {
    Asking asking;
    asking.request.set_request_id(NewRequestId());
    asking.request.set_child(ids::ResourceName("children", families_.children[family]));
    asking.request.set_session(ids::ResourceName("sessions", session));
    asking.token = &tokens_[family];
    return asking;
  }
  // Each child and session once, and all children before one has another.
  std::pair<size_t, size_t> PairAt(int64_t n) const {
    const int64_t lap = n / static_cast<int64_t>(families_.children.size());
    return {FamilyOf(n + lap * 37), static_cast<size_t>(n % kSessions)};
  }
  Asking AskAt(const std::vector<ids::Uuid>& sessions, int64_t n) const {
    const auto [family, session] = PairAt(n);
    return Ask(family, sessions[session]);
  }
  RawBooking RawAt(const std::vector<ids::Uuid>& sessions, int64_t n) const {
    const auto [family, session] = PairAt(n);
    return {families_.children[family], families_.allocations[family], sessions[session]};
  }
  RawOutcome RawSpread(int threads, const std::function<void(int64_t)>& before,
                       Statements statements = Statements::kKept) {
    const RawOutcome raw = RunRawBookings(
        services_->mysql(), kCouncil, threads, Duration(), [&](int64_t n) { return RawAt(raw_spread_, raw_made_ + n); },
        before, statements);
    raw_made_ += static_cast<int64_t>(raw.per_second * options_.seconds * 1.5) + threads;
    return raw;
  }

  // What a booking cannot do without where two services answer for it, before its SQL: both of their RPCs, empty. With
  // it, raw SQL is as fast as the services would be if nothing of their own took any time.
  std::function<void(int64_t)> Parts() {
    return [this](int64_t n) {
      for (int service = 0; service < 2; ++service) {
        if (load_->Once(Empty(n)) != "INVALID_REQUEST") Must(absl::InternalError("an empty RPC was not answered"));
      }
    };
  }

  // Authenticated, authorised and refused for what it says, before anything is read.
  Asking Empty(int64_t n) const {
    Asking asking = Ask(FamilyOf(n), ids::NewUuid());
    asking.request.set_session("sessions/none");
    return asking;
  }

  // MiB in memory.
  double Resident(Program program) {
    std::ifstream status(absl::StrCat("/proc/", services_->process(program).pid(), "/status"));
    for (std::string line; std::getline(status, line);) {
      int64_t kib = 0;
      if (line.starts_with("VmRSS:") && absl::SimpleAtoi(line.substr(6, line.size() - 9), &kib)) {
        return static_cast<double>(kib) / 1024;
      }
    }
    return 0;
  }

  const Options options_;
  std::unique_ptr<RunningServices> services_;
  Client officer_;
  std::vector<double> idle_;
  support::ManyFamilies families_;
  std::vector<std::string> tokens_;
  std::string club_;
  std::unique_ptr<Load> load_;
  const absl::Time first_start_ = absl::Now() + absl::Hours(24 * 10);
  int slots_ = 0;
  std::vector<ids::Uuid> spread_, raw_spread_;
  int64_t made_ = 0, raw_made_ = 0;
  std::vector<Finding> findings_;
};

int Main(int argc, char** argv) {
  Options options;
  CLI::App app("How fast the services are, beside baselines of the same run.");
  app.add_option("--turns", options.turns, "How often each is measured, in turn with its baseline")
      ->check(CLI::Range(1, 100));
  app.add_option("--seconds", options.seconds, "How long each time")->check(CLI::Range(0.5, 600.0));
  app.add_option("--callers", options.callers, "How many book at once, where nothing else is said")
      ->check(CLI::Range(1, 1'000));
  app.add_option("--search-sessions", options.search_sessions, "How many sessions are searched");
  app.add_option("--soak-bookings", options.soak_bookings,
                 "How many bookings the services' memory is watched for by --only soak: some 200 a second")
      ->check(CLI::Range(int64_t{10}, int64_t{10'000'000}));
  app.add_option("--soak-children", options.soak_children,
                 "How many children those bookings are of, each as many: a decision reads all that a child has booked")
      ->check(CLI::Range(250, 1'000'000));
  app.add_option("--json", options.json_file, "Where to write the figures");
  app.add_option("--only", options.only,
                 "Which are measured, to look at one with a profiler; all but the soak if not given")
      ->check(CLI::IsMember({"spread", "statements", "hot", "rush", "overload", "search", "memory", "soak"}));
  CLI11_PARSE(app, argc, argv);
  const auto wanted = [&](std::string_view name) { return Wants(options, name); };
  Bench bench(options);
  const std::string machine =
      absl::StrCat(sysconf(_SC_NPROCESSORS_ONLN), " cores shared by client, services and ", bench.Durability());
  if (wanted("spread")) bench.Spread();
  if (wanted("statements")) bench.StatementStyle();
  if (wanted("hot")) bench.Hot();
  if (wanted("rush")) bench.Rush();
  if (wanted("overload")) bench.Overload();
  if (wanted("search")) bench.Search();
  if (wanted("memory")) bench.Memory();
  if (wanted("soak")) bench.Soak();
  const Report report = bench.Finish(machine);
  std::cout << ToTable(report);
  WriteFile(options.json_file, ToJson(report));
  return 0;
}

}  // namespace
}  // namespace shortbreaks::benchmarks

int main(int argc, char** argv) { return shortbreaks::benchmarks::Main(argc, argv); }

// What a page of a search costs as there is more and more to search: 10,000, 100,000 and 1,000,000 sessions of one
// council, and as many of 100 councils. All three are there at once and are asked in turn; an RPC that reads nothing is
// beside each. Prints ratios with their spread; run it on a release build.
#include <absl/strings/str_cat.h>
#include <absl/strings/str_format.h>
#include <absl/time/clock.h>

#include <CLI/CLI.hpp>
#include <functional>
#include <iostream>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "benchmarks/measuring.h"
#include "benchmarks/report.h"
#include "support/many_sessions.h"
#include "support/running_services.h"
#include "wire/times.h"

namespace shortbreaks {
namespace {

using benchmarks::Finding;
using benchmarks::Micros;
using benchmarks::Must;

using availability::v1::SearchSessionsRequest;

struct Kind {
  const char* name;
  std::function<void(SearchSessionsRequest&)> change;
};

std::vector<Kind> Kinds() {
  return {{"everything", [](auto&) {}},
          {"Saturdays", [](auto& r) { r.add_days(type::v1::DAY_OF_WEEK_SATURDAY); }},
          {"after school on two days",
           [](auto& r) {
             r.add_days(type::v1::DAY_OF_WEEK_TUESDAY);
             r.add_days(type::v1::DAY_OF_WEEK_THURSDAY);
             r.set_earliest_start_minutes(15 * 60 + 30);
             r.set_latest_end_minutes(20 * 60);
           }},
          {"for a child, near",
           [](auto& r) {
             *r.mutable_date_of_birth() = wire::ToProto(absl::CivilDay(2016, 5, 4));
             r.mutable_support_ratio()->set_staff(1);
             r.mutable_support_ratio()->set_children(3);
             r.mutable_center()->set_latitude_degrees(52.6);
             r.mutable_center()->set_longitude_degrees(-2.15);
             r.set_radius_metres(8'000);
             r.set_free_places_min(1);
             r.set_bookable_only(true);
           }},
          {"what nobody offers", [](auto& r) {
             r.add_needs(type::v1::NEED_PERSONAL_CARE);
             r.add_needs(type::v1::NEED_DIABETES);
           }}};
}

constexpr int kPage = 20;

struct Page {
  int found = 0;
  double micros = 0;
};

// A council that has its part of so many sessions.
class World {
 public:
  World(int councils, int sessions) : services_(support::RunningServices::Create()), sessions_(sessions) {
    // Memory as deploy/mysql/server.cnf gives, and a log to match: the tests' small server takes many times as long to
    // fill.
    Must(services_->mysql().AsRoot("SET GLOBAL innodb_buffer_pool_size = 1073741824"));
    Must(services_->mysql().AsRoot("SET GLOBAL innodb_log_file_size = 536870912"));
    for (int i = 0; i < councils; ++i) {
      const std::string council = i == 0 ? kCouncil : absl::StrFormat("E09%06d", i);
      support::AddManySessions(services_->mysql(), council, sessions / councils);
    }
    officer_.emplace(services_->Officer(kCouncil));
  }

  int sessions() const { return sessions_; }
  double MicrosOfAnEmptyRpc() {
    SearchSessionsRequest malformed;
    malformed.set_radius_metres(-1);
    return Micros(500, [&] { officer_->SearchSessions(malformed).status().IgnoreError(); });
  }
  Page FirstPage(const Kind& kind) {
    SearchSessionsRequest request;
    request.set_page_size(kPage);
    *request.mutable_end_time() = wire::ToProto(absl::Now() + absl::Hours(24 * 365));
    kind.change(request);
    const int found = Must(officer_->SearchSessions(request)).offers_size();
    return {found, Micros(found == 0 ? 10 : 200, [&] { Must(officer_->SearchSessions(request)); })};
  }

 private:
  static constexpr char kCouncil[] = "E08000031";
  std::unique_ptr<support::RunningServices> services_;
  const int sessions_;
  std::optional<Client> officer_;
};

// Each turn asks all sizes one after another, so that how fast the machine is just then is the same for each. Aimed at
// is what a full page takes: one that is not full has looked through all that there is.
Finding Growth(std::vector<World>& worlds, const Kind& kind, const std::string& councils, int turns) {
  Finding growth{.name = absl::StrCat("search, ", kind.name, ", ", councils, ": ", worlds.back().sessions(),
                                      " sessions, of ", worlds.front().sessions()),
                 .unit = "x",
                 .more_is_better = false};
  bool full = true;
  for (int turn = 0; turn < turns; ++turn) {
    growth.note.clear();
    std::vector<double> micros;
    for (World& world : worlds) {
      const Page page = world.FirstPage(kind);
      full = full && page.found == kPage;
      micros.push_back(page.micros);
      absl::StrAppend(&growth.note, growth.note.empty() ? "" : ", ", world.sessions(), ": ",
                      absl::StrFormat("%d found in %.0f us (an empty RPC %.0f)", page.found, page.micros,
                                      world.MicrosOfAnEmptyRpc()));
    }
    growth.turns.push_back(micros.back() / micros.front());
  }
  if (full) growth.target = 1.3;
  return growth;
}

struct Options {
  int turns = 3;
  std::vector<int> sessions = {10'000, 100'000, 1'000'000};
  std::string json_file;
};

std::vector<Finding> Measure(const Options& options) {
  std::vector<Finding> findings;
  for (const int councils : {1, 100}) {
    std::vector<World> worlds;
    for (const int sessions : options.sessions) worlds.emplace_back(councils, sessions);
    for (const Kind& kind : Kinds()) {
      const std::string words = absl::StrCat(councils, councils == 1 ? " council" : " councils");
      findings.push_back(Growth(worlds, kind, words, options.turns));
      std::cerr << ToLine(findings.back());
    }
  }
  return findings;
}

int Main(int argc, char** argv) {
  Options options;
  CLI::App app("What a page of a search costs as there is more and more to search.");
  app.add_option("--turns", options.turns, "How often each is measured")->check(CLI::Range(1, 100));
  app.add_option("--sessions", options.sessions, "How many there are to search, from the fewest to the most")
      ->expected(2, 10)
      ->check(CLI::Range(2'000, 1'000'000));
  app.add_option("--json", options.json_file, "Where to write the figures");
  CLI11_PARSE(app, argc, argv);
  const benchmarks::Report report =
      benchmarks::ReportOf("client, services and database beside each other", Measure(options));
  std::cout << ToTable(report);
  benchmarks::WriteFile(options.json_file, ToJson(report));
  return 0;
}

}  // namespace
}  // namespace shortbreaks

int main(int argc, char** argv) { return shortbreaks::Main(argc, argv); }

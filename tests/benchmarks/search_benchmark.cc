// What a page of a search costs as there is more and more to search: 10,000, 100,000 and 1,000,000 sessions of one
// council, and as many of 100 councils; beside an RPC that reads nothing and a statement that does. Prints ratios; run
// it on a release build.
#include <absl/strings/str_cat.h>
#include <absl/strings/str_format.h>
#include <absl/time/clock.h>

#include <algorithm>
#include <cstdlib>
#include <functional>
#include <iostream>

#include "benchmarks/measuring.h"
#include "support/many_sessions.h"
#include "support/running_services.h"
#include "wire/times.h"

namespace shortbreaks {
namespace {

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

class World {
 public:
  explicit World(int councils, int sessions) : services_(support::RunningServices::Create()) {
    // Memory as deploy/mysql/server.cnf gives, and a log to match: the tests' small server takes many times as long to
    // fill.
    Must(services_->mysql().AsRoot("SET GLOBAL innodb_buffer_pool_size = 1073741824"));
    Must(services_->mysql().AsRoot("SET GLOBAL innodb_log_file_size = 536870912"));
    for (int i = 0; i < councils; ++i) {
      const std::string council = i == 0 ? kCouncil : absl::StrFormat("E09%06d", i);
      support::AddManySessions(services_->mysql(), council, sessions / councils);
    }
  }

  void Measure(const char* title) {
    Client officer = services_->Officer(kCouncil);
    auto connection = Must(mysql::Connection::Open(services_->mysql().As("shortbreaks_availability")));
    const double select = Micros(2000, [&] { Must(connection->Query("SELECT 1")); });
    SearchSessionsRequest malformed;
    malformed.set_radius_metres(-1);
    const double empty = Micros(1000, [&] { officer.SearchSessions(malformed).status().IgnoreError(); });
    std::cout << absl::StrFormat("%s: SELECT 1 %.0f us, an RPC that reads nothing %.0f us\n", title, select, empty);
    for (const Kind& kind : Kinds()) {
      SearchSessionsRequest request;
      request.set_page_size(20);
      *request.mutable_end_time() = wire::ToProto(absl::Now() + absl::Hours(24 * 365));
      kind.change(request);
      const size_t found = static_cast<size_t>(Must(officer.SearchSessions(request)).offers_size());
      const double page = Micros(found == 0 ? 10 : 300, [&] { Must(officer.SearchSessions(request)); });
      std::cout << absl::StrFormat("  %-26s %2d found  %8.0f us  %6.1f x an empty RPC  %6.1f x SELECT 1\n", kind.name,
                                   found, page, page / empty, page / select);
    }
  }

 private:
  static constexpr char kCouncil[] = "E08000031";
  std::unique_ptr<support::RunningServices> services_;
};

void Run() {
  for (const int councils : {1, 100}) {
    for (const int sessions : {10'000, 100'000, 1'000'000}) {
      const std::string title =
          absl::StrCat(sessions, " sessions of ", councils, councils == 1 ? " council" : " councils");
      World(councils, sessions).Measure(title.c_str());
    }
  }
}

}  // namespace
}  // namespace shortbreaks

int main() { shortbreaks::Run(); }

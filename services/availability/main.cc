// shortbreaks-availability: providers, their activities and sessions, and the search over them.
#include "availability/handlers.h"
#include "availability/mysql_store.h"
#include "availability/place_handlers.h"
#include "host/host.h"
#include "london/london.h"
#include "roster/handlers.h"
#include "series/handlers.h"

namespace shortbreaks::availability {
namespace {

// What the handlers stand on.
struct Stores {
  explicit Stores(mysql::Pool& pool) : sessions(pool), roster(pool), series(pool), venues(pool), programmes(pool) {}
  MysqlStore sessions;
  roster::RosterStore roster;
  series::SeriesStore series;
  Venues venues;
  Programmes programmes;
};

absl::StatusOr<host::Service> Make(const host::Resources& resources) {
  if (auto zone = london::CheckTimeZone(); !zone.ok()) return zone;
  auto stores = std::make_shared<Stores>(resources.pool);
  host::Service service{{MakeHandlers({stores->sessions, resources.page_tokens}),
                         MakeTimetableHandlers({stores->sessions, resources.page_tokens}),
                         MakeCapacityHandlers({stores->sessions, resources.page_tokens}),
                         roster::MakeHandlers({stores->roster, resources.page_tokens}),
                         series::MakeHandlers({stores->series, resources.page_tokens})},
                        {host::ForgetOldRequests(stores->sessions)},
                        stores};
  for (auto& table : MakePlaceHandlers({stores->sessions, stores->venues, stores->programmes, resources.page_tokens})) {
    service.handlers.push_back(std::move(table));
  }
  return service;
}

}  // namespace
}  // namespace shortbreaks::availability

int main(int argc, char** argv) {
  return shortbreaks::host::RunService(argc, argv, {.name = "availability", .make = shortbreaks::availability::Make});
}

// shortbreaks-availability: providers, their activities and sessions, and the search over them.
#include "availability/calendar.h"
#include "availability/handlers.h"
#include "availability/mysql_store.h"
#include "availability/place_handlers.h"
#include "host/host.h"

namespace shortbreaks::availability {
namespace {

// What the handlers stand on.
struct Kept {
  explicit Kept(mysql::Pool& pool) : store(pool), venues(pool), programmes(pool) {}
  MysqlStore store;
  Venues venues;
  Programmes programmes;
};

absl::StatusOr<host::Service> Make(const host::Resources& resources) {
  if (auto zone = CheckTimeZone(); !zone.ok()) return zone;
  auto parts = std::make_shared<Kept>(resources.pool);
  host::Service service{
      {MakeHandlers({parts->store, resources.page_tokens})}, {host::ForgetOldRequests(parts->store)}, parts};
  for (auto& table : MakePlaceHandlers({parts->store, parts->venues, parts->programmes, resources.page_tokens})) {
    service.handlers.push_back(std::move(table));
  }
  return service;
}

}  // namespace
}  // namespace shortbreaks::availability

int main(int argc, char** argv) {
  return shortbreaks::host::RunService(argc, argv, {.name = "availability", .make = shortbreaks::availability::Make});
}

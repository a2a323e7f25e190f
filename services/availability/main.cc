// shortbreaks-availability: providers, their activities and sessions, and the search over them.
#include "availability/calendar.h"
#include "availability/handlers.h"
#include "availability/mysql_store.h"
#include "host/host.h"
#include "series/handlers.h"

namespace shortbreaks::availability {
namespace {

struct Kept {
  MysqlStore store;
  series::SeriesStore series;
  explicit Kept(mysql::Pool& pool) : store(pool), series(pool) {}
};

absl::StatusOr<host::Service> Make(const host::Resources& resources) {
  if (auto zone = CheckTimeZone(); !zone.ok()) return zone;
  auto kept = std::make_shared<Kept>(resources.pool);
  return host::Service{
      {MakeHandlers({kept->store, resources.page_tokens}), series::MakeHandlers({kept->series, resources.page_tokens})},
      {host::ForgetOldRequests(kept->store)},
      kept};
}

}  // namespace
}  // namespace shortbreaks::availability

int main(int argc, char** argv) {
  return shortbreaks::host::RunService(argc, argv, {.name = "availability", .make = shortbreaks::availability::Make});
}

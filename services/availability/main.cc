// shortbreaks-availability: providers, their activities and sessions, and the search over them.
#include "availability/calendar.h"
#include "availability/handlers.h"
#include "availability/mysql_store.h"
#include "host/host.h"

namespace shortbreaks::availability {
namespace {

absl::StatusOr<host::Service> Make(const host::Resources& resources) {
  if (auto zone = CheckTimeZone(); !zone.ok()) return zone;
  auto store = std::make_shared<MysqlStore>(resources.pool);
  return host::Service{
      {MakeHandlers({*store, resources.page_tokens}), MakeCapacityHandlers({*store, resources.page_tokens})},
      {host::ForgetOldRequests(*store)},
      store};
}

}  // namespace
}  // namespace shortbreaks::availability

int main(int argc, char** argv) {
  return shortbreaks::host::RunService(argc, argv, {.name = "availability", .make = shortbreaks::availability::Make});
}

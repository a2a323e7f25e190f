// shortbreaks-availability: providers, their activities and sessions, and the search over them.
#include <absl/time/clock.h>

#include "availability/calendar.h"
#include "availability/handlers.h"
#include "availability/mysql_store.h"
#include "host/host.h"

namespace shortbreaks::availability {
namespace {

constexpr int kRequestsForgottenMax = 10'000;  // in one run of the job

absl::StatusOr<host::Service> Make(const host::Resources& resources) {
  if (auto zone = CheckTimeZone(); !zone.ok()) return zone;
  auto store = std::make_shared<MysqlStore>(resources.pool);
  const host::Job forget{"forget", absl::Hours(1), [store] {
                           store->ForgetOldRequests(absl::Now() + absl::Seconds(10), kRequestsForgottenMax)
                               .status()
                               .IgnoreError();  // the next run tries again
                         }};
  return host::Service{MakeHandlers({*store, resources.page_tokens}), {forget}, store};
}

}  // namespace
}  // namespace shortbreaks::availability

int main(int argc, char** argv) {
  return shortbreaks::host::RunService(argc, argv, {.name = "availability", .make = shortbreaks::availability::Make});
}

// shortbreaks-eligibility: children, their carers and evidence, what they were granted, and who may book what.
#include <absl/time/clock.h>

#include "eligibility/london.h"
#include "eligibility/mysql_store.h"
#include "eligibility/service.h"
#include "host/host.h"

namespace shortbreaks::eligibility {
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
}  // namespace shortbreaks::eligibility

int main(int argc, char** argv) {
  return shortbreaks::host::RunService(argc, argv, {.name = "eligibility", .make = shortbreaks::eligibility::Make});
}

// shortbreaks-eligibility: children, their carers and evidence, what they were granted, and who may book what.
#include "eligibility/london.h"
#include "eligibility/mysql_store.h"
#include "eligibility/service.h"
#include "host/host.h"

namespace shortbreaks::eligibility {
namespace {

absl::StatusOr<host::Service> Make(const host::Resources& resources) {
  if (auto zone = CheckTimeZone(); !zone.ok()) return zone;
  auto store = std::make_shared<MysqlStore>(resources.pool);
  return host::Service{MakeHandlers({*store, resources.page_tokens}), {host::ForgetOldRequests(*store)}, store};
}

}  // namespace
}  // namespace shortbreaks::eligibility

int main(int argc, char** argv) {
  return shortbreaks::host::RunService(argc, argv, {.name = "eligibility", .make = shortbreaks::eligibility::Make});
}

// shortbreaks-eligibility: children, their carers and evidence, what they were granted, and who may book what.
#include "eligibility/london.h"
#include "eligibility/mysql_store.h"
#include "eligibility/service.h"
#include "host/host.h"

namespace shortbreaks::eligibility {
namespace {

struct Kept {
  MysqlStore store;
  Policies policies;
  explicit Kept(mysql::Pool& pool) : store(pool), policies(pool) {}
};

absl::StatusOr<host::Service> Make(const host::Resources& resources) {
  if (auto zone = CheckTimeZone(); !zone.ok()) return zone;
  auto parts = std::make_shared<Kept>(resources.pool);
  return host::Service{MakeHandlers({parts->store, parts->policies, resources.page_tokens}),
                       {host::ForgetOldRequests(parts->store)},
                       parts};
}

}  // namespace
}  // namespace shortbreaks::eligibility

int main(int argc, char** argv) {
  return shortbreaks::host::RunService(argc, argv, {.name = "eligibility", .make = shortbreaks::eligibility::Make});
}

// shortbreaks-eligibility: children, their carers and evidence, what they were granted, and who may book what.
#include "allocations/handlers.h"
#include "apart/handlers.h"
#include "applications/handlers.h"
#include "delivery/handlers.h"
#include "eligibility/mysql_store.h"
#include "eligibility/service.h"
#include "erasure/handlers.h"
#include "host/host.h"
#include "london/london.h"
#include "rechecks/handlers.h"
#include "sealing/check.h"
#include "sealing/rewrap.h"

namespace shortbreaks::eligibility {
namespace {

struct Kept {
  MysqlStore store;
  Policies policies;
  applications::ApplicationStore applications;
  allocations::AllocationStore allocations;
  rechecks::RecheckStore rechecks;
  delivery::DeliveryStore delivery;
  apart::ApartStore apart;
  erasure::ErasureStore erasure;
  explicit Kept(mysql::Pool& pool)
      : store(pool),
        policies(pool),
        applications(pool),
        allocations(pool, policies),
        rechecks(pool),
        delivery(pool),
        apart(pool),
        erasure(pool) {}
};

absl::StatusOr<host::Service> Make(const host::Resources& resources) {
  if (auto zone = london::CheckTimeZone(); !zone.ok()) return zone;
  if (auto keys = sealing::CheckKeys(resources.pool, absl::Now() + absl::Seconds(10)); !keys.ok()) return keys;
  auto parts = std::make_shared<Kept>(resources.pool);
  std::vector<rpc::HandlerTable> handlers = MakeHandlers({parts->store, parts->policies, resources.page_tokens});
  handlers.push_back(
      applications::MakeHandlers({parts->applications, parts->store, parts->policies, resources.page_tokens}));
  handlers.push_back(
      allocations::MakeHandlers({parts->allocations, parts->store, parts->policies, resources.page_tokens}));
  const rechecks::Parts rechecks{parts->rechecks, parts->store, parts->policies, resources.page_tokens};
  handlers.push_back(rechecks::MakeHandlers(rechecks));
  handlers.push_back(delivery::MakeHandlers({parts->delivery, parts->store, parts->policies, resources.page_tokens}));
  handlers.push_back(apart::MakeHandlers({parts->apart, resources.page_tokens}));
  handlers.push_back(erasure::MakeHandlers({parts->erasure}));
  const host::Job recheck{"recheck", absl::Minutes(5), [rechecks] { rechecks::RecheckAll(rechecks); }};
  const host::Job calendar{"calendar", absl::Hours(1),
                           [&store = parts->allocations] { allocations::RunCalendarOfAll(store); }};
  const host::Job rewrap{"rewrap", absl::Minutes(1),
                         [&pool = resources.pool] { sealing::RewrapAll(pool, absl::Now() + absl::Seconds(50)); }};
  return host::Service{std::move(handlers), {host::ForgetOldRequests(parts->store), calendar, recheck, rewrap}, parts};
}

}  // namespace
}  // namespace shortbreaks::eligibility

int main(int argc, char** argv) {
  return shortbreaks::host::RunService(
      argc, argv, {.name = "eligibility", .extra_settings = {.seals = true}, .make = shortbreaks::eligibility::Make});
}

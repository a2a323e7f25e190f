#include "storm/watch.h"

#include <absl/time/clock.h>

#include "storm/checkers/store.h"

namespace shortbreaks::storm {

Violations Watch(World& world, absl::Time end) {
  constexpr absl::Duration kBetweenLooks = absl::Milliseconds(150);
  for (; absl::Now() < end; absl::SleepFor(kBetweenLooks)) {
    if (Violations found = CheckStoreNow(world.services().mysql()); !found.empty()) return found;
  }
  return {};
}

}  // namespace shortbreaks::storm

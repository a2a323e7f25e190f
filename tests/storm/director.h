// Which faults strike when: decided by the seed alone, then injected and healed while the storm blows.
#pragma once

#include <absl/time/time.h>

#include <cstdint>
#include <string>
#include <vector>

#include "storm/checkers/violation.h"
#include "storm/faults.h"
#include "storm/history.h"

namespace shortbreaks::storm {

struct Strike {
  absl::Duration after;  // from the begin of the storm
  absl::Duration lasts;
  std::vector<size_t> faults;  // one or two, by their number
};

// Each alone, in an order of the seed's, over and over; after every second strike two together that strike two things.
// `strikes_on`: what each fault takes hold of. Leaves the end of the storm calm.
std::vector<Strike> Plan(uint64_t seed, const std::vector<std::string>& strikes_on, absl::Duration length);

// Does as the plan says until `end`; injecting and healing take time of their own, so the last strikes may have none
// left, which is said. What could not be healed is a violation.
Violations Direct(const std::vector<Strike>& plan, Faults& faults, uint64_t seed, absl::Time end, History& history);

}  // namespace shortbreaks::storm

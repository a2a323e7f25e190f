// Looks at the store while the storm blows.
#pragma once

#include <absl/time/time.h>

#include "storm/checkers/violation.h"
#include "storm/world.h"

namespace shortbreaks::storm {

// Asks until `end`, some times a second, for what has to hold at every moment. The value: the first that was found at
// one look.
Violations Watch(World& world, absl::Time end);

}  // namespace shortbreaks::storm

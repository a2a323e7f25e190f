// From the end of the storm to the moment at which it may be judged, and the judgement.
#pragma once

#include <string>
#include <string_view>

#include "storm/checkers/violation.h"
#include "storm/history.h"
#include "storm/world.h"

namespace shortbreaks::storm {

// Whether a fault with `part` in its name struck.
bool Struck(const History& history, std::string_view part);

// Lets holds run out and waits until the services have done what was left to do. What they have not done is said.
Violations BecomeCalm(World& world);

struct Verdict {
  Violations violations;
  std::string fairness;  // what was measured
};
// All checkers, those that ask for places last. Nothing but that, where the database finds its own tables broken.
Verdict Judge(World& world, const History& history);

}  // namespace shortbreaks::storm

// From the end of the storm to the moment at which it may be judged, and the judgement.
#pragma once

#include <string>

#include "storm/checkers/violation.h"
#include "storm/history.h"
#include "storm/world.h"

namespace shortbreaks::storm {

// Lets holds run out and waits until the services have done what was left to do. What they have not done is said.
Violations BecomeCalm(World& world);

struct Verdict {
  Violations violations;
  std::string fairness;  // what was measured
  // Tables that the database finds broken in itself since its disk was full. Nothing that is asked of it then says
  // anything of the services: nothing was judged.
  Violations broken_tables;
};
// All checkers, those that ask for places last.
Verdict Judge(World& world, const History& history);

}  // namespace shortbreaks::storm

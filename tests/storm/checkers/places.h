// What must hold once all is still, found by asking: places do get sold, in the order of the list and of arrival.
#pragma once

#include "storm/checkers/violation.h"
#include "storm/history.h"
#include "storm/world.h"

namespace shortbreaks::storm {

// "under-booking": families who may book ask for places one after the other; each gets one while the database has one
// that fits, within five seconds, and nobody hears that the service is busy. Gives the places back.
Violations CheckUnderBooking(World& world);
// "queue order": of families who joined a list one after the other the first is offered the place that comes free, and
// who did not join does not pass them.
Violations CheckQueueOrder(World& world);
// "fairness": of many who come for few places, 95 % of the winners passed over nobody who had come more than 100 ms
// before, and as much more as a call takes on this machine that waits for nobody, up to half of the line. `said`: what
// was measured, for people.
Violations CheckFairness(World& world, std::string& said);
// "audit chain": no record was changed, left out or not sealed, and each checkpoint fits.
Violations CheckAuditChain(World& world);

}  // namespace shortbreaks::storm

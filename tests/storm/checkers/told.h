// What callers were told against what is in the store. Pure: history and facts in, sentences out.
#pragma once

#include <vector>

#include "storm/checkers/facts.h"
#include "storm/checkers/violation.h"
#include "storm/history.h"

namespace shortbreaks::storm {

using Attempts = std::vector<Attempt>;

// "one answer": a request that was answered is answered alike for ever after, and one that has the id of another with
// other content gets no answer.
Violations CheckOneAnswer(const Attempts& attempts);
// "done once": of all sendings of a request, one at most changed something.
Violations CheckDoneOnce(const Attempts& attempts, const Facts& facts);
// "kept": whatever was acknowledged is in the store.
Violations CheckKept(const Attempts& attempts, const Facts& facts);
// "no phantoms": what the store has done, somebody was told or could not be told; nothing of what was refused.
Violations CheckNoPhantoms(const Attempts& attempts, const Facts& facts);
// "states": each booking is in a state to which somebody's request, the sweeper or the provider can have brought it,
// and in none that takes back what was acknowledged.
Violations CheckStates(const Attempts& attempts, const Facts& facts);
// "run out": no hold is confirmed or extended once its time is over.
Violations CheckRunOut(const Attempts& attempts);
// "run out": no hold is ended by the sweeper before the time that its family was told.
Violations CheckSweptEarly(const Attempts& attempts, const Facts& facts);
// "authority": nobody changes anything for a child after their authority was taken away.
Violations CheckAuthority(const Attempts& attempts, const Facts& facts);
// "defects": no service says INTERNAL, but under faults that take away what it stands on.
Violations CheckDefects(const Attempts& attempts, const std::vector<FaultSpan>& faults);

// "contention": whoever meets others in the database is not told so where there was time to try again: CONTENTION
// within half of the caller's time, while nothing is broken and at most locks are taken in another order.
Violations CheckContention(const Attempts& attempts, const std::vector<FaultSpan>& faults);

}  // namespace shortbreaks::storm

// "linearizable": what callers saw of the places of a session is what a counter would have said that does one thing at
// a time: some order, in which nothing comes before it was asked or after it was answered, in which a place is taken
// only while one is free and "full" is said only while none is.
#pragma once

#include <absl/time/time.h>

#include <string>
#include <vector>

#include "storm/checkers/facts.h"
#include "storm/checkers/violation.h"
#include "storm/history.h"

namespace shortbreaks::storm {

struct CounterStep {
  enum class What { kTake, kGiveBack, kFull };
  What what = What::kTake;
  absl::Time from, to;  // asked and answered; InfiniteFuture where nobody was told
  std::string label;
};

enum class Search { kFound, kNone, kGivenUp };
struct SearchResult {
  Search search = Search::kFound;
  int64_t states = 0;
  // Of an order that got furthest: how many steps, and the first that found no place in it.
  size_t furthest = 0;
  std::string stuck_at;
};
// `states_max`: then it is given up.
SearchResult FindOrder(std::vector<CounterStep> steps, int places, int64_t states_max = 2'000'000);

// Of the bookings and cancellations of one session, of which nothing else was done.
std::vector<CounterStep> StepsOf(const std::vector<Attempt>& attempts, const Facts& facts, const std::string& session);
Violations CheckLinearizable(const std::vector<Attempt>& attempts, const Facts& facts, const std::string& session,
                             int places);

}  // namespace shortbreaks::storm

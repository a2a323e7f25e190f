#include "storm/checkers/linearizable.h"

#include <absl/strings/str_cat.h>

#include <algorithm>
#include <map>
#include <optional>
#include <set>
#include <unordered_set>

#include "storm/random.h"

namespace shortbreaks::storm {
namespace {

using What = CounterStep::What;

// Depth first, as Wing and Gong did it, with the sets of steps seen before left out, as Lowe does. Two savings that
// lose nothing: "full" changes nothing, so it is put where it first fits; and of two steps that do the same, the one
// that was answered first goes first.
class OrderSearch {
 public:
  OrderSearch(std::vector<CounterStep> steps, int places, int64_t states_max)
      : steps_(std::move(steps)), places_(places), states_max_(states_max), done_(steps_.size()) {
    std::ranges::stable_sort(steps_, {}, &CounterStep::from);
    Random random(17);
    for (size_t i = 0; i < steps_.size(); ++i) marks_.push_back(random.Next());
  }

  SearchResult Run() {
    std::vector<Frame> stack;
    stack.push_back(Enter());
    while (!stack.empty()) {
      if (left() == 0) return End(Search::kFound);
      if (result_.states > states_max_) return End(Search::kGivenUp);
      Frame& top = stack.back();
      if (top.next == top.choices.size()) {
        for (const size_t step : top.fulls) Undo(step);
        stack.pop_back();
        if (!stack.empty()) Undo(stack.back().choices[stack.back().next - 1]);
        continue;
      }
      const size_t choice = top.choices[top.next++];
      Do(choice);
      if (seen_.insert(mark_).second) {
        stack.push_back(Enter());
      } else {
        Undo(choice);
      }
    }
    return End(Search::kNone);
  }

 private:
  struct Frame {
    std::vector<size_t> fulls;    // put in order on the way in
    std::vector<size_t> choices;  // one of each kind at most
    size_t next = 0;
  };

  size_t left() const { return steps_.size() - count_; }
  SearchResult End(Search search) {
    result_.search = search;
    return result_;
  }

  void Do(size_t step) { Put(step, true); }
  void Undo(size_t step) { Put(step, false); }
  void Put(size_t step, bool done) {
    done_[step] = done;
    mark_ ^= marks_[step];
    count_ += done ? 1 : -1;
    const int by = steps_[step].what == What::kTake ? 1 : steps_[step].what == What::kGiveBack ? -1 : 0;
    taken_ += done ? by : -by;
  }

  // Until when the next step must come: the first answer of all that are left.
  absl::Time Limit() const {
    absl::Time limit = absl::InfiniteFuture();
    for (size_t i = 0; i < steps_.size() && steps_[i].from <= limit; ++i) {
      if (!done_[i]) limit = std::min(limit, steps_[i].to);
    }
    return limit;
  }
  bool Fits(const CounterStep& step) const {
    if (step.what == What::kTake) return taken_ < places_;
    if (step.what == What::kGiveBack) return taken_ > 0;
    return taken_ == places_;
  }

  Frame Enter() {
    ++result_.states;
    Frame frame;
    for (bool again = true; again;) {
      again = false;
      const absl::Time limit = Limit();
      for (size_t i = 0; i < steps_.size() && steps_[i].from <= limit; ++i) {
        if (done_[i] || steps_[i].what != What::kFull || !Fits(steps_[i])) continue;
        Do(i);
        frame.fulls.push_back(i);
        again = true;
      }
    }
    std::optional<size_t> take, give;
    const absl::Time limit = Limit();
    for (size_t i = 0; i < steps_.size() && steps_[i].from <= limit; ++i) {
      if (done_[i] || steps_[i].what == What::kFull || !Fits(steps_[i])) continue;
      auto& best = steps_[i].what == What::kTake ? take : give;
      if (!best || steps_[i].to < steps_[*best].to) best = i;
    }
    for (const auto& one : {take, give}) {
      if (one) frame.choices.push_back(*one);
    }
    std::ranges::sort(frame.choices, {}, [this](size_t i) { return steps_[i].to; });
    NoteFurthest(limit);
    return frame;
  }

  void NoteFurthest(absl::Time limit) {
    if (count_ < result_.furthest) return;
    result_.furthest = count_;
    result_.stuck_at.clear();
    for (size_t i = 0; i < steps_.size(); ++i) {
      if (!done_[i] && steps_[i].to == limit) result_.stuck_at = steps_[i].label;
    }
  }

  std::vector<CounterStep> steps_;
  const int places_;
  const int64_t states_max_;
  std::vector<char> done_;
  std::vector<uint64_t> marks_;
  std::unordered_set<uint64_t> seen_;
  uint64_t mark_ = 0;
  size_t count_ = 0;
  int taken_ = 0;
  SearchResult result_;
};

}  // namespace

SearchResult FindOrder(std::vector<CounterStep> steps, int places, int64_t states_max) {
  return OrderSearch(std::move(steps), places, states_max).Run();
}

std::vector<CounterStep> StepsOf(const std::vector<Attempt>& attempts, const Facts& facts, const std::string& session) {
  std::vector<CounterStep> steps;
  std::map<std::pair<std::string, std::string>, CounterStep> requests;
  std::set<std::pair<std::string, std::string>> answered;
  for (const Attempt& each : attempts) {
    if (each.session != session || (each.method != "BookPlace" && each.method != "CancelBooking")) continue;
    if (each.other_content) continue;
    const What what = each.method == "BookPlace" ? What::kTake : What::kGiveBack;
    const std::pair key{each.method, each.request_id};
    if (each.reason == "SESSION_FULL")
      steps.push_back({What::kFull, each.invoked, each.returned, "full, call " + each.call_id});
    auto& step = requests
                     .try_emplace(key, CounterStep{what, each.invoked, absl::InfiniteFuture(),
                                                   absl::StrCat(each.method, " ", each.request_id)})
                     .first->second;
    step.from = std::min(step.from, each.invoked);
    if (each.outcome != Outcome::kOk) continue;
    step.to = std::min(step.to, each.returned);
    answered.insert(key);
  }
  for (const auto& [key, step] : requests) {
    if (answered.contains(key) || facts.done.contains(key)) steps.push_back(step);
  }
  return steps;
}

Violations CheckLinearizable(const std::vector<Attempt>& attempts, const Facts& facts, const std::string& session,
                             int places) {
  const std::vector<CounterStep> steps = StepsOf(attempts, facts, session);
  const SearchResult result = FindOrder(steps, places);
  if (result.search == Search::kFound) return {};
  if (result.search == Search::kGivenUp) {
    return {{"linearizable", absl::StrCat("Nobody can tell of ", session, ": given up after ", result.states,
                                          " states of ", steps.size(), " steps.")}};
  }
  return {{"linearizable",
           absl::StrCat(session, " with ", places, " places: no order explains its ", steps.size(),
                        " steps; the longest has ", result.furthest, " and no place for ", result.stuck_at, ".")}};
}

}  // namespace shortbreaks::storm

#include "storm/director.h"

#include <absl/strings/str_cat.h>
#include <absl/time/clock.h>

#include <algorithm>
#include <iostream>

namespace shortbreaks::storm {
namespace {

constexpr absl::Duration kFirstAfter = absl::Seconds(2), kCalmAtTheEnd = absl::Seconds(3);

// All numbers below `count`, shuffled, again and again.
class Deck {
 public:
  Deck(size_t count, Random& random) : count_(count), random_(random) {}
  size_t Draw() {
    if (left_.empty()) {
      for (size_t i = 0; i < count_; ++i) left_.push_back(i);
      random_.Shuffle(left_);
    }
    const size_t drawn = left_.back();
    left_.pop_back();
    return drawn;
  }

 private:
  const size_t count_;
  Random& random_;
  std::vector<size_t> left_;
};

std::string NamesOf(const Strike& strike, const Faults& faults) {
  std::string names;
  for (const size_t fault : strike.faults) absl::StrAppend(&names, names.empty() ? "" : " + ", faults[fault]->name());
  return names;
}

}  // namespace

std::vector<Strike> Plan(uint64_t seed, const std::vector<std::string>& strikes_on, absl::Duration length) {
  std::vector<Strike> plan;
  if (strikes_on.empty()) return plan;
  Random random(seed ^ 0xFA017u);
  Deck deck(strikes_on.size(), random);
  absl::Duration at = kFirstAfter;
  for (int number = 1;; ++number) {
    Strike strike{.after = at, .lasts = absl::Milliseconds(random.Between(300, 2'500)), .faults = {deck.Draw()}};
    if (number % 3 == 0) {
      const size_t second = random.Below(strikes_on.size());
      if (strikes_on[second] != strikes_on[strike.faults[0]]) strike.faults.push_back(second);
    }
    at += strike.lasts + absl::Milliseconds(random.Between(300, 1'500));
    if (at > length - kCalmAtTheEnd) return plan;
    plan.push_back(std::move(strike));
  }
}

namespace {

std::string FirstLine(const absl::Status& status) {
  const std::string text = status.ToString();
  return text.substr(0, text.find('\n'));
}

void InjectAll(const Strike& strike, Faults& faults, Random& random) {
  for (const size_t fault : strike.faults) {
    if (auto done = faults[fault]->Inject(random); !done.ok()) {
      std::cout << "  " << faults[fault]->name() << " was not injected whole: " << FirstLine(done) << std::endl;
    }
  }
}

Violations HealAll(const Strike& strike, Faults& faults) {
  Violations found;
  for (const bool last : {false, true}) {
    for (const size_t fault : strike.faults) {
      if (faults[fault]->HealsLast() != last) continue;
      if (auto done = faults[fault]->Heal(); !done.ok()) {
        found.push_back({"faults", absl::StrCat(faults[fault]->name(), " could not be healed: ", FirstLine(done))});
      }
    }
  }
  return found;
}

}  // namespace

Violations Direct(const std::vector<Strike>& plan, Faults& faults, uint64_t seed, absl::Time end, History& history) {
  Violations found;
  Random random(seed ^ 0xD12EC7u);
  const absl::Time begin = absl::Now();
  absl::Duration late;
  size_t done = 0;
  for (const Strike& strike : plan) {
    absl::SleepFor(begin + strike.after + late - absl::Now());
    if (absl::Now() + strike.lasts + kCalmAtTheEnd > end) break;
    FaultSpan span{NamesOf(strike, faults), absl::Now(), {}};
    InjectAll(strike, faults, random);
    absl::SleepFor(strike.lasts);
    Append(found, HealAll(strike, faults));
    span.to = absl::Now();
    history.Add(span);
    late = std::max(span.to - (begin + strike.after + strike.lasts), absl::ZeroDuration());
    ++done;
  }
  std::cout << done << " of " << plan.size() << " strikes of the plan fell" << std::endl;
  return found;
}

}  // namespace shortbreaks::storm

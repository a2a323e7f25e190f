#include "policy/implies.h"

#include <algorithm>

#include "policy/age.h"
#include "policy/words.h"

namespace shortbreaks::policy {
namespace {

template <typename Value>
bool Within(const std::vector<Value>& few, const std::vector<Value>& many) {
  return std::all_of(few.begin(), few.end(),
                     [&](const Value& value) { return std::find(many.begin(), many.end(), value) != many.end(); });
}

// A lower limit `narrow` that is at least as high as `wide`; no limit is lower than any.
template <typename Value, typename Less>
bool NoLower(const std::optional<Value>& narrow, const std::optional<Value>& wide, Less less) {
  return !wide || (narrow && !less(*narrow, *wide));
}
template <typename Value>
bool NoLower(const std::optional<Value>& narrow, const std::optional<Value>& wide) {
  return NoLower(narrow, wide, std::less<Value>());
}
template <typename Value>
bool NoHigher(const std::optional<Value>& narrow, const std::optional<Value>& wide) {
  return NoLower(narrow, wide, std::greater<Value>());
}

bool Fewer(const Ratio& a, const Ratio& b) { return a.staff * b.children < b.staff * a.children; }
bool More(const Ratio& a, const Ratio& b) { return Fewer(b, a); }

// The same words without the names and sentences that a policy gives them.
std::string Meaning(Criterion criterion) {
  const auto clear = [](auto& self, Criterion& one) -> void {
    one.says.clear();
    if (auto* combined = std::get_if<Combined>(&one.asks)) {
      for (Criterion& part : combined->of) self(self, part);
    }
  };
  clear(clear, criterion);
  return InWords(criterion);
}

// Of two criteria of one kind.
struct Narrower {
  bool operator()(const AgeCriterion& narrow, const AgeCriterion& wide) const {
    return narrow.on == wide.on && std::all_of(BirthDates().begin(), BirthDates().end(), [&](absl::CivilDay born) {
             const AgeSpan a = SpanOf(narrow, born), b = SpanOf(wide, born);
             return a.empty() || (b.from <= a.from && a.before <= b.before);
           });
  }
  bool operator()(const BenefitCriterion& narrow, const BenefitCriterion& wide) const {
    return narrow.name == wide.name && narrow.on == wide.on &&
           (wide.component.empty() || narrow.component == wide.component) &&
           (wide.rates.empty() || (!narrow.rates.empty() && Within(narrow.rates, wide.rates)));
  }
  bool operator()(const EhcPlanCriterion& narrow, const EhcPlanCriterion& wide) const {
    return narrow.on == wide.on && Within(narrow.states, wide.states) && Within(wide.sections, narrow.sections);
  }
  bool operator()(const LetterCriterion& narrow, const LetterCriterion& wide) const {
    return narrow.on == wide.on && Within(narrow.professions, wide.professions) &&
           NoHigher(narrow.months_max, wide.months_max);
  }
  bool operator()(const AssessmentCriterion& narrow, const AssessmentCriterion& wide) const {
    return Within(narrow.routes, wide.routes);
  }
  bool operator()(const ScoreCriterion& narrow, const ScoreCriterion& wide) const {
    return narrow.of == wide.of && NoLower(narrow.at_least, wide.at_least) && NoHigher(narrow.below, wide.below);
  }
  bool operator()(const SchoolYearCriterion& narrow, const SchoolYearCriterion& wide) const {
    return narrow.on == wide.on && NoLower(narrow.from, wide.from) && NoHigher(narrow.to, wide.to);
  }
  bool operator()(const PackageCriterion& narrow, const PackageCriterion& wide) const {
    return Within(narrow.names, wide.names);
  }
  bool operator()(const RatioCriterion& narrow, const RatioCriterion& wide) const {
    return NoLower(narrow.at_least, wide.at_least, Fewer) && NoLower(narrow.at_most, wide.at_most, More);
  }
  bool operator()(const IncomeCriterion& narrow, const IncomeCriterion& wide) const {
    return NoHigher(narrow.at_most, wide.at_most) && NoHigher(narrow.below, wide.below);
  }
  template <typename A, typename B>
  bool operator()(const A&, const B&) const {
    return false;
  }
};

const Combined* Combination(const Criterion& criterion, Combined::Kind kind) {
  const auto* combined = std::get_if<Combined>(&criterion.asks);
  return combined != nullptr && combined->kind == kind ? combined : nullptr;
}

// A pair that takes more is not plain: the check of a file ends soon, whatever stands in it.
constexpr int kStepsMax = 100;

bool Implies(const Criterion& narrow, const Criterion& wide, int& steps) {
  if (--steps < 0) return false;
  if (Meaning(narrow) == Meaning(wide)) return true;
  const auto implied = [&](const Criterion& part) { return Implies(part, wide, steps); };
  const auto implying = [&](const Criterion& part) { return Implies(narrow, part, steps); };
  if (const auto* all = Combination(wide, Combined::Kind::kAll)) {
    if (std::all_of(all->of.begin(), all->of.end(), implying)) return true;
  }
  if (const auto* any = Combination(wide, Combined::Kind::kAny)) {
    if (std::any_of(any->of.begin(), any->of.end(), implying)) return true;
  }
  if (const auto* all = Combination(narrow, Combined::Kind::kAll)) {
    if (std::any_of(all->of.begin(), all->of.end(), implied)) return true;
  }
  if (const auto* any = Combination(narrow, Combined::Kind::kAny)) {
    if (std::all_of(any->of.begin(), any->of.end(), implied)) return true;
  }
  return std::visit(Narrower{}, narrow.asks, wide.asks);
}

}  // namespace

const std::array<absl::CivilDay, 366>& BirthDates() {
  static const auto* const dates = [] {
    auto* all = new std::array<absl::CivilDay, 366>;
    for (int i = 0; i < 366; ++i) (*all)[static_cast<size_t>(i)] = absl::CivilDay(2004, 1, 1) + i;
    return all;
  }();
  return *dates;
}

AgeSpan SpanOf(const AgeCriterion& age, absl::CivilDay born) {
  AgeSpan span{age.from ? std::max(born, DayOf(*age.from, born)) : born, absl::CivilDay(2200, 1, 1)};
  if (age.before) {
    span.before = DayOf(*age.before, born);
    if (age.before->kind != AgeBound::Kind::kBirthday) span.before += 1;
  }
  return span;
}

bool Implies(const Criterion& narrow, const Criterion& wide) {
  int steps = kStepsMax;
  return Implies(narrow, wide, steps);
}

}  // namespace shortbreaks::policy

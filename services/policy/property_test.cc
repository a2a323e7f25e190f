// What must hold of every policy and every child: criteria and files made at random. The seed is printed; the same is
// tried again with SHORTBREAKS_SEED.
#include <absl/strings/numbers.h>
#include <absl/strings/str_cat.h>
#include <gtest/gtest.h>

#include <array>
#include <cstdlib>
#include <map>
#include <random>

#include "policy/assess.h"

namespace shortbreaks::policy {
namespace {

using absl::CivilDay;

constexpr int kRounds = 4000;
constexpr CivilDay kDay(2026, 6, 15);

unsigned Seed() {
  const char* given = std::getenv("SHORTBREAKS_SEED");
  unsigned seed = std::random_device()();
  if (given != nullptr && !absl::SimpleAtoi(given, &seed)) ADD_FAILURE() << "SHORTBREAKS_SEED is a whole number";
  return seed;
}

class Chance {
 public:
  explicit Chance(unsigned seed) : random_(seed) {}
  int To(int most) { return static_cast<int>(random_() % static_cast<unsigned>(most + 1)); }
  bool Half() { return To(1) == 0; }
  template <typename Value, size_t count>
  Value Of(const Value (&values)[count]) {
    return values[To(static_cast<int>(count) - 1)];
  }
  template <typename Value>
  std::optional<Value> Maybe(Value value) {
    return Half() ? std::optional(value) : std::nullopt;
  }

 private:
  std::mt19937 random_;
};

constexpr const char* kAuthorities[] = {"E08000031", "E08000026", "E10000015"};
constexpr const char* kRates[] = {"lowest", "middle", "highest"};
constexpr const char* kProfessions[] = {"gp", "senco", "consultant"};
constexpr const char* kRoutes[] = {"none", "self", "early_help", "section_17"};
constexpr const char* kNames[] = {"a", "b", "c"};
constexpr CountedOn::Kind kDays[] = {CountedOn::Kind::kAsked, CountedOn::Kind::kApplication,
                                     CountedOn::Kind::kYearStart, CountedOn::Kind::kAcademicYearStart};

struct Criteria {
  Chance& chance;
  bool excludes;  // whether some may exclude a child for what is on file about it
  int rules = 0;

  AgeBound Bound(int age) {
    constexpr AgeBound::Kind kKinds[] = {AgeBound::Kind::kBirthday, AgeBound::Kind::kAcademicYearEnd,
                                         AgeBound::Kind::kAcademicYearStart};
    return {.kind = chance.Of(kKinds), .age = age};
  }
  Area Somewhere() { return {.authorities = {chance.Of(kAuthorities), chance.Of(kAuthorities)}}; }

  decltype(Criterion::asks) Leaf() {
    switch (chance.To(13)) {
      case 0:
        return AgeCriterion{Bound(chance.To(8)), chance.Maybe(Bound(10 + chance.To(15))), {chance.Of(kDays), {}}};
      case 1:
        return PlaceCriterion{chance.Half(), Somewhere(), excludes && chance.Half() ? Somewhere() : Area{}};
      case 2:
        return BenefitCriterion{"dla", chance.Half() ? "care" : "", {chance.Of(kRates)}, {chance.Of(kDays), {}}};
      case 3:
        return EhcPlanCriterion{{EhcPlanState::kIssued}, {}, {chance.Of(kDays), {}}};
      case 4:
        return LetterCriterion{{chance.Of(kProfessions)}, chance.Maybe(1 + chance.To(24)), std::nullopt};
      case 5:
        return AssessmentCriterion{{chance.Of(kRoutes), chance.Of(kRoutes)}};
      case 6:
        return ScoreCriterion{chance.Of(kNames), 1.0 * chance.To(100), std::nullopt};
      case 7:
        return EducationCriterion{chance.Half()};
      case 8:
        return SchoolYearCriterion{chance.To(8), 9 + chance.To(5), {}};
      case 9:
        return PackageCriterion{{chance.Of(kNames)}};
      case 10:
        return RatioCriterion{Ratio{1 + chance.To(1), 1 + chance.To(3)}, std::nullopt};
      case 11:
        return RecordedCriterion{chance.Of(kNames), chance.Half()};
      case 12:
        return WindowCriterion{chance.Half(), kDay - chance.To(200), std::nullopt, std::nullopt, std::nullopt};
      default:
        return IncomeCriterion{std::nullopt, 100'000 * chance.To(40)};
    }
  }

  Criterion Make(int depth) {
    Criterion criterion{.rule = absl::StrCat("r", rules++)};
    if (depth == 0 || chance.To(3) == 0) {
      criterion.asks = Leaf();
      return criterion;
    }
    constexpr Combined::Kind kKinds[] = {Combined::Kind::kAll, Combined::Kind::kAny, Combined::Kind::kAtLeast,
                                         Combined::Kind::kNone};
    Combined combined{.kind = chance.Of(kKinds)};
    if (combined.kind == Combined::Kind::kNone && !excludes) combined.kind = Combined::Kind::kAny;
    const int parts = 1 + chance.To(3);
    for (int i = 0; i < parts; ++i) combined.of.push_back(Make(depth - 1));
    combined.number = 1 + chance.To(parts - 1);
    criterion.asks = std::move(combined);
    return criterion;
  }
};

Validity SomeTime(Chance& chance) {
  const CivilDay from = kDay - chance.To(700);
  return {from, chance.Maybe(from + chance.To(900))};
}
void AddEvidence(Chance& chance, Facts& facts) {
  if (chance.Half()) facts.benefits.push_back({"dla", "care", chance.Of(kRates), SomeTime(chance)});
  if (chance.Half()) facts.letters.push_back({chance.Of(kProfessions), SomeTime(chance)});
}

// Sets what is not known yet, each with a chance of a half. What is known stays.
void Learn(Chance& chance, Facts& facts) {
  const auto learn = [&](auto& fact, auto value) {
    if (!fact && chance.Half()) fact = value;
  };
  learn(facts.evidence_complete_day, kDay - chance.To(200));
  learn(facts.date_of_birth, kDay - chance.To(9000));
  for (Place* place : {&facts.home, &facts.school}) {
    if (place->authority.empty() && chance.Half()) place->authority = chance.Of(kAuthorities);
  }
  learn(facts.full_time_education, chance.Half());
  learn(facts.support_ratio, Ratio{1 + chance.To(1), 1 + chance.To(3)});
  learn(facts.packages, std::set<std::string>{chance.Of(kNames)});
  constexpr EhcPlanState kStates[] = {EhcPlanState::kNone, EhcPlanState::kPromised, EhcPlanState::kIssued};
  learn(facts.ehc_plan, EhcPlan{chance.Of(kStates), {}, {CivilDay(2000, 1, 1), std::nullopt}});
  learn(facts.assessment, std::string(chance.Of(kRoutes)));
  for (const char* name : kNames) {
    if (chance.Half()) facts.scores.emplace(name, chance.To(100));
    if (chance.Half()) facts.recorded.emplace(name, chance.Half());
  }
  if (chance.Half()) facts.scores.emplace("household income", 1000 * chance.To(40));
}

Facts SomeChild(Chance& chance) {
  Facts facts{.day = kDay};
  if (chance.Half()) facts.application_day = kDay - chance.To(200);
  Learn(chance, facts);
  AddEvidence(chance, facts);
  return facts;
}

Offer SomeOffer(Chance& chance, bool excludes) {
  constexpr Then kThens[] = {Then::kEligible, Then::kIndicative, Then::kRefer};
  Criteria criteria{chance, excludes};
  return {.needs = criteria.Make(3), .then = chance.Of(kThens)};
}

// Says which seed and round it was.
template <typename Check>
void EveryRound(Check check) {
  const unsigned seed = Seed();
  std::cout << "seed " << seed << "\n";
  Chance chance(seed);
  for (int round = 0; round < kRounds && !testing::Test::HasFailure(); ++round) {
    SCOPED_TRACE(absl::StrCat("SHORTBREAKS_SEED=", seed, ", round ", round));
    check(chance);
  }
}

TEST(EveryPolicy, ComesToItsThenOrToAPersonAndItsExplanationRecombines) {
  std::map<Outcome, int> came;
  EveryRound([&](Chance& chance) {
    const Offer offer = SomeOffer(chance, /*excludes=*/true);
    const Assessment assessment = Assess({}, offer, SomeChild(chance));
    const Outcome whole = assessment.rules.front().outcome;
    ++came[whole];
    EXPECT_EQ(assessment.result, whole == Outcome::kMet ? offer.then : Then::kRefer);
    size_t at = 0;
    EXPECT_EQ(Recombine(assessment.rules, offer.needs, at), whole);
    EXPECT_EQ(at, assessment.rules.size());
    bool settles = false;
    for (const RuleOutcome& rule : assessment.rules) {
      settles = settles || (rule.outcome == Outcome::kNotKnown && !rule.settle.empty());
      EXPECT_EQ(absl::StrCat(rule.asks, rule.found, rule.settle).find("declin"), std::string::npos);
    }
    EXPECT_TRUE(whole != Outcome::kNotKnown || settles) << "what would settle it is not said";
  });
  for (const Outcome outcome : {Outcome::kMet, Outcome::kNotMet, Outcome::kNotKnown}) {
    EXPECT_GT(came[outcome], kRounds / 20);
  }
}

TEST(EveryPolicy, KeepsWhatItKnewWhenMoreBecomesKnown) {
  int settled = 0;
  EveryRound([&](Chance& chance) {
    const Offer offer = SomeOffer(chance, /*excludes=*/true);
    Facts facts = SomeChild(chance);
    const auto before = Assess({}, offer, facts).rules;
    Learn(chance, facts);
    const auto after = Assess({}, offer, facts).rules;
    for (size_t i = 0; i < before.size(); ++i) {
      if (before[i].outcome == Outcome::kNotKnown) {
        settled += after[i].outcome != Outcome::kNotKnown ? 1 : 0;
        continue;
      }
      EXPECT_EQ(after[i].outcome, before[i].outcome) << before[i].asks;
    }
  });
  EXPECT_GT(settled, kRounds / 20);
}

TEST(EveryPolicyThatExcludesNobody, StaysEligibleWithMoreEvidence) {
  int eligible = 0;
  EveryRound([&](Chance& chance) {
    const Offer offer = SomeOffer(chance, /*excludes=*/false);
    Facts facts = SomeChild(chance);
    const Then before = Assess({}, offer, facts).result;
    AddEvidence(chance, facts);
    Learn(chance, facts);
    if (before == Then::kRefer) return;
    ++eligible;
    EXPECT_EQ(Assess({}, offer, facts).result, before);
  });
  EXPECT_GT(eligible, kRounds / 20);
}

}  // namespace
}  // namespace shortbreaks::policy

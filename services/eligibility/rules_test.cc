#include "eligibility/rules.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <random>
#include <string>

namespace shortbreaks::eligibility {
namespace {

using absl::CivilDay;
using testing::HasSubstr;
using type::v1::AllocationUnit;
using type::v1::Tier;

constexpr auto kMet = v1::RULE_OUTCOME_MET;
constexpr auto kNotMet = v1::RULE_OUTCOME_NOT_MET;
constexpr auto kNotKnown = v1::RULE_OUTCOME_NOT_KNOWN;

// A child of nine with everything on file for a targeted session of three hours.
Facts EligibleFacts() {
  Facts facts;
  facts.asker = Asker::kCarerWithAuthority;
  facts.child = {.date_of_birth = CivilDay(2018, 3, 1),
                 .resident = true,
                 .ratio_staff = 1,
                 .ratio_children = 2,
                 .needs = 1 << type::v1::NEED_AUTISM};
  facts.session = {.day = CivilDay(2027, 6, 12),
                   .tier = type::v1::TIER_TARGETED,
                   .age_min_years = 5,
                   .age_max_years = 11,
                   .ratio_staff = 1,
                   .ratio_children = 2,
                   .needs_met = (1 << type::v1::NEED_AUTISM) | (1 << type::v1::NEED_MAKATON),
                   .charge_minutes = 180,
                   .price_pence = 350};
  facts.evidence = {{v1::EVIDENCE_KIND_DLA_CARE_MIDDLE, CivilDay(2026, 1, 1), CivilDay(2028, 1, 1)}};
  facts.allocations = {{.allocation_id = std::string(16, 'a'),
                        .unit = type::v1::ALLOCATION_UNIT_MINUTES,
                        .balance = 2400,
                        .tier = type::v1::TIER_TARGETED,
                        .window_start = CivilDay(2027, 4, 1),
                        .window_end = CivilDay(2028, 3, 31),
                        .state = v1::ALLOCATION_STATE_ACTIVE,
                        .version = 4}};
  return facts;
}

v1::RuleResult Apply(std::string_view name, const Facts& facts) {
  for (const Rule& rule : Rules()) {
    if (rule.name == name) return rule.apply(facts);
  }
  ADD_FAILURE() << "no rule " << name;
  return {};
}

AllocationFacts Allocation(char id, AllocationUnit unit, int64_t balance) {
  AllocationFacts allocation = EligibleFacts().allocations[0];
  allocation.allocation_id = std::string(16, id);
  allocation.unit = unit;
  allocation.balance = balance;
  return allocation;
}

char PaysFrom(const Facts& facts) {
  const auto payment = ChoosePayment(facts);
  return payment ? payment->allocation.allocation_id[0] : '-';
}

TEST(AgeOnTest, RisesOnTheBirthday) {
  EXPECT_EQ(AgeOn(CivilDay(2027, 2, 28), CivilDay(2018, 3, 1)), 8);
  EXPECT_EQ(AgeOn(CivilDay(2027, 3, 1), CivilDay(2018, 3, 1)), 9);
  EXPECT_EQ(AgeOn(CivilDay(2018, 3, 1), CivilDay(2018, 3, 1)), 0);
}

TEST(AgeOnTest, ALeapDayBirthdayIsOnTheFirstOfMarchInCommonYears) {
  const CivilDay born(2016, 2, 29);
  EXPECT_EQ(AgeOn(CivilDay(2027, 2, 28), born), 10);
  EXPECT_EQ(AgeOn(CivilDay(2027, 3, 1), born), 11);
  EXPECT_EQ(AgeOn(CivilDay(2028, 2, 28), born), 11);
  EXPECT_EQ(AgeOn(CivilDay(2028, 2, 29), born), 12);
}

TEST(RulesTest, KeepTheirNamesAndOrder) {
  std::vector<std::string_view> names;
  for (const Rule& rule : Rules()) names.push_back(rule.name);
  EXPECT_THAT(names, testing::ElementsAre("authority", "resident", "age_on_the_day", "tier_criteria", "support_ratio",
                                          "needs_can_be_met", "allocation_covers"));
}

TEST(RulesTest, AStrangerHasNoAuthority) {
  Facts facts = EligibleFacts();
  EXPECT_EQ(Apply("authority", facts).outcome(), kMet);
  facts.asker = Asker::kCouncil;
  EXPECT_EQ(Apply("authority", facts).outcome(), kMet);
  facts.asker = Asker::kStranger;
  EXPECT_EQ(Apply("authority", facts).outcome(), kNotMet);
}

TEST(RulesTest, AHomeElsewhereIsNotResident) {
  Facts facts = EligibleFacts();
  EXPECT_EQ(Apply("resident", facts).outcome(), kMet);
  facts.child.resident = false;
  EXPECT_EQ(Apply("resident", facts).outcome(), kNotMet);
}

TEST(RulesTest, BothEndsOfTheAgeRangeAreIncluded) {
  Facts facts = EligibleFacts();
  facts.session.day = CivilDay(2027, 6, 12);
  const auto outcome_for = [&](CivilDay born) {
    facts.child.date_of_birth = born;
    return Apply("age_on_the_day", facts).outcome();
  };
  EXPECT_EQ(outcome_for(CivilDay(2022, 6, 13)), kNotMet) << "five tomorrow";
  EXPECT_EQ(outcome_for(CivilDay(2022, 6, 12)), kMet) << "five today";
  EXPECT_EQ(outcome_for(CivilDay(2015, 6, 13)), kMet) << "twelve tomorrow";
  EXPECT_EQ(outcome_for(CivilDay(2015, 6, 12)), kNotMet) << "twelve today";
  EXPECT_EQ(outcome_for(CivilDay(2030, 1, 1)), kNotMet) << "not born yet";
}

TEST(RulesTest, TheAgeFoundIsExplained) {
  const std::string explanation = Apply("age_on_the_day", EligibleFacts()).explanation();
  EXPECT_THAT(explanation, HasSubstr("ages 5 to 11"));
  EXPECT_THAT(explanation, HasSubstr("age is 9"));
}

TEST(RulesTest, AUniversalSessionAsksForNoEvidence) {
  Facts facts = EligibleFacts();
  facts.session.tier = type::v1::TIER_UNIVERSAL;
  facts.evidence.clear();
  facts.allocations.clear();
  EXPECT_EQ(Decide(facts).result(), v1::DECISION_RESULT_ELIGIBLE);
  EXPECT_FALSE(Decide(facts).has_charge());
  EXPECT_EQ(Decide(facts).allocation(), "");
  EXPECT_EQ(Decide(facts).price_pence(), 350);
}

TEST(RulesTest, EvidenceCountsFromItsFirstToItsLastDay) {
  Facts facts = EligibleFacts();
  facts.evidence = {{v1::EVIDENCE_KIND_EHC_PLAN, CivilDay(2027, 6, 1), CivilDay(2027, 6, 30)}};
  const auto outcome_on = [&](CivilDay day) {
    facts.session.day = day;
    return Apply("tier_criteria", facts).outcome();
  };
  EXPECT_EQ(outcome_on(CivilDay(2027, 5, 31)), kNotKnown);
  EXPECT_EQ(outcome_on(CivilDay(2027, 6, 1)), kMet);
  EXPECT_EQ(outcome_on(CivilDay(2027, 6, 30)), kMet);
  EXPECT_EQ(outcome_on(CivilDay(2027, 7, 1)), kNotKnown);
  EXPECT_THAT(Apply("tier_criteria", facts).next_step(), HasSubstr("Send a current"));
}

TEST(RulesTest, EvidenceWithoutALastDayDoesNotExpire) {
  Facts facts = EligibleFacts();
  facts.evidence = {{v1::EVIDENCE_KIND_LETTER_GP, CivilDay(2010, 1, 1), std::nullopt}};
  EXPECT_EQ(Apply("tier_criteria", facts).outcome(), kMet);
}

TEST(RulesTest, EveryPublishedKindOfEvidenceButTheLowestRateCounts) {
  Facts facts = EligibleFacts();
  for (int kind = v1::EVIDENCE_KIND_DLA_CARE_LOWEST; kind <= v1::EvidenceKind_MAX; ++kind) {
    facts.evidence = {{static_cast<v1::EvidenceKind>(kind), CivilDay(2026, 1, 1), std::nullopt}};
    EXPECT_EQ(Apply("tier_criteria", facts).outcome(), kind == v1::EVIDENCE_KIND_DLA_CARE_LOWEST ? kNotKnown : kMet)
        << kind;
  }
  facts.evidence.clear();
  EXPECT_EQ(Apply("tier_criteria", facts).outcome(), kNotKnown);
}

TEST(RulesTest, OneCurrentPieceAmongExpiredOnesIsEnough) {
  Facts facts = EligibleFacts();
  facts.evidence.insert(facts.evidence.begin(),
                        {v1::EVIDENCE_KIND_EHC_PLAN, CivilDay(2020, 1, 1), CivilDay(2021, 1, 1)});
  EXPECT_EQ(Apply("tier_criteria", facts).outcome(), kMet);
}

TEST(RulesTest, ASpecialistSessionNeedsASpecialistAllocationInForce) {
  Facts facts = EligibleFacts();
  facts.session.tier = type::v1::TIER_SPECIALIST;
  EXPECT_EQ(Apply("tier_criteria", facts).outcome(), kNotMet);
  EXPECT_THAT(Apply("tier_criteria", facts).next_step(), HasSubstr("assessment"));
  facts.allocations[0].tier = type::v1::TIER_SPECIALIST;
  EXPECT_EQ(Apply("tier_criteria", facts).outcome(), kMet);
  facts.allocations[0].state = v1::ALLOCATION_STATE_SUSPENDED;
  EXPECT_EQ(Apply("tier_criteria", facts).outcome(), kNotMet);
  facts.session.tier = type::v1::TIER_UNSPECIFIED;
  EXPECT_EQ(Apply("tier_criteria", facts).outcome(), kNotKnown);
}

TEST(RulesTest, SupportIsComparedAsStaffForEachChild) {
  Facts facts = EligibleFacts();
  const auto outcome_for = [&](int staff, int children, int offered_staff, int offered_children) {
    facts.child.ratio_staff = staff;
    facts.child.ratio_children = children;
    facts.session.ratio_staff = offered_staff;
    facts.session.ratio_children = offered_children;
    return Apply("support_ratio", facts).outcome();
  };
  EXPECT_EQ(outcome_for(1, 3, 1, 2), kMet);
  EXPECT_EQ(outcome_for(1, 2, 1, 2), kMet);
  EXPECT_EQ(outcome_for(1, 2, 2, 4), kMet);
  EXPECT_EQ(outcome_for(1, 1, 1, 2), kNotMet);
  EXPECT_EQ(outcome_for(2, 1, 1, 1), kNotMet);
  EXPECT_EQ(outcome_for(2, 3, 1, 2), kNotMet);
}

TEST(RulesTest, NeedsThatCannotBeMetAreNamed) {
  Facts facts = EligibleFacts();
  EXPECT_EQ(Apply("needs_can_be_met", facts).outcome(), kMet);
  facts.child.needs |= (1 << type::v1::NEED_HOIST) | (1 << type::v1::NEED_DIABETES);
  const v1::RuleResult result = Apply("needs_can_be_met", facts);
  EXPECT_EQ(result.outcome(), kNotMet);
  EXPECT_THAT(result.explanation(), HasSubstr("moving with a hoist, diabetes care"));
  EXPECT_THAT(result.explanation(), testing::Not(HasSubstr("autism")));
}

TEST(RulesTest, TooSmallABalanceIsShownInHoursAndMinutes) {
  Facts facts = EligibleFacts();
  facts.allocations[0].balance = 180;
  EXPECT_EQ(Apply("allocation_covers", facts).outcome(), kMet) << "to the last minute";
  facts.allocations[0].balance = 150;
  const v1::RuleResult result = Apply("allocation_covers", facts);
  EXPECT_EQ(result.outcome(), kNotMet);
  EXPECT_THAT(result.explanation(), HasSubstr("costs 3 hours."));
  EXPECT_THAT(result.explanation(), HasSubstr("has 2 hours 30 minutes left."));
  facts.allocations.clear();
  EXPECT_EQ(Apply("allocation_covers", facts).outcome(), kNotKnown);
}

TEST(PaymentTest, AnAllocationPaysFromTheFirstToTheLastDayOfItsWindow) {
  Facts facts = EligibleFacts();
  const auto pays_on = [&](CivilDay day) {
    facts.session.day = day;
    return PaysFrom(facts);
  };
  EXPECT_EQ(pays_on(CivilDay(2027, 3, 31)), '-');
  EXPECT_EQ(pays_on(CivilDay(2027, 4, 1)), 'a');
  EXPECT_EQ(pays_on(CivilDay(2028, 3, 31)), 'a');
  EXPECT_EQ(pays_on(CivilDay(2028, 4, 1)), '-');
}

TEST(PaymentTest, OnlyAnActiveAllocationOfTheTierOrAHigherOnePays) {
  Facts facts = EligibleFacts();
  facts.allocations[0].tier = type::v1::TIER_UNIVERSAL;
  EXPECT_EQ(PaysFrom(facts), '-');
  facts.allocations[0].tier = type::v1::TIER_SPECIALIST;
  EXPECT_EQ(PaysFrom(facts), 'a');
  facts.allocations[0].state = v1::ALLOCATION_STATE_ENDED;
  EXPECT_EQ(PaysFrom(facts), '-');
}

TEST(PaymentTest, MinutesGoBeforeSessionsBeforePence) {
  Facts facts = EligibleFacts();
  facts.allocations = {
      Allocation('p', type::v1::ALLOCATION_UNIT_PENCE, 10'000), Allocation('s', type::v1::ALLOCATION_UNIT_SESSIONS, 10),
      Allocation('m', type::v1::ALLOCATION_UNIT_MINUTES, 600), Allocation('n', type::v1::ALLOCATION_UNIT_NIGHTS, 7)};
  EXPECT_EQ(PaysFrom(facts), 'm') << "a day session costs no nights";
  facts.session.charge_nights = 1;
  EXPECT_EQ(PaysFrom(facts), 'n');
  facts.allocations.pop_back();
  EXPECT_EQ(PaysFrom(facts), 'm') << "hours pay for a night where there are no nights";
  facts.allocations.pop_back();
  EXPECT_EQ(PaysFrom(facts), 's');
  EXPECT_EQ(ChoosePayment(facts)->charge, 1);
  facts.allocations.pop_back();
  EXPECT_EQ(PaysFrom(facts), 'p');
  EXPECT_EQ(ChoosePayment(facts)->charge, 350);
  EXPECT_EQ(Decide(facts).price_pence(), 0) << "the allocation pays the price";
  facts.session.price_pence = 0;
  EXPECT_EQ(PaysFrom(facts), '-') << "a session without a price costs no money";
}

TEST(PaymentTest, TheWindowThatEndsFirstIsUsedFirstThenTheOlderAllocation) {
  Facts facts = EligibleFacts();
  facts.allocations = {Allocation('c', type::v1::ALLOCATION_UNIT_MINUTES, 600),
                       Allocation('b', type::v1::ALLOCATION_UNIT_MINUTES, 600),
                       Allocation('d', type::v1::ALLOCATION_UNIT_MINUTES, 600)};
  EXPECT_EQ(PaysFrom(facts), 'b');
  facts.allocations[2].window_end = CivilDay(2027, 12, 31);
  EXPECT_EQ(PaysFrom(facts), 'd');
}

TEST(PaymentTest, AnAllocationWithTooLittleLeftIsPassedOver) {
  Facts facts = EligibleFacts();
  facts.allocations = {Allocation('a', type::v1::ALLOCATION_UNIT_MINUTES, 179),
                       Allocation('b', type::v1::ALLOCATION_UNIT_SESSIONS, 1)};
  EXPECT_EQ(PaysFrom(facts), 'b');
  facts.allocations[1].balance = 0;
  EXPECT_EQ(PaysFrom(facts), 'a') << "the first is named where none has enough";
  EXPECT_FALSE(ChoosePayment(facts)->enough);
}

TEST(DecideTest, CarriesTheAllocationThatPays) {
  const v1::Decision decision = Decide(EligibleFacts());
  EXPECT_EQ(decision.result(), v1::DECISION_RESULT_ELIGIBLE);
  EXPECT_EQ(decision.allocation(), ids::ResourceName("allocations", std::string(16, 'a')));
  EXPECT_EQ(decision.charge().unit(), type::v1::ALLOCATION_UNIT_MINUTES);
  EXPECT_EQ(decision.charge().amount(), 180);
  EXPECT_EQ(decision.balance(), 2400);
  EXPECT_EQ(decision.allocation_etag(), "4");
}

// What holds for any facts whatever.
TEST(DecideTest, NeverDeclinesAndAlwaysExplains) {
  const auto seed = std::random_device()();
  SCOPED_TRACE(seed);
  std::mt19937 random(seed);
  const auto pick = [&](int low, int high) { return std::uniform_int_distribution<int>(low, high)(random); };
  const auto day = [&] { return CivilDay(2027, 1, 1) + pick(-800, 800); };
  int eligible = 0;
  for (int round = 0; round < 20'000; ++round) {
    Facts facts = EligibleFacts();
    facts.asker = static_cast<Asker>(pick(0, 2));
    facts.child = {day() - 365 * pick(0, 26), pick(0, 5) > 0, pick(1, 2), pick(1, 4), pick(0, 7) << 12};
    facts.session = {day(),      static_cast<Tier>(pick(0, 3)),
                     pick(0, 9), pick(9, 25),
                     pick(1, 2), pick(1, 4),
                     0x1FFFF,    pick(1, 600),
                     pick(0, 2), pick(0, 2) * 500};
    facts.evidence = {{static_cast<v1::EvidenceKind>(pick(0, 12)), day(), day()}};
    facts.allocations = {Allocation('a', static_cast<AllocationUnit>(pick(0, 4)), pick(0, 900)),
                         Allocation('b', static_cast<AllocationUnit>(pick(0, 4)), pick(0, 900))};
    facts.allocations[0].tier = static_cast<Tier>(pick(1, 3));

    const v1::Decision decision = Decide(facts);
    ASSERT_EQ(decision.rules_size(), static_cast<int>(Rules().size()));
    bool all_met = true;
    for (const v1::RuleResult& result : decision.rules()) {
      ASSERT_NE(result.outcome(), v1::RULE_OUTCOME_UNSPECIFIED);
      ASSERT_FALSE(result.explanation().empty()) << result.rule();
      ASSERT_EQ(result.next_step().empty(), result.outcome() == kMet) << result.rule();
      all_met = all_met && result.outcome() == kMet;
    }
    ASSERT_EQ(decision.result(), all_met ? v1::DECISION_RESULT_ELIGIBLE : v1::DECISION_RESULT_REFER);
    if (!all_met) continue;
    ++eligible;
    ASSERT_EQ(decision.has_charge(), facts.session.tier != type::v1::TIER_UNIVERSAL);
    ASSERT_LE(decision.charge().amount(), decision.balance());
  }
  EXPECT_GT(eligible, 0);
}

}  // namespace
}  // namespace shortbreaks::eligibility

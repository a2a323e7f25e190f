#include "eligibility/rules.h"

#include <gmock/gmock.h>

#include <random>
#include <set>
#include <string>

#include "eligibility/decisions.h"
#include "eligibility/facts_on_file.h"
#include "eligibility/rules_test.h"

namespace shortbreaks::eligibility {
namespace {

using testing::HasSubstr;
using type::v1::Tier;

TEST(ApplicationDays, AnOfferIsAskedAboutItsOwnApplication) {
  v1::DecisionBasis basis = Eligible();
  *basis.mutable_application_date() = Day(2026, 5, 5);
  EXPECT_EQ(FactsOf(basis, "targeted").application_day, CivilDay(2026, 5, 5)) << "as decisions were kept before";
  v1::ApplicationDates& overnight = *basis.add_application_dates();
  overnight.set_offer("overnight");
  *overnight.mutable_application_date() = Day(2027, 1, 2);
  *overnight.mutable_evidence_complete_date() = Day(2027, 1, 9);
  EXPECT_FALSE(FactsOf(basis, "targeted").application_day) << "another offer was applied for";
  EXPECT_EQ(FactsOf(basis, "overnight").application_day, CivilDay(2027, 1, 2));
  EXPECT_EQ(FactsOf(basis, "overnight").evidence_complete_day, CivilDay(2027, 1, 9));
}

TEST(ApplicationDays, ARenewalThatIsHandedInTakesNothingFromWhatWasGranted) {
  v1::DecisionBasis basis = Eligible();
  SetDay(basis, CivilDay(2028, 3, 1));
  SetEvidence(basis, v1::EVIDENCE_KIND_LETTER_GP, CivilDay(2026, 5, 1));
  basis.mutable_allocations(0)->set_offer("targeted");
  basis.mutable_allocations(0)->set_application("applications/first");
  const auto apply = [&](const char* name, CivilDay day) {
    v1::ApplicationDates& dates = *basis.add_application_dates();
    dates.set_application(name);
    dates.set_offer("targeted");
    *dates.mutable_application_date() = wire::ToProto(day);
  };
  apply("applications/first", CivilDay(2027, 4, 1));
  EXPECT_EQ(Decide(basis, &Sample()).result(), v1::DECISION_RESULT_ELIGIBLE) << "11 months old when the family applied";
  apply("applications/renewal", CivilDay(2028, 2, 15));
  EXPECT_EQ(Decide(basis, &Sample()).result(), v1::DECISION_RESULT_ELIGIBLE);
  basis.mutable_allocations(0)->set_application("applications/renewal");
  EXPECT_EQ(Decide(basis, &Sample()).result(), v1::DECISION_RESULT_REFER) << "what the renewal gave stands on its day";
}

TEST(RulesTest, KeepTheirNamesAndOrder) {
  EXPECT_THAT(std::vector<std::string_view>(RuleNames().begin(), RuleNames().end()),
              testing::ElementsAre("authority", "age_on_the_day", "tier_criteria", "support_ratio", "needs_can_be_met",
                                   "within_caps", "statutory_limits", "allocation_covers"));
  std::vector<std::string> names;
  const v1::Decision decision = Decide(Eligible(), &Sample());
  for (const v1::RuleResult& rule : decision.rules()) {
    if (rule.depth() == 0) names.push_back(rule.rule());
  }
  EXPECT_EQ(names, std::vector<std::string>(RuleNames().begin(), RuleNames().end()));
}

TEST(RulesTest, AStrangerHasNoAuthority) {
  v1::DecisionBasis basis = Eligible();
  EXPECT_EQ(Apply("authority", basis).outcome(), kMet);
  basis.set_asker(static_cast<int>(Asker::kCouncil));
  EXPECT_EQ(Apply("authority", basis).outcome(), kMet);
  basis.set_asker(static_cast<int>(Asker::kStranger));
  EXPECT_EQ(Apply("authority", basis).outcome(), kNotMet);
}

TEST(RulesTest, ThePolicySaysWhoMayHaveATargetedBreak) {
  v1::DecisionBasis basis = Eligible();
  EXPECT_EQ(Apply("tier_criteria", basis).outcome(), kMet);
  EXPECT_EQ(Apply("home", basis).depth(), 1);
  basis.mutable_child()->set_resident(false);
  EXPECT_EQ(Apply("tier_criteria", basis).outcome(), kNotMet);
  EXPECT_EQ(Apply("home", basis).outcome(), kNotMet);
  EXPECT_THAT(Apply("home", basis).next_step(), HasSubstr("officer can decide otherwise"));
  basis = Eligible();
  basis.clear_evidence();
  EXPECT_EQ(Apply("tier_criteria", basis).outcome(), kNotKnown);
  EXPECT_THAT(Apply("tier_criteria", basis).next_step(), HasSubstr("Send the short breaks team"));
}

TEST(RulesTest, WithoutALivePolicyATargetedSessionIsReferred) {
  EXPECT_EQ(Apply("tier_criteria", Eligible(), nullptr).outcome(), kNotKnown);
  EXPECT_EQ(Decide(Eligible(), nullptr).result(), v1::DECISION_RESULT_REFER);
}

TEST(RulesTest, AnAllocationByDiscretionStandsInPlaceOfTheCriteria) {
  v1::DecisionBasis basis = Eligible();
  basis.clear_evidence();
  basis.mutable_allocations(0)->set_discretion(true);
  EXPECT_EQ(Apply("tier_criteria", basis).outcome(), kMet);
  EXPECT_THAT(Apply("tier_criteria", basis).explanation(), HasSubstr("named officer"));
}

TEST(RulesTest, BothEndsOfTheAgeRangeAreIncluded) {
  v1::DecisionBasis basis = Eligible();
  const auto outcome_for = [&](CivilDay born) {
    *basis.mutable_child()->mutable_date_of_birth() = wire::ToProto(born);
    return Apply("age_on_the_day", basis).outcome();
  };
  EXPECT_EQ(outcome_for(CivilDay(2022, 6, 13)), kNotMet) << "five tomorrow";
  EXPECT_EQ(outcome_for(CivilDay(2022, 6, 12)), kMet) << "five today";
  EXPECT_EQ(outcome_for(CivilDay(2015, 6, 13)), kMet) << "twelve tomorrow";
  EXPECT_EQ(outcome_for(CivilDay(2015, 6, 12)), kNotMet) << "twelve today";
  EXPECT_EQ(outcome_for(CivilDay(2030, 1, 1)), kNotMet) << "not born yet";
}

TEST(RulesTest, TheAgeFoundIsExplained) {
  const std::string explanation = Apply("age_on_the_day", Eligible()).explanation();
  EXPECT_THAT(explanation, HasSubstr("ages 5 to 11"));
  EXPECT_THAT(explanation, HasSubstr("age is 9"));
}

TEST(RulesTest, AUniversalSessionAsksForNoEvidence) {
  v1::DecisionBasis basis = Eligible();
  basis.mutable_terms()->set_tier(type::v1::TIER_UNIVERSAL);
  basis.clear_evidence();
  basis.clear_allocations();
  const v1::Decision decision = Decide(basis, nullptr);
  EXPECT_EQ(decision.result(), v1::DECISION_RESULT_ELIGIBLE);
  EXPECT_FALSE(decision.has_charge());
  EXPECT_EQ(decision.allocation(), "");
  EXPECT_EQ(decision.price_pence(), 350);
}

TEST(RulesTest, EvidenceCountsFromItsFirstToItsLastDay) {
  v1::DecisionBasis basis = Eligible();
  SetEvidence(basis, v1::EVIDENCE_KIND_EHC_PLAN, CivilDay(2027, 6, 1), CivilDay(2027, 6, 30));
  const auto outcome_on = [&](CivilDay day) {
    SetDay(basis, day);
    return Apply("tier_criteria", basis).outcome();
  };
  EXPECT_EQ(outcome_on(CivilDay(2027, 5, 31)), kNotKnown);
  EXPECT_EQ(outcome_on(CivilDay(2027, 6, 1)), kMet);
  EXPECT_EQ(outcome_on(CivilDay(2027, 6, 30)), kMet);
  EXPECT_EQ(outcome_on(CivilDay(2027, 7, 1)), kNotKnown);
}

TEST(RulesTest, EachKindOfEvidenceIsWhatThePolicyTakesItFor) {
  v1::DecisionBasis basis = Eligible();
  const std::set<int> accepted = {v1::EVIDENCE_KIND_DLA_CARE_MIDDLE,
                                  v1::EVIDENCE_KIND_DLA_CARE_HIGHEST,
                                  v1::EVIDENCE_KIND_PIP_DAILY_LIVING_STANDARD,
                                  v1::EVIDENCE_KIND_PIP_DAILY_LIVING_ENHANCED,
                                  v1::EVIDENCE_KIND_PIP_MOBILITY_STANDARD,
                                  v1::EVIDENCE_KIND_PIP_MOBILITY_ENHANCED,
                                  v1::EVIDENCE_KIND_EHC_PLAN,
                                  v1::EVIDENCE_KIND_LETTER_SENCO,
                                  v1::EVIDENCE_KIND_LETTER_GP,
                                  v1::EVIDENCE_KIND_LETTER_CONSULTANT,
                                  v1::EVIDENCE_KIND_LETTER_SOCIAL_WORKER};
  for (int kind = 1; kind <= v1::EvidenceKind_MAX; ++kind) {
    SetEvidence(basis, static_cast<v1::EvidenceKind>(kind), CivilDay(2027, 1, 1));
    EXPECT_EQ(Apply("tier_criteria", basis).outcome() == kMet, accepted.contains(kind)) << kind;
  }
  SetEvidence(basis, v1::EVIDENCE_KIND_LETTER_OTHER, CivilDay(2027, 1, 1));
  basis.mutable_evidence(0)->set_profession("gp");
  EXPECT_EQ(Apply("tier_criteria", basis).outcome(), kMet);
}

TEST(RulesTest, ASpecialistSessionNeedsASpecialistAllocationInForce) {
  v1::DecisionBasis basis = Eligible();
  basis.mutable_terms()->set_tier(type::v1::TIER_SPECIALIST);
  EXPECT_EQ(Apply("tier_criteria", basis).outcome(), kNotMet);
  EXPECT_THAT(Apply("tier_criteria", basis).next_step(), HasSubstr("assessment"));
  basis.mutable_allocations(0)->set_tier(type::v1::TIER_SPECIALIST);
  EXPECT_EQ(Apply("tier_criteria", basis).outcome(), kMet);
  basis.mutable_allocations(0)->set_state(v1::ALLOCATION_STATE_TRANSITION_HOLD);
  EXPECT_EQ(Apply("tier_criteria", basis).outcome(), kMet) << "an assessed package does not stop dead at 18";
  basis.mutable_allocations(0)->set_state(v1::ALLOCATION_STATE_SUSPENDED);
  EXPECT_EQ(Apply("tier_criteria", basis).outcome(), kNotMet);
  basis.mutable_terms()->set_tier(type::v1::TIER_UNSPECIFIED);
  EXPECT_EQ(Apply("tier_criteria", basis).outcome(), kNotKnown);
}

TEST(RulesTest, SupportIsComparedAsStaffForEachChild) {
  v1::DecisionBasis basis = Eligible();
  const auto outcome_for = [&](int staff, int children, int offered_staff, int offered_children) {
    basis.mutable_child()->mutable_support_ratio()->set_staff(staff);
    basis.mutable_child()->mutable_support_ratio()->set_children(children);
    basis.mutable_terms()->mutable_support_ratio()->set_staff(offered_staff);
    basis.mutable_terms()->mutable_support_ratio()->set_children(offered_children);
    return Apply("support_ratio", basis).outcome();
  };
  EXPECT_EQ(outcome_for(1, 3, 1, 2), kMet);
  EXPECT_EQ(outcome_for(1, 2, 1, 2), kMet);
  EXPECT_EQ(outcome_for(1, 2, 2, 4), kMet);
  EXPECT_EQ(outcome_for(1, 1, 1, 2), kNotMet);
  EXPECT_EQ(outcome_for(2, 1, 1, 1), kNotMet);
  EXPECT_EQ(outcome_for(2, 3, 1, 2), kNotMet);
}

TEST(RulesTest, NeedsThatCannotBeMetAreNamed) {
  v1::DecisionBasis basis = Eligible();
  EXPECT_EQ(Apply("needs_can_be_met", basis).outcome(), kMet);
  basis.mutable_child()->add_needs(type::v1::NEED_HOIST);
  basis.mutable_child()->add_needs(type::v1::NEED_DIABETES);
  const v1::RuleResult result = Apply("needs_can_be_met", basis);
  EXPECT_EQ(result.outcome(), kNotMet);
  EXPECT_THAT(result.explanation(), HasSubstr("moving with a hoist, diabetes care"));
  EXPECT_THAT(result.explanation(), testing::Not(HasSubstr("autism")));
}

TEST(RulesTest, TooSmallABalanceIsShownInHoursAndMinutes) {
  v1::DecisionBasis basis = Eligible();
  basis.mutable_allocations(0)->set_balance(180);
  EXPECT_EQ(Apply("allocation_covers", basis).outcome(), kMet) << "to the last minute";
  basis.mutable_allocations(0)->set_balance(150);
  const v1::RuleResult result = Apply("allocation_covers", basis);
  EXPECT_EQ(result.outcome(), kNotMet);
  EXPECT_THAT(result.explanation(), HasSubstr("costs 3 hours."));
  EXPECT_THAT(result.explanation(), HasSubstr("has 2 hours 30 minutes left."));
  basis.clear_allocations();
  EXPECT_EQ(Apply("allocation_covers", basis).outcome(), kNotKnown);
}

TEST(RulesTest, CapsOfThePolicyHold) {
  v1::DecisionBasis basis = Eligible();
  EXPECT_EQ(Apply("within_caps", basis).outcome(), kMet);
  basis.mutable_terms()->set_charge_minutes(8 * 60);
  EXPECT_EQ(Apply("within_caps", basis).outcome(), kMet) << "the cap itself";
  basis.mutable_terms()->set_charge_minutes(8 * 60 + 1);
  EXPECT_THAT(Apply("within_caps", basis).explanation(), HasSubstr("8 hours 1 minute; the most is 8 hours"));
  basis = Eligible();
  for (const char* provider : {"providers/b", "providers/c", "providers/d", "providers/e"}) {
    EXPECT_EQ(Apply("within_caps", basis).outcome(), kMet) << provider;
    v1::Usage& usage = *basis.add_usage();
    usage.set_allocation("allocations/a");
    usage.set_provider(provider);
    usage.set_amount(60);
  }
  EXPECT_THAT(Apply("within_caps", basis).explanation(), HasSubstr("5 providers; the most is 4"));
  basis.mutable_usage(0)->set_provider(kHere);
  EXPECT_EQ(Apply("within_caps", basis).outcome(), kMet) << "a provider that the child goes to already";
}

TEST(DecideTest, CarriesTheAllocationThatPays) {
  const v1::Decision decision = Decide(Eligible(), &Sample());
  EXPECT_EQ(decision.result(), v1::DECISION_RESULT_ELIGIBLE) << decision.DebugString();
  EXPECT_EQ(decision.allocation(), "allocations/a");
  EXPECT_EQ(decision.charge().unit(), type::v1::ALLOCATION_UNIT_MINUTES);
  EXPECT_EQ(decision.charge().amount(), 180);
  EXPECT_EQ(decision.balance(), 2400);
  EXPECT_EQ(decision.allocation_etag(), "4");
  EXPECT_EQ(decision.offer(), "targeted");
}

TEST(DecideTest, TheSameBasisGivesTheSameBytes) {
  const std::string bytes = Remake(Eligible(), &Sample()).SerializeAsString();
  v1::DecisionBasis again;
  ASSERT_TRUE(again.ParseFromString(Eligible().SerializeAsString()));
  EXPECT_EQ(Remake(again, &Sample()).SerializeAsString(), bytes);
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
    v1::DecisionBasis basis = Eligible();
    basis.set_asker(pick(0, 2));
    v1::Child& child = *basis.mutable_child();
    *child.mutable_date_of_birth() = wire::ToProto(day() - 365 * pick(0, 26));
    child.set_resident(pick(0, 5) > 0);
    child.mutable_support_ratio()->set_staff(pick(1, 2));
    child.mutable_support_ratio()->set_children(pick(1, 4));
    v1::SessionTerms& terms = *basis.mutable_terms();
    terms.set_tier(static_cast<Tier>(pick(0, 3)));
    terms.set_age_min_years(pick(0, 9));
    terms.set_age_max_years(pick(9, 25));
    terms.mutable_support_ratio()->set_staff(pick(1, 2));
    terms.mutable_support_ratio()->set_children(pick(1, 4));
    terms.set_charge_minutes(pick(1, 600));
    terms.set_charge_nights(pick(0, 2));
    terms.set_price_pence(pick(0, 2) * 500);
    SetDay(basis, day());
    SetEvidence(basis, static_cast<v1::EvidenceKind>(pick(0, v1::EvidenceKind_MAX)), day(), day());
    SetAllocations(basis, {Allocation('a', static_cast<AllocationUnit>(pick(0, 4)), pick(0, 900)),
                           Allocation('b', static_cast<AllocationUnit>(pick(0, 4)), pick(0, 900))});
    basis.mutable_allocations(0)->set_tier(static_cast<Tier>(pick(1, 3)));
    if (pick(0, 3) == 0) AddStay(basis, day(), pick(1, 20));

    const v1::Decision decision = Decide(basis, pick(0, 9) == 0 ? nullptr : &Sample());
    bool all_met = true;
    for (const v1::RuleResult& result : decision.rules()) {
      ASSERT_NE(result.outcome(), v1::RULE_OUTCOME_UNSPECIFIED);
      ASSERT_FALSE(result.explanation().empty()) << result.rule();
      ASSERT_EQ(result.next_step().empty(), result.outcome() == kMet) << result.rule();
      all_met = all_met && (result.depth() > 0 || result.outcome() == kMet);
    }
    ASSERT_EQ(decision.result(), all_met ? v1::DECISION_RESULT_ELIGIBLE : v1::DECISION_RESULT_REFER);
    if (!all_met) continue;
    ++eligible;
    ASSERT_EQ(decision.has_charge(), terms.tier() != type::v1::TIER_UNIVERSAL);
    ASSERT_LE(decision.charge().amount(), decision.balance());
  }
  EXPECT_GT(eligible, 0);
}

}  // namespace
}  // namespace shortbreaks::eligibility

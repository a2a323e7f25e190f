#include "eligibility/rules.h"

#include <absl/strings/str_cat.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <map>
#include <random>
#include <set>
#include <string>

#include "eligibility/counters.h"
#include "eligibility/decisions.h"
#include "eligibility/payment.h"
#include "policy/parse.h"
#include "policy/yaml_reader.h"
#include "support/sample_policy.h"
#include "wire/times.h"

namespace shortbreaks::eligibility {
namespace {

using absl::CivilDay;
using testing::HasSubstr;
using type::v1::AllocationUnit;
using type::v1::Tier;

constexpr auto kMet = v1::RULE_OUTCOME_MET;
constexpr auto kNotMet = v1::RULE_OUTCOME_NOT_MET;
constexpr auto kNotKnown = v1::RULE_OUTCOME_NOT_KNOWN;
constexpr char kCouncil[] = "E08000031";
constexpr char kHere[] = "providers/here";

policy::Policy Parsed(const std::string& text) {
  policy::Mistakes mistakes;
  policy::Policy policy = policy::Parse(text, mistakes);
  for (const policy::Mistake& mistake : mistakes.list()) ADD_FAILURE() << mistake.position.line << ": " << mistake.text;
  return policy;
}

const policy::Policy& Sample() {
  static const auto* const policy = new policy::Policy(Parsed(support::SamplePolicy(kCouncil)));
  return *policy;
}

type::v1::Date Day(int year, int month, int day) { return wire::ToProto(CivilDay(year, month, day)); }

v1::Allocation Allocation(char id, AllocationUnit unit, int64_t balance) {
  v1::Allocation allocation;
  allocation.set_name(absl::StrCat("allocations/", std::string(1, id)));
  allocation.mutable_granted()->set_unit(unit);
  allocation.mutable_granted()->set_amount(balance);
  allocation.set_balance(balance);
  allocation.set_tier(type::v1::TIER_TARGETED);
  *allocation.mutable_window_start() = Day(2027, 4, 1);
  *allocation.mutable_window_end() = Day(2028, 3, 31);
  allocation.set_state(v1::ALLOCATION_STATE_ACTIVE);
  allocation.set_etag("4");
  return allocation;
}

void SetAllocations(v1::DecisionBasis& basis, const std::vector<v1::Allocation>& allocations) {
  basis.clear_allocations();
  for (const v1::Allocation& allocation : allocations) *basis.add_allocations() = allocation;
}

void SetEvidence(v1::DecisionBasis& basis, v1::EvidenceKind kind, CivilDay from,
                 std::optional<CivilDay> to = std::nullopt) {
  basis.clear_evidence();
  v1::Evidence& evidence = *basis.add_evidence();
  evidence.set_kind(kind);
  *evidence.mutable_issue_date() = wire::ToProto(from);
  if (to) *evidence.mutable_expire_date() = wire::ToProto(*to);
}

// The day of the session, which is the day that is asked about.
void SetDay(v1::DecisionBasis& basis, CivilDay day) {
  *basis.mutable_day() = wire::ToProto(day);
  *basis.mutable_terms()->mutable_start_date() = wire::ToProto(day);
  *basis.mutable_terms()->mutable_end_date() = wire::ToProto(day + basis.terms().charge_nights());
}

// A child of nine with everything on file for a targeted session of three hours.
v1::DecisionBasis Eligible() {
  v1::DecisionBasis basis;
  basis.set_council(kCouncil);
  basis.set_asker(static_cast<int>(Asker::kCarerWithAuthority));
  basis.set_session("sessions/a");
  v1::Child& child = *basis.mutable_child();
  *child.mutable_date_of_birth() = Day(2018, 3, 1);
  child.set_resident(true);
  child.mutable_support_ratio()->set_staff(1);
  child.mutable_support_ratio()->set_children(2);
  child.add_needs(type::v1::NEED_AUTISM);
  v1::SessionTerms& terms = *basis.mutable_terms();
  terms.set_tier(type::v1::TIER_TARGETED);
  terms.set_age_min_years(5);
  terms.set_age_max_years(11);
  terms.mutable_support_ratio()->set_staff(1);
  terms.mutable_support_ratio()->set_children(2);
  terms.add_needs_met(type::v1::NEED_AUTISM);
  terms.add_needs_met(type::v1::NEED_MAKATON);
  terms.set_charge_minutes(180);
  terms.set_price_pence(350);
  terms.set_provider(kHere);
  SetDay(basis, CivilDay(2027, 6, 12));
  SetEvidence(basis, v1::EVIDENCE_KIND_DLA_CARE_MIDDLE, CivilDay(2026, 1, 1), CivilDay(2028, 1, 1));
  SetAllocations(basis, {Allocation('a', type::v1::ALLOCATION_UNIT_MINUTES, 2400)});
  return basis;
}

v1::RuleResult Apply(std::string_view name, const v1::DecisionBasis& basis, const policy::Policy* policy = &Sample()) {
  const v1::Decision decision = Decide(basis, policy);
  for (const v1::RuleResult& rule : decision.rules()) {
    if (rule.rule() == name) return rule;
  }
  ADD_FAILURE() << "no rule " << name;
  return {};
}

char PaysFrom(const v1::DecisionBasis& basis, const policy::Policy* policy = nullptr) {
  const auto payment = ChoosePayment(basis, policy);
  return payment ? payment->first.allocation->name().back() : '-';
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

TEST(PaymentTest, AnAllocationPaysFromTheFirstToTheLastDayOfItsWindow) {
  v1::DecisionBasis basis = Eligible();
  const auto pays_on = [&](CivilDay day) {
    SetDay(basis, day);
    return PaysFrom(basis);
  };
  EXPECT_EQ(pays_on(CivilDay(2027, 3, 31)), '-');
  EXPECT_EQ(pays_on(CivilDay(2027, 4, 1)), 'a');
  EXPECT_EQ(pays_on(CivilDay(2028, 3, 31)), 'a');
  EXPECT_EQ(pays_on(CivilDay(2028, 4, 1)), '-');
}

TEST(PaymentTest, OnlyAnActiveAllocationOfTheTierOrAHigherOnePays) {
  v1::DecisionBasis basis = Eligible();
  basis.mutable_allocations(0)->set_tier(type::v1::TIER_UNIVERSAL);
  EXPECT_EQ(PaysFrom(basis), '-');
  basis.mutable_allocations(0)->set_tier(type::v1::TIER_SPECIALIST);
  EXPECT_EQ(PaysFrom(basis), 'a');
  for (const auto state : {v1::ALLOCATION_STATE_ENDED, v1::ALLOCATION_STATE_SUSPENDED, v1::ALLOCATION_STATE_APPROVED,
                           v1::ALLOCATION_STATE_EXPIRED}) {
    basis.mutable_allocations(0)->set_state(state);
    EXPECT_EQ(PaysFrom(basis), '-') << state;
  }
}

TEST(PaymentTest, NightsGoBeforeHoursBeforeSessionsBeforePounds) {
  v1::DecisionBasis basis = Eligible();
  const auto have = [&](std::string_view ids) {
    const std::map<char, v1::Allocation> all = {{'p', Allocation('p', type::v1::ALLOCATION_UNIT_PENCE, 10'000)},
                                                {'s', Allocation('s', type::v1::ALLOCATION_UNIT_SESSIONS, 10)},
                                                {'m', Allocation('m', type::v1::ALLOCATION_UNIT_MINUTES, 600)},
                                                {'n', Allocation('n', type::v1::ALLOCATION_UNIT_NIGHTS, 7)}};
    basis.clear_allocations();
    for (const char id : ids) *basis.add_allocations() = all.at(id);
  };
  have("psmn");
  EXPECT_EQ(PaysFrom(basis), 'm') << "a day session costs no nights";
  basis.mutable_terms()->set_charge_nights(1);
  EXPECT_EQ(PaysFrom(basis), 'n');
  have("psm");
  EXPECT_EQ(PaysFrom(basis), 'm') << "hours pay for a night where there are no nights";
  have("ps");
  EXPECT_EQ(PaysFrom(basis), 's');
  EXPECT_EQ(ChoosePayment(basis, nullptr)->first.charge, 1);
  have("p");
  EXPECT_EQ(PaysFrom(basis), 'p');
  EXPECT_EQ(ChoosePayment(basis, nullptr)->first.charge, 350);
  EXPECT_EQ(Decide(basis, nullptr).price_pence(), 0) << "the allocation pays the price";
  basis.mutable_terms()->set_price_pence(0);
  EXPECT_EQ(PaysFrom(basis), '-') << "a session without a price costs no money";
  // £300 are 15 hours: three hours are £60.
  EXPECT_EQ(ChoosePayment(basis, &Sample())->first.charge, 6000);
}

TEST(PaymentTest, ThePolicySaysWhichKindPaysFirst) {
  v1::DecisionBasis basis = Eligible();
  SetAllocations(basis, {Allocation('m', type::v1::ALLOCATION_UNIT_MINUTES, 600),
                         Allocation('p', type::v1::ALLOCATION_UNIT_PENCE, 10'000)});
  policy::Policy policy = Sample();
  policy.pays_first = {"pounds", "hours"};
  EXPECT_EQ(PaysFrom(basis, &policy), 'p');
  policy.pays_first = {"hours", "pounds"};
  EXPECT_EQ(PaysFrom(basis, &policy), 'm');
}

TEST(PaymentTest, TheWindowThatEndsFirstIsUsedFirstThenTheOlderAllocation) {
  v1::DecisionBasis basis = Eligible();
  SetAllocations(basis, {Allocation('c', type::v1::ALLOCATION_UNIT_MINUTES, 600),
                         Allocation('b', type::v1::ALLOCATION_UNIT_MINUTES, 600),
                         Allocation('d', type::v1::ALLOCATION_UNIT_MINUTES, 600)});
  EXPECT_EQ(PaysFrom(basis), 'b');
  *basis.mutable_allocations(2)->mutable_window_end() = Day(2027, 12, 31);
  EXPECT_EQ(PaysFrom(basis), 'd');
  EXPECT_THAT(Apply("allocation_covers", basis).explanation(), HasSubstr("it runs until 31 December 2027"));
}

TEST(PaymentTest, AnAllocationWithTooLittleLeftIsPassedOver) {
  v1::DecisionBasis basis = Eligible();
  SetAllocations(basis, {Allocation('a', type::v1::ALLOCATION_UNIT_MINUTES, 179),
                         Allocation('b', type::v1::ALLOCATION_UNIT_SESSIONS, 1)});
  EXPECT_EQ(PaysFrom(basis), 'b');
  basis.mutable_allocations(1)->set_balance(0);
  EXPECT_EQ(PaysFrom(basis), 'a') << "the first is named where none has enough";
  EXPECT_FALSE(ChoosePayment(basis, nullptr)->enough);
}

TEST(PaymentTest, TwoShareWhatNeitherCanPayAlone) {
  v1::DecisionBasis basis = Eligible();
  SetAllocations(basis, {Allocation('a', type::v1::ALLOCATION_UNIT_MINUTES, 50),
                         Allocation('b', type::v1::ALLOCATION_UNIT_MINUTES, 130)});
  auto payment = ChoosePayment(basis, nullptr);
  ASSERT_TRUE(payment && payment->second);
  EXPECT_TRUE(payment->enough);
  EXPECT_EQ(payment->first.charge, 50);
  EXPECT_EQ(payment->second->charge, 130);
  const v1::Decision decision = Decide(basis, &Sample());
  EXPECT_EQ(decision.result(), v1::DECISION_RESULT_ELIGIBLE);
  EXPECT_EQ(decision.second_allocation(), "allocations/b");
  EXPECT_EQ(decision.charge().amount() + decision.second_charge().amount(), 180);
  basis.mutable_allocations(1)->set_balance(129);
  payment = ChoosePayment(basis, nullptr);
  EXPECT_FALSE(payment->enough) << "a minute short";
  EXPECT_FALSE(payment->second);
}

v1::DecisionBasis Overnight(CivilDay start, int nights) {
  v1::DecisionBasis basis = Eligible();
  basis.mutable_terms()->set_charge_nights(nights);
  SetDay(basis, start);
  return basis;
}

void AddStay(v1::DecisionBasis& basis, CivilDay start, int nights, const std::string& provider = kHere) {
  v1::Stay& stay = *basis.add_stays();
  stay.set_provider(provider);
  *stay.mutable_start_date() = wire::ToProto(start);
  *stay.mutable_end_date() = wire::ToProto(start + nights);
  stay.set_nights(nights);
}

TEST(CountersTest, SeventeenDaysInOneStayAndNotEighteen) {
  EXPECT_EQ(Apply("statutory_limits", Overnight(CivilDay(2027, 6, 1), 16)).outcome(), kMet) << "17 days";
  const v1::RuleResult crossed = Apply("statutory_limits", Overnight(CivilDay(2027, 6, 1), 17));
  EXPECT_EQ(crossed.outcome(), kNotMet);
  EXPECT_THAT(crossed.explanation(), HasSubstr("18 of 17 days"));
  policy::Policy policy = Sample();
  policy.regulation_48->nights = true;
  EXPECT_EQ(Apply("statutory_limits", Overnight(CivilDay(2027, 6, 1), 17), &policy).outcome(), kMet) << "17 nights";
  EXPECT_EQ(Apply("statutory_limits", Overnight(CivilDay(2027, 6, 1), 18), &policy).outcome(), kNotMet);
}

TEST(CountersTest, StaysThatAdjoinAreOne) {
  v1::DecisionBasis basis = Overnight(CivilDay(2027, 6, 10), 8);
  AddStay(basis, CivilDay(2027, 6, 1), 9);
  EXPECT_EQ(CountStay(basis, &Sample())->stay(), 18) << "1 to 18 June; the 10th counts once";
  basis = Overnight(CivilDay(2027, 6, 12), 6);
  AddStay(basis, CivilDay(2027, 6, 1), 9);
  EXPECT_EQ(CountStay(basis, &Sample())->stay(), 7) << "a day at home between them";
}

TEST(CountersTest, SeventyFiveDaysInTwelveMonthsInTheSameSetting) {
  v1::DecisionBasis basis = Overnight(CivilDay(2027, 6, 1), 4);
  for (int month = 1; month <= 7; ++month) AddStay(basis, CivilDay(2026, 6 + month, 10), 9);
  EXPECT_EQ(CountStay(basis, &Sample())->year(), 75);
  EXPECT_EQ(Apply("statutory_limits", basis).outcome(), kMet);
  EXPECT_THAT(Decide(basis, &Sample()).warnings(0), HasSubstr("75 of 75"));
  AddStay(basis, CivilDay(2027, 5, 20), 0, "providers/elsewhere");
  EXPECT_EQ(CountStay(basis, &Sample())->year(), 75) << "another setting counts by itself";
  basis.mutable_terms()->set_charge_nights(5);
  SetDay(basis, CivilDay(2027, 6, 1));
  EXPECT_EQ(Apply("statutory_limits", basis).outcome(), kNotMet) << "the 76th";
}

TEST(CountersTest, AStayAYearAgoDoesNotCount) {
  v1::DecisionBasis basis = Overnight(CivilDay(2027, 6, 1), 2);
  AddStay(basis, CivilDay(2026, 6, 1), 9);
  EXPECT_EQ(CountStay(basis, &Sample())->year(), 3);
  AddStay(basis, CivilDay(2026, 6, 2), 0);
  EXPECT_EQ(CountStay(basis, &Sample())->year(), 4);
}

TEST(CountersTest, ADaySessionIsNotCounted) {
  EXPECT_FALSE(CountStay(Eligible(), &Sample()));
  EXPECT_FALSE(CountStay(Overnight(CivilDay(2027, 6, 1), 2), nullptr));
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

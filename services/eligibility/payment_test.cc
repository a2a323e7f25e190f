// Which allocation pays.
#include "eligibility/payment.h"

#include <gmock/gmock.h>

#include <map>

#include "eligibility/rules_test.h"

namespace shortbreaks::eligibility {
namespace {

using testing::HasSubstr;

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
  policy.pays_first = {{.kind = "pounds"}, {.kind = "hours"}};
  EXPECT_EQ(PaysFrom(basis, &policy), 'p');
  policy.pays_first = {{.kind = "hours"}, {.kind = "pounds"}};
  EXPECT_EQ(PaysFrom(basis, &policy), 'm');
}

TEST(PaymentTest, ThePolicySaysWhichFundingStreamPaysFirst) {
  v1::DecisionBasis basis = Eligible();
  SetAllocations(basis, {Allocation('m', type::v1::ALLOCATION_UNIT_MINUTES, 600),
                         Allocation('o', type::v1::ALLOCATION_UNIT_MINUTES, 600),
                         Allocation('p', type::v1::ALLOCATION_UNIT_PENCE, 10'000)});
  basis.mutable_allocations(1)->set_funding_stream("innovation fund");
  basis.mutable_allocations(2)->set_funding_stream("innovation fund");
  policy::Policy policy = Sample();
  policy.pays_first = {{.stream = "innovation fund"}, {.kind = "hours"}};
  EXPECT_EQ(PaysFrom(basis, &policy), 'o') << "both of the stream; the same window, so the older";
  policy.pays_first = {{.kind = "pounds", .stream = "innovation fund"}, {.kind = "hours"}};
  EXPECT_EQ(PaysFrom(basis, &policy), 'p');
  policy.pays_first = {{.kind = "pounds", .stream = "another"}, {.kind = "hours"}};
  EXPECT_EQ(PaysFrom(basis, &policy), 'm');
}

// An allocation of one hour's worth in each kind, and one conversion: whatever the session costs, both ways.
TEST(PaymentTest, ConversionsWorkBothWaysForEveryKind) {
  using U = policy::Unit;
  policy::Policy policy;
  const auto charge = [&](AllocationUnit unit, const v1::DecisionBasis& from) {
    v1::DecisionBasis basis = from;
    SetAllocations(basis, {Allocation('a', unit, 100'000)});
    const auto payment = ChoosePayment(basis, &policy);
    return payment ? payment->first.charge : 0;
  };
  v1::DecisionBasis hours = Eligible(), nights = Eligible(), price = Eligible();
  hours.mutable_terms()->set_price_pence(0);
  for (v1::DecisionBasis* basis : {&nights, &price}) basis->mutable_terms()->set_charge_minutes(0);
  nights.mutable_terms()->set_charge_nights(2);
  nights.mutable_terms()->set_price_pence(0);
  EXPECT_EQ(charge(type::v1::ALLOCATION_UNIT_NIGHTS, hours), 0) << "nothing without a conversion";
  policy.conversions = {{{U::kMinutes, 720}, {U::kNights, 1}, {}}, {{U::kPence, 30'000}, {U::kMinutes, 900}, {}}};
  EXPECT_EQ(charge(type::v1::ALLOCATION_UNIT_NIGHTS, hours), 1) << "3 of 12 hours, rounded up";
  EXPECT_EQ(charge(type::v1::ALLOCATION_UNIT_MINUTES, nights), 1440);
  EXPECT_EQ(charge(type::v1::ALLOCATION_UNIT_PENCE, hours), 6000);
  EXPECT_EQ(charge(type::v1::ALLOCATION_UNIT_MINUTES, price), 11) << "£3.50 at £20 an hour are 10.5 minutes";
  EXPECT_EQ(charge(type::v1::ALLOCATION_UNIT_PENCE, nights), 0) << "one step, not two";
}

TEST(PaymentTest, AnOfferPaysOnlyForWhatItSays) {
  v1::DecisionBasis basis = Eligible();
  SetAllocations(basis, {Allocation('s', type::v1::ALLOCATION_UNIT_MINUTES, 600),
                         Allocation('t', type::v1::ALLOCATION_UNIT_MINUTES, 600)});
  basis.mutable_allocations(0)->set_tier(type::v1::TIER_SPECIALIST);
  basis.mutable_allocations(0)->set_offer("overnight");
  *basis.mutable_allocations(0)->mutable_window_end() = Day(2027, 12, 31);
  policy::Policy policy = Sample();
  EXPECT_EQ(PaysFrom(basis, &policy), 's') << "it ends sooner, and nothing is said";
  policy.offers[1].pays_for = policy::PaysFor{.tiers = {"specialist"}};
  EXPECT_EQ(PaysFrom(basis, &policy), 't');
  policy.offers[1].pays_for = policy::PaysFor{.overnight = true};
  EXPECT_EQ(PaysFrom(basis, &policy), 't');
  basis.mutable_terms()->set_charge_nights(1);
  EXPECT_EQ(PaysFrom(basis, &policy), 's');
  policy.offers[1].pays_for = policy::PaysFor{.overnight = false};
  EXPECT_EQ(PaysFrom(basis, &policy), 't');
}

TEST(PaymentTest, AChildWithTwoWorkersIsChargedTwiceWhereThePolicySaysSo) {
  v1::DecisionBasis basis = Eligible();
  basis.mutable_allocations(0)->set_offer("targeted");
  policy::Policy policy = Sample();
  policy.offers[0].charges = {{{.asks = policy::RatioCriterion{policy::Ratio{2, 1}, std::nullopt}}, 2, {}}};
  EXPECT_EQ(ChoosePayment(basis, &policy)->first.charge, 180);
  basis.mutable_child()->mutable_support_ratio()->set_staff(2);
  basis.mutable_child()->mutable_support_ratio()->set_children(1);
  EXPECT_EQ(ChoosePayment(basis, &policy)->first.charge, 360);
  EXPECT_THAT(Apply("allocation_covers", basis, &policy).explanation(),
              HasSubstr("The session costs 6 hours (it counts 2 times for this child)."));
  basis.mutable_allocations(0)->mutable_granted()->set_unit(type::v1::ALLOCATION_UNIT_PENCE);
  EXPECT_EQ(ChoosePayment(basis, &policy)->first.charge, 350) << "the price is what it is";
}

TEST(PaymentTest, WhatIsChargedStandsOnTheApplicationThatGaveTheAllocation) {
  v1::DecisionBasis basis = Eligible();
  basis.mutable_allocations(0)->set_offer("targeted");
  basis.mutable_allocations(0)->set_application("applications/first");
  for (const auto& [name, year] : {std::pair("applications/first", 2027), std::pair("applications/renewal", 2028)}) {
    v1::ApplicationDates& dates = *basis.add_application_dates();
    dates.set_application(name);
    dates.set_offer("targeted");
    *dates.mutable_application_date() = Day(year, 2, 15);
  }
  policy::Policy policy = Sample();
  policy.offers[0].charges = {{{.asks = policy::WindowCriterion{.from = CivilDay(2028, 1, 1)}}, 2, {}}};
  EXPECT_EQ(ChoosePayment(basis, &policy)->first.charge, 180) << "a renewal does not make it dearer";
  basis.mutable_allocations(0)->set_application("applications/renewal");
  EXPECT_EQ(ChoosePayment(basis, &policy)->first.charge, 360);
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

}  // namespace
}  // namespace shortbreaks::eligibility

// How near a stay comes to the limits of the law.
#include "eligibility/counters.h"

#include <gmock/gmock.h>

#include "eligibility/rules_test.h"

namespace shortbreaks::eligibility {
namespace {

using testing::HasSubstr;

TEST(CountersTest, SeventeenDaysInOneStayAndNotEighteen) {
  EXPECT_EQ(Apply("statutory_limits", Overnight(CivilDay(2027, 6, 1), 16)).outcome(), kMet) << "17 days";
  const v1::RuleResult crossed = Apply("statutory_limits", Overnight(CivilDay(2027, 6, 1), 17));
  EXPECT_EQ(crossed.outcome(), kNotMet);
  EXPECT_THAT(crossed.explanation(), HasSubstr("18 of 17 days"));
  policy::Policy policy = Sample();
  policy.regulation_48.nights = true;
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

TEST(CountersTest, SeventyFiveNightsInTwelveMonthsInTheSameSetting) {
  policy::Policy policy = Sample();
  policy.regulation_48.nights = true;
  v1::DecisionBasis basis = Overnight(CivilDay(2027, 6, 1), 5);
  for (int month = 1; month <= 7; ++month) AddStay(basis, CivilDay(2026, 6 + month, 10), 10);
  EXPECT_EQ(CountStay(basis, &policy)->year(), 75);
  EXPECT_EQ(Apply("statutory_limits", basis, &policy).outcome(), kMet);
  basis.mutable_terms()->set_charge_nights(6);
  SetDay(basis, CivilDay(2027, 6, 1));
  EXPECT_EQ(Apply("statutory_limits", basis, &policy).outcome(), kNotMet) << "the 76th";
}

TEST(CountersTest, AStayAYearAgoDoesNotCount) {
  v1::DecisionBasis basis = Overnight(CivilDay(2027, 6, 1), 2);
  AddStay(basis, CivilDay(2026, 5, 20), 12);
  EXPECT_EQ(CountStay(basis, &Sample())->year(), 3) << "it ended on 1 June";
  AddStay(basis, CivilDay(2026, 6, 2), 0);
  EXPECT_EQ(CountStay(basis, &Sample())->year(), 3) << "2 June to 1 June and 4 June to 3 June hold as much";
  AddStay(basis, CivilDay(2026, 6, 4), 0);
  EXPECT_EQ(CountStay(basis, &Sample())->year(), 4);
}

TEST(CountersTest, OfAStayThatBeganBeforeTheTwelveMonthsTheRestCounts) {
  v1::DecisionBasis basis = Overnight(CivilDay(2027, 6, 1), 2);
  AddStay(basis, CivilDay(2026, 6, 1), 9);
  EXPECT_EQ(CountStay(basis, &Sample())->year(), 10) << "2 to 10 June 2026 and 1 June 2027";
  policy::Policy policy = Sample();
  policy.regulation_48.nights = true;
  EXPECT_EQ(CountStay(basis, &policy)->year(), 9) << "the nights of 2 to 9 June 2026 and of 1 June 2027";
}

TEST(CountersTest, AStayBookedLaterCountsToo) {
  v1::DecisionBasis basis = Overnight(CivilDay(2027, 6, 1), 2);
  AddStay(basis, CivilDay(2028, 6, 1), 9);
  EXPECT_EQ(CountStay(basis, &Sample())->year(), 3) << "3 June 2027 to 2 June 2028: 1 day and 2 days";
  AddStay(basis, CivilDay(2028, 5, 1), 9);
  EXPECT_EQ(CountStay(basis, &Sample())->year(), 13);
}

TEST(CountersTest, TheLawHoldsWhereAPolicySaysNothingOfIt) {
  const policy::Policy silent;
  for (const policy::Policy* policy : {&silent, static_cast<const policy::Policy*>(nullptr)}) {
    EXPECT_EQ(Apply("statutory_limits", Overnight(CivilDay(2027, 6, 1), 16), policy).outcome(), kMet);
    EXPECT_EQ(Apply("statutory_limits", Overnight(CivilDay(2027, 6, 1), 17), policy).outcome(), kNotMet);
    EXPECT_EQ(CountStay(Overnight(CivilDay(2027, 6, 1), 2), policy)->year_max(), 75);
  }
}

TEST(CountersTest, APolicyMayBeStricter) {
  policy::Policy policy = Sample();
  policy.regulation_48.stay_max = 7;
  EXPECT_EQ(Apply("statutory_limits", Overnight(CivilDay(2027, 6, 1), 6), &policy).outcome(), kMet);
  EXPECT_EQ(Apply("statutory_limits", Overnight(CivilDay(2027, 6, 1), 7), &policy).outcome(), kNotMet);
}

TEST(CountersTest, WhatIsChargedTwiceIsCountedOnce) {
  v1::DecisionBasis basis = Overnight(CivilDay(2027, 6, 1), 3);
  basis.mutable_terms()->set_charge_nights(6);
  policy::Policy policy = Sample();
  policy.regulation_48.nights = true;
  EXPECT_EQ(CountStay(basis, &policy)->stay(), 3);
}

TEST(CountersTest, ADaySessionIsNotCounted) { EXPECT_FALSE(CountStay(Eligible(), &Sample())); }

v1::Stay StayAt(const std::string& provider, CivilDay start, int nights) {
  v1::Stay stay;
  stay.set_provider(provider);
  *stay.mutable_start_date() = wire::ToProto(start);
  *stay.mutable_end_date() = wire::ToProto(start + nights);
  stay.set_nights(nights);
  return stay;
}

TEST(CountersTest, EachSettingSaysItsLongestStayAndItsFullestTwelveMonthsThatAreNotOver) {
  const CivilDay today(2027, 6, 1);
  const std::vector<v1::Stay> stays = {
      StayAt("providers/a", CivilDay(2026, 7, 1), 9),  StayAt("providers/a", CivilDay(2026, 7, 11), 3),
      StayAt("providers/a", CivilDay(2027, 8, 20), 4), StayAt("providers/b", CivilDay(2027, 9, 1), 2),
      StayAt("providers/c", CivilDay(2026, 4, 1), 12),
  };
  const auto counters = CountSettings(stays, &Sample(), today);
  ASSERT_EQ(counters.size(), 2) << "what is over for more than a year is no setting's any more";
  EXPECT_EQ(counters[0].provider(), "providers/a");
  EXPECT_EQ(counters[0].stay(), 14) << "1 to 14 July: the second adjoins the first";
  EXPECT_EQ(counters[0].year(), 14) << "August 2027 is in no 12 months with July 2026";
  EXPECT_EQ(counters[0].stay_max(), 17);
  EXPECT_EQ(counters[0].year_max(), 75);
  EXPECT_EQ(counters[0].counted_in(), "days");
  EXPECT_EQ(counters[1].stay(), 3);
  EXPECT_EQ(counters[1].year(), 3);
  policy::Policy nights = Sample();
  nights.regulation_48.nights = true;
  EXPECT_EQ(CountSettings(stays, &nights, today)[0].stay(), 12) << "the night between the two was at home";
  EXPECT_EQ(CountSettings(stays, nullptr, today)[0].stay_max(), 17) << "the law's, without a policy";
}

TEST(CountersTest, EightyPercentOfALimitAreNear) {
  v1::StatutoryCounter counter;
  counter.set_stay_max(17);
  counter.set_year_max(75);
  counter.set_stay(13);
  counter.set_year(59);
  EXPECT_FALSE(IsNear(counter, 80));
  counter.set_stay(14);
  EXPECT_TRUE(IsNear(counter, 80)) << "14 of 17";
  counter.set_stay(1);
  counter.set_year(60);
  EXPECT_TRUE(IsNear(counter, 80)) << "60 of 75";
}

}  // namespace
}  // namespace shortbreaks::eligibility

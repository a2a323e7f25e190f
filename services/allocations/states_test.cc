#include "allocations/states.h"

#include <gtest/gtest.h>

#include <map>
#include <string>

#include "policy/parse.h"
#include "policy/yaml_reader.h"
#include "support/sample_policy.h"

namespace shortbreaks::allocations {
namespace {

using absl::CivilDay;

// Carries over up to 6 hours of targeted breaks for 3 months, nights never.
const policy::Policy& Sample() {
  static const auto* const policy = [] {
    policy::Mistakes mistakes;
    return new policy::Policy(policy::Parse(support::SamplePolicy("E08000031"), mistakes));
  }();
  return *policy;
}

AllocationRecord Targeted(int64_t granted, int64_t committed) {
  return {.allocation_id = std::string(16, 'a'),
          .unit = type::v1::ALLOCATION_UNIT_MINUTES,
          .granted = granted,
          .committed = committed,
          .tier = type::v1::TIER_TARGETED,
          .window_start = CivilDay(2026, 4, 1),
          .window_end = CivilDay(2027, 3, 31),
          .offer = "targeted"};
}

TEST(States, EveryActionInEveryState) {
  // ACTIVE, SUSPENDED, ENDED, APPROVED, EXPIRED, TRANSITION_HOLD; Y may be done.
  const std::map<Action, std::string> matrix = {{Action::kAccept, "---Y--"}, {Action::kSuspend, "Y----Y"},
                                                {Action::kResume, "-Y---Y"}, {Action::kEnd, "YY-Y-Y"},
                                                {Action::kAdjust, "YY-Y-Y"}, {Action::kHoldForTransition, "YY----"},
                                                {Action::kReview, "YY---Y"}};
  for (const auto& [action, row] : matrix) {
    for (int state = v1::ALLOCATION_STATE_ACTIVE; state <= v1::AllocationState_MAX; ++state) {
      EXPECT_EQ(MayBeDone(action, static_cast<v1::AllocationState>(state)), row[static_cast<size_t>(state) - 1] == 'Y')
          << static_cast<int>(action) << " in " << v1::AllocationState_Name(static_cast<v1::AllocationState>(state));
    }
  }
}

TEST(YearEnd, WhatThePolicyAllowsGoesOverAndTheRestExpires) {
  const YearEnd end = EndOfYear(Targeted(2400, 1800), &Sample());
  ASSERT_TRUE(end.next);
  EXPECT_EQ(end.next->granted, 360) << "6 hours of the 10 that are left";
  EXPECT_EQ(end.expires, 240);
  EXPECT_EQ(end.next->window_start, CivilDay(2027, 4, 1));
  EXPECT_EQ(end.next->window_end, CivilDay(2027, 6, 30)) << "three months";
  EXPECT_EQ(end.next->carried_from, std::string(16, 'a'));
}

TEST(YearEnd, WhatIsSuspendedStaysSuspended) {
  AllocationRecord suspended = Targeted(2400, 1800);
  suspended.state = v1::ALLOCATION_STATE_SUSPENDED;
  suspended.state_reason = "The family is away.";
  const YearEnd end = EndOfYear(suspended, &Sample());
  ASSERT_TRUE(end.next);
  EXPECT_EQ(end.next->state, v1::ALLOCATION_STATE_SUSPENDED);
  EXPECT_EQ(end.next->state_reason, "The family is away.");
  suspended.state = v1::ALLOCATION_STATE_ACTIVE;
  EXPECT_EQ(EndOfYear(suspended, &Sample()).next->state, v1::ALLOCATION_STATE_ACTIVE);
  EXPECT_EQ(EndOfYear(suspended, &Sample()).next->state_reason, "");
}

TEST(YearEnd, WhatWasRenewedIsNotRenewedByWhatGoesOver) {
  AllocationRecord renewed = Targeted(2400, 1800);
  renewed.renews = renewed.renewed_by = std::string(16, 'c');
  const YearEnd end = EndOfYear(renewed, &Sample());
  EXPECT_EQ(end.next->renews, "");
  EXPECT_EQ(end.next->renewed_by, "");
}

TEST(YearEnd, LessThanTheLimitGoesOverWhole) {
  const YearEnd end = EndOfYear(Targeted(2400, 2100), &Sample());
  EXPECT_EQ(end.next->granted, 300);
  EXPECT_EQ(end.expires, 0);
}

TEST(YearEnd, NothingGoesOverTwice) {
  AllocationRecord carried = Targeted(300, 0);
  carried.carried_from = std::string(16, 'b');
  EXPECT_FALSE(EndOfYear(carried, &Sample()).next);
  EXPECT_EQ(EndOfYear(carried, &Sample()).expires, 300);
}

TEST(YearEnd, WhatWasNeverAcceptedDoesNotGoOver) {
  AllocationRecord approved = Targeted(2400, 0);
  approved.state = v1::ALLOCATION_STATE_APPROVED;
  EXPECT_FALSE(EndOfYear(approved, &Sample()).next);
  EXPECT_EQ(EndOfYear(approved, &Sample()).expires, 2400);
}

TEST(YearEnd, WithoutARuleAllExpires) {
  AllocationRecord nights = Targeted(24, 3);
  nights.unit = type::v1::ALLOCATION_UNIT_NIGHTS;
  nights.tier = type::v1::TIER_SPECIALIST;
  nights.offer = "overnight";
  EXPECT_FALSE(EndOfYear(nights, &Sample()).next);
  EXPECT_EQ(EndOfYear(nights, &Sample()).expires, 21);
  EXPECT_FALSE(EndOfYear(Targeted(2400, 0), nullptr).next);
  EXPECT_EQ(EndOfYear(Targeted(2400, 2400), &Sample()).expires, 0) << "nothing is left";
}

TEST(YearEnd, AnAllocationWithoutAnOfferFindsItsKind) {
  AllocationRecord plain = Targeted(2400, 1800);
  plain.offer.clear();
  EXPECT_TRUE(EndOfYear(plain, &Sample()).next);
}

TEST(Transition, AnAssessedPackageGoesOnFromThe18thBirthday) {
  AllocationRecord package = Targeted(24, 0);
  package.tier = type::v1::TIER_SPECIALIST;
  EXPECT_FALSE(TurnsIntoTransition(package, CivilDay(2009, 3, 2), CivilDay(2027, 3, 1)));
  EXPECT_TRUE(TurnsIntoTransition(package, CivilDay(2009, 3, 2), CivilDay(2027, 3, 2)));
  EXPECT_FALSE(TurnsIntoTransition(package, CivilDay(2008, 2, 29), CivilDay(2026, 2, 28))) << "born on 29 February";
  EXPECT_TRUE(TurnsIntoTransition(package, CivilDay(2008, 2, 29), CivilDay(2026, 3, 1)));
  EXPECT_FALSE(TurnsIntoTransition(Targeted(24, 0), CivilDay(2000, 1, 1), CivilDay(2027, 1, 1))) << "not assessed";
}

TEST(Transition, AWindowThatEndsGoesOnForAYearAndIsReviewed) {
  AllocationRecord package = Targeted(24, 0);
  package.window_end = CivilDay(2027, 3, 31);
  GoOnInTransition(package, CivilDay(2027, 4, 1));
  EXPECT_EQ(package.window_end, CivilDay(2028, 3, 31)) << "29 February is in it";
  EXPECT_EQ(package.review_date, CivilDay(2027, 4, 1));
  GoOnInTransition(package, CivilDay(2030, 5, 1));
  EXPECT_EQ(package.window_end, CivilDay(2031, 3, 31)) << "as many years as it takes";
}

TEST(Transition, ResumingAt18LeadsBackIntoTransition) {
  AllocationRecord package = Targeted(24, 0);
  package.tier = type::v1::TIER_SPECIALIST;
  package.state = v1::ALLOCATION_STATE_SUSPENDED;
  const CivilDay born(2009, 3, 2), before(2027, 3, 1), birthday(2027, 3, 2);
  EXPECT_EQ(AfterResume(package, born, before), v1::ALLOCATION_STATE_ACTIVE);
  EXPECT_EQ(AfterResume(package, born, birthday), v1::ALLOCATION_STATE_TRANSITION_HOLD);
  package.state = v1::ALLOCATION_STATE_TRANSITION_HOLD;
  EXPECT_EQ(AfterResume(package, born, before), v1::ALLOCATION_STATE_ACTIVE) << "it was held by hand";
  EXPECT_FALSE(AfterResume(package, born, birthday)) << "the calendar would undo it";
  EXPECT_EQ(AfterResume(Targeted(24, 0), born, birthday), v1::ALLOCATION_STATE_ACTIVE) << "not assessed";
}

TEST(Reviews, ASection17CaseIsLookedAtWithinSixMonthsToTheDay) {
  AllocationRecord package = Targeted(24, 0);
  package.tier = type::v1::TIER_SPECIALIST;
  package.offer = "overnight";
  EXPECT_EQ(NextReview(package, Sample(), CivilDay(2027, 4, 1)), CivilDay(2027, 10, 1));
  EXPECT_EQ(NextReview(package, Sample(), CivilDay(2027, 8, 31)), CivilDay(2028, 2, 29)) << "the month's last day";
  EXPECT_EQ(NextReview(package, Sample(), CivilDay(2028, 2, 29)), CivilDay(2028, 8, 29));
  EXPECT_EQ(NextReview(Targeted(24, 0), Sample(), CivilDay(2027, 4, 1)), CivilDay(2028, 4, 1)) << "12 months";
  policy::Policy lax = Sample();
  for (policy::Offer& offer : lax.offers) offer.review_months = 12;
  EXPECT_EQ(NextReview(package, lax, CivilDay(2027, 4, 1)), CivilDay(2027, 10, 1)) << "the law's six months stand";
  package.offer.clear();
  lax.offers.clear();
  EXPECT_EQ(NextReview(package, lax, CivilDay(2027, 4, 1)), CivilDay(2027, 10, 1)) << "without an offer too";
  EXPECT_FALSE(NextReview(Targeted(24, 0), lax, CivilDay(2027, 4, 1)));
}

}  // namespace
}  // namespace shortbreaks::allocations

#include "waiting/queue.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "capacity/capacity.h"
#include "london/london.h"

namespace shortbreaks::waiting {
namespace {

using availability::v1::WAITING_ORDER_JOINED;
using availability::v1::WAITING_ORDER_NEED_BAND;
using availability::v1::WAITING_ORDER_REMAINING_BALANCE;
using availability::v1::WAITING_ORDER_UNSPECIFIED;
using testing::AllOf;
using testing::HasSubstr;
using testing::Not;

absl::Time At(absl::CivilMinute london) {
  absl::TimeZone zone;
  EXPECT_TRUE(absl::LoadTimeZone("Europe/London", &zone));
  return absl::FromCivil(london, zone);
}

const absl::Time kJoined = At(absl::CivilMinute(2026, 12, 3, 9, 30));

// `number` joined that many minutes later, with a child at `staff`:`children`.
Waiting Family(char number, int staff = 1, int children = 3) {
  Waiting entry{.entry_id = std::string(16, number), .child_id = std::string(16, number)};
  entry.since = kJoined + absl::Minutes(number);
  entry.ratio_staff = staff;
  entry.ratio_children = children;
  return entry;
}

std::string Order(WaitingOrder order, std::vector<Waiting> queue) {
  Sort(order, queue);
  std::string numbers;
  for (const Waiting& entry : queue) numbers += entry.entry_id[0];
  return numbers;
}

TEST(WaitingQueue, WhoeverJoinedFirstComesFirst) {
  EXPECT_EQ(Order(WAITING_ORDER_JOINED, {Family('3'), Family('1', 1, 20), Family('2', 2, 1)}), "123");
  EXPECT_EQ(Order(WAITING_ORDER_UNSPECIFIED, {Family('2'), Family('1')}), "12");
}

TEST(WaitingQueue, TheHigherTheSupportTheEarlierAndAmongEqualsWhoJoinedFirst) {
  EXPECT_EQ(Order(WAITING_ORDER_NEED_BAND,
                  {Family('1', 1, 3), Family('2', 1, 2), Family('3', 1, 1), Family('4', 2, 1), Family('5', 1, 20)}),
            "43215");
  EXPECT_EQ(Order(WAITING_ORDER_NEED_BAND, {Family('2', 3, 1), Family('1', 2, 1)}), "12");
}

TEST(WaitingQueue, TheLargerTheShareLeftTheEarlierHoweverLargeTheAllocation) {
  Waiting half = Family('1'), most = Family('2'), none = Family('3'), hair = Family('4');
  half.granted = 40'000, half.left = 20'000;
  hair.granted = 40'000, hair.left = 20'001;
  most.granted = 600, most.left = 590;
  EXPECT_EQ(Order(WAITING_ORDER_REMAINING_BALANCE, {none, half, most, hair}), "2413");
}

TEST(WaitingQueue, WhoLostAPlaceComesBeforeAllInTheOrderInWhichThePlacesWereTaken) {
  Waiting lost_late = Family('8'), lost_early = Family('7', 1, 20);
  lost_late.priority = lost_early.priority = true;
  EXPECT_EQ(Order(WAITING_ORDER_NEED_BAND, {Family('1', 2, 1), lost_late, lost_early}), "781");
  EXPECT_EQ(Order(WAITING_ORDER_JOINED, {Family('1'), lost_late, lost_early}), "781");
}

TEST(WaitingQueue, AFamilyIsToldHowManyAreBeforeItTheRuleAndWhatCounted) {
  const Room full;
  EXPECT_THAT(Explain(WAITING_ORDER_JOINED, Family('1'), 0, full),
              AllOf(HasSubstr("You are first."), HasSubstr("You joined on 3 December 2026."),
                    HasSubstr("lost a place because a provider called a session off come first"),
                    HasSubstr("Then whoever joined first."), Not(HasSubstr("A place is free"))));
  EXPECT_THAT(Explain(WAITING_ORDER_NEED_BAND, Family('1', 1, 1), 1, full),
              AllOf(HasSubstr("One family is before you."), HasSubstr("your child's support counts as one to one"),
                    HasSubstr("children who need the most support")));
  Waiting entry = Family('1');
  entry.granted = 1000, entry.left = 459;
  EXPECT_THAT(Explain(WAITING_ORDER_REMAINING_BALANCE, entry, 2, full),
              AllOf(HasSubstr("2 families are before you."), HasSubstr("45% of your child's allocation is left")));
  entry.priority = true;
  EXPECT_THAT(Explain(WAITING_ORDER_JOINED, entry, 0, full),
              HasSubstr("You lost a place that you had taken on 3 December 2026."));
}

TEST(WaitingQueue, WhyAFreePlaceIsNotForAChildIsTold) {
  const Room room{.places = 1};
  Waiting entry = Family('1');
  EXPECT_EQ(WhyNot(entry, room), v1::PASSED_OVER_REASON_UNSPECIFIED);
  EXPECT_THAT(Explain(WAITING_ORDER_JOINED, entry, 0, room), HasSubstr("you will have an offer within seconds"));
  const auto told = [&](auto change) {
    Waiting changed = entry;
    change(changed);
    const std::string text = Explain(WAITING_ORDER_JOINED, changed, 0, room);
    return v1::PassedOverReason_Name(WhyNot(changed, room)) + text.substr(text.find("A place is free") + 15);
  };
  EXPECT_EQ(told([](Waiting& e) { e.somebody_may_act = false; }),
            "PASSED_OVER_REASON_NOBODY_MAY_ACT, but nobody may act for the child at the moment.");
  EXPECT_EQ(told([](Waiting& e) { e.booked_then = true; }),
            "PASSED_OVER_REASON_BOOKED_THEN, but your child has a place or an offer at that time.");
  EXPECT_EQ(
      told([](Waiting& e) { e.staff_trained = false; }),
      "PASSED_OVER_REASON_STAFF_NOT_TRAINED, but nobody on shift is trained for something that your child needs.");
  EXPECT_EQ(told([](Waiting& e) { e.group_suits = false; }),
            "PASSED_OVER_REASON_PLACE_DOES_NOT_FIT, but not one with the support that your child needs.");
  EXPECT_EQ(told([](Waiting& e) { e.charge = 180, e.left = 179; }),
            "PASSED_OVER_REASON_BALANCE_TOO_SMALL, but too little is left in the balance for it.");
  EXPECT_EQ(told([](Waiting& e) { e.charge = 180, e.left = 180; }),
            "PASSED_OVER_REASON_UNSPECIFIED: you will have an offer within seconds.");
}

TEST(WaitingQueue, StaffAreCountedInWholeShares) {
  EXPECT_EQ(3 * capacity::StaffShares({1, 3}), capacity::StaffShares({1, 1}));
  EXPECT_EQ(capacity::StaffShares({2, 1}), 2 * capacity::StaffShares({1, 1}));
  Room room{.places = 5, .staff_shares = capacity::StaffShares({1, 1})};
  EXPECT_EQ(WhyNot(Family('1', 2, 1), room), v1::PASSED_OVER_REASON_PLACE_DOES_NOT_FIT);
  for (int i = 0; i < 3; ++i) {
    EXPECT_EQ(WhyNot(Family('1', 1, 3), room), v1::PASSED_OVER_REASON_UNSPECIFIED);
    TakeFrom(room, 1, 3);
  }
  EXPECT_EQ(room.staff_shares, 0);
  EXPECT_EQ(WhyNot(Family('1', 1, 20), room), v1::PASSED_OVER_REASON_PLACE_DOES_NOT_FIT);
}

TEST(WaitingQueue, NobodyWalksInBeforeThoseWhoWaitAndCouldTakeThePlace) {
  const ids::Uuid walks_in(16, 'w');
  const std::vector<Waiting> queue = {Family('1', 2, 1), Family('2', 1, 3)};
  const auto may = [&](const Room& room, const ids::Uuid& child) { return MayTakeNow(queue, room, child, 1, 3); };
  EXPECT_FALSE(may({.places = 1}, walks_in));
  EXPECT_FALSE(may({.places = 2}, walks_in));
  EXPECT_TRUE(may({.places = 3}, walks_in));
  EXPECT_TRUE(may({.places = 1}, queue[0].child_id));
  EXPECT_FALSE(may({.places = 1}, queue[1].child_id));
  // The first needs two staff, of whom one is there: the second is next, and then two thirds are left for others.
  const Room one_staff{.places = 2, .staff_shares = capacity::StaffShares({1, 1})};
  EXPECT_TRUE(may(one_staff, queue[1].child_id));
  EXPECT_TRUE(may(one_staff, walks_in));
  EXPECT_FALSE(may({.places = 1, .staff_shares = capacity::StaffShares({1, 1})}, walks_in));
}

TEST(OfferDeadline, FitsTheTimeLeftAndNeverPassesTheCutOff) {
  const absl::Time now = kJoined;
  const auto kept_with = [&](absl::Duration left) { return OfferDeadline(now, now + left, {}) - now; };
  EXPECT_EQ(kept_with(absl::Hours(24 * 30)), absl::Hours(24));
  EXPECT_EQ(kept_with(absl::Hours(96)), absl::Hours(24));
  EXPECT_EQ(kept_with(absl::Hours(40)), absl::Hours(10));
  EXPECT_EQ(kept_with(absl::Hours(2)), absl::Minutes(30));
  EXPECT_EQ(kept_with(absl::Hours(1)), absl::Minutes(30));
  EXPECT_EQ(kept_with(absl::Minutes(29)), absl::Minutes(29));
  EXPECT_EQ(kept_with(absl::Microseconds(1)), absl::Microseconds(1));
}

TEST(OfferDeadline, OneThatWouldRunOutAtNightIsKeptUntilTheMorning) {
  const OfferTimes times{.quiet_from_hour = 21, .quiet_until_hour = 8};
  const auto runs_out = [&](absl::CivilMinute now, absl::Duration left) {
    return london::ClockAt(OfferDeadline(At(now), At(now) + left, times));
  };
  const auto minute = [](int day, int hour, int minute) { return absl::CivilMinute(2026, 7, day, hour, minute); };
  EXPECT_EQ(runs_out(minute(1, 20, 29), absl::Hours(2)), minute(1, 20, 59)) << "before it begins";
  EXPECT_EQ(runs_out(minute(1, 20, 30), absl::Hours(24)), minute(2, 8, 30)) << "half past two at night";
  EXPECT_EQ(runs_out(minute(1, 1, 0), absl::Hours(24)), minute(1, 8, 30)) << "in the same night";
  EXPECT_EQ(runs_out(minute(1, 1, 59), absl::Hours(24)), minute(1, 8, 30)) << "a minute before it ends";
  EXPECT_EQ(runs_out(minute(1, 2, 0), absl::Hours(24)), minute(1, 8, 0)) << "as it ends";
  EXPECT_EQ(runs_out(minute(1, 22, 0), absl::Hours(24 * 30)), minute(3, 8, 30)) << "the next night";
  EXPECT_EQ(runs_out(minute(1, 23, 0), absl::Hours(9)), minute(2, 8, 0)) << "booking closes before";
  EXPECT_EQ(runs_out(absl::CivilMinute(2026, 10, 24, 22, 0), absl::Hours(24)), absl::CivilMinute(2026, 10, 25, 8, 30))
      << "the clocks go back";
}

TEST(OfferDeadline, QuietHoursMayLieWithinADayOrBeNone) {
  const auto runs_out = [](OfferTimes times) {
    const absl::Time now = At(absl::CivilMinute(2026, 7, 1, 12, 0));
    return london::ClockAt(OfferDeadline(now, now + absl::Hours(4), times)).hour();
  };
  EXPECT_EQ(runs_out({.quiet_from_hour = 13, .quiet_until_hour = 15}), 15);
  EXPECT_EQ(runs_out({.quiet_from_hour = 10, .quiet_until_hour = 13}), 13) << "it is over as the offer runs out";
  EXPECT_EQ(runs_out({.quiet_from_hour = 14, .quiet_until_hour = 15}), 13);
  EXPECT_EQ(runs_out({.quiet_from_hour = 13, .quiet_until_hour = 13}), 13);
}

Wish Saturdays() { return {.days = 1 << type::v1::DAY_OF_WEEK_SATURDAY}; }

LondonSpan Span(absl::CivilMinute from, absl::CivilMinute to) { return LondonSpanOf(At(from), At(to)); }

TEST(Wish, AnySaturdayIsASaturdayByLondonsClocks) {
  // Half past midnight in summer is still Friday in UTC.
  EXPECT_TRUE(Saturdays().IsMetBy(Span(absl::CivilMinute(2026, 7, 4, 0, 30), absl::CivilMinute(2026, 7, 4, 3, 0))));
  EXPECT_FALSE(Saturdays().IsMetBy(Span(absl::CivilMinute(2026, 7, 5, 0, 30), absl::CivilMinute(2026, 7, 5, 3, 0))));
  // The clocks go back on Sunday 25 October 2026: the night from Saturday is Saturday's.
  EXPECT_TRUE(
      Saturdays().IsMetBy(Span(absl::CivilMinute(2026, 10, 24, 23, 30), absl::CivilMinute(2026, 10, 25, 9, 0))));
  EXPECT_FALSE(
      Saturdays().IsMetBy(Span(absl::CivilMinute(2026, 10, 25, 0, 30), absl::CivilMinute(2026, 10, 25, 9, 0))));
}

TEST(Wish, DaysAndTimesOfDayCountWithTheirEnds) {
  Wish wish;
  const LondonSpan morning = Span(absl::CivilMinute(2026, 12, 5, 9, 30), absl::CivilMinute(2026, 12, 5, 12, 0));
  EXPECT_TRUE(wish.IsMetBy(morning));
  wish.earliest_date = wish.latest_date = absl::CivilDay(2026, 12, 5);
  wish.earliest_start_minutes = 9 * 60 + 30;
  wish.latest_end_minutes = 12 * 60;
  EXPECT_TRUE(wish.IsMetBy(morning));
  EXPECT_FALSE(wish.IsMetBy(Span(absl::CivilMinute(2026, 12, 5, 9, 29), absl::CivilMinute(2026, 12, 5, 12, 0))));
  EXPECT_FALSE(wish.IsMetBy(Span(absl::CivilMinute(2026, 12, 5, 9, 30), absl::CivilMinute(2026, 12, 5, 12, 1))));
  EXPECT_FALSE(wish.IsMetBy(Span(absl::CivilMinute(2026, 12, 4, 9, 30), absl::CivilMinute(2026, 12, 4, 12, 0))));
  EXPECT_FALSE(wish.IsMetBy(Span(absl::CivilMinute(2026, 12, 6, 9, 30), absl::CivilMinute(2026, 12, 6, 12, 0))));
  // It ends the next morning, not at eight on its own day.
  EXPECT_FALSE(wish.IsMetBy(Span(absl::CivilMinute(2026, 12, 5, 18, 0), absl::CivilMinute(2026, 12, 6, 8, 0))));
}

}  // namespace
}  // namespace shortbreaks::waiting

#include "bookings/cancellation.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <random>
#include <utility>
#include <vector>

#include "wire/times.h"

namespace shortbreaks::bookings {
namespace {

using Bands = std::vector<std::pair<int, int>>;

absl::TimeZone London() {
  absl::TimeZone zone;
  EXPECT_TRUE(absl::LoadTimeZone("Europe/London", &zone));
  return zone;
}

// Of a charge of 181 minutes, of which a second allocation pays 71.
v1::Booking BookingAt(absl::Time start, const Bands& bands) {
  v1::Booking booking;
  *booking.mutable_start_time() = wire::ToProto(start);
  booking.mutable_charge()->set_unit(type::v1::ALLOCATION_UNIT_MINUTES);
  booking.mutable_charge()->set_amount(181);
  booking.mutable_second_charge()->set_amount(71);
  for (const auto& [notice, percent] : bands) {
    auto& band = *booking.mutable_cancellation()->add_bands();
    band.set_notice_hours(notice);
    band.set_forfeits_percent(percent);
  }
  return booking;
}

int PercentAt(absl::Time now, const v1::Booking& booking) {
  return CancellationAt(now, booking, absl::InfinitePast(), type::v1::CANCEL_CAUSE_UNSPECIFIED).forfeits_percent;
}

constexpr absl::Duration kMoment = absl::Microseconds(1);

struct Ends {
  const char* title;
  absl::CivilMinute start;
  absl::CivilMinute at_72, at_25, at_24;  // the last instant of each band on London's clocks
};

class RealHours : public testing::TestWithParam<Ends> {};

TEST_P(RealHours, EachBandEndsAtItsInstantIncluded) {
  const Ends& ends = GetParam();
  const absl::TimeZone london = London();
  const v1::Booking booking = BookingAt(absl::FromCivil(ends.start, london), {{72, 0}, {25, 30}, {24, 50}, {0, 100}});
  const auto percents = [&](absl::CivilMinute wall) {
    const absl::Time last = absl::FromCivil(wall, london);
    return std::pair(PercentAt(last, booking), PercentAt(last + kMoment, booking));
  };
  EXPECT_EQ(percents(ends.at_72), std::pair(0, 30));
  EXPECT_EQ(percents(ends.at_25), std::pair(30, 50));
  EXPECT_EQ(percents(ends.at_24), std::pair(50, 100));
  EXPECT_EQ(PercentAt(absl::FromCivil(ends.start, london), booking), 100);
}

// In 2026 the clocks go forward on 29 March and back on 25 October, both at 01:00 UTC.
using absl::CivilMinute;
INSTANTIATE_TEST_SUITE_P(
    Clocks, RealHours,
    testing::Values(Ends{"Ordinary", CivilMinute(2026, 6, 14, 10, 0), CivilMinute(2026, 6, 11, 10, 0),
                         CivilMinute(2026, 6, 13, 9, 0), CivilMinute(2026, 6, 13, 10, 0)},
                    Ends{"Forward", CivilMinute(2026, 3, 29, 10, 0), CivilMinute(2026, 3, 26, 9, 0),
                         CivilMinute(2026, 3, 28, 8, 0), CivilMinute(2026, 3, 28, 9, 0)},
                    Ends{"Back", CivilMinute(2026, 10, 25, 10, 0), CivilMinute(2026, 10, 22, 11, 0),
                         CivilMinute(2026, 10, 24, 10, 0), CivilMinute(2026, 10, 24, 11, 0)}),
    [](const auto& each) { return each.param.title; });

TEST(Cancelling, WhatTheProviderHasNotAnsweredCostsNothingUntilTheStart) {
  const absl::Time start = absl::FromUnixSeconds(1'790'000'000);
  v1::Booking booking = BookingAt(start, {{72, 0}, {0, 100}});
  booking.set_state(v1::BOOKING_STATE_REQUESTED);
  EXPECT_EQ(PercentAt(start, booking), 0);
  booking.set_state(v1::BOOKING_STATE_CONFIRMED);
  EXPECT_EQ(PercentAt(start, booking), 100);
}

TEST(Cancelling, AdjustmentsAreFreeUntilTheirTimeAndThenTheTermsHold) {
  const absl::Time start = absl::FromUnixSeconds(1'790'000'000);
  const auto until = [&](absl::Duration before, const Bands& bands) {
    v1::Booking booking = BookingAt(start, bands);
    *booking.mutable_adjustments_free_until_time() = wire::ToProto(start - before);
    return booking;
  };
  const v1::Booking late = until(absl::Hours(30), {{72, 0}, {24, 50}, {0, 100}});
  EXPECT_EQ(PercentAt(start - absl::Hours(30), late), 0);
  EXPECT_EQ(PercentAt(start - absl::Hours(30) + kMoment, late), 50);
  EXPECT_EQ(PercentAt(start, late), 100);
  EXPECT_EQ(CancellationAnswer(late, start - absl::Hours(72), {}).free_until_time().seconds(),
            absl::ToUnixSeconds(start - absl::Hours(30)));
  // The terms are kinder already.
  const v1::Booking early = until(absl::Hours(100), {{72, 0}, {0, 100}});
  EXPECT_EQ(PercentAt(start - absl::Hours(72), early), 0);
  EXPECT_EQ(PercentAt(start - absl::Hours(72) + kMoment, early), 100);
  // Terms that never cost nothing, and a time that reaches the start.
  const v1::Booking dear = until(absl::Hours(50), {{72, 10}, {0, 100}});
  EXPECT_EQ(PercentAt(start - absl::Hours(100), dear), 0);
  EXPECT_EQ(PercentAt(start - absl::Hours(50) + kMoment, dear), 100);
  EXPECT_EQ(PercentAt(start, until(absl::ZeroDuration(), {{72, 0}, {0, 100}})), 0);
}

TEST(Cancelling, ABookingFromBeforeTheTermsIsFreeUntilItsInstantAndThenLosesAll) {
  const absl::Time start = absl::FromUnixSeconds(1'790'000'000), free_until = start - absl::Hours(48);
  const v1::Booking booking = BookingAt(start, {});
  const auto at = [&](absl::Time now) { return CancellationAt(now, booking, free_until, {}); };
  EXPECT_EQ(at(free_until).transition, Transition::kCancelInTime);
  EXPECT_EQ(at(free_until).forfeit.amount, 0);
  EXPECT_EQ(at(free_until + kMoment).transition, Transition::kCancelLate);
  EXPECT_EQ(at(free_until + kMoment).forfeit.amount, 181);
  EXPECT_EQ(at(free_until + kMoment).forfeit.second_amount, 71);
  EXPECT_EQ(StepsOf(booking, start).size(), 1u) << "an activity without notice: free until the start";
}

TEST(Cancelling, APartOfAUnitIsNeverLost) {
  EXPECT_EQ(ForfeitOf(181, 0, 50).amount, 90);
  EXPECT_EQ(ForfeitOf(1, 0, 99).amount, 0) << "one night, for example";
  EXPECT_EQ(ForfeitOf(3, 0, 34).amount, 1);
  EXPECT_EQ(ForfeitOf(7, 0, 100).amount, 7);
  EXPECT_EQ(ForfeitOf(7, 0, 250).amount, 7);
}

TEST(Cancelling, NeitherOfTwoAllocationsLosesMoreThanItPaidAndTogetherTheyLoseTheWhole) {
  const auto seed = std::random_device{}();
  SCOPED_TRACE(testing::Message() << "seed " << seed);
  std::mt19937 random(seed);
  for (int round = 0; round < 20'000; ++round) {
    const int64_t charge = static_cast<int64_t>(random() % 2000),
                  second = static_cast<int64_t>(random()) % (charge + 1);
    const int percent = static_cast<int>(random() % 101);
    const Forfeit forfeit = ForfeitOf(charge, second, percent);
    ASSERT_EQ(forfeit.amount, charge * percent / 100);
    ASSERT_GE(forfeit.second_amount, 0);
    ASSERT_LE(forfeit.second_amount, second);
    ASSERT_GE(forfeit.amount - forfeit.second_amount, 0);
    ASSERT_LE(forfeit.amount - forfeit.second_amount, charge - second);
  }
}

TEST(Cancelling, ALaterInstantNeverCostsLess) {
  const absl::Time start = absl::FromUnixSeconds(1'790'000'000);
  const v1::Booking booking = BookingAt(start, {{72, 0}, {24, 50}, {0, 80}});
  int before = 0;
  for (int minutes = 80 * 60; minutes >= 0; minutes -= 7) {
    const int percent = PercentAt(start - absl::Minutes(minutes), booking);
    EXPECT_GE(percent, before);
    before = percent;
  }
  EXPECT_EQ(before, 80);
}

TEST(Cancelling, AWaivedCauseLosesNothingAndStaysLate) {
  const absl::Time start = absl::FromUnixSeconds(1'790'000'000);
  v1::Booking booking = BookingAt(start, {{72, 0}, {0, 100}});
  booking.mutable_cancellation()->add_waived_for(type::v1::CANCEL_CAUSE_HOSPITAL);
  const auto late = start - absl::Hours(2), early = start - absl::Hours(80);
  const Cancellation waived = CancellationAt(late, booking, early, type::v1::CANCEL_CAUSE_HOSPITAL);
  EXPECT_EQ(waived.transition, Transition::kCancelLate);
  EXPECT_TRUE(waived.waived);
  EXPECT_EQ(waived.forfeit.amount, 0);
  EXPECT_EQ(waived.forfeits_percent, 100);
  EXPECT_EQ(CancellationAt(late, booking, early, type::v1::CANCEL_CAUSE_ILLNESS).forfeit.amount, 181);
  EXPECT_EQ(CancellationAt(late, booking, early, type::v1::CANCEL_CAUSE_UNSPECIFIED).forfeit.amount, 181);
  EXPECT_FALSE(CancellationAt(early, booking, early, type::v1::CANCEL_CAUSE_HOSPITAL).waived);
}

TEST(Cancelling, TheAnswerSaysWhatEachStepCostsAndUntilWhen) {
  const absl::Time start = absl::FromUnixSeconds(1'790'000'000);
  const v1::Booking booking = BookingAt(start, {{72, 0}, {24, 50}, {0, 100}});
  const absl::Time free_until = FreeUntil(booking.cancellation(), start);
  EXPECT_EQ(free_until, start - absl::Hours(72));
  const auto answer =
      CancellationAnswer(booking, free_until, CancellationAt(start - absl::Hours(30), booking, free_until, {}));
  EXPECT_EQ(answer.forfeited().amount(), 90);
  EXPECT_EQ(answer.refunded().amount(), 91);
  EXPECT_EQ(answer.forfeits_percent(), 50);
  ASSERT_EQ(answer.steps_size(), 3);
  EXPECT_EQ(wire::FromProto(answer.steps(1).until_time()), start - absl::Hours(24));
  EXPECT_EQ(answer.steps(1).forfeited().amount(), 90);
  EXPECT_EQ(wire::FromProto(answer.steps(2).until_time()), start);
  EXPECT_EQ(answer.steps(2).forfeited().amount(), 181);
}

}  // namespace
}  // namespace shortbreaks::bookings

#include "registers/settlement.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <random>

#include "registers/months.h"
#include "wire/times.h"

namespace shortbreaks::registers {
namespace {

constexpr auto kMinutes = type::v1::ALLOCATION_UNIT_MINUTES;
constexpr auto kNights = type::v1::ALLOCATION_UNIT_NIGHTS;
constexpr auto kSessions = type::v1::ALLOCATION_UNIT_SESSIONS;
constexpr auto kPence = type::v1::ALLOCATION_UNIT_PENCE;

absl::Time At(const char* text) {
  absl::Time time;
  std::string error;
  EXPECT_TRUE(absl::ParseTime(absl::RFC3339_full, text, &time, &error)) << error;
  return time;
}

v1::Booking BookingOf(type::v1::AllocationUnit unit, int64_t amount, const char* start, const char* end,
                      int64_t second = 0) {
  v1::Booking booking;
  *booking.mutable_start_time() = wire::ToProto(At(start));
  *booking.mutable_end_time() = wire::ToProto(At(end));
  booking.mutable_charge()->set_unit(unit);
  booking.mutable_charge()->set_amount(amount);
  if (second > 0) booking.mutable_second_charge()->set_unit(unit);
  if (second > 0) booking.mutable_second_charge()->set_amount(second);
  booking.set_price_pence(700);
  return booking;
}

v1::Booking ThreeHours(type::v1::AllocationUnit unit, int64_t amount, int64_t second = 0) {
  return BookingOf(unit, amount, "2026-11-07T10:00:00Z", "2026-11-07T13:00:00Z", second);
}

Settlement Part(const v1::Booking& booking, int minutes, int nights = 0) {
  return SettlementOf({v1::ATTENDANCE_OUTCOME_PART_ATTENDED, minutes, {}, {}}, booking, absl::InfinitePast(), nights);
}

TEST(Settlement, WhoCameIsChargedAllAndTheSessionsMinutes) {
  const auto settled = SettlementOf({.outcome = v1::ATTENDANCE_OUTCOME_ATTENDED}, ThreeHours(kMinutes, 180, 70), {}, 0);
  EXPECT_EQ(settled.state, v1::BOOKING_STATE_ATTENDED);
  EXPECT_EQ(settled.amount, 180);
  EXPECT_EQ(settled.second_amount, 70);
  EXPECT_EQ(settled.price_pence, 700);
  EXPECT_EQ(settled.minutes, 180);
}

TEST(Settlement, APartIsChargedToTheMinuteAndItsPriceLikewise) {
  const Settlement settled = Part(ThreeHours(kMinutes, 180), 61);
  EXPECT_EQ(settled.state, v1::BOOKING_STATE_PART_ATTENDED);
  EXPECT_EQ(settled.amount, 61);
  EXPECT_EQ(settled.price_pence, 237) << "700 pence times 61 of 180, rounded for the family";
  EXPECT_EQ(settled.minutes, 61);
}

// A child with two members of staff is charged twice the hours.
TEST(Settlement, APartOfADoubleChargeIsDouble) { EXPECT_EQ(Part(ThreeHours(kMinutes, 360), 61).amount, 122); }

TEST(Settlement, APartInPenceIsInProportionRoundedForTheFamily) {
  EXPECT_EQ(Part(ThreeHours(kPence, 1000), 60).amount, 333);
  EXPECT_EQ(Part(ThreeHours(kPence, 1000), 179).amount, 994);
}

TEST(Settlement, APartOfAChargeInSessionsIsAll) {
  EXPECT_EQ(Part(ThreeHours(kSessions, 1), 5).amount, 1);
  EXPECT_EQ(Part(ThreeHours(kSessions, 1), 5).price_pence, 700);
}

TEST(Settlement, ANightCountsOnceBegun) {
  const auto weekend = BookingOf(kNights, 2, "2026-11-06T17:00:00Z", "2026-11-08T15:00:00Z");
  EXPECT_EQ(Part(weekend, 5, 2).amount, 1);
  EXPECT_EQ(Part(weekend, 24 * 60, 2).amount, 1);
  EXPECT_EQ(Part(weekend, 24 * 60 + 1, 2).amount, 2);
}

// From Saturday 17:00 in summer time to Sunday 17:00 in winter time are 25 hours, and one night.
TEST(Settlement, ANightOfTwentyFiveHoursIsOne) {
  const absl::Time saturday = At("2026-10-24T17:00:00+01:00");
  EXPECT_EQ(NightsBegun(saturday, 25 * 60, 3), 1);
  EXPECT_EQ(NightsBegun(saturday, 25 * 60 + 1, 3), 2);
  const absl::Time spring = At("2027-03-27T17:00:00Z");
  EXPECT_EQ(NightsBegun(spring, 23 * 60, 3), 1);
  EXPECT_EQ(NightsBegun(spring, 23 * 60 + 1, 3), 2);
}

TEST(Settlement, ADaySessionHasNoNights) { EXPECT_EQ(NightsBegun(At("2026-11-06T10:00:00Z"), 120, 0), 0); }

TEST(Settlement, WhoDidNotComeLosesAllAndWasNeverThere) {
  const auto settled = SettlementOf({.outcome = v1::ATTENDANCE_OUTCOME_NO_SHOW}, ThreeHours(kMinutes, 180), {}, 0);
  EXPECT_EQ(settled.state, v1::BOOKING_STATE_NO_SHOW);
  EXPECT_EQ(settled.amount, 180);
  EXPECT_EQ(settled.minutes, 0);
}

TEST(Settlement, AnAbsenceWithNoticeCostsWhatCancellingThenWouldHave) {
  v1::Booking booking = ThreeHours(kMinutes, 181, 71);
  for (const auto& [hours, percent] : {std::pair{72, 0}, {24, 50}, {0, 100}}) {
    booking.mutable_cancellation()->add_bands()->set_notice_hours(hours);
    booking.mutable_cancellation()->mutable_bands()->rbegin()->set_forfeits_percent(percent);
  }
  booking.mutable_cancellation()->add_waived_for(type::v1::CANCEL_CAUSE_HOSPITAL);
  const auto absent = [&](const char* notice, type::v1::CancelCause cause = type::v1::CANCEL_CAUSE_UNSPECIFIED) {
    return SettlementOf({v1::ATTENDANCE_OUTCOME_ABSENT_WITH_NOTICE, 0, At(notice), cause}, booking, {}, 0);
  };
  EXPECT_EQ(absent("2026-11-04T10:00:00Z").amount, 0);
  EXPECT_EQ(absent("2026-11-04T10:00:01Z").amount, 90);
  EXPECT_EQ(absent("2026-11-04T10:00:01Z").second_amount, 35);
  EXPECT_EQ(absent("2026-11-04T10:00:01Z").price_pence, 350);
  EXPECT_EQ(absent("2026-11-07T09:59:00Z").amount, 181);
  EXPECT_EQ(absent("2026-11-07T09:59:00Z").state, v1::BOOKING_STATE_ABSENT_WITH_NOTICE);
  const Settlement waived = absent("2026-11-07T09:59:00Z", type::v1::CANCEL_CAUSE_HOSPITAL);
  EXPECT_TRUE(waived.waived);
  EXPECT_EQ(waived.amount, 0);
  EXPECT_EQ(waived.price_pence, 0);
}

TEST(Settlement, TheProvidersCauseCostsNothing) {
  const auto settled =
      SettlementOf({.outcome = v1::ATTENDANCE_OUTCOME_PROVIDER_CAUSE}, ThreeHours(kMinutes, 180, 70), {}, 0);
  EXPECT_EQ(settled.state, v1::BOOKING_STATE_CANCELLED_BY_PROVIDER);
  EXPECT_EQ(settled.amount, 0);
  EXPECT_EQ(settled.second_amount, 0);
  EXPECT_EQ(settled.price_pence, 0);
}

// Whatever is marked of whatever was booked.
TEST(Settlement, NeitherAllocationIsEverChargedMoreThanItPaid) {
  const uint32_t seed = std::random_device{}();
  SCOPED_TRACE(testing::Message() << "seed " << seed);
  std::mt19937 random(seed);
  const auto upto = [&](int most) { return static_cast<int>(random() % (static_cast<unsigned>(most) + 1)); };
  for (int round = 0; round < 5000; ++round) {
    const int64_t charge = upto(2000);
    v1::Booking booking =
        ThreeHours(static_cast<type::v1::AllocationUnit>(1 + upto(3)), charge, upto(static_cast<int>(charge)));
    auto& band = *booking.mutable_cancellation()->add_bands();
    band.set_forfeits_percent(upto(100));
    Mark mark{static_cast<v1::AttendanceOutcome>(1 + upto(4)), 1 + upto(300), {}, {}};
    if (mark.outcome == v1::ATTENDANCE_OUTCOME_ABSENT_WITH_NOTICE) mark.notice_time = At("2026-11-07T09:00:00Z");
    const Settlement settled = SettlementOf(mark, booking, absl::InfinitePast(), upto(3));
    ASSERT_GE(settled.second_amount, 0);
    ASSERT_LE(settled.second_amount, booking.second_charge().amount());
    ASSERT_GE(settled.amount, settled.second_amount);
    ASSERT_LE(settled.amount - settled.second_amount, charge - booking.second_charge().amount());
    ASSERT_GE(settled.price_pence, 0);
    ASSERT_LE(settled.price_pence, booking.price_pence());
  }
}

TEST(Months, BeginAndEndAtMidnightInLondon) {
  EXPECT_EQ(SpanOf(*ParseMonth("2026-10")).begin, At("2026-10-01T00:00:00+01:00"));
  EXPECT_EQ(SpanOf(*ParseMonth("2026-10")).end, At("2026-11-01T00:00:00Z"));
  EXPECT_EQ(MonthText(*ParseMonth("2026-10")), "2026-10");
  for (const char* wrong : {"", "2026", "2026-13", "2026-1", "26-10", "2026-10-01", "1999-12", "2200-01"}) {
    EXPECT_FALSE(ParseMonth(wrong)) << wrong;
  }
}

}  // namespace
}  // namespace shortbreaks::registers

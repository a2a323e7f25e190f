#include "availability/staffing.h"

#include <gtest/gtest.h>

#include "capacity/capacity.h"

namespace shortbreaks::availability {
namespace {

using absl::CivilDay;

absl::Time Utc(int year, int month, int day, int hour, int minute = 0) {
  return absl::FromCivil(absl::CivilMinute(year, month, day, hour, minute), absl::UTCTimeZone());
}

constexpr int64_t Bit(type::v1::Need need) { return int64_t{1} << need; }

const CivilDay kIssued(2026, 1, 10), kLast(2026, 12, 5);

std::vector<TrainedDays> Hoist(CivilDay first = kIssued, CivilDay last = kLast) {
  return {{type::v1::NEED_HOIST, first, last}};
}

TEST(TrainedThroughout, TheLastDayOfATrainingIsIncludedAndTheNextIsNot) {
  const auto on = [](CivilDay day) { return TrainedThroughout(Hoist(), {day, day}); };
  EXPECT_EQ(on(kLast), Bit(type::v1::NEED_HOIST));
  EXPECT_EQ(on(kLast + 1), 0);
  EXPECT_EQ(on(kIssued), Bit(type::v1::NEED_HOIST));
  EXPECT_EQ(on(kIssued - 1), 0);
}

TEST(TrainedThroughout, ASessionOverMidnightNeedsBothDays) {
  const SessionDays night = DaysOf(Utc(2026, 12, 5, 18), Utc(2026, 12, 6, 9));
  EXPECT_EQ(night.first, kLast);
  EXPECT_EQ(night.last, kLast + 1);
  EXPECT_EQ(TrainedThroughout(Hoist(), night), 0);
  EXPECT_EQ(TrainedThroughout(Hoist(kIssued, kLast + 1), night), Bit(type::v1::NEED_HOIST));
}

TEST(TrainedThroughout, ASessionThatEndsAtMidnightDoesNotTouchTheNextDay) {
  const SessionDays evening = DaysOf(Utc(2026, 12, 5, 18), Utc(2026, 12, 6, 0));
  EXPECT_EQ(evening.last, kLast);
  EXPECT_EQ(TrainedThroughout(Hoist(), evening), Bit(type::v1::NEED_HOIST));
}

// Clocks in London are an hour ahead of UTC from 29 March to 25 October 2026, at 01:00 UTC on both days.
TEST(TrainedThroughout, DaysAreLondonsOnBothClockChanges) {
  const CivilDay spring(2026, 3, 29), autumn(2026, 10, 25);
  // 23:30 UTC is half past midnight of the next day in summer, and still the same day in winter.
  EXPECT_EQ(DaysOf(Utc(2026, 3, 28, 23, 30), Utc(2026, 3, 29, 5)).first, CivilDay(2026, 3, 28));
  EXPECT_EQ(DaysOf(Utc(2026, 3, 29, 23, 30), Utc(2026, 3, 30, 5)).first, spring + 1);
  EXPECT_EQ(DaysOf(Utc(2026, 10, 24, 23, 30), Utc(2026, 10, 25, 5)).first, autumn);
  EXPECT_EQ(DaysOf(Utc(2026, 10, 25, 23, 30), Utc(2026, 10, 26, 5)).first, autumn);
  // Midnight in London at the end of the day on which the clocks went forward is 23:00 UTC.
  EXPECT_EQ(DaysOf(Utc(2026, 3, 29, 9), Utc(2026, 3, 29, 23)).last, spring);
  EXPECT_EQ(DaysOf(Utc(2026, 3, 29, 9), Utc(2026, 3, 29, 23, 1)).last, spring + 1);
  EXPECT_EQ(DaysOf(Utc(2026, 10, 25, 9), Utc(2026, 10, 26, 0)).last, autumn);
  EXPECT_EQ(TrainedThroughout(Hoist(kIssued, spring), DaysOf(Utc(2026, 3, 29, 9), Utc(2026, 3, 29, 23, 30))), 0);
  EXPECT_EQ(TrainedThroughout(Hoist(kIssued, autumn), DaysOf(Utc(2026, 10, 25, 9), Utc(2026, 10, 25, 23, 30))),
            Bit(type::v1::NEED_HOIST));
}

TEST(TrainedThroughout, WhatIsRenewedOnTheNextDayHasNoGapAndADayLaterHasOne) {
  std::vector<TrainedDays> training = Hoist();
  training.push_back({type::v1::NEED_HOIST, kLast + 1, kLast + 365});
  EXPECT_EQ(TrainedThroughout(training, {kLast, kLast + 1}), Bit(type::v1::NEED_HOIST));
  training.back().first = kLast + 2;
  EXPECT_EQ(TrainedThroughout(training, {kLast, kLast + 2}), 0);
}

TEST(TrainedThroughout, EachNeedCountsByItself) {
  std::vector<TrainedDays> training = Hoist();
  training.push_back({type::v1::NEED_GASTROSTOMY, kLast, kLast});
  EXPECT_EQ(TrainedThroughout(training, {kLast, kLast}), Bit(type::v1::NEED_HOIST) | Bit(type::v1::NEED_GASTROSTOMY));
  EXPECT_EQ(TrainedThroughout(training, {kLast - 1, kLast}), Bit(type::v1::NEED_HOIST));
  EXPECT_EQ(TrainedThroughout({}, {kLast, kLast}), 0);
}

TEST(StaffShort, APartOfOneCountsAsOne) {
  EXPECT_EQ(StaffShort(2 * capacity::kSharesOfOneStaff, 2), 0);
  EXPECT_EQ(StaffShort(0, 0), 0);
  EXPECT_EQ(StaffShort(capacity::kSharesOfOneStaff, 2), 0);
  EXPECT_EQ(StaffShort(2 * capacity::kSharesOfOneStaff + 1, 2), 1);
  EXPECT_EQ(StaffShort(capacity::kSharesOfOneStaff / 3, 0), 1);
  EXPECT_EQ(StaffShort(4 * capacity::kSharesOfOneStaff + capacity::kSharesOfOneStaff / 20, 2), 3);
}

TEST(TrainedNeeds, AreThoseThatTheContractNames) {
  for (int need = 0; need <= type::v1::Need_MAX; ++need) {
    EXPECT_EQ(IsTrainedNeed(static_cast<type::v1::Need>(need)), need >= 2 && need <= 4) << need;
  }
}

}  // namespace
}  // namespace shortbreaks::availability

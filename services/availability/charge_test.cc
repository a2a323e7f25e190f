#include "availability/charge.h"

#include <gtest/gtest.h>

#include "london/london.h"

namespace shortbreaks::availability {
namespace {

absl::Time London(int year, int month, int day, int hour, int minute = 0) {
  return london::At(absl::CivilMinute(year, month, day, hour, minute));
}

TEST(ChargeMinutes, AreTheMinutesElapsed) {
  EXPECT_EQ(ChargeMinutes(London(2026, 12, 5, 10), London(2026, 12, 5, 13)), 180);
}

TEST(ChargeMinutes, CountAPartOfAMinuteAsAWholeOne) {
  const absl::Time start = London(2026, 12, 5, 10);
  EXPECT_EQ(ChargeMinutes(start, start + absl::Microseconds(1)), 1);
  EXPECT_EQ(ChargeMinutes(start, start + absl::Seconds(61)), 2);
}

TEST(ChargeMinutes, AreAnHourMoreOnTheNightTheClocksGoBack) {
  EXPECT_EQ(ChargeMinutes(London(2026, 10, 24, 20), London(2026, 10, 25, 8)), 13 * 60);
}

TEST(ChargeMinutes, AreAnHourLessOnTheNightTheClocksGoForward) {
  EXPECT_EQ(ChargeMinutes(London(2027, 3, 27, 20), London(2027, 3, 28, 8)), 11 * 60);
}

TEST(ChargeNights, AreNoneForADay) { EXPECT_EQ(ChargeNights(London(2026, 12, 5, 10), London(2026, 12, 5, 13)), 0); }

TEST(ChargeNights, AreTheMidnightsSleptThrough) {
  EXPECT_EQ(ChargeNights(London(2026, 12, 4, 17), London(2026, 12, 5, 10)), 1);
  EXPECT_EQ(ChargeNights(London(2026, 12, 4, 17), London(2026, 12, 6, 16)), 2);
}

TEST(ChargeNights, DoNotCountAMidnightAtEitherEnd) {
  EXPECT_EQ(ChargeNights(London(2026, 12, 4, 18), London(2026, 12, 5, 0)), 0);
  EXPECT_EQ(ChargeNights(London(2026, 12, 5, 0), London(2026, 12, 5, 9)), 0);
  EXPECT_EQ(ChargeNights(London(2026, 12, 4, 18), London(2026, 12, 5, 0) + absl::Microseconds(1)), 1);
}

TEST(ChargeNights, AreTheSameAcrossBothClockChanges) {
  EXPECT_EQ(ChargeNights(London(2026, 10, 24, 20), London(2026, 10, 25, 8)), 1);
  EXPECT_EQ(ChargeNights(London(2027, 3, 27, 20), London(2027, 3, 28, 8)), 1);
  EXPECT_EQ(ChargeNights(London(2027, 3, 26, 20), London(2027, 3, 29, 8)), 3);
}

// In summer London's midnight is 23:00 UTC.
TEST(ChargeNights, GoByLondonsMidnightAndNotByUtc) {
  EXPECT_EQ(ChargeNights(London(2026, 7, 1, 20), London(2026, 7, 1, 23, 59)), 0);
  EXPECT_EQ(ChargeNights(London(2026, 7, 1, 20), London(2026, 7, 2, 0, 30)), 1);
}

}  // namespace
}  // namespace shortbreaks::availability

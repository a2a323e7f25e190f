#include "availability/calendar.h"

#include <gmock/gmock.h>

namespace shortbreaks::availability {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

absl::Time London(int year, int month, int day, int hour, int minute = 0) {
  absl::TimeZone zone;
  EXPECT_TRUE(absl::LoadTimeZone("Europe/London", &zone));
  return absl::FromCivil(absl::CivilSecond(year, month, day, hour, minute), zone);
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

TEST(AtLondon, IsWhatTheClockShowsAndOneOfThemWhereItShowsItTwiceOrNever) {
  EXPECT_EQ(AtLondon(absl::CivilMinute(2026, 12, 5, 15, 0)), London(2026, 12, 5, 15));
  // Half past one comes twice on 25 October 2026, first in summer time; it never comes on 28 March 2027.
  EXPECT_EQ(absl::FormatTime("%H:%M", AtLondon(absl::CivilMinute(2026, 10, 25, 1, 30)), absl::UTCTimeZone()), "00:30");
  EXPECT_EQ(AtLondon(absl::CivilMinute(2027, 3, 28, 1, 30)), London(2027, 3, 28, 2, 30));
}

TEST(LondonDay, ChangesAtLondonsMidnight) {
  EXPECT_EQ(LondonDay(absl::FromCivil(absl::CivilSecond(2026, 7, 1, 22, 59), absl::UTCTimeZone())),
            absl::CivilDay(2026, 7, 1));
  EXPECT_EQ(LondonDay(absl::FromCivil(absl::CivilSecond(2026, 7, 1, 23, 0), absl::UTCTimeZone())),
            absl::CivilDay(2026, 7, 2));
  EXPECT_EQ(StartOfLondonDay(absl::CivilDay(2026, 7, 2)), London(2026, 7, 2, 0));
}

TEST(AgeOn, IsReachedOnTheBirthday) {
  EXPECT_EQ(AgeOn(absl::CivilDay(2018, 5, 3), absl::CivilDay(2026, 5, 2)), 7);
  EXPECT_EQ(AgeOn(absl::CivilDay(2018, 5, 3), absl::CivilDay(2026, 5, 3)), 8);
}

TEST(AgeOn, IsReachedOnTheFirstOfMarchByThoseBornOnTheLeapDay) {
  const absl::CivilDay birth(2016, 2, 29);
  EXPECT_EQ(AgeOn(birth, absl::CivilDay(2027, 2, 28)), 10);
  EXPECT_EQ(AgeOn(birth, absl::CivilDay(2027, 3, 1)), 11);
  EXPECT_EQ(AgeOn(birth, absl::CivilDay(2028, 2, 28)), 11);
  EXPECT_EQ(AgeOn(birth, absl::CivilDay(2028, 2, 29)), 12);
}

TEST(AgesBetween, HaveAnInstantForEachBirthday) {
  const Ages ages = AgesBetween(absl::CivilDay(2018, 7, 2), London(2026, 7, 1, 12), London(2027, 7, 2, 12));
  EXPECT_EQ(ages.at_start, 7);
  EXPECT_THAT(ages.birthdays, ElementsAre(London(2026, 7, 2, 0), London(2027, 7, 2, 0)));
}

TEST(AgesBetween, LeaveOutABirthdayOnTheFirstDayAndOneAtTheEnd) {
  const Ages ages = AgesBetween(absl::CivilDay(2018, 7, 1), London(2026, 7, 1, 12), London(2027, 7, 1, 0));
  EXPECT_EQ(ages.at_start, 8);
  EXPECT_THAT(ages.birthdays, IsEmpty());
}

}  // namespace
}  // namespace shortbreaks::availability

#include "london/london.h"

#include <gmock/gmock.h>

namespace shortbreaks::london {
namespace {

absl::Time Utc(int year, int month, int day, int hour, int minute = 0) {
  return absl::FromCivil(absl::CivilSecond(year, month, day, hour, minute), absl::UTCTimeZone());
}

TEST(London, IsKnownHere) { EXPECT_TRUE(CheckTimeZone().ok()); }

TEST(London, DaysChangeAtItsMidnight) {
  EXPECT_EQ(DayOf(Utc(2026, 7, 1, 22, 59)), absl::CivilDay(2026, 7, 1));
  EXPECT_EQ(DayOf(Utc(2026, 7, 1, 23, 0)), absl::CivilDay(2026, 7, 2));
  EXPECT_EQ(StartOf(absl::CivilDay(2026, 7, 2)), Utc(2026, 7, 1, 23));
}

TEST(London, AtIsWhatTheClockShowsAndOneOfThemWhereItShowsItTwiceOrNever) {
  EXPECT_EQ(At(absl::CivilMinute(2026, 12, 5, 15, 0)), Utc(2026, 12, 5, 15));
  // Half past one comes twice on 25 October 2026, first in summer time; it never comes on 28 March 2027.
  EXPECT_EQ(At(absl::CivilMinute(2026, 10, 25, 1, 30)), Utc(2026, 10, 25, 0, 30));
  EXPECT_EQ(At(absl::CivilMinute(2027, 3, 28, 1, 30)), Utc(2027, 3, 28, 1, 30));
  EXPECT_EQ(ClockAt(Utc(2027, 3, 28, 1, 30)), absl::CivilMinute(2027, 3, 28, 2, 30));
}

TEST(London, FirstAtIsWhenTheClocksShowItOrMore) {
  EXPECT_EQ(FirstAt(absl::CivilMinute(2026, 10, 25, 1, 30)), Utc(2026, 10, 25, 0, 30));
  EXPECT_EQ(FirstAt(absl::CivilMinute(2027, 3, 28, 1, 30)), Utc(2027, 3, 28, 1)) << "02:00, the first after 00:59";
}

TEST(London, SummersBeginAndEndWithTheClocks) {
  const std::vector<Summer> summers = SummersFrom(Utc(2026, 11, 1, 0), 2);
  ASSERT_EQ(summers.size(), 2u);
  EXPECT_EQ(summers[0].begin, Utc(2027, 3, 28, 1));
  EXPECT_EQ(summers[0].end, Utc(2027, 10, 31, 1));
  EXPECT_EQ(summers[1].begin, Utc(2028, 3, 26, 1));
}

TEST(London, ASummerThatHasBegunIsTheFirst) {
  const std::vector<Summer> summers = SummersFrom(Utc(2027, 7, 1, 0), 1);
  ASSERT_EQ(summers.size(), 1u);
  EXPECT_EQ(summers[0].begin, Utc(2027, 7, 1, 0));
  EXPECT_EQ(summers[0].end, Utc(2027, 10, 31, 1));
}

}  // namespace
}  // namespace shortbreaks::london

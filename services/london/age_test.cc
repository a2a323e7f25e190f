#include "london/age.h"

#include <gmock/gmock.h>

#include "london/london.h"

namespace shortbreaks::london {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

absl::Time Clock(int year, int month, int day, int hour) { return At(absl::CivilMinute(year, month, day, hour)); }

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
  const Ages ages = AgesBetween(absl::CivilDay(2018, 7, 2), Clock(2026, 7, 1, 12), Clock(2027, 7, 2, 12));
  EXPECT_EQ(ages.at_start, 7);
  EXPECT_THAT(ages.birthdays, ElementsAre(Clock(2026, 7, 2, 0), Clock(2027, 7, 2, 0)));
}

TEST(AgesBetween, LeaveOutABirthdayOnTheFirstDayAndOneAtTheEnd) {
  const Ages ages = AgesBetween(absl::CivilDay(2018, 7, 1), Clock(2026, 7, 1, 12), Clock(2027, 7, 1, 0));
  EXPECT_EQ(ages.at_start, 8);
  EXPECT_THAT(ages.birthdays, IsEmpty());
}

}  // namespace
}  // namespace shortbreaks::london

#include "bookings/needs_match.h"

#include <gtest/gtest.h>

namespace shortbreaks::bookings {
namespace {

const absl::Time kNow = absl::FromUnixSeconds(1'800'000'000);

TEST(NeedsMatch, IsDueAfterTheHoursThatTheActivityGives) {
  EXPECT_EQ(MatchDueTime(kNow, kNow + absl::Hours(100), 72), kNow + absl::Hours(72));
  EXPECT_EQ(MatchDueTime(kNow, kNow + absl::Hours(72), 72), kNow + absl::Hours(72));
}

TEST(NeedsMatch, IsDueAfterHalfOfTheTimeThatIsLeftWhereThatIsShort) {
  EXPECT_EQ(MatchDueTime(kNow, kNow + absl::Hours(71), 72), kNow + absl::Hours(35) + absl::Minutes(30));
  EXPECT_EQ(MatchDueTime(kNow, kNow, 72), kNow);
  EXPECT_EQ(MatchDueTime(kNow, kNow - absl::Hours(1), 72), kNow);
}

TEST(NeedsMatch, IsAskedForWhereTheActivityGivesHoursAndOnlyOfWhatIsBooked) {
  PlaceAttempt attempt{.state = v1::BOOKING_STATE_CONFIRMED};
  EXPECT_EQ(StateTaken(attempt), v1::BOOKING_STATE_CONFIRMED);
  attempt.session.match_hours = 1;
  EXPECT_EQ(StateTaken(attempt), v1::BOOKING_STATE_REQUESTED);
  attempt.state = v1::BOOKING_STATE_HELD;
  EXPECT_EQ(StateTaken(attempt), v1::BOOKING_STATE_HELD);
}

TEST(NeedsMatch, AdjustmentsLetTheFamilyGoForThreeDaysAndNeverAfterTheStart) {
  EXPECT_EQ(AdjustmentsFreeUntil(kNow, kNow + absl::Hours(73)), kNow + absl::Hours(72));
  EXPECT_EQ(AdjustmentsFreeUntil(kNow, kNow + absl::Hours(71)), kNow + absl::Hours(71));
}

}  // namespace
}  // namespace shortbreaks::bookings

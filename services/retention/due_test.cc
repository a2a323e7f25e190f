#include "retention/due.h"

#include <gtest/gtest.h>

namespace shortbreaks::retention {
namespace {

using absl::CivilDay;

eligibility::v1::RetentionRule Rule(int birthday, int idle_years) {
  eligibility::v1::RetentionRule rule;
  rule.set_birthday(birthday);
  rule.set_idle_years(idle_years);
  return rule;
}

TEST(Idle, CountsFromTheLatestOfWhatTheFileSays) {
  const CivilDay old(2010, 5, 5), last(2020, 11, 30);
  for (const LastUse& use : {LastUse{last, old, old}, LastUse{old, last, old}, LastUse{old, old, last},
                             LastUse{last, std::nullopt, std::nullopt}, LastUse{std::nullopt, std::nullopt, last}}) {
    EXPECT_EQ(use.Day(), last);
    EXPECT_FALSE(IsIdle(Rule(25, 6), use, CivilDay(2026, 11, 29)));
    EXPECT_TRUE(IsIdle(Rule(25, 6), use, CivilDay(2026, 11, 30)));
  }
}

TEST(Idle, IsNobodyWhoseFileSaysNothing) { EXPECT_FALSE(IsIdle(Rule(25, 1), LastUse(), CivilDay(2200, 1, 1))); }

TEST(Idle, AYearAfterALeapDayIsTheFirstOfMarch) {
  const LastUse use{.change = CivilDay(2024, 2, 29)};
  EXPECT_FALSE(IsIdle(Rule(25, 1), use, CivilDay(2025, 2, 28)));
  EXPECT_TRUE(IsIdle(Rule(25, 1), use, CivilDay(2025, 3, 1)));
}

TEST(OldEnough, IsWhoHasReachedTheBirthday) {
  const CivilDay born(2001, 11, 29);
  EXPECT_FALSE(IsOldEnough(Rule(25, 1), born, CivilDay(2026, 11, 28)));
  EXPECT_TRUE(IsOldEnough(Rule(25, 1), born, CivilDay(2026, 11, 29)));
}

}  // namespace
}  // namespace shortbreaks::retention

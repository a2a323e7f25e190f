#include "delivery/account.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <random>

namespace shortbreaks::delivery {
namespace {

using absl::CivilDay;
using testing::ElementsAre;
using testing::IsEmpty;
using testing::Pair;

constexpr Year kYear{CivilDay(2026, 4, 1), CivilDay(2027, 3, 31)};
constexpr auto kMinutes = type::v1::ALLOCATION_UNIT_MINUTES;
constexpr auto kNights = type::v1::ALLOCATION_UNIT_NIGHTS;

PlannedProvision Plan(const std::string& section, type::v1::AllocationUnit unit, int64_t amount) {
  PlannedProvision planned;
  v1::PlannedProvision& provision = *planned.Add();
  provision.set_ehc_plan_section(section);
  provision.mutable_quantity()->set_unit(unit);
  provision.mutable_quantity()->set_amount(amount);
  return planned;
}

std::vector<std::pair<int, int64_t>> CausesOf(const v1::DeliveryLine& line) {
  std::vector<std::pair<int, int64_t>> causes;
  for (const v1::Shortfall& part : line.shortfalls()) causes.emplace_back(part.cause(), part.amount());
  return causes;
}

TEST(Account, WithoutAPlanWhatWasGrantedIsThePlan) {
  const auto lines =
      LinesOf({}, {{.unit = kMinutes, .allocated = 2400, .committed = 600, .booked = 120, .delivered = 480}}, kYear,
              CivilDay(2026, 10, 1));
  ASSERT_EQ(lines.size(), 1u);
  EXPECT_EQ(lines[0].planned(), 2400);
  EXPECT_EQ(lines[0].expected(), 2400 * 183 / 365);
  EXPECT_THAT(CausesOf(lines[0]), ElementsAre(Pair(v1::SHORTFALL_CAUSE_NOT_BOOKED, 1800)));
}

TEST(Account, APlanThatSaysMoreThanWasGrantedIsNotAllocated) {
  const auto lines =
      LinesOf(Plan("H1", kNights, 52),
              {{.ehc_plan_section = "H1", .unit = kNights, .allocated = 40, .committed = 40, .delivered = 40}}, kYear,
              CivilDay(2027, 4, 1));
  ASSERT_EQ(lines.size(), 1u);
  EXPECT_EQ(lines[0].expected(), 52) << "the year is over";
  EXPECT_THAT(CausesOf(lines[0]), ElementsAre(Pair(v1::SHORTFALL_CAUSE_NOT_ALLOCATED, 12)));
}

TEST(Account, APlanWithoutAnyAllocationIsALineOfItsOwn) {
  const auto lines = LinesOf(Plan("H2", kMinutes, 6000), {{.unit = kMinutes, .allocated = 600}}, kYear, kYear.first);
  ASSERT_EQ(lines.size(), 2u);
  EXPECT_EQ(lines[0].ehc_plan_section(), "");
  EXPECT_EQ(lines[1].ehc_plan_section(), "H2");
  EXPECT_EQ(lines[1].expected(), 0) << "on its first day nothing of the year is over";
  EXPECT_THAT(CausesOf(lines[1]), ElementsAre(Pair(v1::SHORTFALL_CAUSE_NOT_ALLOCATED, 6000)));
}

TEST(Account, EveryCauseIsNamedInItsOrder) {
  const AllocationFigures figures{.unit = kMinutes,
                                  .allocated = 1000,
                                  .expired = 100,
                                  .carried_over = 50,
                                  .committed = 500,
                                  .booked = 100,
                                  .delivered = 300,
                                  .cancelled_by_provider = 120,
                                  .cancelled_by_family = 60};
  const auto lines = LinesOf({}, {figures}, kYear, CivilDay(2026, 12, 1));
  EXPECT_THAT(
      CausesOf(lines.at(0)),
      ElementsAre(Pair(v1::SHORTFALL_CAUSE_CHARGED_NOT_ATTENDED, 100), Pair(v1::SHORTFALL_CAUSE_EXPIRED, 100),
                  Pair(v1::SHORTFALL_CAUSE_CARRIED_OVER, 50), Pair(v1::SHORTFALL_CAUSE_CANCELLED_BY_PROVIDER, 120),
                  Pair(v1::SHORTFALL_CAUSE_CANCELLED_BY_FAMILY, 60), Pair(v1::SHORTFALL_CAUSE_NOT_BOOKED, 170)));
}

TEST(Account, WhatIsLeftOfASuspendedAllocationSaysSo) {
  const auto lines = LinesOf({}, {{.unit = kMinutes, .suspended = true, .allocated = 600}}, kYear, kYear.first);
  EXPECT_THAT(CausesOf(lines.at(0)), ElementsAre(Pair(v1::SHORTFALL_CAUSE_SUSPENDED, 600)));
}

TEST(Account, MoreThanPlannedIsNoShortfall) {
  const auto lines =
      LinesOf(Plan("H1", kMinutes, 100),
              {{.ehc_plan_section = "H1", .unit = kMinutes, .allocated = 300, .committed = 300, .delivered = 300}},
              kYear, CivilDay(2026, 12, 1));
  EXPECT_THAT(lines.at(0).shortfalls(), IsEmpty());
}

TEST(Account, BehindIsTheShareOfWhatWasExpected) {
  v1::DeliveryLine line;
  line.set_expected(100);
  line.set_delivered(80);
  EXPECT_TRUE(IsBehind(line, 20));
  line.set_delivered(81);
  EXPECT_FALSE(IsBehind(line, 20));
  line.set_delivered(60);
  line.set_unmarked(21);
  EXPECT_FALSE(IsBehind(line, 20)) << "nobody is behind because a register is late";
  line.set_unmarked(0);
  line.set_expected(0);
  line.set_delivered(0);
  EXPECT_FALSE(IsBehind(line, 1)) << "nothing is expected yet";
}

// Whatever happened, the parts add up to the shortfall, and sums of lines add up likewise.
TEST(Account, ThePartsAlwaysAddUpToTheShortfall) {
  const uint32_t seed = std::random_device{}();
  SCOPED_TRACE(testing::Message() << "seed " << seed);
  std::mt19937 random(seed);
  const auto upto = [&](int64_t most) { return std::uniform_int_distribution<int64_t>(0, most)(random); };
  std::map<LineKey, v1::DeliveryLine> sums;
  int64_t all_short = 0;
  for (int round = 0; round < 2000; ++round) {
    AllocationFigures figures{.unit = kMinutes, .suspended = upto(1) == 1, .allocated = upto(1000)};
    figures.expired = upto(figures.allocated);
    figures.carried_over = upto(figures.allocated - figures.expired);
    figures.committed = upto(figures.allocated - figures.expired - figures.carried_over);
    figures.booked = upto(figures.committed);
    figures.delivered = upto(figures.committed - figures.booked);
    figures.unmarked = upto(figures.committed - figures.booked - figures.delivered);
    figures.cancelled_by_provider = upto(500);
    figures.cancelled_by_family = upto(500);
    const bool planned = upto(1) == 1;
    figures.ehc_plan_section = planned ? "H1" : "";
    for (const v1::DeliveryLine& line :
         LinesOf(planned ? Plan("H1", kMinutes, 1 + upto(1500)) : PlannedProvision(), {figures}, kYear, kYear.last)) {
      const int64_t shortfall = std::max<int64_t>(0, line.planned() - line.delivered() - line.booked());
      int64_t parts = 0;
      for (const v1::Shortfall& part : line.shortfalls()) {
        ASSERT_GT(part.amount(), 0);
        parts += part.amount();
      }
      ASSERT_EQ(parts, shortfall) << line.DebugString();
      all_short += shortfall;
      AddTo(sums, line);
    }
  }
  int64_t summed = 0;
  for (const auto& [key, line] : sums) {
    for (const v1::Shortfall& part : line.shortfalls()) summed += part.amount();
  }
  EXPECT_EQ(summed, all_short);
}

}  // namespace
}  // namespace shortbreaks::delivery

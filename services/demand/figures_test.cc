#include "demand/figures.h"

#include <gmock/gmock.h>

#include "london/london.h"
#include "wire/times.h"

namespace shortbreaks::demand {
namespace {

using testing::ElementsAre;

const ids::Uuid kClub = ids::NewUuid(), kPool = ids::NewUuid(), kProvider = ids::NewUuid();
absl::Time At(int month, int day, int hour) { return london::FirstAt(absl::CivilMinute(2027, month, day, hour)); }
const absl::Time kNow = At(1, 1, 12);

std::vector<Waiting> Children(int count, absl::Duration longest, std::optional<absl::Time> start,
                              const ids::Uuid& activity = kClub) {
  std::vector<Waiting> waiting;
  for (int i = 1; i <= count; ++i) {
    waiting.push_back({ids::NewUuid(), activity, kProvider, start, kNow - longest * i / count});
  }
  return waiting;
}

std::vector<std::string> Days(const std::vector<v1::SupplyLine>& lines) {
  std::vector<std::string> days;
  for (const v1::SupplyLine& line : lines) {
    days.push_back(absl::FormatCivilTime(*wire::FromProto(line.first_day())));
  }
  return days;
}

TEST(SupplyLines, AreByWeekFromMondayInLondon) {
  // 28 March 2027, when clocks go forward, is a Sunday.
  const auto lines = SupplyLines(v1::SUPPLY_GROUP_WEEK,
                                 {{kClub, kProvider, At(3, 28, 23), false, 8, 3},
                                  {kClub, kProvider, At(3, 22, 0), false, 4, 4},
                                  {kClub, kProvider, At(3, 29, 0), false, 6, 1},
                                  {kPool, kProvider, At(3, 30, 10), true, 10, 0}},
                                 {}, kNow);
  EXPECT_THAT(Days(lines), ElementsAre("2027-03-22", "2027-03-29"));
  EXPECT_EQ(lines[0].sessions(), 2);
  EXPECT_EQ(lines[0].places(), 12);
  EXPECT_EQ(lines[0].places_taken(), 7);
  EXPECT_EQ(lines[1].sessions(), 1);
  EXPECT_EQ(lines[1].cancelled_sessions(), 1);
  EXPECT_EQ(lines[1].places(), 6) << "what was called off offers nothing";
}

TEST(SupplyLines, AreByMonth) {
  const auto lines = SupplyLines(
      v1::SUPPLY_GROUP_MONTH,
      {{kClub, kProvider, At(3, 31, 23), false, 8, 3}, {kClub, kProvider, At(4, 1, 0), false, 4, 4}}, {}, kNow);
  EXPECT_THAT(Days(lines), ElementsAre("2027-03-01", "2027-04-01"));
}

TEST(SupplyLines, OfActivitiesHaveTheFullestFirstAndWhoWaitsForAnySession) {
  const auto lines =
      SupplyLines(v1::SUPPLY_GROUP_ACTIVITY,
                  {{kClub, kProvider, At(3, 1, 10), false, 8, 4}, {kPool, kProvider, At(3, 1, 10), false, 4, 3}},
                  Children(6, absl::Hours(24 * 12), std::nullopt, kPool), kNow);
  ASSERT_EQ(lines.size(), 2u);
  EXPECT_EQ(lines[0].activity(), ids::ResourceName("activities", kPool));
  EXPECT_EQ(lines[0].provider(), ids::ResourceName("providers", kProvider));
  EXPECT_EQ(lines[0].waiting_children(), 6);
  EXPECT_EQ(lines[0].median_waiting_days(), 6) << "2, 4, 6, 8, 10 and 12 days";
  EXPECT_EQ(lines[1].activity(), ids::ResourceName("activities", kClub));
  EXPECT_EQ(lines[1].waiting_children(), 0);
  EXPECT_FALSE(lines[1].waiting_suppressed()) << "nobody is no secret";
}

TEST(SupplyLines, CountAChildOnceSinceItFirstWaited) {
  std::vector<Waiting> waiting = Children(5, absl::Hours(24 * 5), At(3, 1, 10));
  Waiting again = waiting[0];
  again.since_time = kNow - absl::Hours(24 * 90);
  waiting.push_back(again);
  const auto lines = SupplyLines(v1::SUPPLY_GROUP_PROVIDER, {}, waiting, kNow);
  ASSERT_EQ(lines.size(), 1u);
  EXPECT_EQ(lines[0].waiting_children(), 5);
  EXPECT_EQ(lines[0].median_waiting_days(), 4) << "2, 3, 4, 5 and 90 days";
}

TEST(SupplyLines, ByWeekLeaveOutWhoWaitsForNoDayInParticular) {
  const auto lines = SupplyLines(v1::SUPPLY_GROUP_WEEK, {}, Children(9, absl::Hours(24), std::nullopt), kNow);
  EXPECT_TRUE(lines.empty());
}

TEST(SupplyLines, HideFewAndWhatWouldTellThem) {
  std::vector<Waiting> waiting = Children(3, absl::Hours(48), At(3, 1, 10));
  for (const auto& [day, count] : {std::pair{8, 20}, {15, 7}}) {
    for (const Waiting& each : Children(count, absl::Hours(48), At(3, day, 10))) waiting.push_back(each);
  }
  const auto lines = SupplyLines(v1::SUPPLY_GROUP_WEEK, {}, waiting, kNow);
  ASSERT_EQ(lines.size(), 3u);
  EXPECT_TRUE(lines[0].waiting_suppressed());
  EXPECT_EQ(lines[0].waiting_children(), 0);
  EXPECT_EQ(lines[0].median_waiting_days(), 0);
  EXPECT_EQ(lines[1].waiting_children(), 20);
  EXPECT_TRUE(lines[2].waiting_suppressed()) << "20 of 30 would tell the 3";
  EXPECT_EQ(lines[2].waiting_children(), 0);
}

TEST(OutcomeLines, HideFewAndWhatWouldTellThem) {
  std::vector<v1::OutcomeLine> lines(3);
  const int counts[] = {2, 30, 9};
  for (size_t i = 0; i < 3; ++i) {
    lines[i].set_children(counts[i]);
    lines[i].set_bookings(counts[i] * 2);
  }
  SuppressSmall(lines);
  EXPECT_TRUE(lines[0].suppressed());
  EXPECT_EQ(lines[0].bookings(), 0);
  EXPECT_EQ(lines[1].bookings(), 60);
  EXPECT_FALSE(lines[1].suppressed());
  EXPECT_TRUE(lines[2].suppressed());
  EXPECT_EQ(lines[2].children(), 0);
}

}  // namespace
}  // namespace shortbreaks::demand

#include "capacity/capacity.h"

#include <gtest/gtest.h>

namespace shortbreaks::capacity {
namespace {

TEST(Shares, EveryRatioIsExact) {
  for (int64_t staff = 1; staff <= 4; ++staff) {
    for (int64_t children = 1; children <= 20; ++children) {
      EXPECT_EQ(StaffShares({staff, children}) * children, staff * kSharesOfOneStaff) << staff << ":" << children;
    }
  }
  EXPECT_EQ(StaffShares({}), 0);
}

TEST(Shares, StaffAreRoundedUp) {
  EXPECT_EQ(StaffFor(0), 0);
  EXPECT_EQ(StaffFor(1), 1);
  EXPECT_EQ(StaffFor(kSharesOfOneStaff), 1);
  EXPECT_EQ(StaffFor(kSharesOfOneStaff + 1), 2);
  EXPECT_EQ(StaffFor(3 * StaffShares({1, 3})), 1);
}

TEST(Caps, CountWhoNeedsAsMuchOrMore) {
  EXPECT_TRUE(IsAtLeast({1, 1}, {1, 1}));
  EXPECT_TRUE(IsAtLeast({2, 1}, {1, 1}));
  EXPECT_TRUE(IsAtLeast({2, 2}, {1, 1}));
  EXPECT_FALSE(IsAtLeast({1, 2}, {1, 1}));
  EXPECT_TRUE(IsAtLeast({2, 3}, {1, 2}));
  EXPECT_FALSE(IsAtLeast({}, kLeastSupport)) << "nobody is counted by no cap";
}

// As many children of a ratio as it says fill one member of staff: there is room until the last of them, and then none.
TEST(RoomFor, EveryRatioFillsItsStaffToTheLastChildAndNoFurther) {
  for (int64_t staff = 1; staff <= 4; ++staff) {
    for (int64_t children = 1; children <= 20; ++children) {
      const Ratio ratio{staff, children};
      Load load{.places = 1000, .staff = staff};
      for (int64_t taken = 0; taken < children; ++taken) {
        const Room room = RoomFor(load, ratio, false);
        ASSERT_EQ(room.free_places, children - taken) << staff << ":" << children;
        ASSERT_EQ(room.full, Full::kNo);
        load.places_taken += 1;
        load.staff_shares_taken += StaffShares(ratio);
      }
      EXPECT_EQ(load.staff_shares_taken, staff * kSharesOfOneStaff);
      EXPECT_EQ(RoomFor(load, ratio, false).free_places, 0);
      EXPECT_EQ(RoomFor(load, ratio, false).full, Full::kStaff);
    }
  }
}

TEST(RoomFor, WhatIsLeftIsAnsweredForTheRatio) {
  // Three on shift; a child at 2:1 and one at 1:3 have come.
  const Load load{
      .places = 12, .places_taken = 2, .staff = 3, .staff_shares_taken = StaffShares({2, 1}) + StaffShares({1, 3})};
  EXPECT_EQ(RoomFor(load, {2, 1}, false).full, Full::kStaff);
  EXPECT_EQ(RoomFor(load, {1, 1}, false).full, Full::kStaff);
  EXPECT_EQ(RoomFor(load, {1, 2}, false).free_places, 1);
  EXPECT_EQ(RoomFor(load, {1, 3}, false).free_places, 2);
  EXPECT_EQ(RoomFor(load, kLeastSupport, false).free_places, 10);
}

TEST(RoomFor, TheLastPlacesAreKeptBackButForWhomTheyAreFree) {
  const Load load{.places = 6, .places_taken = 4, .reserve_places = 2};
  EXPECT_EQ(RoomFor(load, {1, 1}, false).full, Full::kReserve);
  EXPECT_EQ(RoomFor(load, {1, 1}, true).free_places, 2);
  const Load none{.places = 6, .places_taken = 6, .reserve_places = 2};
  EXPECT_EQ(RoomFor(none, {1, 1}, true).full, Full::kPlaces);
  EXPECT_EQ(RoomFor(none, {1, 1}, false).full, Full::kPlaces);
}

TEST(RoomFor, ACapLeavesWhatItLeaves) {
  EXPECT_EQ(RoomFor({.places = 6, .cap_left = 2}, {1, 1}, false).free_places, 2);
  EXPECT_EQ(RoomFor({.places = 6, .cap_left = 0}, {1, 1}, false).full, Full::kRatioCap);
  EXPECT_EQ(RoomFor({.places = 6, .cap_left = -1}, {1, 1}, false).full, Full::kRatioCap);
}

TEST(RoomFor, NothingIsLeftWhereLessIsOfferedThanBooked) {
  EXPECT_EQ(RoomFor({.places = 2, .places_taken = 5}, {1, 3}, true).full, Full::kPlaces);
  EXPECT_EQ(RoomFor({.places = 9, .staff = 0, .staff_shares_taken = 1}, kLeastSupport, true).full, Full::kStaff);
}

TEST(Full, HasANameForEachReason) {
  EXPECT_EQ(NameOf(Full::kNo), "");
  EXPECT_EQ(NameOf(Full::kPlaces), "places");
  EXPECT_EQ(NameOf(Full::kReserve), "reserve");
  EXPECT_EQ(NameOf(Full::kStaff), "staff");
  EXPECT_EQ(NameOf(Full::kRatioCap), "ratio_cap");
}

}  // namespace
}  // namespace shortbreaks::capacity

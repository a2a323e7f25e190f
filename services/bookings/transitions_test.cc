#include "bookings/transitions.h"

#include <gtest/gtest.h>

#include <map>
#include <numeric>

namespace shortbreaks::bookings {
namespace {

constexpr v1::BookingState kHeld = v1::BOOKING_STATE_HELD, kConfirmed = v1::BOOKING_STATE_CONFIRMED;

int64_t Sum(const std::vector<Posting>& postings) {
  return std::accumulate(postings.begin(), postings.end(), int64_t{0},
                         [](int64_t sum, const Posting& posting) { return sum + posting.amount; });
}

TEST(Transitions, PostingsAlwaysSumToWhatTheAllocationLosesOrGains) {
  for (const auto transition : {Transition::kConfirm, Transition::kRelease, Transition::kExpire,
                                Transition::kCancelInTime, Transition::kCancelLate, Transition::kCancelByProvider}) {
    for (const auto from : {kHeld, kConfirmed}) {
      const Effect effect = EffectOf(transition, from, 90);
      EXPECT_EQ(Sum(effect.postings), -effect.committed_change);
    }
  }
}

TEST(Transitions, EveryLifeOfABookingGivesBackAllOrForfeitsAll) {
  const int64_t held = FirstPosting(kHeld, 90).amount;
  EXPECT_EQ(held + Sum(EffectOf(Transition::kExpire, kHeld, 90).postings), 0);
  EXPECT_EQ(held + Sum(EffectOf(Transition::kRelease, kHeld, 90).postings), 0);
  const int64_t confirmed = held + Sum(EffectOf(Transition::kConfirm, kHeld, 90).postings);
  EXPECT_EQ(confirmed, FirstPosting(kConfirmed, 90).amount);
  EXPECT_EQ(confirmed + Sum(EffectOf(Transition::kCancelInTime, kConfirmed, 90).postings), 0);
  EXPECT_EQ(confirmed + Sum(EffectOf(Transition::kCancelByProvider, kConfirmed, 90).postings), 0);
  EXPECT_EQ(confirmed + Sum(EffectOf(Transition::kCancelLate, kConfirmed, 90).postings), -90);
}

TEST(Transitions, NoKindIsPostedTwiceInOneLife) {
  for (const auto end : {Transition::kCancelInTime, Transition::kCancelLate, Transition::kCancelByProvider}) {
    std::map<int, int> kinds;
    ++kinds[FirstPosting(kHeld, 90).kind];
    for (const Posting& posting : EffectOf(Transition::kConfirm, kHeld, 90).postings) ++kinds[posting.kind];
    for (const Posting& posting : EffectOf(end, kConfirmed, 90).postings) ++kinds[posting.kind];
    for (const auto& [kind, count] : kinds) EXPECT_EQ(count, 1) << v1::LedgerEntryKind_Name(kind);
  }
}

TEST(Transitions, OnlyConfirmingKeepsThePlace) {
  EXPECT_FALSE(EffectOf(Transition::kConfirm, kHeld, 1).frees_place);
  EXPECT_TRUE(EffectOf(Transition::kExpire, kHeld, 1).frees_place);
  EXPECT_TRUE(EffectOf(Transition::kCancelLate, kConfirmed, 1).frees_place);
  EXPECT_TRUE(IsLive(EffectOf(Transition::kConfirm, kHeld, 1).state));
  EXPECT_FALSE(IsLive(EffectOf(Transition::kRelease, kHeld, 1).state));
}

TEST(Transitions, NoticeEndsAtItsInstantIncluded) {
  const absl::Time free_until = absl::FromUnixSeconds(1'790'000'000);
  EXPECT_EQ(CancellationAt(free_until, free_until), Transition::kCancelInTime);
  EXPECT_EQ(CancellationAt(free_until + absl::Microseconds(1), free_until), Transition::kCancelLate);
}

// The clocks go back at 01:00 UTC on 25 October 2026, so 25 real hours before 10:00 that Sunday is 10:00 on Saturday.
TEST(Transitions, NoticeCountsRealHoursAcrossTheClockChange) {
  absl::TimeZone london;
  ASSERT_TRUE(absl::LoadTimeZone("Europe/London", &london));
  const absl::Time start = absl::FromCivil(absl::CivilMinute(2026, 10, 25, 10, 0), london);
  const absl::Time free_until = start - absl::Hours(25);
  EXPECT_EQ(absl::ToCivilMinute(free_until, london), absl::CivilMinute(2026, 10, 24, 10, 0));
}

}  // namespace
}  // namespace shortbreaks::bookings

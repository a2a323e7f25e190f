#include "bookings/transitions.h"

#include <gtest/gtest.h>

#include <map>
#include <numeric>

namespace shortbreaks::bookings {
namespace {

constexpr v1::BookingState kHeld = v1::BOOKING_STATE_HELD, kConfirmed = v1::BOOKING_STATE_CONFIRMED,
                           kLate = v1::BOOKING_STATE_CANCELLED_LATE, kRequested = v1::BOOKING_STATE_REQUESTED;
constexpr int64_t kCharge = 90;

int64_t Sum(const std::vector<Posting>& postings) {
  return std::accumulate(postings.begin(), postings.end(), int64_t{0},
                         [](int64_t sum, const Posting& posting) { return sum + posting.amount; });
}
int64_t SumOf(Transition transition, v1::BookingState from, int64_t forfeited = 0) {
  return Sum(EffectOf(transition, from, kCharge, forfeited).postings);
}

TEST(Transitions, PostingsAlwaysSumToWhatTheAllocationLosesOrGains) {
  for (int64_t forfeited = 0; forfeited <= kCharge; ++forfeited) {
    for (const auto transition :
         {Transition::kConfirm, Transition::kRelease, Transition::kExpire, Transition::kCancelInTime,
          Transition::kCancelLate, Transition::kCancelByProvider, Transition::kRequest, Transition::kCannotMeet}) {
      for (const auto from : {kHeld, kConfirmed, kRequested}) {
        const Effect effect = EffectOf(transition, from, kCharge, forfeited);
        EXPECT_EQ(Sum(effect.postings), -effect.committed_change);
      }
    }
    const Effect waived = EffectOf(Transition::kWaive, kLate, kCharge, forfeited);
    EXPECT_EQ(Sum(waived.postings), -waived.committed_change);
  }
}

TEST(Transitions, EveryLifeOfABookingGivesBackAllButWhatIsForfeited) {
  const int64_t held = FirstPosting(kHeld, kCharge).amount;
  EXPECT_EQ(held + SumOf(Transition::kExpire, kHeld), 0);
  EXPECT_EQ(held + SumOf(Transition::kRelease, kHeld), 0);
  const int64_t confirmed = held + SumOf(Transition::kConfirm, kHeld);
  EXPECT_EQ(confirmed, FirstPosting(kConfirmed, kCharge).amount);
  EXPECT_EQ(confirmed + SumOf(Transition::kCancelInTime, kConfirmed), 0);
  EXPECT_EQ(confirmed + SumOf(Transition::kCancelByProvider, kConfirmed), 0);
  const int64_t requested = held + SumOf(Transition::kRequest, kHeld);
  EXPECT_EQ(requested, FirstPosting(kRequested, kCharge).amount);
  EXPECT_EQ(requested + SumOf(Transition::kCannotMeet, kRequested), 0);
  EXPECT_EQ(StandsFor(kRequested, {.amount = kCharge}), kCharge);
  EXPECT_EQ(StandsFor(v1::BOOKING_STATE_CANNOT_MEET, {.amount = kCharge}), 0);
  for (int64_t forfeited = 0; forfeited <= kCharge; ++forfeited) {
    const int64_t late = confirmed + SumOf(Transition::kCancelLate, kConfirmed, forfeited);
    EXPECT_EQ(late, -forfeited);
    EXPECT_EQ(late, -StandsFor(kLate, {.amount = kCharge, .forfeited = forfeited}));
    EXPECT_EQ(late + SumOf(Transition::kWaive, kLate, forfeited), 0);
  }
}

TEST(Transitions, NoKindIsPostedTwiceInOneLife) {
  for (const auto end : {Transition::kCancelInTime, Transition::kCancelLate, Transition::kCancelByProvider}) {
    std::map<int, int> kinds;
    ++kinds[FirstPosting(kHeld, kCharge).kind];
    for (const Posting& posting : EffectOf(Transition::kConfirm, kHeld, kCharge, 0).postings) ++kinds[posting.kind];
    for (const Posting& posting : EffectOf(end, kConfirmed, kCharge, 40).postings) ++kinds[posting.kind];
    for (const Posting& posting : EffectOf(Transition::kWaive, kLate, kCharge, 40).postings) ++kinds[posting.kind];
    for (const auto& [kind, count] : kinds) EXPECT_EQ(count, 1) << v1::LedgerEntryKind_Name(kind);
  }
}

TEST(Transitions, NothingLostIsNothingPosted) {
  EXPECT_EQ(EffectOf(Transition::kCancelLate, kConfirmed, kCharge, 0).postings.size(), 1u);
  EXPECT_TRUE(EffectOf(Transition::kWaive, kLate, kCharge, 0).postings.empty());
}

TEST(Transitions, OnlyConfirmingKeepsThePlaceAndAPlaceIsFreedOnce) {
  EXPECT_FALSE(EffectOf(Transition::kConfirm, kHeld, 1, 0).frees_place);
  EXPECT_TRUE(EffectOf(Transition::kExpire, kHeld, 1, 0).frees_place);
  EXPECT_TRUE(EffectOf(Transition::kCancelLate, kConfirmed, 1, 1).frees_place);
  EXPECT_FALSE(EffectOf(Transition::kWaive, kLate, 1, 1).frees_place);
  EXPECT_FALSE(EffectOf(Transition::kRequest, kHeld, 1, 0).frees_place);
  EXPECT_TRUE(EffectOf(Transition::kCannotMeet, kRequested, 1, 0).frees_place);
  EXPECT_TRUE(IsLive(EffectOf(Transition::kRequest, kHeld, 1, 0).state));
  EXPECT_TRUE(IsLive(EffectOf(Transition::kConfirm, kHeld, 1, 0).state));
  EXPECT_FALSE(IsLive(EffectOf(Transition::kRelease, kHeld, 1, 0).state));
}

}  // namespace
}  // namespace shortbreaks::bookings

// Taking a place: what stands in the way of an attempt and what only seems to, and who hears an answer again.
#include <gmock/gmock.h>

#include <array>
#include <thread>

#include "bookings/store_contract_test.h"
#include "errors/errors.h"

namespace shortbreaks::bookings {
namespace {

using errors::ReasonOf;

constexpr auto kNotAllowed = type::v1::ERROR_REASON_NOT_ALLOWED;

TEST_P(StoreContract, AHoldThatRanOutIsSeenAtAGlanceAndIsNoBooking) {
  const ids::Uuid other = world_->AddChild(carer_);
  const auto glance = [&](const ids::Uuid& child, const ids::Uuid& session) {
    return **store().GlanceAt(Carer(), session, child, NewMark(Carer(), "HoldPlace"));
  };
  const ids::Uuid elsewhere = world_->AddSession({});
  const v1::Booking hold = Hold();
  EXPECT_FALSE(glance(child_, session_).expired_hold);
  EXPECT_EQ(glance(child_, session_).own_booking, *ids::IdOf("bookings", hold.name()));
  world_->RunOutHold(hold.name());
  EXPECT_TRUE(glance(child_, session_).expired_hold);
  EXPECT_EQ(glance(child_, session_).own_booking, "");
  EXPECT_TRUE(glance(other, session_).expired_hold) << "its place could be the other's";
  EXPECT_TRUE(glance(child_, elsewhere).expired_hold) << "its hours could be spent elsewhere";
  EXPECT_FALSE(glance(other, elsewhere).expired_hold);
  EXPECT_EQ(*store().ExpireHoldsInTheWay(Carer(), other, elsewhere), 0);
  EXPECT_EQ(*store().ExpireHoldsInTheWay(Carer(), other, session_), 1);
  EXPECT_EQ(*store().ExpireHoldsInTheWay(Carer(), child_, session_), 0);
  EXPECT_FALSE(glance(child_, session_).expired_hold);
  EXPECT_EQ(glance(child_, session_).places_left, 1);
}

TEST_P(StoreContract, AConfirmedBookingIsNoHoldThatRanOut) {
  const v1::Booking hold = Hold();
  ASSERT_TRUE(store().Confirm(Carer(), ChangeOf(hold, "ConfirmBooking")).ok());
  const auto glance = **store().GlanceAt(Carer(), session_, child_, NewMark(Carer(), "HoldPlace"));
  EXPECT_EQ(glance.own_booking, *ids::IdOf("bookings", hold.name()));
  EXPECT_FALSE(glance.expired_hold);
  EXPECT_EQ(*store().ExpireHoldsInTheWay(Carer(), child_, session_), 0);
}

TEST_P(StoreContract, AFullSessionWhoseHoldRanOutHasAPlaceToTryFor) {
  const ids::Uuid other = world_->AddChild(carer_);
  const PlaceAttempt attempt = AttemptFor(other, session_, world_->AddAllocation(other, 600));
  world_->RunOutHold(Hold().name());
  auto refused = store().TakePlace(Carer(), attempt);
  EXPECT_EQ(ReasonOf(refused.status()), type::v1::ERROR_REASON_DETAILS_CHANGED);
  EXPECT_EQ(errors::MetadataOf(refused.status(), "expired_hold"), "true");
  EXPECT_EQ(*store().ExpireHoldsInTheWay(Carer(), other, session_), 1);
  EXPECT_TRUE(store().TakePlace(Carer(), attempt).ok());
}

TEST_P(StoreContract, OnlyTheCouncilsOwnHoldsAreSweptOnTheWay) {
  world_->RunOutHold(Hold().name());
  rpc::Call foreign = Carer();
  foreign.principal.council_id = "E99999999";
  EXPECT_EQ(*store().ExpireHoldsInTheWay(foreign, child_, session_), 0);
  EXPECT_EQ(world_->PlacesTaken(session_), 1);
  EXPECT_EQ(*store().ExpireHoldsInTheWay(Carer(), child_, session_), 1);
}

TEST_P(StoreContract, LimitedAuthorityIsToSeeAndNeverToAct) {
  const PlaceAttempt attempt = Attempt();
  const v1::Booking hold = *store().TakePlace(Carer(), attempt);
  EXPECT_TRUE(*store().HasAuthority(Carer(), child_, Authority::kFull));
  EXPECT_TRUE(*store().HasAuthority(Carer(), child_, Authority::kLimited));
  const ids::Uuid booking_id = *ids::IdOf("bookings", hold.name());
  BookingQuery of_child;
  of_child.child_id = child_;
  EXPECT_TRUE((*store().Read(Carer(), booking_id))->may_act);
  EXPECT_FALSE(store().List(Carer(), of_child, {.size = 10})->limited);
  world_->LimitAuthority(child_, carer_);
  EXPECT_FALSE((*store().Read(Carer(), booking_id))->may_act);
  EXPECT_TRUE((*store().Read(Carer(), booking_id))->may_see);
  EXPECT_TRUE(store().List(Carer(), of_child, {.size = 10})->limited);
  EXPECT_FALSE(*store().HasAuthority(Carer(), child_, Authority::kFull));
  EXPECT_TRUE(*store().HasAuthority(Carer(), child_, Authority::kLimited));
  EXPECT_EQ(ReasonOf(store().TakePlace(Carer(), attempt).status()), kNotAllowed);
  EXPECT_EQ(ReasonOf(store().Confirm(Carer(), ChangeOf(hold, "ConfirmBooking")).status()), kNotAllowed);
  EXPECT_EQ(ReasonOf(store().Release(Carer(), ChangeOf(hold, "ReleaseHold")).status()), kNotAllowed);
}

TEST_P(StoreContract, AnAnswerIsNotRepeatedToACarerWhoseAuthorityWasRevoked) {
  const PlaceAttempt attempt = Attempt();
  const v1::Booking hold = *store().TakePlace(Carer(), attempt);
  const BookingChange extend = ChangeOf(hold, "ExtendHold"), confirm = ChangeOf(hold, "ConfirmBooking"),
                      cancel = ChangeOf(hold, "CancelBooking");
  ASSERT_TRUE(store().ExtendHold(Carer(), extend).ok());
  ASSERT_TRUE(store().Confirm(Carer(), confirm).ok());
  ASSERT_TRUE(store().Cancel(Carer(), cancel).ok());
  world_->RevokeAuthority(child_, carer_);
  EXPECT_EQ(ReasonOf(store().TakePlace(Carer(), attempt).status()), kNotAllowed);
  EXPECT_EQ(ReasonOf(store().ExtendHold(Carer(), extend).status()), kNotAllowed);
  EXPECT_EQ(ReasonOf(store().Confirm(Carer(), confirm).status()), kNotAllowed);
  EXPECT_EQ(ReasonOf(store().Cancel(Carer(), cancel).status()), kNotAllowed);
}

TEST_P(StoreContract, AnAnswerKeptFromBeforeSaysSo) {
  bool replayed = true;
  PlaceAttempt attempt = Attempt();
  attempt.replayed = &replayed;
  const v1::Booking hold = *store().TakePlace(Carer(), attempt);
  EXPECT_FALSE(replayed);
  ASSERT_TRUE(store().TakePlace(Carer(), attempt).ok());
  EXPECT_TRUE(replayed);
  BookingChange release = ChangeOf(hold, "ReleaseHold");
  release.replayed = &replayed;
  ASSERT_TRUE(store().Release(Carer(), release).ok());
  EXPECT_FALSE(replayed);
  ASSERT_TRUE(store().Release(Carer(), release).ok());
  EXPECT_TRUE(replayed);
}

// Both stand on a decision that saw three hours left. The loser is sent to a new decision, which sees none.
TEST_P(StoreContract, TwoBookingsRaceForTheLastThreeHoursAndOneWins) {
  for (int round = 0; round < 50; ++round) {
    const ids::Uuid child = world_->AddChild(carer_);
    const ids::Uuid purse = world_->AddAllocation(child, 180);
    std::array<PlaceAttempt, 2> attempts;
    for (size_t i = 0; i < 2; ++i) {
      const ids::Uuid session = world_->AddSession({.starts_in = absl::Hours(24 * (14 + 2 * static_cast<int>(i)))});
      attempts[i] = AttemptFor(child, session, purse, 180, v1::BOOKING_STATE_CONFIRMED);
    }
    std::array<absl::Status, 2> outcomes;
    {
      std::vector<std::jthread> threads;
      for (size_t i = 0; i < 2; ++i) {
        threads.emplace_back([&, i] { outcomes[i] = store().TakePlace(Carer(), attempts[i]).status(); });
      }
    }
    ASSERT_NE(outcomes[0].ok(), outcomes[1].ok()) << "round " << round << ": " << outcomes[0] << ", " << outcomes[1];
    ASSERT_EQ(ReasonOf(outcomes[0].ok() ? outcomes[1] : outcomes[0]), type::v1::ERROR_REASON_DETAILS_CHANGED);
    ASSERT_EQ(world_->Committed(purse), 180);
    ASSERT_EQ(world_->PlacesTaken(attempts[0].session_id) + world_->PlacesTaken(attempts[1].session_id), 1);
  }
}

}  // namespace
}  // namespace shortbreaks::bookings

// What a place takes of a session's staff, of its caps and of what is kept back, and gives back.
#include <gmock/gmock.h>

#include "bookings/store_contract_test.h"
#include "errors/errors.h"

namespace shortbreaks::bookings {

using capacity::kSharesOfOneStaff;
using capacity::StaffShares;
using errors::ReasonOf;
using testing::ElementsAre;

std::string RoomContract::FullBy(const absl::StatusOr<v1::Booking>& booking) {
  if (ReasonOf(booking.status()) == type::v1::ERROR_REASON_SESSION_FULL) {
    return errors::MetadataOf(booking.status(), "full");
  }
  return booking.status().ToString();
}

namespace {

constexpr int64_t kHoist = 1 << 2, kRescueMedication = 1 << 4;

TEST_P(RoomContract, EachPlaceTakesItsShareOfTheStaffToTheLastOne) {
  const ids::Uuid session = world_->AddSession({.places = 9, .staff = 4});
  ASSERT_TRUE(Take(ChildAt({2, 1}), session).ok());
  ASSERT_TRUE(Take(ChildAt({1, 1}), session).ok());
  for (int i = 0; i < 3; ++i) {
    EXPECT_EQ(Glance(ChildAt({1, 3}), session).places_left, 3 - i);
    ASSERT_TRUE(Take(ChildAt({1, 3}), session).ok());
  }
  EXPECT_EQ(world_->StaffSharesTaken(session), 4 * kSharesOfOneStaff);
  const ids::Uuid least = ChildAt({1, 20});
  EXPECT_EQ(Glance(least, session).places_left, 0);
  EXPECT_EQ(FullBy(Take(least, session)), "staff");
  EXPECT_EQ(world_->PlacesTaken(session), 5);
  EXPECT_EQ(world_->StaffSharesTaken(session), 4 * kSharesOfOneStaff);
}

TEST_P(RoomContract, AChildForWhomTooFewStaffAreLeftIsRefusedAndOneWhoNeedsLessIsNot) {
  const ids::Uuid session = world_->AddSession({.places = 5, .staff = 2});
  ASSERT_TRUE(Take(ChildAt({1, 2}), session).ok());
  EXPECT_EQ(FullBy(Take(ChildAt({2, 1}), session)), "staff");
  ASSERT_TRUE(Take(ChildAt({1, 1}), session).ok());
  EXPECT_EQ(FullBy(Take(ChildAt({1, 1}), session)), "staff");
  EXPECT_TRUE(Take(ChildAt({1, 2}), session).ok());
}

TEST_P(RoomContract, StaffWhoAreNotCountedAreTakenAllTheSame) {
  const ids::Uuid session = world_->AddSession({.places = 2});
  ASSERT_TRUE(Take(ChildAt({2, 1}), session).ok());
  EXPECT_EQ(world_->StaffSharesTaken(session), 2 * kSharesOfOneStaff);
  EXPECT_EQ(Glance(ChildAt({4, 1}), session).places_left, 1);
}

TEST_P(RoomContract, EveryEndOfAPlaceGivesBackItsShareAndItsCapsOnce) {
  const ids::Uuid session = world_->AddSession({.places = 4, .staff = 2, .caps = {{{1, 1}, 2}, {{1, 4}, 4}}});
  const ids::Uuid child = ChildAt({1, 1});
  const auto expect_taken = [&](int64_t children) {
    EXPECT_EQ(world_->StaffSharesTaken(session), children * kSharesOfOneStaff);
    EXPECT_THAT(world_->ChildrenTaken(session), ElementsAre(children, children));
  };
  const auto take = [&](v1::BookingState state) {
    auto booking = Take(child, session, state);
    EXPECT_TRUE(booking.ok()) << booking.status();
    expect_taken(1);
    return *std::move(booking);
  };
  const auto release = ChangeOf(take(v1::BOOKING_STATE_HELD), "ReleaseHold");
  for (int i = 0; i < 2; ++i) ASSERT_TRUE(store().Release(Carer(), release).ok());
  expect_taken(0);
  world_->RunOutHold(take(v1::BOOKING_STATE_HELD).name());
  EXPECT_EQ(*store().ExpireHoldsInTheWay(Carer(), child, session), 1);
  expect_taken(0);
  const v1::Booking hold = take(v1::BOOKING_STATE_HELD);
  ASSERT_TRUE(store().Confirm(Carer(), ChangeOf(hold, "ConfirmBooking")).ok());
  expect_taken(1);
  ASSERT_TRUE(store().Cancel(Carer(), ChangeOf(hold, "CancelBooking")).ok());
  expect_taken(0);
  const v1::Booking late = take(v1::BOOKING_STATE_CONFIRMED);
  world_->PassNotice(late.name());
  ASSERT_TRUE(store().Cancel(Carer(), ChangeOf(late, "CancelBooking")).ok());
  expect_taken(0);
  take(v1::BOOKING_STATE_CONFIRMED);
  world_->SetSessionState(session, 4);
  EXPECT_EQ(*store().EndBookingsOfCancelledSessions(absl::Now() + absl::Seconds(10), 1000), 1);
  expect_taken(0);
}

TEST_P(RoomContract, ACapCountsWhoNeedsAsMuchOrMore) {
  const ids::Uuid session = world_->AddSession({.places = 9, .caps = {{{1, 1}, 2}}});
  const v1::Booking two_to_one = *Take(ChildAt({2, 1}), session);
  ASSERT_TRUE(Take(ChildAt({1, 1}), session).ok());
  EXPECT_EQ(Glance(ChildAt({1, 1}), session).places_left, 0);
  EXPECT_EQ(FullBy(Take(ChildAt({1, 1}), session)), "ratio_cap");
  EXPECT_EQ(FullBy(Take(ChildAt({2, 2}), session)), "ratio_cap");
  EXPECT_EQ(Glance(ChildAt({1, 2}), session).places_left, 7);
  ASSERT_TRUE(Take(ChildAt({1, 2}), session).ok());
  EXPECT_THAT(world_->ChildrenTaken(session), ElementsAre(2));
  ASSERT_TRUE(store().Cancel(Carer(), ChangeOf(two_to_one, "CancelBooking")).ok());
  EXPECT_TRUE(Take(ChildAt({1, 1}), session).ok());
}

TEST_P(RoomContract, OfSeveralCapsEachIsTakenOrNone) {
  const ids::Uuid session = world_->AddSession({.places = 9, .staff = 9, .caps = {{{2, 1}, 1}, {{1, 1}, 1}}});
  ASSERT_TRUE(Take(ChildAt({1, 1}), session).ok());
  EXPECT_EQ(FullBy(Take(ChildAt({2, 1}), session)), "ratio_cap");
  EXPECT_THAT(world_->ChildrenTaken(session), ElementsAre(0, 1));
  EXPECT_EQ(world_->PlacesTaken(session), 1);
  EXPECT_EQ(world_->StaffSharesTaken(session), kSharesOfOneStaff);
}

TEST_P(RoomContract, TheLastPlacesAreKeptForAnOfficerWithAReason) {
  const ids::Uuid session = world_->AddSession({.places = 3, .reserve_places = 2});
  EXPECT_EQ(Glance(ChildAt({1, 3}), session).places_left, 1);
  ASSERT_TRUE(Take(ChildAt({1, 3}), session).ok());
  EXPECT_EQ(Glance(ChildAt({1, 3}), session).places_left, 0);
  EXPECT_EQ(FullBy(Take(ChildAt({1, 3}), session)), "reserve");
  ASSERT_TRUE(TakeWithReason(ChildAt({1, 3}), session).ok());
  ASSERT_TRUE(TakeWithReason(ChildAt({1, 3}), session).ok());
  EXPECT_EQ(FullBy(TakeWithReason(ChildAt({1, 3}), session)), "places");
  EXPECT_EQ(FullBy(Take(ChildAt({1, 3}), session)), "places");
}

TEST_P(RoomContract, ForAnOfficerWithAReasonTheStaffStillCount) {
  const ids::Uuid session = world_->AddSession({.places = 3, .staff = 1, .reserve_places = 3, .caps = {{{1, 2}, 0}}});
  EXPECT_EQ(FullBy(TakeWithReason(ChildAt({2, 1}), session)), "staff");
  EXPECT_EQ(FullBy(TakeWithReason(ChildAt({1, 2}), session)), "ratio_cap");
  EXPECT_TRUE(TakeWithReason(ChildAt({1, 3}), session).ok());
}

TEST_P(RoomContract, WhatIsKeptBackIsFreeToAllFromItsInstantOn) {
  const ids::Uuid later = world_->AddSession({.places = 1, .reserve_places = 1, .reserve_released_in = absl::Hours(1)});
  EXPECT_EQ(FullBy(Take(child_, later)), "reserve");
  const ids::Uuid now =
      world_->AddSession({.places = 1, .reserve_places = 1, .reserve_released_in = -absl::Milliseconds(1)});
  EXPECT_EQ(Glance(child_, now).places_left, 1);
  EXPECT_TRUE(Take(child_, now).ok());
}

TEST_P(RoomContract, WithoutTrainedStaffNobodyIsTakenWhateverTheReason) {
  const ids::Uuid session = world_->AddSession({.places = 5, .trained_for = kHoist});
  const ids::Uuid both = ChildAt({1, 1}, kHoist | kRescueMedication);
  EXPECT_FALSE(Glance(both, session).trained);
  EXPECT_EQ(ReasonOf(Take(both, session).status()), type::v1::ERROR_REASON_STAFF_NOT_TRAINED);
  EXPECT_EQ(ReasonOf(TakeWithReason(both, session).status()), type::v1::ERROR_REASON_STAFF_NOT_TRAINED);
  const ids::Uuid hoist = ChildAt({1, 1}, kHoist);
  EXPECT_TRUE(Glance(hoist, session).trained);
  EXPECT_TRUE(Take(hoist, session).ok());
  EXPECT_TRUE(Take(both, world_->AddSession({})).ok()) << "staff who are not planned by name are not asked";
}

TEST_P(RoomContract, TrainingIsAskedAgainWhenAHoldIsExtendedAndConfirmed) {
  const ids::Uuid session = world_->AddSession({.trained_for = kHoist});
  const v1::Booking hold = *Take(ChildAt({1, 1}, kHoist), session, v1::BOOKING_STATE_HELD);
  ASSERT_TRUE(store().ExtendHold(Carer(), ChangeOf(hold, "ExtendHold")).ok());
  world_->SetTrainedFor(session, kRescueMedication);
  EXPECT_EQ(ReasonOf(store().ExtendHold(Carer(), ChangeOf(hold, "ExtendHold")).status()),
            type::v1::ERROR_REASON_STAFF_NOT_TRAINED);
  EXPECT_EQ(ReasonOf(store().Confirm(Carer(), ChangeOf(hold, "ConfirmBooking")).status()),
            type::v1::ERROR_REASON_STAFF_NOT_TRAINED);
  world_->SetTrainedFor(session, kHoist);
  EXPECT_TRUE(store().Confirm(Carer(), ChangeOf(hold, "ConfirmBooking")).ok());
}

TEST_P(RoomContract, LessThanIsBookedKeepsEveryBookingAndTakesNobodyNew) {
  const ids::Uuid session = world_->AddSession({.places = 4, .staff = 3});
  const v1::Booking first = *Take(ChildAt({1, 1}), session);
  ASSERT_TRUE(Take(ChildAt({1, 1}), session).ok());
  ASSERT_TRUE(Take(ChildAt({1, 1}), session).ok());
  world_->SetRoom(session, 4, 1);
  EXPECT_EQ(world_->PlacesTaken(session), 3);
  EXPECT_EQ(FullBy(Take(ChildAt({1, 20}), session)), "staff");
  ASSERT_TRUE(store().Cancel(Carer(), ChangeOf(first, "CancelBooking")).ok());
  EXPECT_EQ(FullBy(Take(ChildAt({1, 20}), session)), "staff") << "two are booked and one is there";
  world_->SetRoom(session, 1, 9);
  EXPECT_EQ(FullBy(Take(ChildAt({1, 20}), session)), "places");
}

TEST_P(RoomContract, AHoldIsConfirmedWithTheSupportThatTheChildNeedsByThen) {
  const ids::Uuid session = world_->AddSession({.places = 3, .staff = 2, .caps = {{{1, 1}, 1}}});
  const ids::Uuid child = ChildAt({1, 2});
  const v1::Booking hold = *Take(child, session, v1::BOOKING_STATE_HELD);
  const v1::Booking other = *Take(ChildAt({1, 2}), session);
  world_->SetSupport(child, {2, 1}, 0);
  world_->RaiseChildVersion(child);
  BookingChange confirm = ChangeOf(hold, "ConfirmBooking");
  confirm.decided_again = Terms{.child_version = 2, .session_version = 1};
  EXPECT_EQ(FullBy(store().Confirm(Carer(), confirm)), "staff");
  EXPECT_EQ(world_->StaffSharesTaken(session), kSharesOfOneStaff);
  ASSERT_TRUE(store().Cancel(Carer(), ChangeOf(other, "CancelBooking")).ok());
  const auto confirmed = store().Confirm(Carer(), confirm);
  ASSERT_TRUE(confirmed.ok()) << confirmed.status();
  EXPECT_EQ(world_->StaffSharesTaken(session), 2 * kSharesOfOneStaff);
  EXPECT_THAT(world_->ChildrenTaken(session), ElementsAre(1));
  ASSERT_TRUE(store().Cancel(Carer(), ChangeOf(*confirmed, "CancelBooking")).ok());
  EXPECT_EQ(world_->StaffSharesTaken(session), 0);
  EXPECT_THAT(world_->ChildrenTaken(session), ElementsAre(0));
}

TEST_P(RoomContract, AHoldIsExtendedWithTheSupportThatTheChildNeedsByThen) {
  const ids::Uuid session = world_->AddSession({.places = 3, .staff = 9, .caps = {{{2, 1}, 0}, {{1, 1}, 1}}});
  const ids::Uuid child = ChildAt({1, 2});
  const v1::Booking hold = *Take(child, session, v1::BOOKING_STATE_HELD);
  BookingChange extend = ChangeOf(hold, "ExtendHold");
  extend.decided_again = Terms{.child_version = 1, .session_version = 1};
  world_->SetSupport(child, {2, 1}, 0);
  EXPECT_EQ(FullBy(store().ExtendHold(Carer(), extend)), "ratio_cap");
  EXPECT_THAT(world_->ChildrenTaken(session), ElementsAre(0, 0));
  EXPECT_EQ(world_->StaffSharesTaken(session), StaffShares({1, 2}));
  world_->SetSupport(child, {1, 1}, 0);
  ASSERT_TRUE(store().ExtendHold(Carer(), extend).ok());
  EXPECT_THAT(world_->ChildrenTaken(session), ElementsAre(0, 1));
  world_->SetSupport(child, {1, 4}, 0);
  ASSERT_TRUE(store().ExtendHold(Carer(), ChangeOf(hold, "ExtendHold")).ok());
  EXPECT_THAT(world_->ChildrenTaken(session), ElementsAre(0, 0));
  EXPECT_EQ(world_->StaffSharesTaken(session), StaffShares({1, 4}));
}

TEST_P(RoomContract, StaffAndCapsOfAHoldThatRanOutAreThereToTryFor) {
  for (const World::SessionSpec& spec :
       {World::SessionSpec{.places = 5, .staff = 1}, World::SessionSpec{.places = 5, .caps = {{{1, 1}, 1}}}}) {
    const ids::Uuid session = world_->AddSession(spec);
    world_->RunOutHold(Take(ChildAt({1, 1}), session, v1::BOOKING_STATE_HELD)->name());
    const ids::Uuid next = ChildAt({1, 1});
    const auto refused = Take(next, session);
    EXPECT_EQ(errors::MetadataOf(refused.status(), "expired_hold"), "true") << refused.status();
    EXPECT_EQ(*store().ExpireHoldsInTheWay(Carer(), next, session), 1);
    EXPECT_TRUE(Take(next, session).ok());
  }
}

TEST_P(RoomContract, AnUnknownChildSeesWhatTheLeastSupportLeaves) {
  const ids::Uuid session = world_->AddSession({.places = 7, .staff = 1, .trained_for = 0});
  const SessionGlance glance = Glance(ids::NewUuid(), session);
  EXPECT_EQ(glance.places_left, 7);
  EXPECT_TRUE(glance.trained);
}

}  // namespace
}  // namespace shortbreaks::bookings

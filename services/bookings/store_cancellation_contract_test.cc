// What every bookings store promises of cancelling: the terms that were fixed with the place, what is lost by them, and
// what an officer waives.
#include "bookings/store_cancellation_contract_test.h"

#include <gmock/gmock.h>

#include <atomic>
#include <thread>

#include "errors/errors.h"
#include "wire/times.h"

namespace shortbreaks::bookings {
namespace {

using testing::Contains;
using testing::ElementsAre;

constexpr int kGrant = v1::LEDGER_ENTRY_KIND_GRANT, kDebit = v1::LEDGER_ENTRY_KIND_DEBIT,
              kRefund = v1::LEDGER_ENTRY_KIND_REFUND, kForfeit = v1::LEDGER_ENTRY_KIND_FORFEIT,
              kWaive = v1::LEDGER_ENTRY_KIND_WAIVE;

TEST_P(CancellationContract, EachBandLosesItsPartRoundedForTheFamily) {
  struct Case {
    int hours, percent;
    int64_t lost;
    v1::BookingState state;
  };
  int64_t lost = 0;
  for (const Case& each :
       {Case{73, 0, 0, v1::BOOKING_STATE_CANCELLED_IN_TIME}, Case{30, 50, 90, v1::BOOKING_STATE_CANCELLED_LATE},
        Case{23, 100, 181, v1::BOOKING_STATE_CANCELLED_LATE}}) {
    SCOPED_TRACE(each.hours);
    const auto answer = Cancelled(CancelOf(BookIn(each.hours, Terms())));
    EXPECT_EQ(answer.booking().state(), each.state);
    EXPECT_EQ(answer.forfeits_percent(), each.percent);
    EXPECT_EQ(answer.forfeited().amount(), each.lost);
    EXPECT_EQ(answer.refunded().amount(), 181 - each.lost);
    EXPECT_EQ(answer.booking().forfeited().amount(), each.lost);
    EXPECT_EQ(answer.booking().SerializeAsString(), Read(answer.booking()).SerializeAsString());
    EXPECT_EQ(world_->Committed(allocation_), lost += each.lost);
    EXPECT_EQ(world_->PlacesTaken(session_), 0);
    ExpectProved();
  }
  EXPECT_THAT(LedgerKinds(),
              ElementsAre(kGrant, kDebit, kRefund, kDebit, kRefund, kForfeit, kDebit, kRefund, kForfeit));
}

TEST_P(CancellationContract, TwoAllocationsLoseEachItsPartOfTheWhole) {
  const ids::Uuid second = world_->AddAllocation(child_, 600);
  const v1::Booking booking = BookIn(30, Terms(), 181, second, 71);
  const auto answer = Cancelled(CancelOf(booking));
  EXPECT_EQ(answer.forfeited().amount(), 90);
  EXPECT_EQ(world_->Committed(allocation_), 55);
  EXPECT_EQ(world_->Committed(second), 35);
  ExpectProved();
  const auto waived = store().WaiveCharge(Officer(), WaiveOf(booking));
  ASSERT_TRUE(waived.ok()) << waived.status();
  EXPECT_EQ(waived->waived().amount(), 90);
  EXPECT_EQ(world_->Committed(allocation_), 0);
  EXPECT_EQ(world_->Committed(second), 0);
  ExpectProved();
}

TEST_P(CancellationContract, APlaceThatAnOfficerGivesUpCostsNothingHoweverLate) {
  BookingChange given_up = CancelOf(BookIn(2, Terms()));
  given_up.gives_all_back = true;
  const auto answer = Cancelled(given_up);
  EXPECT_EQ(answer.booking().state(), v1::BOOKING_STATE_CANCELLED_IN_TIME);
  EXPECT_EQ(answer.refunded().amount(), 181);
  EXPECT_EQ(world_->Committed(allocation_), 0);
  EXPECT_EQ(world_->PlacesTaken(session_), 0);
  ExpectProved();
}

TEST_P(CancellationContract, WhatIsLostOfOneUnitIsNothing) {
  const v1::Booking booking = BookIn(30, Terms(), 1);
  const auto answer = Cancelled(CancelOf(booking));
  EXPECT_EQ(answer.booking().state(), v1::BOOKING_STATE_CANCELLED_LATE);
  EXPECT_EQ(answer.forfeited().amount(), 0);
  EXPECT_THAT(LedgerKinds(), ElementsAre(kGrant, kDebit, kRefund));
  EXPECT_EQ(WaiveReason(booking), type::v1::ERROR_REASON_STATE_FORBIDS) << "there is nothing to waive";
}

// The session's activity asks for 48 hours; the terms of the booking ask for none.
TEST_P(CancellationContract, TheTermsAreThoseOfTheDayOnWhichThePlaceWasTaken) {
  session_ = world_->AddSession({.starts_in = absl::Hours(30), .notice = absl::Hours(48)});
  PlaceAttempt attempt = AttemptFor(child_, session_, allocation_);
  attempt.terms.cancellation = Terms({{0, 0}});
  const v1::Booking hold = *store().TakePlace(Carer(), attempt);
  BookingChange confirm = ChangeOf(hold, "ConfirmBooking");
  confirm.decided_again = attempt.terms;
  confirm.decided_again->cancellation = Terms();
  ASSERT_TRUE(store().Confirm(Carer(), confirm).ok());
  EXPECT_EQ(Read(hold).cancellation().bands_size(), 1);
  const auto stored = *store().Read(Carer(), *ids::IdOf("bookings", hold.name()));
  EXPECT_EQ(wire::ToProto(stored->free_until_time).SerializeAsString(), hold.start_time().SerializeAsString());
  EXPECT_EQ(Cancelled(CancelOf(hold)).forfeited().amount(), 0);
}

TEST_P(CancellationContract, ACauseThatTheTermsWaiveCostsNothingAndIsKept) {
  const v1::Booking booking = BookIn(2, Terms());
  const auto answer = Cancelled(CancelOf(booking, type::v1::CANCEL_CAUSE_ILLNESS));
  EXPECT_TRUE(answer.waived());
  EXPECT_EQ(answer.forfeits_percent(), 100);
  EXPECT_EQ(answer.refunded().amount(), 181);
  const v1::Booking after = Read(booking);
  EXPECT_EQ(after.state(), v1::BOOKING_STATE_CANCELLED_LATE);
  EXPECT_EQ(after.cancel_cause(), type::v1::CANCEL_CAUSE_ILLNESS);
  EXPECT_EQ(after.waived_by(), "policy");
  EXPECT_EQ(after.forfeited().amount(), 0);
  EXPECT_THAT(LedgerKinds(), ElementsAre(kGrant, kDebit, kRefund));
  EXPECT_EQ(WaiveReason(booking), type::v1::ERROR_REASON_STATE_FORBIDS);
  ExpectProved();
}

TEST_P(CancellationContract, ACauseThatTheTermsDoNotWaiveCostsAndIsKept) {
  const v1::Booking booking = BookIn(2, Terms());
  const auto answer = Cancelled(CancelOf(booking, type::v1::CANCEL_CAUSE_HARDSHIP));
  EXPECT_FALSE(answer.waived());
  EXPECT_EQ(answer.forfeited().amount(), 181);
  EXPECT_EQ(Read(booking).cancel_cause(), type::v1::CANCEL_CAUSE_HARDSHIP);
  EXPECT_EQ(Read(booking).waived_by(), "");
}

TEST_P(CancellationContract, AnOfficerWaivesOnceAndTheLedgerSaysSo) {
  const v1::Booking booking = BookIn(2, Terms());
  Cancelled(CancelOf(booking));
  const BookingChange waive = WaiveOf(booking);
  const auto first = store().WaiveCharge(Officer(), waive), again = store().WaiveCharge(Officer(), waive);
  ASSERT_TRUE(first.ok()) << first.status();
  EXPECT_EQ(first->SerializeAsString(), again->SerializeAsString());
  EXPECT_EQ(first->waived().amount(), 181);
  const v1::Booking after = Read(booking);
  EXPECT_EQ(after.SerializeAsString(), first->booking().SerializeAsString());
  EXPECT_EQ(after.state(), v1::BOOKING_STATE_CANCELLED_LATE);
  EXPECT_EQ(after.forfeited().amount(), 0);
  EXPECT_EQ(after.waived_by(), "officer:officer-1");
  EXPECT_EQ(after.waive_reason(), "The minibus broke down.");
  EXPECT_GT(after.version(), booking.version() + 1);
  EXPECT_EQ(WaiveReason(booking), type::v1::ERROR_REASON_STATE_FORBIDS);
  EXPECT_EQ(world_->Committed(allocation_), 0);
  EXPECT_EQ(world_->PlacesTaken(session_), 0);
  EXPECT_THAT(LedgerKinds(), ElementsAre(kGrant, kDebit, kRefund, kForfeit, kWaive));
  EXPECT_THAT(world_->Events(), Contains("booking.charge_waived"));
  ExpectProved();
}

TEST_P(CancellationContract, ABookingFromBeforeTheTermsLosesAllAndCanBeWaived) {
  const v1::Booking booking = Book();
  EXPECT_FALSE(booking.has_cancellation());
  world_->PassNotice(booking.name());
  EXPECT_EQ(Cancelled(CancelOf(booking, type::v1::CANCEL_CAUSE_ILLNESS)).forfeited().amount(), 180);
  EXPECT_EQ(WaiveReason(booking), type::v1::ERROR_REASON_UNSPECIFIED);
  EXPECT_EQ(world_->Committed(allocation_), 0);
  ExpectProved();
}

TEST_P(CancellationContract, OnlyWhatWasCancelledLateCanBeWaivedAndAsItWasRead) {
  const auto forbidden = type::v1::ERROR_REASON_STATE_FORBIDS;
  const v1::Booking hold = Hold();
  EXPECT_EQ(WaiveReason(hold), forbidden);
  ASSERT_TRUE(store().Release(Carer(), ChangeOf(hold, "ReleaseHold")).ok());
  EXPECT_EQ(WaiveReason(hold), forbidden);
  const v1::Booking early = BookIn(100, Terms());
  EXPECT_EQ(WaiveReason(early), forbidden);
  Cancelled(CancelOf(early));
  EXPECT_EQ(WaiveReason(early), forbidden);
  const v1::Booking late = BookIn(2, Terms());
  Cancelled(CancelOf(late));
  BookingChange stale = WaiveOf(late);
  stale.etag = late.etag();
  EXPECT_EQ(errors::ReasonOf(store().WaiveCharge(Officer(), stale).status()), type::v1::ERROR_REASON_ETAG_MISMATCH);
  BookingChange unknown = WaiveOf(late);
  unknown.booking_id = ids::NewUuid();
  EXPECT_EQ(errors::ReasonOf(store().WaiveCharge(Officer(), unknown).status()), type::v1::ERROR_REASON_NOT_FOUND);
  EXPECT_EQ(world_->Committed(allocation_), 181);
}

TEST_P(CancellationContract, AProvidersCancellationGivesAllBackWhateverTheTerms) {
  const v1::Booking booking = BookIn(2, Terms());
  world_->SetSessionState(session_, 4);
  EXPECT_EQ(*store().EndBookingsOfCancelledSessions(absl::Now() + absl::Seconds(10), 1000), 1);
  EXPECT_EQ(Read(booking).state(), v1::BOOKING_STATE_CANCELLED_BY_PROVIDER);
  EXPECT_FALSE(Read(booking).has_forfeited());
  EXPECT_EQ(world_->Committed(allocation_), 0);
  ExpectProved();
}

TEST_P(CancellationContract, WhoCancelsAfterTheProviderDidLosesNothing) {
  const v1::Booking booking = BookIn(2, Terms());
  world_->SetSessionState(session_, 4);
  EXPECT_TRUE((*store().Read(Carer(), *ids::IdOf("bookings", booking.name())))->session_cancelled);
  const auto answer = Cancelled(CancelOf(booking));
  EXPECT_EQ(answer.booking().state(), v1::BOOKING_STATE_CANCELLED_BY_PROVIDER);
  EXPECT_EQ(answer.refunded().amount(), 181);
  EXPECT_EQ(answer.forfeited().amount(), 0);
  EXPECT_EQ(*store().EndBookingsOfCancelledSessions(absl::Now() + absl::Seconds(10), 1000), 0);
  EXPECT_EQ(world_->Committed(allocation_), 0);
  EXPECT_EQ(world_->PlacesTaken(session_), 0);
  ExpectProved();
}

TEST_P(CancellationContract, WhoCancelledLateLosesNothingOnceTheProviderCallsTheSessionOff) {
  const v1::Booking booking = BookIn(2, Terms());
  EXPECT_EQ(Cancelled(CancelOf(booking)).forfeited().amount(), 181);
  const auto sweep = [&] { return *store().EndBookingsOfCancelledSessions(absl::Now() + absl::Seconds(10), 1000); };
  EXPECT_EQ(sweep(), 0) << "while it runs, what was lost is lost";
  world_->SetSessionState(session_, 4);
  EXPECT_EQ(sweep(), 1);
  EXPECT_EQ(sweep(), 0);
  const v1::Booking after = Read(booking);
  EXPECT_EQ(after.state(), v1::BOOKING_STATE_CANCELLED_LATE);
  EXPECT_EQ(after.forfeited().amount(), 0);
  EXPECT_EQ(after.waived_by(), "provider");
  EXPECT_EQ(world_->Committed(allocation_), 0);
  EXPECT_THAT(LedgerKinds(), ElementsAre(kGrant, kDebit, kRefund, kForfeit, kWaive));
  EXPECT_THAT(world_->Events(), Contains("booking.charge_waived"));
  ExpectProved();
}

TEST_P(CancellationContract, TheSameChildBooksTheSameSessionAgainAsOftenAsItCancels) {
  const ids::Uuid other = world_->AddChild(carer_);
  const ids::Uuid purse = world_->AddAllocation(other, 600);
  std::vector<std::string> names{BookIn(30, Terms(), 100).name()};
  for (int round = 1; round <= 5; ++round) {
    v1::Booking last;
    last.set_name(names.back());
    Cancelled(CancelOf(Read(last)));
    EXPECT_EQ(world_->PlacesTaken(session_), 0);
    EXPECT_EQ(world_->Committed(allocation_), 50 * round) << "each late cancellation costs its half";
    names.push_back(BookAgain(Terms(), 100).name());
    EXPECT_NE(names.back(), names[names.size() - 2]);
    EXPECT_EQ(world_->PlacesTaken(session_), 1);
    ExpectProved();
  }
  // The place is one: another child gets it only once it is free again.
  PlaceAttempt rival = AttemptFor(other, session_, purse, 100, v1::BOOKING_STATE_CONFIRMED);
  EXPECT_EQ(errors::ReasonOf(store().TakePlace(Carer(), rival).status()), type::v1::ERROR_REASON_SESSION_FULL);
  v1::Booking last;
  last.set_name(names.back());
  Cancelled(CancelOf(Read(last), type::v1::CANCEL_CAUSE_ILLNESS));
  EXPECT_TRUE(store().TakePlace(Carer(), rival).ok());
  EXPECT_EQ(world_->Committed(allocation_), 250);
  EXPECT_EQ(store().List(Carer(), {.child_id = child_}, {})->bookings.size(), names.size());
}

TEST_P(CancellationContract, ManyCancelAtOnceAndThenWaiveAtOnceAndEachIsDoneOnce) {
  const v1::Booking booking = BookIn(30, Terms());
  const auto once = [&](const auto& run) {
    std::atomic<int> done = 0, refused = 0;
    std::vector<std::jthread> threads;
    for (int i = 0; i < 6; ++i) {
      threads.emplace_back([&] {
        const absl::Status status = run();
        done += status.ok();
        refused += errors::ReasonOf(status) == type::v1::ERROR_REASON_STATE_FORBIDS;
      });
    }
    threads.clear();
    EXPECT_EQ(done, 1);
    EXPECT_EQ(refused, 5);
  };
  once([&] { return store().Cancel(Carer(), CancelOf(booking)).status(); });
  EXPECT_EQ(world_->PlacesTaken(session_), 0);
  EXPECT_EQ(world_->Committed(allocation_), 90);
  once([&] { return store().WaiveCharge(Officer(), WaiveOf(booking)).status(); });
  EXPECT_EQ(world_->Committed(allocation_), 0);
  EXPECT_THAT(LedgerKinds(), ElementsAre(kGrant, kDebit, kRefund, kForfeit, kWaive));
  ExpectProved();
}

}  // namespace
}  // namespace shortbreaks::bookings

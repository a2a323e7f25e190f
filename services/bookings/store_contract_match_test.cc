// What every store makes of activities whose provider answers first, and of children who must not be together.
#include <atomic>
#include <latch>
#include <thread>

#include "bookings/store_contract_test.h"
#include "errors/errors.h"
#include "wire/times.h"

namespace shortbreaks::bookings {
namespace {

std::string RulesOf(const absl::Status& status) { return errors::MetadataOf(status, "rules"); }

}  // namespace

TEST_P(StoreContract, APlaceThatTheProviderAnswersForIsRequestedAndChargedLikeABooking) {
  session_ = world_->AddSession({.match_hours = 48});
  const absl::Time before = absl::Now();
  const v1::Booking booking = Book();
  EXPECT_EQ(booking.state(), v1::BOOKING_STATE_REQUESTED);
  const absl::Time due = wire::FromProto(booking.match_due_time());
  EXPECT_GE(due, before + absl::Hours(48) - absl::Seconds(5));
  EXPECT_LE(due, absl::Now() + absl::Hours(48) + absl::Seconds(5));
  EXPECT_EQ(world_->PlacesTaken(session_), 1);
  EXPECT_EQ(world_->Committed(allocation_), 180);
  EXPECT_EQ(LedgerKinds(), std::vector<int>({v1::LEDGER_ENTRY_KIND_GRANT, v1::LEDGER_ENTRY_KIND_DEBIT}));
  EXPECT_EQ(world_->Events(), std::vector<std::string>({"booking.requested"}));
  EXPECT_TRUE(store().Reconcile(Carer(), {200, {}})->mismatches.empty());
  const v1::Booking read = (**store().Read(Carer(), *ids::IdOf("bookings", booking.name()))).booking;
  EXPECT_EQ(read.match_due_time().SerializeAsString(), booking.match_due_time().SerializeAsString());
}

TEST_P(StoreContract, AHoldThatTheProviderAnswersForIsConfirmedAsARequest) {
  session_ = world_->AddSession({.match_hours = 48});
  const v1::Booking hold = Hold();
  EXPECT_EQ(hold.state(), v1::BOOKING_STATE_HELD);
  EXPECT_FALSE(hold.has_match_due_time());
  const auto asked = store().Confirm(Carer(), ChangeOf(hold, "ConfirmBooking"));
  ASSERT_TRUE(asked.ok()) << asked.status();
  EXPECT_EQ(asked->state(), v1::BOOKING_STATE_REQUESTED);
  EXPECT_TRUE(asked->has_match_due_time());
  EXPECT_EQ(LedgerKinds(), std::vector<int>({v1::LEDGER_ENTRY_KIND_GRANT, v1::LEDGER_ENTRY_KIND_HOLD,
                                             v1::LEDGER_ENTRY_KIND_RELEASE, v1::LEDGER_ENTRY_KIND_DEBIT}));
  EXPECT_EQ(world_->Committed(allocation_), 180);
}

TEST_P(StoreContract, ARequestIsCancelledForNothingHoweverLate) {
  session_ = world_->AddSession({.starts_in = absl::Hours(1), .match_hours = 48});
  const v1::Booking booking = Book();
  const auto cancelled = store().Cancel(Carer(), ChangeOf(booking, "CancelBooking"));
  ASSERT_TRUE(cancelled.ok()) << cancelled.status();
  EXPECT_EQ(cancelled->booking().state(), v1::BOOKING_STATE_CANCELLED_IN_TIME);
  EXPECT_FALSE(cancelled->booking().has_match_due_time());
  EXPECT_EQ(cancelled->refunded().amount(), 180);
  EXPECT_EQ(cancelled->forfeited().amount(), 0);
  ASSERT_EQ(cancelled->steps_size(), 1);
  EXPECT_EQ(cancelled->free_until_time().SerializeAsString(), booking.start_time().SerializeAsString());
  EXPECT_EQ(world_->Committed(allocation_), 0);
  EXPECT_EQ(world_->PlacesTaken(session_), 0);
}

TEST_P(StoreContract, ARequestKeepsTheChildsTimeAndItsPlace) {
  session_ = world_->AddSession({.match_hours = 48});
  Book();
  const ids::Uuid rival = world_->AddSession({});
  EXPECT_EQ(errors::ReasonOf(store().TakePlace(Carer(), AttemptFor(child_, rival, {})).status()),
            type::v1::ERROR_REASON_OVERLAPPING_BOOKING);
  EXPECT_EQ(errors::ReasonOf(store().TakePlace(Carer(), AttemptFor(world_->AddChild(carer_), session_, {})).status()),
            type::v1::ERROR_REASON_SESSION_FULL);
}

TEST_P(StoreContract, ASessionCalledOffEndsARequest) {
  session_ = world_->AddSession({.match_hours = 48});
  const v1::Booking booking = Book();
  world_->SetSessionState(session_, 4);
  EXPECT_GE(*store().EndBookingsOfCancelledSessions(absl::Now() + absl::Seconds(20), 1000), 1);
  const v1::Booking ended = (**store().Read(Carer(), *ids::IdOf("bookings", booking.name()))).booking;
  EXPECT_EQ(ended.state(), v1::BOOKING_STATE_CANCELLED_BY_PROVIDER);
  EXPECT_EQ(world_->Committed(allocation_), 0);
}

TEST_P(StoreContract, ChildrenWhoAreKeptApartAreNeverInOneSession) {
  session_ = world_->AddSession({.places = 5});
  const ids::Uuid other = world_->AddChild(carer_), third = world_->AddChild(carer_);
  world_->KeepApart(child_, other);
  const v1::Booking first = Book();
  const auto refused = store().TakePlace(Carer(), AttemptFor(other, session_, {}));
  EXPECT_EQ(errors::ReasonOf(refused.status()), type::v1::ERROR_REASON_NEEDS_TEAM_DECISION);
  EXPECT_EQ(RulesOf(refused.status()), "group_mix");
  EXPECT_EQ(world_->PlacesTaken(session_), 1);
  EXPECT_TRUE(store().TakePlace(Carer(), AttemptFor(third, session_, {})).ok()) << "a pair concerns nobody else";
  EXPECT_TRUE(store().TakePlace(Carer(), AttemptFor(other, world_->AddSession({}), {})).ok());
  // Once the one has gone the other may come.
  const ids::Uuid later = world_->AddSession({.places = 5, .starts_in = absl::Hours(500)});
  const v1::Booking gone = *store().TakePlace(Carer(), AttemptFor(other, later, {}));
  EXPECT_FALSE(store().TakePlace(Carer(), AttemptFor(child_, later, {})).ok()) << "both ways";
  ASSERT_TRUE(store().Release(Carer(), ChangeOf(gone, "ReleaseHold")).ok());
  EXPECT_TRUE(store().TakePlace(Carer(), AttemptFor(child_, later, {})).ok());
}

TEST_P(StoreContract, AnOfficerWhoSaysWhyMayPutTogetherWhoIsKeptApart) {
  session_ = world_->AddSession({.places = 5});
  const ids::Uuid other = world_->AddChild(carer_);
  world_->KeepApart(child_, other);
  Book();
  const rpc::Call officer = CallAs(identity::Role::kOfficer, "officers/o-1");
  PlaceAttempt attempt = AttemptFor(other, session_, {}, 0, v1::BOOKING_STATE_CONFIRMED);
  EXPECT_EQ(errors::ReasonOf(store().TakePlace(officer, attempt).status()), type::v1::ERROR_REASON_NEEDS_TEAM_DECISION);
  attempt.mark = NewMark(officer, "BookPlace");
  attempt.officer_reason = "A second room is open that day.";
  EXPECT_TRUE(store().TakePlace(officer, attempt).ok());
}

TEST_P(StoreContract, AHoldIsNeitherExtendedNorConfirmedBesideAChildThatIsKeptApart) {
  session_ = world_->AddSession({.places = 5});
  const ids::Uuid other = world_->AddChild(carer_);
  Book();
  const v1::Booking hold = *store().TakePlace(Carer(), AttemptFor(other, session_, {}));
  world_->KeepApart(child_, other);
  for (const auto run : {&Store::ExtendHold, &Store::Confirm}) {
    const auto refused =
        (store().*run)(Carer(), ChangeOf(hold, run == &Store::Confirm ? "ConfirmBooking" : "ExtendHold"));
    EXPECT_EQ(errors::ReasonOf(refused.status()), type::v1::ERROR_REASON_NEEDS_TEAM_DECISION);
    EXPECT_EQ(RulesOf(refused.status()), "group_mix");
  }
  EXPECT_TRUE(store().Release(Carer(), ChangeOf(hold, "ReleaseHold")).ok());
}

// Every two of sixteen children are kept apart, and all come at once.
TEST_P(StoreContract, OfManyWhoAreKeptApartOneHasTheSession) {
  constexpr int kChildren = 16;
  session_ = world_->AddSession({.places = kChildren});
  std::vector<ids::Uuid> children;
  for (int i = 0; i < kChildren; ++i) {
    children.push_back(world_->AddChild(carer_));
    for (int j = 0; j < i; ++j) world_->KeepApart(children[static_cast<size_t>(j)], children.back());
  }
  std::vector<PlaceAttempt> attempts;
  for (const ids::Uuid& child : children) attempts.push_back(AttemptFor(child, session_, {}));
  std::latch start(kChildren);
  std::atomic<int> won = 0, apart = 0;
  std::vector<std::jthread> threads;
  for (const PlaceAttempt& attempt : attempts) {
    threads.emplace_back([&] {
      start.arrive_and_wait();
      const auto booking = store().TakePlace(Carer(), attempt);
      won += booking.ok();
      apart += RulesOf(booking.status()) == "group_mix";
    });
  }
  threads.clear();
  EXPECT_EQ(won, 1);
  EXPECT_EQ(apart, kChildren - 1);
  EXPECT_EQ(world_->PlacesTaken(session_), 1);
}

}  // namespace shortbreaks::bookings

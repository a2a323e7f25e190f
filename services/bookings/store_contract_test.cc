#include "bookings/store_contract_test.h"

#include <gmock/gmock.h>

#include <atomic>
#include <thread>

#include "errors/errors.h"
#include "wire/times.h"

namespace shortbreaks::bookings {
namespace {

using testing::ElementsAre;
using type::v1::ErrorReason;

ErrorReason ReasonOf(const absl::Status& status) { return errors::ReasonOf(status); }

constexpr int kGrant = v1::LEDGER_ENTRY_KIND_GRANT, kHold = v1::LEDGER_ENTRY_KIND_HOLD,
              kRelease = v1::LEDGER_ENTRY_KIND_RELEASE, kDebit = v1::LEDGER_ENTRY_KIND_DEBIT,
              kRefund = v1::LEDGER_ENTRY_KIND_REFUND, kForfeit = v1::LEDGER_ENTRY_KIND_FORFEIT;

TEST_P(StoreContract, AHoldTakesThePlaceAndKeepsTheHours) {
  auto booking = store().TakePlace(Carer(), Attempt());
  ASSERT_TRUE(booking.ok()) << booking.status();
  EXPECT_EQ(booking->state(), v1::BOOKING_STATE_HELD);
  EXPECT_EQ(booking->charge().amount(), 180);
  EXPECT_EQ(booking->hold_extensions_left(), 2);
  EXPECT_EQ(wire::FromProto(booking->hold_expire_time()) - wire::FromProto(booking->create_time()), absl::Minutes(10));
  EXPECT_EQ(world_->PlacesTaken(session_), 1);
  EXPECT_EQ(world_->Committed(allocation_), 180);
  EXPECT_THAT(LedgerKinds(), ElementsAre(kGrant, kHold));
  EXPECT_THAT(world_->Events(), ElementsAre("booking.held"));
}

TEST_P(StoreContract, ConfirmingTurnsTheHoldIntoADebit) {
  const v1::Booking hold = Hold();
  auto booking = store().Confirm(Carer(), ChangeOf(hold, "ConfirmBooking"));
  ASSERT_TRUE(booking.ok()) << booking.status();
  EXPECT_EQ(booking->state(), v1::BOOKING_STATE_CONFIRMED);
  EXPECT_GT(booking->version(), hold.version());
  EXPECT_FALSE(booking->has_hold_expire_time());
  EXPECT_EQ(world_->Committed(allocation_), 180);
  EXPECT_THAT(LedgerKinds(), ElementsAre(kGrant, kHold, kRelease, kDebit));
  EXPECT_THAT(world_->Events(), ElementsAre("booking.held", "booking.confirmed"));
}

TEST_P(StoreContract, BookingInOneStepDebitsAtOnce) {
  EXPECT_EQ(Book().state(), v1::BOOKING_STATE_CONFIRMED);
  EXPECT_THAT(LedgerKinds(), ElementsAre(kGrant, kDebit));
}

TEST_P(StoreContract, TheSameRequestIsAnsweredAlikeAndDoneOnce) {
  const PlaceAttempt attempt = Attempt();
  const auto first = store().TakePlace(Carer(), attempt);
  const auto second = store().TakePlace(Carer(), attempt);
  ASSERT_TRUE(second.ok()) << second.status();
  EXPECT_EQ(first->SerializeAsString(), second->SerializeAsString());
  EXPECT_EQ(world_->PlacesTaken(session_), 1);
  auto glance = store().GlanceAt(Carer(), session_, child_, attempt.mark);
  EXPECT_EQ((*glance)->reply, first->SerializeAsString());
}

TEST_P(StoreContract, TheSameRequestIdWithOtherContentIsRefused) {
  PlaceAttempt attempt = Attempt();
  ASSERT_TRUE(store().TakePlace(Carer(), attempt).ok());
  attempt.mark.hash = std::string(32, 'x');
  EXPECT_EQ(ReasonOf(store().TakePlace(Carer(), attempt).status()), type::v1::ERROR_REASON_REQUEST_ID_REUSED);
  EXPECT_EQ(ReasonOf(store().GlanceAt(Carer(), session_, child_, attempt.mark).status()),
            type::v1::ERROR_REASON_REQUEST_ID_REUSED);
}

TEST_P(StoreContract, EachChangeSentTwiceIsDoneOnce) {
  const v1::Booking hold = Hold();
  const BookingChange extend = ChangeOf(hold, "ExtendHold");
  EXPECT_EQ(store().ExtendHold(Carer(), extend)->SerializeAsString(),
            store().ExtendHold(Carer(), extend)->SerializeAsString());
  const BookingChange confirm = ChangeOf(hold, "ConfirmBooking");
  EXPECT_EQ(store().Confirm(Carer(), confirm)->SerializeAsString(),
            store().Confirm(Carer(), confirm)->SerializeAsString());
  const BookingChange cancel = ChangeOf(hold, "CancelBooking");
  EXPECT_EQ(store().Cancel(Carer(), cancel)->SerializeAsString(), store().Cancel(Carer(), cancel)->SerializeAsString());
  EXPECT_THAT(LedgerKinds(), ElementsAre(kGrant, kHold, kRelease, kDebit, kRefund));
  EXPECT_EQ(world_->PlacesTaken(session_), 0);
}

TEST_P(StoreContract, LastPlaceGoneIsSessionFullAndLeavesNothing) {
  const ids::Uuid other = world_->AddChild(carer_);
  const ids::Uuid purse = world_->AddAllocation(other, 600);
  const PlaceAttempt late = AttemptFor(other, session_, purse);
  Hold();
  EXPECT_EQ(ReasonOf(store().TakePlace(Carer(), late).status()), type::v1::ERROR_REASON_SESSION_FULL);
  EXPECT_EQ(world_->Committed(purse), 0);
  EXPECT_EQ(world_->PlacesTaken(session_), 1);
  EXPECT_THAT(world_->Events(), ElementsAre("booking.held"));
  auto list = store().List(Carer(), {.child_id = other}, {});
  EXPECT_TRUE(list->bookings.empty());
}

// 600 minutes stand in the first allocation and as many in the second.
TEST_P(StoreContract, TwoAllocationsShareACharge) {
  const ids::Uuid second = world_->AddAllocation(child_, 600);
  PlaceAttempt attempt = AttemptFor(child_, session_, allocation_, 180);
  attempt.terms.second_allocation_id = second;
  attempt.terms.second_allocation_version = 1;
  attempt.terms.second_amount = 70;
  const auto hold = store().TakePlace(Carer(), attempt);
  ASSERT_TRUE(hold.ok()) << hold.status();
  EXPECT_EQ(hold->charge().amount(), 180);
  EXPECT_EQ(hold->second_allocation(), ids::ResourceName("allocations", second));
  EXPECT_EQ(hold->second_charge().amount(), 70);
  EXPECT_EQ(world_->Committed(allocation_), 110);
  EXPECT_EQ(world_->Committed(second), 70);
  ASSERT_TRUE(store().Confirm(Carer(), ChangeOf(*hold, "ConfirmBooking")).ok());
  EXPECT_TRUE(store().Reconcile(Carer(), {})->mismatches.empty());
  const auto cancelled = store().Cancel(Carer(), ChangeOf(*hold, "CancelBooking"));
  ASSERT_TRUE(cancelled.ok()) << cancelled.status();
  EXPECT_EQ(cancelled->refunded().amount(), 180);
  EXPECT_EQ(world_->Committed(allocation_), 0);
  EXPECT_EQ(world_->Committed(second), 0);
  const auto proved = store().Reconcile(Carer(), {});
  EXPECT_TRUE(proved->mismatches.empty()) << proved->mismatches[0].text();
  EXPECT_EQ(proved->accounts, 2);
  EXPECT_EQ(proved->accounts_total, 2);
  EXPECT_EQ(proved->entries, 2 + 2 * 4);
}

TEST_P(StoreContract, WhereOneOfTwoHasTooLittleNothingIsTaken) {
  const ids::Uuid second = world_->AddAllocation(child_, 60);
  PlaceAttempt attempt = AttemptFor(child_, session_, allocation_, 180);
  attempt.terms.second_allocation_id = second;
  attempt.terms.second_allocation_version = 1;
  attempt.terms.second_amount = 61;
  EXPECT_EQ(ReasonOf(store().TakePlace(Carer(), attempt).status()), type::v1::ERROR_REASON_DETAILS_CHANGED);
  EXPECT_EQ(world_->Committed(allocation_), 0);
  EXPECT_EQ(world_->PlacesTaken(session_), 0);
}

TEST_P(StoreContract, ABookingSinceTheDecisionNeedsANewOne) {
  const ids::Uuid later = world_->AddSession({.starts_in = absl::Hours(24 * 20)});
  PlaceAttempt first = AttemptFor(child_, session_, allocation_), second = AttemptFor(child_, later, allocation_);
  first.terms.diary_version = second.terms.diary_version = 0;
  ASSERT_TRUE(store().TakePlace(Carer(), first).ok());
  EXPECT_EQ(ReasonOf(store().TakePlace(Carer(), second).status()), type::v1::ERROR_REASON_DETAILS_CHANGED);
  second.terms.diary_version = 1;
  EXPECT_TRUE(store().TakePlace(Carer(), second).ok());
}

TEST_P(StoreContract, EveryAccountIsProvedPageByPage) {
  world_->AddAllocation(child_, 60);
  world_->AddAllocation(child_, 60);
  Hold();
  Page page{.size = 2};
  const auto first = store().Reconcile(Carer(), page);
  ASSERT_TRUE(first.ok()) << first.status();
  EXPECT_EQ(first->accounts, 2);
  page.position = first->next;
  const auto last = store().Reconcile(Carer(), page);
  EXPECT_EQ(last->accounts, 1);
  EXPECT_EQ(last->next, "");
  EXPECT_EQ(first->entries + last->entries, 4);
}

TEST_P(StoreContract, AnotherSessionAtTheSameTimeIsAnOverlap) {
  const v1::Booking hold = Hold();
  const ids::Uuid clash = world_->AddSession({.starts_in = absl::Hours(24 * 14 + 2)});
  auto refused = store().TakePlace(Carer(), AttemptFor(child_, clash, allocation_));
  EXPECT_EQ(ReasonOf(refused.status()), type::v1::ERROR_REASON_OVERLAPPING_BOOKING);
  EXPECT_EQ(errors::MetadataOf(refused.status(), "booking"), hold.name());
}

TEST_P(StoreContract, ASessionThatBeginsAsTheOtherEndsIsNoOverlap) {
  Hold();
  PlaceAttempt next = AttemptFor(child_, world_->AddSession({.starts_in = absl::Hours(24 * 14 + 4)}), allocation_);
  next.session.start_time = (*store().GlanceAt(Carer(), session_, child_, next.mark))->end_time;
  EXPECT_TRUE(store().TakePlace(Carer(), next).ok());
}

TEST_P(StoreContract, TheSameSessionTwiceIsAlreadyBooked) {
  const v1::Booking hold = Hold();
  const ids::Uuid bigger = world_->AddSession({.places = 5, .starts_in = absl::Hours(24 * 20)});
  ASSERT_TRUE(store().TakePlace(Carer(), AttemptFor(child_, bigger, allocation_)).ok());
  auto again = store().TakePlace(Carer(), AttemptFor(child_, bigger, allocation_));
  EXPECT_EQ(ReasonOf(again.status()), type::v1::ERROR_REASON_ALREADY_BOOKED);
  EXPECT_EQ((*store().GlanceAt(Carer(), session_, child_, ChangeOf(hold, "HoldPlace").mark))->own_booking,
            *ids::IdOf("bookings", hold.name()));
}

TEST_P(StoreContract, ACarerWhoseAuthorityWasRevokedCanDoNothingMore) {
  const PlaceAttempt attempt = Attempt();
  const v1::Booking hold = Hold();
  world_->RevokeAuthority(child_, carer_);
  const auto denied = type::v1::ERROR_REASON_NOT_ALLOWED;
  EXPECT_EQ(ReasonOf(store().TakePlace(Carer(), attempt).status()), denied);
  EXPECT_EQ(ReasonOf(store().Confirm(Carer(), ChangeOf(hold, "ConfirmBooking")).status()), denied);
  EXPECT_EQ(ReasonOf(store().ExtendHold(Carer(), ChangeOf(hold, "ExtendHold")).status()), denied);
  EXPECT_EQ(ReasonOf(store().Release(Carer(), ChangeOf(hold, "ReleaseHold")).status()), denied);
  EXPECT_EQ(ReasonOf(store().Cancel(Carer(), ChangeOf(hold, "CancelBooking")).status()), denied);
  EXPECT_FALSE(*store().HasAuthority(Carer(), child_, Authority::kLimited));
}

TEST_P(StoreContract, AChildChangedSinceTheDecisionNeedsANewOne) {
  PlaceAttempt attempt = Attempt();
  world_->RaiseChildVersion(child_);
  EXPECT_EQ(ReasonOf(store().TakePlace(Carer(), attempt).status()), type::v1::ERROR_REASON_DETAILS_CHANGED);
  EXPECT_EQ(world_->Committed(allocation_), 0);
  attempt.terms.child_version = 2;
  EXPECT_TRUE(store().TakePlace(Carer(), attempt).ok());
}

TEST_P(StoreContract, AHoldWhoseChildChangedIsConfirmedOnlyOnANewDecision) {
  const v1::Booking hold = Hold();
  world_->RaiseChildVersion(child_);
  BookingChange change = ChangeOf(hold, "ConfirmBooking");
  EXPECT_EQ(ReasonOf(store().Confirm(Carer(), change).status()), type::v1::ERROR_REASON_DETAILS_CHANGED);
  change.decided_again = Terms{.child_version = 2, .session_version = 1};
  EXPECT_TRUE(store().Confirm(Carer(), change).ok());
}

TEST_P(StoreContract, TooLittleBalanceNeedsANewDecision) {
  EXPECT_EQ(ReasonOf(store().TakePlace(Carer(), AttemptFor(child_, session_, allocation_, 601)).status()),
            type::v1::ERROR_REASON_DETAILS_CHANGED);
  EXPECT_EQ(world_->PlacesTaken(session_), 0);
  EXPECT_TRUE(store().TakePlace(Carer(), AttemptFor(child_, session_, allocation_, 600)).ok());
}

TEST_P(StoreContract, ABookingThatNoAllocationPaysLeavesTheLedgerAlone) {
  auto booking = store().TakePlace(Carer(), AttemptFor(child_, session_, {}));
  ASSERT_TRUE(booking.ok()) << booking.status();
  EXPECT_FALSE(booking->has_charge());
  ASSERT_TRUE(store().Confirm(Carer(), ChangeOf(*booking, "ConfirmBooking")).ok());
  auto cancelled = store().Cancel(Carer(), ChangeOf(*booking, "CancelBooking"));
  ASSERT_TRUE(cancelled.ok()) << cancelled.status();
  EXPECT_FALSE(cancelled->has_refunded());
  EXPECT_THAT(LedgerKinds(), ElementsAre(kGrant));
  EXPECT_EQ(world_->PlacesTaken(session_), 0);
}

TEST_P(StoreContract, ReleasingGivesEverythingBackOnce) {
  const v1::Booking hold = Hold();
  auto released = store().Release(Carer(), ChangeOf(hold, "ReleaseHold"));
  ASSERT_TRUE(released.ok()) << released.status();
  EXPECT_EQ(released->state(), v1::BOOKING_STATE_RELEASED);
  EXPECT_EQ(ReasonOf(store().Release(Carer(), ChangeOf(hold, "ReleaseHold")).status()),
            type::v1::ERROR_REASON_STATE_FORBIDS);
  EXPECT_EQ(world_->PlacesTaken(session_), 0);
  EXPECT_EQ(world_->Committed(allocation_), 0);
  EXPECT_THAT(LedgerKinds(), ElementsAre(kGrant, kHold, kRelease));
}

TEST_P(StoreContract, AHoldThatRanOutCannotBeConfirmedAndIsSweptOnce) {
  const v1::Booking hold = Hold();
  EXPECT_EQ(*store().ExpireHolds(absl::Now() + absl::Seconds(10), 1000), 0);
  world_->RunOutHold(hold.name());
  EXPECT_EQ(ReasonOf(store().Confirm(Carer(), ChangeOf(hold, "ConfirmBooking")).status()),
            type::v1::ERROR_REASON_HOLD_EXPIRED);
  EXPECT_EQ(ReasonOf(store().ExtendHold(Carer(), ChangeOf(hold, "ExtendHold")).status()),
            type::v1::ERROR_REASON_HOLD_EXPIRED);
  EXPECT_EQ(*store().ExpireHolds(absl::Now() + absl::Seconds(10), 1000), 1);
  EXPECT_EQ(*store().ExpireHolds(absl::Now() + absl::Seconds(10), 1000), 0);
  EXPECT_EQ(ReasonOf(store().Confirm(Carer(), ChangeOf(hold, "ConfirmBooking")).status()),
            type::v1::ERROR_REASON_HOLD_EXPIRED);
  EXPECT_EQ(world_->PlacesTaken(session_), 0);
  EXPECT_THAT(LedgerKinds(), ElementsAre(kGrant, kHold, kRelease));
  EXPECT_THAT(world_->Events(), ElementsAre("booking.held", "booking.expired"));
}

TEST_P(StoreContract, AHoldThatRanOutStandsInNobodysWayOnceSwept) {
  const v1::Booking hold = Hold();
  const ids::Uuid clash = world_->AddSession({.starts_in = absl::Hours(24 * 14 + 2)});
  world_->RunOutHold(hold.name());
  const PlaceAttempt attempt = AttemptFor(child_, clash, allocation_);
  auto refused = store().TakePlace(Carer(), attempt);
  EXPECT_EQ(ReasonOf(refused.status()), type::v1::ERROR_REASON_DETAILS_CHANGED);
  EXPECT_EQ(errors::MetadataOf(refused.status(), "expired_hold"), "true");
  EXPECT_EQ(*store().ExpireHolds(absl::Now() + absl::Seconds(10), 1000), 1);
  EXPECT_TRUE(store().TakePlace(Carer(), attempt).ok());
}

TEST_P(StoreContract, ExtendingGivesFullTimeAgainAsOftenAsAllowed) {
  const v1::Booking hold = Hold();
  auto once = store().ExtendHold(Carer(), ChangeOf(hold, "ExtendHold"));
  ASSERT_TRUE(once.ok()) << once.status();
  EXPECT_GT(wire::FromProto(once->hold_expire_time()), wire::FromProto(hold.hold_expire_time()));
  EXPECT_EQ(once->hold_extensions_left(), 1);
  ASSERT_TRUE(store().ExtendHold(Carer(), ChangeOf(hold, "ExtendHold")).ok());
  EXPECT_EQ(ReasonOf(store().ExtendHold(Carer(), ChangeOf(hold, "ExtendHold")).status()),
            type::v1::ERROR_REASON_HOLD_EXTENSIONS_USED);
}

TEST_P(StoreContract, CancellingInTimeGivesEverythingBack) {
  const v1::Booking booking = Book();
  auto cancelled = store().Cancel(Carer(), ChangeOf(booking, "CancelBooking"));
  ASSERT_TRUE(cancelled.ok()) << cancelled.status();
  EXPECT_EQ(cancelled->booking().state(), v1::BOOKING_STATE_CANCELLED_IN_TIME);
  EXPECT_EQ(cancelled->refunded().amount(), 180);
  EXPECT_EQ(cancelled->forfeited().amount(), 0);
  EXPECT_EQ(world_->Committed(allocation_), 0);
  EXPECT_EQ(world_->PlacesTaken(session_), 0);
  EXPECT_THAT(LedgerKinds(), ElementsAre(kGrant, kDebit, kRefund));
}

TEST_P(StoreContract, CancellingLateFreesThePlaceAndKeepsTheHours) {
  const v1::Booking booking = Book();
  world_->PassNotice(booking.name());
  auto cancelled = store().Cancel(Carer(), ChangeOf(booking, "CancelBooking"));
  ASSERT_TRUE(cancelled.ok()) << cancelled.status();
  EXPECT_EQ(cancelled->booking().state(), v1::BOOKING_STATE_CANCELLED_LATE);
  EXPECT_EQ(cancelled->refunded().amount(), 0);
  EXPECT_EQ(cancelled->forfeited().amount(), 180);
  EXPECT_EQ(world_->Committed(allocation_), 180);
  EXPECT_EQ(world_->PlacesTaken(session_), 0);
  EXPECT_EQ(LedgerKinds().size(), 4u);
}

TEST_P(StoreContract, CancellingAndBookingAgainWorks) {
  const v1::Booking booking = Book();
  ASSERT_TRUE(store().Cancel(Carer(), ChangeOf(booking, "CancelBooking")).ok());
  EXPECT_EQ(ReasonOf(store().Cancel(Carer(), ChangeOf(booking, "CancelBooking")).status()),
            type::v1::ERROR_REASON_STATE_FORBIDS);
  EXPECT_TRUE(store().TakePlace(Carer(), Attempt()).ok());
  EXPECT_EQ(world_->PlacesTaken(session_), 1);
}

TEST_P(StoreContract, CancellingOnAnOldEtagIsRefused) {
  const v1::Booking hold = Hold();
  ASSERT_TRUE(store().Confirm(Carer(), ChangeOf(hold, "ConfirmBooking")).ok());
  BookingChange change = ChangeOf(hold, "CancelBooking");
  change.etag = hold.etag();
  EXPECT_EQ(ReasonOf(store().Cancel(Carer(), change).status()), type::v1::ERROR_REASON_ETAG_MISMATCH);
}

TEST_P(StoreContract, ASessionCalledOffGivesEveryBookingBack) {
  const ids::Uuid club = world_->AddSession({.places = 2, .starts_in = absl::Hours(24 * 30)});
  const ids::Uuid sibling = world_->AddChild(carer_);
  const ids::Uuid purse = world_->AddAllocation(sibling, 600);
  const v1::Booking held = *store().TakePlace(Carer(), AttemptFor(child_, club, allocation_));
  ASSERT_TRUE(store().TakePlace(Carer(), AttemptFor(sibling, club, purse, 180, v1::BOOKING_STATE_CONFIRMED)).ok());
  world_->SetSessionState(club, 4);
  EXPECT_EQ(ReasonOf(store().Confirm(Carer(), ChangeOf(held, "ConfirmBooking")).status()),
            type::v1::ERROR_REASON_SESSION_CANCELLED);
  EXPECT_EQ(*store().EndBookingsOfCancelledSessions(absl::Now() + absl::Seconds(10), 1000), 2);
  EXPECT_EQ(*store().EndBookingsOfCancelledSessions(absl::Now() + absl::Seconds(10), 1000), 0);
  EXPECT_EQ(world_->PlacesTaken(club), 0);
  EXPECT_EQ(world_->Committed(allocation_) + world_->Committed(purse), 0);
  auto read = store().Read(Carer(), *ids::IdOf("bookings", held.name()));
  EXPECT_EQ((*read)->booking.state(), v1::BOOKING_STATE_CANCELLED_BY_PROVIDER);
}

TEST_P(StoreContract, ClosedCancelledOrStartedSessionsTakeNobody) {
  const auto reason = [&](const PlaceAttempt& attempt) {
    return ReasonOf(store().TakePlace(Carer(), attempt).status());
  };
  PlaceAttempt attempt = Attempt();
  world_->SetSessionState(session_, 3);
  attempt.terms.session_version = 2;
  EXPECT_EQ(reason(attempt), type::v1::ERROR_REASON_SESSION_CLOSED);
  world_->SetSessionState(session_, 4);
  EXPECT_EQ(reason(attempt), type::v1::ERROR_REASON_SESSION_CANCELLED);
  const ids::Uuid later = world_->AddSession({.opens_in = absl::Hours(1)});
  EXPECT_EQ(reason(AttemptFor(child_, later, allocation_)), type::v1::ERROR_REASON_SESSION_NOT_OPEN);
  const ids::Uuid soon = world_->AddSession({});
  const PlaceAttempt too_late = AttemptFor(child_, soon, allocation_);
  world_->StartSession(soon);
  EXPECT_EQ(reason(too_late), type::v1::ERROR_REASON_SESSION_STARTED);
  EXPECT_EQ(world_->Committed(allocation_), 0);
}

TEST_P(StoreContract, AChildHasNoMoreHoldsThanAllowed) {
  for (int i = 0; i < 2; ++i) {
    PlaceAttempt attempt =
        AttemptFor(child_, world_->AddSession({.starts_in = absl::Hours(24 * (20 + i))}), allocation_, 10);
    attempt.limits.holds_per_child_max = 2;
    ASSERT_TRUE(store().TakePlace(Carer(), attempt).ok());
  }
  PlaceAttempt third = AttemptFor(child_, world_->AddSession({.starts_in = absl::Hours(24 * 40)}), allocation_, 10);
  third.limits.holds_per_child_max = 2;
  EXPECT_EQ(ReasonOf(store().TakePlace(Carer(), third).status()), type::v1::ERROR_REASON_TOO_MANY_HOLDS);
}

TEST_P(StoreContract, AnotherCouncilSeesNothing) {
  const v1::Booking hold = Hold();
  rpc::Call foreign = Carer();
  foreign.principal.council_id = "E99999999";
  EXPECT_FALSE((*store().Read(foreign, *ids::IdOf("bookings", hold.name()))).has_value());
  EXPECT_FALSE((*store().GlanceAt(foreign, session_, child_, NewMark(foreign, "HoldPlace"))).has_value());
  EXPECT_FALSE(*store().ChildExists(foreign, child_));
  EXPECT_TRUE(store().List(foreign, {.child_id = child_}, {})->bookings.empty());
  EXPECT_TRUE(store().Balances(foreign, child_)->empty());
}

TEST_P(StoreContract, ListsPageWithoutGapsOrRepeats) {
  const ids::Uuid purse = world_->AddAllocation(child_, 6000);
  std::vector<std::string> made;
  for (int i = 0; i < 5; ++i) {
    PlaceAttempt attempt = AttemptFor(child_, world_->AddSession({.starts_in = absl::Hours(24 * (20 + i))}), purse, 10);
    made.push_back(store().TakePlace(Carer(), attempt)->name());
  }
  std::vector<std::string> seen;
  Page page{2, {}};
  do {
    auto list = store().List(Carer(), {.child_id = child_, .states = {v1::BOOKING_STATE_HELD}}, page);
    ASSERT_TRUE(list.ok()) << list.status();
    ASSERT_LE(list->bookings.size(), 2u);
    for (const v1::Booking& booking : list->bookings) seen.push_back(booking.name());
    page.position = list->next;
  } while (!page.position.empty());
  EXPECT_EQ(seen, made);

  int64_t sum = 0;
  size_t lines = 0;
  page.position.clear();
  do {
    auto ledger = store().Ledger(Carer(), purse, page);
    ASSERT_TRUE(ledger.ok()) << ledger.status();
    for (const v1::LedgerEntry& entry : ledger->entries) EXPECT_EQ(entry.balance_after(), sum += entry.amount());
    lines += ledger->entries.size();
    page.position = ledger->next;
  } while (!page.position.empty());
  EXPECT_EQ(lines, 6u);
  EXPECT_EQ(sum, 6000 - 50);
}

TEST_P(StoreContract, ChangesAreListedInTheOrderTheyWereMade) {
  const absl::Time before = absl::Now() - absl::Hours(1);
  const v1::Booking hold = Hold();
  auto list = store().List(Carer(), {.changed_since = before}, {});
  ASSERT_TRUE(list.ok()) << list.status();
  ASSERT_EQ(list->bookings.size(), 1u);
  EXPECT_EQ(list->bookings[0].name(), hold.name());
  const absl::Time after = wire::FromProto(hold.update_time()) + absl::Microseconds(1);
  EXPECT_TRUE(store().List(Carer(), {.changed_since = after}, {})->bookings.empty());
}

TEST_P(StoreContract, ManyFamiliesRaceForTheLastPlaceAndOneWins) {
  constexpr int kFamilies = 16;
  std::vector<PlaceAttempt> attempts;
  for (int i = 0; i < kFamilies; ++i) {
    const ids::Uuid child = world_->AddChild(carer_);
    attempts.push_back(AttemptFor(child, session_, world_->AddAllocation(child, 600)));
  }
  std::atomic<int> won = 0, full = 0;
  std::vector<std::jthread> threads;
  for (const PlaceAttempt& attempt : attempts) {
    threads.emplace_back([&] {
      auto booking = store().TakePlace(Carer(), attempt);
      if (booking.ok()) ++won;
      if (ReasonOf(booking.status()) == type::v1::ERROR_REASON_SESSION_FULL) ++full;
    });
  }
  threads.clear();
  EXPECT_EQ(won, 1);
  EXPECT_EQ(full, kFamilies - 1);
  EXPECT_EQ(world_->PlacesTaken(session_), 1);
}

TEST_P(StoreContract, TheSameRequestSentByManyAtOnceIsDoneOnce) {
  const PlaceAttempt attempt = Attempt();
  std::vector<std::jthread> threads;
  std::vector<std::string> names(8);
  for (std::string& name : names) {
    threads.emplace_back([&] {
      auto booking = store().TakePlace(Carer(), attempt);
      name = booking.ok() ? booking->name() : std::string(booking.status().message());
    });
  }
  threads.clear();
  for (const std::string& name : names) EXPECT_EQ(name, names[0]);
  EXPECT_EQ(world_->PlacesTaken(session_), 1);
}

TEST_P(StoreContract, ConfirmingRacesReleasingAndOneWins) {
  for (int round = 0; round < 10; ++round) {
    const ids::Uuid session = world_->AddSession({.starts_in = absl::Hours(24 * (20 + round))});
    const v1::Booking hold = *store().TakePlace(Carer(), AttemptFor(child_, session, allocation_, 10));
    const BookingChange confirm = ChangeOf(hold, "ConfirmBooking"), release = ChangeOf(hold, "ReleaseHold");
    bool confirmed = false, released = false;
    {
      std::jthread one([&] { confirmed = store().Confirm(Carer(), confirm).ok(); });
      std::jthread two([&] { released = store().Release(Carer(), release).ok(); });
    }
    EXPECT_NE(confirmed, released);
    EXPECT_EQ(world_->PlacesTaken(session), confirmed ? 1 : 0);
  }
}

}  // namespace
}  // namespace shortbreaks::bookings

// What becomes of free places and of offers, on a real database.
#include <limits>
#include <thread>

#include "waiting/waiting_test.h"

namespace shortbreaks::waiting {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

class Offers : public WaitingTest {
 protected:
  // The session is full, and these families wait for it in this order.
  std::vector<std::string> FullWith(const std::vector<Family>& waiting) {
    holder_ = AddFamily();
    held_ = Book(holder_, session_);
    std::vector<std::string> entries;
    for (const Family& family : waiting) entries.push_back(Join(family, session_));
    return entries;
  }
  std::vector<std::string> States(const std::vector<std::string>& entries) {
    std::vector<std::string> states;
    for (const std::string& entry : entries) states.push_back(StateOf(entry));
    return states;
  }

  Family holder_;
  v1::Booking held_;
};

TEST_F(Offers, AFreedPlaceGoesToTheFirstAndWhatIsDeclinedToTheNext) {
  const auto entries = FullWith({AddFamily(), AddFamily(), AddFamily()});
  MakeOffers();
  EXPECT_THAT(States(entries), ElementsAre("WAITING", "WAITING", "WAITING"));
  ASSERT_TRUE(Cancel(held_).ok());
  MakeOffers();
  EXPECT_THAT(States(entries), ElementsAre("OFFERED", "WAITING", "WAITING"));
  ASSERT_TRUE(Decline(entries[0]).ok());
  MakeOffers();
  EXPECT_THAT(States(entries), ElementsAre("WITHDRAWN", "OFFERED", "WAITING"));
  RunOut(entries[1]);
  MakeOffers();
  EXPECT_THAT(States(entries), ElementsAre("WITHDRAWN", "LAPSED", "OFFERED"));
  const auto booked = Accept(entries[2]);
  ASSERT_TRUE(booked.ok()) << booked.status();
  EXPECT_EQ(booked->booking().state(), v1::BOOKING_STATE_CONFIRMED);
  EXPECT_EQ(booked->booking().waiting_list_entry(), entries[2]);
  EXPECT_EQ(booked->booking().charge().amount(), 180);
  EXPECT_THAT(States(entries), ElementsAre("WITHDRAWN", "LAPSED", "ACCEPTED"));
  EXPECT_EQ(PlacesTaken(session_), 1);
  EXPECT_THAT(world_.BrokenPromises(), IsEmpty());
}

TEST_F(Offers, AnOfferedPlaceIsCountedOnce) {
  const Family family = AddFamily();
  const auto entries = FullWith({family});
  ASSERT_TRUE(Cancel(held_).ok());
  EXPECT_EQ(PlacesTaken(session_), 0);
  MakeOffers();
  EXPECT_EQ(PlacesTaken(session_), 1);
  MakeOffers();
  EXPECT_EQ(PlacesTaken(session_), 1);
  EXPECT_EQ(world_.Committed(family.allocation), 0);
  ASSERT_TRUE(Accept(entries[0]).ok());
  EXPECT_EQ(PlacesTaken(session_), 1);
  EXPECT_EQ(world_.Committed(family.allocation), 180);
  EXPECT_THAT(world_.BrokenPromises(), IsEmpty());
}

TEST_F(Offers, EndingAnOfferGivesItsPlaceBackOnce) {
  const auto entries = FullWith({AddFamily()});
  ASSERT_TRUE(Cancel(held_).ok());
  EXPECT_FALSE(Cancel(held_).ok());
  MakeOffers();
  v1::DeclineOfferRequest request;
  request.set_request_id(ids::ToText(ids::NewUuid()));
  request.set_name(entries[0]);
  EXPECT_TRUE(Send<v1::DeclineOfferResponse>(Carer(), request).ok());
  EXPECT_TRUE(Send<v1::DeclineOfferResponse>(Carer(), request).ok());
  EXPECT_EQ(errors::ReasonOf(Decline(entries[0]).status()), type::v1::ERROR_REASON_STATE_FORBIDS);
  EXPECT_EQ(Sweep(), 0);
  EXPECT_EQ(PlacesTaken(session_), 0);
  EXPECT_EQ(world_.Committed(holder_.allocation), 0);
  EXPECT_THAT(world_.BrokenPromises(), IsEmpty());
}

TEST_F(Offers, NoneIsMadeAfterTheCutOff) {
  const auto entries = FullWith({AddFamily()});
  SetSession("booking_close_time = NOW(6)", session_);
  ASSERT_TRUE(Cancel(held_).ok());
  MakeOffers();
  EXPECT_EQ(StateOf(entries[0]), "WAITING");
  EXPECT_EQ(PlacesTaken(session_), 0);
  // Nor by an officer.
  v1::OfferPlaceRequest request;
  request.set_name(entries[0]);
  request.set_reason("The family is in need of it.");
  EXPECT_EQ(errors::ReasonOf(Send<v1::OfferPlaceResponse>(Officer(), request).status()),
            type::v1::ERROR_REASON_SESSION_CLOSED);
  ASSERT_TRUE(store_.CloseEnded(absl::Now() + absl::Seconds(20), 1'000).ok());
  EXPECT_EQ(StateOf(entries[0]), "CLOSED");
}

TEST_F(Offers, AreKeptForAPartOfTheTimeLeftAndNeverPastTheCutOff) {
  const auto entries = FullWith({AddFamily(), AddFamily()});
  SetSession("booking_close_time = NOW(6) + INTERVAL 8 HOUR, places = 2", session_);
  MakeOffers();
  const absl::Duration kept = wire::FromProto(Get(entries[0]).entry().offer_expire_time()) - absl::Now();
  EXPECT_GT(kept, absl::Minutes(115));
  EXPECT_LE(kept, absl::Hours(2));
  SetSession("booking_close_time = NOW(6) + INTERVAL 10 MINUTE, places = 3", session_);
  MakeOffers();
  EXPECT_LE(wire::FromProto(Get(entries[1]).entry().offer_expire_time()) - absl::Now(), absl::Minutes(10));
}

TEST_F(Offers, AfterItsTimeAnOfferCannotBeTaken) {
  const auto entries = FullWith({AddFamily()});
  ASSERT_TRUE(Cancel(held_).ok());
  MakeOffers();
  const std::string booking = Get(entries[0]).entry().booking();
  world_.RunOutHold(booking);
  EXPECT_EQ(errors::ReasonOf(Accept(entries[0]).status()), type::v1::ERROR_REASON_OFFER_EXPIRED);
  Sweep();
  EXPECT_EQ(errors::ReasonOf(Accept(entries[0]).status()), type::v1::ERROR_REASON_OFFER_EXPIRED);
  EXPECT_EQ(StateOf(entries[0]), "LAPSED");
}

TEST_F(Offers, AcceptingRacesTheSweeperOnTheBoundaryAndOneWins) {
  for (int round = 0; round < 15; ++round) {
    const ids::Uuid session = AddSessionLike(session_, 1, absl::Now() + absl::Hours(24 * (20 + round)));
    const Family family = AddFamily();
    const std::string entry = Join(family, session);
    MakeOffers();
    const std::string booking = Get(entry).entry().booking();
    Run("UPDATE bookings SET hold_expire_time = NOW(6) + INTERVAL 30000 MICROSECOND WHERE council_id = ? AND "
        "booking_id = ?",
        {world_.council, Bytes{*ids::IdOf("bookings", booking)}});
    absl::StatusOr<v1::AcceptOfferResponse> accepted;
    {
      std::jthread sweeper([&] {
        const absl::Time end = absl::Now() + absl::Milliseconds(80);
        while (absl::Now() < end) Sweep();
      });
      absl::SleepFor(absl::Milliseconds(10 + 2 * round));
      accepted = Accept(entry);
    }
    Sweep();
    if (!accepted.ok()) {
      EXPECT_EQ(errors::ReasonOf(accepted.status()), type::v1::ERROR_REASON_OFFER_EXPIRED);
    }
    EXPECT_EQ(StateOf(entry), accepted.ok() ? "ACCEPTED" : "LAPSED");
    EXPECT_EQ(PlacesTaken(session), accepted.ok() ? 1 : 0);
    EXPECT_EQ(world_.Committed(family.allocation), accepted.ok() ? 180 : 0);
  }
  EXPECT_THAT(world_.BrokenPromises(), IsEmpty());
}

// A family with an offer is told of its own place, not that the session is full, and takes it by either name.
TEST_F(Offers, AFamilysOwnOfferDoesNotHideTheSessionFromIt) {
  const Family family = AddFamily();
  const auto entries = FullWith({family});
  ASSERT_TRUE(Cancel(held_).ok());
  MakeOffers();
  const auto booked = TryBook(family, session_, Carer());
  EXPECT_EQ(errors::ReasonOf(booked.status()), type::v1::ERROR_REASON_ALREADY_BOOKED);
  EXPECT_EQ(errors::MetadataOf(booked.status(), "booking"), Get(entries[0]).entry().booking());
  EXPECT_EQ(errors::ReasonOf(TryBook(AddFamily(), session_, Carer()).status()), type::v1::ERROR_REASON_SESSION_FULL);
  v1::ConfirmBookingRequest request;
  request.set_name(errors::MetadataOf(booked.status(), "booking"));
  const auto confirmed = Send<v1::ConfirmBookingResponse>(Carer(), request);
  ASSERT_TRUE(confirmed.ok()) << confirmed.status();
  EXPECT_EQ(confirmed->booking().state(), v1::BOOKING_STATE_CONFIRMED);
  EXPECT_EQ(world_.Committed(family.allocation), 180);
  EXPECT_EQ(StateOf(entries[0]), "ACCEPTED");
}

TEST_F(Offers, EveryChangeOfAnOfferIsDoneOrSaysWhyNot) {
  const std::string entry = Join(AddFamily(), session_);
  MakeOffers();
  const std::string booking = Get(entry).entry().booking();
  v1::ExtendHoldRequest extend;
  extend.set_name(booking);
  EXPECT_EQ(errors::ReasonOf(Send<v1::ExtendHoldResponse>(Carer(), extend).status()),
            type::v1::ERROR_REASON_STATE_FORBIDS);
  v1::CancelBookingRequest cancel;
  cancel.set_name(booking);
  EXPECT_EQ(errors::ReasonOf(Send<v1::CancelBookingResponse>(Carer(), cancel).status()),
            type::v1::ERROR_REASON_STATE_FORBIDS);
  EXPECT_EQ(StateOf(entry), "OFFERED");
  v1::ReleaseHoldRequest release;
  release.set_name(booking);
  EXPECT_TRUE(Send<v1::ReleaseHoldResponse>(Carer(), release).ok());
  EXPECT_EQ(StateOf(entry), "WITHDRAWN");
}

// What stands in the way of taking a place stands in the way of accepting one.
TEST_F(Offers, TheSameIsAskedAtHoldExtendConfirmAndAccept) {
  struct Case {
    std::function<void(const Family&, const ids::Uuid&)> change;
    ErrorReason reason;
  };
  const std::vector<Case> cases = {
      {[&](const Family& f, const ids::Uuid&) { world_.RevokeAuthority(f.child, carer_); },
       type::v1::ERROR_REASON_NOT_ALLOWED},
      {[&](const Family&, const ids::Uuid& s) { world_.SetSessionState(s, 4); },
       type::v1::ERROR_REASON_SESSION_CANCELLED},
      {[&](const Family&, const ids::Uuid& s) { world_.StartSession(s); }, type::v1::ERROR_REASON_SESSION_STARTED},
      {[&](const Family& f, const ids::Uuid&) {
         decider_.outcome = eligibility::v1::RULE_OUTCOME_NOT_MET;
         world_.RaiseChildVersion(f.child);
       },
       type::v1::ERROR_REASON_NEEDS_TEAM_DECISION},
  };
  for (const Case& each : cases) {
    decider_.outcome = eligibility::v1::RULE_OUTCOME_MET;
    const ids::Uuid offered = AddSession(1), held = AddSession(1, absl::Hours(24 * 15)),
                    open = AddSession(1, absl::Hours(24 * 16));
    const Family family = AddFamily();
    const std::string entry = Join(family, offered);
    MakeOffers();
    ASSERT_EQ(StateOf(entry), "OFFERED");
    v1::HoldPlaceRequest hold;
    hold.set_child(ids::ResourceName("children", family.child));
    hold.set_session(ids::ResourceName("sessions", held));
    const auto kept = Send<v1::HoldPlaceResponse>(Carer(), hold);
    ASSERT_TRUE(kept.ok()) << kept.status();
    for (const ids::Uuid& session : {offered, held, open}) each.change(family, session);
    v1::ExtendHoldRequest extend;
    extend.set_name(kept->booking().name());
    v1::ConfirmBookingRequest confirm;
    confirm.set_name(kept->booking().name());
    hold.set_session(ids::ResourceName("sessions", open));
    EXPECT_EQ(errors::ReasonOf(Send<v1::HoldPlaceResponse>(Carer(), hold).status()), each.reason);
    EXPECT_EQ(errors::ReasonOf(Send<v1::ExtendHoldResponse>(Carer(), extend).status()), each.reason);
    EXPECT_EQ(errors::ReasonOf(Send<v1::ConfirmBookingResponse>(Carer(), confirm).status()), each.reason);
    EXPECT_EQ(errors::ReasonOf(Accept(entry).status()), each.reason);
  }
}

TEST_F(Offers, WithTooLittleLeftCannotBeTaken) {
  const Family family = AddFamily(180);
  const auto entries = FullWith({family});
  ASSERT_TRUE(Cancel(held_).ok());
  MakeOffers();
  ASSERT_EQ(StateOf(entries[0]), "OFFERED");
  Book(family, AddSession(1, absl::Hours(24 * 20)));
  EXPECT_EQ(errors::ReasonOf(Accept(entries[0]).status()), type::v1::ERROR_REASON_BALANCE_TOO_SMALL);
  EXPECT_EQ(StateOf(entries[0]), "OFFERED");
  EXPECT_EQ(world_.Committed(family.allocation), 180);
}

TEST_F(Offers, AreForTheChildWhoNeedsMostWhereTheActivitySaysSo) {
  SetOrder(availability::v1::WAITING_ORDER_NEED_BAND);
  const auto entries = FullWith({AddFamily(600, 1, 3), AddFamily(600, 1, 1), AddFamily(600, 2, 1)});
  SetSession("places = 3", session_);
  MakeOffers();
  EXPECT_THAT(States(entries), ElementsAre("WAITING", "OFFERED", "OFFERED"));
}

TEST_F(Offers, AreForTheLargerShareLeftWhereTheActivitySaysSo) {
  SetOrder(availability::v1::WAITING_ORDER_REMAINING_BALANCE);
  const Family spent = AddFamily(400), fresh = AddFamily(300);
  Book(spent, AddSession(1, absl::Hours(24 * 20)));
  const auto entries = FullWith({spent, fresh});
  ASSERT_TRUE(Cancel(held_).ok());
  MakeOffers();
  EXPECT_THAT(States(entries), ElementsAre("WAITING", "OFFERED"));
}

// No place stays free while somebody fits, and whoever was passed over is told why.
TEST_F(Offers, WhoCannotTakeThePlaceIsPassedOverAndToldWhy) {
  const Family poor = AddFamily(200), busy = AddFamily(), large = AddFamily(600, 2, 1), untrained = AddFamily(),
               fits = AddFamily();
  const auto entries = FullWith({poor, busy, large, untrained, fits});
  Book(poor, AddSession(1, absl::Hours(24 * 20)));
  Book(busy, AddSession(1));
  Run("UPDATE children SET trained_needs = 16 WHERE council_id = ? AND child_id = ?",
      {world_.council, Bytes{untrained.child}});
  SetSession("places = 2, staff = 1, trained_for = 0", session_);
  MakeOffers();
  EXPECT_THAT(States(entries), ElementsAre("WAITING", "WAITING", "WAITING", "WAITING", "OFFERED"));
  EXPECT_EQ(Get(entries[0]).entry().passed_over_reason(), v1::PASSED_OVER_REASON_BALANCE_TOO_SMALL);
  EXPECT_EQ(Get(entries[1]).entry().passed_over_reason(), v1::PASSED_OVER_REASON_BOOKED_THEN);
  EXPECT_EQ(Get(entries[2]).entry().passed_over_reason(), v1::PASSED_OVER_REASON_PLACE_DOES_NOT_FIT);
  EXPECT_EQ(Get(entries[3]).entry().passed_over_reason(), v1::PASSED_OVER_REASON_STAFF_NOT_TRAINED);
  EXPECT_TRUE(Get(entries[0]).entry().has_passed_over_time());
}

TEST_F(Offers, AreMadeToNoOneBesideAChildToBeKeptApartNorBeyondACapNorWithoutAnyoneToAct) {
  const Family apart = AddFamily(), one_to_one = AddFamily(600, 1, 1), orphan = AddFamily();
  const auto entries = FullWith({apart, one_to_one, orphan});
  Run("INSERT INTO children_apart (council_id, child_id, other_child_id, reason, actor, create_time) "
      "VALUES (?, ?, ?, '', 'a', NOW(6))",
      {world_.council, Bytes{std::min(apart.child, holder_.child)}, Bytes{std::max(apart.child, holder_.child)}});
  Run("INSERT INTO session_ratio_caps (council_id, session_id, ratio_staff, ratio_children, children_max) "
      "VALUES (?, ?, 1, 1, 0)",
      {world_.council, Bytes{session_}});
  world_.RevokeAuthority(orphan.child, carer_);
  SetSession("places = 5", session_);
  MakeOffers();
  EXPECT_EQ(PlacesTaken(session_), 1);
  EXPECT_EQ(StateOf(entries[0]), "WAITING");
  EXPECT_EQ(StateOf(entries[1]), "WAITING");
}

TEST_F(Offers, LeaveThePlacesThatAreKeptBackUntilTheyAreReleased) {
  const auto entries = FullWith({AddFamily()});
  SetSession("places = 2, reserve_places = 1", session_);
  MakeOffers();
  EXPECT_EQ(StateOf(entries[0]), "WAITING");
  SetSession("reserve_release_time = NOW(6)", session_);
  MakeOffers();
  EXPECT_EQ(StateOf(entries[0]), "OFFERED");
}

TEST_F(Offers, NobodyWalksInBeforeThoseWhoWait) {
  const Family first = AddFamily(), walks_in = AddFamily();
  const auto entries = FullWith({first});
  ASSERT_TRUE(Cancel(held_).ok());
  const auto refused = TryBook(walks_in, session_, Carer());
  EXPECT_EQ(errors::ReasonOf(refused.status()), type::v1::ERROR_REASON_SESSION_FULL);
  EXPECT_EQ(errors::MetadataOf(refused.status(), "waiting"), "true");
  EXPECT_EQ(world_.Committed(walks_in.allocation), 0);
  // Who is first need not wait for the offer; and a second free place is for whoever comes.
  EXPECT_TRUE(TryBook(first, session_, Carer()).ok());
  SetSession("places = 2", session_);
  EXPECT_TRUE(TryBook(walks_in, session_, Carer()).ok());
  ASSERT_TRUE(store_.CloseEnded(absl::Now() + absl::Seconds(20), 1'000).ok());
  EXPECT_EQ(StateOf(entries[0]), "CLOSED");
}

TEST_F(Offers, AnOfficerWithAReasonBooksBeforeThoseWhoWait) {
  FullWith({AddFamily()});
  ASSERT_TRUE(Cancel(held_).ok());
  const Family urgent = AddFamily();
  v1::BookPlaceRequest request;
  request.set_child(ids::ResourceName("children", urgent.child));
  request.set_session(ids::ResourceName("sessions", session_));
  EXPECT_FALSE(Send<v1::BookPlaceResponse>(Officer(), request).ok());
  request.set_officer_reason("The family is in crisis.");
  EXPECT_TRUE(Send<v1::BookPlaceResponse>(Officer(), request).ok());
}

TEST_F(Offers, AFamilyWhosePlaceTheProviderCalledOffIsFirstForTheNextSession) {
  const Family lost = AddFamily(), first = AddFamily();
  Book(lost, session_);
  const ids::Uuid next = AddSessionLike(session_, 1, absl::Now() + absl::Hours(24 * 21));
  const v1::Booking in_next = Book(AddFamily(), next);
  const std::string waits = Join(first, next);
  CallOff(session_);
  v1::ListWaitingListEntriesRequest list;
  list.set_child(ids::ResourceName("children", lost.child));
  const auto entries = Send<v1::ListWaitingListEntriesResponse>(Carer(), list);
  ASSERT_TRUE(entries.ok() && entries->entries_size() == 1) << entries.status();
  const v1::WaitingListEntry& kept = entries->entries(0);
  EXPECT_TRUE(kept.priority());
  EXPECT_EQ(kept.session(), "");
  EXPECT_THAT(Get(kept.name()).position().explanation(), HasSubstr("You lost a place"));
  ASSERT_TRUE(Cancel(in_next).ok());
  MakeOffers();
  EXPECT_EQ(StateOf(kept.name()), "OFFERED");
  EXPECT_EQ(StateOf(waits), "WAITING");
  EXPECT_TRUE(Accept(kept.name()).ok());
  EXPECT_THAT(world_.BrokenPromises(), IsEmpty());
}

TEST_F(Offers, AFamilyOnTheListAlreadyIsMovedUpWhenItLosesAPlace) {
  const Family lost = AddFamily();
  const v1::Booking booking = Book(lost, session_);
  const std::string waits = JoinAny(lost);
  CallOff(session_);
  const v1::WaitingListEntry entry = Get(waits).entry();
  EXPECT_TRUE(entry.priority());
  EXPECT_EQ(absl::ToUnixMicros(wire::FromProto(entry.since_time())),
            absl::ToUnixMicros(wire::FromProto(booking.create_time())));
}

TEST_F(Offers, AnOfferInASessionThatIsCalledOffPutsAFamilyBackWhereItWas) {
  const ids::Uuid next = AddSessionLike(session_, 1, absl::Now() + absl::Hours(24 * 21));
  const std::string any = JoinAny(AddFamily()), one = Join(AddFamily(), session_);
  SetSession("places = 2", session_);
  SetSession("places = 0", next);
  MakeOffers();
  ASSERT_EQ(StateOf(any), "OFFERED");
  ASSERT_EQ(StateOf(one), "OFFERED");
  CallOff(session_);
  EXPECT_EQ(StateOf(any), "WAITING");
  EXPECT_EQ(StateOf(one), "CLOSED");
  SetSession("places = 1", next);
  MakeOffers();
  EXPECT_EQ(StateOf(any), "OFFERED");
  EXPECT_THAT(world_.BrokenPromises(), IsEmpty());
}

// However many free sessions there are that nobody who waits can take.
TEST_F(Offers, EverySessionHasItsTurnThoughALookIsAtOne) {
  const Family busy = AddFamily(), fits = AddFamily();
  Book(busy, AddSession(1));
  SetSession("places = 0", session_);
  const ids::Uuid later = AddSessionLike(session_, 0, absl::Now() + absl::Hours(24 * 300));
  const std::string in_vain = Join(busy, session_), waits = Join(fits, later);
  SetSession("places = 1", session_);
  SetSession("places = 1", later);
  for (int look = 0; look < 2'000 && StateOf(waits) != "OFFERED"; ++look) {
    ASSERT_TRUE(store_.MakeOffers(absl::Now() + absl::Seconds(20), 1).ok());
  }
  EXPECT_THAT(States({in_vain, waits}), ElementsAre("WAITING", "OFFERED"));
}

// Whatever the reason: here a version that cannot rise. First and last, so that one comes before the other in any
// order.
TEST_F(Offers, AnEntryThatCannotBeClosedKeepsNoOtherOpen) {
  const Family first = AddFamily(), second = AddFamily(), third = AddFamily();
  const auto entries = FullWith({first, second, third});
  const auto set_version = [&](int64_t version) {
    for (const Family& stuck : {first, third}) {
      Run("UPDATE waiting_entries SET version = ? WHERE council_id = ? AND child_id = ?",
          {version, world_.council, Bytes{stuck.child}});
    }
  };
  set_version(std::numeric_limits<int64_t>::max());
  SetSession("booking_close_time = NOW(6)", session_);
  ASSERT_TRUE(store_.CloseEnded(absl::Now() + absl::Seconds(20), 1'000).ok());
  EXPECT_EQ(StateOf(entries[0]), "WAITING");
  EXPECT_EQ(StateOf(entries[1]), "CLOSED");
  EXPECT_EQ(StateOf(entries[2]), "WAITING");
  set_version(1);
  ASSERT_TRUE(store_.CloseEnded(absl::Now() + absl::Seconds(20), 1'000).ok());
  for (const auto& entry : entries) EXPECT_EQ(StateOf(entry), "CLOSED");
}

TEST_F(Offers, AreNotMadeToAChildThatIsAtAnotherSessionThen) {
  const Family family = AddFamily();
  const auto entries = FullWith({family});
  Book(family, AddSession(1));
  Run("UPDATE bookings SET state = 11, mark_time = NOW(6), settled_amount = charge_amount WHERE council_id = ? AND "
      "child_id = ?",
      {world_.council, Bytes{family.child}});
  SetSession("places = 2", session_);
  MakeOffers();
  EXPECT_THAT(States(entries), ElementsAre("WAITING"));
}

TEST_F(Offers, WhoKeepsWaitingIsNotOfferedTheSameSessionTwice) {
  const ids::Uuid next = AddSessionLike(session_, 0, absl::Now() + absl::Hours(24 * 21));
  const std::string any = JoinAny(AddFamily());
  MakeOffers();
  ASSERT_EQ(StateOf(any), "OFFERED");
  ASSERT_TRUE(Decline(any, /*keep_waiting=*/true).ok());
  MakeOffers();
  EXPECT_EQ(StateOf(any), "WAITING");
  EXPECT_EQ(Get(any).position().session(), ids::ResourceName("sessions", next));
  SetSession("places = 1", next);
  MakeOffers();
  EXPECT_EQ(StateOf(any), "OFFERED");
}

TEST_F(Offers, AChildWithTwoEntriesIsOfferedASessionOnce) {
  const Family family = AddFamily();
  SetSession("places = 3", session_);
  const std::string any = JoinAny(family), one = Join(family, session_);
  MakeOffers();
  MakeOffers();
  EXPECT_THAT(States({any, one}), ElementsAre("OFFERED", "WAITING"));
  EXPECT_EQ(PlacesTaken(session_), 1);
}

}  // namespace
}  // namespace shortbreaks::waiting

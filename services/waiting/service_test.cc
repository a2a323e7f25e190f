// The RPCs of waiting lists on a real database: who may join, see and change what.
#include <random>
#include <thread>

#include "mysql/nullable.h"
#include "waiting/waiting_test.h"

namespace shortbreaks::waiting {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

class WaitingService : public WaitingTest {
 protected:
  ErrorReason JoinReason(const v1::JoinWaitingListRequest& request) {
    return errors::ReasonOf(TryJoin(request).status());
  }
  v1::JoinWaitingListRequest AnyRequest(const Family& family) {
    v1::JoinWaitingListRequest request;
    request.set_child(ids::ResourceName("children", family.child));
    request.set_activity(ids::ResourceName("activities", activity_));
    return request;
  }
  rpc::Call Provider() {
    return CallAs(Role::kProvider, "staff",
                  ids::ResourceName("providers", IdOf("SELECT provider_id FROM activities WHERE council_id = ? AND "
                                                      "activity_id = ?",
                                                      activity_)));
  }
  absl::StatusOr<v1::ListWaitingListEntriesResponse> TryList(const rpc::Call& call,
                                                             v1::ListWaitingListEntriesRequest request) {
    return Send<v1::ListWaitingListEntriesResponse>(call, request);
  }
  v1::ListWaitingListEntriesRequest OfSession(const ids::Uuid& session) {
    v1::ListWaitingListEntriesRequest request;
    request.set_session(ids::ResourceName("sessions", session));
    return request;
  }
  std::vector<std::string> Names(const absl::StatusOr<v1::ListWaitingListEntriesResponse>& response) {
    EXPECT_TRUE(response.ok()) << response.status();
    std::vector<std::string> names;
    for (const auto& entry : response->entries()) names.push_back(entry.name());
    return names;
  }
  absl::StatusOr<v1::OfferPlaceResponse> Offer(const std::string& entry, const std::string& reason,
                                               const ids::Uuid& session = {}) {
    v1::OfferPlaceRequest request;
    request.set_name(entry);
    request.set_reason(reason);
    if (!session.empty()) request.set_session(ids::ResourceName("sessions", session));
    return Send<v1::OfferPlaceResponse>(Officer(), request);
  }
};

TEST_F(WaitingService, AFamilyIsDecidedOnBeforeItWaits) {
  decider_.outcome = eligibility::v1::RULE_OUTCOME_NOT_MET;
  EXPECT_EQ(JoinReason(JoinRequest(AddFamily(), session_)), type::v1::ERROR_REASON_NEEDS_TEAM_DECISION);
  decider_.outcome = eligibility::v1::RULE_OUTCOME_MET;
  EXPECT_EQ(JoinReason(JoinRequest(AddFamily(100), session_)), type::v1::ERROR_REASON_BALANCE_TOO_SMALL);
  EXPECT_EQ(JoinReason(AnyRequest(AddFamily(100))), type::v1::ERROR_REASON_BALANCE_TOO_SMALL);
}

TEST_F(WaitingService, NobodyWaitsTwiceForTheSame) {
  const Family family = AddFamily();
  const auto request = JoinRequest(family, session_);
  const std::string entry = Join(family, session_);
  const auto again = TryJoin(request);
  EXPECT_EQ(errors::ReasonOf(again.status()), type::v1::ERROR_REASON_ALREADY_WAITING);
  EXPECT_EQ(errors::MetadataOf(again.status(), "entry"), entry);
  ASSERT_TRUE(Leave(entry).ok());
  EXPECT_NE(Join(family, session_), entry);
  const Family booked = AddFamily();
  SetSession("places = 2", session_);
  const v1::Booking booking = Book(booked, session_);
  const auto refused = TryJoin(JoinRequest(booked, session_));
  EXPECT_EQ(errors::ReasonOf(refused.status()), type::v1::ERROR_REASON_ALREADY_BOOKED);
  EXPECT_EQ(errors::MetadataOf(refused.status(), "booking"), booking.name());
}

TEST_F(WaitingService, AListIsKeptWhileASessionCanBeBooked) {
  const Family family = AddFamily();
  const auto request = JoinRequest(family, session_);
  SetSession("state = 3", session_);
  EXPECT_EQ(JoinReason(request), type::v1::ERROR_REASON_WAITING_LIST_CLOSED);
  EXPECT_EQ(JoinReason(AnyRequest(family)), type::v1::ERROR_REASON_WAITING_LIST_CLOSED);
  SetSession("state = 1", session_);
  EXPECT_EQ(JoinReason(request), type::v1::ERROR_REASON_NOT_FOUND);
  SetSession("state = 4", session_);
  EXPECT_EQ(JoinReason(request), type::v1::ERROR_REASON_SESSION_CANCELLED);
  SetSession("state = 2, booking_close_time = NOW(6)", session_);
  EXPECT_EQ(JoinReason(request), type::v1::ERROR_REASON_WAITING_LIST_CLOSED);
  SetSession("booking_close_time = start_time, booking_open_time = NOW(6) + INTERVAL 1 HOUR", session_);
  EXPECT_EQ(JoinReason(request), type::v1::ERROR_REASON_SESSION_NOT_OPEN);
  SetSession("booking_open_time = NOW(6) - INTERVAL 2 HOUR", session_);
  world_.StartSession(session_);
  EXPECT_EQ(JoinReason(request), type::v1::ERROR_REASON_SESSION_STARTED);
}

TEST_F(WaitingService, ARequestThatIsNotWellFormedIsRefused) {
  const Family family = AddFamily();
  const auto wrong = [&](auto change) {
    auto request = AnyRequest(family);
    change(request);
    EXPECT_EQ(JoinReason(request), type::v1::ERROR_REASON_INVALID_REQUEST) << request.ShortDebugString();
  };
  wrong([&](auto& r) { r.set_session(ids::ResourceName("sessions", session_)); });
  wrong([](auto& r) { r.clear_activity(); });
  wrong([](auto& r) { r.set_activity("activities/1"); });
  wrong([](auto& r) { r.set_child("children/1"); });
  wrong([](auto& r) { r.add_days(static_cast<type::v1::DayOfWeek>(8)); });
  wrong([](auto& r) { r.add_days(type::v1::DAY_OF_WEEK_UNSPECIFIED); });
  wrong([](auto& r) { r.mutable_earliest_date()->set_year(2026); });
  wrong([](auto& r) { r.set_earliest_start_minutes(1440); });
  wrong([](auto& r) { r.set_earliest_start_minutes(-1); });
  wrong([](auto& r) { r.set_latest_end_minutes(0); });
  wrong([](auto& r) { r.set_latest_end_minutes(1441); });
  wrong([](auto& r) {
    *r.mutable_earliest_date() = wire::ToProto(absl::CivilDay(2026, 12, 2));
    *r.mutable_latest_date() = wire::ToProto(absl::CivilDay(2026, 12, 1));
  });
  auto request = JoinRequest(family, session_);
  request.add_days(type::v1::DAY_OF_WEEK_MONDAY);
  EXPECT_EQ(JoinReason(request), type::v1::ERROR_REASON_INVALID_REQUEST);
  request = AnyRequest(family);
  request.set_activity(ids::ResourceName("activities", ids::NewUuid()));
  EXPECT_EQ(JoinReason(request), type::v1::ERROR_REASON_NOT_FOUND);
}

TEST_F(WaitingService, WhatAFamilyAskedForIsKeptWithItsEntry) {
  auto request = AnyRequest(AddFamily());
  absl::TimeZone london;
  ASSERT_TRUE(absl::LoadTimeZone("Europe/London", &london));
  const absl::CivilDay saturday =
      absl::NextWeekday(absl::ToCivilDay(absl::Now() + absl::Hours(24 * 20), london), absl::Weekday::saturday);
  const absl::Time start = absl::FromCivil(absl::CivilHour(saturday) + 10, london);
  EXPECT_EQ(JoinReason([&] {
              auto never = request;
              never.add_days(type::v1::DAY_OF_WEEK_SATURDAY);
              *never.mutable_earliest_date() = wire::ToProto(saturday);
              return never;
            }()),
            type::v1::ERROR_REASON_WAITING_LIST_CLOSED);
  const ids::Uuid session = AddSessionLike(session_, 0, start);
  request.add_days(type::v1::DAY_OF_WEEK_SATURDAY);
  *request.mutable_earliest_date() = *request.mutable_latest_date() = wire::ToProto(saturday);
  request.set_earliest_start_minutes(600);
  request.set_latest_end_minutes(780);
  const auto joined = TryJoin(request);
  ASSERT_TRUE(joined.ok()) << joined.status();
  const auto got = Get(joined->entry().name());
  EXPECT_EQ(got.entry().SerializeAsString(), joined->entry().SerializeAsString());
  EXPECT_THAT(got.entry().days(), ElementsAre(type::v1::DAY_OF_WEEK_SATURDAY));
  EXPECT_EQ(got.entry().latest_end_minutes(), 780);
  EXPECT_EQ(got.position().session(), ids::ResourceName("sessions", session));
}

// The database looks for whom a session suits; a family is told by the same rule.
TEST_F(WaitingService, TheDatabaseAndTheRuleAgreeOnWhichSessionsSuit) {
  std::mt19937 random(20261125);
  const std::string entry = JoinAny(AddFamily());
  for (int i = 0; i < 150; ++i) {
    Wish wish{.days = static_cast<int>(random() % 127 + 1) << 1};
    const absl::Time start = absl::Now() + absl::Hours(24 * 3) + absl::Minutes(static_cast<int>(random() % 20'160));
    const absl::Time end = start + absl::Minutes(30 + static_cast<int>(random() % 900));
    const LondonSpan span = LondonSpanOf(start, end);
    const auto near = [&](int of) { return of + static_cast<int>(random() % 3) - 1; };
    if (random() % 2) wish.earliest_date = span.date + (near(0));
    if (random() % 2) wish.latest_date = span.date + (near(0));
    if (random() % 2) wish.earliest_start_minutes = near(span.start_minutes);
    if (random() % 2) wish.latest_end_minutes = near(span.end_minutes);
    const auto minutes = [](const std::optional<int>& value) { return mysql::OrNull(value); };
    const auto day = [](const std::optional<absl::CivilDay>& value) { return mysql::OrNull(value); };
    Run("UPDATE waiting_entries SET days = ?, earliest_date = ?, latest_date = ?, earliest_start_minutes = ?, "
        "latest_end_minutes = ? WHERE council_id = ?",
        {int64_t{wish.days}, day(wish.earliest_date), day(wish.latest_date), minutes(wish.earliest_start_minutes),
         minutes(wish.latest_end_minutes), world_.council});
    SessionView session = store_.Session(Carer(), session_)->value();
    session.start_time = start;
    session.end_time = end;
    const auto queue = store_.Queue(Carer(), session);
    ASSERT_TRUE(queue.ok()) << queue.status();
    EXPECT_EQ(!queue->empty(), wish.IsMetBy(span)) << "round " << i;
  }
}

TEST_F(WaitingService, TheSameRequestIsDoneOnceAndAnsweredAlike) {
  auto request = JoinRequest(AddFamily(), session_);
  request.set_request_id(ids::ToText(ids::NewUuid()));
  const auto first = TryJoin(request);
  ASSERT_TRUE(first.ok()) << first.status();
  decider_.outcome = eligibility::v1::RULE_OUTCOME_NOT_MET;
  SetSession("state = 3", session_);
  const auto again = TryJoin(request);
  ASSERT_TRUE(again.ok()) << again.status();
  EXPECT_EQ(again->SerializeAsString(), first->SerializeAsString());
  request.set_session(ids::ResourceName("sessions", AddSession(1)));
  EXPECT_EQ(JoinReason(request), type::v1::ERROR_REASON_REQUEST_ID_REUSED);
}

TEST_F(WaitingService, WhoIsTooLateForAPlaceIsOnTheListAtOnce) {
  const Family family = AddFamily();
  Book(AddFamily(), session_);
  v1::BookPlaceRequest request;
  request.set_request_id(ids::ToText(ids::NewUuid()));
  request.set_child(ids::ResourceName("children", family.child));
  request.set_session(ids::ResourceName("sessions", session_));
  request.set_join_waiting_list(true);
  const auto waits = Send<v1::BookPlaceResponse>(Carer(), request);
  ASSERT_TRUE(waits.ok()) << waits.status();
  EXPECT_FALSE(waits->has_booking());
  EXPECT_EQ(StateOf(waits->waiting_list_entry()), "WAITING");
  // Sent again it is answered as before, also where a place has come back; and a second request finds the child there.
  SetSession("places = 2", session_);
  EXPECT_EQ(Send<v1::BookPlaceResponse>(Carer(), request)->waiting_list_entry(), waits->waiting_list_entry());
  SetSession("places = 1", session_);
  request.set_request_id(ids::ToText(ids::NewUuid()));
  EXPECT_EQ(Send<v1::BookPlaceResponse>(Carer(), request)->waiting_list_entry(), waits->waiting_list_entry());
  SetSession("places = 2", session_);
  EXPECT_EQ(Send<v1::BookPlaceResponse>(Carer(), request)->waiting_list_entry(), waits->waiting_list_entry())
      << "a request that was answered with a place in the queue never books";
  SetSession("places = 1", session_);
  // What else stands in the way is said as ever.
  decider_.outcome = eligibility::v1::RULE_OUTCOME_NOT_MET;
  request.set_child(ids::ResourceName("children", AddFamily().child));
  request.set_request_id(ids::ToText(ids::NewUuid()));
  EXPECT_EQ(errors::ReasonOf(Send<v1::BookPlaceResponse>(Carer(), request).status()),
            type::v1::ERROR_REASON_NEEDS_TEAM_DECISION);
}

// The place comes back between two sendings of one request: the one books, and the other would go on the list.
TEST_F(WaitingService, OfTwoSendingsAtOnceOneBooksOrWaitsAndTheOtherSaysTheSame) {
  for (int round = 0; round < 40; ++round) {
    const v1::Booking before = Book(AddFamily(), session_);
    v1::BookPlaceRequest request;
    request.set_request_id(ids::ToText(ids::NewUuid()));
    request.set_child(ids::ResourceName("children", AddFamily().child));
    request.set_session(ids::ResourceName("sessions", session_));
    request.set_join_waiting_list(true);
    std::vector<absl::StatusOr<v1::BookPlaceResponse>> answers(4);
    {
      std::vector<std::jthread> callers;
      for (auto& answer : answers) {
        callers.emplace_back([&] { answer = Send<v1::BookPlaceResponse>(Carer(), request); });
      }
      EXPECT_TRUE(Cancel(before).ok());
    }
    for (const auto& answer : answers) {
      ASSERT_TRUE(answer.ok()) << answer.status();
      EXPECT_EQ(answer->booking().name(), answers[0]->booking().name()) << "round " << round;
      EXPECT_EQ(answer->waiting_list_entry(), answers[0]->waiting_list_entry()) << "round " << round;
    }
    const bool booked = answers[0]->has_booking();
    EXPECT_TRUE(booked ? Cancel(answers[0]->booking()).ok() : Leave(answers[0]->waiting_list_entry()).ok());
  }
}

TEST_F(WaitingService, WithAFreePlaceItIsBookedAndNobodyWaits) {
  v1::BookPlaceRequest request;
  request.set_child(ids::ResourceName("children", AddFamily().child));
  request.set_session(ids::ResourceName("sessions", session_));
  request.set_join_waiting_list(true);
  const auto booked = Send<v1::BookPlaceResponse>(Carer(), request);
  ASSERT_TRUE(booked.ok()) << booked.status();
  EXPECT_EQ(booked->booking().state(), v1::BOOKING_STATE_CONFIRMED);
  EXPECT_EQ(booked->waiting_list_entry(), "");
}

TEST_F(WaitingService, LeavingGivesAnOfferBack) {
  const Family family = AddFamily();
  const std::string entry = Join(family, session_);
  MakeOffers();
  ASSERT_EQ(StateOf(entry), "OFFERED");
  const auto left = Leave(entry);
  ASSERT_TRUE(left.ok()) << left.status();
  EXPECT_EQ(left->entry().state(), v1::WAITING_LIST_ENTRY_STATE_WITHDRAWN);
  EXPECT_EQ(PlacesTaken(session_), 0);
  EXPECT_EQ(errors::ReasonOf(Leave(entry).status()), type::v1::ERROR_REASON_STATE_FORBIDS);
  EXPECT_EQ(errors::ReasonOf(Accept(entry).status()), type::v1::ERROR_REASON_STATE_FORBIDS);
  EXPECT_THAT(world_.BrokenPromises(), IsEmpty());
}

TEST_F(WaitingService, OnlyWhatIsOfferedCanBeAcceptedOrDeclined) {
  const std::string entry = Join(AddFamily(), session_);
  EXPECT_EQ(errors::ReasonOf(Accept(entry).status()), type::v1::ERROR_REASON_STATE_FORBIDS);
  EXPECT_EQ(errors::ReasonOf(Decline(entry).status()), type::v1::ERROR_REASON_STATE_FORBIDS);
  EXPECT_EQ(errors::ReasonOf(Decline(entry, /*keep_waiting=*/true).status()), type::v1::ERROR_REASON_INVALID_REQUEST);
}

TEST_F(WaitingService, StrangersCanNeitherSeeNorChangeAnEntry) {
  const Family family = AddFamily();
  const std::string entry = Join(family, session_);
  const rpc::Call stranger = CallAs(Role::kCarer, ids::ResourceName("carers", ids::NewUuid()));
  const auto other_provider = CallAs(Role::kProvider, "staff", ids::ResourceName("providers", ids::NewUuid()));
  const auto missing = ids::ResourceName("waitingListEntries", ids::NewUuid());
  for (const rpc::Call& call : {stranger, other_provider}) {
    EXPECT_EQ(errors::ReasonOf(TryGet(entry, call).status()), type::v1::ERROR_REASON_NOT_ALLOWED);
    EXPECT_EQ(errors::ReasonOf(TryGet(missing, call).status()), type::v1::ERROR_REASON_NOT_ALLOWED);
    EXPECT_EQ(errors::ReasonOf(TryList(call, OfSession(session_)).status()), type::v1::ERROR_REASON_NOT_ALLOWED);
  }
  EXPECT_EQ(errors::ReasonOf(TryGet(missing, Officer()).status()), type::v1::ERROR_REASON_NOT_FOUND);
  EXPECT_EQ(errors::ReasonOf(Send<v1::JoinWaitingListResponse>(stranger, JoinRequest(family, session_)).status()),
            type::v1::ERROR_REASON_NOT_ALLOWED);
  v1::LeaveWaitingListRequest leave;
  leave.set_name(entry);
  EXPECT_EQ(errors::ReasonOf(Send<v1::LeaveWaitingListResponse>(stranger, leave).status()),
            type::v1::ERROR_REASON_NOT_ALLOWED);
  v1::AcceptOfferRequest accept;
  accept.set_name(entry);
  EXPECT_EQ(errors::ReasonOf(Send<v1::AcceptOfferResponse>(stranger, accept).status()),
            type::v1::ERROR_REASON_NOT_ALLOWED);
  v1::ListWaitingListEntriesRequest of_child;
  of_child.set_child(ids::ResourceName("children", family.child));
  EXPECT_EQ(errors::ReasonOf(TryList(stranger, of_child).status()), type::v1::ERROR_REASON_NOT_ALLOWED);
  rpc::Call elsewhere = Officer();
  elsewhere.principal.council_id = "E99999999";
  EXPECT_EQ(errors::ReasonOf(TryGet(entry, elsewhere).status()), type::v1::ERROR_REASON_NOT_FOUND);
}

TEST_F(WaitingService, TheQueueIsListedInItsOrderPageByPage) {
  SetOrder(availability::v1::WAITING_ORDER_NEED_BAND);
  const std::string third = Join(AddFamily(), session_), first = Join(AddFamily(600, 2, 1), session_),
                    second = JoinAny(AddFamily(600, 1, 1));
  auto request = OfSession(session_);
  EXPECT_THAT(Names(TryList(Officer(), request)), ElementsAre(first, second, third));
  EXPECT_THAT(Names(TryList(Provider(), request)), ElementsAre(first, second, third));
  request.set_page_size(2);
  const auto page = TryList(Officer(), request);
  EXPECT_THAT(Names(page), ElementsAre(first, second));
  request.set_page_token(page->next_page_token());
  EXPECT_THAT(Names(TryList(Officer(), request)), ElementsAre(third));
  EXPECT_EQ(Get(second).position().ahead(), 1);
  EXPECT_THAT(Get(second).position().explanation(), HasSubstr("One family is before you."));
}

TEST_F(WaitingService, WhatChangedIsListedToThoseWhoFollowIt) {
  const absl::Time start = absl::Now() - absl::Seconds(1);
  const std::string first = Join(AddFamily(), session_), second = Join(AddFamily(), session_);
  ASSERT_TRUE(Leave(first).ok());
  v1::ListWaitingListEntriesRequest request;
  *request.mutable_changed_since() = wire::ToProto(start);
  request.set_page_size(1);
  const auto page = TryList(CallAs(Role::kService, "reports"), request);
  EXPECT_THAT(Names(page), ElementsAre(second));
  request.set_page_token(page->next_page_token());
  EXPECT_THAT(Names(TryList(CallAs(Role::kService, "reports"), request)), ElementsAre(first));
  request.clear_page_token();
  EXPECT_EQ(errors::ReasonOf(TryList(Carer(), request).status()), type::v1::ERROR_REASON_NOT_ALLOWED);
  request.set_session(ids::ResourceName("sessions", session_));
  EXPECT_EQ(errors::ReasonOf(TryList(Officer(), request).status()), type::v1::ERROR_REASON_INVALID_REQUEST);
}

TEST_F(WaitingService, AnOfficerOffersAPlaceOutOfOrderAndSaysWhy) {
  const std::string first = Join(AddFamily(), session_), urgent = Join(AddFamily(), session_),
                    any = JoinAny(AddFamily());
  EXPECT_EQ(errors::ReasonOf(Offer(urgent, " ").status()), type::v1::ERROR_REASON_INVALID_REQUEST);
  EXPECT_EQ(errors::ReasonOf(Offer(any, "In crisis.").status()), type::v1::ERROR_REASON_INVALID_REQUEST);
  EXPECT_EQ(errors::ReasonOf(Offer(any, "In crisis.", AddSession(1)).status()), type::v1::ERROR_REASON_NOT_FOUND);
  EXPECT_EQ(errors::ReasonOf(Offer(urgent, "In crisis.", AddSession(1)).status()),
            type::v1::ERROR_REASON_INVALID_REQUEST);
  const auto offered = Offer(urgent, "In crisis.");
  ASSERT_TRUE(offered.ok()) << offered.status();
  EXPECT_EQ(offered->entry().state(), v1::WAITING_LIST_ENTRY_STATE_OFFERED);
  EXPECT_TRUE(offered->entry().has_offer_expire_time());
  EXPECT_EQ(Get(urgent).entry().offer_reason(), "In crisis.");
  EXPECT_EQ(StateOf(first), "WAITING");
  EXPECT_EQ(errors::ReasonOf(Offer(first, "In crisis.").status()), type::v1::ERROR_REASON_SESSION_FULL);
  EXPECT_EQ(errors::ReasonOf(Offer(urgent, "In crisis.").status()), type::v1::ERROR_REASON_STATE_FORBIDS);
  EXPECT_EQ(Run("SELECT 1 FROM audit_records WHERE council_id = ? AND method = 'OfferPlace' AND actor = ? AND "
                "subject = ?",
                {world_.council, Officer().principal.Actor(), urgent})
                .size(),
            1u);
  // The provider sees who is offered its place, not why.
  const auto seen = TryGet(urgent, Provider());
  ASSERT_TRUE(seen.ok()) << seen.status();
  EXPECT_EQ(seen->entry().offer_reason(), "");
}

// Accepting would be refused, and until it lapsed nobody else could have the place.
TEST_F(WaitingService, AnOfficersOfferMixesNobodyWhomARuleKeepsApartNorDoublesAChildsTime) {
  const Family there = AddFamily(), apart = AddFamily(), busy = AddFamily();
  Book(there, session_);
  const std::string beside = Join(apart, session_), elsewhere = Join(busy, session_);
  Run("INSERT INTO children_apart (council_id, child_id, other_child_id, reason, actor, create_time) "
      "VALUES (?, ?, ?, '', 'a', NOW(6))",
      {world_.council, Bytes{std::min(apart.child, there.child)}, Bytes{std::max(apart.child, there.child)}});
  Book(busy, AddSession(1));
  Run("UPDATE bookings SET state = 11, mark_time = NOW(6), settled_amount = charge_amount WHERE council_id = ? AND "
      "child_id = ?",
      {world_.council, Bytes{busy.child}});
  SetSession("places = 3", session_);
  EXPECT_EQ(errors::ReasonOf(Offer(beside, "In crisis.").status()), type::v1::ERROR_REASON_NEEDS_TEAM_DECISION);
  EXPECT_EQ(errors::ReasonOf(Offer(elsewhere, "In crisis.").status()), type::v1::ERROR_REASON_OVERLAPPING_BOOKING);
  EXPECT_EQ(PlacesTaken(session_), 1);
}

TEST_F(WaitingService, AProviderSeesWhoWaitsAndNothingOfWhy) {
  const std::string entry = Join(AddFamily(), session_);
  const auto seen = TryGet(entry, Provider());
  ASSERT_TRUE(seen.ok()) << seen.status();
  EXPECT_EQ(seen->position().ahead(), 0);
  EXPECT_EQ(seen->position().explanation(), "");
  EXPECT_NE(Get(entry).position().explanation(), "");
}

TEST_F(WaitingService, EveryChangeIsAnEventWithItsVersionAndNothingOfTheChild) {
  const std::string entry = Join(AddFamily(), session_);
  MakeOffers();
  ASSERT_TRUE(Accept(entry).ok());
  std::vector<std::string> events;
  for (const mysql::Row& row :
       Run("SELECT event_type, subject_version FROM outbox WHERE council_id = ? AND subject = ? ORDER BY event_id",
           {world_.council, entry})) {
    events.push_back(absl::StrCat(row.Text(0), " ", row.Int(1)));
  }
  EXPECT_THAT(events, ElementsAre("waiting_list_entry.waiting 1", "waiting_list_entry.offered 2",
                                  "waiting_list_entry.accepted 3"));
}

}  // namespace
}  // namespace shortbreaks::waiting

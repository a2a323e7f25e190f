// Requests to providers and their answers.
#include "match/service_test.h"

#include <atomic>
#include <latch>
#include <thread>

#include "support/sealed.h"

namespace shortbreaks::match {
namespace {

using namespace type::v1;  // the reasons
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::SizeIs;

INSTANTIATE_TEST_SUITE_P(Mysql, MatchTest, testing::Values(+[]() -> std::shared_ptr<World> {
                           return std::make_shared<bookings::MysqlWorld>(support::SharedMysql());
                         }));

TEST_P(MatchTest, AProviderSeesItsOwnRequestsAndWhatItNeedsToAnswerThem) {
  world_->SetSupport(child_, {2, 1}, 24);
  const v1::Booking booking = Book();
  const ids::Uuid later = world_->AddSession({.starts_in = absl::Hours(500), .match_hours = 60});
  const v1::Booking second = *store().TakePlace(Carer(), AttemptFor(child_, later, {}, 0, v1::BOOKING_STATE_CONFIRMED));

  const std::vector<v1::MatchRequest> own = Requests(Staff());
  ASSERT_THAT(own, SizeIs(1));
  EXPECT_EQ(own[0].booking(), booking.name());
  EXPECT_EQ(own[0].session(), booking.session());
  EXPECT_EQ(own[0].provider(), Staff().principal.provider);
  EXPECT_EQ(own[0].support_ratio().staff(), 2);
  EXPECT_THAT(own[0].needs(), ElementsAre(NEED_GASTROSTOMY, NEED_RESCUE_MEDICATION));
  EXPECT_GE(own[0].age_years(), 10);
  EXPECT_EQ(own[0].due_time().SerializeAsString(), booking.match_due_time().SerializeAsString());
  EXPECT_EQ(own[0].etag(), booking.etag());
  EXPECT_FALSE(own[0].overdue());

  const std::vector<v1::MatchRequest> all = Requests(Officer());
  ASSERT_THAT(all, SizeIs(2));
  EXPECT_EQ(all[0].booking(), booking.name()) << "due first";
  EXPECT_EQ(all[1].booking(), second.name());
  EXPECT_EQ(
      errors::ReasonOf(Run<v1::ListRequestsResponse>("ListRequests", Carer(), v1::ListRequestsRequest()).status()),
      ERROR_REASON_NOT_ALLOWED);
  rpc::Call elsewhere = Officer();
  elsewhere.principal.council_id = "E00000000";
  EXPECT_THAT(Requests(elsewhere), IsEmpty());
}

TEST_P(MatchTest, RequestsArePagedByWhenTheyAreDue) {
  std::vector<std::string> made;
  for (int i = 0; i < 5; ++i) {
    const ids::Uuid session = world_->AddSession({.starts_in = absl::Hours(400 + 10 * i), .match_hours = 20 + i});
    made.push_back(store().TakePlace(Carer(), AttemptFor(child_, session, {}, 0, v1::BOOKING_STATE_CONFIRMED))->name());
  }
  std::vector<std::string> seen;
  v1::ListRequestsRequest request;
  request.set_page_size(2);
  do {
    const auto page = Run<v1::ListRequestsResponse>("ListRequests", Officer(), request).value();
    for (const auto& each : page.requests()) seen.push_back(each.booking());
    request.set_page_token(page.next_page_token());
  } while (!request.page_token().empty());
  EXPECT_EQ(seen, made);
}

// 00:30 on the child's birthday in London is still the day before in UTC.
TEST_P(MatchTest, AgeIsOfTheDayInLondonOnWhichTheSessionStarts) {
  support::SetDateOfBirth(support::SharedMysql(), world_->council, child_, absl::CivilDay(2030, 6, 15));
  const absl::Time start = absl::FromCivil(absl::CivilMinute(2040, 6, 14, 23, 30), absl::UTCTimeZone());
  session_ = world_->AddSession({.starts_in = start - absl::Now() + absl::Seconds(1), .match_hours = 48});
  Book();
  ASSERT_THAT(Requests(Staff()), SizeIs(1));
  EXPECT_EQ(Requests(Staff())[0].age_years(), 10);
}

TEST_P(MatchTest, ASuitableBookingIsConfirmedAndIsARequestNoMore) {
  const v1::Booking booking = Book();
  const auto seen = [&] { return Number("SELECT COUNT(*) FROM match_needs WHERE council_id = ?", {world_->council}); };
  EXPECT_EQ(seen(), 1);
  const auto answered = Answer(Staff(), Suitable(booking));
  ASSERT_TRUE(answered.ok()) << answered.status();
  EXPECT_EQ(answered->state(), v1::BOOKING_STATE_CONFIRMED);
  EXPECT_FALSE(answered->has_match_due_time());
  EXPECT_EQ(answered->version(), booking.version() + 1);
  EXPECT_EQ(bookings::AsItsProviderSees(Read(booking)), answered->SerializeAsString());
  EXPECT_THAT(world_->Events(), ElementsAre("booking.requested", "booking.confirmed"));
  EXPECT_THAT(LedgerKinds(), ElementsAre(v1::LEDGER_ENTRY_KIND_GRANT, v1::LEDGER_ENTRY_KIND_DEBIT));
  EXPECT_EQ(world_->Committed(allocation_), 180);
  EXPECT_EQ(seen(), 0);
  EXPECT_THAT(Requests(Staff()), IsEmpty());
  EXPECT_THAT(metrics_.endings, ElementsAre("answer confirmed"));
  ExpectProved();
}

TEST_P(MatchTest, TheFamilyReadsTheAdjustmentsAndMayCancelForNothingForThreeDays) {
  const v1::Booking booking = Book();
  world_->PassNotice(booking.name());
  const auto answered = Answer(Staff(), WithAdjustments(booking));
  ASSERT_TRUE(answered.ok()) << answered.status();
  EXPECT_EQ(answered->state(), v1::BOOKING_STATE_CONFIRMED);
  const v1::Booking read = Read(booking);
  EXPECT_EQ(read.adjustments(), "We start in the quiet room.");
  const absl::Time free = wire::FromProto(read.adjustments_free_until_time());
  EXPECT_GT(free, absl::Now() + absl::Hours(71));
  EXPECT_LT(free, absl::Now() + absl::Hours(73));
  const auto cancelled = store().Cancel(Carer(), ChangeOf(read, "CancelBooking"));
  ASSERT_TRUE(cancelled.ok()) << cancelled.status();
  EXPECT_EQ(cancelled->booking().state(), v1::BOOKING_STATE_CANCELLED_IN_TIME);
  EXPECT_EQ(cancelled->refunded().amount(), 180);
  EXPECT_EQ(wire::FromProto(cancelled->free_until_time()), free);
  ExpectProved();
}

TEST_P(MatchTest, AfterThreeDaysTheTermsOfCancellingHoldAgain) {
  const v1::Booking booking = Book();
  world_->PassNotice(booking.name());
  ASSERT_TRUE(Answer(Staff(), WithAdjustments(booking)).ok());
  Root("UPDATE bookings SET match_answer_time = NOW(6) - INTERVAL 73 HOUR WHERE council_id = ?", {world_->council});
  const auto cancelled = store().Cancel(Carer(), ChangeOf(booking, "CancelBooking"));
  ASSERT_TRUE(cancelled.ok()) << cancelled.status();
  EXPECT_EQ(cancelled->booking().state(), v1::BOOKING_STATE_CANCELLED_LATE);
  EXPECT_EQ(cancelled->forfeited().amount(), 180);
}

TEST_P(MatchTest, WhatCannotBeMetGivesEverythingBackAndIsKeptWithItsReason) {
  support::SetNeeds(support::SharedMysql(), world_->council, child_, 8);
  const v1::Booking booking = Book();
  const auto answered = Answer(Staff(), CannotMeet(booking));
  ASSERT_TRUE(answered.ok()) << answered.status();
  EXPECT_EQ(answered->state(), v1::BOOKING_STATE_CANNOT_MEET);
  EXPECT_EQ(Read(booking).cannot_meet_reason(), "Nobody on shift is trained for gastrostomy.");
  EXPECT_EQ(world_->Committed(allocation_), 0);
  EXPECT_EQ(world_->PlacesTaken(session_), 0);
  EXPECT_THAT(LedgerKinds(),
              ElementsAre(v1::LEDGER_ENTRY_KIND_GRANT, v1::LEDGER_ENTRY_KIND_DEBIT, v1::LEDGER_ENTRY_KIND_REFUND));
  EXPECT_THAT(world_->Events(), ElementsAre("booking.requested", "booking.cannot_meet"));
  const auto unmet =
      Run<v1::ListUnmetNeedResponse>("ListUnmetNeed", Officer(), v1::ListUnmetNeedRequest()).value().unmet_needs();
  ASSERT_EQ(unmet.size(), 1);
  EXPECT_EQ(unmet[0].booking(), booking.name());
  EXPECT_EQ(unmet[0].child(), booking.child());
  EXPECT_EQ(unmet[0].provider(), Staff().principal.provider);
  EXPECT_EQ(unmet[0].category(), v1::CANNOT_MEET_CATEGORY_TRAINING);
  EXPECT_EQ(unmet[0].reason(), "Nobody on shift is trained for gastrostomy.");
  EXPECT_THAT(unmet[0].needs(), ElementsAre(NEED_GASTROSTOMY));
  // The place is anybody's again, and the child's too.
  EXPECT_EQ(Book().state(), v1::BOOKING_STATE_REQUESTED);
  ExpectProved();
}

TEST_P(MatchTest, AnAnswerThatDoesNotSayWhatItMustIsRefused) {
  const v1::Booking booking = Book();
  const auto wrong = [&](v1::AnswerRequestRequest request, const std::function<void(v1::AnswerRequestRequest&)>& change,
                         const char* field, bool officer = false) {
    change(request);
    const auto answered = Answer(officer ? Officer() : Staff(), request);
    EXPECT_EQ(errors::ReasonOf(answered.status()), ERROR_REASON_INVALID_REQUEST) << field;
    EXPECT_THAT(std::string(answered.status().message()), HasSubstr(field));
  };
  wrong(
      Suitable(booking), [](auto& r) { r.clear_answer(); }, "answer");
  wrong(
      Suitable(booking), [](auto& r) { r.set_adjustments("Some."); }, "adjustments");
  wrong(
      Suitable(booking), [](auto& r) { r.set_cannot_meet_reason("None."); }, "cannot_meet_reason");
  wrong(
      Suitable(booking), [](auto& r) { r.set_cannot_meet_category(v1::CANNOT_MEET_CATEGORY_OTHER); },
      "cannot_meet_category");
  wrong(
      Suitable(booking), [](auto& r) { r.clear_etag(); }, "etag");
  wrong(
      Suitable(booking), [](auto& r) { r.set_booking("bookings/1"); }, "booking");
  wrong(
      Suitable(booking), [](auto& r) { r.set_officer_reason("Mine."); }, "officer_reason");
  wrong(
      WithAdjustments(booking), [](auto& r) { r.set_adjustments(" "); }, "adjustments");
  wrong(
      CannotMeet(booking), [](auto& r) { r.clear_cannot_meet_reason(); }, "cannot_meet_reason");
  wrong(
      CannotMeet(booking), [](auto& r) { r.clear_cannot_meet_category(); }, "cannot_meet_category");
  wrong(
      CannotMeet(booking), [](auto& r) { r.set_cannot_meet_reason(std::string(1001, 'x')); }, "cannot_meet_reason");
  wrong(
      Suitable(booking), [](auto&) {}, "officer_reason", /*officer=*/true);
  EXPECT_EQ(Read(booking).SerializeAsString(), booking.SerializeAsString()) << "nothing was changed";
}

TEST_P(MatchTest, OnlyItsProviderAnswersOrAnOfficerWhoSaysWhy) {
  const v1::Booking booking = Book();
  EXPECT_EQ(AnswerReason(Staff(world_->AddSession({})), Suitable(booking)), ERROR_REASON_NOT_ALLOWED);
  EXPECT_EQ(AnswerReason(Carer(), Suitable(booking)), ERROR_REASON_NOT_ALLOWED);
  v1::Booking unknown = booking;
  unknown.set_name(ids::ResourceName("bookings", ids::NewUuid()));
  EXPECT_EQ(AnswerReason(Staff(), Suitable(unknown)), ERROR_REASON_NOT_ALLOWED) << "as what is another's";
  v1::AnswerRequestRequest request = Suitable(booking);
  request.set_officer_reason("The provider said so on the telephone.");
  rpc::Call elsewhere = Officer();
  elsewhere.principal.council_id = "E00000000";
  EXPECT_EQ(AnswerReason(elsewhere, request), ERROR_REASON_NOT_FOUND);
  EXPECT_TRUE(Answer(Officer(), request).ok());
  EXPECT_EQ(Number("SELECT COUNT(*) FROM bookings WHERE council_id = ? AND match_answered_by LIKE 'officer:%' "
                   "AND match_officer_reason <> ''",
                   {world_->council}),
            1);
}

TEST_P(MatchTest, AfterTheDeadlineNothingHappensByItselfAndOfficersSeeIt) {
  const v1::Booking booking = Book();
  EXPECT_THAT(Requests(Officer(), /*overdue_only=*/true), IsEmpty());
  const int64_t before = *store_.CountOverdue(absl::Now() + absl::Seconds(10));
  PassDueTime(booking);
  const std::vector<v1::MatchRequest> overdue = Requests(Officer(), /*overdue_only=*/true);
  ASSERT_THAT(overdue, SizeIs(1));
  EXPECT_TRUE(overdue[0].overdue());
  WatchOverdue(store_, metrics_);
  EXPECT_EQ(metrics_.overdue, before + 1);
  ASSERT_TRUE(store().ExpireHolds(absl::Now() + absl::Seconds(20), 1000).ok());
  ASSERT_TRUE(store().EndBookingsOfCancelledSessions(absl::Now() + absl::Seconds(20), 1000).ok());
  EXPECT_EQ(Read(booking).state(), v1::BOOKING_STATE_REQUESTED);
  EXPECT_TRUE(Answer(Staff(), Suitable(booking)).ok()) << "late is better than never";
}

TEST_P(MatchTest, OnceTheSessionHasBegunOnlyAnOfficerAnswers) {
  const v1::Booking booking = Book();
  world_->StartSession(session_);
  EXPECT_EQ(AnswerReason(Staff(), Suitable(booking)), ERROR_REASON_SESSION_STARTED);
  v1::AnswerRequestRequest request = CannotMeet(booking);
  request.set_officer_reason("The provider never answered, and the child did not go.");
  const auto answered = Answer(Officer(), request);
  ASSERT_TRUE(answered.ok()) << answered.status();
  EXPECT_EQ(world_->Committed(allocation_), 0);
}

TEST_P(MatchTest, WhatWasCalledOffOrAnsweredOrReadBeforeAChangeIsNotAnswered) {
  const v1::Booking booking = Book();
  v1::AnswerRequestRequest stale = Suitable(booking);
  stale.set_etag("7");
  EXPECT_EQ(AnswerReason(Staff(), stale), ERROR_REASON_ETAG_MISMATCH);
  ASSERT_TRUE(Answer(Staff(), Suitable(booking)).ok());
  const auto again = Answer(Staff(), CannotMeet(booking));
  EXPECT_EQ(errors::ReasonOf(again.status()), ERROR_REASON_STATE_FORBIDS);
  EXPECT_EQ(errors::MetadataOf(again.status(), "state"), "BOOKING_STATE_CONFIRMED");
  session_ = world_->AddSession({.starts_in = absl::Hours(600), .match_hours = 48});
  const v1::Booking off = Book();
  world_->SetSessionState(session_, 4);
  EXPECT_EQ(AnswerReason(Staff(), Suitable(off)), ERROR_REASON_SESSION_CANCELLED);
  EXPECT_THAT(Requests(Staff()), IsEmpty());
}

TEST_P(MatchTest, AnAnswerThatIsSentAgainIsDoneOnce) {
  const v1::Booking booking = Book();
  const v1::AnswerRequestRequest request = CannotMeet(booking);
  const auto first = Answer(Staff(), request), second = Answer(Staff(), request);
  ASSERT_TRUE(first.ok() && second.ok()) << second.status();
  EXPECT_EQ(first->SerializeAsString(), second->SerializeAsString());
  EXPECT_THAT(metrics_.endings, ElementsAre("answer cannot_meet"));
  EXPECT_EQ(Number("SELECT COUNT(*) FROM unmet_needs WHERE council_id = ?", {world_->council}), 1);
}

// Two people at a provider, one of whom says yes and the other no.
TEST_P(MatchTest, ApprovedAndRejectedAtOnceHasOneOutcomeAndOneEventAfterIt) {
  for (int round = 0; round < 8; ++round) {
    session_ = world_->AddSession({.starts_in = absl::Hours(300 + 10 * round), .match_hours = 48});
    const v1::Booking booking =
        *store().TakePlace(Carer(), AttemptFor(child_, session_, allocation_, 60, v1::BOOKING_STATE_CONFIRMED));
    const rpc::Call staff = Staff();
    const size_t events = world_->Events().size();
    constexpr int kThreads = 8;
    std::latch start(kThreads);
    std::atomic<int> approved = 0, rejected = 0;
    std::vector<std::jthread> threads;
    for (int i = 0; i < kThreads; ++i) {
      threads.emplace_back([&, i] {
        const bookings::BookingChange change{.mark = NewMark(staff, "AnswerRequest"),
                                             .booking_id = *ids::IdOf("bookings", booking.name()),
                                             .child_id = child_,
                                             .session_id = session_,
                                             .etag = booking.etag()};
        const match::Answer yes{.answer = v1::MATCH_ANSWER_SUITABLE}, no{.answer = v1::MATCH_ANSWER_CANNOT_MEET,
                                                                         .category = v1::CANNOT_MEET_CATEGORY_STAFFING,
                                                                         .cannot_meet_reason = "Too few staff."};
        start.arrive_and_wait();
        const bool done = store_.Answer(staff, change, i % 2 == 0 ? yes : no).ok();
        (i % 2 == 0 ? approved : rejected) += done;
      });
    }
    threads.clear();
    EXPECT_EQ(approved + rejected, 1);
    const std::vector<std::string> all = world_->Events();
    ASSERT_EQ(all.size(), events + 1);
    EXPECT_EQ(all.back(), approved == 1 ? "booking.confirmed" : "booking.cannot_meet");
    EXPECT_EQ(Read(booking).state(), approved == 1 ? v1::BOOKING_STATE_CONFIRMED : v1::BOOKING_STATE_CANNOT_MEET);
  }
  ExpectProved();
}

// Each request keeps a place, so that two of them can never wait for the same one.
TEST_P(MatchTest, TwoRequestsForOnePlaceCannotBothBeApproved) {
  constexpr int kChildren = 8;
  session_ = world_->AddSession({.places = 1, .match_hours = 48});
  std::vector<bookings::PlaceAttempt> attempts;
  for (int i = 0; i < kChildren; ++i) {
    attempts.push_back(AttemptFor(world_->AddChild(carer_), session_, {}, 0, v1::BOOKING_STATE_CONFIRMED));
  }
  std::latch start(kChildren);
  std::atomic<int> full = 0;
  std::vector<std::jthread> threads;
  for (const bookings::PlaceAttempt& attempt : attempts) {
    threads.emplace_back([&] {
      start.arrive_and_wait();
      full += errors::ReasonOf(store().TakePlace(Carer(), attempt).status()) == ERROR_REASON_SESSION_FULL;
    });
  }
  threads.clear();
  EXPECT_EQ(full, kChildren - 1);
  const std::vector<v1::MatchRequest> waiting = Requests(Staff());
  ASSERT_THAT(waiting, SizeIs(1));
  v1::Booking booking;
  booking.set_name(waiting[0].booking());
  booking.set_etag(waiting[0].etag());
  EXPECT_TRUE(Answer(Staff(), Suitable(booking)).ok());
  EXPECT_EQ(world_->PlacesTaken(session_), 1);
  ExpectProved();
}

}  // namespace
}  // namespace shortbreaks::match

// The register on a real database: what each mark moves, who may mark until when, and two tablets at one door.
#include <atomic>
#include <random>
#include <thread>

#include "errors/errors.h"
#include "london/london.h"
#include "registers/registers_test.h"
#include "support/sealed.h"

namespace shortbreaks::registers {
namespace {

using bookings::World;
using testing::ElementsAre;

constexpr auto kAttended = v1::ATTENDANCE_OUTCOME_ATTENDED;
constexpr auto kPart = v1::ATTENDANCE_OUTCOME_PART_ATTENDED;
constexpr auto kNoShow = v1::ATTENDANCE_OUTCOME_NO_SHOW;
constexpr auto kAbsent = v1::ATTENDANCE_OUTCOME_ABSENT_WITH_NOTICE;
constexpr auto kProvidersCause = v1::ATTENDANCE_OUTCOME_PROVIDER_CAUSE;
constexpr int kGrant = v1::LEDGER_ENTRY_KIND_GRANT, kDebit = v1::LEDGER_ENTRY_KIND_DEBIT,
              kSettle = v1::LEDGER_ENTRY_KIND_SETTLE;

class Registers : public RegisterWorld {};
INSTANTIATE_TEST_SUITE_P(Mysql, Registers, testing::Values(+[]() -> std::shared_ptr<World> {
                           return std::make_shared<bookings::MysqlWorld>(support::SharedMysql());
                         }));

TEST_P(Registers, WhoCameKeepsTheChargeAndNothingMoves) {
  const v1::Booking booking = Marked(MarkOf(Begun(), kAttended));
  EXPECT_EQ(booking.state(), v1::BOOKING_STATE_ATTENDED);
  EXPECT_EQ(booking.attendance().minutes(), 180);
  EXPECT_EQ(booking.attendance().settled().amount(), 180);
  EXPECT_EQ(world_->Committed(allocation_), 180);
  EXPECT_EQ(world_->PlacesTaken(session_), 1) << "the session has begun: nobody else can have the place";
  EXPECT_THAT(LedgerKinds(), ElementsAre(kGrant, kDebit));
  EXPECT_THAT(world_->Events(), ElementsAre("booking.confirmed", "booking.attended"));
  EXPECT_EQ(bookings::AsItsProviderSees(Read(booking)), booking.SerializeAsString());
  ExpectAllTrue();
}

TEST_P(Registers, APartIsChargedAndTheRestGivenBack) {
  const v1::Booking booking = Marked(MarkOf(Begun(), kPart, 61));
  EXPECT_EQ(booking.state(), v1::BOOKING_STATE_PART_ATTENDED);
  EXPECT_EQ(booking.attendance().settled().amount(), 61);
  EXPECT_EQ(booking.charge().amount(), 180) << "what the place was taken for stays to be seen";
  EXPECT_EQ(world_->Committed(allocation_), 61);
  EXPECT_THAT(LedgerKinds(), ElementsAre(kGrant, kDebit, kSettle));
  ExpectAllTrue();
}

TEST_P(Registers, TwoAllocationsSettleEachItsPart) {
  const ids::Uuid second = world_->AddAllocation(child_, 600);
  const v1::Booking booking = Marked(MarkOf(Begun(Terms(), 180, second, 70), kPart, 90));
  EXPECT_EQ(booking.attendance().settled().amount(), 90);
  EXPECT_EQ(world_->Committed(allocation_), 55);
  EXPECT_EQ(world_->Committed(second), 35);
  Marked(Correction(booking, kNoShow));
  EXPECT_EQ(world_->Committed(allocation_), 110);
  EXPECT_EQ(world_->Committed(second), 70);
  ExpectAllTrue();
}

TEST_P(Registers, WhoDidNotComeLosesAll) {
  const v1::Booking booking = Marked(MarkOf(Begun(), kNoShow));
  EXPECT_EQ(booking.state(), v1::BOOKING_STATE_NO_SHOW);
  EXPECT_EQ(booking.attendance().minutes(), 0);
  EXPECT_EQ(world_->Committed(allocation_), 180);
  ExpectAllTrue();
}

TEST_P(Registers, AnAbsenceCostsWhatCancellingAtThatTimeWouldHave) {
  const v1::Booking booking = Begun();
  v1::AttendanceMark mark = MarkOf(booking, kAbsent);
  // The booking's own start counts for what notice costs.
  Sql("UPDATE bookings SET start_time = NOW(6), end_time = NOW(6) + INTERVAL 3 HOUR WHERE council_id = ?");
  *mark.mutable_notice_time() = wire::ToProto(absl::Now() - absl::Hours(25));
  const v1::Booking marked = Marked(mark);
  EXPECT_EQ(marked.state(), v1::BOOKING_STATE_ABSENT_WITH_NOTICE);
  EXPECT_EQ(marked.attendance().settled().amount(), 90);
  EXPECT_EQ(world_->Committed(allocation_), 90);
  v1::AttendanceMark ill = Correction(marked, kAbsent);
  *ill.mutable_notice_time() = mark.notice_time();
  ill.set_cause(type::v1::CANCEL_CAUSE_ILLNESS);
  const v1::Booking waived = Marked(ill);
  EXPECT_EQ(waived.waived_by(), "policy");
  EXPECT_EQ(waived.cancel_cause(), type::v1::CANCEL_CAUSE_UNSPECIFIED) << "no provider is shown it";
  EXPECT_EQ(Read(waived).cancel_cause(), type::v1::CANCEL_CAUSE_ILLNESS);
  EXPECT_EQ(world_->Committed(allocation_), 0);
  ExpectAllTrue();
}

TEST_P(Registers, AnAbsenceFromWhatTheProviderNeverAnsweredCostsNothingHoweverOftenItIsCorrected) {
  const v1::Booking booking = Begun();
  Sql("UPDATE bookings SET state = 9, match_due_time = NOW(6) - INTERVAL 1 HOUR, start_time = NOW(6), "
      "end_time = NOW(6) + INTERVAL 3 HOUR WHERE council_id = ?");
  const v1::Booking came_not = Marked(MarkOf(booking, kNoShow));
  v1::AttendanceMark absent = Correction(came_not, kAbsent);
  *absent.mutable_notice_time() = wire::ToProto(absl::Now() - absl::Hours(2));
  const v1::Booking marked = Marked(absent);
  EXPECT_EQ(marked.attendance().settled().amount(), 0);
  EXPECT_EQ(world_->Committed(allocation_), 0);
  absent.clear_etag();
  EXPECT_EQ(Marked(absent).SerializeAsString(), marked.SerializeAsString()) << "it says what stands";
  ExpectAllTrue();
}

TEST_P(Registers, TheProvidersCauseGivesEverythingBackOnce) {
  const v1::Booking booking = Marked(MarkOf(Begun(), kProvidersCause));
  EXPECT_EQ(booking.state(), v1::BOOKING_STATE_CANCELLED_BY_PROVIDER);
  EXPECT_EQ(world_->Committed(allocation_), 0);
  EXPECT_EQ(world_->PlacesTaken(session_), 1);
  world_->SetSessionState(session_, 4);
  EXPECT_EQ(*store().EndBookingsOfCancelledSessions(absl::Now() + absl::Seconds(10), 100), 0);
  EXPECT_EQ(world_->Committed(allocation_), 0);
  EXPECT_EQ(world_->PlacesTaken(session_), 1);
  ExpectAllTrue();
}

TEST_P(Registers, ACorrectionSettlesTheDifferenceAsOftenAsItTakes) {
  v1::Booking booking = Marked(MarkOf(Begun(), kPart, 60));
  booking = Marked(Correction(booking, kNoShow));
  EXPECT_EQ(world_->Committed(allocation_), 180);
  EXPECT_EQ(booking.attendance().correction_reason(), "The list at the door was another day's.");
  booking = Marked(Correction(booking, kPart, 60));
  booking = Marked(Correction(booking, kProvidersCause));
  booking = Marked(Correction(booking, kAttended));
  EXPECT_EQ(booking.state(), v1::BOOKING_STATE_ATTENDED);
  EXPECT_THAT(LedgerKinds(), ElementsAre(kGrant, kDebit, kSettle, kSettle, kSettle, kSettle, kSettle));
  const auto marks =
      Sql("SELECT settled_amount, reason FROM attendance_marks WHERE council_id = ? "
          "ORDER BY booking_version");
  ASSERT_EQ(marks.size(), 5u) << "every mark there was is kept";
  EXPECT_EQ(marks[1].Int(0), 180);
  ExpectAllTrue();
}

TEST_P(Registers, ACorrectionTakesNoMoreThanIsLeftAndLeavesNothing) {
  const v1::Booking booking = Marked(MarkOf(Begun(), kProvidersCause));
  Begun(Terms(), 500);
  session_ = *ids::IdOf("sessions", booking.session());
  EXPECT_EQ(Refused(Provider(), Correction(booking, kAttended)), "ERROR_REASON_BALANCE_TOO_SMALL");
  EXPECT_EQ(world_->Committed(allocation_), 500);
  EXPECT_EQ(bookings::AsItsProviderSees(Read(booking)), booking.SerializeAsString());
  ExpectAllTrue();
}

TEST_P(Registers, AnAllocationThatEndedMeanwhileIsStillGivenBackTo) {
  const v1::Booking booking = Begun();
  Sql("UPDATE allocations SET state = 5, granted = 180, version = version + 1 WHERE council_id = ?");
  Sql("UPDATE ledger_grants SET amount = 180 WHERE council_id = ?");
  EXPECT_EQ(Marked(MarkOf(booking, kPart, 30)).attendance().settled().amount(), 30);
  EXPECT_EQ(world_->Committed(allocation_), 30);
}

TEST_P(Registers, NothingIsMarkedBeforeTheSessionBegins) {
  const v1::Booking booking = BookIn(2, Terms());
  EXPECT_EQ(Refused(Provider(), MarkOf(booking, kAttended)), "ERROR_REASON_STATE_FORBIDS");
  EXPECT_EQ(Read(booking).state(), v1::BOOKING_STATE_CONFIRMED);
}

TEST_P(Registers, AfterTheWindowOnlyAnOfficerMarksAndSaysWhy) {
  const v1::Booking booking = Begun();
  BeganAgo(kWindow + absl::Hours(3) - absl::Minutes(1));
  const v1::Booking marked = Marked(MarkOf(booking, kAttended));
  BeganAgo(kWindow + absl::Hours(3) + absl::Seconds(1));
  EXPECT_EQ(Refused(Provider(), Correction(marked, kNoShow)), "ERROR_REASON_REGISTER_CLOSED");
  EXPECT_EQ(Marked(Officer(), Correction(marked, kNoShow)).state(), v1::BOOKING_STATE_NO_SHOW);
  const v1::Booking late = Begun();
  BeganAgo(kWindow + absl::Hours(4));
  EXPECT_EQ(Refused(Provider(), MarkOf(late, kAttended)), "ERROR_REASON_REGISTER_CLOSED");
  EXPECT_EQ(Refused(Officer(), MarkOf(late, kAttended)), "ERROR_REASON_INVALID_REQUEST") << "without a reason";
  v1::AttendanceMark mark = MarkOf(late, kAttended);
  mark.set_reason("The provider sent the list on paper.");
  EXPECT_EQ(Marked(Officer(), mark).state(), v1::BOOKING_STATE_ATTENDED);
}

TEST_P(Registers, ACorrectionNeedsItsReasonAndTheEtagThatWasSeen) {
  const v1::Booking booking = Marked(MarkOf(Begun(), kAttended));
  v1::AttendanceMark silent = Correction(booking, kNoShow);
  silent.clear_reason();
  EXPECT_EQ(Refused(Provider(), silent), "ERROR_REASON_INVALID_REQUEST");
  v1::AttendanceMark blind = Correction(booking, kNoShow);
  blind.clear_etag();
  EXPECT_EQ(Refused(Provider(), blind), "ERROR_REASON_ETAG_MISMATCH");
  EXPECT_EQ(Read(booking).state(), v1::BOOKING_STATE_ATTENDED);
}

TEST_P(Registers, AMarkThatSaysWhatStandsIsNoConflictAndNoChange) {
  const v1::Booking booking = Marked(MarkOf(Begun(), kPart, 30));
  EXPECT_EQ(Marked(MarkOf(booking, kPart, 30)).SerializeAsString(), booking.SerializeAsString());
  EXPECT_EQ(Refused(Provider(), MarkOf(booking, kPart, 31)), "ERROR_REASON_ETAG_MISMATCH");
}

TEST_P(Registers, OneWrongMarkKeepsNobodyElseFromBeingMarked) {
  const v1::Booking booking = Begun();
  v1::Booking stranger = booking;
  stranger.set_name(ids::ResourceName("bookings", ids::NewUuid()));
  const auto response = Mark(Provider(), RequestOf({MarkOf(stranger, kAttended), MarkOf(booking, kAttended)}));
  ASSERT_TRUE(response.ok()) << response.status();
  EXPECT_EQ(response->results(0).error_reason(), "ERROR_REASON_NOT_FOUND");
  EXPECT_EQ(response->results(0).name(), stranger.name());
  EXPECT_EQ(response->results(1).booking().state(), v1::BOOKING_STATE_ATTENDED);
}

TEST_P(Registers, WhatATabletSendsAgainIsDoneOnceAndAnsweredAsBefore) {
  const v1::Booking booking = Begun();
  v1::MarkAttendanceRequest request = RequestOf({MarkOf(booking, kPart, 30)});
  const auto first = Mark(Provider(), request);
  Marked(Correction(first->results(0).booking(), kAttended));
  const auto again = Mark(Provider(), request);
  ASSERT_TRUE(again.ok()) << again.status();
  EXPECT_EQ(again->SerializeAsString(), first->SerializeAsString());
  EXPECT_EQ(Read(booking).state(), v1::BOOKING_STATE_ATTENDED) << "the correction stands";
  request.mutable_marks(0)->set_minutes(31);
  EXPECT_EQ(errors::ReasonOf(Mark(Provider(), request).status()), type::v1::ERROR_REASON_REQUEST_ID_REUSED);
}

TEST_P(Registers, WhatIsAskedWrongIsNamedAndNothingIsDone) {
  const v1::Booking booking = Begun();
  const auto wrong = [&](v1::AttendanceMark mark) {
    return errors::ReasonOf(Mark(Provider(), RequestOf({std::move(mark)})).status());
  };
  constexpr auto kInvalid = type::v1::ERROR_REASON_INVALID_REQUEST;
  EXPECT_EQ(wrong(MarkOf(booking, v1::ATTENDANCE_OUTCOME_UNSPECIFIED)), kInvalid);
  EXPECT_EQ(wrong(MarkOf(booking, kPart)), kInvalid);
  EXPECT_EQ(wrong(MarkOf(booking, kAttended, 10)), kInvalid);
  EXPECT_EQ(wrong(MarkOf(booking, kAbsent)), kInvalid);
  v1::AttendanceMark cause = MarkOf(booking, kNoShow);
  cause.set_cause(type::v1::CANCEL_CAUSE_ILLNESS);
  EXPECT_EQ(wrong(cause), kInvalid);
  EXPECT_EQ(errors::ReasonOf(Mark(Provider(), RequestOf({})).status()), kInvalid);
  EXPECT_EQ(
      errors::ReasonOf(Mark(Provider(), RequestOf({MarkOf(booking, kAttended), MarkOf(booking, kNoShow)})).status()),
      kInvalid);
  EXPECT_EQ(Refused(Provider(), MarkOf(booking, kPart, 180)), "ERROR_REASON_INVALID_REQUEST") << "that is all of it";
  v1::AttendanceMark late = MarkOf(booking, kAbsent);
  *late.mutable_notice_time() = wire::ToProto(absl::Now());
  EXPECT_EQ(Refused(Provider(), late), "ERROR_REASON_INVALID_REQUEST") << "notice after the start is none";
  EXPECT_EQ(Read(booking).state(), v1::BOOKING_STATE_CONFIRMED);
}

TEST_P(Registers, AnothersSessionIsNobodysToMarkOrSee) {
  const v1::Booking booking = Begun();
  rpc::Call stranger = Provider();
  stranger.principal.provider = ids::ResourceName("providers", ids::NewUuid());
  constexpr auto kNotAllowed = type::v1::ERROR_REASON_NOT_ALLOWED;
  EXPECT_EQ(errors::ReasonOf(Mark(stranger, RequestOf({MarkOf(booking, kAttended)})).status()), kNotAllowed);
  rpc::Call elsewhere = Provider(), officer = Officer();
  elsewhere.principal.council_id = officer.principal.council_id = "E99999999";
  EXPECT_EQ(errors::ReasonOf(Mark(elsewhere, RequestOf({MarkOf(booking, kAttended)})).status()), kNotAllowed);
  EXPECT_EQ(errors::ReasonOf(Mark(officer, RequestOf({MarkOf(booking, kAttended)})).status()),
            type::v1::ERROR_REASON_NOT_FOUND);
  v1::GetRegisterRequest request;
  request.set_session(booking.session());
  EXPECT_EQ(errors::ReasonOf(Run<v1::GetRegisterResponse>("GetRegister", stranger, request).status()), kNotAllowed);
}

TEST_P(Registers, SayWhoIsMarkedAndWhoIsStillToBe) {
  session_ = world_->AddSession({.places = 3});
  const v1::Booking first = BookAgain(Terms());
  const ids::Uuid sibling = world_->AddChild(carer_), third = world_->AddChild(carer_);
  const v1::Booking second =
      *store().TakePlace(Carer(), AttemptFor(sibling, session_, {}, 0, v1::BOOKING_STATE_CONFIRMED));
  const v1::Booking gone = *store().TakePlace(Carer(), AttemptFor(third, session_, {}, 0, v1::BOOKING_STATE_CONFIRMED));
  Cancelled(CancelOf(gone));
  BeganAgo(absl::Hours(1));
  Marked(MarkOf(second, kNoShow));
  const v1::GetRegisterResponse page = Register();
  ASSERT_EQ(page.bookings_size(), 2) << "who cancelled is not expected";
  EXPECT_EQ(page.bookings(0).name(), first.name());
  EXPECT_FALSE(page.bookings(0).has_attendance());
  EXPECT_EQ(page.bookings(1).state(), v1::BOOKING_STATE_NO_SHOW);
  EXPECT_EQ(page.unmarked(), 1);
  EXPECT_EQ(wire::FromProto(page.close_time()) - wire::FromProto(page.end_time()), kWindow);
}

TEST_P(Registers, SayWhomTheyAreOfUntilTheRegisterCloses) {
  session_ = world_->AddSession({.places = 3});
  const v1::Booking booking = BookAgain(Terms());
  const ids::Uuid child = *ids::IdOf("children", booking.child());
  support::SetNeeds(support::SharedMysql(), world_->council, child, int64_t{1} << type::v1::NEED_AUTISM);
  BeganAgo(absl::Hours(1));
  const absl::CivilDay today = london::DayOf(wire::FromProto(Register().start_time()));
  support::SetDateOfBirth(support::SharedMysql(), world_->council, child,
                          absl::CivilDay(today.year() - 10, today.month(), 1) - 1);
  const v1::GetRegisterResponse page = Register();
  ASSERT_EQ(page.children_size(), 1);
  EXPECT_EQ(page.children(0).child(), booking.child());
  EXPECT_EQ(page.children(0).call_name(), "Sample") << "of Sample Child its first word alone";
  EXPECT_EQ(page.children(0).age_years(), 10);
  EXPECT_THAT(page.children(0).needs(), testing::ElementsAre(type::v1::NEED_AUTISM));
  EXPECT_GT(page.children(0).support_ratio().staff(), 0);
  BeganAgo(kWindow + absl::Hours(3) + absl::Minutes(1));
  EXPECT_EQ(Register().bookings_size(), 1);
  EXPECT_EQ(Register().children_size(), 0) << "closed: names are no longer the provider's to see";
  v1::GetRegisterRequest request;
  request.set_session(ids::ResourceName("sessions", session_));
  const auto officers = Run<v1::GetRegisterResponse>("GetRegister", CallAs(identity::Role::kOfficer, "o"), request);
  ASSERT_TRUE(officers.ok()) << officers.status();
  EXPECT_EQ(officers->children_size(), 1);
}

TEST_P(Registers, StayReadableWhereAChildWasErased) {
  const v1::Booking booking = Begun();
  Sql("DELETE FROM data_keys WHERE council_id = ? AND subject_id = ?",
      {mysql::Bytes{*ids::IdOf("children", booking.child())}});
  EXPECT_EQ(Register().bookings_size(), 1);
  EXPECT_EQ(Register().children_size(), 0);
}

// The law's limits on stays and the policy's caps count what the child came for, by the view that decisions read.
TEST_P(Registers, WhatAChildCameForStaysCountedWithWhatItWasCharged) {
  const v1::Booking booking = Marked(MarkOf(Begun(), kPart, 61));
  const auto counted = [&] {
    const auto rows = Sql("SELECT amount FROM child_bookings WHERE council_id = ?");
    return rows.size() == 1 ? rows[0].Int(0) : -1;
  };
  EXPECT_EQ(counted(), 61);
  const v1::Booking came = Marked(Correction(booking, kAttended));
  EXPECT_EQ(counted(), 180);
  Marked(Correction(came, kNoShow));
  EXPECT_EQ(counted(), -1) << "who was not there did not stay";
}

TEST_P(Registers, AMarkedBookingIsNeitherCancelledNorBookedOver) {
  const v1::Booking booking = Marked(MarkOf(Begun(), kAttended));
  EXPECT_EQ(errors::ReasonOf(store().Cancel(Carer(), CancelOf(booking)).status()),
            type::v1::ERROR_REASON_STATE_FORBIDS);
  // The child is there until the session ends.
  const ids::Uuid clash =
      world_->AddSession({.starts_in = wire::FromProto(booking.start_time()) - absl::Now() + absl::Hours(1)});
  EXPECT_EQ(errors::ReasonOf(store().TakePlace(Carer(), AttemptFor(child_, clash, {}, 0)).status()),
            type::v1::ERROR_REASON_OVERLAPPING_BOOKING);
}

TEST_P(Registers, NoChangeOfAFamilysIsDoneToAMarkedBooking) {
  v1::Booking booking = Begun();
  for (const auto outcome : {kAttended, kPart, kNoShow, kAbsent, kProvidersCause}) {
    v1::AttendanceMark mark = Correction(booking, outcome, outcome == kPart ? 30 : 0);
    if (outcome == kAbsent) *mark.mutable_notice_time() = wire::ToProto(absl::Now() - absl::Hours(1));
    booking = Marked(mark);
    SCOPED_TRACE(v1::BookingState_Name(booking.state()));
    constexpr auto kForbidden = type::v1::ERROR_REASON_STATE_FORBIDS;
    EXPECT_EQ(errors::ReasonOf(store().ExtendHold(Carer(), ChangeOf(booking, "ExtendHold")).status()), kForbidden);
    EXPECT_EQ(errors::ReasonOf(store().Confirm(Carer(), ChangeOf(booking, "ConfirmBooking")).status()), kForbidden);
    EXPECT_EQ(errors::ReasonOf(store().Release(Carer(), ChangeOf(booking, "ReleaseHold")).status()), kForbidden);
    EXPECT_EQ(errors::ReasonOf(store().Cancel(Carer(), CancelOf(booking)).status()), kForbidden);
    EXPECT_EQ(WaiveReason(booking), kForbidden);
    EXPECT_EQ(Read(booking).version(), booking.version());
  }
}

TEST_P(Registers, ASessionCalledOffIsNotMarkedAnyMore) {
  const v1::Booking booking = Begun();
  world_->SetSessionState(session_, 4);
  EXPECT_EQ(Refused(Provider(), MarkOf(booking, kAttended)), "ERROR_REASON_SESSION_CANCELLED");
  ASSERT_EQ(*store().EndBookingsOfCancelledSessions(absl::Now() + absl::Seconds(10), 100), 1);
  EXPECT_EQ(Refused(Provider(), MarkOf(booking, kAttended)), "ERROR_REASON_STATE_FORBIDS");
  EXPECT_EQ(world_->Committed(allocation_), 0);
  ExpectAllTrue();
}

// Each says something else of every child; whoever comes second hears that somebody else has marked it.
TEST_P(Registers, TwoTabletsMarkOneRegisterAtOnceAndNeitherOverwritesTheOther) {
  constexpr size_t kChildren = 8;
  session_ = world_->AddSession({.places = kChildren});
  std::vector<v1::Booking> booked;
  for (size_t i = 0; i < kChildren; ++i) {
    const ids::Uuid child = world_->AddChild(carer_), purse = world_->AddAllocation(child, 600);
    booked.push_back(*store().TakePlace(Carer(), AttemptFor(child, session_, purse, 180, v1::BOOKING_STATE_CONFIRMED)));
  }
  BeganAgo(absl::Hours(1));
  const rpc::Call provider = Provider();
  std::array<v1::MarkAttendanceResponse, 2> answers;
  {
    std::vector<std::jthread> tablets;
    for (size_t tablet = 0; tablet < 2; ++tablet) {
      std::vector<v1::AttendanceMark> marks;
      for (const v1::Booking& booking : booked)
        marks.push_back(MarkOf(booking, tablet == 0 ? kNoShow : kPart, tablet == 0 ? 0 : 60));
      if (tablet == 1) std::ranges::reverse(marks);
      tablets.emplace_back([&, tablet, request = RequestOf(marks)] {
        auto answer = Mark(provider, request);
        ASSERT_TRUE(answer.ok()) << answer.status();
        answers.at(tablet) = *answer;
      });
    }
  }
  for (size_t i = 0; i < kChildren; ++i) {
    const auto& first = answers[0].results(static_cast<int>(i));
    const auto& second = answers[1].results(static_cast<int>(kChildren - 1 - i));
    ASSERT_EQ(first.name(), second.name());
    EXPECT_NE(first.has_booking(), second.has_booking()) << "one of them marked it";
    EXPECT_EQ((first.has_booking() ? second : first).error_reason(), "ERROR_REASON_ETAG_MISMATCH");
    EXPECT_EQ(Read(booked[i]).state(), (first.has_booking() ? first : second).booking().state());
  }
  EXPECT_EQ(world_->PlacesTaken(session_), static_cast<int>(kChildren));
  ExpectAllTrue();
}

// The family cancels as the session begins and the worker at the door marks.
TEST_P(Registers, AMarkRacesACancellationAndOneWins) {
  int cancelled = 0;
  for (int round = 0; round < 20; ++round) {
    const v1::Booking booking = BookIn(24 * 30 + 10 * round, Terms({{0, 0}}), 20);
    const rpc::Call provider = Provider();
    absl::StatusOr<v1::CancelBookingResponse> cancel;
    v1::BookingResult mark;
    {
      std::jthread family([&] {
        absl::SleepFor(absl::Microseconds(300 * round));
        cancel = store().Cancel(Carer(), CancelOf(booking));
      });
      world_->StartSession(session_);
      mark = MarkOne(provider, MarkOf(booking, kNoShow));
    }
    EXPECT_NE(cancel.ok(), mark.has_booking());
    EXPECT_EQ(Read(booking).state(), cancel.ok() ? v1::BOOKING_STATE_CANCELLED_IN_TIME : v1::BOOKING_STATE_NO_SHOW);
    EXPECT_EQ(world_->PlacesTaken(session_), cancel.ok() ? 0 : 1) << "each counter is given back once";
    cancelled += cancel.ok();
  }
  SCOPED_TRACE(testing::Message() << cancelled << " of 20 cancelled");
  ExpectAllTrue();
}

TEST_P(Registers, TheDatabaseRefusesToSettleMoreThanWasCharged) {
  Marked(MarkOf(Begun(Terms(), 100), kAttended));
  const auto plant = [&](const char* sql) { return support::SharedMysql().AsRoot(sql, {world_->council}).ok(); };
  EXPECT_FALSE(plant("UPDATE bookings SET settled_amount = 101 WHERE council_id = ?"));
  EXPECT_FALSE(plant("UPDATE bookings SET settled_amount = -1 WHERE council_id = ?"));
  EXPECT_FALSE(plant("UPDATE bookings SET second_settled_amount = 1 WHERE council_id = ?"));
  EXPECT_FALSE(plant("UPDATE bookings SET settled_amount = NULL WHERE council_id = ?"));
  EXPECT_FALSE(plant("UPDATE bookings SET state = 2 WHERE council_id = ?"));
}

// Marks and corrections at random, by several tablets and an officer, over two allocations each.
TEST_P(Registers, WhateverIsMarkedAndCorrectedTheLedgerSaysWhatTheBookingsSay) {
  const auto seed = std::random_device{}();
  SCOPED_TRACE(absl::StrCat("seed ", seed));
  constexpr size_t kChildren = 6;
  session_ = world_->AddSession({.places = kChildren});
  std::vector<v1::Booking> booked;
  for (size_t i = 0; i < kChildren; ++i) {
    const ids::Uuid child = world_->AddChild(carer_), purse = world_->AddAllocation(child, 200);
    bookings::PlaceAttempt attempt = AttemptFor(child, session_, purse, 181, v1::BOOKING_STATE_CONFIRMED);
    attempt.terms.second_allocation_id = world_->AddAllocation(child, 100);
    attempt.terms.second_allocation_version = 1;
    attempt.terms.second_amount = 71;
    attempt.terms.cancellation = Terms();
    booked.push_back(*store().TakePlace(Carer(), attempt));
  }
  BeganAgo(absl::Hours(1));
  const rpc::Call provider = Provider();
  std::atomic<int> done = 0;
  {
    std::vector<std::jthread> tablets;
    for (unsigned tablet = 0; tablet < 4; ++tablet) {
      tablets.emplace_back([&, tablet] {
        std::mt19937 random(seed + tablet);
        for (int step = 0; step < 25; ++step) {
          const v1::Booking now = Read(booked[random() % kChildren]);
          const auto outcome = static_cast<v1::AttendanceOutcome>(1 + random() % 5);
          v1::AttendanceMark mark =
              Correction(now, outcome, outcome == kPart ? static_cast<int>(1 + random() % 179) : 0);
          if (outcome == kAbsent) *mark.mutable_notice_time() = wire::ToProto(absl::Now() - absl::Hours(2));
          done += MarkOne(tablet == 0 ? Officer() : provider, mark).has_booking();
        }
      });
    }
  }
  EXPECT_GT(done, 20);
  ExpectAllTrue();
}

}  // namespace
}  // namespace shortbreaks::registers

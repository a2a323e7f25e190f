// What is asked of a request, and the way from glance to place.
#include "bookings/handlers_test.h"

namespace shortbreaks::bookings {
namespace {

TEST_F(Handlers, AFamilyHoldsConfirmsAndCancels) {
  auto hold = Hold(HoldRequest());
  ASSERT_TRUE(hold.ok()) << hold.status();
  EXPECT_EQ(admission_.out, 0);
  EXPECT_EQ(admission_.asked_for, std::string(kCouncil) + ":" + ids::ToText(session_));

  v1::ConfirmBookingRequest confirm;
  confirm.set_request_id(ids::ToText(ids::NewUuid()));
  confirm.set_name(hold->booking().name());
  auto booking = Run<v1::ConfirmBookingResponse>("ConfirmBooking", CallAs(Role::kCarer), confirm);
  ASSERT_TRUE(booking.ok()) << booking.status();

  v1::CancelBookingRequest cancel;
  cancel.set_request_id(ids::ToText(ids::NewUuid()));
  cancel.set_name(hold->booking().name());
  cancel.set_validate_only(true);
  auto preview = Run<v1::CancelBookingResponse>("CancelBooking", CallAs(Role::kCarer), cancel);
  ASSERT_TRUE(preview.ok()) << preview.status();
  EXPECT_EQ(preview->booking().state(), v1::BOOKING_STATE_CONFIRMED);
  EXPECT_EQ(preview->refunded().amount(), 120);
  cancel.set_validate_only(false);
  cancel.set_request_id(ids::ToText(ids::NewUuid()));
  auto cancelled = Run<v1::CancelBookingResponse>("CancelBooking", CallAs(Role::kCarer), cancel);
  ASSERT_TRUE(cancelled.ok()) << cancelled.status();
  EXPECT_EQ(cancelled->booking().state(), v1::BOOKING_STATE_CANCELLED_IN_TIME);
}

TEST_F(Handlers, ARetryIsAnsweredFromTheStoreThoughTheSessionIsFullNow) {
  const auto request = HoldRequest();
  auto first = Hold(request);
  ASSERT_TRUE(first.ok()) << first.status();
  auto second = Hold(request);
  ASSERT_TRUE(second.ok()) << second.status();
  EXPECT_EQ(first->booking().name(), second->booking().name());
  EXPECT_EQ(decider_.calls, 1);
}

TEST_F(Handlers, RequestsThatAreWrongSayWhich) {
  auto request = HoldRequest();
  request.clear_request_id();
  EXPECT_EQ(HoldReason(request), type::v1::ERROR_REASON_REQUEST_ID_REQUIRED);
  request = HoldRequest();
  request.set_request_id("K1");
  EXPECT_EQ(HoldReason(request), type::v1::ERROR_REASON_INVALID_REQUEST);
  request = HoldRequest();
  request.set_child("children/me");
  request.set_session(std::string(64 << 10, 'x'));
  auto refused = Hold(request);
  EXPECT_EQ(errors::ReasonOf(refused.status()), type::v1::ERROR_REASON_INVALID_REQUEST);
  EXPECT_LT(refused.status().message().size(), 1000u);
  EXPECT_EQ(store_.bookings.size(), 0u);
}

TEST_F(Handlers, AnUnknownSessionIsNotFoundAndADraftIsUnknown) {
  auto request = HoldRequest();
  request.set_session(ids::ResourceName("sessions", ids::NewUuid()));
  EXPECT_EQ(HoldReason(request), type::v1::ERROR_REASON_NOT_FOUND);
  store_.sessions[{kCouncil, session_}].state = 1;
  EXPECT_EQ(HoldReason(HoldRequest()), type::v1::ERROR_REASON_NOT_FOUND);
}

TEST_F(Handlers, SessionsThatTakeNobodySayWhy) {
  auto& session = store_.sessions[{kCouncil, session_}];
  session.state = 3;
  EXPECT_EQ(HoldReason(HoldRequest()), type::v1::ERROR_REASON_SESSION_CLOSED);
  session.state = 4;
  EXPECT_EQ(HoldReason(HoldRequest()), type::v1::ERROR_REASON_SESSION_CANCELLED);
  session.state = 2;
  session.booking_open_time = now_ + absl::Hours(1);
  auto early = Hold(HoldRequest());
  EXPECT_EQ(errors::ReasonOf(early.status()), type::v1::ERROR_REASON_SESSION_NOT_OPEN);
  EXPECT_FALSE(errors::MetadataOf(early.status(), "open_time").empty());
  session.booking_open_time = now_ - absl::Hours(1);
  session.start_time = now_ - absl::Minutes(1);
  EXPECT_EQ(HoldReason(HoldRequest()), type::v1::ERROR_REASON_SESSION_STARTED);
  session.start_time = now_ + absl::Hours(1);
  session.booking_close_time = now_;
  EXPECT_EQ(HoldReason(HoldRequest()), type::v1::ERROR_REASON_SESSION_CLOSED);
  session.booking_close_time = session.start_time;
  session.places = 0;
  EXPECT_EQ(HoldReason(HoldRequest()), type::v1::ERROR_REASON_SESSION_FULL);
  EXPECT_EQ(decider_.calls, 0);
}

TEST_F(Handlers, AHolderIsToldOfItsHoldAndAStrangerIsNot) {
  auto hold = Hold(HoldRequest());
  ASSERT_TRUE(hold.ok()) << hold.status();
  auto again = Hold(HoldRequest());
  EXPECT_EQ(errors::ReasonOf(again.status()), type::v1::ERROR_REASON_ALREADY_BOOKED);
  EXPECT_EQ(errors::MetadataOf(again.status(), "booking"), hold->booking().name());
  rpc::Call stranger = CallAs(Role::kCarer);
  stranger.principal.subject = ids::ResourceName("carers", ids::NewUuid());
  EXPECT_EQ(errors::ReasonOf(Run<v1::HoldPlaceResponse>("HoldPlace", stranger, HoldRequest()).status()),
            type::v1::ERROR_REASON_NOT_ALLOWED);
}

TEST_F(Handlers, ADecisionThatRefersTakesNoPlace) {
  decider_.outcome = eligibility::v1::RULE_OUTCOME_NOT_KNOWN;
  EXPECT_EQ(HoldReason(HoldRequest()), type::v1::ERROR_REASON_NEEDS_TEAM_DECISION);
  decider_.error = errors::Error(type::v1::ERROR_REASON_UPSTREAM_UNAVAILABLE);
  EXPECT_EQ(HoldReason(HoldRequest()), type::v1::ERROR_REASON_UPSTREAM_UNAVAILABLE);
  EXPECT_EQ(store_.bookings.size(), 0u);
}

TEST_F(Handlers, ADecisionOvertakenByAChangeIsMadeAgain) {
  decider_.stale_answers = 2;
  EXPECT_TRUE(Hold(HoldRequest()).ok());
  EXPECT_EQ(decider_.calls, 3);
}

TEST_F(Handlers, DetailsThatKeepChangingEndInAnErrorThatMayBeRetried) {
  decider_.stale_answers = 100;
  auto hold = Hold(HoldRequest());
  EXPECT_EQ(errors::ReasonOf(hold.status()), type::v1::ERROR_REASON_DETAILS_CHANGED);
  EXPECT_EQ(errors::MetadataOf(hold.status(), "may_retry"), "true");
  EXPECT_LT(decider_.calls, 10);
}

TEST_F(Handlers, NotAdmittedIsBusy) {
  admission_.error = errors::ErrorWithRetryAfter(type::v1::ERROR_REASON_BUSY, absl::Seconds(1));
  EXPECT_EQ(HoldReason(HoldRequest()), type::v1::ERROR_REASON_BUSY);
}

TEST_F(Handlers, AnExpiredHoldOfTheChildIsSweptOnTheWay) {
  const ids::Uuid other = ids::NewUuid();
  store_.sessions[{kCouncil, other}] = store_.sessions[{kCouncil, session_}];
  ASSERT_TRUE(Hold(HoldRequest()).ok());
  now_ += absl::Minutes(11);
  auto request = HoldRequest();
  request.set_session(ids::ResourceName("sessions", other));
  EXPECT_TRUE(Hold(request).ok());
  const int taken = store_.sessions[{kCouncil, session_}].taken;
  EXPECT_EQ(taken, 0);
}

TEST_F(Handlers, AHoldOfOnesOwnThatRanOutIsNotAlreadyBooked) {
  auto first = Hold(HoldRequest());
  ASSERT_TRUE(first.ok()) << first.status();
  now_ += absl::Minutes(11);
  auto again = Hold(HoldRequest());
  ASSERT_TRUE(again.ok()) << again.status();
  EXPECT_NE(again->booking().name(), first->booking().name());
  EXPECT_THAT(metrics_.counted, testing::ElementsAre("hold held", "made", "expired", "hold held", "made"));
}

TEST_F(Handlers, TheLastPlaceWhoseHoldRanOutGoesToTheNextFamily) {
  ASSERT_TRUE(Hold(HoldRequest()).ok());
  store_.children[{kCouncil, stranger_}].carers.insert(carer_);
  decider_.allocation.clear();
  auto request = HoldRequest();
  request.set_child(ids::ResourceName("children", stranger_));
  EXPECT_EQ(HoldReason(request), type::v1::ERROR_REASON_SESSION_FULL);
  now_ += absl::Minutes(11);
  EXPECT_EQ(HoldReason(request), type::v1::ERROR_REASON_UNSPECIFIED);
}

TEST_F(Handlers, ACarerWithoutAuthorityHearsNoAnswerFromBefore) {
  const auto request = HoldRequest();
  ASSERT_TRUE(Hold(request).ok());
  store_.children[{kCouncil, child_}].carers.clear();
  EXPECT_EQ(HoldReason(request), type::v1::ERROR_REASON_NOT_ALLOWED);
}

TEST_F(Handlers, EveryChangeIsCountedOnceByWhatBecameOfIt) {
  const auto request = HoldRequest();
  const std::string name = Hold(request)->booking().name();
  ASSERT_TRUE(Hold(request).ok());
  EXPECT_EQ(HoldReason(HoldRequest()), type::v1::ERROR_REASON_ALREADY_BOOKED);
  EXPECT_THAT(metrics_.counted, testing::ElementsAre("hold held", "made", "hold ALREADY_BOOKED"));
  metrics_.counted.clear();

  const auto twice = [&]<typename Response, typename Request>(const std::string& method, Request change) {
    change.set_request_id(ids::ToText(ids::NewUuid()));
    change.set_name(name);
    for (int i = 0; i < 2; ++i) (void)Run<Response>(method, CallAs(Role::kCarer), change);
  };
  twice.operator()<v1::ExtendHoldResponse>("ExtendHold", v1::ExtendHoldRequest());
  twice.operator()<v1::ConfirmBookingResponse>("ConfirmBooking", v1::ConfirmBookingRequest());
  EXPECT_THAT(metrics_.counted, testing::ElementsAre("extend held", "extended", "confirm confirmed", "confirmed"));
  metrics_.counted.clear();
  twice.operator()<v1::CancelBookingResponse>("CancelBooking", v1::CancelBookingRequest());
  // Two refusals are two attempts.
  twice.operator()<v1::ReleaseHoldResponse>("ReleaseHold", v1::ReleaseHoldRequest());
  EXPECT_THAT(metrics_.counted,
              testing::ElementsAre("cancel cancelled_in_time", "release STATE_FORBIDS", "release STATE_FORBIDS"));
}

TEST_F(Handlers, ConfirmingDecidesAgainWhenTheChildHasChanged) {
  auto hold = Hold(HoldRequest());
  store_.children[{kCouncil, child_}].version += 1;
  v1::ConfirmBookingRequest confirm;
  confirm.set_request_id(ids::ToText(ids::NewUuid()));
  confirm.set_name(hold->booking().name());
  decider_.outcome = eligibility::v1::RULE_OUTCOME_NOT_MET;
  auto refused = Run<v1::ConfirmBookingResponse>("ConfirmBooking", CallAs(Role::kCarer), confirm);
  EXPECT_EQ(errors::ReasonOf(refused.status()), type::v1::ERROR_REASON_NEEDS_TEAM_DECISION);
  decider_.outcome = eligibility::v1::RULE_OUTCOME_MET;
  EXPECT_TRUE(Run<v1::ConfirmBookingResponse>("ConfirmBooking", CallAs(Role::kCarer), confirm).ok());
}

}  // namespace
}  // namespace shortbreaks::bookings

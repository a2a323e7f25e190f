// What a family is told of cancelling before it does, and what an officer may give back.
#include "bookings/handlers_test.h"

namespace shortbreaks::bookings {
namespace {

TEST_F(Handlers, TheFamilySeesWhatCancellingCostsNowAndLaterBeforeItDoes) {
  const v1::Booking booking = BookWithTerms();
  now_ = wire::FromProto(booking.start_time()) - absl::Hours(30);
  auto cancel = CancelRequest(booking);
  cancel.set_validate_only(true);
  const auto preview = Run<v1::CancelBookingResponse>("CancelBooking", CallAs(Role::kCarer), cancel);
  ASSERT_TRUE(preview.ok()) << preview.status();
  EXPECT_EQ(preview->forfeited().amount(), 60);
  EXPECT_EQ(preview->forfeits_percent(), 50);
  ASSERT_EQ(preview->steps_size(), 3);
  EXPECT_EQ(preview->steps(2).forfeited().amount(), 120);
  EXPECT_EQ(preview->booking().etag(), booking.etag()) << "nothing was changed";
  cancel.set_cause(type::v1::CANCEL_CAUSE_ILLNESS);
  const auto ill = Run<v1::CancelBookingResponse>("CancelBooking", CallAs(Role::kCarer), cancel);
  EXPECT_TRUE(ill->waived());
  EXPECT_EQ(ill->refunded().amount(), 120);
  cancel.set_validate_only(false);
  cancel.clear_cause();
  const auto done = Run<v1::CancelBookingResponse>("CancelBooking", CallAs(Role::kCarer), cancel);
  ASSERT_TRUE(done.ok()) << done.status();
  EXPECT_EQ(done->forfeited().amount(), preview->forfeited().amount());
  EXPECT_EQ(done->steps(1).SerializeAsString(), preview->steps(1).SerializeAsString());
}

TEST_F(Handlers, OnceTheProviderCalledItOffCancellingIsSaidToCostNothing) {
  const v1::Booking booking = BookWithTerms();
  now_ = wire::FromProto(booking.start_time()) - absl::Hours(2);
  auto cancel = CancelRequest(booking);
  cancel.set_validate_only(true);
  const auto cost = [&] {
    return Run<v1::CancelBookingResponse>("CancelBooking", CallAs(Role::kCarer), cancel)->forfeited().amount();
  };
  EXPECT_EQ(cost(), 120);
  store_.sessions[{kCouncil, session_}].state = 4;
  EXPECT_EQ(cost(), 0);
}

TEST_F(Handlers, WhileTheProviderHasNotAnsweredCancellingIsSaidToCostNothing) {
  store_.sessions[{kCouncil, session_}].match_hours = 48;
  const v1::Booking booking = BookWithTerms();
  EXPECT_EQ(booking.state(), v1::BOOKING_STATE_REQUESTED);
  EXPECT_TRUE(booking.has_match_due_time());
  now_ = wire::FromProto(booking.start_time()) - absl::Hours(2);
  auto cancel = CancelRequest(booking);
  cancel.set_validate_only(true);
  const auto preview = Run<v1::CancelBookingResponse>("CancelBooking", CallAs(Role::kCarer), cancel);
  ASSERT_TRUE(preview.ok()) << preview.status();
  EXPECT_EQ(preview->forfeited().amount(), 0);
  cancel.set_validate_only(false);
  const auto done = Run<v1::CancelBookingResponse>("CancelBooking", CallAs(Role::kCarer), cancel);
  ASSERT_TRUE(done.ok()) << done.status();
  ASSERT_EQ(done->steps_size(), preview->steps_size());
  EXPECT_EQ(done->steps(0).SerializeAsString(), preview->steps(0).SerializeAsString());
  EXPECT_EQ(done->booking().state(), v1::BOOKING_STATE_CANCELLED_IN_TIME);
}

TEST_F(Handlers, ACauseThatNobodyKnowsIsRefused) {
  auto cancel = CancelRequest(BookWithTerms());
  cancel.set_cause(static_cast<type::v1::CancelCause>(99));
  const auto refused = Run<v1::CancelBookingResponse>("CancelBooking", CallAs(Role::kCarer), cancel);
  EXPECT_EQ(errors::ReasonOf(refused.status()), type::v1::ERROR_REASON_INVALID_REQUEST);
}

TEST_F(Handlers, AnOfficerWaivesWithAReasonThatTheProviderDoesNotSee) {
  const v1::Booking booking = BookWithTerms();
  now_ = wire::FromProto(booking.start_time()) - absl::Hours(2);
  auto cancel = CancelRequest(booking);
  cancel.set_cause(type::v1::CANCEL_CAUSE_HOSPITAL);
  ASSERT_TRUE(Run<v1::CancelBookingResponse>("CancelBooking", CallAs(Role::kCarer), cancel).ok());
  v1::WaiveChargeRequest waive;
  waive.set_request_id(ids::ToText(ids::NewUuid()));
  waive.set_name(booking.name());
  const auto reason = [&] {
    return errors::ReasonOf(Run<v1::WaiveChargeResponse>("WaiveCharge", CallAs(Role::kOfficer), waive).status());
  };
  EXPECT_EQ(reason(), type::v1::ERROR_REASON_INVALID_REQUEST) << "a reason is needed";
  waive.set_reason("Admitted on Friday; the ward confirmed it.");
  EXPECT_EQ(reason(), type::v1::ERROR_REASON_UNSPECIFIED);
  v1::GetBookingRequest get;
  get.set_name(booking.name());
  v1::ListBookingsRequest list;
  list.set_session(booking.session());
  const auto seen = [&](Role role) {
    const auto one = Run<v1::GetBookingResponse>("GetBooking", CallAs(role), get);
    const auto all = Run<v1::ListBookingsResponse>("ListBookings", CallAs(role), list);
    EXPECT_EQ(one->booking().SerializeAsString(), all->bookings(0).SerializeAsString());
    EXPECT_EQ(one->booking().forfeited().amount(), 0);
    EXPECT_NE(one->booking().waived_by(), "");
    return one->booking().waive_reason() + "/" + type::v1::CancelCause_Name(one->booking().cancel_cause());
  };
  EXPECT_EQ(seen(Role::kOfficer), "Admitted on Friday; the ward confirmed it./CANCEL_CAUSE_HOSPITAL");
  EXPECT_EQ(seen(Role::kProvider), "/CANCEL_CAUSE_UNSPECIFIED");
}

}  // namespace
}  // namespace shortbreaks::bookings

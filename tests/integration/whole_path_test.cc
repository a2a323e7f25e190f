// The whole path through the real programs: a provider publishes, a council grants, a family finds, holds, confirms and
// cancels, and every figure agrees.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdlib>

#include "ids/uuid.h"
#include "support/family.h"
#include "support/running_services.h"
#include "wire/times.h"

namespace shortbreaks {
namespace {

using support::RunningServices;
using Program = RunningServices::Program;

RunningServices& Services() {
  static RunningServices* const services = RunningServices::Create().release();
  return *services;
}

class StopServices : public testing::Environment {
 public:
  void TearDown() override {
    for (const Program program : {Program::kBookings, Program::kEligibility, Program::kAvailability}) {
      EXPECT_EQ(Services().process(program).Stop(), 0) << Services().Log(program);
    }
    delete &Services();
  }
};
const auto* const kStopServices = testing::AddGlobalTestEnvironment(new StopServices);

class WholePath : public testing::Test {
 protected:
  bookings::v1::AllocationBalance Balance(Client& client) {
    bookings::v1::GetBalanceRequest request;
    request.set_child(family_.child);
    auto response = client.GetBalance(request);
    EXPECT_TRUE(response.ok()) << response.status();
    return response->balances(0);
  }
  absl::StatusOr<bookings::v1::HoldPlaceResponse> Hold(Client& client, const std::string& child,
                                                       const std::string& session) {
    bookings::v1::HoldPlaceRequest request;
    request.set_request_id(NewRequestId());
    request.set_child(child);
    request.set_session(session);
    return client.HoldPlace(request, {.retry = false});
  }
  absl::StatusOr<bookings::v1::BookPlaceResponse> Book(Client& client, const std::string& session) {
    bookings::v1::BookPlaceRequest request;
    request.set_request_id(NewRequestId());
    request.set_child(family_.child);
    request.set_session(session);
    return client.BookPlace(request);
  }

  const std::string council_ = support::FreshCouncil();
  Client officer_ = Services().Officer(council_);
  const support::Family family_ = support::AddFamily(officer_, 600);
  Client parent_ = Services().Carer(council_, family_.carer);
  const std::string club_ = support::AddClub(officer_);
  const std::string session_ = support::AddSession(officer_, club_, 1, absl::Hours(24 * 14));
};

TEST_F(WholePath, AFamilyFindsHoldsConfirmsAndCancels) {
  availability::v1::SearchSessionsRequest search;
  search.mutable_center()->set_latitude_degrees(52.58);
  search.mutable_center()->set_longitude_degrees(-2.12);
  search.set_radius_metres(5'000);
  search.set_free_places_min(1);
  auto found = parent_.SearchSessions(search);
  ASSERT_TRUE(found.ok()) << found.status();
  ASSERT_EQ(found->offers_size(), 1);
  EXPECT_EQ(found->offers(0).session().name(), session_);
  EXPECT_TRUE(found->offers(0).bookable());

  eligibility::v1::DecideRequest ask;
  ask.set_child(family_.child);
  ask.set_session(session_);
  auto decision = parent_.Decide(ask);
  ASSERT_TRUE(decision.ok()) << decision.status();
  EXPECT_EQ(decision->decision().result(), eligibility::v1::DECISION_RESULT_ELIGIBLE)
      << decision->decision().DebugString();
  EXPECT_EQ(decision->decision().charge().amount(), 180);

  auto hold = Hold(parent_, family_.child, session_);
  ASSERT_TRUE(hold.ok()) << hold.status();
  EXPECT_EQ(Balance(parent_).held(), 180);

  bookings::v1::ConfirmBookingRequest confirm;
  confirm.set_request_id(NewRequestId());
  confirm.set_name(hold->booking().name());
  auto booking = parent_.ConfirmBooking(confirm);
  ASSERT_TRUE(booking.ok()) << booking.status();
  EXPECT_EQ(Balance(parent_).spent(), 180);
  EXPECT_EQ(Balance(parent_).balance(), 420);

  const support::Family second = support::AddFamily(officer_, 600);
  Client other_parent = Services().Carer(council_, second.carer);
  auto refused = Hold(other_parent, second.child, session_);
  EXPECT_EQ(ReasonOf(refused.status()), type::v1::ERROR_REASON_SESSION_FULL);
  EXPECT_FALSE(MayRetry(refused.status()));

  bookings::v1::CancelBookingRequest cancel;
  cancel.set_request_id(NewRequestId());
  cancel.set_name(hold->booking().name());
  auto cancelled = parent_.CancelBooking(cancel);
  ASSERT_TRUE(cancelled.ok()) << cancelled.status();
  EXPECT_EQ(cancelled->refunded().amount(), 180);
  EXPECT_EQ(Balance(parent_).balance(), 600);
  EXPECT_TRUE(Hold(other_parent, second.child, session_).ok());
}

TEST_F(WholePath, ASessionCalledOffGivesEverythingBackByItself) {
  auto booked = Book(parent_, session_);
  ASSERT_TRUE(booked.ok()) << booked.status();
  availability::v1::CancelSessionRequest cancel;
  cancel.set_request_id(NewRequestId());
  cancel.set_name(session_);
  cancel.set_reason("The hall has no heating.");
  ASSERT_TRUE(officer_.CancelSession(cancel).ok());
  bookings::v1::GetBookingRequest get;
  get.set_name(booked->booking().name());
  EXPECT_TRUE(support::Eventually(absl::Seconds(15), [&] {
    auto now = parent_.GetBooking(get);
    return now.ok() && now->booking().state() == bookings::v1::BOOKING_STATE_CANCELLED_BY_PROVIDER;
  }));
  EXPECT_EQ(Balance(parent_).balance(), 600);
}

TEST_F(WholePath, AuthorityRevokedInMidBookingStopsTheConfirmation) {
  auto hold = Hold(parent_, family_.child, session_);
  ASSERT_TRUE(hold.ok()) << hold.status();
  eligibility::v1::RevokeAuthorityRequest revoke;
  revoke.set_request_id(NewRequestId());
  revoke.set_carer(family_.carer);
  revoke.set_child(family_.child);
  ASSERT_TRUE(officer_.RevokeAuthority(revoke).ok());
  bookings::v1::ConfirmBookingRequest confirm;
  confirm.set_request_id(NewRequestId());
  confirm.set_name(hold->booking().name());
  EXPECT_EQ(ReasonOf(parent_.ConfirmBooking(confirm).status()), type::v1::ERROR_REASON_NOT_ALLOWED);
}

TEST_F(WholePath, TheSameHoldOverTwoConnectionsIsOneHold) {
  bookings::v1::HoldPlaceRequest request;
  request.set_request_id(NewRequestId());
  request.set_child(family_.child);
  request.set_session(session_);
  Client again = Services().Carer(council_, family_.carer);
  auto first = parent_.HoldPlace(request), second = again.HoldPlace(request);
  ASSERT_TRUE(second.ok()) << second.status();
  EXPECT_EQ(first->booking().SerializeAsString(), second->booking().SerializeAsString());
}

TEST_F(WholePath, AnotherFamilysChildAndAnotherCouncilsSessionStayHidden) {
  const support::Family second = support::AddFamily(officer_, 600);
  EXPECT_EQ(ReasonOf(Hold(parent_, second.child, session_).status()), type::v1::ERROR_REASON_NOT_ALLOWED);
  EXPECT_EQ(ReasonOf(Hold(parent_, ids::ResourceName("children", ids::NewUuid()), session_).status()),
            type::v1::ERROR_REASON_NOT_ALLOWED);
  const std::string elsewhere = support::FreshCouncil();
  Client foreign = Services().Officer(elsewhere);
  availability::v1::GetSessionRequest get;
  get.set_name(session_);
  EXPECT_EQ(ReasonOf(foreign.GetSession(get).status()), type::v1::ERROR_REASON_NOT_FOUND);
  EXPECT_EQ(ReasonOf(Hold(foreign, family_.child, session_).status()), type::v1::ERROR_REASON_NOT_FOUND);
}

TEST_F(WholePath, HugeAndBrokenInputIsAnsweredInKind) {
  bookings::v1::HoldPlaceRequest request;
  request.set_child(std::string(64 << 10, 'x'));
  request.set_session(session_);
  request.set_request_id(NewRequestId());
  auto refused = parent_.HoldPlace(request);
  EXPECT_EQ(ReasonOf(refused.status()), type::v1::ERROR_REASON_INVALID_REQUEST);
  ASSERT_EQ(FieldViolationsOf(refused.status()).size(), 1u);
  EXPECT_EQ(FieldViolationsOf(refused.status())[0].field, "child");

  availability::v1::SetPlacesRequest places;
  places.set_request_id(NewRequestId());
  places.set_name(session_);
  places.set_etag("1");
  for (const int count : {-1, 1'001, 2'147'483'647}) {
    places.set_places(count);
    EXPECT_EQ(ReasonOf(officer_.SetPlaces(places).status()), type::v1::ERROR_REASON_INVALID_REQUEST) << count;
  }
  bookings::v1::ListBookingsRequest list;
  list.set_child(family_.child);
  list.set_page_token("made up");
  EXPECT_EQ(ReasonOf(parent_.ListBookings(list).status()), type::v1::ERROR_REASON_PAGE_TOKEN_INVALID);
}

// Health, names and needs of a child appear in no log of any service.
TEST_F(WholePath, NoChildsDataIsInAnyLogAndTheCallIdCrossesServices) {
  bookings::v1::HoldPlaceRequest request;
  request.set_request_id(NewRequestId());
  request.set_child(family_.child);
  request.set_session(session_);
  ASSERT_TRUE(parent_.HoldPlace(request, {.call_id = "follow-me-7"}).ok());
  for (const Program program : {Program::kAvailability, Program::kEligibility, Program::kBookings}) {
    const std::string log = Services().Log(program);
    EXPECT_EQ(log.find("Sample C"), std::string::npos);
    EXPECT_EQ(log.find(family_.child), std::string::npos);
    EXPECT_EQ(log.find("Bearer"), std::string::npos);
  }
  EXPECT_THAT(Services().Log(Program::kBookings), testing::HasSubstr("follow-me-7"));
  EXPECT_THAT(Services().Log(Program::kEligibility), testing::HasSubstr("follow-me-7"));
}

}  // namespace
}  // namespace shortbreaks

// Who may see which bookings and ledgers.
#include "bookings/handlers_test.h"

namespace shortbreaks::bookings {
namespace {

TEST_F(Handlers, WhoMaySeeABooking) {
  auto hold = Hold(HoldRequest());
  v1::GetBookingRequest get;
  get.set_name(hold->booking().name());
  const auto reason = [&](rpc::Call call) {
    return errors::ReasonOf(Run<v1::GetBookingResponse>("GetBooking", call, get).status());
  };
  EXPECT_EQ(reason(CallAs(Role::kCarer)), type::v1::ERROR_REASON_UNSPECIFIED);
  EXPECT_EQ(reason(CallAs(Role::kOfficer)), type::v1::ERROR_REASON_UNSPECIFIED);
  EXPECT_EQ(reason(CallAs(Role::kProvider)), type::v1::ERROR_REASON_UNSPECIFIED);
  rpc::Call other = CallAs(Role::kProvider);
  other.principal.provider = ids::ResourceName("providers", ids::NewUuid());
  EXPECT_EQ(reason(other), type::v1::ERROR_REASON_NOT_ALLOWED);
  other = CallAs(Role::kCarer);
  other.principal.subject = ids::ResourceName("carers", ids::NewUuid());
  EXPECT_EQ(reason(other), type::v1::ERROR_REASON_NOT_ALLOWED);
  get.set_name(ids::ResourceName("bookings", ids::NewUuid()));
  EXPECT_EQ(reason(CallAs(Role::kCarer)), type::v1::ERROR_REASON_NOT_ALLOWED);
  EXPECT_EQ(reason(CallAs(Role::kOfficer)), type::v1::ERROR_REASON_NOT_FOUND);
}

TEST_F(Handlers, ListsAskForExactlyOneThingAndGuardIt) {
  v1::ListBookingsRequest request;
  const auto reason = [&](Role role) {
    return errors::ReasonOf(Run<v1::ListBookingsResponse>("ListBookings", CallAs(role), request).status());
  };
  EXPECT_EQ(reason(Role::kOfficer), type::v1::ERROR_REASON_INVALID_REQUEST);
  request.set_child(ids::ResourceName("children", stranger_));
  EXPECT_EQ(reason(Role::kCarer), type::v1::ERROR_REASON_NOT_ALLOWED);
  EXPECT_EQ(reason(Role::kProvider), type::v1::ERROR_REASON_NOT_ALLOWED);
  EXPECT_EQ(reason(Role::kOfficer), type::v1::ERROR_REASON_UNSPECIFIED);
  request.set_session(ids::ResourceName("sessions", session_));
  EXPECT_EQ(reason(Role::kOfficer), type::v1::ERROR_REASON_INVALID_REQUEST);
  request.clear_child();
  EXPECT_EQ(reason(Role::kProvider), type::v1::ERROR_REASON_UNSPECIFIED);
  EXPECT_EQ(reason(Role::kCarer), type::v1::ERROR_REASON_NOT_ALLOWED);
  request.clear_session();
  *request.mutable_changed_since() = wire::ToProto(now_ - absl::Hours(1));
  EXPECT_EQ(reason(Role::kProvider), type::v1::ERROR_REASON_NOT_ALLOWED);
  EXPECT_EQ(reason(Role::kService), type::v1::ERROR_REASON_UNSPECIFIED);
  request.mutable_changed_since()->set_nanos(-1);
  EXPECT_EQ(reason(Role::kService), type::v1::ERROR_REASON_INVALID_REQUEST);
}

TEST_F(Handlers, APageTokenIsGoodForItsCallerAndItsRequestAlone) {
  store_.sessions[{kCouncil, session_}].places = 9;
  const ids::Uuid other = ids::NewUuid();
  store_.sessions[{kCouncil, other}] = store_.sessions[{kCouncil, session_}];
  store_.sessions[{kCouncil, other}].start_time += absl::Hours(48);
  store_.sessions[{kCouncil, other}].end_time += absl::Hours(48);
  auto hold = HoldRequest();
  ASSERT_TRUE(Hold(hold).ok());
  hold = HoldRequest();
  hold.set_session(ids::ResourceName("sessions", other));
  ASSERT_TRUE(Hold(hold).ok());

  v1::ListBookingsRequest request;
  request.set_child(ids::ResourceName("children", child_));
  request.set_page_size(1);
  auto page = Run<v1::ListBookingsResponse>("ListBookings", CallAs(Role::kCarer), request);
  ASSERT_TRUE(page.ok()) << page.status();
  ASSERT_FALSE(page->next_page_token().empty());
  request.set_page_token(page->next_page_token());
  auto next = Run<v1::ListBookingsResponse>("ListBookings", CallAs(Role::kCarer), request);
  ASSERT_TRUE(next.ok()) << next.status();
  EXPECT_TRUE(next->next_page_token().empty());
  EXPECT_EQ(errors::ReasonOf(Run<v1::ListBookingsResponse>("ListBookings", CallAs(Role::kOfficer), request).status()),
            type::v1::ERROR_REASON_PAGE_TOKEN_INVALID);
  request.set_page_size(0);
  request.add_states(v1::BOOKING_STATE_HELD);
  EXPECT_EQ(errors::ReasonOf(Run<v1::ListBookingsResponse>("ListBookings", CallAs(Role::kCarer), request).status()),
            type::v1::ERROR_REASON_PAGE_TOKEN_INVALID);
}

TEST_F(Handlers, ALedgerIsForTheChildsOwnCarers) {
  v1::ListLedgerEntriesRequest request;
  request.set_allocation(ids::ResourceName("allocations", allocation_));
  auto ledger = Run<v1::ListLedgerEntriesResponse>("ListLedgerEntries", CallAs(Role::kCarer), request);
  ASSERT_TRUE(ledger.ok()) << ledger.status();
  EXPECT_EQ(ledger->entries(0).amount(), 600);
  rpc::Call stranger = CallAs(Role::kCarer);
  stranger.principal.subject = ids::ResourceName("carers", ids::NewUuid());
  const auto reason = [&](const rpc::Call& call) {
    return errors::ReasonOf(Run<v1::ListLedgerEntriesResponse>("ListLedgerEntries", call, request).status());
  };
  EXPECT_EQ(reason(stranger), type::v1::ERROR_REASON_NOT_ALLOWED);
  request.set_allocation(ids::ResourceName("allocations", ids::NewUuid()));
  EXPECT_EQ(reason(CallAs(Role::kCarer)), type::v1::ERROR_REASON_NOT_ALLOWED);
  EXPECT_EQ(reason(CallAs(Role::kOfficer)), type::v1::ERROR_REASON_NOT_FOUND);
}

}  // namespace
}  // namespace shortbreaks::bookings

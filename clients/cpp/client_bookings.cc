// BookingsService.
#include "shortbreaks/client.h"

namespace shortbreaks {

absl::StatusOr<bookings::v1::HoldPlaceResponse> FamilyCalls::HoldPlace(const bookings::v1::HoldPlaceRequest& request,
                                                                       const CallOptions& options) {
  return Run<bookings::v1::HoldPlaceResponse>("shortbreaks.bookings.v1.BookingsService/HoldPlace", request, options);
}

absl::StatusOr<bookings::v1::ExtendHoldResponse> FamilyCalls::ExtendHold(const bookings::v1::ExtendHoldRequest& request,
                                                                         const CallOptions& options) {
  return Run<bookings::v1::ExtendHoldResponse>("shortbreaks.bookings.v1.BookingsService/ExtendHold", request, options);
}

absl::StatusOr<bookings::v1::ConfirmBookingResponse> FamilyCalls::ConfirmBooking(
    const bookings::v1::ConfirmBookingRequest& request, const CallOptions& options) {
  return Run<bookings::v1::ConfirmBookingResponse>("shortbreaks.bookings.v1.BookingsService/ConfirmBooking", request,
                                                   options);
}

absl::StatusOr<bookings::v1::ReleaseHoldResponse> FamilyCalls::ReleaseHold(
    const bookings::v1::ReleaseHoldRequest& request, const CallOptions& options) {
  return Run<bookings::v1::ReleaseHoldResponse>("shortbreaks.bookings.v1.BookingsService/ReleaseHold", request,
                                                options);
}

absl::StatusOr<bookings::v1::BookPlaceResponse> FamilyCalls::BookPlace(const bookings::v1::BookPlaceRequest& request,
                                                                       const CallOptions& options) {
  return Run<bookings::v1::BookPlaceResponse>("shortbreaks.bookings.v1.BookingsService/BookPlace", request, options);
}

absl::StatusOr<bookings::v1::CancelBookingResponse> FamilyCalls::CancelBooking(
    const bookings::v1::CancelBookingRequest& request, const CallOptions& options) {
  return Run<bookings::v1::CancelBookingResponse>("shortbreaks.bookings.v1.BookingsService/CancelBooking", request,
                                                  options);
}

absl::StatusOr<bookings::v1::WaiveChargeResponse> FamilyCalls::WaiveCharge(
    const bookings::v1::WaiveChargeRequest& request, const CallOptions& options) {
  return Run<bookings::v1::WaiveChargeResponse>("shortbreaks.bookings.v1.BookingsService/WaiveCharge", request,
                                                options);
}

absl::StatusOr<bookings::v1::GetBookingResponse> FamilyCalls::GetBooking(const bookings::v1::GetBookingRequest& request,
                                                                         const CallOptions& options) {
  return Run<bookings::v1::GetBookingResponse>("shortbreaks.bookings.v1.BookingsService/GetBooking", request, options);
}

absl::StatusOr<bookings::v1::ListBookingsResponse> FamilyCalls::ListBookings(
    const bookings::v1::ListBookingsRequest& request, const CallOptions& options) {
  return Run<bookings::v1::ListBookingsResponse>("shortbreaks.bookings.v1.BookingsService/ListBookings", request,
                                                 options);
}

absl::StatusOr<bookings::v1::GetBalanceResponse> FamilyCalls::GetBalance(const bookings::v1::GetBalanceRequest& request,
                                                                         const CallOptions& options) {
  return Run<bookings::v1::GetBalanceResponse>("shortbreaks.bookings.v1.BookingsService/GetBalance", request, options);
}

absl::StatusOr<bookings::v1::ListLedgerEntriesResponse> FamilyCalls::ListLedgerEntries(
    const bookings::v1::ListLedgerEntriesRequest& request, const CallOptions& options) {
  return Run<bookings::v1::ListLedgerEntriesResponse>("shortbreaks.bookings.v1.BookingsService/ListLedgerEntries",
                                                      request, options);
}

absl::StatusOr<bookings::v1::ReconcileLedgerResponse> FamilyCalls::ReconcileLedger(
    const bookings::v1::ReconcileLedgerRequest& request, const CallOptions& options) {
  return Run<bookings::v1::ReconcileLedgerResponse>("shortbreaks.bookings.v1.BookingsService/ReconcileLedger", request,
                                                    options);
}

}  // namespace shortbreaks

#include <absl/strings/str_cat.h>

#include "bookings/handlers.h"
#include "bookings/requests.h"

namespace shortbreaks::bookings {

rpc::HandlerTable MakeHandlers(Parts parts) {
  using rpc::Call;
  rpc::HandlerTable table("shortbreaks.bookings.v1.BookingsService");
  const TakePlaceHandler hold(parts, "HoldPlace", v1::BOOKING_STATE_HELD);
  table.Add<v1::HoldPlaceRequest, v1::HoldPlaceResponse>("HoldPlace", [hold](const Call& call,
                                                                             const v1::HoldPlaceRequest& request) {
    return Answer<v1::HoldPlaceResponse>(hold(call, request, request.request_id(), request.child(), request.session()));
  });
  const TakePlaceHandler book(parts, "BookPlace", v1::BOOKING_STATE_CONFIRMED);
  table.Add<v1::BookPlaceRequest, v1::BookPlaceResponse>(
      "BookPlace", [parts, book](const Call& call, const v1::BookPlaceRequest& request) {
        return BookOrWait(parts, book, call, request);
      });
  // One line a session: the families that all want one leave workers for the others, and keep their order.
  const auto line = [](const Call& call, const auto& request) {
    return absl::StrCat(call.principal.council_id, ":", request.session());
  };
  table.WaitInLine<v1::HoldPlaceRequest>("HoldPlace", line);
  table.WaitInLine<v1::BookPlaceRequest>("BookPlace", line);
  const ChangeHandlers changes(parts);
  table.Add<v1::ExtendHoldRequest, v1::ExtendHoldResponse>(
      "ExtendHold", [changes](const Call& call, const v1::ExtendHoldRequest& r) { return changes.Extend(call, r); });
  table.Add<v1::ConfirmBookingRequest, v1::ConfirmBookingResponse>(
      "ConfirmBooking",
      [changes](const Call& call, const v1::ConfirmBookingRequest& r) { return changes.Confirm(call, r); });
  table.Add<v1::ReleaseHoldRequest, v1::ReleaseHoldResponse>(
      "ReleaseHold", [changes](const Call& call, const v1::ReleaseHoldRequest& r) { return changes.Release(call, r); });
  table.Add<v1::CancelBookingRequest, v1::CancelBookingResponse>(
      "CancelBooking",
      [changes](const Call& call, const v1::CancelBookingRequest& r) { return changes.Cancel(call, r); });
  table.Add<v1::WaiveChargeRequest, v1::WaiveChargeResponse>(
      "WaiveCharge", [changes](const Call& call, const v1::WaiveChargeRequest& r) { return changes.Waive(call, r); });
  const ReadHandlers reads(parts);
  table.Add<v1::GetBookingRequest, v1::GetBookingResponse>(
      "GetBooking", [reads](const Call& call, const v1::GetBookingRequest& r) { return reads.Get(call, r); });
  table.Add<v1::ListBookingsRequest, v1::ListBookingsResponse>(
      "ListBookings", [reads](const Call& call, const v1::ListBookingsRequest& r) { return reads.List(call, r); });
  table.Add<v1::GetBalanceRequest, v1::GetBalanceResponse>(
      "GetBalance", [reads](const Call& call, const v1::GetBalanceRequest& r) { return reads.Balance(call, r); });
  table.Add<v1::ListLedgerEntriesRequest, v1::ListLedgerEntriesResponse>(
      "ListLedgerEntries",
      [reads](const Call& call, const v1::ListLedgerEntriesRequest& r) { return reads.Ledger(call, r); });
  table.Add<v1::ReconcileLedgerRequest, v1::ReconcileLedgerResponse>(
      "ReconcileLedger",
      [reads](const Call& call, const v1::ReconcileLedgerRequest& r) { return reads.Reconcile(call, r); });
  return table;
}

}  // namespace shortbreaks::bookings

// The RPCs of BookingsService: request in, response out.
#pragma once

#include "bookings/decider.h"
#include "bookings/store.h"
#include "bookings/waiting_lists.h"
#include "paging/page_token.h"
#include "redis/admission.h"
#include "rpc/handler_table.h"
#include "shortbreaks/bookings/v1/waiting.pb.h"
#include "telemetry/metrics.h"

namespace shortbreaks::bookings {

// All are thread-safe and outlive the handlers.
struct Parts {
  Store& store;
  Decider& decider;
  redis::Admission& admission;
  const paging::PageTokens& page_tokens;
  telemetry::Metrics& metrics;
  HoldLimits limits;
  WaitingLists* waiting_lists = nullptr;  // null: none are kept
};

rpc::HandlerTable MakeHandlers(Parts parts);

// Holds a place, or books it in one step: glance, decide, be admitted, take.
class TakePlaceHandler {
 public:
  TakePlaceHandler(Parts parts, std::string method, v1::BookingState state)
      : parts_(parts), method_(std::move(method)), state_(state) {}
  // `request` for the hash of its content; the rest are its fields.
  absl::StatusOr<v1::Booking> operator()(const rpc::Call& call, const google::protobuf::Message& request,
                                         const std::string& request_id, const std::string& child,
                                         const std::string& session, const std::string& officer_reason = {}) const;

 private:
  // Looks at the session, and sweeps what ran out there.
  absl::Status Glance(const rpc::Call& call, PlaceAttempt& attempt) const;
  absl::Status Sweep(const rpc::Call& call, const PlaceAttempt& attempt) const;
  absl::StatusOr<v1::Booking> Attempt(const rpc::Call& call, PlaceAttempt& attempt) const;
  absl::StatusOr<v1::Booking> Run(const rpc::Call& call, PlaceAttempt& attempt) const;
  absl::Status Bookable(const rpc::Call& call, const PlaceAttempt& attempt) const;

  Parts parts_;
  std::string method_;
  v1::BookingState state_;
};

// Books, or puts the child on the session's waiting list where that is full and the request asks for it.
absl::StatusOr<v1::BookPlaceResponse> BookOrWait(const Parts& parts, const TakePlaceHandler& book,
                                                 const rpc::Call& call, const v1::BookPlaceRequest& request);

// Extends, confirms, releases and cancels bookings that exist, and waives what cancelling cost.
class ChangeHandlers {
 public:
  explicit ChangeHandlers(Parts parts) : parts_(parts) {}
  absl::StatusOr<v1::ExtendHoldResponse> Extend(const rpc::Call& call, const v1::ExtendHoldRequest& request) const;
  absl::StatusOr<v1::ConfirmBookingResponse> Confirm(const rpc::Call& call,
                                                     const v1::ConfirmBookingRequest& request) const;
  absl::StatusOr<v1::ReleaseHoldResponse> Release(const rpc::Call& call, const v1::ReleaseHoldRequest& request) const;
  absl::StatusOr<v1::CancelBookingResponse> Cancel(const rpc::Call& call,
                                                   const v1::CancelBookingRequest& request) const;
  // Of an offer to a family on a waiting list, whose booking is `booking`.
  absl::StatusOr<v1::Booking> Accept(const rpc::Call& call, const std::string& booking,
                                     const v1::AcceptOfferRequest& request) const;
  absl::StatusOr<v1::Booking> Decline(const rpc::Call& call, const std::string& booking,
                                      const v1::DeclineOfferRequest& request) const;
  absl::StatusOr<v1::WaiveChargeResponse> Waive(const rpc::Call& call, const v1::WaiveChargeRequest& request) const;

 private:
  // Runs a change of a hold; where the details changed since the hold was decided, decides again and runs it once more.
  absl::StatusOr<v1::Booking> ChangeHold(const rpc::Call& call, BookingChange change,
                                         absl::StatusOr<v1::Booking> (Store::*run)(const rpc::Call&,
                                                                                   const BookingChange&)) const;
  // `change` and `changed` are what the metrics call it: of bookings, and of holds.
  void CountHold(std::string_view change, std::string_view changed, const absl::StatusOr<v1::Booking>& booking) const;

  Parts parts_;
};

// Reads bookings, balances and ledgers.
class ReadHandlers {
 public:
  explicit ReadHandlers(Parts parts) : parts_(parts) {}
  absl::StatusOr<v1::GetBookingResponse> Get(const rpc::Call& call, const v1::GetBookingRequest& request) const;
  absl::StatusOr<v1::ListBookingsResponse> List(const rpc::Call& call, const v1::ListBookingsRequest& request) const;
  absl::StatusOr<v1::GetBalanceResponse> Balance(const rpc::Call& call, const v1::GetBalanceRequest& request) const;
  absl::StatusOr<v1::ListLedgerEntriesResponse> Ledger(const rpc::Call& call,
                                                       const v1::ListLedgerEntriesRequest& request) const;
  absl::StatusOr<v1::ReconcileLedgerResponse> Reconcile(const rpc::Call& call,
                                                        const v1::ReconcileLedgerRequest& request) const;

 private:
  Parts parts_;
};

}  // namespace shortbreaks::bookings

// What every handler asks of a request before it does anything.
#pragma once

#include <absl/status/statusor.h>

#include <string>
#include <string_view>

#include "bookings/store.h"

namespace shortbreaks::bookings {

// Whether the caller may act for, or with limited authority read of, the child. A child of another family and one that
// does not exist are the same NOT_ALLOWED to a carer; officers, of whose teams it is not, and services get
// NOT_FOUND.
absl::Status CheckChild(Store& store, const rpc::Call& call, const ids::Uuid& child_id,
                        Authority needed = Authority::kFull);

// The booking, where the caller may see it, with what the caller may see of it: a carer of the child with that
// authority, the session's provider, an officer who sees the child or a service.
absl::StatusOr<StoredBooking> VisibleBooking(Store& store, const rpc::Call& call, const ids::Uuid& booking_id,
                                             Authority needed = Authority::kFull);

// SESSION_FULL, and which of a session's limits it is: `full` with capacity::NameOf.
absl::Status SessionFull(capacity::Full full);
// DETAILS_CHANGED with `expired_hold`: whoever sweeps the hold and tries again may find room.
absl::Status ExpiredHoldInTheWay();

// What became of a change, for metrics: the state that it led to (`held`, `cancelled_late`), or the reason without its
// prefix.
std::string OutcomeOf(const absl::Status& status, v1::BookingState state);
inline std::string OutcomeOf(const absl::StatusOr<v1::Booking>& booking) {
  return OutcomeOf(booking.status(), booking.ok() ? booking->state() : v1::BOOKING_STATE_UNSPECIFIED);
}

// A response that is a booking, or the error.
template <typename Response>
absl::StatusOr<Response> Answer(absl::StatusOr<v1::Booking> booking) {
  if (!booking.ok()) return booking.status();
  Response response;
  *response.mutable_booking() = *std::move(booking);
  return response;
}

}  // namespace shortbreaks::bookings

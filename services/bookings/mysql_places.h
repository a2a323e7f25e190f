// The steps of taking and ending a place, inside a transaction, for all that do so: bookings, offers, the sweeper.
#pragma once

#include <absl/status/statusor.h>

#include <string>
#include <string_view>

#include "bookings/mysql_rows.h"
#include "bookings/store.h"
#include "mysql/pool.h"

namespace shortbreaks::bookings {

// A booking under its child's lock, with what may have changed around it.
struct Locked {
  BookingRow booking;
  absl::Time now;
  bool hold_running = false;
  int session_state = 0;
  int64_t session_version = 0;
  bool session_started = false;
  int64_t child_version = 0;
  bool has_authority = false;
};
absl::StatusOr<Locked> LockBooking(mysql::Pool& pool, mysql::Connection& connection, const std::string& council,
                                   const ids::Uuid& child_id, const ids::Uuid& booking_id, const ids::Uuid& carer_id);

// What every change of a place that is kept asks of the caller: NOT_ALLOWED.
absl::Status CheckCaller(const rpc::Call& call, const Locked& locked);
// Why a booking in its state cannot be changed so: HOLD_EXPIRED, OFFER_EXPIRED, STATE_FORBIDS.
absl::Status WrongState(const BookingRow& booking);

// The booking must still be as it was read: state and version are the epoch that every change is guarded by.
inline constexpr std::string_view kEndPlace =
    "UPDATE bookings FORCE INDEX (PRIMARY) SET state = ?, live_session_id = NULL, hold_expire_time = NULL, version = "
    "version + 1, "
    "update_time = ?, cancel_cause = ?, forfeited_amount = ?, second_forfeited_amount = ?, waived_by = ? "
    "WHERE council_id = ? AND booking_id = ? AND version = ? AND live_session_id IS NOT NULL";

// Ends a live place: booking, ledger, allocation, event and audit, its waiting list entry, and last the session.
// Nothing changed where the guard does not hold any more.
absl::StatusOr<bool> EndPlace(mysql::Connection& connection, const std::string& council, BookingRow& booking,
                              Transition transition, std::string_view guard, Change change, absl::Time now);

// Takes what the decision charges off the allocations; DETAILS_CHANGED where they are not as they were.
absl::Status Debit(mysql::Connection& connection, const std::string& council, const PlaceAttempt& attempt);
// The booking that a new place makes, as of `now`.
BookingRow NewBooking(const PlaceAttempt& attempt, absl::Time now);
// Writes a new booking with its ledger, event and audit record.
absl::Status WriteBooking(mysql::Connection& connection, const rpc::Call& call, const BookingRow& booking,
                          std::string_view method);
// Last, because it is the row that everybody wants: takes the session's place, or says why there is none.
absl::Status TakeSessionPlace(mysql::Connection& connection, telemetry::Metrics& metrics, const std::string& council,
                              const PlaceAttempt& attempt);

// The family takes the place that it was offered: debits, books and ends the entry. DETAILS_CHANGED without
// `change.decided_again`; OFFER_EXPIRED.
absl::StatusOr<v1::Booking> AcceptOffer(mysql::Connection& connection, const rpc::Call& call,
                                        const BookingChange& change, Locked& locked);

}  // namespace shortbreaks::bookings

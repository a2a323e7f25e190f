// The steps of taking a place, inside a transaction, for all that do so: bookings and offers.
#pragma once

#include <absl/status/statusor.h>

#include <string>
#include <string_view>

#include "bookings/mysql_change.h"
#include "bookings/mysql_rows.h"
#include "bookings/mysql_session_place.h"
#include "bookings/store.h"
#include "mysql/pool.h"

namespace shortbreaks::bookings {

// What a child needs of a session, and whether it is to be kept apart from somebody: under its lock, and once the
// session's version was read.
struct Support {
  capacity::Ratio ratio;
  int64_t trained_needs = 0;
  int64_t caps = 0;  // as PlaceWanted::caps
  bool kept_apart = false;
};
absl::StatusOr<Support> ReadSupport(mysql::Connection& connection, const std::string& council,
                                    const ids::Uuid& child_id, const ids::Uuid& session_id);

// Takes what the decision charges off the allocations; DETAILS_CHANGED where they are not as they were.
absl::Status Debit(mysql::Connection& connection, const std::string& council, const PlaceAttempt& attempt);
// The booking that a new place makes, as of `now`.
BookingRow NewBooking(const PlaceAttempt& attempt, capacity::Ratio ratio, absl::Time now);
// Writes a new booking with its ledger, event and audit record.
absl::Status WriteBooking(mysql::Connection& connection, const rpc::Call& call, const BookingRow& booking,
                          std::string_view method);
// The family takes the place that it was offered: debits, books and ends the entry. DETAILS_CHANGED without
// `change.decided_again`; OFFER_EXPIRED.
absl::StatusOr<v1::Booking> AcceptOffer(mysql::Connection& connection, telemetry::Metrics& metrics,
                                        const rpc::Call& call, const BookingChange& change, Locked& locked);

}  // namespace shortbreaks::bookings

// Reads a session's queue from the database: who waits for it, and what stands in each one's way. Nothing is locked;
// what is offered or taken is asked again under the child's lock.
#pragma once

#include <absl/functional/function_ref.h>
#include <absl/status/statusor.h>

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "mysql/connection.h"
#include "waiting/queue.h"

namespace shortbreaks::waiting {

// Runs a query, inside a transaction or outside.
using Reader = absl::FunctionRef<absl::StatusOr<mysql::Rows>(std::string_view, const mysql::Parameters&)>;

struct SessionView {
  ids::Uuid session_id, activity_id, provider_id;
  int state = 0;  // availability.v1.SessionState
  int64_t version = 0;
  absl::Time start_time, end_time, booking_open_time, booking_close_time;
  absl::Time free_until_time;  // start less the activity's notice, in real hours
  absl::Time now;              // by the database's clock
  int64_t charge_minutes = 0, charge_nights = 0;
  std::optional<int64_t> trained_for;  // bit n: Need n; none: not planned by name
  WaitingOrder order = availability::v1::WAITING_ORDER_UNSPECIFIED;
  Room room;

  // Published, and between the opening and the closing of booking.
  bool TakesBookings() const;
};

// Nothing where there is no such session that families may see.
absl::StatusOr<std::optional<SessionView>> ReadSession(Reader read, const std::string& council_id,
                                                       const ids::Uuid& session_id);
// The published sessions of an activity whose booking has not closed, soonest first; at most `sessions_max`.
absl::StatusOr<std::vector<SessionView>> ComingSessions(Reader read, const std::string& council_id,
                                                        const ids::Uuid& activity_id, int sessions_max);

// All who wait for a place in the session, in their order; without those who had an offer of it before.
absl::StatusOr<std::vector<Waiting>> ReadQueue(Reader read, const std::string& council_id, const SessionView& session);

// SESSION_FULL with `waiting`, where somebody before the child waits for what is free in the session, could take it and
// so is given it first. Inside the transaction that takes the place.
absl::Status CheckTurn(mysql::Connection& connection, const std::string& council_id, const ids::Uuid& session_id,
                       const ids::Uuid& child_id);

}  // namespace shortbreaks::waiting

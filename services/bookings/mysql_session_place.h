// What a place takes of its session's row and of the caps beside it, and gives back. Each is the last thing of its
// transaction, because a session's row is the one that everybody wants.
#pragma once

#include <absl/status/statusor.h>

#include <string>

#include "capacity/capacity.h"
#include "ids/uuid.h"
#include "mysql/connection.h"
#include "telemetry/metrics.h"

namespace shortbreaks::bookings {

struct PlaceWanted {
  ids::Uuid session_id;
  int64_t session_version = 0;  // that was decided on
  capacity::Ratio ratio;
  int64_t trained_needs = 0;  // for which somebody on shift must be trained
  // How many of the session's caps count the ratio, read after session_version was: a change of the caps is a new
  // version, so that the number holds where the version does. See kCapsThatCount.
  int64_t caps = 0;
  bool reserve_too = false;  // may be one of those kept back for the council
};

// One number, by council, session, ratio.staff and ratio.children.
inline constexpr std::string_view kCapsThatCount =
    "SELECT COUNT(*) FROM session_ratio_caps WHERE council_id = ? AND session_id = ? "
    "AND ? * ratio_children >= ratio_staff * ?";

// Takes the place and its share of the staff in one conditional update, then a child of each cap that counts the ratio:
// all of it or an error. SESSION_FULL with `full` (capacity::NameOf), STAFF_NOT_TRAINED, SESSION_CLOSED and its like;
// DETAILS_CHANGED where the version is another, or with `expired_hold` where a hold that ran out is in the way.
absl::Status TakeSessionPlace(mysql::Connection& connection, telemetry::Metrics& metrics, const std::string& council,
                              const PlaceWanted& wanted);

// Gives back what a place with this ratio took.
absl::Status FreeSessionPlace(mysql::Connection& connection, const std::string& council, const ids::Uuid& session_id,
                              capacity::Ratio ratio);

// A place that is kept takes what `to` takes instead of what `from` did. SESSION_FULL with `full` where that is more
// than is left.
absl::Status ChangeSessionSupport(mysql::Connection& connection, telemetry::Metrics& metrics,
                                  const std::string& council, const ids::Uuid& session_id, capacity::Ratio from,
                                  capacity::Ratio to);

}  // namespace shortbreaks::bookings

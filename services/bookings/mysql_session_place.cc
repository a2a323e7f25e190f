#include "bookings/mysql_session_place.h"

#include "bookings/mysql_rows.h"
#include "bookings/requests.h"
#include "errors/errors.h"
#include "shortbreaks/availability/v1/availability.pb.h"

namespace shortbreaks::bookings {
namespace {

using capacity::Ratio;
using errors::Error;
using mysql::Bytes;
using mysql::Connection;

// 232792560 is capacity::kSharesOfOneStaff.
constexpr std::string_view kTakePlace =
    "UPDATE sessions FORCE INDEX (PRIMARY) SET places_taken = places_taken + 1, "
    "staff_shares_taken = staff_shares_taken + ? WHERE council_id = ? AND session_id = ? AND version = ? AND state = 2 "
    "AND booking_open_time <= NOW(6) AND booking_close_time > NOW(6) "
    "AND places_taken < places - IF(? = 1 OR reserve_release_time <= NOW(6), 0, reserve_places) "
    "AND (staff IS NULL OR staff_shares_taken + ? <= staff * 232792560) "
    "AND (trained_for IS NULL OR (? & ~trained_for) = 0)";
constexpr std::string_view kWhyNoPlace =
    "SELECT version, state, booking_open_time <= NOW(6), start_time <= NOW(6), booking_close_time <= NOW(6), "
    "trained_for IS NULL OR (? & ~trained_for) = 0, places, places_taken, "
    "IF(reserve_release_time <= NOW(6), 0, reserve_places), staff, staff_shares_taken "
    "FROM sessions WHERE council_id = ? AND session_id = ?";
constexpr std::string_view kExpiredHold =
    "SELECT 1 FROM bookings WHERE council_id = ? AND session_id = ? AND state IN (1, 8) AND hold_expire_time <= "
    "NOW(6) LIMIT 1";
constexpr std::string_view kFreePlace =
    "UPDATE sessions FORCE INDEX (PRIMARY) SET places_taken = places_taken - 1, "
    "staff_shares_taken = staff_shares_taken - ? WHERE council_id = ? AND session_id = ? AND places_taken > 0 "
    "AND staff_shares_taken >= ?";
constexpr std::string_view kChangeShares =
    "UPDATE sessions FORCE INDEX (PRIMARY) SET staff_shares_taken = staff_shares_taken + ? "
    "WHERE council_id = ? AND session_id = ? "
    "AND (? <= 0 OR staff IS NULL OR staff_shares_taken + ? <= staff * 232792560)";

// The caps that count one ratio and do not count another; of nobody's ratio, 0 : 1, they count all that count the
// first.
constexpr std::string_view kCountCaps =
    "SELECT COUNT(*) FROM session_ratio_caps WHERE council_id = ? AND session_id = ? "
    "AND ? * ratio_children >= ratio_staff * ? AND ? * ratio_children < ratio_staff * ?";
constexpr std::string_view kTakeOfCaps =
    "UPDATE session_ratio_caps FORCE INDEX (PRIMARY) SET children_taken = children_taken + 1 "
    "WHERE council_id = ? AND session_id = ? AND ? * ratio_children >= ratio_staff * ? "
    "AND ? * ratio_children < ratio_staff * ? AND children_taken < children_max";
constexpr std::string_view kGiveBackToCaps =
    "UPDATE session_ratio_caps FORCE INDEX (PRIMARY) SET children_taken = children_taken - 1 "
    "WHERE council_id = ? AND session_id = ? AND ? * ratio_children >= ratio_staff * ? "
    "AND ? * ratio_children < ratio_staff * ?";

mysql::Parameters OfCaps(const std::string& council, const ids::Uuid& session_id, Ratio counted, Ratio not_counted) {
  return {council, Bytes{session_id}, counted.staff, counted.children, not_counted.staff, not_counted.children};
}

// A hold that ran out gives back what it took to whoever sweeps it and tries again.
absl::Status Refuse(Connection& connection, const std::string& council, const ids::Uuid& session_id,
                    capacity::Full full) {
  auto expired = connection.Query(kExpiredHold, {council, Bytes{session_id}});
  if (!expired.ok()) return expired.status();
  if (!expired->empty()) return ExpiredHoldInTheWay();
  return SessionFull(full);
}

absl::Status WhyNoPlace(Connection& connection, const std::string& council, const PlaceWanted& wanted) {
  auto rows = connection.Query(kWhyNoPlace, {wanted.trained_needs, council, Bytes{wanted.session_id}});
  if (!rows.ok()) return rows.status();
  if (rows->empty()) return Error(type::v1::ERROR_REASON_NOT_FOUND);
  const mysql::Row& row = rows->front();
  if (row.Int(1) == availability::v1::SESSION_STATE_CANCELLED) return Error(type::v1::ERROR_REASON_SESSION_CANCELLED);
  if (row.Int(3) != 0) return Error(type::v1::ERROR_REASON_SESSION_STARTED);
  if (row.Int(0) != wanted.session_version) return Error(type::v1::ERROR_REASON_DETAILS_CHANGED);
  if (row.Int(2) == 0) return Error(type::v1::ERROR_REASON_SESSION_NOT_OPEN);
  if (row.Int(1) != availability::v1::SESSION_STATE_PUBLISHED || row.Int(4) != 0) {
    return Error(type::v1::ERROR_REASON_SESSION_CLOSED);
  }
  if (row.Int(5) == 0) return Error(type::v1::ERROR_REASON_STAFF_NOT_TRAINED);
  capacity::Load load{.places = row.Int(6), .places_taken = row.Int(7), .reserve_places = row.Int(8)};
  if (!row.IsNull(9)) load.staff = row.Int(9);
  load.staff_shares_taken = row.Int(10);
  const capacity::Room room = capacity::RoomFor(load, wanted.ratio, wanted.reserve_too);
  if (room.full != capacity::Full::kNo) return Refuse(connection, council, wanted.session_id, room.full);
  // The update that found no place keeps no lock, so one may have been given back since: there is a place to try for.
  return Error(type::v1::ERROR_REASON_DETAILS_CHANGED);
}

// One child more of every cap that counts `to` and did not count `from`, of which there are `caps`. Under the session's
// lock.
absl::Status TakeOfCaps(Connection& connection, const std::string& council, const ids::Uuid& session_id, Ratio to,
                        Ratio from, int64_t caps) {
  if (caps == 0) return absl::OkStatus();
  auto taken = connection.Execute(kTakeOfCaps, OfCaps(council, session_id, to, from));
  if (!taken.ok()) return taken.status();
  if (*taken == caps) return absl::OkStatus();
  return Refuse(connection, council, session_id, capacity::Full::kRatioCap);
}

}  // namespace

absl::Status TakeSessionPlace(Connection& connection, telemetry::Metrics& metrics, const std::string& council,
                              const PlaceWanted& wanted) {
  const int64_t shares = capacity::StaffShares(wanted.ratio);
  auto taken = TakeLock(connection, metrics, "session", kTakePlace,
                        {shares, council, Bytes{wanted.session_id}, wanted.session_version, int64_t{wanted.reserve_too},
                         shares, wanted.trained_needs});
  if (!taken.ok()) return taken.status();
  if (*taken != 1) return WhyNoPlace(connection, council, wanted);
  return TakeOfCaps(connection, council, wanted.session_id, wanted.ratio, {}, wanted.caps);
}

absl::Status FreeSessionPlace(Connection& connection, const std::string& council, const ids::Uuid& session_id,
                              Ratio ratio) {
  const int64_t shares = capacity::StaffShares(ratio);
  auto freed = connection.Execute(kFreePlace, {shares, council, Bytes{session_id}, shares});
  if (!freed.ok()) return freed.status();
  if (*freed != 1) return Error(type::v1::ERROR_REASON_INTERNAL);
  return connection.Execute(kGiveBackToCaps, OfCaps(council, session_id, ratio, {})).status();
}

absl::Status ChangeSessionSupport(Connection& connection, telemetry::Metrics& metrics, const std::string& council,
                                  const ids::Uuid& session_id, Ratio from, Ratio to) {
  const int64_t more = capacity::StaffShares(to) - capacity::StaffShares(from);
  if (more != 0) {
    auto changed =
        TakeLock(connection, metrics, "session", kChangeShares, {more, council, Bytes{session_id}, more, more});
    if (!changed.ok()) return changed.status();
    if (*changed != 1) return Refuse(connection, council, session_id, capacity::Full::kStaff);
  }
  auto given_back = connection.Execute(kGiveBackToCaps, OfCaps(council, session_id, from, to));
  if (!given_back.ok()) return given_back.status();
  auto caps = connection.Query(kCountCaps, OfCaps(council, session_id, to, from));
  if (!caps.ok()) return caps.status();
  return TakeOfCaps(connection, council, session_id, to, from, caps->front().Int(0));
}

}  // namespace shortbreaks::bookings

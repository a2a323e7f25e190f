#include "availability/room_locks.h"

#include <absl/strings/str_cat.h>

#include <map>
#include <set>

#include "availability/access.h"
#include "availability/mysql_rows.h"
#include "errors/errors.h"

namespace shortbreaks::availability {
namespace {

using errors::Error;
using mysql::Bytes;

constexpr char kRooms[] =
    "SELECT room_id, places_max, buffer_minutes FROM rooms FORCE INDEX (PRIMARY) WHERE council_id = ? AND room_id IN ";
constexpr char kInOrder[] = " ORDER BY room_id FOR UPDATE";
// No session lasts over 31 days, so that one which began before that is over.
constexpr char kOther[] =
    "SELECT session_id, provider_id, state FROM sessions FORCE INDEX (sessions_by_room) "
    "WHERE council_id = ? AND room_id = ? AND start_time > ? AND start_time < ? AND end_time > ? AND state <> 4 "
    "AND session_id <> ? ORDER BY start_time LIMIT 1";
constexpr absl::Duration kSessionMax = absl::Hours(24 * 31);
constexpr char kPlacesMax[] = "SELECT places_max FROM rooms WHERE council_id = ? AND room_id = ?";

// Of many sessions, which one is meant.
std::string OfKey(const SessionRecord& session) {
  return session.external_id.empty() ? "" : absl::StrCat(" (session ", session.external_id, ")");
}

void CheckFits(const RoomRecord& room, int64_t places, std::string field, errors::FieldErrors& fields) {
  if (room.places_max == 0 || places <= room.places_max) return;
  fields.Add(std::move(field), absl::StrCat("Is more than the ", room.places_max, " places that the room takes."));
}

}  // namespace

absl::StatusOr<Rooms> LockRooms(mysql::Connection& connection, const std::string& council_id,
                                std::span<const SessionRecord> sessions) {
  std::set<ids::Uuid> ids;
  for (const SessionRecord& session : sessions) {
    if (!session.room_id.empty()) ids.insert(session.room_id);
  }
  std::vector<mysql::Parameter> keys;
  for (const ids::Uuid& id : ids) keys.emplace_back(Bytes{id});
  auto rows = SelectIn(connection, council_id, kRooms, keys, kInOrder);
  if (!rows.ok()) return rows.status();
  Rooms rooms;
  for (const mysql::Row& row : *rows) {
    rooms[row.Text(0)] = {.id = row.Text(0), .places_max = row.Int(1), .buffer_minutes = row.Int(2)};
  }
  errors::FieldErrors fields;
  for (const SessionRecord& session : sessions) {
    if (session.room_id.empty()) continue;
    const auto room = rooms.find(session.room_id);
    if (room == rooms.end()) {
      fields.Add("session.room", absl::StrCat("There is no such room", OfKey(session), "."));
    } else {
      CheckFits(room->second, session.places, "session.places", fields);
    }
  }
  if (auto valid = fields.ToStatus(); !valid.ok()) return valid;
  return rooms;
}

absl::Status CheckRoomIsFree(mysql::Connection& connection, const rpc::Call& call, const Rooms& locked,
                             const SessionRecord& session) {
  const absl::Duration buffer = absl::Minutes(locked.at(session.room_id).buffer_minutes);
  const absl::Time from = session.start_time - buffer, to = session.end_time + buffer;
  auto rows = connection.Query(
      kOther, {call.principal.council_id, Bytes{session.room_id}, from - kSessionMax, to, from, Bytes{session.id}});
  if (!rows.ok()) return rows.status();
  if (rows->empty()) return absl::OkStatus();
  const SessionRecord other{.id = rows->front().Text(0),
                            .provider_id = rows->front().Text(1),
                            .state = static_cast<v1::SessionState>(rows->front().Int(2))};
  std::map<std::string, std::string> metadata;
  if (MaySee(call, other)) metadata["session"] = ids::ResourceName("sessions", other.id);
  if (!session.external_id.empty()) metadata["external_id"] = session.external_id;
  return Error(type::v1::ERROR_REASON_ROOM_TAKEN, {}, metadata);
}

absl::Status TakeRoom(mysql::Connection& connection, const rpc::Call& call, const SessionRecord& session) {
  if (session.room_id.empty()) return absl::OkStatus();
  auto locked = LockRooms(connection, call.principal.council_id, std::span(&session, 1));
  if (!locked.ok()) return locked.status();
  return CheckRoomIsFree(connection, call, *locked, session);
}

absl::Status CheckPlacesFit(mysql::Connection& connection, const std::string& council_id, const SessionRecord& session,
                            int64_t places) {
  if (session.room_id.empty() || places <= session.places) return absl::OkStatus();
  auto rows = connection.Query(kPlacesMax, {council_id, Bytes{session.room_id}});
  if (!rows.ok()) return rows.status();
  if (rows->empty()) return Error(type::v1::ERROR_REASON_INTERNAL);
  errors::FieldErrors fields;
  CheckFits({.places_max = rows->front().Int(0)}, places, "places", fields);
  return fields.ToStatus();
}

}  // namespace shortbreaks::availability

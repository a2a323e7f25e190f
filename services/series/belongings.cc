#include "series/belongings.h"

#include <absl/strings/str_cat.h>

#include "availability/mysql_rows.h"
#include "errors/errors.h"

namespace shortbreaks::series {
namespace {

using availability::IdSet;
using availability::SessionRecord;
using errors::Error;
using mysql::Bytes;
using mysql::Connection;

constexpr std::string_view kOfSeries =
    "SELECT session_id, room_id FROM sessions WHERE council_id = ? AND series_id = ? AND series_day >= ?";
constexpr std::string_view kOfOne = "SELECT session_id, room_id FROM sessions WHERE council_id = ? AND session_id = ?";

absl::StatusOr<Belongings> Hold(Connection& connection, const std::string& council,
                                const absl::StatusOr<mysql::Rows>& rows) {
  if (!rows.ok()) return rows.status();
  IdSet sessions;
  std::vector<SessionRecord> with_rooms;
  for (const mysql::Row& row : *rows) {
    sessions.insert(row.Text(0));
    if (row.IsNull(1)) continue;
    SessionRecord& session = with_rooms.emplace_back();
    session.id = row.Text(0);
    session.room_id = row.Text(1);
  }
  Belongings held;
  auto shifts = availability::HoldShifts(connection, council, sessions);
  if (!shifts.ok()) return shifts.status();
  held.shifts = *std::move(shifts);
  auto rooms = availability::LockRooms(connection, council, with_rooms);
  if (!rooms.ok()) return rooms.status();
  held.rooms = *std::move(rooms);
  return held;
}

absl::Status CheckRoom(Connection& connection, const rpc::Call& call, const Belongings& held,
                       const SessionRecord& session) {
  if (session.room_id.empty()) return absl::OkStatus();
  if (!held.rooms.contains(session.room_id)) return Error(type::v1::ERROR_REASON_CONTENTION);
  auto fits = availability::CheckPlacesFit(connection, call.principal.council_id, session, session.places);
  if (!fits.ok()) return fits;
  return availability::CheckRoomIsFree(connection, call, held.rooms, session);
}

}  // namespace

absl::StatusOr<Belongings> HoldBelongings(Connection& connection, const std::string& council,
                                          const ids::Uuid& series_id, absl::CivilDay from) {
  return Hold(connection, council, connection.Query(kOfSeries, {council, Bytes{series_id}, from}));
}

absl::StatusOr<Belongings> HoldBelongingsOf(Connection& connection, const std::string& council,
                                            const ids::Uuid& session_id) {
  return Hold(connection, council, connection.Query(kOfOne, {council, Bytes{session_id}}));
}

absl::Status SettleBelongings(Connection& connection, const rpc::Call& call, const SessionChanges& changes,
                              const Belongings& held, std::vector<availability::Change>& told) {
  const std::string& council = call.principal.council_id;
  IdSet updated;
  std::vector<mysql::Parameter> keys;
  for (const SessionRow& session : changes.updated) {
    updated.insert(session.id);
    keys.push_back(Bytes{session.id});
  }
  auto renewed = availability::RenewMoved(connection, council, updated, held.shifts, told);
  if (!renewed.ok()) return renewed.status();
  static const std::string kSelect = absl::StrCat("SELECT ", availability::kSessionColumns,
                                                  " FROM sessions s WHERE s.council_id = ? AND s.session_id IN ");
  auto rows = availability::SelectIn(connection, council, kSelect, keys);
  if (!rows.ok()) return rows.status();
  for (const mysql::Row& row : *rows) {
    if (auto room = CheckRoom(connection, call, held, availability::ReadSessionRow(row)); !room.ok()) return room;
  }
  return absl::OkStatus();
}

}  // namespace shortbreaks::series

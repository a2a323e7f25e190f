#include "availability/venues.h"

#include <absl/strings/numbers.h>
#include <absl/strings/str_cat.h>
#include <absl/strings/str_split.h>

#include <algorithm>
#include <utility>

#include "availability/access.h"
#include "availability/room_locks.h"
#include "availability/text_position.h"
#include "errors/errors.h"
#include "mysql/nullable.h"
#include "wire/times.h"

namespace shortbreaks::availability {
namespace {

using errors::Error;
using mysql::Bytes;
using mysql::Connection;

constexpr char kVenues[] =
    "SELECT v.venue_id, v.version, v.display_name, v.address, v.postcode, v.latitude_degrees, v.longitude_degrees, "
    "v.accessibility FROM venues v WHERE v.council_id = ? ";
constexpr char kOneVenue[] = "AND v.venue_id = ? ";
constexpr char kRooms[] =
    "SELECT r.room_id, r.venue_id, r.version, r.display_name, r.places_max, r.buffer_minutes FROM rooms r "
    "WHERE r.council_id = ? ";
constexpr char kOneRoom[] = "AND r.room_id = ? ";
constexpr char kForUpdate[] = "FOR UPDATE";
constexpr char kInShareMode[] = "LOCK IN SHARE MODE";
constexpr char kVenuesPage[] =
    "AND v.display_name >= ? AND (v.display_name > ? OR v.venue_id > ?) ORDER BY v.display_name, v.venue_id LIMIT ?";
constexpr char kRoomsPage[] =
    "AND r.venue_id = ? AND r.display_name >= ? AND (r.display_name > ? OR r.room_id > ?) "
    "ORDER BY r.display_name, r.room_id LIMIT ?";
constexpr char kUsesPage[] =
    "SELECT session_id, provider_id, state, start_time, end_time FROM sessions FORCE INDEX (sessions_by_room) "
    "WHERE council_id = ? AND room_id = ? AND (start_time > ? OR (start_time = ? AND session_id > ?)) AND state <> 4 "
    "ORDER BY start_time, session_id LIMIT ?";

constexpr char kInsertVenue[] =
    "INSERT INTO venues (council_id, venue_id, version, display_name, address, postcode, latitude_degrees, "
    "longitude_degrees, accessibility) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)";
constexpr char kUpdateVenue[] =
    "UPDATE venues FORCE INDEX (PRIMARY) SET version = version + 1, display_name = ?, address = ?, postcode = ?, "
    "latitude_degrees = ?, longitude_degrees = ?, accessibility = ? WHERE council_id = ? AND venue_id = ?";
constexpr char kInsertRoom[] =
    "INSERT INTO rooms (council_id, room_id, venue_id, version, display_name, places_max, buffer_minutes) "
    "VALUES (?, ?, ?, ?, ?, ?, ?)";
constexpr char kUpdateRoom[] =
    "UPDATE rooms FORCE INDEX (PRIMARY) SET version = version + 1, display_name = ?, places_max = ?, "
    "buffer_minutes = ? WHERE council_id = ? AND room_id = ?";
constexpr char kSetRoom[] =
    "UPDATE sessions FORCE INDEX (PRIMARY) SET room_id = ?, version = version + 1 "
    "WHERE council_id = ? AND session_id = ? AND version = ?";
constexpr char kReadSession[] = " FROM sessions s WHERE s.council_id = ? AND s.session_id = ?";

VenueRecord ReadVenueRow(const mysql::Row& row) {
  return {.id = row.Text(0),
          .version = row.Int(1),
          .display_name = row.Text(2),
          .address = row.Text(3),
          .postcode = row.Text(4),
          .latitude_degrees = row.Double(5),
          .longitude_degrees = row.Double(6),
          .accessibility = row.Int(7)};
}

RoomRecord ReadRoomRow(const mysql::Row& row) {
  return {.id = row.Text(0),
          .venue_id = row.Text(1),
          .version = row.Int(2),
          .display_name = row.Text(3),
          .places_max = row.Int(4),
          .buffer_minutes = row.Int(5)};
}

// NOT_FOUND, ETAG_MISMATCH.
absl::StatusOr<VenueRecord> LockVenue(Connection& connection, const std::string& council, const ids::Uuid& venue_id,
                                      const std::string& etag) {
  auto rows = connection.Query(absl::StrCat(kVenues, kOneVenue, kForUpdate), {council, Bytes{venue_id}});
  if (!rows.ok()) return rows.status();
  if (rows->empty()) return Error(type::v1::ERROR_REASON_NOT_FOUND);
  VenueRecord venue = ReadVenueRow(rows->front());
  if (etag != EtagOf(venue.version)) return Error(type::v1::ERROR_REASON_ETAG_MISMATCH);
  return venue;
}

absl::StatusOr<RoomRecord> LockRoom(Connection& connection, const std::string& council, const ids::Uuid& room_id,
                                    const std::string& etag) {
  auto rows = connection.Query(absl::StrCat(kRooms, kOneRoom, kForUpdate), {council, Bytes{room_id}});
  if (!rows.ok()) return rows.status();
  if (rows->empty()) return Error(type::v1::ERROR_REASON_NOT_FOUND);
  RoomRecord room = ReadRoomRow(rows->front());
  if (etag != EtagOf(room.version)) return Error(type::v1::ERROR_REASON_ETAG_MISMATCH);
  return room;
}

// A session as it is before any lock is taken. Nothing where there is none.
absl::StatusOr<std::optional<SessionRecord>> GlanceAt(Connection& connection, const std::string& council,
                                                      const ids::Uuid& session_id) {
  auto rows = connection.Query(absl::StrCat("SELECT ", kSessionColumns, kReadSession), {council, Bytes{session_id}});
  if (!rows.ok()) return rows.status();
  if (rows->empty()) return std::nullopt;
  return ReadSessionRow(rows->front());
}

// `next` of a page that took `size` of the rows found: the position of the last taken, where there is another row.
template <typename PositionOf>
std::string NextOf(const mysql::Rows& rows, int size, PositionOf position_of) {
  if (static_cast<int>(rows.size()) <= size) return {};
  return position_of(rows[static_cast<size_t>(size) - 1]);
}

size_t Taken(const mysql::Rows& rows, int size) { return std::min(rows.size(), static_cast<size_t>(size)); }

}  // namespace

absl::StatusOr<v1::ListedVenue> Venues::Create(const rpc::Call& call, const RequestMark& mark, VenueRecord venue) {
  venue.id = ids::NewUuid();
  v1::ListedVenue reply;
  auto done =
      Once(pool_, requests_, call, mark, reply, [&](Connection& connection, std::vector<Change>& told) -> absl::Status {
        auto inserted = connection.Execute(
            kInsertVenue, {call.principal.council_id, Bytes{venue.id}, venue.version, venue.display_name, venue.address,
                           venue.postcode, venue.latitude_degrees, venue.longitude_degrees, venue.accessibility});
        if (!inserted.ok()) return inserted.status();
        reply = ToProto(venue);
        told.push_back({"venue.created", reply.name(), venue.version});
        return absl::OkStatus();
      });
  if (!done.ok()) return done;
  return reply;
}

absl::StatusOr<v1::ListedVenue> Venues::Update(const rpc::Call& call, const RequestMark& mark, VenueRecord venue,
                                               const std::string& etag) {
  v1::ListedVenue reply;
  const std::string& council = call.principal.council_id;
  auto done =
      Once(pool_, requests_, call, mark, reply, [&](Connection& connection, std::vector<Change>& told) -> absl::Status {
        auto old = LockVenue(connection, council, venue.id, etag);
        if (!old.ok()) return old.status();
        auto updated =
            connection.Execute(kUpdateVenue, {venue.display_name, venue.address, venue.postcode, venue.latitude_degrees,
                                              venue.longitude_degrees, venue.accessibility, council, Bytes{venue.id}});
        if (!updated.ok()) return updated.status();
        venue.version = old->version + 1;
        reply = ToProto(venue);
        told.push_back({"venue.updated", reply.name(), venue.version});
        return absl::OkStatus();
      });
  if (!done.ok()) return done;
  return reply;
}

absl::StatusOr<v1::Room> Venues::CreateRoom(const rpc::Call& call, const RequestMark& mark, RoomRecord room) {
  room.id = ids::NewUuid();
  v1::Room reply;
  const std::string& council = call.principal.council_id;
  auto done =
      Once(pool_, requests_, call, mark, reply, [&](Connection& connection, std::vector<Change>& told) -> absl::Status {
        auto venue = connection.Query(absl::StrCat(kVenues, kOneVenue, kInShareMode), {council, Bytes{room.venue_id}});
        if (!venue.ok()) return venue.status();
        if (venue->empty()) return Error(type::v1::ERROR_REASON_NOT_FOUND);
        auto inserted = connection.Execute(kInsertRoom, {council, Bytes{room.id}, Bytes{room.venue_id}, room.version,
                                                         room.display_name, room.places_max, room.buffer_minutes});
        if (!inserted.ok()) return inserted.status();
        reply = ToProto(room);
        told.push_back({"room.created", reply.name(), room.version});
        return absl::OkStatus();
      });
  if (!done.ok()) return done;
  return reply;
}

absl::StatusOr<v1::Room> Venues::UpdateRoom(const rpc::Call& call, const RequestMark& mark, RoomRecord room,
                                            const std::string& etag) {
  v1::Room reply;
  const std::string& council = call.principal.council_id;
  auto done =
      Once(pool_, requests_, call, mark, reply, [&](Connection& connection, std::vector<Change>& told) -> absl::Status {
        auto old = LockRoom(connection, council, room.id, etag);
        if (!old.ok()) return old.status();
        errors::FieldErrors fields;
        if (room.venue_id != old->venue_id) fields.Add("room.venue", "Never changes.");
        if (auto valid = fields.ToStatus(); !valid.ok()) return valid;
        auto updated = connection.Execute(
            kUpdateRoom, {room.display_name, room.places_max, room.buffer_minutes, council, Bytes{room.id}});
        if (!updated.ok()) return updated.status();
        room.version = old->version + 1;
        reply = ToProto(room);
        told.push_back({"room.updated", reply.name(), room.version});
        return absl::OkStatus();
      });
  if (!done.ok()) return done;
  return reply;
}

absl::StatusOr<v1::Session> Venues::SetRoom(const rpc::Call& call, const RequestMark& mark, const ids::Uuid& session_id,
                                            const ids::Uuid& room_id, const std::string& etag) {
  const std::string& council = call.principal.council_id;
  v1::Session reply;
  auto done =
      Once(pool_, requests_, call, mark, reply, [&](Connection& connection, std::vector<Change>& told) -> absl::Status {
        // The room's lock comes before the session's, and needs to know the session's times: those of a session that is
        // changed in between are of another version.
        auto glance = GlanceAt(connection, council, session_id);
        if (!glance.ok()) return glance.status();
        auto may = CheckMayChange(call, *glance ? std::optional((*glance)->provider_id) : std::nullopt);
        if (!may.ok()) return may;
        SessionRecord session = **std::move(glance);
        session.room_id = room_id;
        if (etag != EtagOf(session.version)) return Error(type::v1::ERROR_REASON_ETAG_MISMATCH);
        if (session.state == v1::SESSION_STATE_CANCELLED) return Error(type::v1::ERROR_REASON_SESSION_CANCELLED);
        if (auto taken = TakeRoom(connection, call, session); !taken.ok()) return taken;
        auto locked = LockSession(connection, call, session_id, etag);
        if (!locked.ok()) return locked.status();
        if (locked->started) return Error(type::v1::ERROR_REASON_SESSION_STARTED);
        if (locked->session.room_id != room_id) {
          auto set =
              connection.Execute(kSetRoom, {mysql::IdOrNull(room_id), council, Bytes{session_id}, session.version});
          if (!set.ok()) return set.status();
          ++locked->session.version;
          told.push_back({"session.updated", ids::ResourceName("sessions", session_id), locked->session.version});
        }
        locked->session.room_id = room_id;
        reply = ToProto(locked->session);
        return absl::OkStatus();
      });
  if (!done.ok()) return done;
  return reply;
}

absl::StatusOr<std::optional<v1::ListedVenue>> Venues::Read(const rpc::Call& call, const ids::Uuid& venue_id) {
  auto rows =
      pool_.Query(call.deadline, absl::StrCat(kVenues, kOneVenue), {call.principal.council_id, Bytes{venue_id}});
  if (!rows.ok()) return rows.status();
  if (rows->empty()) return std::nullopt;
  return ToProto(ReadVenueRow(rows->front()));
}

absl::StatusOr<std::optional<v1::Room>> Venues::ReadRoom(const rpc::Call& call, const ids::Uuid& room_id) {
  auto rows = pool_.Query(call.deadline, absl::StrCat(kRooms, kOneRoom), {call.principal.council_id, Bytes{room_id}});
  if (!rows.ok()) return rows.status();
  if (rows->empty()) return std::nullopt;
  return ToProto(ReadRoomRow(rows->front()));
}

absl::StatusOr<VenuePage> Venues::List(const rpc::Call& call, const Page& page) {
  auto from = TextPosition::Parse(page.position);
  if (!from.ok()) return from.status();
  auto rows = pool_.Query(call.deadline, absl::StrCat(kVenues, kVenuesPage),
                          {call.principal.council_id, from->text, from->text, Bytes{from->id}, int64_t{page.size + 1}});
  if (!rows.ok()) return rows.status();
  VenuePage result;
  for (size_t i = 0; i < Taken(*rows, page.size); ++i) result.venues.push_back(ToProto(ReadVenueRow((*rows)[i])));
  result.next = NextOf(*rows, page.size, [](const mysql::Row& last) {
    return TextPosition{last.Text(2), last.Text(0)}.Text();
  });
  return result;
}

absl::StatusOr<RoomPage> Venues::ListRooms(const rpc::Call& call, const ids::Uuid& venue_id, const Page& page) {
  auto from = TextPosition::Parse(page.position);
  if (!from.ok()) return from.status();
  auto venue = Read(call, venue_id);
  if (!venue.ok()) return venue.status();
  if (!*venue) return Error(type::v1::ERROR_REASON_NOT_FOUND);
  auto rows = pool_.Query(
      call.deadline, absl::StrCat(kRooms, kRoomsPage),
      {call.principal.council_id, Bytes{venue_id}, from->text, from->text, Bytes{from->id}, int64_t{page.size + 1}});
  if (!rows.ok()) return rows.status();
  RoomPage result;
  for (size_t i = 0; i < Taken(*rows, page.size); ++i) result.rooms.push_back(ToProto(ReadRoomRow((*rows)[i])));
  result.next = NextOf(*rows, page.size, [](const mysql::Row& last) {
    return TextPosition{last.Text(3), last.Text(0)}.Text();
  });
  return result;
}

absl::StatusOr<RoomUsePage> Venues::ListUses(const rpc::Call& call, const ids::Uuid& room_id, absl::Time from,
                                             const Page& page) {
  auto position = TextPosition::Parse(page.position);
  if (!position.ok()) return position.status();
  int64_t micros = 0;
  if (!page.position.empty() && !absl::SimpleAtoi(position->text, &micros)) {
    return Error(type::v1::ERROR_REASON_PAGE_TOKEN_INVALID);
  }
  if (!page.position.empty()) from = absl::FromUnixMicros(micros);
  auto room = ReadRoom(call, room_id);
  if (!room.ok()) return room.status();
  if (!*room) return Error(type::v1::ERROR_REASON_NOT_FOUND);
  auto rows =
      pool_.Query(call.deadline, kUsesPage,
                  {call.principal.council_id, Bytes{room_id}, from, from, Bytes{position->id}, int64_t{page.size + 1}});
  if (!rows.ok()) return rows.status();
  RoomUsePage result;
  for (size_t i = 0; i < Taken(*rows, page.size); ++i) {
    const mysql::Row& row = (*rows)[i];
    const SessionRecord session{
        .id = row.Text(0), .provider_id = row.Text(1), .state = static_cast<v1::SessionState>(row.Int(2))};
    v1::RoomUse& use = result.uses.emplace_back();
    *use.mutable_start_time() = wire::ToProto(row.Time(3));
    *use.mutable_end_time() = wire::ToProto(row.Time(4));
    if (MaySee(call, session)) use.set_session(ids::ResourceName("sessions", session.id));
  }
  result.next = NextOf(*rows, page.size, [](const mysql::Row& last) {
    return TextPosition{absl::StrCat(absl::ToUnixMicros(last.Time(3))), last.Text(0)}.Text();
  });
  return result;
}

}  // namespace shortbreaks::availability

// Changes to single sessions.
#include <absl/strings/str_cat.h>

#include <algorithm>

#include "availability/access.h"
#include "availability/mysql_store.h"
#include "availability/room_locks.h"
#include "errors/errors.h"

namespace shortbreaks::availability {
namespace {

using errors::Error;
using mysql::Bytes;
using mysql::Connection;

// Changes nothing; its row lock is what it is for. (FOR UPDATE would need a right to the whole row.)
constexpr std::string_view kLockSession =
    "UPDATE sessions FORCE INDEX (PRIMARY) SET state = state WHERE council_id = ? AND session_id = ?";
constexpr std::string_view kReadActivity =
    "SELECT provider_id, NOW(6) FROM activities WHERE council_id = ? AND activity_id = ? LOCK IN SHARE MODE";
constexpr std::string_view kSessionOfKey = "SELECT session_id FROM sessions WHERE council_id = ? AND external_id = ?";

// Both numbers in one statement, since bookings change places_taken: what is taken never exceeds places + places_over.
constexpr std::string_view kSetPlaces =
    "UPDATE sessions FORCE INDEX (PRIMARY) SET places = ?, places_over = GREATEST(places_taken - ?, 0), "
    "reserve_places = LEAST(reserve_places, ?), version = version + 1 "
    "WHERE council_id = ? AND session_id = ? AND version = ?";
constexpr std::string_view kSetState =
    "UPDATE sessions FORCE INDEX (PRIMARY) SET state = ?, cancel_reason = ?, version = version + 1 "
    "WHERE council_id = ? AND session_id = ? AND version = ?";

std::string ReadSessionSql() {
  return absl::StrCat("SELECT ", kSessionColumns,
                      ", NOW(6) FROM sessions s WHERE s.council_id = ? AND s.session_id = ?");
}

// Runs a change that is guarded by the version, which the lock holds still.
absl::Status ChangeOne(Connection& connection, std::string_view sql, const mysql::Parameters& parameters) {
  auto changed = connection.Execute(sql, parameters);
  if (!changed.ok()) return changed.status();
  return *changed == 1 ? absl::OkStatus() : Error(type::v1::ERROR_REASON_CONTENTION);
}

std::string_view EventOf(Move move) {
  switch (move) {
    case Move::kPublish:
      return "session.published";
    case Move::kClose:
      return "session.closed";
    case Move::kCancel:
      return "session.cancelled";
  }
  return "session.updated";
}

}  // namespace

absl::StatusOr<LockedSession> LockSession(Connection& connection, const rpc::Call& call, const ids::Uuid& session_id,
                                          const std::string& etag) {
  const std::string& council = call.principal.council_id;
  auto locked = connection.Execute(kLockSession, {council, Bytes{session_id}});
  if (!locked.ok()) return locked.status();
  static const std::string kReadSession = ReadSessionSql();
  auto rows = connection.Query(kReadSession, {council, Bytes{session_id}});
  if (!rows.ok()) return rows.status();
  std::optional<LockedSession> found;
  if (!rows->empty()) {
    found = LockedSession{ReadSessionRow(rows->front()), rows->front().Time(kSessionColumnCount)};
    found->started = found->session.start_time <= found->now;
  }
  auto may = CheckMayChange(call, found ? std::optional(found->session.provider_id) : std::nullopt);
  if (!may.ok()) return may;
  if (!etag.empty() && etag != EtagOf(found->session.version)) return Error(type::v1::ERROR_REASON_ETAG_MISMATCH);
  return *std::move(found);
}

absl::StatusOr<v1::Session> MysqlStore::CreateSession(const rpc::Call& call, const RequestMark& mark,
                                                      SessionRecord session) {
  session.id = ids::NewUuid();
  session.state = v1::SESSION_STATE_DRAFT;
  const std::string& council = call.principal.council_id;
  v1::Session reply;
  auto done = Once(call, mark, reply, [&](Connection& connection, std::vector<Change>& changes) -> absl::Status {
    auto activity = connection.Query(kReadActivity, {council, Bytes{session.activity_id}});
    if (!activity.ok()) return activity.status();
    if (!activity->empty()) session.provider_id = activity->front().Text(0);
    auto may = CheckMayChange(call, activity->empty() ? std::nullopt : std::optional(session.provider_id));
    if (!may.ok()) return may;
    errors::FieldErrors fields;
    if (session.start_time <= activity->front().Time(1)) fields.Add("session.start_time", "Must be in the future.");
    if (auto valid = fields.ToStatus(); !valid.ok()) return valid;
    if (auto room = TakeRoom(connection, call, session); !room.ok()) return room;
    auto inserted = Insert(connection, council, std::span(&session, 1));
    if (!inserted.ok()) {
      return NamingDuplicate(connection, inserted, kSessionOfKey, council, session.external_id, "sessions");
    }
    reply = ToProto(session);
    changes.push_back({"session.created", reply.name(), session.version});
    return absl::OkStatus();
  });
  if (!done.ok()) return done;
  return reply;
}

absl::StatusOr<v1::SetPlacesResponse> MysqlStore::SetPlaces(const rpc::Call& call, const RequestMark& mark,
                                                            const ids::Uuid& session_id, int64_t places,
                                                            const std::string& etag) {
  const std::string& council = call.principal.council_id;
  v1::SetPlacesResponse reply;
  auto done = Once(call, mark, reply, [&](Connection& connection, std::vector<Change>& changes) -> absl::Status {
    auto locked = LockSession(connection, call, session_id, etag);
    if (!locked.ok()) return locked.status();
    SessionRecord& session = locked->session;
    if (session.state == v1::SESSION_STATE_CANCELLED) return Error(type::v1::ERROR_REASON_SESSION_CANCELLED);
    if (locked->started) return Error(type::v1::ERROR_REASON_SESSION_STARTED);
    if (auto fits = CheckPlacesFit(connection, council, session, places); !fits.ok()) return fits;
    if (session.places != places) {
      auto changed = ChangeOne(connection, kSetPlaces,
                               {places, places, places, call.principal.council_id, Bytes{session_id}, session.version});
      if (!changed.ok()) return changed;
      session.places = places;
      session.reserve_places = std::min(session.reserve_places, places);
      ++session.version;
      changes.push_back({"session.updated", ids::ResourceName("sessions", session_id), session.version});
    }
    *reply.mutable_session() = ToProto(session);
    reply.set_places_over(static_cast<int32_t>(std::max<int64_t>(session.places_taken - places, 0)));
    return absl::OkStatus();
  });
  if (!done.ok()) return done;
  return reply;
}

absl::StatusOr<v1::Session> MysqlStore::MoveSession(const rpc::Call& call, const RequestMark& mark,
                                                    const ids::Uuid& session_id, Move move, const std::string& etag,
                                                    const std::string& reason) {
  v1::Session reply;
  auto done = Once(call, mark, reply, [&](Connection& connection, std::vector<Change>& changes) -> absl::Status {
    auto locked = LockSession(connection, call, session_id, etag);
    if (!locked.ok()) return locked.status();
    SessionRecord& session = locked->session;
    auto state = StateAfter(session.state, move, locked->started);
    if (!state.ok()) return state.status();
    if (*state != session.state) {
      session.state = *state;
      session.cancel_reason = reason;
      auto changed = ChangeOne(connection, kSetState,
                               {int64_t{session.state}, session.cancel_reason, call.principal.council_id,
                                Bytes{session_id}, session.version});
      if (!changed.ok()) return changed;
      ++session.version;
      changes.push_back({EventOf(move), ids::ResourceName("sessions", session_id), session.version});
    }
    reply = ToProto(session);
    return absl::OkStatus();
  });
  if (!done.ok()) return done;
  return reply;
}

}  // namespace shortbreaks::availability

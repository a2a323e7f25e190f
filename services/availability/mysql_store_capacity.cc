// What sessions have for children, and what their bookings take of it.
#include <absl/strings/str_cat.h>

#include <algorithm>

#include "availability/access.h"
#include "availability/mysql_store.h"
#include "availability/room_locks.h"
#include "errors/errors.h"
#include "mysql/nullable.h"

namespace shortbreaks::availability {
namespace {

using errors::Error;
using mysql::Bytes;
using mysql::Connection;
using mysql::Parameter;

// What is taken is compared in the statement that changes what is offered: neither ever exceeds the other and what is
// kept over it.
constexpr std::string_view kSetCapacity =
    "UPDATE sessions FORCE INDEX (PRIMARY) SET places = ?, places_over = GREATEST(places_taken - ?, 0), staff = ?, "
    "staff_shares_over = GREATEST(staff_shares_taken - ?, 0), reserve_places = ?, reserve_release_time = ?, "
    "reserve_reason = COALESCE(?, reserve_reason), version = version + 1 "
    "WHERE council_id = ? AND session_id = ? AND version = ?";
constexpr std::string_view kReleaseReserve =
    "UPDATE sessions FORCE INDEX (PRIMARY) SET reserve_release_time = ?, reserve_reason = ?, version = version + 1 "
    "WHERE council_id = ? AND session_id = ? AND version = ?";
constexpr std::string_view kChildrenByRatio =
    "SELECT ratio_staff, ratio_children, COUNT(*) FROM session_children WHERE council_id = ? AND session_id = ? "
    "GROUP BY ratio_staff, ratio_children ORDER BY ratio_staff / ratio_children DESC, ratio_staff";

std::string ReadSql() {
  return absl::StrCat("SELECT ", kSessionColumns,
                      ", s.reserve_reason FROM sessions s WHERE s.council_id = ? AND s.session_id = ?");
}

// What is over is what the session's own columns say.
v1::CapacityUse UseOf(const SessionRecord& session) {
  v1::CapacityUse use;
  use.set_staff_needed(static_cast<int32_t>(capacity::StaffFor(session.staff_shares_taken)));
  use.set_places_over(static_cast<int32_t>(std::max<int64_t>(session.places_taken - session.places, 0)));
  const int64_t shares_over = std::max<int64_t>(session.staff_shares_taken - SharesOffered(session), 0);
  use.set_staff_over(static_cast<int32_t>(capacity::StaffFor(shares_over)));
  for (const SessionRecord::Cap& cap : session.ratio_caps) {
    if (cap.children_taken > cap.children_max) *use.add_ratio_caps_over() = ToProto(cap);
  }
  return use;
}

absl::Status AddChildren(absl::StatusOr<mysql::Rows> rows, v1::CapacityUse& use) {
  if (!rows.ok()) return rows.status();
  for (const mysql::Row& row : *rows) {
    v1::ChildrenAtRatio& children = *use.add_children();
    children.mutable_support_ratio()->set_staff(static_cast<int32_t>(row.Int(0)));
    children.mutable_support_ratio()->set_children(static_cast<int32_t>(row.Int(1)));
    children.set_children(static_cast<int32_t>(row.Int(2)));
  }
  return absl::OkStatus();
}

// Where staff are planned by name, their shifts and absences say how many there are.
absl::Status CheckStaff(const SessionRecord& session, const SessionRecord& capacity) {
  if (!session.trained_for || session.staff == capacity.staff) return absl::OkStatus();
  return Error(type::v1::ERROR_REASON_STATE_FORBIDS, {}, {{"state", "staff_planned_by_name"}});
}

absl::Status CheckReserve(const rpc::Call& call, const LockedSession& locked, const SessionRecord& capacity,
                          const std::string& reason) {
  if (!GivesReserveBack(locked.session, capacity, locked.now)) return absl::OkStatus();
  if (call.principal.role != identity::Role::kOfficer) return Error(type::v1::ERROR_REASON_NOT_ALLOWED);
  errors::FieldErrors fields;
  if (reason.empty()) fields.Add("reserve_reason", "Is required: less is kept back than before, or for less long.");
  return fields.ToStatus();
}

absl::Status CheckOpen(const LockedSession& locked) {
  if (locked.session.state == v1::SESSION_STATE_CANCELLED) return Error(type::v1::ERROR_REASON_SESSION_CANCELLED);
  return locked.started ? Error(type::v1::ERROR_REASON_SESSION_STARTED) : absl::OkStatus();
}

// Writes the capacity of a session that is locked, and reads back what its caps count.
absl::Status Write(Connection& connection, const std::string& council, SessionRecord& session,
                   const Parameter& reserve_reason) {
  const Parameter staff = mysql::OrNull(session.staff);
  const Parameter release = mysql::OrNull(session.reserve_release_time);
  auto changed = connection.Execute(
      kSetCapacity, {session.places, session.places, staff, SharesOffered(session), session.reserve_places, release,
                     reserve_reason, council, Bytes{session.id}, session.version});
  if (!changed.ok()) return changed.status();
  if (*changed != 1) return Error(type::v1::ERROR_REASON_CONTENTION);
  if (auto replaced = ReplaceCaps(connection, council, session); !replaced.ok()) return replaced;
  static const std::string kRead = ReadSql();
  auto rows = connection.Query(kRead, {council, Bytes{session.id}});
  if (!rows.ok()) return rows.status();
  session = ReadSessionRow(rows->front());
  return absl::OkStatus();
}

}  // namespace

absl::StatusOr<v1::SetCapacityResponse> MysqlStore::SetCapacity(const rpc::Call& call, const RequestMark& mark,
                                                                const ids::Uuid& session_id,
                                                                const SessionRecord& capacity, const std::string& etag,
                                                                const std::string& reserve_reason) {
  const std::string& council = call.principal.council_id;
  v1::SetCapacityResponse reply;
  auto done = Once(call, mark, reply, [&](Connection& connection, std::vector<Change>& changes) -> absl::Status {
    auto locked = LockSession(connection, call, session_id, etag);
    if (!locked.ok()) return locked.status();
    if (auto open = CheckOpen(*locked); !open.ok()) return open;
    if (auto staff = CheckStaff(locked->session, capacity); !staff.ok()) return staff;
    if (auto fits = CheckPlacesFit(connection, council, locked->session, capacity.places); !fits.ok()) return fits;
    if (auto may = CheckReserve(call, *locked, capacity, reserve_reason); !may.ok()) return may;
    SessionRecord session = locked->session;
    const bool gives_back = GivesReserveBack(session, capacity, locked->now);
    session.places = capacity.places;
    session.staff = capacity.staff;
    session.ratio_caps = capacity.ratio_caps;
    session.reserve_places = capacity.reserve_places;
    session.reserve_release_time = capacity.reserve_release_time;
    if (!session.SaysTheSameAs(locked->session)) {
      const Parameter reason = gives_back ? Parameter(reserve_reason) : Parameter(nullptr);
      if (auto written = Write(connection, council, session, reason); !written.ok()) return written;
      changes.push_back({"session.updated", ids::ResourceName("sessions", session_id), session.version});
    } else {
      session = locked->session;
    }
    *reply.mutable_session() = ToProto(session);
    *reply.mutable_use() = UseOf(session);
    return AddChildren(connection.Query(kChildrenByRatio, {council, Bytes{session_id}}), *reply.mutable_use());
  });
  if (!done.ok()) return done;
  return reply;
}

absl::StatusOr<v1::Session> MysqlStore::ReleaseReserve(const rpc::Call& call, const RequestMark& mark,
                                                       const ids::Uuid& session_id, const std::string& etag,
                                                       const std::string& reason) {
  v1::Session reply;
  auto done = Once(call, mark, reply, [&](Connection& connection, std::vector<Change>& changes) -> absl::Status {
    auto locked = LockSession(connection, call, session_id, etag);
    if (!locked.ok()) return locked.status();
    if (auto open = CheckOpen(*locked); !open.ok()) return open;
    SessionRecord& session = locked->session;
    if (session.ReserveKept(locked->now) > 0) {
      session.reserve_release_time = locked->now;
      auto released = connection.Execute(
          kReleaseReserve, {locked->now, reason, call.principal.council_id, Bytes{session_id}, session.version});
      if (!released.ok()) return released.status();
      if (*released != 1) return Error(type::v1::ERROR_REASON_CONTENTION);
      ++session.version;
      changes.push_back({"session.reserve_released", ids::ResourceName("sessions", session_id), session.version});
    }
    reply = ToProto(session);
    return absl::OkStatus();
  });
  if (!done.ok()) return done;
  return reply;
}

absl::StatusOr<v1::GetCapacityResponse> MysqlStore::ReadCapacity(const rpc::Call& call, const ids::Uuid& session_id) {
  const std::string& council = call.principal.council_id;
  static const std::string kRead = ReadSql();
  auto rows = pool_.Query(call.deadline, kRead, {council, Bytes{session_id}});
  if (!rows.ok()) return rows.status();
  std::optional<ids::Uuid> owner;
  if (!rows->empty()) owner = ReadSessionRow(rows->front()).provider_id;
  if (auto may = CheckMayChange(call, owner); !may.ok()) return may;
  const SessionRecord session = ReadSessionRow(rows->front());
  v1::GetCapacityResponse response;
  *response.mutable_session() = ToProto(session);
  *response.mutable_use() = UseOf(session);
  response.set_reserve_reason(rows->front().Text(kSessionColumnCount));
  auto children =
      AddChildren(pool_.Query(call.deadline, kChildrenByRatio, {council, Bytes{session_id}}), *response.mutable_use());
  if (!children.ok()) return children;
  return response;
}

}  // namespace shortbreaks::availability

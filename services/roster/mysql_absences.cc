// When staff are away.
#include "availability/access.h"
#include "availability/once.h"
#include "errors/errors.h"
#include "mysql/nullable.h"
#include "roster/store.h"

namespace shortbreaks::roster {
namespace {

using availability::CheckMayChange;
using availability::Once;
using errors::Error;
using mysql::Bytes;
using mysql::Connection;

constexpr std::string_view kInsert =
    "INSERT INTO staff_absences (council_id, absence_id, staff_id, start_time, end_time, cause) "
    "VALUES (?, ?, ?, ?, ?, ?)";
constexpr std::string_view kStaffOf = "SELECT staff_id FROM staff_absences WHERE council_id = ? AND absence_id = ?";
constexpr std::string_view kRead =
    "SELECT absence_id, staff_id, start_time, end_time, cause FROM staff_absences "
    "WHERE council_id = ? AND absence_id = ? AND cancel_time IS NULL";
constexpr std::string_view kEnd =
    "UPDATE staff_absences FORCE INDEX (PRIMARY) SET end_time = ? WHERE council_id = ? AND absence_id = ?";
constexpr std::string_view kCancel =
    "UPDATE staff_absences FORCE INDEX (PRIMARY) SET cancel_time = NOW(6) WHERE council_id = ? AND absence_id = ?";

}  // namespace

// The absence with the row of its member of staff locked; nothing where it was cancelled. Refuses callers who may not
// change it.
absl::StatusOr<std::optional<AbsenceRecord>> RosterStore::FindAbsence(Connection& connection, const rpc::Call& call,
                                                                      const ids::Uuid& absence_id) {
  const std::string& council = call.principal.council_id;
  auto owner = connection.Query(kStaffOf, {council, Bytes{absence_id}});
  if (!owner.ok()) return owner.status();
  if (owner->empty()) return CheckMayChange(call, std::nullopt);
  auto staff = Lock(connection, call, owner->front().Text(0));
  if (!staff.ok()) return staff.status();
  auto rows = connection.Query(kRead, {council, Bytes{absence_id}});
  if (!rows.ok()) return rows.status();
  if (rows->empty()) return std::nullopt;
  const mysql::Row& row = rows->front();
  return AbsenceRecord{.id = row.Text(0),
                       .staff_id = row.Text(1),
                       .start_time = row.Time(2),
                       .end_time = row.IsNull(3) ? std::nullopt : std::optional(row.Time(3)),
                       .cause = static_cast<v1::AbsenceCause>(row.Int(4))};
}

absl::StatusOr<v1::RecordAbsenceResponse> RosterStore::RecordAbsence(const rpc::Call& call, const RequestMark& mark,
                                                                     AbsenceRecord absence) {
  absence.id = ids::NewUuid();
  v1::RecordAbsenceResponse reply;
  auto done = Once(pool_, requests_, call, mark, reply, [&](Connection& connection, Told& told) -> absl::Status {
    auto staff = Lock(connection, call, absence.staff_id);
    if (!staff.ok()) return staff.status();
    const mysql::Parameter end = mysql::OrNull(absence.end_time);
    auto inserted = connection.Execute(kInsert, {call.principal.council_id, Bytes{absence.id}, Bytes{absence.staff_id},
                                                 absence.start_time, end, int64_t{absence.cause}});
    if (!inserted.ok()) return inserted.status();
    *reply.mutable_absence() = ToProto(absence);
    return Touch(connection, call, absence.staff_id, told, *reply.mutable_changes());
  });
  if (!done.ok()) return done;
  return reply;
}

absl::StatusOr<v1::EndAbsenceResponse> RosterStore::EndAbsence(const rpc::Call& call, const RequestMark& mark,
                                                               const ids::Uuid& absence_id, absl::Time end_time) {
  v1::EndAbsenceResponse reply;
  auto done = Once(pool_, requests_, call, mark, reply, [&](Connection& connection, Told& told) -> absl::Status {
    auto absence = FindAbsence(connection, call, absence_id);
    if (!absence.ok()) return absence.status();
    if (!*absence) return Error(type::v1::ERROR_REASON_STATE_FORBIDS, {}, {{"state", "CANCELLED"}});
    errors::FieldErrors fields;
    if (end_time <= (*absence)->start_time) fields.Add("end_time", "Must be after its start_time.");
    if (auto valid = fields.ToStatus(); !valid.ok()) return valid;
    auto ended = connection.Execute(kEnd, {end_time, call.principal.council_id, Bytes{absence_id}});
    if (!ended.ok()) return ended.status();
    (*absence)->end_time = end_time;
    *reply.mutable_absence() = ToProto(**absence);
    return Touch(connection, call, (*absence)->staff_id, told, *reply.mutable_changes());
  });
  if (!done.ok()) return done;
  return reply;
}

absl::StatusOr<v1::CancelAbsenceResponse> RosterStore::CancelAbsence(const rpc::Call& call, const RequestMark& mark,
                                                                     const ids::Uuid& absence_id) {
  v1::CancelAbsenceResponse reply;
  auto done = Once(pool_, requests_, call, mark, reply, [&](Connection& connection, Told& told) -> absl::Status {
    auto absence = FindAbsence(connection, call, absence_id);
    if (!absence.ok()) return absence.status();
    if (!*absence) return Error(type::v1::ERROR_REASON_STATE_FORBIDS, {}, {{"state", "CANCELLED"}});
    auto cancelled = connection.Execute(kCancel, {call.principal.council_id, Bytes{absence_id}});
    if (!cancelled.ok()) return cancelled.status();
    return Touch(connection, call, (*absence)->staff_id, told, *reply.mutable_changes());
  });
  if (!done.ok()) return done;
  return reply;
}

}  // namespace shortbreaks::roster

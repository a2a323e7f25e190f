#include "availability/mysql_staffing.h"

#include <absl/container/flat_hash_map.h>
#include <absl/strings/str_cat.h>

#include <algorithm>
#include <iterator>
#include <map>

#include "errors/errors.h"
#include "wire/needs.h"
#include "wire/times.h"

namespace shortbreaks::availability {
namespace {

using errors::Error;
using mysql::Bytes;
using mysql::Connection;
using mysql::Parameter;
using mysql::Parameters;

// These change nothing; the rows' locks are what they are for.
constexpr std::string_view kLockStaff =
    "UPDATE staff_members FORCE INDEX (PRIMARY) SET version = version WHERE council_id = ? AND staff_id IN ";
constexpr std::string_view kLockSessions =
    "UPDATE sessions FORCE INDEX (PRIMARY) SET state = state WHERE council_id = ? AND session_id IN ";

constexpr std::string_view kSessions =
    "SELECT s.session_id, s.provider_id, s.start_time, s.end_time, s.state, s.end_time <= NOW(6), s.staff, "
    "s.trained_for, s.staff_shares_taken, s.version FROM sessions s WHERE s.council_id = ? AND s.session_id IN ";
constexpr std::string_view kOnShift =
    "SELECT h.session_id, h.staff_id, m.display_name, m.inactive OR EXISTS (SELECT 1 FROM staff_absences a "
    "WHERE a.council_id = h.council_id AND a.staff_id = h.staff_id AND a.cancel_time IS NULL "
    "AND a.start_time < s.end_time AND (a.end_time IS NULL OR a.end_time > s.start_time)) "
    "FROM shifts h JOIN sessions s ON s.council_id = h.council_id AND s.session_id = h.session_id "
    "JOIN staff_members m ON m.council_id = h.council_id AND m.staff_id = h.staff_id "
    "WHERE h.council_id = ? AND h.session_id IN ";
constexpr std::string_view kTraining =
    "SELECT staff_id, need, issue_date, expire_date FROM staff_training "
    "WHERE council_id = ? AND withdraw_time IS NULL AND staff_id IN ";
constexpr std::string_view kStaffOfSessions = "SELECT staff_id FROM shifts WHERE council_id = ? AND session_id IN ";
constexpr std::string_view kShiftsOfStaff =
    "SELECT h.staff_id, s.start_time, s.end_time, s.session_id FROM shifts h "
    "JOIN sessions s ON s.council_id = h.council_id AND s.session_id = h.session_id "
    "WHERE h.council_id = ? AND s.end_time > NOW(6) AND s.state <> 4 AND h.staff_id IN ";

// `over` in the same statement as `staff`: what is taken never exceeds both. The shares are
// capacity::kSharesOfOneStaff.
constexpr std::string_view kSetStaffing =
    "UPDATE sessions FORCE INDEX (PRIMARY) SET staff = ?, "
    "staff_shares_over = GREATEST(staff_shares_taken - ? * 232792560, 0), trained_for = ?, version = version + 1 "
    "WHERE council_id = ? AND session_id = ?";
constexpr std::string_view kNotByName =
    "UPDATE sessions FORCE INDEX (PRIMARY) SET trained_for = NULL, version = version + 1 "
    "WHERE council_id = ? AND session_id = ?";

std::vector<Parameter> KeysOf(const IdSet& ids) {
  std::vector<Parameter> keys;
  for (const ids::Uuid& id : ids) keys.emplace_back(Bytes{id});
  return keys;
}

absl::Status LockRows(Connection& connection, const std::string& council, std::string_view lock, const IdSet& ids) {
  const std::vector<Parameter> keys = KeysOf(ids);
  for (size_t next = 0; next < keys.size(); next += kInListMax) {
    Parameters parameters = {council};
    const std::string list =
        InList(std::span(keys).subspan(next, std::min(kInListMax, keys.size() - next)), parameters);
    auto locked = connection.Execute(absl::StrCat(std::string(lock), list), parameters);
    if (!locked.ok()) return locked.status();
  }
  return absl::OkStatus();
}

std::optional<int64_t> IntOrNothing(const mysql::Row& row, size_t column) {
  return row.IsNull(column) ? std::nullopt : std::optional(row.Int(column));
}

Staffing ReadSessionRowOf(const mysql::Row& row) {
  return {.session_id = row.Text(0),
          .provider_id = row.Text(1),
          .start_time = row.Time(2),
          .end_time = row.Time(3),
          .state = static_cast<v1::SessionState>(row.Int(4)),
          .over = row.Int(5) != 0,
          .staff = IntOrNothing(row, 6),
          .trained_for = IntOrNothing(row, 7),
          .shares_taken = row.Int(8),
          .version = row.Int(9)};
}

using TrainingOf = absl::flat_hash_map<ids::Uuid, std::vector<TrainedDays>>;

absl::StatusOr<TrainingOf> ReadTraining(Connection& connection, const std::string& council, const IdSet& staff) {
  TrainingOf training;
  auto rows = SelectIn(connection, council, kTraining, KeysOf(staff));
  if (!rows.ok()) return rows.status();
  for (const mysql::Row& row : *rows) {
    training[row.Text(0)].push_back({static_cast<type::v1::Need>(row.Int(1)), row.Day(2), row.Day(3)});
  }
  return training;
}

absl::Status AddOnShift(Connection& connection, const std::string& council, const IdSet& sessions,
                        std::map<ids::Uuid, Staffing>& staffing) {
  auto rows = SelectIn(connection, council, kOnShift, KeysOf(sessions));
  if (!rows.ok()) return rows.status();
  IdSet staff;
  for (const mysql::Row& row : *rows) staff.insert(row.Text(1));
  auto training = ReadTraining(connection, council, staff);
  if (!training.ok()) return training.status();
  for (const mysql::Row& row : *rows) {
    const auto session = staffing.find(row.Text(0));
    if (session == staffing.end()) continue;
    const SessionDays days = DaysOf(session->second.start_time, session->second.end_time);
    session->second.on_shift.push_back({.staff_id = row.Text(1),
                                        .display_name = row.Text(2),
                                        .away = row.Int(3) != 0,
                                        .trained_for = TrainedThroughout((*training)[row.Text(1)], days)});
  }
  return absl::OkStatus();
}

v1::StaffingChange ChangeOf(const Staffing& session, int64_t staff, int64_t trained_for) {
  v1::StaffingChange change;
  change.set_session(ids::ResourceName("sessions", session.session_id));
  *change.mutable_start_time() = wire::ToProto(session.start_time);
  change.set_staff(static_cast<int32_t>(staff));
  change.set_staff_short(static_cast<int32_t>(StaffShort(session.shares_taken, staff)));
  const int64_t lost = session.trained_for.value_or(0) & ~trained_for;
  wire::AddNeeds(lost, *change.mutable_trained_for_lost());
  return change;
}

// Writes what came out, where it is not what is stored already.
absl::StatusOr<std::optional<v1::StaffingChange>> Renew(Connection& connection, const std::string& council,
                                                        const Staffing& session) {
  const Bytes id{session.session_id};
  if (session.on_shift.empty()) {
    if (!session.trained_for) return std::nullopt;
    auto changed = connection.Execute(kNotByName, {council, id});
    if (!changed.ok()) return changed.status();
    // Nobody asks for training there any more, so that none was lost.
    return ChangeOf(session, session.staff.value_or(0), *session.trained_for);
  }
  const int64_t staff = session.StaffThere(), trained_for = session.TrainedForThere();
  if (session.staff == staff && session.trained_for == trained_for) return std::nullopt;
  auto changed = connection.Execute(kSetStaffing, {staff, staff, trained_for, council, id});
  if (!changed.ok()) return changed.status();
  return ChangeOf(session, staff, trained_for);
}

absl::StatusOr<IdSet> StaffOnShift(Connection& connection, const std::string& council, const IdSet& sessions) {
  auto rows = SelectIn(connection, council, kStaffOfSessions, KeysOf(sessions));
  if (!rows.ok()) return rows.status();
  IdSet staff;
  for (const mysql::Row& row : *rows) staff.insert(row.Text(0));
  return staff;
}

}  // namespace

int64_t Staffing::StaffThere() const {
  return std::ranges::count_if(on_shift, [](const OnShift& each) { return !each.away; });
}

int64_t Staffing::TrainedForThere() const {
  int64_t trained = 0;
  for (const OnShift& each : on_shift) trained |= each.away ? 0 : each.trained_for;
  return trained;
}

absl::Status LockStaff(Connection& connection, const std::string& council_id, const IdSet& staff) {
  return LockRows(connection, council_id, kLockStaff, staff);
}

absl::Status LockSessions(Connection& connection, const std::string& council_id, const IdSet& sessions) {
  return LockRows(connection, council_id, kLockSessions, sessions);
}

absl::StatusOr<std::vector<Staffing>> ReadStaffing(Connection& connection, const std::string& council_id,
                                                   const IdSet& sessions) {
  auto rows = SelectIn(connection, council_id, kSessions, KeysOf(sessions));
  if (!rows.ok()) return rows.status();
  std::map<ids::Uuid, Staffing> staffing;
  for (const mysql::Row& row : *rows) staffing.emplace(row.Text(0), ReadSessionRowOf(row));
  if (auto added = AddOnShift(connection, council_id, sessions, staffing); !added.ok()) return added;
  std::vector<Staffing> found;
  for (auto& [id, session] : staffing) {
    std::ranges::sort(session.on_shift, {}, [](const OnShift& each) {
      return std::pair<const std::string&, const std::string&>(each.display_name, each.staff_id);
    });
    found.push_back(std::move(session));
  }
  return found;
}

absl::StatusOr<std::vector<v1::StaffingChange>> RenewStaffing(Connection& connection, const std::string& council_id,
                                                              const IdSet& sessions, std::vector<Change>& told) {
  auto staffing = ReadStaffing(connection, council_id, sessions);
  if (!staffing.ok()) return staffing.status();
  std::ranges::sort(*staffing, {}, [](const Staffing& each) {
    return std::pair<absl::Time, const std::string&>(each.start_time, each.session_id);
  });
  std::vector<v1::StaffingChange> changes;
  for (const Staffing& session : *staffing) {
    if (session.over || session.state == v1::SESSION_STATE_CANCELLED) continue;
    auto change = Renew(connection, council_id, session);
    if (!change.ok()) return change.status();
    if (!*change) continue;
    told.push_back({"session.updated", (*change)->session(), session.version + 1});
    changes.push_back(**std::move(change));
  }
  return changes;
}

absl::Status CheckNobodyIsOnShiftTwice(Connection& connection, const std::string& council_id, const IdSet& staff) {
  auto rows = SelectIn(connection, council_id, kShiftsOfStaff, KeysOf(staff));
  if (!rows.ok()) return rows.status();
  struct At {
    ids::Uuid staff_id;
    absl::Time start, end;
    ids::Uuid session_id;
  };
  std::vector<At> shifts;
  for (const mysql::Row& row : *rows) shifts.push_back({row.Text(0), row.Time(1), row.Time(2), row.Text(3)});
  std::ranges::sort(shifts, {}, [](const At& each) { return std::pair(each.staff_id, each.start); });
  const At* latest = nullptr;  // of one member of staff: the shift that ends last of those before
  for (const At& next : shifts) {
    if (latest != nullptr && latest->staff_id == next.staff_id && next.start < latest->end) {
      return Error(type::v1::ERROR_REASON_STATE_FORBIDS,
                   "Somebody would be on shift in two sessions at one time. Please change one of the shifts.",
                   {{"staff_member", ids::ResourceName("staffMembers", next.staff_id)},
                    {"session", ids::ResourceName("sessions", latest->session_id)},
                    {"other_session", ids::ResourceName("sessions", next.session_id)}});
    }
    if (latest == nullptr || latest->staff_id != next.staff_id || latest->end < next.end) latest = &next;
  }
  return absl::OkStatus();
}

absl::StatusOr<IdSet> HoldShifts(Connection& connection, const std::string& council_id, const IdSet& sessions) {
  auto staff = StaffOnShift(connection, council_id, sessions);
  if (!staff.ok()) return staff.status();
  if (auto locked = LockStaff(connection, council_id, *staff); !locked.ok()) return locked;
  return staff;
}

absl::StatusOr<std::vector<v1::StaffingChange>> RenewMoved(Connection& connection, const std::string& council_id,
                                                           const IdSet& sessions, const IdSet& held,
                                                           std::vector<Change>& told) {
  auto staff = StaffOnShift(connection, council_id, sessions);
  if (!staff.ok()) return staff.status();
  if (!std::ranges::includes(held, *staff)) return Error(type::v1::ERROR_REASON_CONTENTION);
  if (auto once = CheckNobodyIsOnShiftTwice(connection, council_id, *staff); !once.ok()) return once;
  return RenewStaffing(connection, council_id, sessions, told);
}

}  // namespace shortbreaks::availability

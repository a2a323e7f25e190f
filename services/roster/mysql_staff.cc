// Members of staff.
#include <absl/strings/str_cat.h>

#include "availability/access.h"
#include "availability/once.h"
#include "availability/text_position.h"
#include "errors/errors.h"
#include "roster/store.h"

namespace shortbreaks::roster {
namespace {

using availability::CheckMayChange;
using availability::Once;
using availability::TextPosition;
using errors::Error;
using mysql::Bytes;
using mysql::Connection;

// The provider cannot be taken away from under its new member of staff.
constexpr std::string_view kLockProvider =
    "SELECT provider_id FROM providers WHERE council_id = ? AND provider_id = ? LOCK IN SHARE MODE";
constexpr std::string_view kInsert =
    "INSERT INTO staff_members (council_id, staff_id, provider_id, display_name, inactive) VALUES (?, ?, ?, ?, ?)";
constexpr std::string_view kUpdate =
    "UPDATE staff_members FORCE INDEX (PRIMARY) SET display_name = ?, inactive = ? "
    "WHERE council_id = ? AND staff_id = ?";
constexpr std::string_view kRaiseVersion =
    "UPDATE staff_members FORCE INDEX (PRIMARY) SET version = version + 1 WHERE council_id = ? AND staff_id = ?";
constexpr std::string_view kRead =
    "SELECT m.staff_id, m.provider_id, m.display_name, m.inactive, m.version FROM staff_members m "
    "WHERE m.council_id = ? AND m.staff_id = ?";
constexpr std::string_view kSessionsToCome =
    "SELECT h.session_id FROM shifts h JOIN sessions s ON s.council_id = h.council_id AND s.session_id = h.session_id "
    "WHERE h.council_id = ? AND h.staff_id = ? AND s.end_time > NOW(6) AND s.state <> 4";
constexpr std::string_view kTrainings =
    "SELECT training_id, need, issue_date, expire_date FROM staff_training "
    "WHERE council_id = ? AND staff_id = ? AND withdraw_time IS NULL ORDER BY need, expire_date, training_id";
constexpr std::string_view kAbsences =
    "SELECT absence_id, start_time, end_time, cause FROM staff_absences WHERE council_id = ? AND staff_id = ? "
    "AND cancel_time IS NULL AND (end_time IS NULL OR end_time > NOW(6)) ORDER BY start_time, absence_id LIMIT 200";

constexpr char kListFrom[] =
    "SELECT m.staff_id, m.provider_id, m.display_name, m.inactive, m.version FROM staff_members m "
    "WHERE m.council_id = ? AND m.display_name >= ? AND (m.display_name > ? OR m.staff_id > ?) AND m.inactive <= ? ";
constexpr char kListOfProvider[] = "AND m.provider_id = ? ";
constexpr char kListOrder[] = "ORDER BY m.display_name, m.staff_id LIMIT ?";

StaffRecord ReadRow(const mysql::Row& row) {
  return {.id = row.Text(0),
          .provider_id = row.Text(1),
          .version = row.Int(4),
          .display_name = row.Text(2),
          .inactive = row.Int(3) != 0};
}

absl::Status AddDetails(mysql::Pool& pool, const rpc::Call& call, const ids::Uuid& staff_id,
                        v1::GetStaffMemberResponse& response) {
  auto trainings = pool.Query(call.deadline, kTrainings, {call.principal.council_id, Bytes{staff_id}});
  if (!trainings.ok()) return trainings.status();
  for (const mysql::Row& row : *trainings) {
    *response.add_trainings() = ToProto(TrainingRecord{.id = row.Text(0),
                                                       .staff_id = staff_id,
                                                       .need = static_cast<type::v1::Need>(row.Int(1)),
                                                       .issue_date = row.Day(2),
                                                       .expire_date = row.Day(3)});
  }
  auto absences = pool.Query(call.deadline, kAbsences, {call.principal.council_id, Bytes{staff_id}});
  if (!absences.ok()) return absences.status();
  for (const mysql::Row& row : *absences) {
    *response.add_absences() =
        ToProto(AbsenceRecord{.id = row.Text(0),
                              .staff_id = staff_id,
                              .start_time = row.Time(1),
                              .end_time = row.IsNull(2) ? std::nullopt : std::optional(row.Time(2)),
                              .cause = static_cast<v1::AbsenceCause>(row.Int(3))});
  }
  return absl::OkStatus();
}

}  // namespace

absl::StatusOr<StaffRecord> RosterStore::Lock(Connection& connection, const rpc::Call& call,
                                              const ids::Uuid& staff_id) {
  const std::string& council = call.principal.council_id;
  if (auto locked = availability::LockStaff(connection, council, {staff_id}); !locked.ok()) return locked;
  auto rows = connection.Query(kRead, {council, Bytes{staff_id}});
  if (!rows.ok()) return rows.status();
  std::optional<StaffRecord> staff;
  if (!rows->empty()) staff = ReadRow(rows->front());
  auto may = CheckMayChange(call, staff ? std::optional(staff->provider_id) : std::nullopt);
  if (!may.ok()) return may;
  return *std::move(staff);
}

absl::Status RosterStore::Touch(Connection& connection, const rpc::Call& call, const ids::Uuid& staff_id, Told& told,
                                Changes& changes) {
  const std::string& council = call.principal.council_id;
  if (auto raised = connection.Execute(kRaiseVersion, {council, Bytes{staff_id}}); !raised.ok()) {
    return raised.status();
  }
  auto staff = connection.Query(kRead, {council, Bytes{staff_id}});
  if (!staff.ok()) return staff.status();
  told.push_back({"staff_member.updated", ids::ResourceName("staffMembers", staff_id), staff->front().Int(4)});
  // All that are to come, not only those that the change is about: one of the others may just be moved there.
  auto rows = connection.Query(kSessionsToCome, {council, Bytes{staff_id}});
  if (!rows.ok()) return rows.status();
  IdSet sessions;
  for (const mysql::Row& row : *rows) sessions.insert(row.Text(0));
  if (auto locked = availability::LockSessions(connection, council, sessions); !locked.ok()) return locked;
  auto renewed = availability::RenewStaffing(connection, council, sessions, told);
  if (!renewed.ok()) return renewed.status();
  changes.Assign(renewed->begin(), renewed->end());
  return absl::OkStatus();
}

absl::StatusOr<v1::CreateStaffMemberResponse> RosterStore::Create(const rpc::Call& call, const RequestMark& mark,
                                                                  StaffRecord staff) {
  staff.id = ids::NewUuid();
  const std::string& council = call.principal.council_id;
  v1::CreateStaffMemberResponse reply;
  auto done = Once(pool_, requests_, call, mark, reply, [&](Connection& connection, Told& told) -> absl::Status {
    auto provider = connection.Query(kLockProvider, {council, Bytes{staff.provider_id}});
    if (!provider.ok()) return provider.status();
    auto may = CheckMayChange(call, provider->empty() ? std::nullopt : std::optional(staff.provider_id));
    if (!may.ok()) return may;
    auto inserted = connection.Execute(
        kInsert, {council, Bytes{staff.id}, Bytes{staff.provider_id}, staff.display_name, int64_t{staff.inactive}});
    if (!inserted.ok()) return inserted.status();
    *reply.mutable_staff_member() = ToProto(staff);
    told.push_back({"staff_member.created", reply.staff_member().name(), staff.version});
    return absl::OkStatus();
  });
  if (!done.ok()) return done;
  return reply;
}

absl::StatusOr<v1::UpdateStaffMemberResponse> RosterStore::Update(const rpc::Call& call, const RequestMark& mark,
                                                                  StaffRecord staff, const std::string& etag) {
  const std::string& council = call.principal.council_id;
  v1::UpdateStaffMemberResponse reply;
  auto done = Once(pool_, requests_, call, mark, reply, [&](Connection& connection, Told& told) -> absl::Status {
    auto old = Lock(connection, call, staff.id);
    if (!old.ok()) return old.status();
    if (etag != availability::EtagOf(old->version)) return Error(type::v1::ERROR_REASON_ETAG_MISMATCH);
    errors::FieldErrors fields;
    if (staff.provider_id != old->provider_id) fields.Add("staff_member.provider", "Never changes.");
    if (auto valid = fields.ToStatus(); !valid.ok()) return valid;
    staff.version = old->version;
    if (staff.display_name != old->display_name || staff.inactive != old->inactive) {
      auto updated =
          connection.Execute(kUpdate, {staff.display_name, int64_t{staff.inactive}, council, Bytes{staff.id}});
      if (!updated.ok()) return updated.status();
      auto touched = Touch(connection, call, staff.id, told, *reply.mutable_changes());
      if (!touched.ok()) return touched;
      ++staff.version;
    }
    *reply.mutable_staff_member() = ToProto(staff);
    return absl::OkStatus();
  });
  if (!done.ok()) return done;
  return reply;
}

absl::StatusOr<v1::GetStaffMemberResponse> RosterStore::Read(const rpc::Call& call, const ids::Uuid& staff_id) {
  auto rows = pool_.Query(call.deadline, kRead, {call.principal.council_id, Bytes{staff_id}});
  if (!rows.ok()) return rows.status();
  std::optional<StaffRecord> staff;
  if (!rows->empty()) staff = ReadRow(rows->front());
  auto may = CheckMayChange(call, staff ? std::optional(staff->provider_id) : std::nullopt);
  if (!may.ok()) return may;
  v1::GetStaffMemberResponse response;
  *response.mutable_staff_member() = ToProto(*staff);
  if (auto added = AddDetails(pool_, call, staff_id, response); !added.ok()) return added;
  return response;
}

absl::StatusOr<ListPage<v1::StaffMember>> RosterStore::List(const rpc::Call& call, const ids::Uuid& provider_id,
                                                            bool include_inactive, const Page& page) {
  auto from = TextPosition::Parse(page.position);
  if (!from.ok()) return from.status();
  std::string sql = kListFrom;
  mysql::Parameters parameters = {call.principal.council_id, from->text, from->text, Bytes{from->id},
                                  int64_t{include_inactive}};
  if (!provider_id.empty()) {
    sql += kListOfProvider;
    parameters.emplace_back(Bytes{provider_id});
  }
  parameters.emplace_back(int64_t{page.size + 1});
  auto rows = pool_.Query(call.deadline, sql + kListOrder, parameters);
  if (!rows.ok()) return rows.status();
  ListPage<v1::StaffMember> list;
  for (const mysql::Row& row : *rows) {
    if (static_cast<int>(list.items.size()) == page.size) {
      const StaffRecord last = ReadRow((*rows)[list.items.size() - 1]);
      list.next = TextPosition{last.display_name, last.id}.Text();
      break;
    }
    list.items.push_back(ToProto(ReadRow(row)));
  }
  return list;
}

}  // namespace shortbreaks::roster

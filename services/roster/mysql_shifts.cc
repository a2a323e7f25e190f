// Who works at which session.
#include <absl/strings/str_cat.h>

#include <algorithm>

#include "availability/access.h"
#include "availability/once.h"
#include "errors/errors.h"
#include "roster/store.h"
#include "wire/needs.h"

namespace shortbreaks::roster {
namespace {

using availability::Change;
using availability::CheckMayChange;
using availability::Once;
using availability::Staffing;
using errors::Error;
using mysql::Bytes;
using mysql::Connection;
using mysql::Parameter;
using mysql::Parameters;

constexpr std::string_view kActiveStaff =
    "SELECT staff_id FROM staff_members WHERE council_id = ? AND inactive = 0 AND provider_id = ? AND staff_id IN ";
constexpr std::string_view kClear = "DELETE FROM shifts WHERE council_id = ? AND session_id IN ";
constexpr std::string_view kInsert = "INSERT INTO shifts (council_id, session_id, staff_id) VALUES ";
constexpr std::string_view kTuple = "(?, ?, ?)";

// Where all may be changed by the caller and are of one provider, which it gives.
absl::StatusOr<ids::Uuid> CheckSessions(const rpc::Call& call, const std::vector<ids::Uuid>& asked,
                                        const std::vector<Staffing>& found) {
  errors::FieldErrors fields;
  for (size_t i = 0; i < asked.size(); ++i) {
    const auto session = std::ranges::find(found, asked[i], &Staffing::session_id);
    auto may = CheckMayChange(call, session == found.end() ? std::nullopt : std::optional(session->provider_id));
    if (!may.ok()) return may;
    if (session->provider_id != found.front().provider_id) {
      fields.Add(absl::StrCat("sessions[", i, "]"), "Must be of the same provider as the others.");
    }
  }
  if (auto valid = fields.ToStatus(); !valid.ok()) return valid;
  for (const Staffing& session : found) {
    const std::string name = ids::ResourceName("sessions", session.session_id);
    if (session.state == v1::SESSION_STATE_CANCELLED) {
      return Error(type::v1::ERROR_REASON_SESSION_CANCELLED, {}, {{"session", name}});
    }
    if (session.over) return Error(type::v1::ERROR_REASON_SESSION_STARTED, {}, {{"session", name}});
  }
  return found.front().provider_id;
}

// The same for somebody of another provider and for nobody.
absl::Status CheckStaff(Connection& connection, const std::string& council, const ids::Uuid& provider_id,
                        const std::vector<ids::Uuid>& asked) {
  if (asked.empty()) return absl::OkStatus();
  std::vector<Parameter> keys;
  for (const ids::Uuid& id : asked) keys.emplace_back(Bytes{id});
  Parameters parameters = {council, Bytes{provider_id}};
  const std::string list = availability::InList(keys, parameters);
  auto rows = connection.Query(absl::StrCat(std::string(kActiveStaff), list), parameters);
  if (!rows.ok()) return rows.status();
  IdSet active;
  for (const mysql::Row& row : *rows) active.insert(row.Text(0));
  errors::FieldErrors fields;
  for (size_t i = 0; i < asked.size(); ++i) {
    if (!active.contains(asked[i])) {
      fields.Add(absl::StrCat("staff_members[", i, "]"), "Must work for the provider of the sessions, and be active.");
    }
  }
  return fields.ToStatus();
}

absl::Status Write(Connection& connection, const std::string& council, const IdSet& sessions, const IdSet& staff) {
  std::vector<Parameter> keys;
  for (const ids::Uuid& id : sessions) keys.emplace_back(Bytes{id});
  Parameters parameters = {council};
  const std::string list = availability::InList(keys, parameters);
  if (auto cleared = connection.Execute(absl::StrCat(std::string(kClear), list), parameters); !cleared.ok()) {
    return cleared.status();
  }
  std::vector<Parameters> rows;
  for (const ids::Uuid& session : sessions) {
    for (const ids::Uuid& each : staff) rows.push_back({council, Bytes{session}, Bytes{each}});
  }
  return availability::InsertRows(connection, kInsert, kTuple, rows);
}

// Who works there is known to have changed, also where no number did.
void TellTheRest(const std::vector<Staffing>& sessions, std::vector<Change>& told) {
  for (const Staffing& session : sessions) {
    const std::string name = ids::ResourceName("sessions", session.session_id);
    if (std::ranges::find(told, name, &Change::subject) != told.end()) continue;
    told.push_back({"session.updated", name, session.version});
  }
}

}  // namespace

absl::StatusOr<v1::SetShiftsResponse> RosterStore::SetShifts(const rpc::Call& call, const RequestMark& mark,
                                                             const std::vector<ids::Uuid>& sessions,
                                                             const std::vector<ids::Uuid>& staff) {
  const std::string& council = call.principal.council_id;
  const IdSet session_set(sessions.begin(), sessions.end()), staff_set(staff.begin(), staff.end());
  v1::SetShiftsResponse reply;
  auto done = Once(pool_, requests_, call, mark, reply, [&](Connection& connection, Told& told) -> absl::Status {
    if (auto locked = availability::LockStaff(connection, council, staff_set); !locked.ok()) return locked;
    if (auto locked = availability::LockSessions(connection, council, session_set); !locked.ok()) return locked;
    auto found = availability::ReadStaffing(connection, council, session_set);
    if (!found.ok()) return found.status();
    auto provider = CheckSessions(call, sessions, *found);
    if (!provider.ok()) return provider.status();
    if (auto works = CheckStaff(connection, council, *provider, staff); !works.ok()) return works;
    if (auto written = Write(connection, council, session_set, staff_set); !written.ok()) return written;
    auto once = availability::CheckNobodyIsOnShiftTwice(connection, council, staff_set);
    if (!once.ok()) return once;
    auto renewed = availability::RenewStaffing(connection, council, session_set, told);
    if (!renewed.ok()) return renewed.status();
    reply.mutable_changes()->Assign(renewed->begin(), renewed->end());
    TellTheRest(*found, told);
    return absl::OkStatus();
  });
  if (!done.ok()) return done;
  return reply;
}

absl::StatusOr<v1::GetRosterResponse> RosterStore::ReadRoster(const rpc::Call& call, const ids::Uuid& session_id) {
  auto lease = pool_.Acquire(call.deadline);
  if (!lease.ok()) return lease.status();
  auto found = availability::ReadStaffing(**lease, call.principal.council_id, {session_id});
  if (!found.ok()) return found.status();
  auto may = CheckMayChange(call, found->empty() ? std::nullopt : std::optional(found->front().provider_id));
  if (!may.ok()) return may;
  const Staffing& session = found->front();
  v1::GetRosterResponse response;
  for (const availability::OnShift& each : session.on_shift) {
    v1::Shift& shift = *response.add_shifts();
    shift.set_staff_member(ids::ResourceName("staffMembers", each.staff_id));
    shift.set_display_name(each.display_name);
    shift.set_away(each.away);
    wire::AddNeeds(each.trained_for, *shift.mutable_trained_for());
  }
  if (session.staff) {
    response.set_staff(static_cast<int32_t>(*session.staff));
    response.set_staff_short(static_cast<int32_t>(availability::StaffShort(session.shares_taken, *session.staff)));
  }
  wire::AddNeeds(session.trained_for.value_or(0), *response.mutable_trained_for());
  return response;
}

}  // namespace shortbreaks::roster

// The council's calendar.
#include <absl/strings/str_cat.h>

#include "availability/access.h"
#include "errors/errors.h"
#include "london/london.h"
#include "mysql/nullable.h"
#include "series/store.h"

namespace shortbreaks::series {
namespace {

using errors::Error;
using mysql::Bytes;
using mysql::Connection;
using mysql::Parameters;

constexpr std::string_view kProviderOfActivity =
    "SELECT provider_id FROM activities WHERE council_id = ? AND activity_id = ? LOCK IN SHARE MODE";
constexpr std::string_view kProvider =
    "SELECT provider_id FROM providers WHERE council_id = ? AND provider_id = ? LOCK IN SHARE MODE";
// <=> where either side may be null.
constexpr std::string_view kRemove =
    "DELETE FROM calendar_days WHERE council_id = ? AND first_day BETWEEN ? AND ? AND provider_id <=> ? "
    "AND activity_id <=> ?";
constexpr std::string_view kInsert =
    "INSERT INTO calendar_days (council_id, calendar_day_id, kind, provider_id, activity_id, display_name, first_day, "
    "last_day) VALUES ";
constexpr std::string_view kTuple = "(?, ?, ?, ?, ?, ?, ?, ?)";
// To come, and not called off.
constexpr char kRunning[] =
    "SELECT s.session_id FROM sessions s WHERE s.council_id = ? AND s.start_time > NOW(6) AND s.start_time > ? "
    "AND s.start_time < ? AND s.end_time > ? AND s.state <> 4 ";
constexpr char kOfProvider[] = "AND s.provider_id = ? ";
constexpr char kOfActivity[] = "AND s.activity_id = ? ";
constexpr char kSoonest[] = "ORDER BY s.start_time, s.session_id LIMIT ?";
constexpr int kRunningMax = 200;
constexpr absl::Duration kSessionMax = absl::Hours(24 * 31);

// Whose days these are exists, and the caller may change them. The council's are its officers'.
absl::Status CheckOwner(Connection& connection, const rpc::Call& call, const DaysEdit& edit) {
  if (edit.provider_id.empty() && edit.activity_id.empty()) {
    if (call.principal.role == identity::Role::kOfficer) return absl::OkStatus();
    return Error(type::v1::ERROR_REASON_NOT_ALLOWED);
  }
  const bool of_activity = !edit.activity_id.empty();
  auto rows = connection.Query(of_activity ? kProviderOfActivity : kProvider,
                               {call.principal.council_id, Bytes{of_activity ? edit.activity_id : edit.provider_id}});
  if (!rows.ok()) return rows.status();
  return availability::CheckMayChange(call,
                                      rows->empty() ? std::nullopt : std::optional<ids::Uuid>(rows->front().Text(0)));
}

absl::Status InsertStretches(Connection& connection, const std::string& council, const DaysEdit& edit) {
  std::vector<Parameters> rows;
  for (const Stretch& stretch : edit.stretches) {
    rows.push_back({council, Bytes{ids::NewUuid()}, int64_t{stretch.kind}, mysql::IdOrNull(edit.provider_id),
                    mysql::IdOrNull(edit.activity_id), stretch.name, stretch.first, stretch.last});
  }
  return availability::InsertRows(connection, kInsert, kTuple, rows);
}

// Adds the sessions that run in the stretch.
absl::Status AddRunning(Connection& connection, const std::string& council, const DaysEdit& edit,
                        const Stretch& stretch, v1::SetCalendarDaysResponse& reply) {
  const absl::Time begins = london::StartOf(stretch.first);
  std::string sql = kRunning;
  Parameters parameters = {council, begins - kSessionMax, london::StartOf(stretch.last + 1), begins};
  if (!edit.provider_id.empty()) {
    sql += kOfProvider;
    parameters.emplace_back(Bytes{edit.provider_id});
  }
  if (!edit.activity_id.empty()) {
    sql += kOfActivity;
    parameters.emplace_back(Bytes{edit.activity_id});
  }
  parameters.emplace_back(int64_t{kRunningMax - reply.sessions_size()});
  auto rows = connection.Query(sql + kSoonest, parameters);
  if (!rows.ok()) return rows.status();
  for (const mysql::Row& row : *rows) reply.add_sessions(ids::ResourceName("sessions", row.Text(0)));
  return absl::OkStatus();
}

}  // namespace

absl::StatusOr<v1::SetCalendarDaysResponse> SeriesStore::SetDays(const rpc::Call& call, const RequestMark& mark,
                                                                 const DaysEdit& edit) {
  const std::string& council = call.principal.council_id;
  v1::SetCalendarDaysResponse reply;
  auto done = Once(call, mark, reply, false, [&](Connection& connection, std::vector<availability::Change>& told) {
    if (auto may = CheckOwner(connection, call, edit); !may.ok()) return may;
    auto removed = connection.Execute(kRemove, {council, edit.first, edit.last, mysql::IdOrNull(edit.provider_id),
                                                mysql::IdOrNull(edit.activity_id)});
    if (!removed.ok()) return removed.status();
    reply.set_removed(static_cast<int32_t>(*removed));
    if (auto inserted = InsertStretches(connection, council, edit); !inserted.ok()) return inserted;
    for (const Stretch& stretch : edit.stretches) {
      *reply.add_days() = ToProto(stretch);
      if (stretch.kind == v1::CALENDAR_DAY_KIND_TERM || reply.sessions_size() >= kRunningMax) continue;
      if (auto added = AddRunning(connection, council, edit, stretch, reply); !added.ok()) return added;
    }
    told.push_back(
        {"calendar.updated", edit.provider_id.empty() && edit.activity_id.empty() ? absl::StrCat("councils/", council)
                             : edit.activity_id.empty() ? ids::ResourceName("providers", edit.provider_id)
                                                        : ids::ResourceName("activities", edit.activity_id)});
    return absl::OkStatus();
  });
  if (!done.ok()) return done;
  return reply;
}

absl::StatusOr<v1::ListCalendarDaysResponse> SeriesStore::ListDays(const rpc::Call& call, ids::Uuid provider_id,
                                                                   const ids::Uuid& activity_id, absl::CivilDay first,
                                                                   absl::CivilDay last) {
  auto lease = pool_.Acquire(call.deadline);
  if (!lease.ok()) return lease.status();
  const std::string& council = call.principal.council_id;
  if (!activity_id.empty() && provider_id.empty()) {
    auto rows = (*lease)->Query(kProviderOfActivity, {council, Bytes{activity_id}});
    if (!rows.ok()) return rows.status();
    if (!rows->empty()) provider_id = rows->front().Text(0);
  }
  auto stretches = ReadCalendar(**lease, council, provider_id, activity_id, first, last);
  if (!stretches.ok()) return stretches.status();
  v1::ListCalendarDaysResponse reply;
  for (const Stretch& stretch : *stretches) {
    if (stretch.first <= last && first <= stretch.last) *reply.add_days() = ToProto(stretch);
  }
  return reply;
}

}  // namespace shortbreaks::series

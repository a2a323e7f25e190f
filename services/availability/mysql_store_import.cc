// Imports: everything is read, planned, and written in few statements, in one transaction.
#include <absl/container/flat_hash_map.h>
#include <absl/strings/str_cat.h>

#include <algorithm>
#include <set>

#include "availability/access.h"
#include "availability/mysql_staffing.h"
#include "availability/mysql_store.h"
#include "availability/room_locks.h"
#include "errors/errors.h"

namespace shortbreaks::availability {
namespace {

using errors::Error;
using mysql::Connection;

constexpr char kProvidersOfKeys[] = " FROM providers p WHERE p.council_id = ? AND p.external_id IN ";
constexpr char kActivitiesOfKeys[] = " FROM activities a WHERE a.council_id = ? AND a.external_id IN ";
constexpr char kSessionsOfKeys[] = " FROM sessions s WHERE s.council_id = ? AND s.external_id IN ";
// Activities are locked before their sessions are written, as everywhere.
constexpr char kForUpdate[] = " FOR UPDATE";
constexpr char kNow[] = "SELECT NOW(6)";

struct Keys {
  std::set<std::string> providers, activities, sessions;
};

Keys KeysOf(const Timetable& timetable) {
  Keys keys;
  for (const ProviderRecord& provider : timetable.providers) keys.providers.insert(provider.external_id);
  for (const Timetable::Activity& activity : timetable.activities) {
    keys.providers.insert(activity.provider_external_id);
    keys.activities.insert(activity.record.external_id);
  }
  for (const Timetable::Session& session : timetable.sessions) {
    keys.activities.insert(session.activity_external_id);
    keys.sessions.insert(session.record.external_id);
  }
  return keys;
}

template <typename Record, typename Read>
absl::Status Load(Connection& connection, const std::string& council, const std::string& select,
                  const std::set<std::string>& keys, std::string_view rest, Read read,
                  absl::flat_hash_map<std::string, Record>& into) {
  const std::vector<mysql::Parameter> parameters(keys.begin(), keys.end());
  auto rows = SelectIn(connection, council, select, parameters, rest);
  if (!rows.ok()) return rows.status();
  for (const mysql::Row& row : *rows) {
    Record record = read(row);
    std::string key = record.external_id;
    into.emplace(std::move(key), std::move(record));
  }
  return absl::OkStatus();
}

// What is owned before its owner: each read sees what was committed by then, so that whoever's session is seen has its
// activity seen too. What an import beside this one adds meanwhile is met when it is written, as CONTENTION.
absl::StatusOr<Stored> LoadStored(Connection& connection, const std::string& council, const Keys& keys) {
  Stored stored;
  auto sessions = Load(connection, council, absl::StrCat("SELECT ", kSessionColumns, kSessionsOfKeys), keys.sessions,
                       {}, ReadSessionRow, stored.sessions);
  if (!sessions.ok()) return sessions;
  auto activities = Load(
      connection, council, absl::StrCat("SELECT ", kActivityColumns, kActivitiesOfKeys), keys.activities, kForUpdate,
      [](const mysql::Row& row) { return ReadActivityRow(row); }, stored.activities);
  if (!activities.ok()) return activities;
  auto providers = Load(connection, council, absl::StrCat("SELECT ", kProviderColumns, kProvidersOfKeys),
                        keys.providers, {}, ReadProviderRow, stored.providers);
  if (!providers.ok()) return providers;
  auto now = connection.Query(kNow);
  if (!now.ok()) return now.status();
  stored.now = now->front().Time(0);
  return stored;
}

// Writes one kind of record and adds what there is to tell. CONTENTION where somebody else was faster.
template <typename Record>
absl::Status Write(Connection& connection, const std::string& council, Changes<Record>& changes,
                   const std::function<Change(const Record&, bool is_new)>& tell, std::vector<Change>& told) {
  auto inserted = Insert(connection, council, std::span<const Record>(changes.created));
  if (mysql::FaultOf(inserted) == mysql::Fault::kDuplicateKey) return Error(type::v1::ERROR_REASON_CONTENTION);
  if (!inserted.ok()) return inserted;
  // One order for all who lock several rows.
  std::sort(changes.updated.begin(), changes.updated.end(), [](const auto& a, const auto& b) { return a.id < b.id; });
  for (const Record& record : changes.updated) {
    auto updated = Update(connection, council, record);
    if (!updated.ok()) return updated.status();
    if (*updated != 1) return Error(type::v1::ERROR_REASON_CONTENTION);
  }
  for (const Record& record : changes.created) told.push_back(tell(record, true));
  for (const Record& record : changes.updated) told.push_back(tell(record, false));
  return absl::OkStatus();
}

Change TellProvider(const ProviderRecord& provider, bool is_new) {
  return {is_new ? "provider.created" : "provider.updated", ids::ResourceName("providers", provider.id),
          provider.version};
}
Change TellActivity(const ActivityRecord& activity, bool is_new) {
  return {is_new ? "activity.created" : "activity.updated", ids::ResourceName("activities", activity.id),
          activity.version};
}

IdSet UpdatedIn(const ImportPlan& plan) {
  IdSet updated;
  for (const SessionRecord& session : plan.sessions.updated) updated.insert(session.id);
  return updated;
}

// Every session that is written and has a room.
std::vector<SessionRecord> WithRooms(const Changes<SessionRecord>& changes) {
  std::vector<SessionRecord> sessions;
  for (const auto* written : {&changes.created, &changes.updated}) {
    for (const SessionRecord& session : *written) {
      if (!session.room_id.empty()) sessions.push_back(session);
    }
  }
  return sessions;
}

absl::Status WritePlan(Connection& connection, const rpc::Call& call, const Stored& stored, ImportPlan& plan,
                       std::vector<Change>& told) {
  const std::string& council = call.principal.council_id;
  auto providers = Write<ProviderRecord>(connection, council, plan.providers, TellProvider, told);
  if (!providers.ok()) return providers;
  auto activities = Write<ActivityRecord>(connection, council, plan.activities, TellActivity, told);
  if (!activities.ok()) return activities;
  const auto tell_session = [&stored](const SessionRecord& session, bool is_new) -> Change {
    const bool was_published = !is_new && stored.sessions.at(session.external_id).state == session.state;
    const bool publishes = session.state == v1::SESSION_STATE_PUBLISHED && !was_published;
    return {publishes ? "session.published"
            : is_new  ? "session.created"
                      : "session.updated",
            ids::ResourceName("sessions", session.id), session.version};
  };
  const IdSet updated = UpdatedIn(plan);
  auto held = HoldShifts(connection, council, updated);
  if (!held.ok()) return held.status();
  const std::vector<SessionRecord> with_rooms = WithRooms(plan.sessions);
  auto rooms = LockRooms(connection, council, with_rooms);
  if (!rooms.ok()) return rooms.status();
  auto sessions = Write<SessionRecord>(connection, council, plan.sessions, tell_session, told);
  if (!sessions.ok()) return sessions;
  for (const SessionRecord& session : plan.sessions.updated) {
    if (session.HasCapsOf(stored.sessions.at(session.external_id))) continue;
    if (auto replaced = ReplaceCaps(connection, council, session); !replaced.ok()) return replaced;
  }
  // Where a session is planned by name, that is what counts, whatever the import says of it.
  if (auto renewed = RenewMoved(connection, council, updated, *held, told); !renewed.ok()) return renewed.status();
  // After all are written, so that those of one import are compared with each other.
  for (const SessionRecord& session : with_rooms) {
    if (auto free = CheckRoomIsFree(connection, call, *rooms, session); !free.ok()) return free;
  }
  for (const ActivityRecord& activity : plan.activities.updated) {
    if (auto renewed = RenewFutureSessions(connection, council, activity.id); !renewed.ok()) return renewed;
  }
  return absl::OkStatus();
}

}  // namespace

absl::StatusOr<v1::ImportTimetableResponse> MysqlStore::Import(const rpc::Call& call, const RequestMark& mark,
                                                               const Timetable& timetable, bool validate_only) {
  const std::string& council = call.principal.council_id;
  const Keys keys = KeysOf(timetable);
  v1::ImportTimetableResponse reply;
  bool all_checked = false;
  auto done = Once(call, mark, reply, [&](Connection& connection, std::vector<Change>& told) -> absl::Status {
    all_checked = false;
    auto stored = LoadStored(connection, council, keys);
    if (!stored.ok()) return stored.status();
    auto plan = PlanImport(timetable, *stored, OwnProvider(call));
    if (!plan.ok()) return plan.status();
    if (auto written = WritePlan(connection, call, *stored, *plan, told); !written.ok()) return written;
    *reply.mutable_providers() = plan->providers.Summary();
    *reply.mutable_activities() = plan->activities.Summary();
    *reply.mutable_sessions() = plan->sessions.Summary();
    all_checked = true;
    // Any error rolls back; this one goes no further than the end of this function.
    return validate_only ? absl::CancelledError("validate_only") : absl::OkStatus();
  });
  if (validate_only && all_checked) return reply;
  if (!done.ok()) return done;
  return reply;
}

}  // namespace shortbreaks::availability

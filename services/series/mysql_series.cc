// Series are made, read and listed.
#include <absl/container/flat_hash_map.h>
#include <absl/strings/str_cat.h>

#include <algorithm>

#include "availability/access.h"
#include "availability/once.h"
#include "errors/errors.h"
#include "series/store.h"

namespace shortbreaks::series {
namespace {

using availability::CheckMayChange;
using errors::Error;
using mysql::Bytes;
using mysql::Connection;
using mysql::Parameters;

constexpr char kOneSeries[] = " FROM series r WHERE r.council_id = ? AND r.series_id = ?";
constexpr char kForUpdate[] = " FOR UPDATE";
constexpr std::string_view kSeriesOfKey = "SELECT series_id FROM series WHERE council_id = ? AND external_id = ?";
constexpr char kSessionsOfSeries[] =
    " FROM sessions s WHERE s.council_id = ? AND s.series_id = ? ORDER BY s.start_time, s.session_id";
constexpr char kList[] = " FROM series r WHERE r.council_id = ? AND r.series_id > ? ";
constexpr char kOfProvider[] = "AND r.provider_id = ? ";
constexpr char kOfActivity[] = "AND r.activity_id = ? ";
constexpr char kWithKey[] = "AND r.external_id = ? ";
constexpr char kOrder[] = "ORDER BY r.series_id LIMIT ?";
// The longest session.
constexpr int kSessionDaysMax = 31;

absl::StatusOr<std::optional<SeriesRow>> ReadOne(Connection& connection, const std::string& council,
                                                 const ids::Uuid& series_id, std::string_view rest = {}) {
  auto rows = connection.Query(absl::StrCat("SELECT ", kSeriesColumns, kOneSeries, std::string(rest)),
                               {council, Bytes{series_id}});
  if (!rows.ok()) return rows.status();
  if (rows->empty()) return std::nullopt;
  auto series = ReadSeriesRow(rows->front());
  if (!series.ok()) return series.status();
  return *std::move(series);
}

absl::Status NothingToCome() {
  errors::FieldErrors fields;
  fields.Add("series.recurrence", "Gives no session to come: every day is left out or past.");
  return fields.ToStatus();
}

std::vector<SessionRow> SessionsOf(const std::vector<PlannedDate>& dates, const v1::SessionPattern& pattern) {
  std::vector<SessionRow> sessions;
  for (const PlannedDate& date : dates) {
    if (date.HasSession()) sessions.push_back(NewSession(date, pattern));
  }
  return sessions;
}

bool Sooner(const SessionRow& a, const SessionRow& b) { return a.start != b.start ? a.start < b.start : a.id < b.id; }

}  // namespace

absl::Status SeriesStore::Once(const rpc::Call& call, const RequestMark& mark, google::protobuf::Message& reply,
                               bool validate_only, const Body& body) {
  bool all_checked = false;
  auto done = availability::Once(pool_, requests_, call, mark, reply,
                                 [&](Connection& connection, std::vector<availability::Change>& told) -> absl::Status {
                                   all_checked = false;
                                   if (auto made = body(connection, told); !made.ok()) return made;
                                   all_checked = true;
                                   // Any error rolls back; this one goes no further than the end of this function.
                                   return validate_only ? absl::CancelledError("validate_only") : absl::OkStatus();
                                 });
  return validate_only && all_checked ? absl::OkStatus() : done;
}

absl::StatusOr<LockedSeries> LockSeries(Connection& connection, const rpc::Call& call, const ids::Uuid& series_id,
                                        const std::string& etag) {
  const std::string& council = call.principal.council_id;
  // Its activity never changes; its row is locked first, as everywhere.
  auto seen = ReadOne(connection, council, series_id);
  if (!seen.ok()) return seen.status();
  if (!*seen) return CheckMayChange(call, std::nullopt);
  auto activity = availability::LockActivity(connection, call, (*seen)->activity_id);
  if (!activity.ok()) return activity.status();
  auto locked = ReadOne(connection, council, series_id, kForUpdate);
  if (!locked.ok()) return locked.status();
  if (!*locked) return Error(type::v1::ERROR_REASON_NOT_FOUND);
  if (!etag.empty() && etag != availability::EtagOf((*locked)->version)) {
    return Error(type::v1::ERROR_REASON_ETAG_MISMATCH);
  }
  return LockedSeries{**std::move(locked), activity->now};
}

absl::StatusOr<std::vector<PlannedDate>> DatesOf(Connection& connection, const rpc::Call& call, const SeriesRow& series,
                                                 absl::Time now) {
  const auto days = RuleDays(series.content.recurrence(), series.bounds);
  if (days.empty()) return std::vector<PlannedDate>();
  auto stretches = ReadCalendar(connection, call.principal.council_id, series.provider_id, series.activity_id,
                                days.front(), days.back() + kSessionDaysMax);
  if (!stretches.ok()) return stretches.status();
  return PlanDates(series.content, series.bounds, Calendar(*std::move(stretches)), now);
}

absl::Status NamingDuplicate(Connection& connection, const absl::Status& status, const std::string& council,
                             const std::string& external_id) {
  return availability::NamingDuplicate(connection, status, kSeriesOfKey, council, external_id, "series");
}

void Tell(const SessionChanges& changes, std::vector<availability::Change>& told) {
  const auto tell = [&](std::string_view event, const SessionRow& session, int64_t version) {
    told.push_back({event, ids::ResourceName("sessions", session.id), version});
  };
  for (const SessionRow& session : changes.called_off) tell("session.cancelled", session, session.version + 1);
  for (const SessionRow& session : changes.updated) tell("session.updated", session, session.version);
  for (const SessionRow& session : changes.created) {
    const bool published = session.state == v1::SESSION_STATE_PUBLISHED;
    tell(published ? "session.published" : "session.created", session, session.version);
  }
}

void AddNames(std::vector<SessionRow> sessions, google::protobuf::RepeatedPtrField<std::string>& names) {
  std::sort(sessions.begin(), sessions.end(), Sooner);
  for (const SessionRow& session : sessions) *names.Add() = ids::ResourceName("sessions", session.id);
}

void AddDates(const std::vector<PlannedDate>& dates, const std::vector<SessionRow>& created, bool named,
              google::protobuf::RepeatedPtrField<v1::SeriesDate>& into) {
  absl::flat_hash_map<absl::CivilDay, ids::Uuid> sessions;
  for (const SessionRow& session : created) {
    if (session.day) sessions[*session.day] = session.id;
  }
  for (const PlannedDate& date : dates) {
    v1::SeriesDate& message = *into.Add() = ToProto(date);
    const auto session = sessions.find(date.day);
    if (named && session != sessions.end()) message.set_session(ids::ResourceName("sessions", session->second));
  }
}

absl::StatusOr<v1::CreateSeriesResponse> SeriesStore::Create(const rpc::Call& call, const RequestMark& mark,
                                                             const ids::Uuid& activity_id, const v1::Series& content,
                                                             bool validate_only) {
  const std::string& council = call.principal.council_id;
  v1::CreateSeriesResponse reply;
  const auto body = [&](Connection& connection, std::vector<availability::Change>& told) -> absl::Status {
    auto activity = availability::LockActivity(connection, call, activity_id);
    if (!activity.ok()) return activity.status();
    SeriesRow series{.id = ids::NewUuid(),
                     .activity_id = activity_id,
                     .provider_id = activity->activity.provider_id,
                     .content = content};
    auto dates = DatesOf(connection, call, series, activity->now);
    if (!dates.ok()) return dates.status();
    const SessionChanges made{.created = SessionsOf(*dates, content.pattern())};
    if (made.created.empty()) return NothingToCome();
    if (auto inserted = Insert(connection, council, series); !inserted.ok()) {
      return NamingDuplicate(connection, inserted, council, content.external_id());
    }
    auto inserted = InsertSessions(connection, council, series, made.created);
    if (!inserted.ok()) return inserted;
    *reply.mutable_series() = ToProto(series);
    AddDates(*dates, made.created, !validate_only, *reply.mutable_dates());
    told.push_back({"series.created", reply.series().name(), series.version});
    Tell(made, told);
    if (validate_only) {
      reply.mutable_series()->clear_name();
      reply.mutable_series()->clear_etag();
    }
    return absl::OkStatus();
  };
  auto done = Once(call, mark, reply, validate_only, body);
  if (!done.ok()) return done;
  return reply;
}

absl::StatusOr<v1::GetSeriesResponse> SeriesStore::Get(const rpc::Call& call, const ids::Uuid& series_id) {
  auto lease = pool_.Acquire(call.deadline);
  if (!lease.ok()) return lease.status();
  const std::string& council = call.principal.council_id;
  auto series = ReadOne(**lease, council, series_id);
  if (!series.ok()) return series.status();
  auto may = CheckMayChange(call, *series ? std::optional((*series)->provider_id) : std::nullopt);
  if (!may.ok()) return may;
  auto rows = (*lease)->Query(absl::StrCat("SELECT ", kSessionColumns, kSessionsOfSeries), {council, Bytes{series_id}});
  if (!rows.ok()) return rows.status();
  v1::GetSeriesResponse reply;
  *reply.mutable_series() = ToProto(**series);
  for (const mysql::Row& row : *rows) *reply.add_sessions() = ToProto(ReadSessionRow(row));
  return reply;
}

absl::StatusOr<v1::ListSeriesResponse> SeriesStore::List(const rpc::Call& call, const SeriesQuery& query,
                                                         const paging::Page& page, std::string& next) {
  const auto own = availability::OwnProvider(call);
  if (own && !query.provider_id.empty() && *own != query.provider_id) return Error(type::v1::ERROR_REASON_NOT_ALLOWED);
  const ids::Uuid provider = own.value_or(query.provider_id);
  std::string sql = absl::StrCat("SELECT ", kSeriesColumns, kList);
  Parameters parameters = {call.principal.council_id,
                           Bytes{page.position.empty() ? ids::Uuid(16, '\0') : page.position}};
  if (!provider.empty()) {
    sql += kOfProvider;
    parameters.emplace_back(Bytes{provider});
  }
  if (!query.activity_id.empty()) {
    sql += kOfActivity;
    parameters.emplace_back(Bytes{query.activity_id});
  }
  if (!query.external_id.empty()) {
    sql += kWithKey;
    parameters.emplace_back(query.external_id);
  }
  parameters.emplace_back(int64_t{page.size + 1});
  auto rows = pool_.Query(call.deadline, sql + kOrder, parameters);
  if (!rows.ok()) return rows.status();
  v1::ListSeriesResponse reply;
  ids::Uuid last;
  for (const mysql::Row& row : *rows) {
    if (reply.series_size() == page.size) {
      next = last;
      break;
    }
    auto series = ReadSeriesRow(row);
    if (!series.ok()) return series.status();
    last = series->id;
    *reply.add_series() = ToProto(*series);
  }
  return reply;
}

}  // namespace shortbreaks::series

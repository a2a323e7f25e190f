#include "availability/programmes.h"

#include <absl/strings/str_cat.h>

#include <algorithm>

#include "availability/text_position.h"
#include "availability/validate.h"
#include "errors/errors.h"
#include "london/london.h"
#include "mysql/nullable.h"
#include "wire/fields.h"
#include "wire/times.h"

namespace shortbreaks::availability {
namespace {

using errors::Error;
using mysql::Bytes;
using mysql::Connection;
using mysql::Parameters;

constexpr char kProgrammes[] =
    "SELECT programme_id, version, title, first_day, last_day, booking_open_time, booking_close_time FROM programmes "
    "WHERE council_id = ? ";
constexpr char kOne[] = "AND programme_id = ? ";
constexpr char kForUpdate[] = "FOR UPDATE";
constexpr char kPage[] =
    "AND first_day >= ? AND (first_day > ? OR programme_id > ?) ORDER BY first_day, programme_id LIMIT ?";
constexpr char kInsert[] =
    "INSERT INTO programmes (council_id, programme_id, version, title, first_day, last_day, booking_open_time, "
    "booking_close_time) VALUES (?, ?, ?, ?, ?, ?, ?, ?)";
constexpr char kUpdate[] =
    "UPDATE programmes FORCE INDEX (PRIMARY) SET version = version + 1, title = ?, first_day = ?, last_day = ?, "
    "booking_open_time = ?, booking_close_time = ? WHERE council_id = ? AND programme_id = ?";

constexpr char kCount[] =
    "SELECT COUNT(*) FROM sessions FORCE INDEX (sessions_by_programme) WHERE council_id = ? AND programme_id = ?";
// Its sessions to come, in the order in which several sessions are locked.
constexpr char kToCome[] =
    "SELECT session_id, start_time, version FROM sessions FORCE INDEX (sessions_by_programme) "
    "WHERE council_id = ? AND programme_id = ? AND start_time > NOW(6) AND state <> 4 ORDER BY session_id";
constexpr char kSetWindow[] =
    "UPDATE sessions FORCE INDEX (PRIMARY) SET programme_id = ?, booking_open_time = ?, booking_close_time = ?, "
    "version = version + 1 WHERE council_id = ? AND session_id = ? AND version = ?";
constexpr char kLeave[] =
    "UPDATE sessions FORCE INDEX (PRIMARY) SET programme_id = NULL, version = version + 1 "
    "WHERE council_id = ? AND session_id = ? AND version = ?";
// All its sessions at once, each cut off at its own start. The council is the third parameter, the keys follow.
constexpr char kSetWindows[] =
    "UPDATE sessions FORCE INDEX (PRIMARY) SET booking_open_time = ?, booking_close_time = LEAST(?, start_time), "
    "version = version + 1 WHERE council_id = ? AND programme_id = ? AND start_time > NOW(6) AND state <> 4 "
    "AND session_id IN ";
// Later than any session starts: a programme that closes with each of its sessions.
const absl::Time kNever = absl::FromUnixSeconds(7'258'118'400);  // 2200-01-01T00:00:00Z
constexpr int kProgrammeDaysMax = 400;

ProgrammeRecord ReadRow(const mysql::Row& row) {
  ProgrammeRecord record{.id = row.Text(0),
                         .version = row.Int(1),
                         .title = row.Text(2),
                         .first_day = row.Day(3),
                         .last_day = row.Day(4),
                         .booking_open_time = row.Time(5)};
  if (!row.IsNull(6)) record.booking_close_time = row.Time(6);
  return record;
}

// NOT_FOUND. Under its lock no session joins or leaves.
absl::StatusOr<ProgrammeRecord> Lock(Connection& connection, const std::string& council,
                                     const ids::Uuid& programme_id) {
  auto rows = connection.Query(absl::StrCat(kProgrammes, kOne, kForUpdate), {council, Bytes{programme_id}});
  if (!rows.ok()) return rows.status();
  if (rows->empty()) return Error(type::v1::ERROR_REASON_NOT_FOUND);
  return ReadRow(rows->front());
}

// The sessions under their locks, in the order of `session_ids`; locked in the order of their ids, as everywhere.
absl::StatusOr<std::vector<LockedSession>> LockSessions(Connection& connection, const rpc::Call& call,
                                                        const std::vector<ids::Uuid>& session_ids) {
  std::vector<size_t> order(session_ids.size());
  for (size_t i = 0; i < order.size(); ++i) order[i] = i;
  std::ranges::sort(order, {}, [&](size_t i) { return session_ids[i]; });
  std::vector<LockedSession> sessions(session_ids.size());
  for (size_t i : order) {
    auto locked = LockSession(connection, call, session_ids[i], {});
    if (!locked.ok()) return locked.status();
    sessions[i] = *std::move(locked);
  }
  return sessions;
}

void CheckMayJoin(const ProgrammeRecord& programme, const LockedSession& locked, const std::string& field,
                  errors::FieldErrors& fields) {
  const SessionRecord& session = locked.session;
  if (session.programme_id == programme.id) return;
  if (!session.programme_id.empty()) {
    fields.Add(field, "Belongs to another programme.");
  } else if (session.state == v1::SESSION_STATE_CANCELLED) {
    fields.Add(field, "Was called off.");
  } else if (locked.started) {
    fields.Add(field, "Has begun or is over.");
  } else if (const std::string why = programme.WhyNot(session.start_time); !why.empty()) {
    fields.Add(field, why);
  }
}

// CONTENTION where a session's times were changed by whoever did not know of the programme.
absl::Status Guarded(const absl::StatusOr<int64_t>& changed) {
  if (mysql::FaultOf(changed.status()) == mysql::Fault::kCheckViolated) return Error(type::v1::ERROR_REASON_CONTENTION);
  return changed.status();
}

// Gives the programme's booking times to its sessions to come, and tells each.
absl::StatusOr<int> SpreadWindow(Connection& connection, const std::string& council, const ProgrammeRecord& programme,
                                 std::vector<Change>& told) {
  auto rows = connection.Query(kToCome, {council, Bytes{programme.id}});
  if (!rows.ok()) return rows.status();
  std::string why;
  std::vector<mysql::Parameter> keys;
  for (const mysql::Row& row : *rows) {
    if (why.empty()) why = programme.WhyNot(row.Time(1));
    keys.emplace_back(Bytes{row.Text(0)});
  }
  errors::FieldErrors fields;
  if (!why.empty()) fields.Add("programme", absl::StrCat("Has a session that could no longer be in it. ", why));
  if (auto valid = fields.ToStatus(); !valid.ok()) return valid;
  for (size_t next = 0; next < keys.size(); next += kInListMax) {
    Parameters parameters = {programme.booking_open_time, programme.booking_close_time.value_or(kNever), council,
                             Bytes{programme.id}};
    const auto part = std::span(keys).subspan(next, std::min(kInListMax, keys.size() - next));
    const std::string list = InList(part, parameters);
    if (auto done = Guarded(connection.Execute(absl::StrCat(kSetWindows, list), parameters)); !done.ok()) return done;
  }
  rows = connection.Query(kToCome, {council, Bytes{programme.id}});
  if (!rows.ok()) return rows.status();
  for (const mysql::Row& row : *rows) {
    told.push_back({"session.updated", ids::ResourceName("sessions", row.Text(0)), row.Int(2)});
  }
  return static_cast<int>(rows->size());
}

}  // namespace

absl::Time ProgrammeRecord::ClosesFor(absl::Time start) const {
  return std::min(booking_close_time.value_or(start), start);
}

std::string ProgrammeRecord::WhyNot(absl::Time start) const {
  const absl::CivilDay day = london::DayOf(start);
  if (day < first_day || day > last_day) return "Does not start on the programme's days.";
  if (ClosesFor(start) <= booking_open_time) return "Starts before the programme's booking opens.";
  return {};
}

v1::Programme ToProto(const ProgrammeRecord& record) {
  v1::Programme programme;
  programme.set_name(ids::ResourceName("programmes", record.id));
  programme.set_title(record.title);
  *programme.mutable_first_day() = wire::ToProto(record.first_day);
  *programme.mutable_last_day() = wire::ToProto(record.last_day);
  *programme.mutable_booking_open_time() = wire::ToProto(record.booking_open_time);
  if (record.booking_close_time) *programme.mutable_booking_close_time() = wire::ToProto(*record.booking_close_time);
  programme.set_etag(EtagOf(record.version));
  return programme;
}

ProgrammeRecord ReadProgramme(std::string_view at, const v1::Programme& message, errors::FieldErrors& fields) {
  const std::string prefix(at);
  ProgrammeRecord record{.title = message.title()};
  wire::CheckText(prefix + "title", message.title(), 200, fields);
  const auto day = [&](const char* field, bool given, const type::v1::Date& date) {
    const auto read = given ? wire::FromProto(date) : std::nullopt;
    if (!read) fields.Add(prefix + field, given ? "Must be a day of the calendar, from 1900 to 2200." : "Is required.");
    return read;
  };
  const auto first = day("first_day", message.has_first_day(), message.first_day());
  const auto last = day("last_day", message.has_last_day(), message.last_day());
  if (first && last && (*last < *first || *last - *first > kProgrammeDaysMax)) {
    fields.Add(prefix + "last_day", "Must be first_day or at most 400 days after it.");
  }
  record.first_day = first.value_or(absl::CivilDay());
  record.last_day = last.value_or(absl::CivilDay());
  record.booking_open_time = kOpenAtOnce;
  if (!message.has_booking_open_time()) {
    fields.Add(prefix + "booking_open_time", "Is required.");
  } else if (auto open = ReadInstant(prefix + "booking_open_time", message.booking_open_time(), fields)) {
    record.booking_open_time = *open;
  }
  if (message.has_booking_close_time()) {
    record.booking_close_time = ReadInstant(prefix + "booking_close_time", message.booking_close_time(), fields);
    if (record.booking_close_time && *record.booking_close_time <= record.booking_open_time) {
      fields.Add(prefix + "booking_close_time", "Must be after booking_open_time.");
    }
  }
  return record;
}

absl::StatusOr<v1::Programme> Programmes::Create(const rpc::Call& call, const RequestMark& mark,
                                                 ProgrammeRecord programme) {
  programme.id = ids::NewUuid();
  v1::Programme reply;
  auto done =
      Once(pool_, requests_, call, mark, reply, [&](Connection& connection, std::vector<Change>& told) -> absl::Status {
        auto inserted =
            connection.Execute(kInsert, {call.principal.council_id, Bytes{programme.id}, programme.version,
                                         programme.title, programme.first_day, programme.last_day,
                                         programme.booking_open_time, mysql::OrNull(programme.booking_close_time)});
        if (!inserted.ok()) return inserted.status();
        reply = ToProto(programme);
        told.push_back({"programme.created", reply.name(), programme.version});
        return absl::OkStatus();
      });
  if (!done.ok()) return done;
  return reply;
}

absl::StatusOr<v1::UpdateProgrammeResponse> Programmes::Update(const rpc::Call& call, const RequestMark& mark,
                                                               ProgrammeRecord programme, const std::string& etag) {
  const std::string& council = call.principal.council_id;
  v1::UpdateProgrammeResponse reply;
  auto done =
      Once(pool_, requests_, call, mark, reply, [&](Connection& connection, std::vector<Change>& told) -> absl::Status {
        auto old = Lock(connection, council, programme.id);
        if (!old.ok()) return old.status();
        if (etag != EtagOf(old->version)) return Error(type::v1::ERROR_REASON_ETAG_MISMATCH);
        auto updated = connection.Execute(
            kUpdate, {programme.title, programme.first_day, programme.last_day, programme.booking_open_time,
                      mysql::OrNull(programme.booking_close_time), council, Bytes{programme.id}});
        if (!updated.ok()) return updated.status();
        programme.version = old->version + 1;
        auto changed = SpreadWindow(connection, council, programme, told);
        if (!changed.ok()) return changed.status();
        *reply.mutable_programme() = ToProto(programme);
        reply.set_sessions_changed(*changed);
        told.push_back({"programme.updated", reply.programme().name(), programme.version});
        return absl::OkStatus();
      });
  if (!done.ok()) return done;
  return reply;
}

absl::StatusOr<v1::AddProgrammeSessionsResponse> Programmes::Add(const rpc::Call& call, const RequestMark& mark,
                                                                 const ids::Uuid& programme_id,
                                                                 const std::vector<ids::Uuid>& session_ids) {
  const std::string& council = call.principal.council_id;
  v1::AddProgrammeSessionsResponse reply;
  auto done =
      Once(pool_, requests_, call, mark, reply, [&](Connection& connection, std::vector<Change>& told) -> absl::Status {
        auto programme = Lock(connection, council, programme_id);
        if (!programme.ok()) return programme.status();
        auto count = connection.Query(kCount, {council, Bytes{programme_id}});
        if (!count.ok()) return count.status();
        auto sessions = LockSessions(connection, call, session_ids);
        if (!sessions.ok()) return sessions.status();
        errors::FieldErrors fields;
        int64_t joining = 0;
        for (size_t i = 0; i < sessions->size(); ++i) {
          CheckMayJoin(*programme, (*sessions)[i], absl::StrCat("sessions[", i, "]"), fields);
          joining += (*sessions)[i].session.programme_id == programme_id ? 0 : 1;
        }
        if (count->front().Int(0) + joining > kProgrammeSessionsMax) {
          fields.Add("sessions", absl::StrCat("A programme has at most ", kProgrammeSessionsMax, " sessions."));
        }
        if (auto valid = fields.ToStatus(); !valid.ok()) return valid;
        for (LockedSession& locked : *sessions) {
          SessionRecord& session = locked.session;
          if (session.programme_id != programme_id) {
            session.programme_id = programme_id;
            session.booking_open_time = programme->booking_open_time;
            session.booking_close_time = programme->ClosesFor(session.start_time);
            auto set = connection.Execute(
                kSetWindow, {Bytes{programme_id}, session.booking_open_time, session.booking_close_time, council,
                             Bytes{session.id}, session.version});
            if (!set.ok()) return set.status();
            ++session.version;
            told.push_back({"session.updated", ids::ResourceName("sessions", session.id), session.version});
          }
          *reply.add_sessions() = ToProto(session);
        }
        return absl::OkStatus();
      });
  if (!done.ok()) return done;
  return reply;
}

absl::StatusOr<v1::RemoveProgrammeSessionsResponse> Programmes::Remove(const rpc::Call& call, const RequestMark& mark,
                                                                       const ids::Uuid& programme_id,
                                                                       const std::vector<ids::Uuid>& session_ids) {
  const std::string& council = call.principal.council_id;
  v1::RemoveProgrammeSessionsResponse reply;
  auto done =
      Once(pool_, requests_, call, mark, reply, [&](Connection& connection, std::vector<Change>& told) -> absl::Status {
        auto programme = Lock(connection, council, programme_id);
        if (!programme.ok()) return programme.status();
        auto sessions = LockSessions(connection, call, session_ids);
        if (!sessions.ok()) return sessions.status();
        for (LockedSession& locked : *sessions) {
          SessionRecord& session = locked.session;
          if (session.programme_id == programme_id) {
            auto left = connection.Execute(kLeave, {council, Bytes{session.id}, session.version});
            if (!left.ok()) return left.status();
            session.programme_id.clear();
            ++session.version;
            told.push_back({"session.updated", ids::ResourceName("sessions", session.id), session.version});
          }
          *reply.add_sessions() = ToProto(session);
        }
        return absl::OkStatus();
      });
  if (!done.ok()) return done;
  return reply;
}

absl::StatusOr<std::optional<v1::Programme>> Programmes::Read(const rpc::Call& call, const ids::Uuid& programme_id) {
  auto rows =
      pool_.Query(call.deadline, absl::StrCat(kProgrammes, kOne), {call.principal.council_id, Bytes{programme_id}});
  if (!rows.ok()) return rows.status();
  if (rows->empty()) return std::nullopt;
  return ToProto(ReadRow(rows->front()));
}

absl::StatusOr<ProgrammePage> Programmes::List(const rpc::Call& call, const Page& page) {
  auto from = TextPosition::Parse(page.position);
  if (!from.ok()) return from.status();
  absl::CivilDay first(1900, 1, 1);
  if (!page.position.empty() && !absl::ParseCivilTime(from->text, &first)) {
    return Error(type::v1::ERROR_REASON_PAGE_TOKEN_INVALID);
  }
  auto rows = pool_.Query(call.deadline, absl::StrCat(kProgrammes, kPage),
                          {call.principal.council_id, first, first, Bytes{from->id}, int64_t{page.size + 1}});
  if (!rows.ok()) return rows.status();
  ProgrammePage result;
  for (const mysql::Row& row : *rows) {
    const ProgrammeRecord programme = ReadRow(row);
    if (static_cast<int>(result.programmes.size()) == page.size) {
      const ProgrammeRecord last = ReadRow((*rows)[result.programmes.size() - 1]);
      result.next = TextPosition{absl::FormatCivilTime(last.first_day), last.id}.Text();
      break;
    }
    result.programmes.push_back(ToProto(programme));
  }
  return result;
}

}  // namespace shortbreaks::availability

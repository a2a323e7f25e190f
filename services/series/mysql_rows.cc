#include "series/mysql_rows.h"

#include <absl/strings/str_cat.h>

#include <limits>

#include "availability/mysql_rows.h"
#include "availability/records.h"
#include "capacity/capacity.h"
#include "errors/errors.h"
#include "mysql/nullable.h"
#include "wire/times.h"

namespace shortbreaks::series {
namespace {

using errors::Error;
using mysql::Bytes;
using mysql::Parameters;

constexpr std::string_view kInsertSeries =
    "INSERT INTO series (council_id, series_id, activity_id, provider_id, external_id, content, from_day, to_day, "
    "copied_from, season_day, version) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)";
constexpr std::string_view kUpdateSeries =
    "UPDATE series FORCE INDEX (PRIMARY) SET external_id = ?, content = ?, from_day = ?, to_day = ?, version = ? "
    "WHERE council_id = ? AND series_id = ? AND version = ?";

// Changes nothing; its row locks are what it is for. (FOR UPDATE would need a right to the whole row.)
constexpr std::string_view kLockSessions =
    "UPDATE sessions FORCE INDEX (sessions_one_a_series_day) SET state = state "
    "WHERE council_id = ? AND series_id = ? AND series_day >= ?";
constexpr std::string_view kMoveSessions =
    "UPDATE sessions FORCE INDEX (sessions_one_a_series_day) SET series_id = ? "
    "WHERE council_id = ? AND series_id = ? AND series_day >= ?";
constexpr char kOfSeries[] =
    " FROM sessions s WHERE s.council_id = ? AND s.series_id = ? AND s.series_day >= ? ORDER BY s.series_day";

constexpr std::string_view kInsertSessions =
    "INSERT INTO sessions (council_id, session_id, activity_id, provider_id, start_time, end_time, booking_open_time, "
    "booking_close_time, charge_minutes, charge_nights, state, places, staff, reserve_places, reserve_release_time, "
    "series_id, series_day, series_detached, version) VALUES ";
constexpr std::string_view kSessionTuple = "(?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)";
// What is over in the same statement as what is offered: bookings may be taking places at this moment. Nobody who is
// booked is moved.
constexpr std::string_view kUpdateSession =
    "UPDATE sessions FORCE INDEX (PRIMARY) SET start_time = ?, end_time = ?, booking_open_time = ?, "
    "booking_close_time = ?, charge_minutes = ?, charge_nights = ?, state = ?, places = ?, "
    "places_over = GREATEST(places_taken - ?, 0), staff = ?, staff_shares_over = GREATEST(staff_shares_taken - ?, 0), "
    "reserve_places = ?, reserve_release_time = ?, series_detached = ?, version = ? "
    "WHERE council_id = ? AND session_id = ? AND version = ? "
    "AND (places_taken = 0 OR (start_time = ? AND end_time = ?))";
constexpr std::string_view kDetach =
    "UPDATE sessions FORCE INDEX (PRIMARY) SET series_detached = 1 WHERE council_id = ? AND session_id = ?";
// 4: cancelled. Its day may be taken by another.
constexpr std::string_view kCallOff =
    "UPDATE sessions FORCE INDEX (PRIMARY) SET state = 4, cancel_reason = ?, series_day = NULL, version = version + 1 "
    "WHERE council_id = ? AND session_id = ? AND version = ?";

constexpr std::string_view kRemoveCaps = "DELETE FROM session_ratio_caps WHERE council_id = ? AND session_id = ?";
constexpr std::string_view kInsertCaps =
    "INSERT INTO session_ratio_caps (council_id, session_id, ratio_staff, ratio_children, children_max) VALUES ";
constexpr std::string_view kCapTuple = "(?, ?, ?, ?, ?)";

// 1: a term.
constexpr std::string_view kCalendar =
    "SELECT kind, display_name, first_day, last_day, provider_id, activity_id FROM calendar_days "
    "WHERE council_id = ? AND first_day <= ? AND last_day >= ? AND (kind = 1 OR (first_day <= ? AND last_day >= ?)) "
    "AND ((provider_id IS NULL AND activity_id IS NULL) OR provider_id = ? OR activity_id = ?) "
    "ORDER BY first_day, calendar_day_id";
// No school holiday is longer.
constexpr int kHolidayDaysMax = 130;

std::optional<absl::CivilDay> DayOrNothing(const mysql::Row& row, size_t column) {
  if (row.IsNull(column)) return std::nullopt;
  return row.Day(column);
}

absl::Status ChangeOne(mysql::Connection& connection, std::string_view sql, const Parameters& parameters) {
  auto changed = connection.Execute(sql, parameters);
  if (!changed.ok()) return changed.status();
  return *changed == 1 ? absl::OkStatus() : Error(type::v1::ERROR_REASON_CONTENTION);
}

absl::StatusOr<std::vector<SessionRow>> ReadSessions(mysql::Connection& connection, const std::string& council,
                                                     const ids::Uuid& series_id, absl::CivilDay from) {
  auto rows = connection.Query(absl::StrCat("SELECT ", kSessionColumns, kOfSeries), {council, Bytes{series_id}, from});
  if (!rows.ok()) return rows.status();
  std::vector<SessionRow> sessions;
  for (const mysql::Row& row : *rows) sessions.push_back(ReadSessionRow(row));
  return sessions;
}

absl::Status UpdateSession(mysql::Connection& connection, const std::string& council, const SessionRow& s) {
  const int64_t shares = s.staff ? *s.staff * capacity::kSharesOfOneStaff : std::numeric_limits<int64_t>::max();
  return ChangeOne(connection, kUpdateSession,
                   {s.start,
                    s.end,
                    s.booking_open,
                    s.booking_close,
                    s.charge_minutes,
                    s.charge_nights,
                    int64_t{s.state},
                    s.places,
                    s.places,
                    mysql::OrNull(s.staff),
                    shares,
                    s.reserve_places,
                    mysql::OrNull(s.reserve_release),
                    int64_t{s.detached},
                    s.version,
                    council,
                    Bytes{s.id},
                    s.version - 1,
                    s.start,
                    s.end});
}

absl::Status InsertCaps(mysql::Connection& connection, const std::string& council, const v1::SessionPattern& pattern,
                        const std::vector<SessionRow>& sessions) {
  std::vector<Parameters> rows;
  for (const SessionRow& session : sessions) {
    if (!session.caps_anew) continue;
    for (const v1::RatioCap& cap : pattern.ratio_caps()) {
      rows.push_back({council, Bytes{session.id}, int64_t{cap.support_ratio().staff()},
                      int64_t{cap.support_ratio().children()}, int64_t{cap.children_max()}});
    }
  }
  return availability::InsertRows(connection, kInsertCaps, kCapTuple, rows);
}

}  // namespace

v1::Series ToProto(const SeriesRow& row) {
  v1::Series series = row.content;
  series.set_name(ids::ResourceName("series", row.id));
  series.set_activity(ids::ResourceName("activities", row.activity_id));
  if (row.bounds.from) *series.mutable_from_day() = wire::ToProto(*row.bounds.from);
  if (row.bounds.to) *series.mutable_to_day() = wire::ToProto(*row.bounds.to);
  if (!row.copied_from.empty()) series.set_copied_from(ids::ResourceName("series", row.copied_from));
  series.set_etag(availability::EtagOf(row.version));
  return series;
}

v1::SeriesSession ToProto(const SessionRow& row) {
  v1::SeriesSession session;
  session.set_session(ids::ResourceName("sessions", row.id));
  if (row.day) *session.mutable_day() = wire::ToProto(*row.day);
  *session.mutable_start_time() = wire::ToProto(row.start);
  *session.mutable_end_time() = wire::ToProto(row.end);
  session.set_state(row.state);
  session.set_places(static_cast<int32_t>(row.places));
  session.set_places_taken(static_cast<int32_t>(row.places_taken));
  session.set_detached(row.detached);
  return session;
}

absl::StatusOr<SeriesRow> ReadSeriesRow(const mysql::Row& row) {
  SeriesRow series{.id = row.Text(0), .activity_id = row.Text(1), .provider_id = row.Text(2), .version = row.Int(8)};
  if (!series.content.ParseFromString(row.Text(3))) return Error(type::v1::ERROR_REASON_INTERNAL);
  series.bounds = {DayOrNothing(row, 4), DayOrNothing(row, 5)};
  if (!row.IsNull(6)) series.copied_from = row.Text(6);
  series.season_day = DayOrNothing(row, 7);
  return series;
}

absl::Status Insert(mysql::Connection& connection, const std::string& council, const SeriesRow& r) {
  return connection
      .Execute(kInsertSeries, {council, Bytes{r.id}, Bytes{r.activity_id}, Bytes{r.provider_id},
                               mysql::TextOrNull(r.content.external_id()), Bytes{r.content.SerializeAsString()},
                               mysql::OrNull(r.bounds.from), mysql::OrNull(r.bounds.to), mysql::IdOrNull(r.copied_from),
                               mysql::OrNull(r.season_day), r.version})
      .status();
}

absl::Status Update(mysql::Connection& connection, const std::string& council, const SeriesRow& r) {
  return ChangeOne(
      connection, kUpdateSeries,
      {mysql::TextOrNull(r.content.external_id()), Bytes{r.content.SerializeAsString()}, mysql::OrNull(r.bounds.from),
       mysql::OrNull(r.bounds.to), r.version, council, Bytes{r.id}, r.version - 1});
}

absl::StatusOr<std::vector<SessionRow>> LockSessions(mysql::Connection& connection, const std::string& council,
                                                     const ids::Uuid& series_id, absl::CivilDay from) {
  auto locked = connection.Execute(kLockSessions, {council, Bytes{series_id}, from});
  if (!locked.ok()) return locked.status();
  return ReadSessions(connection, council, series_id, from);
}

absl::StatusOr<std::vector<SessionRow>> MoveSessions(mysql::Connection& connection, const std::string& council,
                                                     const ids::Uuid& from_series, const ids::Uuid& to_series,
                                                     absl::CivilDay from) {
  auto moved = connection.Execute(kMoveSessions, {Bytes{to_series}, council, Bytes{from_series}, from});
  if (!moved.ok()) return moved.status();
  return ReadSessions(connection, council, to_series, from);
}

SessionRow ReadSessionRow(const mysql::Row& row) {
  SessionRow s{.id = row.Text(0),
               .version = row.Int(15),
               .day = DayOrNothing(row, 1),
               .start = row.Time(2),
               .end = row.Time(3),
               .booking_open = row.Time(4),
               .booking_close = row.Time(5),
               .charge_minutes = row.Int(6),
               .charge_nights = row.Int(7),
               .state = static_cast<v1::SessionState>(row.Int(8)),
               .places = row.Int(9),
               .places_taken = row.Int(10),
               .reserve_places = row.Int(12),
               .detached = row.Int(14) != 0};
  if (!row.IsNull(11)) s.staff = row.Int(11);
  if (!row.IsNull(13)) s.reserve_release = row.Time(13);
  return s;
}

absl::Status InsertSessions(mysql::Connection& connection, const std::string& council, const SeriesRow& series,
                            const std::vector<SessionRow>& sessions) {
  std::vector<Parameters> rows;
  for (const SessionRow& s : sessions) {
    rows.push_back({council, Bytes{s.id}, Bytes{series.activity_id}, Bytes{series.provider_id}, s.start, s.end,
                    s.booking_open, s.booking_close, s.charge_minutes, s.charge_nights, int64_t{s.state}, s.places,
                    mysql::OrNull(s.staff), s.reserve_places, mysql::OrNull(s.reserve_release), Bytes{series.id},
                    mysql::OrNull(s.day), int64_t{s.detached}, s.version});
  }
  auto inserted = availability::InsertRows(connection, kInsertSessions, kSessionTuple, rows);
  if (!inserted.ok()) return inserted;
  return InsertCaps(connection, council, series.content.pattern(), sessions);
}

absl::Status WriteChanges(mysql::Connection& connection, const std::string& council, const SeriesRow& series,
                          const SessionChanges& changes, const std::string& reason) {
  for (const SessionRow& session : changes.updated) {
    if (auto updated = UpdateSession(connection, council, session); !updated.ok()) return updated;
    if (!session.caps_anew) continue;
    auto removed = connection.Execute(kRemoveCaps, {council, Bytes{session.id}});
    if (!removed.ok()) return removed.status();
  }
  if (auto caps = InsertCaps(connection, council, series.content.pattern(), changes.updated); !caps.ok()) return caps;
  for (const SessionRow& session : changes.left) {
    auto left = connection.Execute(kDetach, {council, Bytes{session.id}});
    if (!left.ok()) return left.status();
  }
  for (const SessionRow& session : changes.called_off) {
    auto called_off = ChangeOne(connection, kCallOff, {reason, council, Bytes{session.id}, session.version});
    if (!called_off.ok()) return called_off;
  }
  return InsertSessions(connection, council, series, changes.created);
}

absl::StatusOr<std::vector<Stretch>> ReadCalendar(mysql::Connection& connection, const std::string& council,
                                                  const ids::Uuid& provider_id, const ids::Uuid& activity_id,
                                                  absl::CivilDay first, absl::CivilDay last) {
  auto rows = connection.Query(kCalendar, {council, last + kHolidayDaysMax, first - kHolidayDaysMax, last, first,
                                           mysql::IdOrNull(provider_id), mysql::IdOrNull(activity_id)});
  if (!rows.ok()) return rows.status();
  std::vector<Stretch> stretches;
  for (const mysql::Row& row : *rows) {
    stretches.push_back({static_cast<v1::CalendarDayKind>(row.Int(0)), row.Text(1), row.Day(2), row.Day(3),
                         row.IsNull(4) ? "" : row.Text(4), row.IsNull(5) ? "" : row.Text(5)});
  }
  return stretches;
}

}  // namespace shortbreaks::series

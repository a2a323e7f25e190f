#include "availability/mysql_rows.h"

#include <algorithm>
#include <array>
#include <iterator>

namespace shortbreaks::availability {
namespace {

using mysql::Bytes;
using mysql::Parameter;
using mysql::Parameters;

constexpr std::string_view kInsertProviders =
    "INSERT INTO providers (council_id, provider_id, external_id, display_name, version) VALUES ";
constexpr std::string_view kProviderTuple = "(?, ?, ?, ?, ?)";
constexpr std::string_view kInsertActivities =
    "INSERT INTO activities (council_id, activity_id, provider_id, external_id, title, summary, tier, age_min_years, "
    "age_max_years, ratio_staff, ratio_children, needs_met, venue_name, venue_address, venue_postcode, "
    "latitude_degrees, longitude_degrees, accessibility, notice_hours, price_pence, version) VALUES ";
constexpr std::string_view kActivityTuple = "(?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)";
constexpr std::string_view kInsertSessions =
    "INSERT INTO sessions (council_id, session_id, activity_id, provider_id, external_id, start_time, end_time, "
    "booking_open_time, booking_close_time, charge_minutes, charge_nights, state, places, version) VALUES ";
constexpr std::string_view kSessionTuple = "(?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)";
constexpr std::string_view kInsertEvents =
    "INSERT INTO outbox (council_id, event_id, event_type, subject, subject_version, create_time) VALUES ";
constexpr std::string_view kEventTuple = "(?, ?, ?, ?, ?, NOW(6))";
constexpr std::string_view kInsertAudits =
    "INSERT INTO audit_records (council_id, audit_id, method, subject, actor, partner_id, call_id, create_time) "
    "VALUES ";
constexpr std::string_view kAuditTuple = "(?, ?, ?, ?, ?, ?, ?, NOW(6))";

constexpr std::string_view kUpdateProvider =
    "UPDATE providers FORCE INDEX (PRIMARY) SET external_id = ?, display_name = ?, version = ? "
    "WHERE council_id = ? AND provider_id = ? AND version = ?";
constexpr std::string_view kUpdateActivity =
    "UPDATE activities FORCE INDEX (PRIMARY) SET external_id = ?, title = ?, summary = ?, tier = ?, age_min_years = ?, "
    "age_max_years = ?, "
    "ratio_staff = ?, ratio_children = ?, needs_met = ?, venue_name = ?, venue_address = ?, venue_postcode = ?, "
    "latitude_degrees = ?, longitude_degrees = ?, accessibility = ?, notice_hours = ?, price_pence = ?, version = ? "
    "WHERE council_id = ? AND activity_id = ? AND version = ?";
// places_over in the same statement as places: bookings may be taking places at this moment.
constexpr std::string_view kUpdateSession =
    "UPDATE sessions FORCE INDEX (PRIMARY) SET start_time = ?, end_time = ?, booking_open_time = ?, booking_close_time "
    "= ?, "
    "charge_minutes = ?, charge_nights = ?, state = ?, places = ?, places_over = GREATEST(places_taken - ?, 0), "
    "version = ? WHERE council_id = ? AND session_id = ? AND version = ? "
    "AND (places_taken = 0 OR (start_time = ? AND end_time = ?))";
constexpr std::string_view kRenewFutureSessions =
    "UPDATE sessions FORCE INDEX (sessions_by_activity) SET version = version + 1 WHERE council_id = ? AND activity_id "
    "= ? AND start_time > NOW(6)";

Parameter TextOrNull(const std::string& text) {
  if (text.empty()) return nullptr;
  return text;
}

std::string TextOrEmpty(const mysql::Row& row, size_t column) {
  return row.IsNull(column) ? std::string() : row.Text(column);
}

// What a provider may change of an activity, in the order of both statements.
Parameters ContentOf(const ActivityRecord& a) {
  return {TextOrNull(a.external_id),
          a.title,
          a.summary,
          int64_t{a.tier},
          a.age_min_years,
          a.age_max_years,
          a.ratio_staff,
          a.ratio_children,
          a.needs_met,
          a.venue_name,
          a.venue_address,
          a.venue_postcode,
          a.latitude_degrees,
          a.longitude_degrees,
          a.accessibility,
          a.notice_hours,
          a.price_pence};
}

void Append(Parameters& parameters, Parameters more) {
  parameters.insert(parameters.end(), std::make_move_iterator(more.begin()), std::make_move_iterator(more.end()));
}

}  // namespace

ProviderRecord ReadProviderRow(const mysql::Row& row) {
  return {.id = row.Text(0), .version = row.Int(3), .external_id = TextOrEmpty(row, 1), .display_name = row.Text(2)};
}

ActivityRecord ReadActivityRow(const mysql::Row& row, size_t at) {
  return {.id = row.Text(at),
          .provider_id = row.Text(at + 1),
          .version = row.Int(at + 19),
          .external_id = TextOrEmpty(row, at + 2),
          .title = row.Text(at + 3),
          .summary = row.Text(at + 4),
          .tier = static_cast<type::v1::Tier>(row.Int(at + 5)),
          .age_min_years = row.Int(at + 6),
          .age_max_years = row.Int(at + 7),
          .ratio_staff = row.Int(at + 8),
          .ratio_children = row.Int(at + 9),
          .needs_met = row.Int(at + 10),
          .venue_name = row.Text(at + 11),
          .venue_address = row.Text(at + 12),
          .venue_postcode = row.Text(at + 13),
          .latitude_degrees = row.Double(at + 14),
          .longitude_degrees = row.Double(at + 15),
          .accessibility = row.Int(at + 16),
          .notice_hours = row.Int(at + 17),
          .price_pence = row.Int(at + 18)};
}

SessionRecord ReadSessionRow(const mysql::Row& row) {
  return {.id = row.Text(0),
          .activity_id = row.Text(1),
          .provider_id = row.Text(2),
          .version = row.Int(14),
          .external_id = TextOrEmpty(row, 3),
          .start_time = row.Time(4),
          .end_time = row.Time(5),
          .booking_open_time = row.Time(6),
          .booking_close_time = row.Time(7),
          .charge_minutes = row.Int(8),
          .charge_nights = row.Int(9),
          .state = static_cast<v1::SessionState>(row.Int(10)),
          .cancel_reason = row.Text(11),
          .places = row.Int(12),
          .places_taken = row.Int(13),
          .series_id = TextOrEmpty(row, 15)};
}

v1::SessionOffer ReadOfferRow(const mysql::Row& row, SessionRecord* session) {
  const SessionRecord record = ReadSessionRow(row);
  const absl::Time now = row.Time(kOfferColumnCount - 1);
  v1::SessionOffer offer;
  *offer.mutable_session() = ToProto(record);
  *offer.mutable_activity() = ToProto(ReadActivityRow(row, kSessionColumnCount));
  offer.set_provider_display_name(row.Text(kOfferColumnCount - 2));
  offer.set_free_places(static_cast<int32_t>(record.FreePlaces()));
  offer.set_bookable(record.BookingIsOpen(now) && record.FreePlaces() > 0);
  if (session != nullptr) *session = record;
  return offer;
}

absl::Status Insert(mysql::Connection& connection, const std::string& council_id,
                    std::span<const ProviderRecord> providers) {
  std::vector<Parameters> rows;
  for (const ProviderRecord& p : providers) {
    rows.push_back({council_id, Bytes{p.id}, TextOrNull(p.external_id), p.display_name, p.version});
  }
  return InsertRows(connection, kInsertProviders, kProviderTuple, rows);
}

absl::Status Insert(mysql::Connection& connection, const std::string& council_id,
                    std::span<const ActivityRecord> activities) {
  std::vector<Parameters> rows;
  for (const ActivityRecord& a : activities) {
    Parameters& row = rows.emplace_back(Parameters{council_id, Bytes{a.id}, Bytes{a.provider_id}});
    Append(row, ContentOf(a));
    row.emplace_back(a.version);
  }
  return InsertRows(connection, kInsertActivities, kActivityTuple, rows);
}

absl::Status Insert(mysql::Connection& connection, const std::string& council_id,
                    std::span<const SessionRecord> sessions) {
  std::vector<Parameters> rows;
  for (const SessionRecord& s : sessions) {
    rows.push_back({council_id, Bytes{s.id}, Bytes{s.activity_id}, Bytes{s.provider_id}, TextOrNull(s.external_id),
                    s.start_time, s.end_time, s.booking_open_time, s.booking_close_time, s.charge_minutes,
                    s.charge_nights, int64_t{s.state}, s.places, s.version});
  }
  return InsertRows(connection, kInsertSessions, kSessionTuple, rows);
}

absl::StatusOr<int64_t> Update(mysql::Connection& connection, const std::string& council_id, const ProviderRecord& p) {
  return connection.Execute(
      kUpdateProvider, {TextOrNull(p.external_id), p.display_name, p.version, council_id, Bytes{p.id}, p.version - 1});
}

absl::StatusOr<int64_t> Update(mysql::Connection& connection, const std::string& council_id, const ActivityRecord& a) {
  Parameters parameters = ContentOf(a);
  Append(parameters, {a.version, council_id, Bytes{a.id}, a.version - 1});
  return connection.Execute(kUpdateActivity, parameters);
}

absl::StatusOr<int64_t> Update(mysql::Connection& connection, const std::string& council_id, const SessionRecord& s) {
  return connection.Execute(kUpdateSession,
                            {s.start_time, s.end_time, s.booking_open_time, s.booking_close_time, s.charge_minutes,
                             s.charge_nights, int64_t{s.state}, s.places, s.places, s.version, council_id, Bytes{s.id},
                             s.version - 1, s.start_time, s.end_time});
}

absl::Status RenewFutureSessions(mysql::Connection& connection, const std::string& council_id,
                                 const ids::Uuid& activity_id) {
  return connection.Execute(kRenewFutureSessions, {council_id, Bytes{activity_id}}).status();
}

absl::Status Record(mysql::Connection& connection, const rpc::Call& call, std::string_view method,
                    std::span<const Change> changes) {
  const identity::Principal& who = call.principal;
  std::vector<Parameters> events, audits;
  for (const Change& change : changes) {
    events.push_back(
        {who.council_id, Bytes{ids::NewUuid()}, std::string(change.event_type), change.subject, change.version});
    audits.push_back({who.council_id, Bytes{ids::NewUuid()}, std::string(method), change.subject, who.Actor(),
                      who.partner_id, call.call_id});
  }
  if (auto status = InsertRows(connection, kInsertEvents, kEventTuple, events); !status.ok()) return status;
  return InsertRows(connection, kInsertAudits, kAuditTuple, audits);
}

absl::Status InsertRows(mysql::Connection& connection, std::string_view head, std::string_view tuple,
                        const std::vector<Parameters>& rows) {
  constexpr std::array<size_t, 5> kSizes = {256, 64, 16, 4, 1};
  size_t next = 0;
  for (size_t size : kSizes) {
    if (rows.size() - next < size) continue;
    std::string sql(head);
    for (size_t i = 0; i < size; ++i) sql.append(i == 0 ? "" : ", ").append(tuple);
    for (; rows.size() - next >= size; next += size) {
      Parameters parameters;
      for (size_t i = next; i < next + size; ++i) Append(parameters, rows[i]);
      if (auto inserted = connection.Execute(sql, parameters); !inserted.ok()) return inserted.status();
    }
  }
  return absl::OkStatus();
}

std::string InList(std::span<const Parameter> keys, Parameters& parameters) {
  const size_t size = keys.size() <= 16 ? 16 : kInListMax;
  std::string list;
  for (size_t i = 0; i < size; ++i) {
    list += i == 0 ? "(?" : ", ?";
    parameters.push_back(keys[std::min(i, keys.size() - 1)]);
  }
  return list + ")";
}

absl::StatusOr<mysql::Rows> SelectIn(mysql::Connection& connection, const std::string& council_id,
                                     std::string_view select, std::span<const Parameter> keys, std::string_view rest) {
  mysql::Rows found;
  for (size_t next = 0; next < keys.size(); next += kInListMax) {
    Parameters parameters = {council_id};
    std::string sql(select);
    sql += InList(keys.subspan(next, std::min(kInListMax, keys.size() - next)), parameters);
    sql += rest;
    auto rows = connection.Query(sql, parameters);
    if (!rows.ok()) return rows.status();
    found.insert(found.end(), std::make_move_iterator(rows->begin()), std::make_move_iterator(rows->end()));
  }
  return found;
}

}  // namespace shortbreaks::availability

#include "availability/mysql_rows.h"

#include <absl/strings/numbers.h>
#include <absl/strings/str_split.h>

#include <algorithm>
#include <array>
#include <iterator>

#include "audit/record.h"
#include "mysql/nullable.h"

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
    "latitude_degrees, longitude_degrees, accessibility, notice_hours, price_pence, needs_match_hours, waiting_order, "
    "version) VALUES ";
constexpr std::string_view kActivityTuple = "(?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)";
constexpr std::string_view kInsertSessions =
    "INSERT INTO sessions (council_id, session_id, activity_id, provider_id, external_id, start_time, end_time, "
    "booking_open_time, booking_close_time, charge_minutes, charge_nights, state, places, version, staff, "
    "reserve_places, reserve_release_time, room_id) VALUES ";
constexpr std::string_view kSessionTuple = "(?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)";
constexpr std::string_view kInsertCaps =
    "INSERT INTO session_ratio_caps (council_id, session_id, ratio_staff, ratio_children, children_max) VALUES ";
constexpr std::string_view kCapTuple = "(?, ?, ?, ?, ?)";
constexpr std::string_view kDeleteCaps = "DELETE FROM session_ratio_caps WHERE council_id = ? AND session_id = ?";
// A cap begins with the children whom it finds. What is read of the bookings is what was committed: whoever takes or
// frees a place of the session meanwhile waits for its lock, and then finds another version, or this cap.
constexpr std::string_view kAddCap =
    "INSERT INTO session_ratio_caps (council_id, session_id, ratio_staff, ratio_children, children_max, "
    "children_over, children_taken) SELECT ?, ?, ?, ?, ?, GREATEST(COUNT(*) - ?, 0), COUNT(*) FROM session_children "
    "WHERE council_id = ? AND session_id = ? AND ratio_staff * ? >= ? * ratio_children";
constexpr std::string_view kInsertEvents =
    "INSERT INTO outbox (council_id, event_id, event_type, subject, subject_version, create_time) VALUES ";
constexpr std::string_view kEventTuple = "(?, ?, ?, ?, ?, NOW(6))";

constexpr std::string_view kUpdateProvider =
    "UPDATE providers FORCE INDEX (PRIMARY) SET external_id = ?, display_name = ?, version = ? "
    "WHERE council_id = ? AND provider_id = ? AND version = ?";
constexpr std::string_view kUpdateActivity =
    "UPDATE activities FORCE INDEX (PRIMARY) SET external_id = ?, title = ?, summary = ?, tier = ?, age_min_years = ?, "
    "age_max_years = ?, "
    "ratio_staff = ?, ratio_children = ?, needs_met = ?, venue_name = ?, venue_address = ?, venue_postcode = ?, "
    "latitude_degrees = ?, longitude_degrees = ?, accessibility = ?, notice_hours = ?, price_pence = ?, "
    "needs_match_hours = ?, waiting_order = ?, version = ? "
    "WHERE council_id = ? AND activity_id = ? AND version = ?";
// places_over and staff_shares_over in the same statement as places and staff: bookings may be taking places at this
// moment.
constexpr std::string_view kUpdateSession =
    "UPDATE sessions FORCE INDEX (PRIMARY) SET start_time = ?, end_time = ?, booking_open_time = ?, booking_close_time "
    "= ?, "
    "charge_minutes = ?, charge_nights = ?, state = ?, places = ?, places_over = GREATEST(places_taken - ?, 0), "
    "staff = ?, staff_shares_over = GREATEST(staff_shares_taken - ?, 0), reserve_places = ?, reserve_release_time = ?, "
    "version = ?, room_id = ? WHERE council_id = ? AND session_id = ? AND version = ? "
    "AND (places_taken = 0 OR (start_time = ? AND end_time = ?))";
constexpr std::string_view kRenewFutureSessions =
    "UPDATE sessions FORCE INDEX (sessions_by_activity) SET version = version + 1 WHERE council_id = ? AND activity_id "
    "= ? AND start_time > NOW(6)";

std::vector<SessionRecord::Cap> ReadCaps(const std::string& text) {
  std::vector<SessionRecord::Cap> caps;
  for (const auto each : absl::StrSplit(text, ',')) {
    const std::vector<std::string> numbers = absl::StrSplit(each, ' ');
    std::array<int64_t, 4> values{};
    for (size_t i = 0; i < values.size() && i < numbers.size(); ++i) {
      if (!absl::SimpleAtoi(numbers[i], &values[i])) return caps;
    }
    caps.push_back({{values[0], values[1]}, values[2], values[3]});
  }
  return caps;
}

// What a provider may change of an activity, in the order of both statements.
Parameters ContentOf(const ActivityRecord& a) {
  return {mysql::TextOrNull(a.external_id),
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
          a.price_pence,
          a.needs_match_hours,
          int64_t{a.waiting_order}};
}

void Append(Parameters& parameters, Parameters more) {
  parameters.insert(parameters.end(), std::make_move_iterator(more.begin()), std::make_move_iterator(more.end()));
}

}  // namespace

std::string TextOrEmpty(const mysql::Row& row, size_t column) {
  return row.IsNull(column) ? std::string() : row.Text(column);
}

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
          .price_pence = row.Int(at + 18),
          .needs_match_hours = row.Int(at + 20),
          .waiting_order = static_cast<v1::WaitingOrder>(row.Int(at + 21))};
}

SessionRecord ReadSessionRow(const mysql::Row& row) {
  SessionRecord session = {.id = row.Text(0),
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
                           .places_taken = row.Int(13)};
  if (!row.IsNull(15)) session.staff = row.Int(15);
  session.staff_shares_taken = row.Int(16);
  if (!row.IsNull(17)) session.trained_for = row.Int(17);
  session.reserve_places = row.Int(18);
  if (!row.IsNull(19)) session.reserve_release_time = row.Time(19);
  if (!row.IsNull(20)) session.ratio_caps = ReadCaps(row.Text(20));
  session.room_id = TextOrEmpty(row, 21);
  session.programme_id = TextOrEmpty(row, 22);
  session.series_id = TextOrEmpty(row, 23);
  return session;
}

v1::SessionOffer ReadOfferRow(const mysql::Row& row, SessionRecord* session, capacity::Ratio ratio) {
  const SessionRecord record = ReadSessionRow(row);
  const absl::Time now = row.Time(kOfferColumnCount - 1);
  v1::SessionOffer offer;
  *offer.mutable_session() = ToProto(record);
  *offer.mutable_activity() = ToProto(ReadActivityRow(row, kSessionColumnCount));
  offer.set_provider_display_name(row.Text(kOfferColumnCount - 2));
  offer.set_free_places(static_cast<int32_t>(record.FreePlaces(now, ratio)));
  offer.set_bookable(record.BookingIsOpen(now) && offer.free_places() > 0);
  if (session != nullptr) *session = record;
  return offer;
}

absl::Status Insert(mysql::Connection& connection, const std::string& council_id,
                    std::span<const ProviderRecord> providers) {
  std::vector<Parameters> rows;
  for (const ProviderRecord& p : providers) {
    rows.push_back({council_id, Bytes{p.id}, mysql::TextOrNull(p.external_id), p.display_name, p.version});
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
  std::vector<Parameters> rows, caps;
  for (const SessionRecord& s : sessions) {
    rows.push_back({council_id, Bytes{s.id}, Bytes{s.activity_id}, Bytes{s.provider_id},
                    mysql::TextOrNull(s.external_id), s.start_time, s.end_time, s.booking_open_time,
                    s.booking_close_time, s.charge_minutes, s.charge_nights, int64_t{s.state}, s.places, s.version,
                    mysql::OrNull(s.staff), s.reserve_places, mysql::OrNull(s.reserve_release_time),
                    mysql::IdOrNull(s.room_id)});
    for (const SessionRecord::Cap& cap : s.ratio_caps) {
      caps.push_back({council_id, Bytes{s.id}, cap.ratio.staff, cap.ratio.children, cap.children_max});
    }
  }
  if (auto status = InsertRows(connection, kInsertSessions, kSessionTuple, rows); !status.ok()) return status;
  return InsertRows(connection, kInsertCaps, kCapTuple, caps);
}

absl::StatusOr<int64_t> Update(mysql::Connection& connection, const std::string& council_id, const ProviderRecord& p) {
  return connection.Execute(kUpdateProvider, {mysql::TextOrNull(p.external_id), p.display_name, p.version, council_id,
                                              Bytes{p.id}, p.version - 1});
}

absl::StatusOr<int64_t> Update(mysql::Connection& connection, const std::string& council_id, const ActivityRecord& a) {
  Parameters parameters = ContentOf(a);
  Append(parameters, {a.version, council_id, Bytes{a.id}, a.version - 1});
  return connection.Execute(kUpdateActivity, parameters);
}

absl::StatusOr<int64_t> Update(mysql::Connection& connection, const std::string& council_id, const SessionRecord& s) {
  return connection.Execute(kUpdateSession, {s.start_time,
                                             s.end_time,
                                             s.booking_open_time,
                                             s.booking_close_time,
                                             s.charge_minutes,
                                             s.charge_nights,
                                             int64_t{s.state},
                                             s.places,
                                             s.places,
                                             mysql::OrNull(s.staff),
                                             SharesOffered(s),
                                             s.reserve_places,
                                             mysql::OrNull(s.reserve_release_time),
                                             s.version,
                                             mysql::IdOrNull(s.room_id),
                                             council_id,
                                             Bytes{s.id},
                                             s.version - 1,
                                             s.start_time,
                                             s.end_time});
}

int64_t SharesOffered(const SessionRecord& session) {
  constexpr int64_t kNotCounted = int64_t{1} << 60;
  return session.staff ? *session.staff * capacity::kSharesOfOneStaff : kNotCounted;
}

absl::Status ReplaceCaps(mysql::Connection& connection, const std::string& council_id, const SessionRecord& session) {
  const Bytes id{session.id};
  if (auto removed = connection.Execute(kDeleteCaps, {council_id, id}); !removed.ok()) return removed.status();
  for (const SessionRecord::Cap& cap : session.ratio_caps) {
    auto added = connection.Execute(kAddCap, {council_id, id, cap.ratio.staff, cap.ratio.children, cap.children_max,
                                              cap.children_max, council_id, id, cap.ratio.children, cap.ratio.staff});
    if (!added.ok()) return added.status();
  }
  return absl::OkStatus();
}

absl::Status RenewFutureSessions(mysql::Connection& connection, const std::string& council_id,
                                 const ids::Uuid& activity_id) {
  return connection.Execute(kRenewFutureSessions, {council_id, Bytes{activity_id}}).status();
}

absl::Status Record(mysql::Connection& connection, const rpc::Call& call, std::string_view method,
                    std::span<const Change> changes) {
  std::vector<Parameters> events;
  std::vector<audit::About> about;
  for (const Change& change : changes) {
    events.push_back({call.principal.council_id, Bytes{ids::NewUuid()}, std::string(change.event_type), change.subject,
                      change.version});
    about.push_back({change.subject, {}});
  }
  if (auto status = InsertRows(connection, kInsertEvents, kEventTuple, events); !status.ok()) return status;
  return audit::RecordChanges(connection, audit::WhoOf(call), method, about);
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

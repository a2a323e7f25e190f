#include "waiting/mysql_queue.h"

#include <absl/strings/str_cat.h>

#include "bookings/mysql_rows.h"
#include "capacity/capacity.h"
#include "errors/errors.h"
#include "waiting/entries.h"

namespace shortbreaks::waiting {
namespace {

using errors::Error;
using mysql::Bytes;

// Places that are kept back are not free until they are released.
constexpr char kSessionColumns[] =
    "SELECT s.session_id, s.activity_id, s.provider_id, s.state, s.version, s.start_time, s.end_time, "
    "s.booking_open_time, s.booking_close_time, s.notice_hours, NOW(6), s.charge_minutes, s.charge_nights, "
    "s.trained_for, r.waiting_order, s.places - s.places_taken - "
    "CASE WHEN s.reserve_release_time <= NOW(6) THEN 0 ELSE s.reserve_places END, s.staff, s.staff_shares_taken "
    "FROM session_offers s JOIN waiting_rules r ON r.council_id = s.council_id AND r.activity_id = s.activity_id ";
constexpr char kOneSession[] = "WHERE s.council_id = ? AND s.session_id = ? AND s.state <> 1";
constexpr char kComingSessions[] =
    "WHERE s.council_id = ? AND s.activity_id = ? AND s.start_time > NOW(6) AND s.state = 2 "
    "AND s.booking_close_time > NOW(6) ORDER BY s.start_time, s.session_id LIMIT ?";

// An allocation counts where it is active or in transition, covers the day and is in the unit that would be charged. 31
// days are the longest session.
std::string QueueSql() {
  return absl::StrCat(
      "SELECT e.entry_id, e.child_id, e.priority, e.since_time, k.ratio_staff, "
      "k.ratio_children, k.trained_needs, e.charge_unit, e.charge_amount, e.charge_for, "
      "(SELECT CAST(COALESCE(SUM(g.granted), 0) AS SIGNED) FROM allocations g WHERE g.council_id = e.council_id "
      "  AND g.child_id = e.child_id AND g.unit = e.charge_unit AND g.state IN (1, 6) AND g.window_start <= ? "
      "  AND g.window_end >= ?), "
      "(SELECT CAST(COALESCE(SUM(l.granted - l.committed), 0) AS SIGNED) FROM allocations l "
      "  WHERE l.council_id = e.council_id AND l.child_id = e.child_id AND l.unit = e.charge_unit AND l.state IN (1, "
      "6) "
      "  AND l.window_start <= ? AND l.window_end >= ?), "
      "EXISTS (SELECT 1 FROM care_authorities a WHERE a.council_id = e.council_id AND a.child_id = e.child_id "
      "  AND a.revoke_time IS NULL AND a.kind = 1), "
      "EXISTS (SELECT 1 FROM bookings b WHERE b.council_id = e.council_id AND b.child_id = e.child_id "
      "  AND b.state IN ",
      bookings::kTakeUpTime,
      " AND b.start_time < ? AND b.start_time > ? AND b.end_time > ?), "
      "EXISTS (SELECT 1 FROM session_ratio_caps c WHERE c.council_id = e.council_id AND c.session_id = ? "
      "  AND c.children_taken >= c.children_max "
      "  AND k.ratio_staff * c.ratio_children >= c.ratio_staff * k.ratio_children), "
      "EXISTS (SELECT 1 FROM bookings o JOIN apart_from p ON p.council_id = o.council_id "
      "  AND ((p.child_id = e.child_id AND p.other_child_id = o.child_id) "
      "  OR (p.other_child_id = e.child_id AND p.child_id = o.child_id)) "
      "  WHERE o.session_id = ? AND o.council_id = e.council_id AND o.live_session_id IS NOT NULL) "
      "FROM waiting_entries e JOIN child_support k ON k.council_id = e.council_id AND k.child_id = e.child_id "
      "WHERE e.council_id = ? AND e.activity_id = ? AND e.state = 1 AND (e.session_id = ? OR (e.session_id IS NULL "
      "  AND e.days & ? <> 0 AND (e.earliest_date IS NULL OR e.earliest_date <= ?) "
      "  AND (e.latest_date IS NULL OR e.latest_date >= ?) "
      "  AND (e.earliest_start_minutes IS NULL OR e.earliest_start_minutes <= ?) "
      "  AND (e.latest_end_minutes IS NULL OR e.latest_end_minutes >= ?))) "
      "AND NOT EXISTS (SELECT 1 FROM bookings w WHERE w.council_id = e.council_id AND w.waiting_entry_id = e.entry_id "
      "  AND w.session_id = ?)");
}

constexpr std::string_view kSupport =
    "SELECT ratio_staff, ratio_children FROM child_support WHERE council_id = ? AND child_id = ?";

SessionView ReadSessionRow(const mysql::Row& row) {
  SessionView session{.session_id = row.Text(0), .activity_id = row.Text(1), .provider_id = row.Text(2)};
  session.state = static_cast<int>(row.Int(3));
  session.version = row.Int(4);
  session.start_time = row.Time(5);
  session.end_time = row.Time(6);
  session.booking_open_time = row.Time(7);
  session.booking_close_time = row.Time(8);
  session.free_until_time = session.start_time - absl::Hours(row.Int(9));
  session.now = row.Time(10);
  session.charge_minutes = row.Int(11);
  session.charge_nights = row.Int(12);
  if (!row.IsNull(13)) session.trained_for = row.Int(13);
  session.order = static_cast<WaitingOrder>(row.Int(14));
  session.room.places = row.Int(15);
  if (!row.IsNull(16)) session.room.staff_shares = capacity::StaffShares({row.Int(16), 1}) - row.Int(17);
  return session;
}

// What the session would take of the allocation, by what the decision at joining charged: a part of a minute is one.
int64_t ChargeOf(const mysql::Row& row, const SessionView& session) {
  const int unit = static_cast<int>(row.Int(7));
  const int64_t amount = row.Int(8), charged_for = row.Int(9);
  const int64_t now_for = ChargedFor(unit, session.charge_minutes, session.charge_nights);
  return (amount * now_for + charged_for - 1) / charged_for;
}

Waiting ReadWaiting(const mysql::Row& row, const SessionView& session) {
  Waiting entry{.entry_id = row.Text(0), .child_id = row.Text(1)};
  entry.priority = row.Int(2) != 0;
  entry.since = row.Time(3);
  entry.ratio_staff = static_cast<int>(row.Int(4));
  entry.ratio_children = static_cast<int>(row.Int(5));
  entry.staff_trained = !session.trained_for || (row.Int(6) & ~*session.trained_for) == 0;
  entry.charge = ChargeOf(row, session);
  entry.granted = row.Int(10);
  entry.left = row.Int(11);
  entry.somebody_may_act = row.Int(12) != 0;
  entry.booked_then = row.Int(13) != 0;
  entry.group_suits = row.Int(14) == 0 && row.Int(15) == 0;
  return entry;
}

}  // namespace

bool SessionView::TakesBookings() const {
  return state == availability::v1::SESSION_STATE_PUBLISHED && booking_open_time <= now && now < booking_close_time;
}

absl::StatusOr<std::optional<SessionView>> ReadSession(Reader read, const std::string& council_id,
                                                       const ids::Uuid& session_id) {
  static const std::string kRead = absl::StrCat(kSessionColumns, kOneSession);
  auto rows = read(kRead, {council_id, Bytes{session_id}});
  if (!rows.ok()) return rows.status();
  if (rows->empty()) return std::nullopt;
  return ReadSessionRow(rows->front());
}

absl::StatusOr<std::vector<SessionView>> ComingSessions(Reader read, const std::string& council_id,
                                                        const ids::Uuid& activity_id, int sessions_max) {
  static const std::string kRead = absl::StrCat(kSessionColumns, kComingSessions);
  auto rows = read(kRead, {council_id, Bytes{activity_id}, int64_t{sessions_max}});
  if (!rows.ok()) return rows.status();
  std::vector<SessionView> sessions;
  for (const mysql::Row& row : *rows) sessions.push_back(ReadSessionRow(row));
  return sessions;
}

absl::StatusOr<std::vector<Waiting>> ReadQueue(Reader read, const std::string& council_id, const SessionView& session) {
  const LondonSpan span = LondonSpanOf(session.start_time, session.end_time);
  const Bytes id{session.session_id};
  static const std::string kSql = QueueSql();
  auto rows = read(
      kSql, {span.date, span.date, span.date, span.date, session.end_time, session.start_time - absl::Hours(24 * 31),
             session.start_time, id, id, council_id, Bytes{session.activity_id}, id, int64_t{span.day_bit}, span.date,
             span.date, int64_t{span.start_minutes}, int64_t{span.end_minutes}, id});
  if (!rows.ok()) return rows.status();
  std::vector<Waiting> queue;
  for (const mysql::Row& row : *rows) queue.push_back(ReadWaiting(row, session));
  Sort(session.order, queue);
  return queue;
}

absl::Status CheckTurn(mysql::Connection& connection, const std::string& council_id, const ids::Uuid& session_id,
                       const ids::Uuid& child_id) {
  const auto read = [&](std::string_view sql, const mysql::Parameters& parameters) {
    return connection.Query(sql, parameters);
  };
  auto session = ReadSession(read, council_id, session_id);
  if (!session.ok()) return session.status();
  // Full, closed and gone are for the session's own update to say.
  if (!*session || (*session)->room.places <= 0) return absl::OkStatus();
  auto queue = ReadQueue(read, council_id, **session);
  if (!queue.ok()) return queue.status();
  if (queue->empty()) return absl::OkStatus();
  auto support = connection.Query(kSupport, {council_id, Bytes{child_id}});
  if (!support.ok()) return support.status();
  if (support->empty()) return Error(type::v1::ERROR_REASON_NOT_FOUND);
  const mysql::Row& row = support->front();
  const int staff = static_cast<int>(row.Int(0)), children = static_cast<int>(row.Int(1));
  const Room& room = (*session)->room;
  // Where there is no place for the child with nobody before it either, that is not the queue's doing.
  if (!MayTakeNow({}, room, child_id, staff, children)) return absl::OkStatus();
  if (MayTakeNow(*queue, room, child_id, staff, children)) return absl::OkStatus();
  return Error(type::v1::ERROR_REASON_SESSION_FULL, {}, {{"waiting", "true"}});
}

}  // namespace shortbreaks::waiting

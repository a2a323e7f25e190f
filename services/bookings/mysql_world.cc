#include "bookings/mysql_world.h"

#include <absl/strings/str_cat.h>

#include <algorithm>
#include <cstdlib>
#include <iostream>

#include "bookings/mysql_rows.h"
#include "mysql/nullable.h"
#include "support/sealed.h"
#include "telemetry/metrics.h"

namespace shortbreaks::bookings {
namespace {

using mysql::Bytes;

mysql::PoolOptions PoolTo(support::PrivateMysql& server, int connections_max) {
  mysql::PoolOptions options;
  options.connection = server.As("shortbreaks_bookings");
  options.connections_max = connections_max;
  options.pool_wait_max = absl::Seconds(10);
  return options;
}

// Each finds rows that no council may ever have.
struct Invariant {
  const char* name;
  const char* sql;
};
constexpr Invariant kInvariants[] = {
    {"places_taken differs from the live bookings",
     "SELECT HEX(s.session_id) FROM sessions s WHERE s.places_taken <> (SELECT COUNT(*) FROM bookings b "
     "WHERE b.council_id = s.council_id AND b.session_id = s.session_id AND b.live_session_id IS NOT NULL)"},
    {"staff_shares_taken differs from the live bookings",
     "SELECT HEX(s.session_id) FROM sessions s WHERE s.staff_shares_taken <> (SELECT COALESCE(SUM(b.staff_shares), 0) "
     "FROM bookings b WHERE b.council_id = s.council_id AND b.session_id = s.session_id "
     "AND b.live_session_id IS NOT NULL)"},
    {"a booking's shares are not its ratio's",
     "SELECT HEX(booking_id) FROM bookings WHERE staff_shares * ratio_children <> ratio_staff * 232792560"},
    {"staff are oversold",
     "SELECT HEX(session_id) FROM sessions WHERE staff_shares_taken > staff * 232792560 + staff_shares_over"},
    {"a cap differs from the live bookings",
     "SELECT HEX(c.session_id) FROM session_ratio_caps c WHERE c.children_taken <> (SELECT COUNT(*) FROM bookings b "
     "WHERE b.council_id = c.council_id AND b.session_id = c.session_id AND b.live_session_id IS NOT NULL "
     "AND b.ratio_staff > 0 AND b.ratio_staff * c.ratio_children >= c.ratio_staff * b.ratio_children)"},
    {"a cap is exceeded",
     "SELECT HEX(session_id) FROM session_ratio_caps WHERE children_taken > children_max + children_over"},
    {"a booking that is live or marked has no place, or another has one",
     "SELECT HEX(booking_id) FROM bookings WHERE (live_session_id IS NOT NULL) <> (state IN (1, 2, 8, 9) OR mark_time "
     "IS NOT "
     "NULL)"},
    {"a session is oversold", "SELECT HEX(session_id) FROM sessions WHERE places_taken > places + places_over"},
    {"an allocation differs from its ledger",
     "SELECT HEX(a.allocation_id) FROM allocations a WHERE a.granted - a.committed <> (SELECT SUM(l.amount) "
     "FROM ledger l WHERE l.council_id = a.council_id AND l.allocation_id = a.allocation_id)"},
    {"an allocation is overdrawn", "SELECT HEX(allocation_id) FROM allocations WHERE committed > granted"},
    {"a booking's ledger differs from its state",
     "SELECT HEX(b.booking_id) FROM bookings b JOIN (SELECT council_id, booking_id, SUM(amount) AS amount FROM "
     "ledger_postings GROUP BY council_id, booking_id) p ON p.council_id = b.council_id AND p.booking_id = "
     "b.booking_id WHERE b.allocation_id IS NOT NULL AND p.amount <> CASE WHEN b.settled_amount IS NOT NULL THEN "
     "-b.settled_amount WHEN b.state IN (1, 2, 9) THEN -b.charge_amount "
     "WHEN b.state = 6 THEN -b.forfeited_amount ELSE 0 END"},
    {"a child is in two places at once",
     "SELECT HEX(a.booking_id) FROM bookings a JOIN bookings b ON a.council_id = b.council_id "
     "AND a.child_id = b.child_id AND a.booking_id < b.booking_id AND a.state IN (1, 2, 8, 9, 11) "
     "AND b.state IN (1, 2, 8, 9, 11) "
     "AND a.start_time < b.end_time AND b.start_time < a.end_time"},
    // Counted once for all: a count for each booking would read all events for each. Flags of a check are of the
    // check's version (services/rechecks).
    {"a booking has not one event for each version",
     "SELECT CONCAT(HEX(b.booking_id), ' in state ', b.state, ' of version ', b.version, ' changed at ', "
     "b.update_time, "
     "' with ', COALESCE(o.events, 0)) FROM bookings b LEFT JOIN (SELECT council_id, subject, COUNT(*) AS events FROM "
     "outbox WHERE event_type NOT IN ('booking.flagged', 'booking.flag_settled') GROUP BY council_id, subject) o "
     "ON o.council_id = b.council_id AND o.subject = CONCAT('bookings/', "
     "LOWER(CONCAT_WS('-', SUBSTR(HEX(b.booking_id), 1, 8), SUBSTR(HEX(b.booking_id), 9, 4), "
     "SUBSTR(HEX(b.booking_id), 13, 4), SUBSTR(HEX(b.booking_id), 17, 4), SUBSTR(HEX(b.booking_id), 21)))) "
     "WHERE b.version <> COALESCE(o.events, 0)"},
    {"a request was committed without its reply", "SELECT HEX(request_id) FROM bookings_requests WHERE reply IS NULL"},
};

}  // namespace

MysqlWorld::MysqlWorld(support::PrivateMysql& server, int connections_max, std::shared_ptr<telemetry::Metrics> metrics)
    : server_(server),
      pool_(PoolTo(server, connections_max), std::move(metrics)),
      store_(pool_, absl::ZeroDuration()) {}

mysql::Rows MysqlWorld::Run(std::string_view sql, const mysql::Parameters& parameters) {
  auto rows = server_.AsRoot(sql, parameters);
  if (!rows.ok()) {
    std::cerr << sql << ": " << rows.status() << "\n";
    std::abort();
  }
  return *std::move(rows);
}

ids::Uuid MysqlWorld::AddSession(const SessionSpec& spec) {
  const ids::Uuid provider = ids::NewUuid(), activity = ids::NewUuid(), session = ids::NewUuid();
  const absl::Time start = absl::Now() + spec.starts_in;
  Run("INSERT INTO providers (council_id, provider_id, display_name) VALUES (?, ?, 'Sample Provider')",
      {council, Bytes{provider}});
  Run("INSERT INTO activities (council_id, activity_id, provider_id, title, summary, tier, age_min_years, "
      "age_max_years, ratio_staff, ratio_children, venue_name, venue_address, venue_postcode, latitude_degrees, "
      "longitude_degrees, notice_hours, needs_match_hours) VALUES (?, ?, ?, 'Sample club', '', 2, 0, 25, 1, 1, 'Hall', "
      "'Road', "
      "'WV1 1AA', 52.58, -2.12, ?, ?)",
      {council, Bytes{activity}, Bytes{provider}, absl::ToInt64Hours(spec.notice), int64_t{spec.match_hours}});
  Run("INSERT INTO sessions (council_id, session_id, activity_id, provider_id, start_time, end_time, "
      "booking_open_time, booking_close_time, charge_minutes, charge_nights, state, places, staff, reserve_places, "
      "reserve_release_time, trained_for) "
      "VALUES (?, ?, ?, ?, ?, ?, ?, ?, 180, 0, ?, ?, ?, ?, ?, ?)",
      {council, Bytes{session}, Bytes{activity}, Bytes{provider}, start, start + spec.lasts,
       absl::Now() + spec.opens_in, start, int64_t{spec.state}, int64_t{spec.places}, mysql::OrNull(spec.staff),
       spec.reserve_places,
       spec.reserve_released_in ? mysql::Parameter(absl::Now() + *spec.reserve_released_in) : mysql::Parameter(nullptr),
       mysql::OrNull(spec.trained_for)});
  for (const SessionSpec::Cap& cap : spec.caps) {
    Run("INSERT INTO session_ratio_caps (council_id, session_id, ratio_staff, ratio_children, children_max) "
        "VALUES (?, ?, ?, ?, ?)",
        {council, Bytes{session}, cap.ratio.staff, cap.ratio.children, cap.children_max});
  }
  return session;
}

void MysqlWorld::SetSessionState(const ids::Uuid& session_id, int state) {
  Run("UPDATE sessions SET state = ?, version = version + 1 WHERE council_id = ? AND session_id = ?",
      {int64_t{state}, council, Bytes{session_id}});
}

ids::Uuid MysqlWorld::AddChild(const ids::Uuid& carer_id) {
  const ids::Uuid child = ids::NewUuid();
  support::AddSealedCarer(server_, council, carer_id, "Sample Carer");
  support::AddSealedChild(server_, council, child, "Sample Child", absl::CivilDay(2016, 5, 1), 0);
  Run("INSERT INTO care_authorities (council_id, child_id, carer_id) VALUES (?, ?, ?)",
      {council, Bytes{child}, Bytes{carer_id}});
  return child;
}

void MysqlWorld::LimitAuthority(const ids::Uuid& child_id, const ids::Uuid& carer_id) {
  Run("UPDATE care_authorities SET kind = 2 WHERE council_id = ? AND child_id = ? AND carer_id = ?",
      {council, Bytes{child_id}, Bytes{carer_id}});
  RaiseChildVersion(child_id);
}

void MysqlWorld::RevokeAuthority(const ids::Uuid& child_id, const ids::Uuid& carer_id) {
  Run("UPDATE care_authorities SET revoke_time = NOW(6) WHERE council_id = ? AND child_id = ? AND carer_id = ?",
      {council, Bytes{child_id}, Bytes{carer_id}});
  RaiseChildVersion(child_id);
}

void MysqlWorld::RaiseChildVersion(const ids::Uuid& child_id) {
  Run("UPDATE children SET version = version + 1 WHERE council_id = ? AND child_id = ?", {council, Bytes{child_id}});
}

void MysqlWorld::SetSupport(const ids::Uuid& child_id, capacity::Ratio ratio, int64_t trained_needs) {
  support::SetNeeds(server_, council, child_id, trained_needs);
  Run("UPDATE children SET ratio_staff = ?, ratio_children = ? WHERE council_id = ? AND child_id = ?",
      {ratio.staff, ratio.children, council, Bytes{child_id}});
}

void MysqlWorld::SetTrainedFor(const ids::Uuid& session_id, int64_t trained_for) {
  Run("UPDATE sessions SET trained_for = ? WHERE council_id = ? AND session_id = ?",
      {trained_for, council, Bytes{session_id}});
}

void MysqlWorld::SetRoom(const ids::Uuid& session_id, int places, int64_t staff) {
  Run("UPDATE sessions SET places = ?, places_over = GREATEST(places_taken - ?, 0), staff = ?, "
      "staff_shares_over = GREATEST(staff_shares_taken - ? * 232792560, 0), version = version + 1 "
      "WHERE council_id = ? AND session_id = ?",
      {int64_t{places}, int64_t{places}, staff, staff, council, Bytes{session_id}});
}

ids::Uuid MysqlWorld::AddAllocation(const ids::Uuid& child_id, int64_t minutes) {
  const ids::Uuid allocation = ids::NewUuid();
  Run("INSERT INTO allocations (council_id, allocation_id, child_id, unit, granted, tier, funding_stream, "
      "window_start, window_end, state) VALUES (?, ?, ?, 1, ?, 2, 'test', '2020-04-01', '2040-03-31', 1)",
      {council, Bytes{allocation}, Bytes{child_id}, minutes});
  Run("INSERT INTO ledger_grants (council_id, entry_id, allocation_id, kind, amount, reason, actor, create_time) "
      "VALUES (?, ?, ?, 1, ?, '', 'officer:test', NOW(6))",
      {council, Bytes{ids::NewUuid()}, Bytes{allocation}, minutes});
  return allocation;
}

void MysqlWorld::RunOutHold(const std::string& booking) {
  Run("UPDATE bookings SET hold_expire_time = NOW(6) WHERE council_id = ? AND booking_id = ?",
      {council, Bytes{*ids::IdOf("bookings", booking)}});
}

void MysqlWorld::StartSession(const ids::Uuid& session_id) {
  Run("UPDATE sessions SET booking_close_time = NOW(6) - INTERVAL 1 MINUTE, start_time = NOW(6) - INTERVAL 1 MINUTE "
      "WHERE council_id = ? AND session_id = ?",
      {council, Bytes{session_id}});
}

void MysqlWorld::PassNotice(const std::string& booking) {
  Run("UPDATE bookings SET free_until_time = NOW(6) - INTERVAL 1 MINUTE WHERE council_id = ? AND booking_id = ?",
      {council, Bytes{*ids::IdOf("bookings", booking)}});
}

void MysqlWorld::KeepApart(const ids::Uuid& child_id, const ids::Uuid& other_id) {
  Run("INSERT INTO children_apart (council_id, child_id, other_child_id, reason, actor, create_time) "
      "VALUES (?, ?, ?, '', 'officer:test', NOW(6))",
      {council, Bytes{std::min(child_id, other_id)}, Bytes{std::max(child_id, other_id)}});
}

void MysqlWorld::CannotMeet(const std::string& booking) {
  const ids::Uuid id = *ids::IdOf("bookings", booking);
  const ids::Uuid child =
      Run("SELECT child_id FROM bookings WHERE council_id = ? AND booking_id = ?", {council, Bytes{id}}).at(0).Text(0);
  Run("UPDATE sessions s JOIN bookings b ON b.council_id = s.council_id AND b.session_id = s.session_id "
      "SET s.places_taken = s.places_taken - 1, s.staff_shares_taken = s.staff_shares_taken - b.staff_shares "
      "WHERE b.council_id = ? AND b.booking_id = ?",
      {council, Bytes{id}});
  Run("UPDATE bookings SET state = 10, live_session_id = NULL, match_answer = 3, match_answer_time = NOW(6), "
      "cannot_meet_category = 6, cannot_meet_reason = ? WHERE council_id = ? AND booking_id = ?",
      {support::SealerOf(server_, council, child).Text(kCannotMeetReason, id, "test"), council, Bytes{id}});
}

int MysqlWorld::PlacesTaken(const ids::Uuid& session_id) {
  return static_cast<int>(
      Run("SELECT places_taken FROM sessions WHERE council_id = ? AND session_id = ?", {council, Bytes{session_id}})
          .at(0)
          .Int(0));
}

int64_t MysqlWorld::StaffSharesTaken(const ids::Uuid& session_id) {
  return Run("SELECT staff_shares_taken FROM sessions WHERE council_id = ? AND session_id = ?",
             {council, Bytes{session_id}})
      .at(0)
      .Int(0);
}

std::vector<int64_t> MysqlWorld::ChildrenTaken(const ids::Uuid& session_id) {
  std::vector<int64_t> taken;
  for (const mysql::Row& row : Run("SELECT children_taken FROM session_ratio_caps WHERE council_id = ? "
                                   "AND session_id = ? ORDER BY ratio_staff / ratio_children DESC",
                                   {council, Bytes{session_id}})) {
    taken.push_back(row.Int(0));
  }
  return taken;
}

int64_t MysqlWorld::Committed(const ids::Uuid& allocation_id) {
  return Run("SELECT committed FROM allocations WHERE council_id = ? AND allocation_id = ?",
             {council, Bytes{allocation_id}})
      .at(0)
      .Int(0);
}

std::vector<std::string> MysqlWorld::Events() {
  std::vector<std::string> events;
  for (const mysql::Row& row : Run("SELECT event_type FROM outbox WHERE council_id = ? ORDER BY event_id", {council})) {
    events.push_back(row.Text(0));
  }
  return events;
}

std::vector<std::string> MysqlWorld::BrokenPromises() {
  std::vector<std::string> broken;
  for (const Invariant& invariant : kInvariants) {
    const mysql::Rows rows = Run(invariant.sql, {});
    if (!rows.empty()) broken.push_back(absl::StrCat(invariant.name, ": ", rows.size(), ", first ", rows[0].Text(0)));
  }
  return broken;
}

}  // namespace shortbreaks::bookings

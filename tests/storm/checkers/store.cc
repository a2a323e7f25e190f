#include "storm/checkers/store.h"

#include <absl/strings/str_cat.h>

#include <algorithm>

#include "bookings/mysql_world.h"

namespace shortbreaks::storm {
namespace {

// Beside those that MysqlWorld has.
struct Invariant {
  const char* name;
  const char* sql;
};
constexpr char kBookingName[] =
    "CONCAT('bookings/', LOWER(CONCAT_WS('-', SUBSTR(HEX(b.booking_id), 1, 8), SUBSTR(HEX(b.booking_id), 9, 4), "
    "SUBSTR(HEX(b.booking_id), 13, 4), SUBSTR(HEX(b.booking_id), 17, 4), SUBSTR(HEX(b.booking_id), 21))))";
constexpr Invariant kInvariants[] = {
    {"an allocation's grants are not what the ledger granted",
     "SELECT HEX(a.allocation_id) FROM allocations a WHERE a.granted <> (SELECT SUM(g.amount) FROM ledger_grants g "
     "WHERE g.council_id = a.council_id AND g.allocation_id = a.allocation_id)"},
    {"a booking that is paid for has no ledger",
     "SELECT HEX(b.booking_id) FROM bookings b WHERE b.allocation_id IS NOT NULL AND NOT EXISTS (SELECT 1 FROM "
     "ledger_postings p WHERE p.council_id = b.council_id AND p.booking_id = b.booking_id)"},
    {"a request of availability was committed without its reply",
     "SELECT HEX(request_id) FROM availability_requests WHERE reply IS NULL"},
    {"a request of eligibility was committed without its reply",
     "SELECT HEX(request_id) FROM eligibility_requests WHERE reply IS NULL"},
    {"an entry that has an offer and the offer do not know each other",
     "SELECT HEX(e.entry_id) FROM waiting_entries e LEFT JOIN bookings b ON b.council_id = e.council_id AND "
     "b.booking_id "
     "= e.booking_id WHERE e.state = 2 AND (b.state IS NULL OR b.state <> 8 OR b.waiting_entry_id <> e.entry_id)"},
    {"an offer is nobody's",
     "SELECT HEX(b.booking_id) FROM bookings b LEFT JOIN waiting_entries e ON e.council_id = b.council_id AND "
     "e.entry_id = b.waiting_entry_id WHERE b.state = 8 AND (e.state IS NULL OR e.state <> 2 OR e.booking_id <> "
     "b.booking_id)"},
    {"a family waits twice for the same",
     "SELECT HEX(child_id) FROM waiting_entries WHERE state IN (1, 2) GROUP BY council_id, child_id, "
     "COALESCE(session_id, activity_id) HAVING COUNT(*) > 1"},
    {"a hold or an offer ran out a while ago and is not swept",
     "SELECT HEX(booking_id) FROM bookings WHERE state IN (1, 8) AND hold_expire_time < NOW(6) - INTERVAL 5 SECOND"},
};

// Of each session's, cap's and allocation's own row, and of each child's bookings: cheap to ask, and gone again from a
// store in which what was given twice is given up later.
constexpr Invariant kAlways[] = {
    {"a session is oversold", "SELECT HEX(session_id) FROM sessions WHERE places_taken > places + places_over"},
    {"staff are oversold",
     "SELECT HEX(session_id) FROM sessions WHERE staff_shares_taken > staff * 232792560 + staff_shares_over"},
    {"a cap is exceeded",
     "SELECT HEX(session_id) FROM session_ratio_caps WHERE children_taken > children_max + children_over"},
    {"an allocation is overdrawn", "SELECT HEX(allocation_id) FROM allocations WHERE committed > granted"},
    {"a child is in two places at once",
     "SELECT HEX(a.booking_id) FROM bookings a JOIN bookings b ON a.council_id = b.council_id "
     "AND a.child_id = b.child_id AND a.booking_id < b.booking_id AND a.live_session_id IS NOT NULL "
     "AND b.live_session_id IS NOT NULL AND a.start_time < b.end_time AND b.start_time < a.end_time"},
};

}  // namespace

Violations CheckStoreNow(const support::PrivateMysql& server) {
  Violations found;
  for (const Invariant& each : kAlways) {
    const auto rows = server.AsRoot(each.sql);
    if (!rows.ok() || rows->empty()) continue;
    found.push_back({"store", absl::StrCat("In the middle of the storm ", each.name, ": ", rows->size(), ", first ",
                                           rows->front().Text(0))});
  }
  return found;
}

namespace {

Violations CheckTable(const support::PrivateMysql& server, const std::string& table) {
  const auto rows = server.AsRoot(absl::StrCat("CHECK TABLE ", table, " EXTENDED"));
  if (!rows.ok()) return {{"tables", absl::StrCat(table, " could not be checked: ", rows.status().ToString())}};
  Violations found;
  for (const mysql::Row& row : *rows) {
    if (row.Text(2) != "status" || row.Text(3) != "OK") {
      found.push_back({"tables", absl::StrCat(table, ": ", row.Text(3))});
    }
  }
  return found;
}

absl::StatusOr<mysql::Rows> TablesOf(const support::PrivateMysql& server) {
  return server.AsRoot(
      "SELECT TABLE_NAME FROM information_schema.TABLES WHERE TABLE_SCHEMA = 'shortbreaks' AND TABLE_TYPE = 'BASE "
      "TABLE'");
}

}  // namespace

Violations CheckTables(const support::PrivateMysql& server) {
  const auto tables = TablesOf(server);
  if (!tables.ok()) return {{"tables", "The database cannot be read."}};
  Violations found;
  for (const mysql::Row& table : *tables) Append(found, CheckTable(server, table.Text(0)));
  return found;
}

Violations MendTables(const support::PrivateMysql& server) {
  Violations mended;
  for (const mysql::Row& table : TablesOf(server).value_or(mysql::Rows())) {
    Violations broken = CheckTable(server, table.Text(0));
    if (broken.empty() || !server.AsRoot(absl::StrCat("ALTER TABLE ", table.Text(0), " FORCE")).ok()) continue;
    Append(mended, std::move(broken));
  }
  return mended;
}

Violations CheckStore(support::PrivateMysql& server) {
  Violations found;
  bookings::MysqlWorld world(server, 2);
  for (const std::string& broken : world.BrokenPromises()) found.push_back({"store", broken});
  const auto ask = [&](const std::string& name, const std::string& sql) {
    const auto rows = server.AsRoot(sql);
    if (!rows.ok()) {
      found.push_back({"store", absl::StrCat("Nobody can tell whether ", name, ": ", rows.status().ToString())});
    } else if (!rows->empty()) {
      std::string some;
      for (size_t i = 0; i < std::min<size_t>(rows->size(), 4); ++i) absl::StrAppend(&some, "; ", (*rows)[i].Text(0));
      found.push_back({"store", absl::StrCat(name, ": ", rows->size(), some)});
    }
  };
  for (const Invariant& each : kInvariants) ask(each.name, each.sql);
  ask("a booking has not one record in the audit trail for each version",
      absl::StrCat(
          "SELECT CONCAT(HEX(b.booking_id), ' in state ', b.state, ' of version ', b.version, ' changed at ', "
          "b.update_time, ' with ', COALESCE(r.records, 0)) FROM bookings b LEFT JOIN (SELECT council_id, subject, "
          "COUNT(*) AS records FROM audit_records WHERE kind = 2 AND method NOT IN ('RecheckBookings', "
          "'ResolveBookingFlag') "
          "GROUP BY council_id, subject) r ON r.council_id = b.council_id AND r.subject = ",
          kBookingName, " WHERE b.version <> COALESCE(r.records, 0)"));
  return found;
}

}  // namespace shortbreaks::storm

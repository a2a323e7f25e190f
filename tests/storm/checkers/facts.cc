#include "storm/checkers/facts.h"

#include "ids/uuid.h"

namespace shortbreaks::storm {
namespace {

using ids::ResourceName;
using support::PrivateMysql;

absl::Status ReadChanges(const PrivateMysql& server, const std::string& council, Facts& facts) {
  auto rows = server.AsRoot(
      "SELECT call_id, method, subject, actor, child_id, create_time FROM audit_records WHERE council_id = ? AND kind "
      "= 2 "
      "ORDER BY create_time, audit_id",
      {council});
  if (!rows.ok()) return rows.status();
  for (const mysql::Row& row : *rows) {
    facts.changes.push_back({row.Text(0), row.Text(1), row.Text(2), row.Text(3),
                             row.IsNull(4) ? "" : ResourceName("children", row.Text(4)), row.Time(5)});
  }
  return absl::OkStatus();
}

absl::Status ReadBookings(const PrivateMysql& server, const std::string& council, Facts& facts) {
  auto rows = server.AsRoot(
      "SELECT booking_id, state, child_id, session_id, waiting_entry_id FROM bookings WHERE council_id = ?", {council});
  if (!rows.ok()) return rows.status();
  for (const mysql::Row& row : *rows) {
    facts.bookings[ResourceName("bookings", row.Text(0))] = {
        static_cast<int>(row.Int(1)), ResourceName("children", row.Text(2)), ResourceName("sessions", row.Text(3)),
        row.IsNull(4) ? "" : ResourceName("waitingListEntries", row.Text(4))};
  }
  rows = server.AsRoot("SELECT entry_id, booking_id FROM waiting_entries WHERE council_id = ?", {council});
  if (!rows.ok()) return rows.status();
  for (const mysql::Row& row : *rows) {
    facts.entries[ResourceName("waitingListEntries", row.Text(0))] =
        row.IsNull(1) ? "" : ResourceName("bookings", row.Text(1));
  }
  rows = server.AsRoot("SELECT session_id FROM sessions WHERE council_id = ? AND state = 4", {council});
  if (!rows.ok()) return rows.status();
  for (const mysql::Row& row : *rows) facts.called_off.insert(ResourceName("sessions", row.Text(0)));
  return absl::OkStatus();
}

absl::Status ReadDone(const PrivateMysql& server, const std::string& council, Facts& facts) {
  for (const std::string table : {"availability_requests", "eligibility_requests", "bookings_requests"}) {
    auto rows = server.AsRoot(
        "SELECT method, request_id FROM " + table + " WHERE council_id = ? AND partner_id = 'storm'", {council});
    if (!rows.ok()) return rows.status();
    for (const mysql::Row& row : *rows) {
      // `BookPlace.JoinWaitingList` is what BookPlace does where the session is full.
      const std::string method = row.Text(0);
      facts.done.emplace(method.substr(0, method.find('.')), ids::ToText(row.Text(1)));
    }
  }
  return absl::OkStatus();
}

}  // namespace

absl::StatusOr<Facts> ReadFacts(const PrivateMysql& server, const std::string& council) {
  Facts facts;
  if (auto s = ReadChanges(server, council, facts); !s.ok()) return s;
  if (auto s = ReadBookings(server, council, facts); !s.ok()) return s;
  if (auto s = ReadDone(server, council, facts); !s.ok()) return s;
  return facts;
}

}  // namespace shortbreaks::storm

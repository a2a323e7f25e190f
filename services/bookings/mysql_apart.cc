#include "bookings/mysql_apart.h"

#include "errors/errors.h"

namespace shortbreaks::bookings {
namespace {

using mysql::Bytes;

constexpr std::string_view kTogether =
    "SELECT 1 FROM apart_from k JOIN bookings b ON b.council_id = k.council_id AND b.child_id = k.other_child_id "
    "AND b.live_session_id = ? WHERE k.council_id = ? AND k.child_id = ? LIMIT 1";

}  // namespace

absl::Status RefuseKeptApart(mysql::Connection& connection, const std::string& council, const ids::Uuid& child_id,
                             const ids::Uuid& session_id) {
  auto rows = connection.Query(kTogether, {Bytes{session_id}, council, Bytes{child_id}});
  if (!rows.ok()) return rows.status();
  return rows->empty() ? absl::OkStatus() : KeptApart();
}

absl::Status KeptApart() {
  return errors::Error(type::v1::ERROR_REASON_NEEDS_TEAM_DECISION, {}, {{"rules", "group_mix"}});
}

}  // namespace shortbreaks::bookings

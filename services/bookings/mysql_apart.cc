#include "bookings/mysql_apart.h"

#include "errors/errors.h"

namespace shortbreaks::bookings {
namespace {

using mysql::Bytes;

constexpr std::string_view kTogether =
    "SELECT 1 FROM bookings b JOIN apart_from k ON k.council_id = b.council_id "
    "AND ((k.child_id = ? AND k.other_child_id = b.child_id) OR (k.other_child_id = ? AND k.child_id = b.child_id)) "
    "WHERE b.council_id = ? AND b.session_id = ? AND b.live_session_id IS NOT NULL LIMIT 1";

}  // namespace

absl::Status RefuseKeptApart(mysql::Connection& connection, const std::string& council, const ids::Uuid& child_id,
                             const ids::Uuid& session_id) {
  auto rows = connection.Query(kTogether, {Bytes{child_id}, Bytes{child_id}, council, Bytes{session_id}});
  if (!rows.ok()) return rows.status();
  return rows->empty() ? absl::OkStatus() : KeptApart();
}

absl::Status KeptApart() {
  return errors::Error(type::v1::ERROR_REASON_NEEDS_TEAM_DECISION, {}, {{"rules", "group_mix"}});
}

}  // namespace shortbreaks::bookings

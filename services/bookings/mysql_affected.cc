// Whom it affects when staff are away or a training ends.
#include <absl/strings/str_cat.h>

#include <algorithm>

#include "bookings/affected_bookings.h"
#include "bookings/mysql_rows.h"
#include "bookings/position.h"
#include "capacity/capacity.h"
#include "errors/errors.h"
#include "relations/relations.h"
#include "wire/needs.h"
#include "wire/times.h"

namespace shortbreaks::bookings {
namespace {

using mysql::Bytes;

constexpr std::string_view kSession =
    "SELECT provider_id, staff, trained_for, staff_shares_taken FROM session_offers "
    "WHERE council_id = ? AND session_id = ?";

// States 1, 2, 8 and 9 have a place: held, confirmed, offered, requested.
constexpr char kBookingsFrom[] =
    ", b.ratio_staff, b.ratio_children, COALESCE(c.trained_needs, 0) & ? FROM bookings b "
    "LEFT JOIN child_support c ON c.council_id = b.council_id AND c.child_id = b.child_id "
    "WHERE b.council_id = ? AND b.session_id = ? AND b.booking_id > ? AND b.state IN (1, 2, 8, 9) "
    "AND (? = 1 OR COALESCE(c.trained_needs, 0) & ? <> 0) AND ";
constexpr char kBookingsOrder[] = " ORDER BY b.booking_id LIMIT ?";

// Of published and closed sessions. The shares are kSharesOfOneStaff.
constexpr char kShortFrom[] =
    "SELECT s.session_id, s.provider_id, s.start_time, s.staff, s.trained_for, s.staff_shares_taken, "
    "CASE WHEN s.trained_for IS NULL THEN 0 ELSE (SELECT COUNT(*) FROM bookings b "
    "  JOIN child_support c ON c.council_id = b.council_id AND c.child_id = b.child_id "
    "  WHERE b.council_id = s.council_id AND b.session_id = s.session_id AND b.state IN (1, 2, 8, 9) "
    "  AND c.trained_needs & ~s.trained_for <> 0) END AS bookings_untrained "
    "FROM session_offers s WHERE s.council_id = ? AND s.start_time >= ? AND s.start_time < ? "
    "AND (s.start_time > ? OR s.session_id > ?) AND s.state IN (2, 3) ";
constexpr char kShortOfProvider[] = "AND s.provider_id = ? ";
constexpr char kShortOrder[] =
    "HAVING staff_shares_taken > staff * 232792560 OR bookings_untrained > 0 "
    "ORDER BY s.start_time, s.session_id LIMIT ?";

StaffedSession ReadSession(const mysql::Row& row, size_t provider, size_t staff) {
  const auto number = [&row](size_t column) {
    return row.IsNull(column) ? std::nullopt : std::optional(row.Int(column));
  };
  return {.provider_id = row.Text(provider),
          .staff = number(staff),
          .trained_for = number(staff + 1),
          .shares_taken = row.Int(staff + 2)};
}

absl::StatusOr<v1::AffectedBooking> ReadAffected(const mysql::Row& row) {
  auto booking = ReadBookingRow(row);
  if (!booking.ok()) return booking.status();
  v1::AffectedBooking affected;
  *affected.mutable_booking() = ToProto(*booking);
  if (row.Int(kBookingColumnCount) > 0) {
    affected.mutable_support_ratio()->set_staff(static_cast<int32_t>(row.Int(kBookingColumnCount)));
    affected.mutable_support_ratio()->set_children(static_cast<int32_t>(row.Int(kBookingColumnCount + 1)));
  }
  const int64_t untrained = row.Int(kBookingColumnCount + 2);
  wire::AddNeeds(untrained, *affected.mutable_untrained_for());
  return affected;
}

}  // namespace

int64_t StaffedSession::StaffShort() const {
  if (!staff) return 0;
  return capacity::StaffFor(std::max<int64_t>(shares_taken - *staff * capacity::kSharesOfOneStaff, 0));
}

int64_t StaffedSession::UntrainedFor() const { return trained_for ? capacity::kTrainedNeeds & ~*trained_for : 0; }

absl::StatusOr<std::optional<StaffedSession>> AffectedStore::Session(const rpc::Call& call,
                                                                     const ids::Uuid& session_id) {
  auto rows = pool_.Query(call.deadline, kSession, {call.principal.council_id, Bytes{session_id}});
  if (!rows.ok()) return rows.status();
  if (rows->empty()) return std::nullopt;
  return ReadSession(rows->front(), 0, 1);
}

absl::StatusOr<v1::ListAffectedBookingsResponse> AffectedStore::List(const rpc::Call& call, const ids::Uuid& session_id,
                                                                     const StaffedSession& session,
                                                                     const paging::Page& page, std::string& next) {
  static const std::string kBookings =
      absl::StrCat("SELECT ", kBookingColumns, kBookingsFrom, relations::OfTeam("b"), kBookingsOrder);
  auto from = Position::Parse(page.position);
  if (!from.ok()) return from.status();
  const int64_t untrained = session.UntrainedFor();
  v1::ListAffectedBookingsResponse response;
  response.set_staff_short(static_cast<int32_t>(session.StaffShort()));
  auto rows = pool_.Query(
      call.deadline, kBookings,
      {untrained, call.principal.council_id, Bytes{session_id}, Bytes{from->id}, int64_t{response.staff_short() > 0},
       untrained, relations::TeamsOf(call.principal), int64_t{page.size + 1}});
  if (!rows.ok()) return rows.status();
  for (const mysql::Row& row : *rows) {
    if (response.bookings_size() == page.size) {
      const auto& last = response.bookings(page.size - 1).booking();
      next = Position{.id = *ids::IdOf("bookings", last.name())}.Text();
      break;
    }
    auto affected = ReadAffected(row);
    if (!affected.ok()) return affected.status();
    *response.add_bookings() = *std::move(affected);
  }
  return response;
}

absl::StatusOr<v1::ListShortSessionsResponse> AffectedStore::ListShort(const rpc::Call& call,
                                                                       const ShortSessionQuery& query,
                                                                       const paging::Page& page, std::string& next) {
  auto from = Position::Parse(page.position);
  if (!from.ok()) return from.status();
  std::string sql = kShortFrom;
  mysql::Parameters parameters = {call.principal.council_id, std::max(query.start_time, from->time), query.end_time,
                                  from->time, Bytes{from->id}};
  if (!query.provider_id.empty()) {
    sql += kShortOfProvider;
    parameters.emplace_back(Bytes{query.provider_id});
  }
  parameters.emplace_back(int64_t{page.size + 1});
  auto rows = pool_.Query(call.deadline, sql + kShortOrder, parameters);
  if (!rows.ok()) return rows.status();
  v1::ListShortSessionsResponse response;
  for (const mysql::Row& row : *rows) {
    if (response.sessions_size() == page.size) {
      const mysql::Row& last = (*rows)[static_cast<size_t>(page.size) - 1];
      next = Position{.time = last.Time(2), .id = last.Text(0)}.Text();
      break;
    }
    v1::ShortSession& session = *response.add_sessions();
    session.set_session(ids::ResourceName("sessions", row.Text(0)));
    session.set_provider(ids::ResourceName("providers", row.Text(1)));
    *session.mutable_start_time() = wire::ToProto(row.Time(2));
    session.set_staff_short(static_cast<int32_t>(ReadSession(row, 1, 3).StaffShort()));
    session.set_bookings_untrained(static_cast<int32_t>(row.Int(6)));
  }
  return response;
}

}  // namespace shortbreaks::bookings

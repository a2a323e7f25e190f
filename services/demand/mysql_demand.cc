#include "demand/store.h"
#include "london/london.h"
#include "mysql/connection.h"
#include "shortbreaks/availability/v1/availability.pb.h"

namespace shortbreaks::demand {
namespace {

// 1 draft.
constexpr std::string_view kSessions =
    "SELECT activity_id, provider_id, start_time, state, places, places_taken FROM session_offers "
    "WHERE council_id = ? AND start_time >= ? AND start_time < ? AND state <> 1";
// 1 waiting, 2 offered.
constexpr std::string_view kWaiting =
    "SELECT w.child_id, w.activity_id, r.provider_id, o.start_time, w.since_time "
    "FROM waiting_entries w JOIN waiting_rules r ON r.council_id = w.council_id AND r.activity_id = w.activity_id "
    "LEFT JOIN session_offers o ON o.council_id = w.council_id AND o.session_id = w.session_id "
    "WHERE w.state IN (1, 2) AND w.council_id = ? "
    "AND (w.session_id IS NULL OR (o.state <> 4 AND o.start_time >= ? AND o.start_time < ?))";
// Not what was only held, offered or asked for.
constexpr std::string_view kOutcomes =
    "SELECT state, COALESCE(cancel_cause, 0), COUNT(*), COUNT(DISTINCT child_id) FROM bookings "
    "WHERE state IN (2, 5, 6, 7, 10, 11, 12, 13, 14) AND council_id = ? AND start_time >= ? AND start_time < ? "
    "GROUP BY state, COALESCE(cancel_cause, 0) ORDER BY state, COALESCE(cancel_cause, 0)";

mysql::Parameters ParametersOf(const rpc::Call& call, const wire::DayRange& days) {
  return {call.principal.council_id, london::StartOf(days.first), london::StartOf(days.last + 1)};
}

}  // namespace

absl::StatusOr<std::vector<SessionFigures>> DemandStore::ReadSessions(const rpc::Call& call,
                                                                      const wire::DayRange& days) {
  auto rows = pool_.Query(call.deadline, kSessions, ParametersOf(call, days));
  if (!rows.ok()) return rows.status();
  std::vector<SessionFigures> sessions;
  for (const mysql::Row& row : *rows) {
    sessions.push_back({row.Text(0), row.Text(1), row.Time(2), row.Int(3) == availability::v1::SESSION_STATE_CANCELLED,
                        row.Int(4), row.Int(5)});
  }
  return sessions;
}

absl::StatusOr<std::vector<Waiting>> DemandStore::ReadWaiting(const rpc::Call& call, const wire::DayRange& days) {
  auto rows = pool_.Query(call.deadline, kWaiting, ParametersOf(call, days));
  if (!rows.ok()) return rows.status();
  std::vector<Waiting> waiting;
  for (const mysql::Row& row : *rows) {
    Waiting& each = waiting.emplace_back();
    each = {row.Text(0), row.Text(1), row.Text(2), std::nullopt, row.Time(4)};
    if (!row.IsNull(3)) each.start_time = row.Time(3);
  }
  return waiting;
}

absl::StatusOr<std::vector<v1::OutcomeLine>> DemandStore::ReadOutcomes(const rpc::Call& call,
                                                                       const wire::DayRange& days) {
  auto rows = pool_.Query(call.deadline, kOutcomes, ParametersOf(call, days));
  if (!rows.ok()) return rows.status();
  std::vector<v1::OutcomeLine> lines;
  for (const mysql::Row& row : *rows) {
    v1::OutcomeLine& line = lines.emplace_back();
    line.set_outcome(static_cast<v1::BookingState>(row.Int(0)));
    line.set_cause(static_cast<type::v1::CancelCause>(row.Int(1)));
    line.set_bookings(row.Int(2));
    line.set_children(row.Int(3));
  }
  return lines;
}

}  // namespace shortbreaks::demand

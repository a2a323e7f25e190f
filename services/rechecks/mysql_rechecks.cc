#include <absl/strings/str_cat.h>
#include <absl/strings/str_join.h>
#include <absl/strings/str_split.h>
#include <absl/time/clock.h>

#include "eligibility/mysql_rows.h"
#include "errors/errors.h"
#include "london/london.h"
#include "mysql/nullable.h"
#include "rechecks/store.h"
#include "wire/times.h"

namespace shortbreaks::rechecks {
namespace {

using errors::Error;
using mysql::Bytes;
using mysql::Connection;

// How many summers ahead sessions may lie. Beyond, an hour after midnight counts to the day before.
constexpr int kSummers = 10;

// The day in London on which the session begins: a day later than in UTC for the last hour of it, while clocks in
// London are an hour ahead. The server need not have time zones.
std::string StartDay() {
  std::string summer = "0";
  for (int i = 0; i < kSummers; ++i) absl::StrAppend(&summer, " OR (v.start_time >= ? AND v.start_time < ?)");
  return absl::StrCat("DATE(v.start_time + INTERVAL (", summer, ") HOUR)");
}

// The policy that is live on that day, as Policies::LiveOn finds it.
constexpr char kLivePolicy[] =
    "(SELECT p.policy_id FROM policies p WHERE p.council_id = b.council_id AND p.state = 2 "
    "AND p.from_date <= b.start_day AND (p.to_date IS NULL OR p.to_date >= b.start_day) "
    "ORDER BY p.from_date DESC, p.publish_time DESC LIMIT 1)";

// The actor of a carer's booking is `carer:` and the id as text.
constexpr char kBookerMayAct[] =
    "(b.booked_by NOT LIKE 'carer:%' OR EXISTS (SELECT 1 FROM care_authorities a WHERE a.council_id = b.council_id "
    "AND a.child_id = b.child_id AND a.carer_id = UNHEX(REPLACE(SUBSTRING(b.booked_by, 7), '-', '')) "
    "AND a.revoke_time IS NULL AND a.kind = 1))";

// ACTIVE and TRANSITION_HOLD pay.
constexpr char kPay[] = "(COALESCE(l.state, 1) IN (1, 6) AND COALESCE(r.state, 1) IN (1, 6))";

// What the last check saw, or else what the booking was decided on, against what is now. <=> is null-safe on both
// engines.
std::string FindSql() {
  return absl::StrCat(
      "SELECT b.council_id, b.booking_id, b.child_id, b.session_id, b.start_time, ", kBookerMayAct,
      ", COALESCE(l.state, 1), l.allocation_id, COALESCE(r.state, 1), r.allocation_id, "
      "IF(o.booking_id IS NULL, NULL, b.decision_id), c.version FROM (SELECT v.*, ",
      StartDay(),
      " AS start_day FROM child_bookings v WHERE v.start_time > NOW(6) AND (? = '' OR v.council_id = ?) "
      "AND (v.start_time > ? OR (v.start_time = ? AND v.booking_id > ?))) b "
      "JOIN children c ON c.council_id = b.council_id AND c.child_id = b.child_id "
      "JOIN session_offers s ON s.council_id = b.council_id AND s.session_id = b.session_id "
      "LEFT JOIN decisions d ON d.council_id = b.council_id AND d.decision_id = b.decision_id "
      "LEFT JOIN allocations l ON l.council_id = b.council_id AND l.allocation_id = b.allocation_id "
      "LEFT JOIN allocations r ON r.council_id = b.council_id AND r.allocation_id = b.second_allocation_id "
      "LEFT JOIN overruled_bookings o ON o.council_id = b.council_id AND o.booking_id = b.booking_id "
      "LEFT JOIN booking_checks k ON k.council_id = b.council_id AND k.booking_id = b.booking_id "
      "WHERE c.version <> COALESCE(k.child_version, b.child_version) "
      "OR s.version <> COALESCE(k.session_version, b.session_version) OR COALESCE(k.allocations_pay, 1) <> ",
      kPay, " OR NOT (IF(k.booking_id IS NULL, d.policy_id, k.policy_id) <=> ", kLivePolicy,
      ") ORDER BY b.start_time, b.booking_id LIMIT ?");
}
constexpr std::string_view kLockCheck =
    "SELECT flagged, version FROM booking_checks WHERE council_id = ? AND booking_id = ? FOR UPDATE";
constexpr std::string_view kKeep =
    "INSERT INTO booking_checks (council_id, booking_id, child_id, session_id, start_time, child_version, "
    "session_version, policy_id, allocations_pay, flagged, rules, explanation, check_time) "
    "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, NOW(6)) ON DUPLICATE KEY UPDATE start_time = VALUES(start_time), "
    "child_version = VALUES(child_version), session_version = VALUES(session_version), policy_id = VALUES(policy_id), "
    "allocations_pay = VALUES(allocations_pay), flagged = VALUES(flagged), rules = VALUES(rules), explanation = "
    "VALUES(explanation), "
    "check_time = VALUES(check_time), resolver = '', resolve_reason = '', version = version + 1";
constexpr std::string_view kResolve =
    "UPDATE booking_checks FORCE INDEX (PRIMARY) SET flagged = 0, resolver = ?, resolve_reason = ?, version = version "
    "+ 1 WHERE council_id = ? AND booking_id = ?";
constexpr std::string_view kExplanation = "booking_checks.explanation",
                           kResolveReason = "booking_checks.resolve_reason";
constexpr char kFlag[] =
    "SELECT k.booking_id, k.child_id, k.session_id, k.start_time, k.rules, k.explanation, k.check_time, k.version, "
    "k.council_id, (SELECT y.wrapped_key FROM data_keys y WHERE y.council_id = k.council_id AND y.subject_id = "
    "k.child_id)";
// A flag of a booking that was cancelled meanwhile is nobody's business any more.
constexpr char kList[] =
    " FROM booking_checks k JOIN child_bookings b ON b.council_id = k.council_id AND b.booking_id = k.booking_id "
    "WHERE k.council_id = ? AND k.flagged = 1 AND k.start_time > NOW(6) "
    "AND (k.start_time > ? OR (k.start_time = ? AND k.booking_id > ?)) AND ";
constexpr char kListOrder[] = " ORDER BY k.start_time, k.booking_id LIMIT ?";
constexpr char kRead[] = " FROM booking_checks k WHERE k.council_id = ? AND k.booking_id = ? AND k.flagged = 1 AND ";

absl::StatusOr<v1::BookingFlag> ReadRow(const mysql::Row& row) {
  v1::BookingFlag flag;
  flag.set_booking(ids::ResourceName("bookings", row.Text(0)));
  flag.set_child(ids::ResourceName("children", row.Text(1)));
  flag.set_session(ids::ResourceName("sessions", row.Text(2)));
  *flag.mutable_start_time() = wire::ToProto(row.Time(3));
  for (const auto rule : absl::StrSplit(row.Text(4), ',', absl::SkipEmpty())) flag.add_rules(std::string(rule));
  sealing::SealedRow sealed(row, 8, row.Text(1));
  flag.set_explanation(sealed.Text(5, kExplanation, row.Text(0)));
  if (!sealed.status().ok()) return sealed.status();
  *flag.mutable_check_time() = wire::ToProto(row.Time(6));
  flag.set_etag(absl::StrCat(row.Int(7)));
  return flag;
}

// At `at`: its state and its id, which is null where nobody pays.
Payer ReadPayer(const mysql::Row& row, size_t at) {
  Payer payer{.state = static_cast<int>(row.Int(at))};
  if (!row.IsNull(at + 1)) payer.allocation = ids::ResourceName("allocations", row.Text(at + 1));
  return payer;
}

}  // namespace

absl::StatusOr<std::vector<Candidate>> RecheckStore::Find(absl::Time deadline, const std::string& council,
                                                          const Position& after, int rows_max) {
  static const std::string kFind = FindSql();
  mysql::Parameters parameters;
  for (const london::Summer& summer : london::SummersFrom(absl::Now(), kSummers)) {
    parameters.insert(parameters.end(), {summer.begin, summer.end});
  }
  parameters.insert(parameters.end(),
                    {council, council, after.start_time, after.start_time, Bytes{after.booking_id}, int64_t{rows_max}});
  auto rows = pool_.Query(deadline, kFind, parameters);
  if (!rows.ok()) return rows.status();
  std::vector<Candidate> found;
  for (const mysql::Row& row : *rows) {
    found.push_back({.council_id = row.Text(0),
                     .booking_id = row.Text(1),
                     .child_id = row.Text(2),
                     .session_id = row.Text(3),
                     .start_time = row.Time(4),
                     .booker_may_act = row.Int(5) != 0,
                     .first = ReadPayer(row, 6),
                     .second = ReadPayer(row, 8),
                     .overruled = row.IsNull(10) ? ids::Uuid() : row.Text(10),
                     .child_version = row.Int(11)});
  }
  return found;
}

absl::Status RecheckStore::Keep(const rpc::Call& call, const Candidate& candidate, const Check& check,
                                v1::RecheckBookingsResponse& counts) {
  const bool flag = !check.rules.empty();
  bool before = false;
  auto status = mysql::InTransaction(pool_, call.deadline, [&](Connection& connection) -> absl::Status {
    auto rows = connection.Query(kLockCheck, {candidate.council_id, Bytes{candidate.booking_id}});
    if (!rows.ok()) return rows.status();
    before = !rows->empty() && rows->front().Int(0) != 0;
    const int64_t version = rows->empty() ? 1 : rows->front().Int(1) + 1;
    auto explanation = sealing::SealedText(connection, candidate.council_id, candidate.child_id, kExplanation,
                                           candidate.booking_id, check.explanation);
    if (!explanation.ok()) return explanation.status();
    auto kept = connection.Execute(
        kKeep,
        {candidate.council_id, Bytes{candidate.booking_id}, Bytes{candidate.child_id}, Bytes{candidate.session_id},
         candidate.start_time, check.child_version, check.session_version, mysql::IdOrNull(check.policy_id),
         int64_t{check.allocations_pay}, int64_t{flag}, absl::StrJoin(check.rules, ","), *explanation});
    if (!kept.ok()) return kept.status();
    if (flag == before) return absl::OkStatus();
    return eligibility::AddEvents(connection, call, "RecheckBookings",
                                  {{flag ? "booking.flagged" : "booking.flag_settled",
                                    ids::ResourceName("bookings", candidate.booking_id),
                                    version,
                                    {},
                                    ids::ResourceName("children", candidate.child_id)}});
  });
  if (!status.ok()) return status;
  counts.set_checked(counts.checked() + 1);
  if (flag && !before) counts.set_flagged(counts.flagged() + 1);
  if (!flag && before) counts.set_cleared(counts.cleared() + 1);
  return absl::OkStatus();
}

absl::StatusOr<PageOf<v1::BookingFlag>> RecheckStore::List(const rpc::Call& call, const Page& page) {
  absl::Time start = absl::UnixEpoch();
  ids::Uuid booking_id(16, '\0');
  if (page.position.size() > 16) {
    booking_id = page.position.substr(0, 16);
    std::string error;
    if (!absl::ParseTime(absl::RFC3339_full, page.position.substr(16), &start, &error)) {
      return Error(type::v1::ERROR_REASON_PAGE_TOKEN_INVALID);
    }
  }
  static const std::string kSql = absl::StrCat(kFlag, kList, relations::OfTeam("k"), kListOrder);
  auto rows = pool_.Query(call.deadline, kSql,
                          {call.principal.council_id, start, start, Bytes{booking_id},
                           relations::TeamsOf(call.principal), int64_t{page.size + 1}});
  if (!rows.ok()) return rows.status();
  PageOf<v1::BookingFlag> list;
  for (const mysql::Row& row : *rows) {
    if (static_cast<int>(list.items.size()) == page.size) {
      const mysql::Row& last = (*rows)[list.items.size() - 1];
      list.next = absl::StrCat(last.Text(0), absl::FormatTime(absl::RFC3339_full, last.Time(3), absl::UTCTimeZone()));
      break;
    }
    auto flag = ReadRow(row);
    if (!flag.ok()) return flag.status();
    list.items.push_back(*std::move(flag));
  }
  return list;
}

absl::StatusOr<v1::BookingFlag> RecheckStore::Resolve(const rpc::Call& call, const RequestMark& mark,
                                                      const ids::Uuid& booking_id, const std::string& etag,
                                                      const std::string& reason) {
  const std::string& council = call.principal.council_id;
  return eligibility::ChangeOnce<v1::BookingFlag>(
      pool_, requests_, call, mark, [&](Connection& connection) -> absl::StatusOr<v1::BookingFlag> {
        static const std::string kSql = absl::StrCat(kFlag, kRead, relations::OfTeam("k"), " FOR UPDATE");
        auto rows = connection.Query(kSql, {council, Bytes{booking_id}, relations::TeamsOf(call.principal)});
        if (!rows.ok()) return rows.status();
        if (rows->empty()) return Error(type::v1::ERROR_REASON_NOT_FOUND);
        auto flag = ReadRow(rows->front());
        if (!flag.ok()) return flag;
        if (flag->etag() != etag) return Error(type::v1::ERROR_REASON_ETAG_MISMATCH);
        auto why = sealing::SealedText(connection, council, rows->front().Text(1), kResolveReason, booking_id, reason);
        if (!why.ok()) return why.status();
        auto resolved = connection.Execute(kResolve, {call.principal.Actor(), *why, council, Bytes{booking_id}});
        if (!resolved.ok()) return resolved.status();
        auto recorded = eligibility::AddEvents(
            connection, call, mark.key.method,
            {{"booking.flag_settled", flag->booking(), rows->front().Int(7) + 1, {}, flag->child()}});
        if (!recorded.ok()) return recorded;
        return flag;
      });
}

}  // namespace shortbreaks::rechecks

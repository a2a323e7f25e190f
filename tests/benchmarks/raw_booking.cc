#include "benchmarks/raw_booking.h"

#include <absl/strings/escaping.h>
#include <absl/strings/str_cat.h>
#include <absl/strings/str_split.h>
#include <absl/time/clock.h>

#include <algorithm>
#include <atomic>
#include <thread>
#include <vector>

#include "benchmarks/measuring.h"
#include "capacity/capacity.h"

namespace shortbreaks::benchmarks {
namespace {

using mysql::Bytes;
using mysql::Connection;
using mysql::Parameters;

std::string Literal(const mysql::Parameter& parameter) {
  if (const auto* number = std::get_if<int64_t>(&parameter)) return absl::StrCat(*number);
  if (const auto* bytes = std::get_if<Bytes>(&parameter))
    return absl::StrCat("X'", absl::BytesToHexString(bytes->value), "'");
  return absl::StrCat("'", std::get<std::string>(parameter), "'");
}

// `sql` with its values where its question marks are.
std::string WithValues(std::string_view sql, const Parameters& parameters) {
  const std::vector<std::string> parts = absl::StrSplit(std::string(sql), '?');
  std::string text(parts[0]);
  for (size_t i = 0; i < parameters.size(); ++i) absl::StrAppend(&text, Literal(parameters[i]), parts[i + 1]);
  return text;
}

// Sends the statements of the n-th booking.
class Sender {
 public:
  Sender(Connection& connection, Statements statements, int64_t n)
      : connection_(connection), statements_(statements), n_(n) {}

  int64_t Run(std::string_view sql, const Parameters& parameters) const {
    return statements_ == Statements::kText ? Must(connection_.Execute(WithValues(sql, parameters)))
                                            : Must(connection_.Execute(Named(sql), parameters));
  }
  // Of five columns. As text they are left with the server, which makes all of them; a connection reads rows of
  // prepared statements alone.
  void Read(std::string_view sql, const Parameters& parameters) const {
    if (statements_ == Statements::kText) {
      Must(connection_.Execute(absl::StrCat(WithValues(sql, parameters), " INTO @a, @b, @c, @d, @e")));
    } else {
      Must(connection_.Query(Named(sql), parameters));
    }
  }

 private:
  // A text of its own, where none prepared before may do.
  std::string Named(std::string_view sql) const {
    return statements_ == Statements::kKept ? std::string(sql) : absl::StrCat(std::string(sql), " -- ", n_);
  }

  Connection& connection_;
  const Statements statements_;
  const int64_t n_;
};

// In the order in which the service takes its locks: request, child, allocation, session.
void Book(Connection& connection, const Sender& sender, const std::string& council, const RawBooking& booking) {
  const Bytes request{ids::NewUuid()}, id{ids::NewUuid()}, child{booking.child_id}, session{booking.session_id},
      allocation{booking.allocation_id};
  const auto run = [&](std::string_view sql, const Parameters& parameters) { return sender.Run(sql, parameters); };
  Must(connection.Execute("BEGIN"));
  run("INSERT INTO bookings_requests (council_id, partner_id, method, request_id, request_hash, create_time) VALUES "
      "(?, 'raw', 'BookPlace', ?, ?, NOW(6))",
      {council, request, Bytes{std::string(32, 'h')}});
  run("UPDATE children FORCE INDEX (PRIMARY) SET diary_version = diary_version + 1 WHERE council_id = ? AND child_id = "
      "?",
      {council, child});
  sender.Read(
      "SELECT c.version, c.diary_version, NOW(6), (SELECT COUNT(*) FROM care_authorities a WHERE a.council_id = "
      "c.council_id AND a.child_id = c.child_id AND a.revoke_time IS NULL), (SELECT o.booking_id FROM bookings o "
      "WHERE o.council_id = c.council_id AND o.child_id = c.child_id AND o.state IN (1, 2, 8, 9, 11) AND o.start_time "
      "< NOW(6) AND o.end_time > NOW(6) LIMIT 1) FROM children c WHERE c.council_id = ? AND c.child_id = ?",
      {council, child});
  run("UPDATE allocations FORCE INDEX (PRIMARY) SET committed = committed + 10 WHERE council_id = ? AND allocation_id "
      "= ? AND state IN (1, 6) AND granted - committed >= 10",
      {council, allocation});
  run("INSERT INTO bookings (council_id, booking_id, child_id, session_id, live_session_id, allocation_id, "
      "charge_unit, charge_amount, state, start_time, end_time, free_until_time, child_version, session_version, "
      "partner_id, create_time, update_time, booked_by, ratio_staff, ratio_children, staff_shares) SELECT ?, ?, ?, "
      "session_id, session_id, ?, 1, 10, 2, start_time, end_time, start_time, 1, version, 'raw', NOW(6), NOW(6), "
      "'carer:raw', 1, 3, ? FROM sessions WHERE council_id = ? AND session_id = ?",
      {council, id, child, allocation, capacity::StaffShares({1, 3}), council, session});
  run("INSERT INTO ledger_postings (council_id, entry_id, allocation_id, booking_id, kind, amount, actor, create_time) "
      "VALUES (?, ?, ?, ?, 4, -10, 'carer:raw', NOW(6))",
      {council, Bytes{ids::NewUuid()}, allocation, id});
  run("INSERT INTO outbox (council_id, event_id, event_type, subject, subject_version, create_time) VALUES (?, ?, "
      "'booking.confirmed', 'bookings/raw', 1, NOW(6))",
      {council, Bytes{ids::NewUuid()}});
  run("INSERT INTO audit_records (council_id, audit_id, method, subject, actor, partner_id, call_id, create_time, "
      "kind, "
      "child_id, purpose) VALUES (?, ?, 'BookPlace', 'bookings/raw', 'carer:raw', 'raw', 'raw', NOW(6), 2, ?, 1)",
      {council, Bytes{ids::NewUuid()}, child});
  run("UPDATE bookings_requests FORCE INDEX (PRIMARY) SET reply = ? WHERE council_id = ? AND partner_id = 'raw' AND "
      "method = 'BookPlace' AND request_id = ?",
      {Bytes{std::string(600, 'r')}, council, request});
  if (run("UPDATE sessions FORCE INDEX (PRIMARY) SET places_taken = places_taken + 1, staff_shares_taken = "
          "staff_shares_taken + ? WHERE council_id = ? AND session_id = ? AND state = 2 AND places_taken < places",
          {capacity::StaffShares({1, 3}), council, session}) != 1) {
    Must(absl::InternalError("no place left for the baseline"));
  }
  Must(connection.Execute("COMMIT"));
}

void Commit(Connection& connection, const std::string& council) {
  Must(connection.Execute(
      "INSERT INTO outbox (council_id, event_id, event_type, subject, subject_version, create_time) VALUES (?, ?, "
      "'bare.commit', 'bare', 1, NOW(6))",
      {council, Bytes{ids::NewUuid()}}));
}

template <typename Once>
RawOutcome RunThreads(const support::PrivateMysql& mysql, int threads, absl::Duration duration, Once once) {
  std::atomic<int64_t> next = 0;
  std::vector<std::vector<double>> millis(static_cast<size_t>(threads));
  const absl::Time start = absl::Now(), end = start + duration;
  std::vector<std::jthread> running;
  for (auto& of_thread : millis) {
    running.emplace_back([&] {
      auto connection = Must(Connection::Open(mysql.As("root")));
      while (absl::Now() < end) {
        const absl::Time begin = absl::Now();
        once(*connection, next.fetch_add(1));
        of_thread.push_back(absl::ToDoubleMilliseconds(absl::Now() - begin));
      }
    });
  }
  running.clear();
  const double seconds = absl::ToDoubleSeconds(absl::Now() - start);
  std::vector<double> all;
  for (const auto& of_thread : millis) all.insert(all.end(), of_thread.begin(), of_thread.end());
  std::sort(all.begin(), all.end());
  if (all.empty()) return {};
  return {static_cast<double>(all.size()) / seconds, all[all.size() * 99 / 100]};
}

}  // namespace

RawOutcome RunRawBookings(const support::PrivateMysql& mysql, const std::string& council, int threads,
                          absl::Duration duration, const std::function<RawBooking(int64_t)>& booking,
                          const std::function<void(int64_t)>& before, Statements statements) {
  return RunThreads(mysql, threads, duration, [&](Connection& connection, int64_t n) {
    if (before) before(n);
    Book(connection, Sender(connection, statements, n), council, booking(n));
  });
}

RawOutcome RunBareCommits(const support::PrivateMysql& mysql, const std::string& council, int threads,
                          absl::Duration duration) {
  return RunThreads(mysql, threads, duration, [&](Connection& connection, int64_t) { Commit(connection, council); });
}

}  // namespace shortbreaks::benchmarks

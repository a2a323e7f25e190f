// Taking a place: the transaction that everything else is built around.
#include <absl/strings/str_cat.h>

#include "bookings/mysql_apart.h"
#include "bookings/mysql_places.h"
#include "bookings/mysql_rows.h"
#include "bookings/mysql_session_place.h"
#include "bookings/mysql_store.h"
#include "bookings/needs_match.h"
#include "bookings/requests.h"
#include "errors/errors.h"
#include "mysql/nullable.h"
#include "relations/relations.h"
#include "shortbreaks/availability/v1/availability.pb.h"
#include "waiting/mysql_queue.h"

namespace shortbreaks::bookings {
namespace {

using errors::Error;
using mysql::Bytes;

// Read under the child's lock, so no other booking of the child can be under way. The 31 days are the longest session.
// Indexes are named for the time it takes to weigh them.
std::string ReadDiarySql() {
  return absl::StrCat(
      "SELECT c.version, c.diary_version, NOW(6), ", relations::MayAct("c"),
      ", (SELECT COUNT(*) FROM bookings h FORCE INDEX (bookings_by_child) WHERE h.council_id = c.council_id "
      "  AND h.child_id = c.child_id AND h.state = 1 AND h.start_time > NOW(6) AND h.hold_expire_time > NOW(6)), "
      "(SELECT o.booking_id FROM bookings o FORCE INDEX (bookings_by_child) WHERE o.council_id = c.council_id "
      "  AND o.child_id = c.child_id AND o.state IN ",
      kTakeUpTime,
      " AND o.start_time < ? AND o.start_time > ? AND o.end_time > ? "
      "  ORDER BY o.start_time LIMIT 1), u.ratio_staff, u.ratio_children, u.trained_needs, "
      "(SELECT COUNT(*) FROM session_ratio_caps r WHERE r.council_id = c.council_id AND r.session_id = ? "
      "  AND u.ratio_staff * r.ratio_children >= r.ratio_staff * u.ratio_children), ",
      kIsKeptApart,
      ", EXISTS (SELECT 1 FROM waiting_entries w WHERE w.state = 1 AND w.council_id = c.council_id AND w.activity_id = "
      "? "
      "  AND (w.session_id IS NULL OR w.session_id = ?)) "
      "FROM children c JOIN child_support u ON u.council_id = c.council_id AND u.child_id = c.child_id WHERE "
      "c.council_id = ? AND c.child_id = ?");
}
constexpr std::string_view kReadOverlap =
    "SELECT session_id, state, hold_expire_time <= NOW(6) FROM bookings WHERE council_id = ? AND booking_id = ?";

constexpr std::string_view kDebitAllocation =
    "UPDATE allocations FORCE INDEX (PRIMARY) SET committed = committed + ? WHERE council_id = ? AND allocation_id = ? "
    "AND child_id = ? AND version = ? AND state IN (1, 6) AND granted - committed >= ?";

constexpr std::string_view kInsertBooking =
    "INSERT INTO bookings (council_id, booking_id, child_id, session_id, live_session_id, allocation_id, charge_unit, "
    "charge_amount, price_pence, state, start_time, end_time, free_until_time, hold_expire_time, hold_extensions_left, "
    "child_version, session_version, partner_id, version, create_time, update_time, "
    "second_allocation_id, second_amount, decision_id, officer_reason, booked_by, cancellation, ratio_staff, "
    "ratio_children, staff_shares, match_due_time, waiting_entry_id) "
    "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 1, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)";

struct Diary {
  int64_t child_version, diary_version;
  absl::Time now;
  bool may_act;
  int64_t holds;
  ids::Uuid overlapping_booking;
  capacity::Ratio ratio;
  int64_t trained_needs, caps;
  bool kept_apart;      // from somebody
  bool somebody_waits;  // for this session, or for any of its activity
};

absl::StatusOr<Diary> LockAndReadDiary(mysql::Connection& connection, telemetry::Metrics& metrics,
                                       const rpc::Call& call, const PlaceAttempt& attempt) {
  const std::string& council = call.principal.council_id;
  auto locked = TakeLock(connection, metrics, "child", kLockChild, {council, Bytes{attempt.child_id}});
  if (!locked.ok()) return locked.status();
  if (*locked == 0) return Error(type::v1::ERROR_REASON_NOT_FOUND);
  static const std::string kReadDiary = ReadDiarySql();
  auto rows = connection.Query(
      kReadDiary,
      relations::With(
          {attempt.session.end_time, attempt.session.start_time - absl::Hours(24 * 31), attempt.session.start_time,
           Bytes{attempt.session_id}, council, Bytes{attempt.child_id}, council, Bytes{attempt.child_id},
           Bytes{attempt.session.activity_id}, Bytes{attempt.session_id}, council, Bytes{attempt.child_id}},
          0, relations::AskerOf(call.principal)));
  if (!rows.ok()) return rows.status();
  const mysql::Row& row = rows->front();
  return Diary{.child_version = row.Int(0),
               .diary_version = row.Int(1),
               .now = row.Time(2),
               .may_act = row.Int(3) != 0,
               .holds = row.Int(4),
               .overlapping_booking = row.IsNull(5) ? ids::Uuid() : row.Text(5),
               .ratio = {row.Int(6), row.Int(7)},
               .trained_needs = row.Int(8),
               .caps = row.Int(9),
               .kept_apart = row.Int(10) != 0,
               .somebody_waits = row.Int(11) != 0};
}

absl::Status RefuseOverlap(mysql::Connection& connection, const std::string& council, const ids::Uuid& session_id,
                           const ids::Uuid& overlapping) {
  auto rows = connection.Query(kReadOverlap, {council, Bytes{overlapping}});
  if (!rows.ok()) return rows.status();
  // A hold that ran out and is not swept yet stands in nobody's way: the caller sweeps it and tries again.
  const mysql::Row& row = rows->front();
  if (!row.IsNull(2) && row.Int(2) != 0) {
    return ExpiredHoldInTheWay();
  }
  const auto reason =
      row.Text(0) == session_id ? type::v1::ERROR_REASON_ALREADY_BOOKED : type::v1::ERROR_REASON_OVERLAPPING_BOOKING;
  return Error(reason, {}, {{"booking", ids::ResourceName("bookings", overlapping)}});
}

absl::Status CheckDiary(mysql::Connection& connection, const rpc::Call& call, const PlaceAttempt& attempt,
                        const Diary& diary) {
  if (!diary.may_act) return relations::NotSeen(relations::AskerOf(call.principal));
  if (!diary.overlapping_booking.empty()) {
    return RefuseOverlap(connection, call.principal.council_id, attempt.session_id, diary.overlapping_booking);
  }
  if (attempt.state == v1::BOOKING_STATE_HELD && diary.holds >= attempt.limits.holds_per_child_max) {
    return Error(type::v1::ERROR_REASON_TOO_MANY_HOLDS);
  }
  // Taking the lock raised the diary's version by one. Another booking since the decision may have used up a cap.
  const int64_t diary_decided_on = attempt.terms.diary_version;
  if (diary.child_version != attempt.terms.child_version ||
      (diary_decided_on >= 0 && diary.diary_version != diary_decided_on + 1)) {
    return Error(type::v1::ERROR_REASON_DETAILS_CHANGED);
  }
  return absl::OkStatus();
}

}  // namespace

absl::StatusOr<Support> ReadSupport(mysql::Connection& connection, const std::string& council,
                                    const ids::Uuid& child_id, const ids::Uuid& session_id) {
  static const std::string kRead = absl::StrCat(
      "SELECT u.ratio_staff, u.ratio_children, u.trained_needs, "
      "(SELECT COUNT(*) FROM session_ratio_caps r WHERE r.council_id = u.council_id AND r.session_id = ? "
      "  AND u.ratio_staff * r.ratio_children >= r.ratio_staff * u.ratio_children), ",
      kIsKeptApart, " FROM child_support u WHERE u.council_id = ? AND u.child_id = ?");
  auto rows = connection.Query(
      kRead, {Bytes{session_id}, council, Bytes{child_id}, council, Bytes{child_id}, council, Bytes{child_id}});
  if (!rows.ok()) return rows.status();
  if (rows->empty()) return Error(type::v1::ERROR_REASON_NOT_FOUND);
  const mysql::Row& row = rows->front();
  return Support{{row.Int(0), row.Int(1)}, row.Int(2), row.Int(3), row.Int(4) != 0};
}

absl::Status Debit(mysql::Connection& connection, const std::string& council, const PlaceAttempt& attempt) {
  const Terms& terms = attempt.terms;
  for (const Share& share :
       SharesOf(terms.allocation_id, terms.second_allocation_id, terms.charge_amount, terms.second_amount)) {
    const int64_t version =
        share.allocation_id == terms.allocation_id ? terms.allocation_version : terms.second_allocation_version;
    auto debited = connection.Execute(kDebitAllocation, {share.amount, council, Bytes{share.allocation_id},
                                                         Bytes{attempt.child_id}, version, share.amount});
    if (!debited.ok()) return debited.status();
    // Too little left here may still be enough in another allocation: a new decision says.
    if (*debited == 0 && share.amount > 0) return Error(type::v1::ERROR_REASON_DETAILS_CHANGED);
  }
  return absl::OkStatus();
}

BookingRow NewBooking(const PlaceAttempt& attempt, capacity::Ratio ratio, absl::Time now) {
  BookingRow booking;
  booking.booking_id = ids::NewUuid();
  booking.child_id = attempt.child_id;
  booking.session_id = attempt.session_id;
  booking.allocation_id = attempt.terms.allocation_id;
  booking.charge_unit = attempt.terms.charge_unit;
  booking.charge_amount = attempt.terms.charge_amount;
  booking.price_pence = attempt.terms.price_pence;
  booking.state = StateTaken(attempt);
  booking.start_time = attempt.session.start_time;
  booking.end_time = attempt.session.end_time;
  booking.cancellation = attempt.terms.cancellation;
  booking.free_until_time =
      booking.cancellation ? FreeUntil(*booking.cancellation, booking.start_time) : attempt.session.free_until_time;
  if (attempt.state == v1::BOOKING_STATE_HELD) {
    booking.hold_expire_time = now + attempt.limits.hold;
    booking.hold_extensions_left = attempt.limits.extensions_max;
  }
  if (booking.state == v1::BOOKING_STATE_REQUESTED) {
    booking.match_due_time = MatchDueTime(now, booking.start_time, attempt.session.match_hours);
  }
  if (attempt.state == v1::BOOKING_STATE_OFFERED) booking.hold_expire_time = attempt.offer_expire_time;
  booking.waiting_entry_id = attempt.waiting_entry_id;
  booking.child_version = attempt.terms.child_version;
  booking.session_version = attempt.terms.session_version;
  booking.create_time = booking.update_time = now;
  booking.second_allocation_id = attempt.terms.second_allocation_id;
  booking.second_amount = attempt.terms.second_amount;
  booking.decision_id = attempt.terms.decision_id;
  booking.officer_reason = attempt.officer_reason;
  booking.ratio = ratio;
  return booking;
}

namespace {

absl::Status InsertBooking(mysql::Connection& connection, const rpc::Call& call, const BookingRow& booking) {
  const auto hold_end = mysql::OrNull(booking.hold_expire_time);
  const auto terms = booking.cancellation ? mysql::Parameter(Bytes{booking.cancellation->SerializeAsString()})
                                          : mysql::Parameter(nullptr);
  const auto match_due = mysql::OrNull(booking.match_due_time);
  const auto officer_reason =
      SealedText(connection, call.principal.council_id, booking, kOfficerReason, booking.officer_reason);
  if (!officer_reason.ok()) return officer_reason.status();
  auto inserted = connection.Execute(kInsertBooking, {call.principal.council_id,
                                                      Bytes{booking.booking_id},
                                                      Bytes{booking.child_id},
                                                      Bytes{booking.session_id},
                                                      Bytes{booking.session_id},
                                                      mysql::IdOrNull(booking.allocation_id),
                                                      int64_t{booking.charge_unit},
                                                      booking.charge_amount,
                                                      booking.price_pence,
                                                      int64_t{booking.state},
                                                      booking.start_time,
                                                      booking.end_time,
                                                      booking.free_until_time,
                                                      hold_end,
                                                      int64_t{booking.hold_extensions_left},
                                                      booking.child_version,
                                                      booking.session_version,
                                                      call.principal.partner_id,
                                                      booking.create_time,
                                                      booking.update_time,
                                                      mysql::IdOrNull(booking.second_allocation_id),
                                                      booking.second_amount,
                                                      mysql::IdOrNull(booking.decision_id),
                                                      *officer_reason,
                                                      call.principal.Actor(),
                                                      terms,
                                                      booking.ratio.staff,
                                                      booking.ratio.children,
                                                      capacity::StaffShares(booking.ratio),
                                                      match_due,
                                                      mysql::IdOrNull(booking.waiting_entry_id)});
  // The unique key on the live place: a session that moved could hide from the look for overlaps.
  if (mysql::FaultOf(inserted.status()) == mysql::Fault::kDuplicateKey) {
    return Error(type::v1::ERROR_REASON_ALREADY_BOOKED);
  }
  return inserted.status();
}

// An officer who says why may put together whom a rule keeps apart.
absl::Status RefuseMix(mysql::Connection& connection, const std::string& council, const PlaceAttempt& attempt,
                       const Diary& diary) {
  if (!diary.kept_apart || !attempt.officer_reason.empty()) return absl::OkStatus();
  return RefuseKeptApart(connection, council, attempt.child_id, attempt.session_id);
}

}  // namespace

absl::Status WriteBooking(mysql::Connection& connection, const rpc::Call& call, const BookingRow& booking,
                          std::string_view method) {
  const Change change{method, EventOf(booking.state), audit::WhoOf(call)};
  if (auto s = InsertBooking(connection, call, booking); !s.ok()) return s;
  for (const Share& share : booking.Shares()) {
    auto posted = AddPostings(connection, call.principal.council_id, booking.booking_id, share.allocation_id,
                              {FirstPosting(booking.state, share.amount)}, change.who.actor, booking.create_time);
    if (!posted.ok()) return posted;
  }
  return AddEventAndAudit(connection, booking, change, booking.create_time);
}

absl::StatusOr<v1::Booking> MysqlStore::TakePlace(const rpc::Call& call, const PlaceAttempt& attempt) {
  const std::string& council = call.principal.council_id;
  v1::Booking answer;
  auto status = mysql::InTransaction(pool_, call.deadline, [&](mysql::Connection& connection) -> absl::Status {
    auto reply = requests_.Begin(connection, attempt.mark.key, attempt.mark.hash);
    if (!reply.ok()) return reply.status();
    if (attempt.replayed != nullptr) *attempt.replayed = reply->has_value();
    if (*reply) {
      answer.ParseFromString(**reply);
      return CheckAuthority(connection, call, attempt.child_id);
    }
    auto diary = LockAndReadDiary(connection, pool_.metrics(), call, attempt);
    if (!diary.ok()) return diary.status();
    if (auto check = CheckDiary(connection, call, attempt, *diary); !check.ok()) return check;
    if (diary->somebody_waits && attempt.officer_reason.empty()) {
      auto turn = waiting::CheckTurn(connection, council, attempt.session_id, attempt.child_id);
      if (!turn.ok()) return turn;
    }
    if (auto debited = Debit(connection, council, attempt); !debited.ok()) return debited;
    const BookingRow booking = NewBooking(attempt, diary->ratio, diary->now);
    answer = ToProto(booking);
    if (auto s = WriteBooking(connection, call, booking, attempt.mark.key.method); !s.ok()) return s;
    if (auto s = requests_.Finish(connection, attempt.mark.key, answer); !s.ok()) return s;
    auto taken = TakeSessionPlace(connection, pool_.metrics(), council,
                                  {.session_id = attempt.session_id,
                                   .session_version = attempt.terms.session_version,
                                   .ratio = diary->ratio,
                                   .trained_needs = diary->trained_needs,
                                   .caps = diary->caps,
                                   .reserve_too = !attempt.officer_reason.empty()});
    if (!taken.ok()) return taken;
    return RefuseMix(connection, council, attempt, *diary);
  });
  if (!status.ok()) return status;
  return answer;
}

}  // namespace shortbreaks::bookings

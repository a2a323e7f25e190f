#include <absl/strings/str_cat.h>

#include <algorithm>

#include "errors/errors.h"
#include "london/age.h"
#include "london/london.h"
#include "mysql/nullable.h"
#include "registers/children.h"
#include "registers/store.h"
#include "relations/relations.h"
#include "sealing/sealed_row.h"
#include "shortbreaks/availability/v1/availability.pb.h"

namespace shortbreaks::registers {
namespace {

using bookings::BookingRow;
using bookings::Posting;
using errors::Error;
using mysql::Bytes;
using mysql::Connection;

constexpr std::string_view kSession =
    "SELECT provider_id, start_time, end_time, NOW(6) FROM session_offers WHERE council_id = ? AND session_id = ?";
constexpr std::string_view kChildOfBooking =
    "SELECT b.child_id FROM bookings b WHERE b.council_id = ? AND b.booking_id = ? AND b.session_id = ?";
// 2 confirmed, 9 requested.
constexpr char kOfSession[] =
    " FROM bookings b WHERE b.council_id = ? AND b.session_id = ? AND (b.state IN (2, 9) OR b.mark_time IS NOT NULL) "
    "AND ";
constexpr char kOfSessionOrder[] = " ORDER BY b.booking_id";
constexpr char kChildren[] =
    "SELECT n.child_id, n.display_name, n.date_of_birth, n.needs, n.ratio_staff, n.ratio_children, n.start_time, "
    "n.council_id, (SELECT k.wrapped_key FROM data_keys k WHERE k.council_id = n.council_id AND "
    "k.subject_id = n.child_id) FROM register_children n WHERE n.council_id = ? AND n.session_id = ? AND ";
constexpr char kChildrenOrder[] = " ORDER BY n.booking_id";
constexpr char kLocked[] =
    ", NOW(6), s.state, s.charge_nights, s.start_time, s.end_time FROM bookings b JOIN session_offers s "
    "ON s.council_id = b.council_id AND s.session_id = b.session_id WHERE b.council_id = ? AND b.booking_id = ? AND ";
// The booking must still be as it was read under the child's lock.
constexpr std::string_view kMark =
    "UPDATE bookings FORCE INDEX (PRIMARY) SET state = ?, settled_amount = ?, second_settled_amount = ?, "
    "settled_price_pence = ?, attended_minutes = ?, absence_notice_time = ?, mark_time = ?, correction_reason = ?, "
    "no_shows_max = ?, cancel_cause = ?, waived_by = ?, waive_reason = '', version = version + 1, update_time = ? "
    "WHERE council_id = ? AND booking_id = ? AND version = ?";
constexpr std::string_view kExcuse =
    "UPDATE bookings FORCE INDEX (PRIMARY) SET settled_amount = 0, second_settled_amount = 0, settled_price_pence = 0, "
    "waived_by = ?, waive_reason = ?, version = version + 1, update_time = ? "
    "WHERE council_id = ? AND booking_id = ? AND version = ?";
constexpr std::string_view kKeepMark =
    "INSERT INTO attendance_marks (council_id, booking_id, booking_version, state, minutes, notice_time, "
    "settled_amount, mark_time, reason, actor, create_time) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)";
// Giving back is always possible; taking only what is left.
constexpr std::string_view kCommit =
    "UPDATE allocations FORCE INDEX (PRIMARY) SET committed = committed + ? WHERE council_id = ? AND allocation_id = ? "
    "AND (? <= 0 OR granted - committed >= ?)";

// The row is booking and version.
constexpr std::string_view kMarkReason = "attendance_marks.reason";

// As eligibility seals them. NOT_FOUND where the child was erased.
absl::StatusOr<ChildOnRegister> ReadChild(const mysql::Row& row) {
  ChildOnRegister child{.child_id = row.Text(0)};
  sealing::SealedRow sealed(row, 7, child.child_id);
  child.display_name = sealed.Text(1, "children.display_name", child.child_id);
  const absl::CivilDay born = sealed.Day(2, "children.date_of_birth", child.child_id);
  child.needs = sealed.Number(3, "children.needs", child.child_id);
  if (!sealed.status().ok()) return sealed.status();
  child.age_years = london::AgeOn(born, london::DayOf(row.Time(6)));
  child.ratio_staff = static_cast<int>(row.Int(4));
  child.ratio_children = static_cast<int>(row.Int(5));
  return child;
}

absl::Status FieldError(const char* field, const char* text) {
  errors::FieldErrors fields;
  fields.Add(field, text);
  return fields.ToStatus();
}

absl::Status StateForbids(v1::BookingState state) {
  return Error(type::v1::ERROR_REASON_STATE_FORBIDS, {}, {{"state", v1::BookingState_Name(state)}});
}

// What moved between two states of a booking, in its allocations and in the ledger.
absl::Status Settle(Connection& connection, const rpc::Call& call, const BookingRow& before, const BookingRow& after,
                    v1::LedgerEntryKind kind) {
  const std::string& council = call.principal.council_id;
  const std::vector<bookings::Share> was = before.Shares(), is = after.Shares();
  for (size_t i = 0; i < is.size(); ++i) {
    const int64_t more = bookings::StandsFor(after.state, is[i]) - was[i].settled.value_or(was[i].amount);
    if (more == 0) continue;
    auto taken = connection.Execute(kCommit, {more, council, Bytes{is[i].allocation_id}, more, more});
    if (!taken.ok()) return taken.status();
    if (*taken == 0) return Error(type::v1::ERROR_REASON_BALANCE_TOO_SMALL);
    auto posted =
        bookings::AddPostings(connection, council, after.booking_id, is[i].allocation_id,
                              {Posting{kind, -more, after.version}}, call.principal.Actor(), after.update_time);
    if (!posted.ok()) return posted;
  }
  return absl::OkStatus();
}

bool IsMarkable(v1::BookingState state) {
  return state == v1::BOOKING_STATE_CONFIRMED || state == v1::BOOKING_STATE_REQUESTED;
}

// What the mark itself must be, given its booking.
absl::Status CheckFits(const Mark& mark, const LockedBooking& locked) {
  const v1::Booking booking = ToProto(locked.booking);
  if (mark.outcome == v1::ATTENDANCE_OUTCOME_PART_ATTENDED && mark.minutes >= MinutesOf(booking)) {
    return FieldError("minutes", "Must be less than the session has: who was there all the time attended.");
  }
  if (mark.notice_time && *mark.notice_time >= locked.session_start) {
    return FieldError("notice_time", "Must be before the session's start: without notice it is a no-show.");
  }
  return absl::OkStatus();
}

absl::Status CheckMay(const rpc::Call& call, const MarkAttempt& attempt, const LockedBooking& locked) {
  const bool officer = call.principal.role == identity::Role::kOfficer;
  const bool closed = locked.now >= locked.session_end + attempt.window;
  const BookingRow& booking = locked.booking;
  const bool corrects = booking.attendance.has_value();
  if (!corrects && !IsMarkable(booking.state)) return StateForbids(booking.state);
  if (locked.now < locked.session_start) {
    return Error(type::v1::ERROR_REASON_STATE_FORBIDS, "The session has not begun yet. Please mark it once it has.",
                 {{"state", "NOT_STARTED"}});
  }
  if (!corrects && locked.session_state == availability::v1::SESSION_STATE_CANCELLED) {
    return Error(type::v1::ERROR_REASON_SESSION_CANCELLED);
  }
  if (closed && !officer) return Error(type::v1::ERROR_REASON_REGISTER_CLOSED);
  if ((corrects || !attempt.etag.empty()) && attempt.etag != absl::StrCat(booking.version)) {
    return Error(type::v1::ERROR_REASON_ETAG_MISMATCH);
  }
  if ((corrects || closed) && attempt.reason.empty()) {
    return FieldError("reason", corrects ? "Say why what was marked before is changed."
                                         : "Say why it is marked after the register was closed.");
  }
  return CheckFits(attempt.mark, locked);
}

// The booking as it was before any mark, as far as what it is charged goes: a request that nobody answered is cancelled
// for nothing, however often its mark is corrected.
v1::Booking Unmarked(const BookingRow& row) {
  v1::Booking booking = ToProto(row);
  if (row.match_due_time && !row.match_answer_time) booking.set_state(v1::BOOKING_STATE_REQUESTED);
  return booking;
}

// The booking as the mark leaves it.
BookingRow Marked(const MarkAttempt& attempt, const LockedBooking& locked) {
  BookingRow after = locked.booking;
  const Settlement settlement =
      SettlementOf(attempt.mark, Unmarked(locked.booking), locked.booking.free_until_time, locked.nights);
  after.state = settlement.state;
  after.attendance = {
      .settled = settlement.amount,
      .second_settled = settlement.second_amount,
      .price_pence = settlement.price_pence,
      .minutes = settlement.minutes,
      .notice_time = attempt.mark.notice_time,
      .mark_time = std::max(std::min(attempt.mark_time.value_or(locked.now), locked.now), locked.session_start),
      .correction_reason = attempt.reason};
  after.cancel_cause = attempt.mark.cause;
  after.waived_by = settlement.waived ? std::string(bookings::kWaivedByPolicy) : "";
  after.waive_reason.clear();
  after.version += 1;
  after.update_time = locked.now;
  return after;
}

// Whether the booking says already what the mark would make it say. An excused absence is none that a mark makes.
bool SaysSo(const BookingRow& now, const BookingRow& marked) {
  if (!now.attendance || now.state != marked.state || now.cancel_cause != marked.cancel_cause) return false;
  return now.attendance->minutes == marked.attendance->minutes &&
         now.attendance->notice_time == marked.attendance->notice_time &&
         now.attendance->settled == marked.attendance->settled;
}

mysql::Parameter NoShowsMax(const BookingRow& booking) {
  const bool says =
      booking.state == v1::BOOKING_STATE_NO_SHOW && booking.cancellation && booking.cancellation->has_no_shows_max();
  return says ? mysql::Parameter(int64_t{booking.cancellation->no_shows_max()}) : mysql::Parameter(nullptr);
}

absl::Status AddRecord(Connection& connection, const rpc::Call& call, const BookingRow& after, std::string_view method,
                       std::string_view event) {
  return AddEventAndAudit(connection, after, {method, event, audit::WhoOf(call)}, after.update_time);
}

absl::Status WriteMark(Connection& connection, const rpc::Call& call, const BookingRow& after) {
  const std::string& council = call.principal.council_id;
  const bookings::AttendanceRow& attendance = *after.attendance;
  auto correction =
      bookings::SealedText(connection, council, after, bookings::kCorrectionReason, attendance.correction_reason);
  if (!correction.ok()) return correction.status();
  auto kept_reason = sealing::SealedText(connection, council, after.child_id, kMarkReason,
                                         absl::StrCat(after.booking_id, after.version), attendance.correction_reason);
  if (!kept_reason.ok()) return kept_reason.status();
  auto marked = connection.Execute(
      kMark, {int64_t{after.state}, attendance.settled, attendance.second_settled, attendance.price_pence,
              int64_t{attendance.minutes}, mysql::OrNull(attendance.notice_time), attendance.mark_time,
              *std::move(correction), NoShowsMax(after), int64_t{after.cancel_cause}, after.waived_by,
              after.update_time, council, Bytes{after.booking_id}, after.version - 1});
  if (!marked.ok()) return marked.status();
  if (*marked != 1) return Error(type::v1::ERROR_REASON_CONTENTION);
  return connection
      .Execute(kKeepMark, {council, Bytes{after.booking_id}, after.version, int64_t{after.state},
                           int64_t{attendance.minutes}, mysql::OrNull(attendance.notice_time), attendance.settled,
                           attendance.mark_time, *std::move(kept_reason), call.principal.Actor(), after.update_time})
      .status();
}

absl::StatusOr<v1::Booking> MarkLocked(Connection& connection, const rpc::Call& call, const MarkAttempt& attempt,
                                       const LockedBooking& locked) {
  const BookingRow after = Marked(attempt, locked);
  if (SaysSo(locked.booking, after)) return ToProto(locked.booking);
  if (auto may = CheckMay(call, attempt, locked); !may.ok()) return may;
  if (auto written = WriteMark(connection, call, after); !written.ok()) return written;
  auto settled = Settle(connection, call, locked.booking, after, v1::LEDGER_ENTRY_KIND_SETTLE);
  if (!settled.ok()) return settled;
  auto recorded = AddRecord(connection, call, after, "MarkAttendance", bookings::EventOf(after.state));
  if (!recorded.ok()) return recorded;
  return ToProto(after);
}

absl::StatusOr<v1::Booking> ExcuseLocked(Connection& connection, const rpc::Call& call, const std::string& reason,
                                         const LockedBooking& locked) {
  BookingRow after = locked.booking;
  const bool absent = after.state == v1::BOOKING_STATE_NO_SHOW || after.state == v1::BOOKING_STATE_ABSENT_WITH_NOTICE;
  if (!absent || !after.waived_by.empty()) return StateForbids(after.state);
  after.attendance->settled = after.attendance->second_settled = after.attendance->price_pence = 0;
  after.waived_by = call.principal.Actor();
  after.waive_reason = reason;
  after.version += 1;
  after.update_time = locked.now;
  const std::string& council = call.principal.council_id;
  auto sealed = bookings::SealedText(connection, council, after, bookings::kWaiveReason, reason);
  if (!sealed.ok()) return sealed.status();
  auto excused = connection.Execute(kExcuse, {after.waived_by, *std::move(sealed), after.update_time, council,
                                              Bytes{after.booking_id}, locked.booking.version});
  if (!excused.ok()) return excused.status();
  if (*excused != 1) return Error(type::v1::ERROR_REASON_CONTENTION);
  auto settled = Settle(connection, call, locked.booking, after, v1::LEDGER_ENTRY_KIND_WAIVE);
  if (!settled.ok()) return settled;
  auto recorded = AddRecord(connection, call, after, "ResolveNoShows", bookings::kChargeWaived);
  if (!recorded.ok()) return recorded;
  return ToProto(after);
}

}  // namespace

absl::StatusOr<LockedBooking> LockBooking(mysql::Pool& pool, Connection& connection, const rpc::Call& call,
                                          const ids::Uuid& child_id, const ids::Uuid& booking_id) {
  static const std::string kReadLocked =
      absl::StrCat("SELECT ", bookings::kBookingColumns, kLocked, relations::OfTeam("b"));
  const std::string& council_id = call.principal.council_id;
  auto locked =
      bookings::TakeLock(connection, pool.metrics(), "child", bookings::kLockChild, {council_id, Bytes{child_id}});
  if (!locked.ok()) return locked.status();
  auto rows = connection.Query(kReadLocked, {council_id, Bytes{booking_id}, relations::TeamsOf(call.principal)});
  if (!rows.ok()) return rows.status();
  if (rows->empty()) return Error(type::v1::ERROR_REASON_NOT_FOUND);
  const mysql::Row& row = rows->front();
  const size_t at = bookings::kBookingColumnCount;
  auto booking = bookings::ReadBookingRow(row);
  if (!booking.ok()) return booking.status();
  LockedBooking result{.booking = *std::move(booking),
                       .now = row.Time(at),
                       .session_state = static_cast<int>(row.Int(at + 1)),
                       .nights = static_cast<int>(row.Int(at + 2)),
                       .session_start = row.Time(at + 3),
                       .session_end = row.Time(at + 4)};
  if (result.booking.child_id != child_id) return Error(type::v1::ERROR_REASON_NOT_FOUND);
  return result;
}

absl::StatusOr<std::optional<SessionFacts>> RegisterStore::ReadSession(const rpc::Call& call,
                                                                       const ids::Uuid& session_id) {
  auto rows = pool_.Query(call.deadline, kSession, {call.principal.council_id, Bytes{session_id}});
  if (!rows.ok()) return rows.status();
  if (rows->empty()) return std::nullopt;
  const mysql::Row& row = rows->front();
  return SessionFacts{row.Text(0), row.Time(1), row.Time(2), row.Time(3)};
}

absl::StatusOr<std::vector<v1::Booking>> RegisterStore::ReadRegister(const rpc::Call& call,
                                                                     const ids::Uuid& session_id) {
  static const std::string kRegister =
      absl::StrCat("SELECT ", bookings::kBookingColumns, kOfSession, relations::OfTeam("b"), kOfSessionOrder);
  auto rows = pool_.Query(call.deadline, kRegister,
                          {call.principal.council_id, Bytes{session_id}, relations::TeamsOf(call.principal)});
  if (!rows.ok()) return rows.status();
  std::vector<v1::Booking> register_rows;
  for (const mysql::Row& row : *rows) {
    auto booking = bookings::ReadBookingRow(row);
    if (!booking.ok()) return booking.status();
    register_rows.push_back(ToProto(*booking));
  }
  return register_rows;
}

absl::StatusOr<std::vector<v1::RegisterChild>> RegisterStore::ReadChildren(const rpc::Call& call,
                                                                           const ids::Uuid& session_id) {
  static const std::string kRead = absl::StrCat(kChildren, relations::OfTeam("n"), kChildrenOrder);
  auto rows = pool_.Query(call.deadline, kRead,
                          {call.principal.council_id, Bytes{session_id}, relations::TeamsOf(call.principal)});
  if (!rows.ok()) return rows.status();
  std::vector<ChildOnRegister> children;
  for (const mysql::Row& row : *rows) {
    auto child = ReadChild(row);
    if (absl::IsNotFound(child.status())) continue;
    if (!child.ok()) return child.status();
    children.push_back(*std::move(child));
  }
  return RegisterOf(std::move(children));
}

absl::StatusOr<v1::Booking> RegisterStore::MarkOne(const rpc::Call& call, const MarkAttempt& attempt) {
  v1::Booking answer;
  const std::string& council = call.principal.council_id;
  auto status = mysql::InTransaction(pool_, call.deadline, [&](Connection& connection) -> absl::Status {
    auto reply = requests_.Begin(connection, attempt.request.key, attempt.request.hash);
    if (!reply.ok()) return reply.status();
    if (attempt.replayed != nullptr) *attempt.replayed = reply->has_value();
    if (*reply) {
      answer.ParseFromString(**reply);
      return absl::OkStatus();
    }
    auto child = connection.Query(kChildOfBooking, {council, Bytes{attempt.booking_id}, Bytes{attempt.session_id}});
    if (!child.ok()) return child.status();
    if (child->empty()) return Error(type::v1::ERROR_REASON_NOT_FOUND);
    auto locked = LockBooking(pool_, connection, call, child->front().Text(0), attempt.booking_id);
    if (!locked.ok()) return locked.status();
    auto marked = MarkLocked(connection, call, attempt, *locked);
    if (!marked.ok()) return marked.status();
    answer = *std::move(marked);
    return requests_.Finish(connection, attempt.request.key, answer);
  });
  if (!status.ok()) return status;
  return answer;
}

absl::StatusOr<v1::Booking> RegisterStore::Excuse(const rpc::Call& call, const idempotency::RequestMark& request,
                                                  const ids::Uuid& child_id, const ids::Uuid& booking_id,
                                                  const std::string& reason) {
  v1::Booking answer;
  auto status = mysql::InTransaction(pool_, call.deadline, [&](Connection& connection) -> absl::Status {
    auto reply = requests_.Begin(connection, request.key, request.hash);
    if (!reply.ok()) return reply.status();
    if (*reply) {
      answer.ParseFromString(**reply);
      return absl::OkStatus();
    }
    auto locked = LockBooking(pool_, connection, call, child_id, booking_id);
    if (!locked.ok()) return locked.status();
    auto excused = ExcuseLocked(connection, call, reason, *locked);
    if (!excused.ok()) return excused.status();
    answer = *std::move(excused);
    return requests_.Finish(connection, request.key, answer);
  });
  if (!status.ok()) return status;
  return answer;
}

}  // namespace shortbreaks::registers

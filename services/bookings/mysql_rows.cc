#include "bookings/mysql_rows.h"

#include <absl/strings/str_cat.h>
#include <absl/time/clock.h>

#include "bookings/needs_match.h"
#include "errors/errors.h"
#include "identity/principal.h"
#include "relations/relations.h"
#include "sealing/sealed_row.h"
#include "wire/times.h"

namespace shortbreaks::bookings {
namespace {

using mysql::Bytes;

constexpr std::string_view kInsertPosting =
    "INSERT INTO ledger_postings (council_id, entry_id, allocation_id, booking_id, kind, amount, actor, create_time, "
    "sequence) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)";
constexpr std::string_view kInsertTwoPostings =
    "INSERT INTO ledger_postings (council_id, entry_id, allocation_id, booking_id, kind, amount, actor, create_time, "
    "sequence) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?), (?, ?, ?, ?, ?, ?, ?, ?, ?)";
constexpr std::string_view kInsertEvent =
    "INSERT INTO outbox (council_id, event_id, event_type, subject, subject_version, create_time) "
    "VALUES (?, ?, ?, ?, ?, ?)";

// `at`: the first of its columns. None where the booking is not marked.
std::optional<AttendanceRow> ReadAttendance(const mysql::Row& row, size_t at) {
  if (row.IsNull(at)) return std::nullopt;
  AttendanceRow attendance{.settled = row.Int(at),
                           .second_settled = row.Int(at + 1),
                           .price_pence = row.Int(at + 2),
                           .minutes = static_cast<int>(row.Int(at + 3)),
                           .mark_time = row.Time(at + 5)};
  if (!row.IsNull(at + 4)) attendance.notice_time = row.Time(at + 4);
  return attendance;
}

void SetAttendance(const AttendanceRow& row, v1::Booking& booking) {
  v1::Attendance& attendance = *booking.mutable_attendance();
  attendance.set_minutes(row.minutes);
  if (row.notice_time) *attendance.mutable_notice_time() = wire::ToProto(*row.notice_time);
  *attendance.mutable_mark_time() = wire::ToProto(row.mark_time);
  attendance.set_correction_reason(row.correction_reason);
  attendance.set_price_pence(row.price_pence);
  if (!booking.has_charge()) return;
  attendance.mutable_settled()->set_unit(booking.charge().unit());
  attendance.mutable_settled()->set_amount(row.settled);
}

}  // namespace

absl::StatusOr<BookingRow> ReadBookingRow(const mysql::Row& row) {
  BookingRow booking;
  booking.booking_id = row.Text(0);
  booking.child_id = row.Text(1);
  booking.session_id = row.Text(2);
  if (!row.IsNull(3)) booking.allocation_id = row.Text(3);
  booking.charge_unit = static_cast<int>(row.Int(4));
  booking.charge_amount = row.Int(5);
  booking.price_pence = row.Int(6);
  booking.state = static_cast<v1::BookingState>(row.Int(7));
  booking.start_time = row.Time(8);
  booking.end_time = row.Time(9);
  booking.free_until_time = row.Time(10);
  if (!row.IsNull(11)) booking.hold_expire_time = row.Time(11);
  booking.hold_extensions_left = static_cast<int>(row.Int(12));
  booking.child_version = row.Int(13);
  booking.session_version = row.Int(14);
  booking.version = row.Int(15);
  booking.create_time = row.Time(16);
  booking.update_time = row.Time(17);
  if (!row.IsNull(18)) booking.second_allocation_id = row.Text(18);
  booking.second_amount = row.Int(19);
  if (!row.IsNull(20)) booking.decision_id = row.Text(20);
  if (!row.IsNull(22)) booking.cancellation.emplace().ParseFromString(row.Text(22));
  booking.cancel_cause = static_cast<type::v1::CancelCause>(row.Int(23));
  booking.forfeited = {row.Int(24), row.Int(25)};
  booking.waived_by = row.Text(26);
  if (row.Int(28) > 0) booking.ratio = {row.Int(28), row.Int(29)};
  if (!row.IsNull(30)) booking.match_due_time = row.Time(30);
  if (!row.IsNull(31)) booking.match_answer_time = row.Time(31);
  booking.attendance = ReadAttendance(row, 34);
  if (!row.IsNull(41)) booking.waiting_entry_id = row.Text(41);
  sealing::SealedRow sealed(row, 42, booking.child_id);
  const ids::Uuid& id = booking.booking_id;
  booking.officer_reason = sealed.Text(21, kOfficerReason, id);
  booking.waive_reason = sealed.Text(27, kWaiveReason, id);
  booking.adjustments = sealed.Text(32, kAdjustments, id);
  booking.cannot_meet_reason = sealed.Text(33, kCannotMeetReason, id);
  if (booking.attendance) booking.attendance->correction_reason = sealed.Text(40, kCorrectionReason, id);
  if (auto opened = sealed.StatusOfKept(); !opened.ok()) return opened;
  return booking;
}

absl::StatusOr<mysql::Parameter> SealedText(mysql::Connection& connection, const std::string& council_id,
                                            const BookingRow& booking, std::string_view column, std::string_view text) {
  return sealing::SealedText(connection, council_id, booking.child_id, column, booking.booking_id, text);
}

std::vector<Share> BookingRow::Shares() const {
  std::vector<Share> shares = SharesOf(allocation_id, second_allocation_id, charge_amount, second_amount);
  if (!shares.empty()) shares[0].forfeited = forfeited.amount - forfeited.second_amount;
  if (shares.size() == 2) shares[1].forfeited = forfeited.second_amount;
  if (attendance && !shares.empty()) shares[0].settled = attendance->settled - attendance->second_settled;
  if (attendance && shares.size() == 2) shares[1].settled = attendance->second_settled;
  return shares;
}

namespace {

// What was asked of the provider, and what it said.
void AddMatch(const BookingRow& row, v1::Booking& booking) {
  if (row.state == v1::BOOKING_STATE_REQUESTED && row.match_due_time) {
    *booking.mutable_match_due_time() = wire::ToProto(*row.match_due_time);
  }
  booking.set_adjustments(row.adjustments);
  booking.set_cannot_meet_reason(row.cannot_meet_reason);
  if (!row.adjustments.empty() && row.match_answer_time) {
    *booking.mutable_adjustments_free_until_time() =
        wire::ToProto(AdjustmentsFreeUntil(*row.match_answer_time, row.start_time));
  }
}

}  // namespace

v1::Booking ToProto(const BookingRow& row) {
  v1::Booking booking;
  booking.set_name(ids::ResourceName("bookings", row.booking_id));
  booking.set_child(ids::ResourceName("children", row.child_id));
  booking.set_session(ids::ResourceName("sessions", row.session_id));
  booking.set_state(row.state);
  if (!row.allocation_id.empty()) {
    booking.set_allocation(ids::ResourceName("allocations", row.allocation_id));
    booking.mutable_charge()->set_unit(static_cast<type::v1::AllocationUnit>(row.charge_unit));
    booking.mutable_charge()->set_amount(row.charge_amount);
    if (!row.second_allocation_id.empty()) {
      booking.set_second_allocation(ids::ResourceName("allocations", row.second_allocation_id));
      booking.mutable_second_charge()->set_unit(booking.charge().unit());
      booking.mutable_second_charge()->set_amount(row.second_amount);
    }
  }
  booking.set_price_pence(row.price_pence);
  *booking.mutable_start_time() = wire::ToProto(row.start_time);
  *booking.mutable_end_time() = wire::ToProto(row.end_time);
  if (row.state == v1::BOOKING_STATE_HELD && row.hold_expire_time) {
    *booking.mutable_hold_expire_time() = wire::ToProto(*row.hold_expire_time);
    booking.set_hold_extensions_left(row.hold_extensions_left);
  }
  if (row.state == v1::BOOKING_STATE_OFFERED && row.hold_expire_time) {
    *booking.mutable_hold_expire_time() = wire::ToProto(*row.hold_expire_time);
  }
  if (!row.waiting_entry_id.empty()) {
    booking.set_waiting_list_entry(ids::ResourceName("waitingListEntries", row.waiting_entry_id));
  }
  if (!row.decision_id.empty()) booking.set_decision(ids::ResourceName("decisions", row.decision_id));
  booking.set_officer_reason(row.officer_reason);
  if (row.cancellation) *booking.mutable_cancellation() = *row.cancellation;
  booking.set_cancel_cause(row.cancel_cause);
  if (row.state == v1::BOOKING_STATE_CANCELLED_LATE && booking.has_charge()) {
    booking.mutable_forfeited()->set_unit(booking.charge().unit());
    booking.mutable_forfeited()->set_amount(row.forfeited.amount);
  }
  if (row.attendance) SetAttendance(*row.attendance, booking);
  booking.set_waived_by(row.waived_by);
  booking.set_waive_reason(row.waive_reason);
  AddMatch(row, booking);
  *booking.mutable_create_time() = wire::ToProto(row.create_time);
  *booking.mutable_update_time() = wire::ToProto(row.update_time);
  booking.set_version(row.version);
  booking.set_etag(absl::StrCat(row.version));
  return booking;
}

ids::Uuid CarerOf(const rpc::Call& call) {
  if (call.principal.role != identity::Role::kCarer) return {};
  return ids::IdOf("carers", call.principal.subject).value_or(ids::Uuid());
}

absl::Status CheckAuthority(mysql::Connection& connection, const rpc::Call& call, const ids::Uuid& child_id) {
  static const std::string kSql =
      absl::StrCat("SELECT 1 FROM children c WHERE c.council_id = ? AND c.child_id = ? AND ", relations::MayAct("c"));
  if (!relations::GoesByChild(call.principal)) return absl::OkStatus();
  const relations::Asker asker = relations::AskerOf(call.principal);
  auto rows = connection.Query(kSql, relations::With({call.principal.council_id, Bytes{child_id}}, 2, asker));
  if (!rows.ok()) return rows.status();
  return rows->empty() ? relations::NotSeen(asker) : absl::OkStatus();
}

absl::StatusOr<int64_t> TakeLock(mysql::Connection& connection, telemetry::Metrics& metrics, std::string_view row,
                                 std::string_view sql, const mysql::Parameters& parameters) {
  const absl::Time start = absl::Now();
  auto changed = connection.Execute(sql, parameters);
  metrics.LockTaken(row, absl::Now() - start);
  return changed;
}

absl::Status AddPostings(mysql::Connection& connection, const std::string& council_id, const ids::Uuid& booking_id,
                         const ids::Uuid& allocation_id, const std::vector<Posting>& postings, std::string_view actor,
                         absl::Time now) {
  if (postings.empty()) return absl::OkStatus();
  mysql::Parameters parameters;
  for (const Posting& posting : postings) {
    parameters.insert(parameters.end(),
                      {council_id, Bytes{ids::NewUuid()}, Bytes{allocation_id}, Bytes{booking_id},
                       int64_t{posting.kind}, posting.amount, std::string(actor), now, posting.sequence});
  }
  return connection.Execute(postings.size() == 1 ? kInsertPosting : kInsertTwoPostings, parameters).status();
}

absl::Status AddEventAndAudit(mysql::Connection& connection, const BookingRow& booking, const Change& change,
                              absl::Time now) {
  return AddEventAndAudit(
      connection, {ids::ResourceName("bookings", booking.booking_id), ids::ResourceName("children", booking.child_id)},
      booking.version, change, now);
}

absl::Status AddEventAndAudit(mysql::Connection& connection, const audit::About& about, int64_t version,
                              const Change& change, absl::Time now) {
  if (!change.event_type.empty()) {
    auto event = connection.Execute(kInsertEvent, {change.who.council_id, Bytes{ids::NewUuid()},
                                                   std::string(change.event_type), about.subject, version, now});
    if (!event.ok()) return event.status();
  }
  return audit::RecordChanges(connection, change.who, change.method, {about});
}

std::string_view EventOf(v1::BookingState state) {
  switch (state) {
    case v1::BOOKING_STATE_HELD:
      return "booking.held";
    case v1::BOOKING_STATE_CONFIRMED:
      return "booking.confirmed";
    case v1::BOOKING_STATE_RELEASED:
      return "booking.released";
    case v1::BOOKING_STATE_EXPIRED:
      return "booking.expired";
    case v1::BOOKING_STATE_CANCELLED_IN_TIME:
      return "booking.cancelled_in_time";
    case v1::BOOKING_STATE_CANCELLED_LATE:
      return "booking.cancelled_late";
    case v1::BOOKING_STATE_CANCELLED_BY_PROVIDER:
      return "booking.cancelled_by_provider";
    case v1::BOOKING_STATE_OFFERED:
      return "booking.offered";
    case v1::BOOKING_STATE_REQUESTED:
      return "booking.requested";
    case v1::BOOKING_STATE_CANNOT_MEET:
      return "booking.cannot_meet";
    case v1::BOOKING_STATE_ATTENDED:
      return "booking.attended";
    case v1::BOOKING_STATE_PART_ATTENDED:
      return "booking.part_attended";
    case v1::BOOKING_STATE_NO_SHOW:
      return "booking.no_show";
    case v1::BOOKING_STATE_ABSENT_WITH_NOTICE:
      return "booking.absent_with_notice";
    default:
      return "booking.changed";
  }
}

}  // namespace shortbreaks::bookings

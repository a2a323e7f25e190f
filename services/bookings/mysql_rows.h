// Bookings as rows, for the parts of the MySQL store.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "audit/record.h"
#include "bookings/cancellation.h"
#include "bookings/store.h"
#include "bookings/transitions.h"
#include "mysql/connection.h"
#include "telemetry/metrics.h"

namespace shortbreaks::bookings {

// The columns of a StoredRow, in its order, for `FROM bookings b`.
inline constexpr char kBookingColumns[] =
    "b.booking_id, b.child_id, b.session_id, b.allocation_id, b.charge_unit, b.charge_amount, b.price_pence, b.state, "
    "b.start_time, b.end_time, b.free_until_time, b.hold_expire_time, b.hold_extensions_left, b.child_version, "
    "b.session_version, b.version, b.create_time, b.update_time, b.second_allocation_id, b.second_amount, "
    "b.decision_id, b.officer_reason, b.cancellation, b.cancel_cause, b.forfeited_amount, b.second_forfeited_amount, "
    "b.waived_by, b.waive_reason, b.ratio_staff, b.ratio_children, b.match_due_time, b.match_answer_time, "
    "b.adjustments, b.cannot_meet_reason, b.settled_amount, b.second_settled_amount, b.settled_price_pence, "
    "b.attended_minutes, b.absence_notice_time, b.mark_time, b.correction_reason, "
    "b.waiting_entry_id, b.council_id, "
    "(SELECT k.wrapped_key FROM data_keys k WHERE k.council_id = b.council_id AND k.subject_id = b.child_id)";

// How many columns that is: what a query adds begins here.
inline constexpr size_t kBookingColumnCount = 44;

// States in which a booking takes up its child's time: HELD, CONFIRMED, OFFERED, REQUESTED and ATTENDED. A child that
// is at a session now is at no other. Whoever came for a part has left.
inline constexpr char kTakeUpTime[] = "(1, 2, 8, 9, 11)";

// What people wrote on a booking, sealed with the child's key. The row is the booking.
inline constexpr std::string_view kOfficerReason = "bookings.officer_reason";
inline constexpr std::string_view kWaiveReason = "bookings.waive_reason";
inline constexpr std::string_view kCorrectionReason = "bookings.correction_reason";
inline constexpr std::string_view kAdjustments = "bookings.adjustments";
inline constexpr std::string_view kCannotMeetReason = "bookings.cannot_meet_reason";
inline constexpr std::string_view kMatchOfficerReason = "bookings.match_officer_reason";

// What the register says of a booking.
struct AttendanceRow {
  int64_t settled = 0, second_settled = 0;  // charged, in all and by the second allocation
  int64_t price_pence = 0;
  int minutes = 0;
  std::optional<absl::Time> notice_time;
  absl::Time mark_time;
  std::string correction_reason;
};

struct BookingRow {
  ids::Uuid booking_id, child_id, session_id, allocation_id;  // allocation_id empty: none pays
  int charge_unit = 0;
  int64_t charge_amount = 0, price_pence = 0;
  v1::BookingState state = v1::BOOKING_STATE_UNSPECIFIED;
  absl::Time start_time, end_time, free_until_time;
  std::optional<absl::Time> hold_expire_time;
  int hold_extensions_left = 0;
  int64_t child_version = 0, session_version = 0, version = 1;
  absl::Time create_time, update_time;
  ids::Uuid second_allocation_id, decision_id;  // empty: none
  int64_t second_amount = 0;                    // of charge_amount
  std::string officer_reason;
  std::optional<type::v1::CancellationTerms> cancellation;  // none: from before there were terms
  type::v1::CancelCause cancel_cause = type::v1::CANCEL_CAUSE_UNSPECIFIED;
  Forfeit forfeited;  // of a late cancellation; nothing once waived
  std::string waived_by, waive_reason;
  capacity::Ratio ratio;  // that the place was taken with; nobody's: from before staff were counted
  std::optional<absl::Time> match_due_time, match_answer_time;  // none: the provider was not asked, has not answered
  std::string adjustments, cannot_meet_reason;
  std::optional<AttendanceRow> attendance;  // none: not marked
  ids::Uuid waiting_entry_id;               // that the place was offered to; empty: none
  std::vector<Share> Shares() const;
};

// What was written is empty where the child was erased. SEALED_DATA_UNREADABLE.
absl::StatusOr<BookingRow> ReadBookingRow(const mysql::Row& row);
// The parameter of one of the columns above; the text itself is empty or sealed.
absl::StatusOr<mysql::Parameter> SealedText(mysql::Connection& connection, const std::string& council_id,
                                            const BookingRow& booking, std::string_view column, std::string_view text);
v1::Booking ToProto(const BookingRow& row);

// `carers/{uuid}` of a carer's call, as bytes; empty for other roles.
ids::Uuid CarerOf(const rpc::Call& call);

inline constexpr std::string_view kAuthority =
    "SELECT 1 FROM care_authorities WHERE council_id = ? AND child_id = ? AND carer_id = ? AND revoke_time IS NULL "
    "AND kind = 1";
// NOT_ALLOWED where the caller is a carer without authority for the child, NOT_FOUND where it is an officer of another
// team. For answers kept from before: what is done now is asked again under the child's lock.
absl::Status CheckAuthority(mysql::Connection& connection, const rpc::Call& call, const ids::Uuid& child_id);

// Takes the child's lock and keeps it until the end: two bookings of one child wait for each other here.
inline constexpr std::string_view kLockChild =
    "UPDATE children FORCE INDEX (PRIMARY) SET diary_version = diary_version + 1 WHERE council_id = ? AND child_id = ?";
// Runs the statement that takes the lock of a child's or a session's row, and tells how long that took.
absl::StatusOr<int64_t> TakeLock(mysql::Connection& connection, telemetry::Metrics& metrics, std::string_view row,
                                 std::string_view sql, const mysql::Parameters& parameters);

// Adds one ledger entry for each of at most two postings to the allocation's ledger, at `now`.
absl::Status AddPostings(mysql::Connection& connection, const std::string& council_id, const ids::Uuid& booking_id,
                         const ids::Uuid& allocation_id, const std::vector<Posting>& postings, std::string_view actor,
                         absl::Time now);

// Adds the event and the audit record of a change that has been made to `booking`.
struct Change {
  std::string_view method;      // `HoldPlace`, or `ExpireHold` for the sweeper's
  std::string_view event_type;  // `booking.held`
  audit::Who who;
  bool keep_waiting = false;  // of an offer that is declined: its entry goes on waiting
};
absl::Status AddEventAndAudit(mysql::Connection& connection, const BookingRow& booking, const Change& change,
                              absl::Time now);
// The same of any record. Without an event_type there is no event.
absl::Status AddEventAndAudit(mysql::Connection& connection, const audit::About& about, int64_t version,
                              const Change& change, absl::Time now);

// Whose waiver it is where the terms of the booking waive the cause.
inline constexpr std::string_view kWaivedByPolicy = "policy";
// Where the provider called the session off after a late cancellation.
inline constexpr std::string_view kWaivedByProvider = "provider";
inline constexpr std::string_view kChargeWaived = "booking.charge_waived";

// `booking.confirmed` and its like.
std::string_view EventOf(v1::BookingState state);

}  // namespace shortbreaks::bookings

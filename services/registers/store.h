// Registers in the database, MySQL 8 or MariaDB 10.11, as the user shortbreaks_bookings. Each change is one transaction
// with its request row, ledger entries, event and audit record; locks in the order of all: request row → child →
// allocation. A session's row is never touched: once it has begun, a mark frees no place.
#pragma once

#include <absl/status/statusor.h>
#include <absl/time/time.h>

#include <optional>
#include <string>
#include <vector>

#include "bookings/mysql_rows.h"
#include "idempotency/requests.h"
#include "mysql/pool.h"
#include "registers/settlement.h"
#include "rpc/call.h"

namespace shortbreaks::registers {

// A session as a register needs it.
struct SessionFacts {
  ids::Uuid provider_id;
  absl::Time start_time, end_time;
  absl::Time now;  // by the database's clock
};

// One mark, and what it may change.
struct MarkAttempt {
  idempotency::RequestMark request;
  ids::Uuid session_id, booking_id;
  Mark mark;
  std::string reason, etag;
  std::optional<absl::Time> mark_time;  // by the clock of whoever marked
  absl::Duration window;                // after the session's end, in which a provider may mark
  bool* replayed = nullptr;             // where set, told whether the answer is one kept from before
};

// Thread-safe and blocking.
class RegisterStore {
 public:
  explicit RegisterStore(mysql::Pool& pool) : pool_(pool), requests_("bookings_requests") {}

  // Nothing where there is no such session.
  absl::StatusOr<std::optional<SessionFacts>> ReadSession(const rpc::Call& call, const ids::Uuid& session_id);
  // Confirmed, requested and marked bookings of the session, in the order in which they were made.
  absl::StatusOr<std::vector<v1::Booking>> ReadRegister(const rpc::Call& call, const ids::Uuid& session_id);

  // Whom those are for, each child once, in the same order; without children who were erased.
  absl::StatusOr<std::vector<v1::RegisterChild>> ReadChildren(const rpc::Call& call, const ids::Uuid& session_id);

  // NOT_FOUND where the session has no such booking; STATE_FORBIDS, SESSION_CANCELLED, REGISTER_CLOSED, ETAG_MISMATCH,
  // INVALID_REQUEST where a reason is missing or the mark does not fit the session; BALANCE_TOO_SMALL where a
  // correction takes what the allocation has not left.
  absl::StatusOr<v1::Booking> MarkOne(const rpc::Call& call, const MarkAttempt& attempt);

  // Gives back what an absence cost, and it counts no more. The child's. STATE_FORBIDS where it is none, or excused.
  absl::StatusOr<v1::Booking> Excuse(const rpc::Call& call, const idempotency::RequestMark& request,
                                     const ids::Uuid& child_id, const ids::Uuid& booking_id, const std::string& reason);

 private:
  mysql::Pool& pool_;
  idempotency::Requests requests_;
};

// A booking under its child's lock, with its session. For the parts of the store.
struct LockedBooking {
  bookings::BookingRow booking;
  absl::Time now;
  int session_state = 0, nights = 0;
  absl::Time session_start, session_end;
};
absl::StatusOr<LockedBooking> LockBooking(mysql::Pool& pool, mysql::Connection& connection, const rpc::Call& call,
                                          const ids::Uuid& child_id, const ids::Uuid& booking_id);

}  // namespace shortbreaks::registers

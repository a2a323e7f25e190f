// What every change of a booking that exists is made of, for the parts of the MySQL store: the request's row, the
// child's lock, the booking as it is under it, and the end of a place.
#pragma once

#include <functional>
#include <string>
#include <string_view>

#include "bookings/mysql_rows.h"
#include "bookings/store.h"
#include "capacity/capacity.h"
#include "idempotency/requests.h"
#include "mysql/pool.h"
#include "relations/relations.h"

namespace shortbreaks::bookings {

// A booking as it stands under its child's lock.
struct Locked {
  BookingRow booking;
  absl::Time now;
  bool hold_running = false;
  int session_state = 0;
  int64_t session_version = 0;
  bool session_started = false;
  int64_t child_version = 0;
  bool may_act = false;     // the asker, for the child
  capacity::Ratio ratio;    // the child's now
  bool trained = false;     // somebody on shift is, for each need of the child's that asks it
  bool kept_apart = false;  // the child, from somebody
  int match_hours = 0;      // that the provider has to say whether it can meet the child's needs; 0: booking is instant
};

absl::StatusOr<Locked> LockBooking(mysql::Pool& pool, mysql::Connection& connection, const std::string& council,
                                   const ids::Uuid& child_id, const ids::Uuid& booking_id,
                                   const relations::Asker& asker);

// HOLD_EXPIRED, OFFER_EXPIRED, or STATE_FORBIDS with the state.
absl::Status WrongState(const BookingRow& booking);

// Ends any live place whose version is the one read.
inline constexpr std::string_view kEndPlace =
    "UPDATE bookings FORCE INDEX (PRIMARY) SET state = ?, live_session_id = NULL, hold_expire_time = NULL, version = "
    "version + 1, "
    "update_time = ?, cancel_cause = ?, forfeited_amount = ?, second_forfeited_amount = ?, waived_by = ? "
    "WHERE council_id = ? AND booking_id = ? AND version = ? AND live_session_id IS NOT NULL";

// Ends a live place: booking, ledger, allocation, event and audit, its waiting list entry, and last the session.
// Nothing changed where the guard does not hold any more.
absl::StatusOr<bool> EndPlace(mysql::Connection& connection, const std::string& council, BookingRow& booking,
                              Transition transition, std::string_view guard, Change change, absl::Time now);

// Who makes the change; its event is set later.
Change ChangeOf(const rpc::Call& call, const BookingChange& change);

// Begins the request, locks the booking and runs `body`, which gives the answer; replays where it was done before.
// NOT_ALLOWED to a carer and NOT_FOUND to an officer who may not act for the child now.
template <typename Answer>
absl::StatusOr<Answer> ChangeOnce(mysql::Pool& pool, const idempotency::Requests& requests, const rpc::Call& call,
                                  const BookingChange& change,
                                  const std::function<absl::StatusOr<Answer>(mysql::Connection&, Locked&)>& body) {
  Answer answer;
  auto status = mysql::InTransaction(pool, call.deadline, [&](mysql::Connection& connection) -> absl::Status {
    auto reply = requests.Begin(connection, change.mark.key, change.mark.hash);
    if (!reply.ok()) return reply.status();
    if (change.replayed != nullptr) *change.replayed = reply->has_value();
    if (*reply) {
      answer.ParseFromString(**reply);
      return CheckAuthority(connection, call, change.child_id);
    }
    const relations::Asker asker = relations::AskerOf(call.principal);
    auto locked = LockBooking(pool, connection, call.principal.council_id, change.child_id, change.booking_id, asker);
    if (!locked.ok()) return locked.status();
    if (relations::GoesByChild(call.principal) && !locked->may_act) return relations::NotSeen(asker);
    auto done = body(connection, *locked);
    if (!done.ok()) return done.status();
    answer = *std::move(done);
    return requests.Finish(connection, change.mark.key, answer);
  });
  if (!status.ok()) return status;
  return answer;
}

}  // namespace shortbreaks::bookings

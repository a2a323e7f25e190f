// Accepting an offer: a place that is kept already is decided on, charged and booked.
#include <utility>

#include "bookings/mysql_apart.h"
#include "bookings/mysql_places.h"
#include "bookings/needs_match.h"
#include "errors/errors.h"
#include "mysql/nullable.h"
#include "shortbreaks/availability/v1/availability.pb.h"
#include "waiting/entries.h"

namespace shortbreaks::bookings {
namespace {

using errors::Error;
using mysql::Bytes;
using mysql::Connection;

constexpr std::string_view kReadDiaryVersion =
    "SELECT diary_version FROM children WHERE council_id = ? AND child_id = ?";

// The sweeper ends an offer by the same guard reversed, so that it is accepted or lapses and never both.
constexpr std::string_view kAccept =
    "UPDATE bookings FORCE INDEX (PRIMARY) SET state = ?, hold_expire_time = NULL, allocation_id = ?, charge_unit = ?, "
    "charge_amount = ?, price_pence = ?, second_allocation_id = ?, second_amount = ?, decision_id = ?, "
    "cancellation = ?, free_until_time = ?, child_version = ?, session_version = ?, booked_by = ?, partner_id = ?, "
    "match_due_time = ?, ratio_staff = ?, ratio_children = ?, staff_shares = ?, version = version + 1, update_time = ? "
    "WHERE council_id = ? AND booking_id = ? AND version = ? AND state = 8 AND hold_expire_time > NOW(6)";

// What taking, extending and confirming ask, asked of an offer.
absl::Status CheckOffer(Connection& connection, const rpc::Call& call, const BookingChange& change,
                        const Locked& locked) {
  if (!locked.hold_running) return Error(type::v1::ERROR_REASON_OFFER_EXPIRED);
  if (locked.session_state == availability::v1::SESSION_STATE_CANCELLED) {
    return Error(type::v1::ERROR_REASON_SESSION_CANCELLED);
  }
  if (locked.session_started) return Error(type::v1::ERROR_REASON_SESSION_STARTED);
  // Nobody has decided yet: the caller does, and comes again.
  if (!change.decided_again) return Error(type::v1::ERROR_REASON_DETAILS_CHANGED);
  const Terms& terms = *change.decided_again;
  if (locked.child_version != terms.child_version || locked.session_version != terms.session_version) {
    return Error(type::v1::ERROR_REASON_DETAILS_CHANGED);
  }
  if (!locked.trained) return Error(type::v1::ERROR_REASON_STAFF_NOT_TRAINED);
  if (locked.kept_apart) {
    auto apart =
        RefuseKeptApart(connection, call.principal.council_id, locked.booking.child_id, locked.booking.session_id);
    if (!apart.ok()) return apart;
  }
  if (terms.diary_version < 0) return absl::OkStatus();
  auto rows = connection.Query(kReadDiaryVersion, {call.principal.council_id, Bytes{locked.booking.child_id}});
  if (!rows.ok()) return rows.status();
  // Taking the child's lock raised it by one. Another booking since the decision may have used up a cap.
  const bool as_decided = !rows->empty() && rows->front().Int(0) == terms.diary_version + 1;
  return as_decided ? absl::OkStatus() : Error(type::v1::ERROR_REASON_DETAILS_CHANGED);
}

void SetTerms(BookingRow& booking, const Terms& terms) {
  booking.allocation_id = terms.allocation_id;
  booking.charge_unit = terms.charge_unit;
  booking.charge_amount = terms.charge_amount;
  booking.price_pence = terms.price_pence;
  booking.second_allocation_id = terms.second_allocation_id;
  booking.second_amount = terms.second_amount;
  booking.decision_id = terms.decision_id;
  booking.child_version = terms.child_version;
  booking.session_version = terms.session_version;
  booking.cancellation = terms.cancellation;
  if (terms.cancellation) booking.free_until_time = FreeUntil(*terms.cancellation, booking.start_time);
}

// Writes `booking`, whose version is the new one, as the family's.
absl::Status WriteAccepted(Connection& connection, const rpc::Call& call, const BookingRow& booking) {
  const auto terms = booking.cancellation ? mysql::Parameter(Bytes{booking.cancellation->SerializeAsString()})
                                          : mysql::Parameter(nullptr);
  auto accepted = connection.Execute(kAccept, {int64_t{booking.state},
                                               mysql::IdOrNull(booking.allocation_id),
                                               int64_t{booking.charge_unit},
                                               booking.charge_amount,
                                               booking.price_pence,
                                               mysql::IdOrNull(booking.second_allocation_id),
                                               booking.second_amount,
                                               mysql::IdOrNull(booking.decision_id),
                                               terms,
                                               booking.free_until_time,
                                               booking.child_version,
                                               booking.session_version,
                                               call.principal.Actor(),
                                               call.principal.partner_id,
                                               mysql::OrNull(booking.match_due_time),
                                               booking.ratio.staff,
                                               booking.ratio.children,
                                               capacity::StaffShares(booking.ratio),
                                               booking.update_time,
                                               call.principal.council_id,
                                               Bytes{booking.booking_id},
                                               booking.version - 1});
  if (!accepted.ok()) return accepted.status();
  return *accepted == 1 ? absl::OkStatus() : Error(type::v1::ERROR_REASON_OFFER_EXPIRED);
}

}  // namespace

absl::StatusOr<v1::Booking> AcceptOffer(Connection& connection, telemetry::Metrics& metrics, const rpc::Call& call,
                                        const BookingChange& change, Locked& locked) {
  if (auto check = CheckOffer(connection, call, change, locked); !check.ok()) return check;
  const std::string& council = call.principal.council_id;
  BookingRow& booking = locked.booking;
  PlaceAttempt attempt;
  attempt.child_id = booking.child_id;
  attempt.session_id = booking.session_id;
  attempt.terms = *change.decided_again;
  if (auto debited = Debit(connection, council, attempt); !debited.ok()) return debited;
  SetTerms(booking, *change.decided_again);
  booking.state = locked.match_hours > 0 ? v1::BOOKING_STATE_REQUESTED : v1::BOOKING_STATE_CONFIRMED;
  if (locked.match_hours > 0) {
    booking.match_due_time = MatchDueTime(locked.now, booking.start_time, locked.match_hours);
  }
  // The child may need other support than when it was offered the place.
  const capacity::Ratio before = std::exchange(booking.ratio, locked.ratio);
  booking.hold_expire_time.reset();
  booking.version += 1;
  booking.update_time = locked.now;
  if (auto s = WriteAccepted(connection, call, booking); !s.ok()) return s;
  for (const Share& share : booking.Shares()) {
    auto posted = AddPostings(connection, council, booking.booking_id, share.allocation_id,
                              {FirstPosting(booking.state, share.amount)}, call.principal.Actor(), locked.now);
    if (!posted.ok()) return posted;
  }
  const Change record{change.mark.key.method, EventOf(booking.state), audit::WhoOf(call)};
  if (auto s = AddEventAndAudit(connection, booking, record, locked.now); !s.ok()) return s;
  auto ended = waiting::OfferEnded(connection, council, booking.waiting_entry_id, booking.state,
                                   /*keep_waiting=*/false, locked.now);
  if (!ended.ok()) return ended;
  if (booking.ratio != before) {
    auto changed = ChangeSessionSupport(connection, metrics, council, booking.session_id, before, booking.ratio);
    if (!changed.ok()) return changed;
  }
  return ToProto(booking);
}

}  // namespace shortbreaks::bookings

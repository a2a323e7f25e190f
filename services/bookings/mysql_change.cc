// Changes to a booking that exists: extend, confirm, release, cancel, and what the sweeper does.
#include "bookings/mysql_change.h"

#include <absl/functional/function_ref.h>
#include <absl/strings/str_cat.h>
#include <absl/time/clock.h>

#include <utility>

#include "bookings/mysql_apart.h"
#include "bookings/mysql_places.h"
#include "bookings/mysql_rows.h"
#include "bookings/mysql_session_place.h"
#include "bookings/mysql_store.h"
#include "bookings/needs_match.h"
#include "errors/errors.h"
#include "mysql/nullable.h"
#include "shortbreaks/availability/v1/availability.pb.h"
#include "waiting/entries.h"
#include "wire/times.h"

namespace shortbreaks::bookings {
namespace {

using errors::Error;
using mysql::Bytes;
using mysql::Connection;

// Read under the child's lock.
std::string ReadLockedSql() {
  return absl::StrCat("SELECT ", kBookingColumns,
                      ", NOW(6), b.hold_expire_time > NOW(6), s.state, s.version, s.start_time <= NOW(6), c.version, ",
                      relations::MayAct("b"),
                      ", u.ratio_staff, u.ratio_children, "
                      "s.trained_for IS NULL OR (u.trained_needs & ~s.trained_for) = 0, ",
                      kIsKeptApart,
                      ", (SELECT m.needs_match_hours FROM session_offers m WHERE m.council_id = b.council_id "
                      "  AND m.session_id = b.session_id) "
                      "FROM bookings b JOIN sessions s ON s.council_id = b.council_id AND s.session_id = b.session_id "
                      "JOIN children c ON c.council_id = b.council_id AND c.child_id = b.child_id "
                      "JOIN child_support u ON u.council_id = b.council_id AND u.child_id = b.child_id "
                      "WHERE b.council_id = ? AND b.booking_id = ?");
}

// The booking must still be as it was read: state and version are the epoch that every change is guarded by. A hold
// that is confirmed or extended must not have run out, a hold that is expired must have, by the database's clock at
// this statement.
constexpr std::string_view kKeepPlace =
    "UPDATE bookings FORCE INDEX (PRIMARY) SET state = ?, hold_expire_time = ?, hold_extensions_left = ?, "
    "child_version = ?, session_version = ?, decision_id = COALESCE(?, decision_id), match_due_time = ?, version = "
    "version + 1, "
    "update_time = ?, ratio_staff = ?, ratio_children = ?, staff_shares = ? "
    "WHERE council_id = ? AND booking_id = ? AND version = ? AND state = 1 AND hold_expire_time > NOW(6)";
constexpr std::string_view kExpirePlace =
    "UPDATE bookings FORCE INDEX (PRIMARY) SET state = ?, live_session_id = NULL, hold_expire_time = NULL, version = "
    "version + 1, "
    "update_time = ?, cancel_cause = ?, forfeited_amount = ?, second_forfeited_amount = ?, waived_by = ? "
    "WHERE council_id = ? AND booking_id = ? AND version = ? AND state IN (1, 8) AND hold_expire_time <= NOW(6)";
// What is forfeited is given back once.
constexpr std::string_view kWaive =
    "UPDATE bookings FORCE INDEX (PRIMARY) SET forfeited_amount = 0, second_forfeited_amount = 0, waived_by = ?, "
    "waive_reason = ?, "
    "version = version + 1, update_time = ? "
    "WHERE council_id = ? AND booking_id = ? AND version = ? AND state = 6 AND forfeited_amount > 0";

constexpr std::string_view kCreditAllocation =
    "UPDATE allocations FORCE INDEX (PRIMARY) SET committed = committed + ? WHERE council_id = ? AND allocation_id = ?";

constexpr std::string_view kFindExpired =
    "SELECT council_id, child_id, booking_id FROM bookings WHERE state IN (1, 8) AND hold_expire_time <= NOW(6) "
    "ORDER BY hold_expire_time LIMIT ?";
constexpr std::string_view kFindExpiredInTheWay =
    "SELECT council_id, child_id, booking_id FROM bookings WHERE council_id = ? AND session_id = ? AND state IN (1, 8) "
    "AND hold_expire_time <= NOW(6) UNION SELECT council_id, child_id, booking_id FROM bookings WHERE council_id = ? "
    "AND child_id = ? AND state IN (1, 8) AND hold_expire_time <= NOW(6) LIMIT ?";
constexpr std::string_view kFindInCancelledSessions =
    "SELECT b.council_id, b.child_id, b.booking_id FROM session_offers s JOIN bookings b "
    "ON b.council_id = s.council_id AND b.session_id = s.session_id AND b.live_session_id IS NOT NULL "
    "AND b.mark_time IS NULL WHERE s.state = 4 AND s.places_taken > 0 LIMIT ?";

// Late cancellations of which something is still lost. What is called off has not begun: the month is for a sweeper
// that was away.
constexpr std::string_view kFindForfeitedInCancelledSessions =
    "SELECT b.council_id, b.child_id, b.booking_id FROM session_offers s JOIN bookings b "
    "ON b.council_id = s.council_id AND b.session_id = s.session_id AND b.state = 6 AND b.forfeited_amount > 0 "
    "WHERE s.state = 4 AND s.start_time > NOW(6) - INTERVAL 31 DAY LIMIT ?";

// What hold, extend and confirm ask alike.
absl::Status CheckHold(Connection& connection, const rpc::Call& call, const BookingChange& change,
                       const Locked& locked) {
  if (locked.booking.state != v1::BOOKING_STATE_HELD) return WrongState(locked.booking);
  if (!locked.hold_running) return Error(type::v1::ERROR_REASON_HOLD_EXPIRED);
  if (locked.session_state == availability::v1::SESSION_STATE_CANCELLED) {
    return Error(type::v1::ERROR_REASON_SESSION_CANCELLED);
  }
  if (locked.session_started) return Error(type::v1::ERROR_REASON_SESSION_STARTED);
  const int64_t child_version =
      change.decided_again ? change.decided_again->child_version : locked.booking.child_version;
  const int64_t session_version =
      change.decided_again ? change.decided_again->session_version : locked.booking.session_version;
  if (locked.child_version != child_version || locked.session_version != session_version) {
    return Error(type::v1::ERROR_REASON_DETAILS_CHANGED);
  }
  if (!locked.trained) return Error(type::v1::ERROR_REASON_STAFF_NOT_TRAINED);
  // A pair that was recorded since the hold was made.
  if (!locked.kept_apart) return absl::OkStatus();
  return RefuseKeptApart(connection, call.principal.council_id, locked.booking.child_id, locked.booking.session_id);
}

// Writes `booking`, whose version is the new one, as a place that is kept.
absl::Status KeepPlace(Connection& connection, const std::string& council, const BookingRow& booking) {
  const auto hold_end = mysql::OrNull(booking.hold_expire_time);
  auto kept = connection.Execute(
      kKeepPlace, {int64_t{booking.state}, hold_end, int64_t{booking.hold_extensions_left}, booking.child_version,
                   booking.session_version, mysql::IdOrNull(booking.decision_id), mysql::OrNull(booking.match_due_time),
                   booking.update_time, booking.ratio.staff, booking.ratio.children,
                   capacity::StaffShares(booking.ratio), council, Bytes{booking.booking_id}, booking.version - 1});
  if (!kept.ok()) return kept.status();
  return *kept == 1 ? absl::OkStatus() : Error(type::v1::ERROR_REASON_HOLD_EXPIRED);
}

// What a change of the booking from `from` means to each allocation that pays.
absl::Status SettleShares(Connection& connection, const std::string& council, const BookingRow& booking,
                          Transition transition, v1::BookingState from, std::string_view actor, absl::Time now) {
  for (const Share& share : booking.Shares()) {
    const Effect effect = EffectOf(transition, from, share.amount, share.forfeited);
    if (effect.committed_change != 0) {
      auto credited =
          connection.Execute(kCreditAllocation, {effect.committed_change, council, Bytes{share.allocation_id}});
      if (!credited.ok()) return credited.status();
    }
    auto posted =
        AddPostings(connection, council, booking.booking_id, share.allocation_id, effect.postings, actor, now);
    if (!posted.ok()) return posted;
  }
  return absl::OkStatus();
}

// An offer that ended ends its waiting list entry; a place that the provider took away keeps its family's priority.
absl::Status TellWaitingList(Connection& connection, const std::string& council, const BookingRow& booking,
                             v1::BookingState from, const Change& change, absl::Time now) {
  if (from == v1::BOOKING_STATE_OFFERED) {
    return waiting::OfferEnded(connection, council, booking.waiting_entry_id, booking.state, change.keep_waiting, now);
  }
  if (booking.state != v1::BOOKING_STATE_CANCELLED_BY_PROVIDER || from == v1::BOOKING_STATE_HELD) {
    return absl::OkStatus();
  }
  return waiting::KeepPriority(
      connection, council,
      {booking.child_id, booking.session_id, booking.create_time, booking.charge_unit, booking.charge_amount}, now);
}

}  // namespace

absl::StatusOr<Locked> LockBooking(mysql::Pool& pool, Connection& connection, const std::string& council,
                                   const ids::Uuid& child_id, const ids::Uuid& booking_id,
                                   const relations::Asker& asker) {
  auto locked = TakeLock(connection, pool.metrics(), "child", kLockChild, {council, Bytes{child_id}});
  if (!locked.ok()) return locked.status();
  static const std::string kReadLocked = ReadLockedSql();
  auto rows = connection.Query(
      kReadLocked,
      relations::With({council, Bytes{child_id}, council, Bytes{child_id}, council, Bytes{booking_id}}, 0, asker));
  if (!rows.ok()) return rows.status();
  if (rows->empty()) return Error(type::v1::ERROR_REASON_NOT_FOUND);
  const mysql::Row& row = rows->front();
  const size_t at = kBookingColumnCount;
  auto booking = ReadBookingRow(row);
  if (!booking.ok()) return booking.status();
  Locked result{.booking = *std::move(booking), .now = row.Time(at)};
  result.hold_running = !row.IsNull(at + 1) && row.Int(at + 1) != 0;
  result.session_state = static_cast<int>(row.Int(at + 2));
  result.session_version = row.Int(at + 3);
  result.session_started = row.Int(at + 4) != 0;
  result.child_version = row.Int(at + 5);
  result.may_act = row.Int(at + 6) != 0;
  result.ratio = {row.Int(at + 7), row.Int(at + 8)};
  result.trained = row.Int(at + 9) != 0;
  result.kept_apart = row.Int(at + 10) != 0;
  result.match_hours = static_cast<int>(row.Int(at + 11));
  return result;
}

absl::Status WrongState(const BookingRow& booking) {
  if (booking.state == v1::BOOKING_STATE_EXPIRED) {
    return Error(booking.waiting_entry_id.empty() ? type::v1::ERROR_REASON_HOLD_EXPIRED
                                                  : type::v1::ERROR_REASON_OFFER_EXPIRED);
  }
  return Error(type::v1::ERROR_REASON_STATE_FORBIDS, {}, {{"state", v1::BookingState_Name(booking.state)}});
}

absl::StatusOr<bool> EndPlace(Connection& connection, const std::string& council, BookingRow& booking,
                              Transition transition, std::string_view guard, Change change, absl::Time now) {
  const v1::BookingState from = booking.state;
  const Effect effect = EffectOf(transition, from, booking.charge_amount, booking.forfeited.amount);
  auto ended = connection.Execute(
      guard, {int64_t{effect.state}, now, int64_t{booking.cancel_cause}, booking.forfeited.amount,
              booking.forfeited.second_amount, booking.waived_by, council, Bytes{booking.booking_id}, booking.version});
  if (!ended.ok()) return ended.status();
  if (*ended == 0) return false;
  booking.state = effect.state;
  booking.version += 1;
  booking.update_time = now;
  booking.hold_expire_time.reset();
  change.event_type = EventOf(effect.state);
  if (auto s = SettleShares(connection, council, booking, transition, from, change.who.actor, now); !s.ok()) return s;
  if (auto s = AddEventAndAudit(connection, booking, change, now); !s.ok()) return s;
  if (auto s = TellWaitingList(connection, council, booking, from, change, now); !s.ok()) return s;
  if (auto s = FreeSessionPlace(connection, council, booking.session_id, booking.ratio); !s.ok()) return s;
  return true;
}

Change ChangeOf(const rpc::Call& call, const BookingChange& change) {
  return {change.mark.key.method, {}, audit::WhoOf(call), change.keep_waiting};
}

namespace {

absl::StatusOr<v1::Booking> FinishKept(Connection& connection, const rpc::Call& call, const BookingChange& change,
                                       BookingRow& booking, std::string_view event, absl::Time now) {
  if (change.decided_again) {
    booking.child_version = change.decided_again->child_version;
    booking.session_version = change.decided_again->session_version;
    booking.decision_id = change.decided_again->decision_id;
  }
  booking.version += 1;
  booking.update_time = now;
  if (auto s = KeepPlace(connection, call.principal.council_id, booking); !s.ok()) return s;
  Change record = ChangeOf(call, change);
  record.event_type = event;
  if (auto s = AddEventAndAudit(connection, booking, record, now); !s.ok()) return s;
  return ToProto(booking);
}

// The hold is kept with the support that the child needs now. The value: what it was taken with.
capacity::Ratio TakeOnRatio(Locked& locked) { return std::exchange(locked.booking.ratio, locked.ratio); }

// Last in the transaction: the session has to have what the child needs more.
absl::Status KeepSupport(Connection& connection, telemetry::Metrics& metrics, const rpc::Call& call,
                         const BookingRow& booking, capacity::Ratio before) {
  if (booking.ratio == before) return absl::OkStatus();
  return ChangeSessionSupport(connection, metrics, call.principal.council_id, booking.session_id, before,
                              booking.ratio);
}

// Gives back what is forfeited of `booking`, each allocation its own part.
absl::Status Waive(Connection& connection, const std::string& council, BookingRow& booking, Change change,
                   std::string waived_by, std::string reason, absl::Time now) {
  auto sealed = SealedText(connection, council, booking, kWaiveReason, reason);
  if (!sealed.ok()) return sealed.status();
  auto waived = connection.Execute(
      kWaive, {waived_by, *std::move(sealed), now, council, Bytes{booking.booking_id}, booking.version});
  if (!waived.ok()) return waived.status();
  if (*waived != 1) return WrongState(booking);
  auto settled = SettleShares(connection, council, booking, Transition::kWaive, booking.state, change.who.actor, now);
  if (!settled.ok()) return settled;
  booking.forfeited = {};
  booking.waived_by = std::move(waived_by);
  booking.waive_reason = std::move(reason);
  booking.version += 1;
  booking.update_time = now;
  change.event_type = kChargeWaived;
  return AddEventAndAudit(connection, booking, change, now);
}

absl::StatusOr<v1::WaiveChargeResponse> WaiveForOfficer(Connection& connection, const rpc::Call& call,
                                                        const BookingChange& change, BookingRow& booking,
                                                        absl::Time now) {
  v1::WaiveChargeResponse answer;
  answer.mutable_waived()->set_unit(static_cast<type::v1::AllocationUnit>(booking.charge_unit));
  answer.mutable_waived()->set_amount(booking.forfeited.amount);
  auto waived = Waive(connection, call.principal.council_id, booking, ChangeOf(call, change), call.principal.Actor(),
                      change.reason, now);
  if (!waived.ok()) return waived;
  *answer.mutable_booking() = ToProto(booking);
  return answer;
}

struct Found {
  std::string council_id;
  ids::Uuid child_id, booking_id;
};

absl::StatusOr<std::vector<Found>> Find(mysql::Pool& pool, absl::Time deadline, std::string_view sql,
                                        const mysql::Parameters& parameters) {
  auto rows = pool.Query(deadline, sql, parameters);
  if (!rows.ok()) return rows.status();
  std::vector<Found> found;
  for (const mysql::Row& row : *rows) found.push_back({row.Text(0), row.Text(1), row.Text(2)});
  return found;
}

// What the sweeper does to one booking under its child's lock; false where another had done it, or there is nothing to
// do any more.
using Step = absl::FunctionRef<absl::StatusOr<bool>(Connection&, const Found&, Locked&, const Change&)>;

absl::StatusOr<bool> Sweep(mysql::Pool& pool, absl::Time deadline, const Found& found, std::string_view method,
                           Step step) {
  bool done = false;
  auto status = mysql::InTransaction(pool, deadline, [&](Connection& connection) -> absl::Status {
    auto locked =
        LockBooking(pool, connection, found.council_id, found.child_id, found.booking_id, relations::kService);
    if (!locked.ok()) return locked.status();
    const Change change{method, {}, audit::ServiceItself(found.council_id, "bookings", "sweeper")};
    auto stepped = step(connection, found, *locked, change);
    if (!stepped.ok()) return stepped.status();
    done = *stepped;
    return absl::OkStatus();
  });
  if (!status.ok()) return status;
  return done;
}

absl::StatusOr<int> SweepAll(mysql::Pool& pool, absl::Time deadline, const absl::StatusOr<std::vector<Found>>& found,
                             std::string_view method, Step step) {
  if (!found.ok()) return found.status();
  int count = 0;
  absl::Status first_error;
  for (const Found& one : *found) {
    auto done = Sweep(pool, deadline, one, method, step);
    // One booking that cannot be swept must not keep the rest.
    if (!done.ok()) first_error.Update(done.status());
    if (done.ok() && *done) ++count;
    if (absl::Now() >= deadline) break;
  }
  if (!first_error.ok() && count == 0) return first_error;
  return count;
}

// False where the hold was extended meanwhile.
absl::StatusOr<int> EndAll(mysql::Pool& pool, absl::Time deadline, const absl::StatusOr<std::vector<Found>>& found,
                           Transition transition, std::string_view guard, std::string_view method) {
  const auto end = [&](Connection& connection, const Found& one, Locked& locked,
                       const Change& change) -> absl::StatusOr<bool> {
    if (!IsLive(locked.booking.state)) return false;
    return EndPlace(connection, one.council_id, locked.booking, transition, guard, change, locked.now);
  };
  return SweepAll(pool, deadline, found, method, end);
}

absl::StatusOr<bool> WaiveCalledOff(Connection& connection, const Found& one, Locked& locked, const Change& change) {
  BookingRow& booking = locked.booking;
  const bool called_off = locked.session_state == availability::v1::SESSION_STATE_CANCELLED;
  if (!called_off || booking.state != v1::BOOKING_STATE_CANCELLED_LATE || booking.forfeited.amount == 0) return false;
  auto waived = Waive(connection, one.council_id, booking, change, std::string(kWaivedByProvider), {}, locked.now);
  if (!waived.ok()) return waived;
  return true;
}

}  // namespace

absl::StatusOr<v1::Booking> MysqlStore::ExtendHold(const rpc::Call& call, const BookingChange& change) {
  return ChangeOnce<v1::Booking>(
      pool_, requests_, call, change, [&](Connection& connection, Locked& locked) -> absl::StatusOr<v1::Booking> {
        if (auto check = CheckHold(connection, call, change, locked); !check.ok()) return check;
        BookingRow& booking = locked.booking;
        if (booking.hold_extensions_left <= 0) return Error(type::v1::ERROR_REASON_HOLD_EXTENSIONS_USED);
        booking.hold_extensions_left -= 1;
        booking.hold_expire_time = locked.now + change.limits.hold;
        const capacity::Ratio before = TakeOnRatio(locked);
        auto answer = FinishKept(connection, call, change, booking, "booking.hold_extended", locked.now);
        if (!answer.ok()) return answer;
        auto changed = KeepSupport(connection, pool_.metrics(), call, booking, before);
        if (!changed.ok()) return changed;
        return answer;
      });
}

absl::StatusOr<v1::Booking> MysqlStore::Confirm(const rpc::Call& call, const BookingChange& change) {
  return ChangeOnce<v1::Booking>(
      pool_, requests_, call, change, [&](Connection& connection, Locked& locked) -> absl::StatusOr<v1::Booking> {
        if (locked.booking.state == v1::BOOKING_STATE_OFFERED)
          return AcceptOffer(connection, pool_.metrics(), call, change, locked);
        if (auto check = CheckHold(connection, call, change, locked); !check.ok()) return check;
        BookingRow& booking = locked.booking;
        const v1::BookingState from = booking.state;
        const Transition transition = locked.match_hours > 0 ? Transition::kRequest : Transition::kConfirm;
        booking.state = EffectOf(transition, from, booking.charge_amount, 0).state;
        if (transition == Transition::kRequest) {
          booking.match_due_time = MatchDueTime(locked.now, booking.start_time, locked.match_hours);
        }
        booking.hold_expire_time.reset();
        booking.hold_extensions_left = 0;
        const capacity::Ratio before = TakeOnRatio(locked);
        auto answer = FinishKept(connection, call, change, booking, EventOf(booking.state), locked.now);
        if (!answer.ok()) return answer;
        auto posted = SettleShares(connection, call.principal.council_id, booking, transition, from,
                                   call.principal.Actor(), locked.now);
        if (!posted.ok()) return posted;
        auto changed = KeepSupport(connection, pool_.metrics(), call, booking, before);
        if (!changed.ok()) return changed;
        return answer;
      });
}

absl::StatusOr<v1::Booking> MysqlStore::Release(const rpc::Call& call, const BookingChange& change) {
  return ChangeOnce<v1::Booking>(
      pool_, requests_, call, change, [&](Connection& connection, Locked& locked) -> absl::StatusOr<v1::Booking> {
        BookingRow& booking = locked.booking;
        if (booking.state != v1::BOOKING_STATE_HELD && booking.state != v1::BOOKING_STATE_OFFERED) {
          return WrongState(booking);
        }
        auto ended = EndPlace(connection, call.principal.council_id, booking, Transition::kRelease, kEndPlace,
                              ChangeOf(call, change), locked.now);
        if (!ended.ok()) return ended.status();
        if (!*ended) return Error(type::v1::ERROR_REASON_CONTENTION);
        return ToProto(booking);
      });
}

absl::StatusOr<v1::CancelBookingResponse> MysqlStore::Cancel(const rpc::Call& call, const BookingChange& change) {
  using Answer = v1::CancelBookingResponse;
  return ChangeOnce<Answer>(
      pool_, requests_, call, change, [&](Connection& connection, Locked& locked) -> absl::StatusOr<Answer> {
        BookingRow& booking = locked.booking;
        if (!change.etag.empty() && change.etag != absl::StrCat(booking.version)) {
          return Error(type::v1::ERROR_REASON_ETAG_MISMATCH);
        }
        if (!CanBeCancelled(booking.state)) return WrongState(booking);
        if (locked.session_started) return Error(type::v1::ERROR_REASON_SESSION_STARTED);
        const Cancellation cancellation =
            locked.session_state == availability::v1::SESSION_STATE_CANCELLED ? kCancelledByProvider
            : change.gives_all_back
                ? kGivenUp
                : CancellationAt(locked.now, ToProto(booking), booking.free_until_time, change.cause);
        booking.cancel_cause = change.cause;
        booking.forfeited = cancellation.forfeit;
        if (cancellation.waived) booking.waived_by = kWaivedByPolicy;
        auto ended = EndPlace(connection, call.principal.council_id, booking, cancellation.transition, kEndPlace,
                              ChangeOf(call, change), locked.now);
        if (!ended.ok()) return ended.status();
        if (!*ended) return Error(type::v1::ERROR_REASON_CONTENTION);
        return CancellationAnswer(ToProto(booking), booking.free_until_time, cancellation);
      });
}

absl::StatusOr<v1::WaiveChargeResponse> MysqlStore::WaiveCharge(const rpc::Call& call, const BookingChange& change) {
  using Answer = v1::WaiveChargeResponse;
  return ChangeOnce<Answer>(pool_, requests_, call, change,
                            [&](Connection& connection, Locked& locked) -> absl::StatusOr<Answer> {
                              BookingRow& booking = locked.booking;
                              if (!change.etag.empty() && change.etag != absl::StrCat(booking.version)) {
                                return Error(type::v1::ERROR_REASON_ETAG_MISMATCH);
                              }
                              if (booking.forfeited.amount == 0) return WrongState(booking);
                              return WaiveForOfficer(connection, call, change, booking, locked.now);
                            });
}

absl::StatusOr<int> MysqlStore::ExpireHolds(absl::Time deadline, int bookings_max) {
  return EndAll(pool_, deadline, Find(pool_, deadline, kFindExpired, {int64_t{bookings_max}}), Transition::kExpire,
                kExpirePlace, "ExpireHold");
}

absl::StatusOr<int> MysqlStore::ExpireHoldsInTheWay(const rpc::Call& call, const ids::Uuid& child_id,
                                                    const ids::Uuid& session_id) {
  constexpr int64_t kHoldsMax = 100;
  const std::string& council = call.principal.council_id;
  auto found = Find(pool_, call.deadline, kFindExpiredInTheWay,
                    {council, Bytes{session_id}, council, Bytes{child_id}, kHoldsMax});
  return EndAll(pool_, call.deadline, found, Transition::kExpire, kExpirePlace, "ExpireHold");
}

absl::StatusOr<int> MysqlStore::EndBookingsOfCancelledSessions(absl::Time deadline, int bookings_max) {
  auto ended = EndAll(pool_, deadline, Find(pool_, deadline, kFindInCancelledSessions, {int64_t{bookings_max}}),
                      Transition::kCancelByProvider, kEndPlace, "EndBookingOfCancelledSession");
  auto waived =
      SweepAll(pool_, deadline, Find(pool_, deadline, kFindForfeitedInCancelledSessions, {int64_t{bookings_max}}),
               "WaiveInCancelledSession", WaiveCalledOff);
  if (!ended.ok()) return ended;
  if (!waived.ok()) return waived;
  return *ended + *waived;
}

}  // namespace shortbreaks::bookings

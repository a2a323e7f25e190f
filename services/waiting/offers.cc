// Making offers: a place that is free goes to the first family on the list who could take it.
#include <absl/strings/str_cat.h>
#include <absl/time/clock.h>

#include "bookings/mysql_apart.h"
#include "bookings/mysql_places.h"
#include "bookings/mysql_rows.h"
#include "errors/errors.h"
#include "waiting/mysql_store.h"

namespace shortbreaks::waiting {
namespace {

using errors::Error;
using mysql::Bytes;
using mysql::Connection;

// Costs next to nothing where nobody waits. Those that come after a place in the order; places that are kept back are
// not free.
constexpr std::string_view kFreeSessions =
    "SELECT s.council_id, s.session_id, s.booking_close_time FROM (SELECT DISTINCT council_id, activity_id FROM "
    "waiting_entries "
    "  WHERE state = 1) w JOIN session_offers s ON s.council_id = w.council_id AND s.activity_id = w.activity_id "
    "WHERE s.start_time > NOW(6) AND s.state = 2 AND s.booking_open_time <= NOW(6) "
    "AND s.booking_close_time > NOW(6) "
    "AND s.places_taken + CASE WHEN s.reserve_release_time <= NOW(6) THEN 0 ELSE s.reserve_places END < s.places "
    "AND (s.booking_close_time > ? OR (s.booking_close_time = ? AND (s.council_id > ? "
    "  OR (s.council_id = ? AND s.session_id > ?)))) AND EXISTS (SELECT 1 FROM waiting_entries e "
    "  WHERE e.state = 1 AND e.council_id = s.council_id AND e.activity_id = s.activity_id "
    "  AND (e.session_id IS NULL OR e.session_id = s.session_id)) "
    "ORDER BY s.booking_close_time, s.council_id, s.session_id LIMIT ?";

// Under the child's lock. 31 days are the longest session.
std::string ReadChildSql() {
  return absl::StrCat(
      "SELECT c.version, NOW(6), EXISTS (SELECT 1 FROM care_authorities a WHERE a.council_id = c.council_id "
      "  AND a.child_id = c.child_id AND a.revoke_time IS NULL AND a.kind = 1), "
      "(SELECT o.booking_id FROM bookings o WHERE o.council_id = c.council_id AND o.child_id = c.child_id "
      "  AND o.state IN ",
      bookings::kTakeUpTime,
      " AND o.start_time < ? AND o.start_time > ? AND o.end_time > ? ORDER BY o.start_time LIMIT 1) "
      "FROM children c WHERE c.council_id = ? AND c.child_id = ?");
}

constexpr std::string_view kPassOver =
    "UPDATE waiting_entries FORCE INDEX (PRIMARY) SET passed_over_time = NOW(6), passed_over_reason = ? "
    "WHERE council_id = ? AND entry_id = ? AND state = 1";

constexpr std::string_view kFindEnded =
    "SELECT e.council_id, e.child_id, e.entry_id FROM waiting_entries e JOIN session_offers s "
    "ON s.council_id = e.council_id AND s.session_id = e.session_id "
    "WHERE e.state = 1 AND (s.booking_close_time <= NOW(6) OR s.state = 4 OR EXISTS (SELECT 1 FROM bookings b "
    "  WHERE b.council_id = e.council_id AND b.child_id = e.child_id AND b.live_session_id = e.session_id "
    "  AND b.state IN (2, 9))) "
    "UNION ALL SELECT e.council_id, e.child_id, e.entry_id FROM waiting_entries e WHERE e.state = 1 "
    "AND e.session_id IS NULL AND e.latest_date < ? LIMIT ?";

// As the service itself, in a council.
rpc::Call CallIn(const std::string& council_id, absl::Time deadline) {
  rpc::Call call;
  call.principal = {identity::Role::kService, council_id, "bookings", "", "shortbreaks"};
  call.deadline = deadline;
  call.call_id = "offers";
  return call;
}

absl::StatusOr<absl::Time> CheckChild(Connection& connection, const std::string& council, const SessionView& session,
                                      const OfferTo& to, bookings::PlaceAttempt& attempt) {
  static const std::string kReadChild = ReadChildSql();
  auto rows = connection.Query(kReadChild, {session.end_time, session.start_time - absl::Hours(24 * 31),
                                            session.start_time, council, Bytes{to.child_id}});
  if (!rows.ok()) return rows.status();
  if (rows->empty()) return Error(type::v1::ERROR_REASON_NOT_FOUND);
  const mysql::Row& row = rows->front();
  if (row.Int(2) == 0) return Error(type::v1::ERROR_REASON_STATE_FORBIDS, {}, {{"state", "nobody_may_act"}});
  if (!row.IsNull(3)) {
    return Error(type::v1::ERROR_REASON_OVERLAPPING_BOOKING, {},
                 {{"booking", ids::ResourceName("bookings", row.Text(3))}});
  }
  attempt.terms.child_version = row.Int(0);
  return row.Time(1);
}

// Whether a refusal is about the one entry, so that the next may still have the place.
bool IsOfTheEntry(type::v1::ErrorReason reason) {
  return reason == type::v1::ERROR_REASON_STATE_FORBIDS || reason == type::v1::ERROR_REASON_OVERLAPPING_BOOKING ||
         reason == type::v1::ERROR_REASON_ALREADY_BOOKED || reason == type::v1::ERROR_REASON_NOT_FOUND ||
         reason == type::v1::ERROR_REASON_STAFF_NOT_TRAINED || reason == type::v1::ERROR_REASON_NEEDS_TEAM_DECISION;
}

// Whether it is about the session, which the next look finds as it then is.
bool IsOfTheSession(type::v1::ErrorReason reason) {
  return reason == type::v1::ERROR_REASON_SESSION_FULL || reason == type::v1::ERROR_REASON_SESSION_CANCELLED ||
         reason == type::v1::ERROR_REASON_SESSION_STARTED || reason == type::v1::ERROR_REASON_SESSION_CLOSED ||
         reason == type::v1::ERROR_REASON_SESSION_NOT_OPEN || reason == type::v1::ERROR_REASON_DETAILS_CHANGED ||
         reason == type::v1::ERROR_REASON_CONTENTION;
}

struct PassedOver {
  ids::Uuid entry_id;
  v1::PassedOverReason reason;
};

// Each family that a place has now gone past is told why when it looks. Where that fails the offer stands.
void Remember(mysql::Pool& pool, const rpc::Call& call, std::vector<PassedOver>& passed) {
  auto lease = pool.Acquire(call.deadline);
  for (const PassedOver& one : passed) {
    if (!lease.ok()) break;
    (*lease)
        ->Execute(kPassOver, {int64_t{one.reason}, call.principal.council_id, Bytes{one.entry_id}})
        .status()
        .IgnoreError();
  }
  passed.clear();
}

absl::StatusOr<bool> Close(mysql::Pool& pool, const rpc::Call& call, const ids::Uuid& child_id,
                           const ids::Uuid& entry_id) {
  const std::string& council = call.principal.council_id;
  bool closed = false;
  auto status = mysql::InTransaction(pool, call.deadline, [&](Connection& connection) -> absl::Status {
    closed = false;
    auto locked =
        bookings::TakeLock(connection, pool.metrics(), "child", bookings::kLockChild, {council, Bytes{child_id}});
    if (!locked.ok()) return locked.status();
    auto entry = ReadEntry(connection, council, entry_id);
    if (!entry.ok()) return entry.status();
    if (!*entry || (*entry)->state != v1::WAITING_LIST_ENTRY_STATE_WAITING) return absl::OkStatus();
    auto now = connection.Query("SELECT NOW(6)");
    if (!now.ok()) return now.status();
    (*entry)->state = v1::WAITING_LIST_ENTRY_STATE_CLOSED;
    closed = true;
    return ChangeEntry(connection, council, **entry, now->front().Time(0));
  });
  if (!status.ok()) return status;
  return closed;
}

}  // namespace

absl::StatusOr<Entry> MakeOffer(Connection& connection, telemetry::Metrics& metrics, const rpc::Call& call,
                                const SessionView& session, const OfferTo& to, const OfferTimes& times) {
  const std::string& council = call.principal.council_id;
  auto locked = bookings::TakeLock(connection, metrics, "child", bookings::kLockChild, {council, Bytes{to.child_id}});
  if (!locked.ok()) return locked.status();
  auto entry = ReadEntry(connection, council, to.entry_id);
  if (!entry.ok()) return entry.status();
  if (!*entry) return Error(type::v1::ERROR_REASON_NOT_FOUND);
  if ((*entry)->state != v1::WAITING_LIST_ENTRY_STATE_WAITING) {
    return Error(type::v1::ERROR_REASON_STATE_FORBIDS, {},
                 {{"state", v1::WaitingListEntryState_Name((*entry)->state)}});
  }
  bookings::PlaceAttempt attempt;
  attempt.child_id = to.child_id;
  attempt.session_id = session.session_id;
  attempt.state = v1::BOOKING_STATE_OFFERED;
  attempt.session.version = attempt.terms.session_version = session.version;
  attempt.session.start_time = session.start_time;
  attempt.session.end_time = session.end_time;
  attempt.session.free_until_time = session.free_until_time;
  attempt.waiting_entry_id = to.entry_id;
  auto now = CheckChild(connection, council, session, to, attempt);
  if (!now.ok()) return now.status();
  attempt.offer_expire_time = OfferDeadline(*now, session.booking_close_time, times);
  auto support = bookings::ReadSupport(connection, council, to.child_id, session.session_id);
  if (!support.ok()) return support.status();
  const bookings::BookingRow booking = bookings::NewBooking(attempt, support->ratio, *now);
  if (auto s = bookings::WriteBooking(connection, call, booking, to.method); !s.ok()) return s;
  (*entry)->state = v1::WAITING_LIST_ENTRY_STATE_OFFERED;
  (*entry)->booking_id = booking.booking_id;
  (*entry)->offer_reason = to.reason;
  (*entry)->offer_expire_time = attempt.offer_expire_time;
  if (auto s = ChangeEntry(connection, council, **entry, *now); !s.ok()) return s;
  auto taken = bookings::TakeSessionPlace(connection, metrics, council,
                                          {.session_id = session.session_id,
                                           .session_version = session.version,
                                           .ratio = support->ratio,
                                           .trained_needs = support->trained_needs,
                                           .caps = support->caps,
                                           .reserve_too = !to.reason.empty()});
  if (!taken.ok()) return taken;
  // Also of an officer with a reason: accepting asks it, and an offer that cannot be accepted keeps a place from
  // others.
  if (support->kept_apart) {
    auto apart = bookings::RefuseKeptApart(connection, council, to.child_id, session.session_id);
    if (!apart.ok()) return apart;
  }
  return **std::move(entry);
}

// Goes down the queue once. Whoever is refused under the locks is not asked twice in one look.
absl::StatusOr<int> MysqlStore::OfferSession(const std::string& council_id, const ids::Uuid& session_id,
                                             absl::Time deadline) {
  const rpc::Call call = CallIn(council_id, deadline);
  auto session = Session(call, session_id);
  if (!session.ok()) return session.status();
  if (!*session || !(*session)->TakesBookings() || (*session)->room.places <= 0) return 0;
  auto queue = Queue(call, **session);
  if (!queue.ok()) return queue.status();
  int offers = 0;
  std::vector<PassedOver> passed;
  for (const Waiting& entry : *queue) {
    if ((*session)->room.places <= 0 || absl::Now() >= deadline) break;
    if (const auto why = WhyNot(entry, (*session)->room); why != v1::PASSED_OVER_REASON_UNSPECIFIED) {
      passed.push_back({entry.entry_id, why});
      continue;
    }
    const auto offered = mysql::InTransaction(pool_, deadline, [&](Connection& connection) {
      return MakeOffer(connection, pool_.metrics(), call, **session, {entry.entry_id, entry.child_id, "MakeOffer", {}},
                       times_)
          .status();
    });
    const auto reason = errors::ReasonOf(offered);
    if (offered.ok()) {
      ++offers;
      TakeFrom((*session)->room, entry.ratio_staff, entry.ratio_children);
      Remember(pool_, call, passed);
    } else if (reason == type::v1::ERROR_REASON_SESSION_FULL) {
      passed.push_back({entry.entry_id, v1::PASSED_OVER_REASON_PLACE_DOES_NOT_FIT});
      session = Session(call, session_id);
      if (!session.ok()) return session.status();
      if (!*session) break;
    } else if (!IsOfTheEntry(reason)) {
      return IsOfTheSession(reason) ? absl::StatusOr<int>(offers) : offered;
    }
  }
  return offers;
}

MysqlStore::Place MysqlStore::NextLook() {
  const absl::MutexLock lock(&mutex_);
  return next_look_;
}

void MysqlStore::GoOnFrom(Place place) {
  const absl::MutexLock lock(&mutex_);
  next_look_ = std::move(place);
}

absl::StatusOr<int> MysqlStore::MakeOffers(absl::Time deadline, int sessions_max) {
  Place from = NextLook();
  auto rows = pool_.Query(deadline, kFreeSessions,
                          {from.close_time, from.close_time, from.council_id, from.council_id, Bytes{from.session_id},
                           int64_t{sessions_max}});
  if (!rows.ok()) return rows.status();
  int offers = 0, looked_at = 0;
  absl::Status first_error;
  for (const mysql::Row& row : *rows) {
    auto made = OfferSession(row.Text(0), row.Text(1), deadline);
    // One session whose offers cannot be made must not keep the rest.
    if (!made.ok()) first_error.Update(made.status());
    offers += made.value_or(0);
    ++looked_at;
    from = {row.Time(2), row.Text(0), row.Text(1)};
    if (absl::Now() >= deadline) break;
  }
  GoOnFrom(looked_at < sessions_max && looked_at == static_cast<int>(rows->size()) ? Place() : from);
  if (!first_error.ok() && offers == 0) return first_error;
  return offers;
}

absl::StatusOr<int> MysqlStore::CloseEnded(absl::Time deadline, int entries_max) {
  const absl::CivilDay today = LondonSpanOf(absl::Now(), absl::Now()).date;
  auto rows = pool_.Query(deadline, kFindEnded, {today, int64_t{entries_max}});
  if (!rows.ok()) return rows.status();
  int count = 0;
  absl::Status first_error;
  for (const mysql::Row& row : *rows) {
    auto closed = Close(pool_, CallIn(row.Text(0), deadline), row.Text(1), row.Text(2));
    // One entry that cannot be closed must not keep the rest.
    if (!closed.ok()) first_error.Update(closed.status());
    count += closed.value_or(false);
    if (absl::Now() >= deadline) break;
  }
  if (!first_error.ok() && count == 0) return first_error;
  return count;
}

}  // namespace shortbreaks::waiting

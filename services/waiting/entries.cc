#include "waiting/entries.h"

#include <absl/strings/str_cat.h>

#include <algorithm>

#include "errors/errors.h"
#include "mysql/nullable.h"
#include "sealing/sealed_row.h"
#include "wire/times.h"

namespace shortbreaks::waiting {
namespace {

using errors::Error;
using mysql::Bytes;
using mysql::Connection;

constexpr std::string_view kInsertEntry =
    "INSERT INTO waiting_entries (council_id, entry_id, child_id, activity_id, session_id, waits_for, days, "
    "earliest_date, latest_date, earliest_start_minutes, latest_end_minutes, state, priority, since_time, charge_unit, "
    "charge_amount, charge_for, create_time, update_time) "
    "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)";
constexpr std::string_view kUpdateEntry =
    "UPDATE waiting_entries FORCE INDEX (PRIMARY) SET state = ?, waits_for = ?, booking_id = ?, offer_reason = ?, "
    "version = version + 1, update_time = ? WHERE council_id = ? AND entry_id = ? AND version = ?";
constexpr std::string_view kMoveUp =
    "UPDATE waiting_entries FORCE INDEX (PRIMARY) SET priority = 1, since_time = ?, version = version + 1, "
    "update_time = ? WHERE council_id = ? AND entry_id = ? AND version = ?";
constexpr std::string_view kLostSession =
    "SELECT activity_id, charge_minutes, charge_nights FROM session_offers WHERE council_id = ? AND session_id = ?";
constexpr std::string_view kInsertEvent =
    "INSERT INTO outbox (council_id, event_id, event_type, subject, subject_version, create_time) "
    "VALUES (?, ?, ?, ?, ?, ?)";

constexpr std::string_view kOfferReason = "waiting_entries.offer_reason";

std::optional<int> MinutesIn(const mysql::Row& row, size_t column) {
  return row.IsNull(column) ? std::nullopt : std::optional(static_cast<int>(row.Int(column)));
}

std::optional<absl::CivilDay> DayIn(const mysql::Row& row, size_t column) {
  return row.IsNull(column) ? std::nullopt : std::optional(row.Day(column));
}

std::optional<absl::Time> TimeIn(const mysql::Row& row, size_t column) {
  return row.IsNull(column) ? std::nullopt : std::optional(row.Time(column));
}

ids::Uuid IdIn(const mysql::Row& row, size_t column) { return row.IsNull(column) ? ids::Uuid() : row.Text(column); }

bool IsLive(v1::WaitingListEntryState state) {
  return state == v1::WAITING_LIST_ENTRY_STATE_WAITING || state == v1::WAITING_LIST_ENTRY_STATE_OFFERED;
}

ids::Uuid WaitsFor(const Entry& entry) {
  if (!IsLive(entry.state)) return {};
  return entry.session_id.empty() ? entry.activity_id : entry.session_id;
}

std::string_view EventOf(v1::WaitingListEntryState state) {
  switch (state) {
    case v1::WAITING_LIST_ENTRY_STATE_WAITING:
      return "waiting_list_entry.waiting";
    case v1::WAITING_LIST_ENTRY_STATE_OFFERED:
      return "waiting_list_entry.offered";
    case v1::WAITING_LIST_ENTRY_STATE_ACCEPTED:
      return "waiting_list_entry.accepted";
    case v1::WAITING_LIST_ENTRY_STATE_LAPSED:
      return "waiting_list_entry.lapsed";
    case v1::WAITING_LIST_ENTRY_STATE_WITHDRAWN:
      return "waiting_list_entry.withdrawn";
    default:
      return "waiting_list_entry.closed";
  }
}

absl::Status AddEvent(Connection& connection, const std::string& council_id, const Entry& entry, absl::Time now) {
  return connection
      .Execute(kInsertEvent, {council_id, Bytes{ids::NewUuid()}, std::string(EventOf(entry.state)),
                              ids::ResourceName("waitingListEntries", entry.entry_id), entry.version, now})
      .status();
}

absl::StatusOr<std::optional<Entry>> OneEntry(absl::StatusOr<mysql::Rows> rows) {
  if (!rows.ok()) return rows.status();
  if (rows->empty()) return std::nullopt;
  auto entry = ReadEntryRow(rows->front());
  if (!entry.ok()) return entry.status();
  return *std::move(entry);
}

v1::WaitingListEntryState StateAfter(const Entry& entry, v1::BookingState state, bool keep_waiting) {
  const bool may_go_on = entry.session_id.empty();
  switch (state) {
    case v1::BOOKING_STATE_EXPIRED:
      return v1::WAITING_LIST_ENTRY_STATE_LAPSED;
    case v1::BOOKING_STATE_RELEASED:
      return may_go_on && keep_waiting ? v1::WAITING_LIST_ENTRY_STATE_WAITING : v1::WAITING_LIST_ENTRY_STATE_WITHDRAWN;
    case v1::BOOKING_STATE_CANCELLED_BY_PROVIDER:
      return may_go_on ? v1::WAITING_LIST_ENTRY_STATE_WAITING : v1::WAITING_LIST_ENTRY_STATE_CLOSED;
    default:
      return v1::WAITING_LIST_ENTRY_STATE_ACCEPTED;
  }
}

absl::Status MoveUp(Connection& connection, const std::string& council_id, Entry& entry, absl::Time taken_time,
                    absl::Time now) {
  auto moved = connection.Execute(kMoveUp, {entry.priority ? std::min(entry.since, taken_time) : taken_time, now,
                                            council_id, Bytes{entry.entry_id}, entry.version});
  if (!moved.ok()) return moved.status();
  if (*moved != 1) return Error(type::v1::ERROR_REASON_CONTENTION);
  ++entry.version;
  return AddEvent(connection, council_id, entry, now);
}

}  // namespace

absl::StatusOr<Entry> ReadEntryRow(const mysql::Row& row) {
  Entry entry;
  entry.entry_id = row.Text(0);
  entry.child_id = row.Text(1);
  entry.activity_id = row.Text(2);
  entry.session_id = IdIn(row, 3);
  entry.wish = {static_cast<int>(row.Int(4)), DayIn(row, 5), DayIn(row, 6), MinutesIn(row, 7), MinutesIn(row, 8)};
  entry.state = static_cast<v1::WaitingListEntryState>(row.Int(9));
  entry.priority = row.Int(10) != 0;
  entry.since = row.Time(11);
  entry.charge_unit = static_cast<int>(row.Int(12));
  entry.charge_amount = row.Int(13);
  entry.charge_for = row.Int(14);
  entry.booking_id = IdIn(row, 15);
  sealing::SealedRow sealed(row, 23, entry.child_id);
  entry.offer_reason = sealed.Text(16, kOfferReason, entry.entry_id);
  if (auto opened = sealed.StatusOfKept(); !opened.ok()) return opened;
  entry.passed_over_time = TimeIn(row, 17);
  entry.passed_over_reason = static_cast<v1::PassedOverReason>(row.Int(18));
  entry.version = row.Int(19);
  entry.create_time = row.Time(20);
  entry.update_time = row.Time(21);
  entry.offer_expire_time = TimeIn(row, 22);
  return entry;
}

v1::WaitingListEntry ToProto(const Entry& entry) {
  v1::WaitingListEntry message;
  message.set_name(ids::ResourceName("waitingListEntries", entry.entry_id));
  message.set_child(ids::ResourceName("children", entry.child_id));
  message.set_activity(ids::ResourceName("activities", entry.activity_id));
  if (!entry.session_id.empty()) message.set_session(ids::ResourceName("sessions", entry.session_id));
  constexpr int kAllDays = 254;
  for (int day = type::v1::DAY_OF_WEEK_MONDAY; day <= type::v1::DAY_OF_WEEK_SUNDAY; ++day) {
    const bool wanted = (entry.wish.days & 1 << day) != 0;
    if (entry.wish.days != kAllDays && wanted) message.add_days(static_cast<type::v1::DayOfWeek>(day));
  }
  if (entry.wish.earliest_date) *message.mutable_earliest_date() = wire::ToProto(*entry.wish.earliest_date);
  if (entry.wish.latest_date) *message.mutable_latest_date() = wire::ToProto(*entry.wish.latest_date);
  if (entry.wish.earliest_start_minutes) message.set_earliest_start_minutes(*entry.wish.earliest_start_minutes);
  if (entry.wish.latest_end_minutes) message.set_latest_end_minutes(*entry.wish.latest_end_minutes);
  message.set_state(entry.state);
  message.set_priority(entry.priority);
  *message.mutable_since_time() = wire::ToProto(entry.since);
  if (entry.state != v1::WAITING_LIST_ENTRY_STATE_WAITING && !entry.booking_id.empty()) {
    message.set_booking(ids::ResourceName("bookings", entry.booking_id));
  }
  if (entry.state == v1::WAITING_LIST_ENTRY_STATE_OFFERED && entry.offer_expire_time) {
    *message.mutable_offer_expire_time() = wire::ToProto(*entry.offer_expire_time);
  }
  message.set_offer_reason(entry.offer_reason);
  if (entry.passed_over_time) *message.mutable_passed_over_time() = wire::ToProto(*entry.passed_over_time);
  message.set_passed_over_reason(entry.passed_over_reason);
  *message.mutable_create_time() = wire::ToProto(entry.create_time);
  *message.mutable_update_time() = wire::ToProto(entry.update_time);
  message.set_version(entry.version);
  message.set_etag(absl::StrCat(entry.version));
  return message;
}

absl::StatusOr<std::optional<Entry>> ReadEntry(Connection& connection, const std::string& council_id,
                                               const ids::Uuid& entry_id) {
  static const std::string kRead =
      absl::StrCat("SELECT ", kEntryColumns, " FROM waiting_entries e WHERE e.council_id = ? AND e.entry_id = ?");
  return OneEntry(connection.Query(kRead, {council_id, Bytes{entry_id}}));
}

absl::Status AddEntry(Connection& connection, const std::string& council_id, const Entry& entry) {
  const Wish& wish = entry.wish;
  auto inserted = connection.Execute(
      kInsertEntry,
      {council_id, Bytes{entry.entry_id}, Bytes{entry.child_id}, Bytes{entry.activity_id},
       mysql::IdOrNull(entry.session_id), mysql::IdOrNull(WaitsFor(entry)), int64_t{wish.days},
       mysql::OrNull(wish.earliest_date), mysql::OrNull(wish.latest_date), mysql::OrNull(wish.earliest_start_minutes),
       mysql::OrNull(wish.latest_end_minutes), int64_t{entry.state}, int64_t{entry.priority}, entry.since,
       int64_t{entry.charge_unit}, entry.charge_amount, entry.charge_for, entry.create_time, entry.update_time});
  if (!inserted.ok()) return inserted.status();
  return AddEvent(connection, council_id, entry, entry.create_time);
}

absl::Status ChangeEntry(Connection& connection, const std::string& council_id, Entry& entry, absl::Time now) {
  auto reason =
      sealing::SealedText(connection, council_id, entry.child_id, kOfferReason, entry.entry_id, entry.offer_reason);
  if (!reason.ok()) return reason.status();
  auto changed = connection.Execute(
      kUpdateEntry, {int64_t{entry.state}, mysql::IdOrNull(WaitsFor(entry)), mysql::IdOrNull(entry.booking_id),
                     *std::move(reason), now, council_id, Bytes{entry.entry_id}, entry.version});
  if (!changed.ok()) return changed.status();
  if (*changed != 1) return Error(type::v1::ERROR_REASON_CONTENTION);
  ++entry.version;
  entry.update_time = now;
  return AddEvent(connection, council_id, entry, now);
}

absl::Status OfferEnded(Connection& connection, const std::string& council_id, const ids::Uuid& entry_id,
                        v1::BookingState state, bool keep_waiting, absl::Time now) {
  auto entry = ReadEntry(connection, council_id, entry_id);
  if (!entry.ok()) return entry.status();
  if (!*entry || (*entry)->state != v1::WAITING_LIST_ENTRY_STATE_OFFERED) {
    return Error(type::v1::ERROR_REASON_INTERNAL);
  }
  (*entry)->state = StateAfter(**entry, state, keep_waiting);
  return ChangeEntry(connection, council_id, **entry, now);
}

absl::Status KeepPriority(Connection& connection, const std::string& council_id, const LostPlace& lost,
                          absl::Time now) {
  auto session = connection.Query(kLostSession, {council_id, Bytes{lost.session_id}});
  if (!session.ok()) return session.status();
  if (session->empty()) return Error(type::v1::ERROR_REASON_INTERNAL);
  const mysql::Row& row = session->front();
  static const std::string kWaitsThere =
      absl::StrCat("SELECT ", kEntryColumns,
                   " FROM waiting_entries e WHERE e.council_id = ? AND e.child_id = ? AND e.waits_for = ?");
  auto there = OneEntry(connection.Query(kWaitsThere, {council_id, Bytes{lost.child_id}, Bytes{row.Text(0)}}));
  if (!there.ok()) return there.status();
  if (*there) return MoveUp(connection, council_id, **there, lost.taken_time, now);
  Entry entry{.entry_id = ids::NewUuid(), .child_id = lost.child_id, .activity_id = row.Text(0)};
  entry.priority = true;
  entry.since = lost.taken_time;
  entry.charge_unit = lost.charge_unit;
  entry.charge_amount = lost.charge_amount;
  entry.charge_for = ChargedFor(lost.charge_unit, row.Int(1), row.Int(2));
  entry.create_time = entry.update_time = now;
  return AddEntry(connection, council_id, entry);
}

int64_t ChargedFor(int charge_unit, int64_t minutes, int64_t nights) {
  if (charge_unit == type::v1::ALLOCATION_UNIT_MINUTES) return std::max<int64_t>(minutes, 1);
  if (charge_unit == type::v1::ALLOCATION_UNIT_NIGHTS) return std::max<int64_t>(nights, 1);
  return 1;
}

}  // namespace shortbreaks::waiting

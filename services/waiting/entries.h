// Waiting list entries as rows, and what becomes of them when a booking changes. Used by the transactions of bookings;
// an entry is changed only by one that holds its child's lock.
#pragma once

#include <absl/status/statusor.h>
#include <absl/time/time.h>

#include <optional>
#include <string>
#include <string_view>

#include "ids/uuid.h"
#include "mysql/connection.h"
#include "shortbreaks/bookings/v1/waiting.pb.h"
#include "waiting/queue.h"

namespace shortbreaks::waiting {

struct Entry {
  ids::Uuid entry_id, child_id, activity_id;
  ids::Uuid session_id;  // empty: any session of the activity that suits
  Wish wish;             // where it names no session
  v1::WaitingListEntryState state = v1::WAITING_LIST_ENTRY_STATE_WAITING;
  bool priority = false;
  absl::Time since;
  int charge_unit = 0;                        // type.v1.AllocationUnit; 0: nothing pays
  int64_t charge_amount = 0, charge_for = 1;  // so much for so many minutes or nights; for 1 in other units
  ids::Uuid booking_id;                       // the last offer; empty: none yet
  std::string offer_reason;
  std::optional<absl::Time> passed_over_time;
  v1::PassedOverReason passed_over_reason = v1::PASSED_OVER_REASON_UNSPECIFIED;
  int64_t version = 1;
  absl::Time create_time, update_time;
  std::optional<absl::Time> offer_expire_time;  // while OFFERED
};

// The columns of an Entry in the order of ReadEntryRow, for `FROM waiting_entries e`, and how many they are.
inline constexpr char kEntryColumns[] =
    "e.entry_id, e.child_id, e.activity_id, e.session_id, e.days, e.earliest_date, e.latest_date, "
    "e.earliest_start_minutes, e.latest_end_minutes, e.state, e.priority, e.since_time, e.charge_unit, "
    "e.charge_amount, e.charge_for, e.booking_id, e.offer_reason, e.passed_over_time, e.passed_over_reason, e.version, "
    "e.create_time, e.update_time, (SELECT o.hold_expire_time FROM bookings o WHERE o.council_id = e.council_id "
    "AND o.booking_id = e.booking_id AND o.state = 8), e.council_id, "
    "(SELECT k.wrapped_key FROM data_keys k WHERE k.council_id = e.council_id AND k.subject_id = e.child_id)";
inline constexpr size_t kEntryColumnCount = 25;
// What an officer wrote is empty where the child was erased. SEALED_DATA_UNREADABLE.
absl::StatusOr<Entry> ReadEntryRow(const mysql::Row& row);
v1::WaitingListEntry ToProto(const Entry& entry);

// Nothing where there is no such entry.
absl::StatusOr<std::optional<Entry>> ReadEntry(mysql::Connection& connection, const std::string& council_id,
                                               const ids::Uuid& entry_id);
// Adds the entry and its event. mysql::FaultOf is kDuplicateKey where the child waits there already.
absl::Status AddEntry(mysql::Connection& connection, const std::string& council_id, const Entry& entry);
// Writes state, booking and offer reason of `entry`, which was read under the child's lock, and its event; raises its
// version.
absl::Status ChangeEntry(mysql::Connection& connection, const std::string& council_id, Entry& entry, absl::Time now);

// The offer of the entry ended as `state` says: accepted, run out, declined or called off. Called off, an entry that
// names no session goes on waiting as before; declined with `keep_waiting` too.
absl::Status OfferEnded(mysql::Connection& connection, const std::string& council_id, const ids::Uuid& entry_id,
                        v1::BookingState state, bool keep_waiting, absl::Time now);

// A place that the provider took away from a child by calling the session off.
struct LostPlace {
  ids::Uuid child_id, session_id;
  absl::Time taken_time;
  int charge_unit = 0;
  int64_t charge_amount = 0;
};
// Puts the child on the activity's list for any session, before all who did not lose a place. An entry that it has
// there already is moved up.
absl::Status KeepPriority(mysql::Connection& connection, const std::string& council_id, const LostPlace& lost,
                          absl::Time now);

// How many minutes or nights of session `charge_unit` is counted by; 1 in other units.
int64_t ChargedFor(int charge_unit, int64_t minutes, int64_t nights);

}  // namespace shortbreaks::waiting

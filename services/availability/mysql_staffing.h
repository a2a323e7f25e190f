// The staff of sessions as shifts, training and absences make it, inside the transactions that change any of them.
//
// Locks: staff → sessions, each in the order of their ids. Whoever changes what somebody does (a shift, a training, an
// absence) holds that row of staff_members; whoever works out a session's staff holds that row of sessions.
#pragma once

#include <optional>
#include <set>
#include <string>
#include <vector>

#include "availability/mysql_rows.h"
#include "availability/staffing.h"
#include "shortbreaks/availability/v1/roster.pb.h"

namespace shortbreaks::availability {

using IdSet = std::set<ids::Uuid>;

struct OnShift {
  ids::Uuid staff_id;
  std::string display_name;
  bool away = false;        // at some time of the session, or inactive
  int64_t trained_for = 0;  // bit n: for need n on each of its days
};

struct Staffing {
  ids::Uuid session_id, provider_id;
  absl::Time start_time, end_time;
  v1::SessionState state = v1::SESSION_STATE_UNSPECIFIED;
  bool over = false;
  std::optional<int64_t> staff, trained_for;  // as stored
  int64_t shares_taken = 0, version = 1;
  std::vector<OnShift> on_shift;  // by display name

  // What those on shift come to.
  int64_t StaffThere() const;
  int64_t TrainedForThere() const;
};

absl::Status LockStaff(mysql::Connection& connection, const std::string& council_id, const IdSet& staff);
absl::Status LockSessions(mysql::Connection& connection, const std::string& council_id, const IdSet& sessions);

// By session, without those that do not exist.
absl::StatusOr<std::vector<Staffing>> ReadStaffing(mysql::Connection& connection, const std::string& council_id,
                                                   const IdSet& sessions);

// Works out the staff of sessions under their rows' locks, those that are over or cancelled left aside. A session that
// comes out otherwise than it is stored is written, with a new version and an event; its bookings are kept whatever
// comes out. The value: what was written, soonest first.
absl::StatusOr<std::vector<v1::StaffingChange>> RenewStaffing(mysql::Connection& connection,
                                                              const std::string& council_id, const IdSet& sessions,
                                                              std::vector<Change>& told);

// STATE_FORBIDS where one of `staff`, whose rows are locked, is on shift in two sessions at one time. What is over or
// cancelled does not count.
absl::Status CheckNobodyIsOnShiftTwice(mysql::Connection& connection, const std::string& council_id,
                                       const IdSet& staff);

// For whoever moves sessions in time: HoldShifts before their rows are locked, RenewMoved when they were moved. Refuses
// what CheckNobodyIsOnShiftTwice does, and CONTENTION where shifts were set between the two.
absl::StatusOr<IdSet> HoldShifts(mysql::Connection& connection, const std::string& council_id, const IdSet& sessions);
absl::StatusOr<std::vector<v1::StaffingChange>> RenewMoved(mysql::Connection& connection, const std::string& council_id,
                                                           const IdSet& sessions, const IdSet& held,
                                                           std::vector<Change>& told);

}  // namespace shortbreaks::availability

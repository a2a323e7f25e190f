// The figures of supply and demand, from MySQL 8 or MariaDB 10.11, as the user shortbreaks_bookings. Reads alone.
#pragma once

#include <absl/status/statusor.h>

#include <vector>

#include "demand/figures.h"
#include "mysql/pool.h"
#include "rpc/call.h"
#include "wire/day_range.h"

namespace shortbreaks::demand {

// Thread-safe and blocking. Of sessions that start on these days, in the caller's council.
class DemandStore {
 public:
  explicit DemandStore(mysql::Pool& pool) : pool_(pool) {}

  // Without drafts.
  absl::StatusOr<std::vector<SessionFigures>> ReadSessions(const rpc::Call& call, const wire::DayRange& days);
  // Who waits now, also for any session of an activity.
  absl::StatusOr<std::vector<Waiting>> ReadWaiting(const rpc::Call& call, const wire::DayRange& days);
  // With every count.
  absl::StatusOr<std::vector<v1::OutcomeLine>> ReadOutcomes(const rpc::Call& call, const wire::DayRange& days);

 private:
  mysql::Pool& pool_;
};

}  // namespace shortbreaks::demand

// The figures behind delivery, from MySQL 8 or MariaDB 10.11, as the user shortbreaks_eligibility. Reads alone.
#pragma once

#include <absl/status/statusor.h>
#include <absl/time/time.h>

#include <vector>

#include "delivery/account.h"
#include "delivery/take_up.h"
#include "eligibility/store.h"
#include "mysql/pool.h"
#include "wire/day_range.h"

namespace shortbreaks::delivery {

// A child with its plan and the allocations that begin in the year.
struct ChildFigures {
  ids::Uuid child_id;
  bool shown = true;  // false: counted, but of a team that is not the officer's
  PlannedProvision planned;
  std::vector<AllocationFigures> allocations;
  std::vector<eligibility::v1::Stay> stays;  // overnight, of the last 13 months and to come
};

// Thread-safe and blocking.
class DeliveryStore {
 public:
  explicit DeliveryStore(mysql::Pool& pool) : pool_(pool) {}

  // Children in the order of their ids, `page.position` the last one before. What ended by `now` is booked no more.
  absl::StatusOr<eligibility::PageOf<ChildFigures>> List(const rpc::Call& call, const Year& year, absl::Time now,
                                                         const paging::Page& page);
  // Of one child that the caller may see.
  absl::StatusOr<ChildFigures> Read(const rpc::Call& call, const ids::Uuid& child_id, const Year& year, absl::Time now);
  // Each child on file, and how many breaks it has that start on these days.
  absl::StatusOr<std::vector<ChildTakeUp>> ReadTakeUp(const rpc::Call& call, const wire::DayRange& days);

 private:
  struct Range {
    ids::Uuid first, last;  // children, both included
  };
  absl::Status AddAllocations(const rpc::Call& call, const Range& range, const Year& year, absl::Time now,
                              std::vector<ChildFigures>& children);
  absl::Status AddStays(const rpc::Call& call, const Range& range, absl::Time now, std::vector<ChildFigures>& children);

  mysql::Pool& pool_;
};

}  // namespace shortbreaks::delivery

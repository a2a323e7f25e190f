// Changes to allocations in MySQL 8 or MariaDB 10.11, as the user shortbreaks_eligibility. What was granted changes
// only with a line of the ledger in the same transaction. Locks: request row → child → allocation, as bookings take
// them.
#pragma once

#include <absl/status/statusor.h>

#include <string>
#include <vector>

#include "allocations/states.h"
#include "eligibility/policies.h"
#include "eligibility/store.h"
#include "mysql/pool.h"

namespace shortbreaks::allocations {

using idempotency::RequestMark;

struct Change {
  Action action = Action::kSuspend;
  std::string etag, reason;
  int64_t amount = 0;                         // of kAdjust, signed
  std::optional<absl::CivilDay> next_review;  // of kReview; nothing: none is asked for
};

// An allocation that the calendar has something to do with, and the council's.
struct Due {
  std::string council_id;
  ids::Uuid allocation_id;
  absl::CivilDay window_end;
};

// What FindDue found, and where it goes on.
struct DuePage {
  std::vector<Due> due;
  Due last;  // that was looked at
  bool goes_on = false;
};

class AllocationStore {
 public:
  AllocationStore(mysql::Pool& pool, eligibility::Policies& policies)
      : pool_(pool), policies_(policies), requests_("eligibility_requests") {}

  // NOT_FOUND, ETAG_MISMATCH, STATE_FORBIDS; INVALID_REQUEST where more would be taken than is left.
  absl::StatusOr<v1::Allocation> Apply(const rpc::Call& call, const RequestMark& mark, const ids::Uuid& allocation_id,
                                       const Change& change);

  // Whose review_date is `by` or earlier and that are still looked at again, earliest first.
  absl::StatusOr<eligibility::PageOf<v1::Allocation>> ListReviewsDue(const rpc::Call& call, absl::CivilDay by,
                                                                     const paging::Page& page);

  // What the calendar brings on `today`, of `rows_max` allocations after `after`; of one council, or of all where it is
  // empty.
  absl::StatusOr<DuePage> FindDue(absl::Time deadline, const std::string& council, const Due& after,
                                  absl::CivilDay today, int rows_max);
  // Does it to one allocation, and counts it; nothing where there is nothing to do any more. With `validate_only` it
  // is counted alone.
  absl::Status RunOne(const rpc::Call& call, const Due& due, absl::CivilDay today, bool validate_only,
                      v1::RunCalendarResponse& counts);

 private:
  mysql::Pool& pool_;
  eligibility::Policies& policies_;
  idempotency::Requests requests_;
};

// FindDue and RunOne until the last. One allocation that fails does not keep the rest: its error is the answer
// where nothing else was done.
absl::StatusOr<v1::RunCalendarResponse> RunCalendar(AllocationStore& store, const rpc::Call& call,
                                                    const std::string& council, bool validate_only);

}  // namespace shortbreaks::allocations

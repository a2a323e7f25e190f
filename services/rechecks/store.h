// Decides again what is booked, in MySQL 8 or MariaDB 10.11, as the user shortbreaks_eligibility.
#pragma once

#include <absl/status/statusor.h>

#include <string>
#include <vector>

#include "eligibility/policies.h"
#include "eligibility/store.h"
#include "mysql/pool.h"
#include "shortbreaks/eligibility/v1/rechecks.pb.h"

namespace shortbreaks::rechecks {

namespace v1 = eligibility::v1;
using eligibility::PageOf;
using idempotency::RequestMark;
using paging::Page;

// An allocation that pays for a booking, as it is now.
struct Payer {
  int state = v1::ALLOCATION_STATE_ACTIVE;  // of a share that nobody pays: it stands in nobody's way
  std::string allocation;                   // resource name; empty: nobody pays
  bool Pays() const { return state == v1::ALLOCATION_STATE_ACTIVE || state == v1::ALLOCATION_STATE_TRANSITION_HOLD; }
};

// A booking of the time to come where something that it was decided on has changed since it was decided, or was looked
// at last.
struct Candidate {
  std::string council_id;
  ids::Uuid booking_id, child_id, session_id;
  absl::Time start_time;
  bool booker_may_act = true;  // false: a carer booked whose authority was revoked
  Payer first, second;
  ids::Uuid overruled;        // the decision that an officer overruled; empty: none
  int64_t child_version = 0;  // as `booker_may_act` was read
};

// What came of deciding again.
struct Check {
  int64_t child_version = 0, session_version = 0;
  ids::Uuid policy_id;  // empty: none is live on the day
  bool allocations_pay = true;
  std::vector<std::string> rules;  // not met or not known; empty: all well
  std::string explanation;
};

// Where a run goes on: after this booking, soonest session first.
struct Position {
  absl::Time start_time = absl::UnixEpoch();
  ids::Uuid booking_id = ids::Uuid(16, '\0');
};

class RecheckStore {
 public:
  explicit RecheckStore(mysql::Pool& pool) : pool_(pool), requests_("eligibility_requests") {}

  // Of one council, or of all where it is empty; at most `rows_max` that come after `after`. Looks at the bookings of
  // the time to come and at nothing older.
  absl::StatusOr<std::vector<Candidate>> Find(absl::Time deadline, const std::string& council, const Position& after,
                                              int rows_max);
  // Keeps the check, with an event where a flag is raised or settled, and counts it.
  absl::Status Keep(const rpc::Call& call, const Candidate& candidate, const Check& check,
                    v1::RecheckBookingsResponse& counts);
  absl::StatusOr<PageOf<v1::BookingFlag>> List(const rpc::Call& call, const Page& page);
  // NOT_FOUND where there is no flag; ETAG_MISMATCH.
  absl::StatusOr<v1::BookingFlag> Resolve(const rpc::Call& call, const RequestMark& mark, const ids::Uuid& booking_id,
                                          const std::string& etag, const std::string& reason);

 private:
  mysql::Pool& pool_;
  idempotency::Requests requests_;
};

}  // namespace shortbreaks::rechecks

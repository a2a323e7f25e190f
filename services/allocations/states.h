// What may become of an allocation. Pure.
#pragma once

#include <optional>

#include "eligibility/records.h"
#include "policy/policy.h"
#include "shortbreaks/eligibility/v1/allocations.pb.h"

namespace shortbreaks::allocations {

namespace v1 = eligibility::v1;
using eligibility::AllocationRecord;

enum class Action { kAccept, kSuspend, kResume, kEnd, kAdjust, kHoldForTransition, kReview };

bool MayBeDone(Action action, v1::AllocationState state);
// Where it leads; kAdjust and kReview stay where it is.
v1::AllocationState After(Action action, v1::AllocationState state);

// The policy's offer that it was granted under; where it has none of that name, the first of the same tier and unit.
const policy::Offer* OfferFor(const AllocationRecord& allocation, const policy::Policy& policy);
// The last day on which it must be looked at again after a review on `today`; nothing where the policy asks for none.
std::optional<absl::CivilDay> NextReview(const AllocationRecord& allocation, const policy::Policy& policy,
                                         absl::CivilDay today);

// What becomes of what is left when the window is over.
struct YearEnd {
  int64_t expires = 0;
  std::optional<AllocationRecord> next;  // to which `granted` goes over; without id
};
// By the policy that is live on the window's last day, which may be null: its offer of that name, or where there is
// none the first of the same tier and unit. What was carried over once is not carried over again, nor is what the
// family never accepted. What is suspended stays so in the next.
YearEnd EndOfYear(const AllocationRecord& allocation, const policy::Policy* policy);

// Whether the young person is 18 on `today`, and the package was assessed (specialist).
bool TurnsIntoTransition(const AllocationRecord& allocation, absl::CivilDay date_of_birth, absl::CivilDay today);

// An assessed package in transition does not end with its window: it goes on for another year from there, as often as
// it takes to reach `today`, and is due for review on `today`.
void GoOnInTransition(AllocationRecord& allocation, absl::CivilDay today);

// Where resuming leads: a suspended package of a young person who is 18 goes back into transition. Nothing for one that
// is in transition at 18: it pays as it is, and the calendar would hold it again.
std::optional<v1::AllocationState> AfterResume(const AllocationRecord& allocation, absl::CivilDay date_of_birth,
                                               absl::CivilDay today);

}  // namespace shortbreaks::allocations

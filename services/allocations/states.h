// What may become of an allocation. Pure.
#pragma once

#include <optional>

#include "eligibility/records.h"
#include "policy/policy.h"
#include "shortbreaks/eligibility/v1/allocations.pb.h"

namespace shortbreaks::allocations {

namespace v1 = eligibility::v1;
using eligibility::AllocationRecord;

enum class Action { kAccept, kSuspend, kResume, kEnd, kAdjust, kHoldForTransition };

bool MayBeDone(Action action, v1::AllocationState state);
// Where it leads; kAdjust stays where it is.
v1::AllocationState After(Action action, v1::AllocationState state);

// What becomes of what is left when the window is over.
struct YearEnd {
  int64_t expires = 0;
  std::optional<AllocationRecord> next;  // to which `granted` goes over; without id
};
// By the policy that is live on the window's last day, which may be null: its offer of that name, or where there is
// none the first of the same tier and unit. What was carried over once is not carried over again.
YearEnd EndOfYear(const AllocationRecord& allocation, const policy::Policy* policy);

// Whether the young person is 18 on `today`, and the package was assessed (specialist).
bool TurnsIntoTransition(const AllocationRecord& allocation, absl::CivilDay date_of_birth, absl::CivilDay today);

}  // namespace shortbreaks::allocations

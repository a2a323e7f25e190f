// Which allocation pays for a session, and how much. Decided once, kept with the decision, explained to the family.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "policy/policy.h"
#include "shortbreaks/eligibility/v1/eligibility.pb.h"

namespace shortbreaks::eligibility {

// One allocation and what the session takes from it, in its unit.
struct Share {
  const v1::Allocation* allocation = nullptr;
  int64_t charge = 0;
  int times = 1;  // as the policy multiplies the session's cost; in `charge` already
};

struct Payment {
  Share first;
  std::optional<Share> second;  // of the same unit, where the first alone has too little
  bool enough = false;
  std::string why;  // why this allocation, in a sentence; empty where there is no choice
};

// Allocations that could pay: active or held for transition, the window holding the day, the tier no lower than the
// session's, the session one that the allocation's offer pays for, the unit one that the session costs something in,
// or one that the policy converts such a cost into, rounded up. The policy's `pays_first` says which unit or funding
// stream goes first, else nights, hours, sessions, pounds;
// then the window that ends first; then the older allocation. The first of these with enough left pays. Where none has
// enough, the first pays what it has and the next of its unit the rest; where that is not enough either, the first is
// named. Nothing where none fits, or for a universal session, which needs none. `policy` may be null.
std::optional<Payment> ChoosePayment(const v1::DecisionBasis& basis, const policy::Policy* policy);

}  // namespace shortbreaks::eligibility

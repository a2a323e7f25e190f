// The most that a policy lets one booking, one stay, one provider or one period take.
#pragma once

#include <string>

#include "eligibility/payment.h"
#include "policy/policy.h"
#include "shortbreaks/eligibility/v1/eligibility.pb.h"

namespace shortbreaks::eligibility {

// What a booking would come to. `explanation` is a sentence or two; `next_step` is empty where it is within.
struct CapFinding {
  bool within = true;
  std::string explanation, next_step;
};

// Caps in the paying allocation's unit count what its bookings take, those in nights the nights that the child is away,
// wherever that is and whatever paid. Caps in another unit do not count.
CapFinding WithinCaps(const v1::DecisionBasis& basis, const policy::Policy& policy, const policy::Offer& offer,
                      const Payment& payment);

}  // namespace shortbreaks::eligibility

// Decisions as they are kept: named by what they stood on, and made again from it. Pure.
#pragma once

#include "ids/uuid.h"
#include "policy/policy.h"
#include "shortbreaks/eligibility/v1/eligibility.pb.h"

namespace shortbreaks::eligibility {

// `basis` with the policy that is live on its day (`policy` may be null), decided, with all names and etags.
v1::Decision DecideOn(v1::DecisionBasis& basis, const ids::Uuid& policy_id, const policy::Policy* policy);

// A decision of `basis`, which names its policy already. The same basis and policy give the same bytes.
v1::Decision Remake(const v1::DecisionBasis& basis, const policy::Policy* policy);

}  // namespace shortbreaks::eligibility

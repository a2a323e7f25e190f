// Decisions as they are kept: named by what they stood on, and made again from it. Pure.
#pragma once

#include "ids/uuid.h"
#include "policy/policy.h"
#include "shortbreaks/eligibility/v1/eligibility.pb.h"

namespace shortbreaks::eligibility {

// The version of the rules' logic and wording: of everything that turns a basis and a policy into a decision. Whatever
// changes one byte of a decision raises it (docs/architecture.md says how), and goldens of the new engine are added
// beside the old ones.
inline constexpr int kEngine = 1;

// `basis` with this engine and the policy that is live on its day (`policy` may be null), decided, with all names and
// etags.
v1::Decision DecideOn(v1::DecisionBasis& basis, const ids::Uuid& policy_id, const policy::Policy* policy);

// A decision of `basis`, which names its policy and this engine already. The same basis and policy give the same bytes.
v1::Decision Remake(const v1::DecisionBasis& basis, const policy::Policy* policy);

}  // namespace shortbreaks::eligibility

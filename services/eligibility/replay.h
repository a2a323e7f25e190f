// What a policy would change for a child. Pure.
#pragma once

#include <map>
#include <memory>
#include <vector>

#include "eligibility/store.h"
#include "policy/policy.h"
#include "shortbreaks/eligibility/v1/policies.pb.h"

namespace shortbreaks::eligibility {

// One for each offer of either policy that comes out otherwise on the basis's day; none where all stays as it is.
// `before` may be null. `pinned` has the policies that hold for open applications, by id: what these come to stays.
using PinnedPolicies = std::map<ids::Uuid, std::shared_ptr<const policy::Policy>>;
std::vector<v1::PolicyEffect> EffectsOn(const ChildOnFile& child, const policy::Policy* before,
                                        const policy::Policy& after, const PinnedPolicies& pinned = {});

}  // namespace shortbreaks::eligibility

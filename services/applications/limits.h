// Who may decide how much, as the policy says. Pure.
#pragma once

#include <optional>
#include <string>

#include "policy/policy.h"
#include "shortbreaks/eligibility/v1/applications.pb.h"

namespace shortbreaks::applications {

namespace v1 = eligibility::v1;

// What a grant comes to in a year, in its unit; the grant itself where its window is no longer than a year.
policy::Quantity AYear(const v1::Grant& grant);

// `quantity` in `unit`, by the policy's conversions, rounded up; nothing where it has none.
std::optional<policy::Quantity> In(policy::Unit unit, const policy::Quantity& quantity, const policy::Policy& policy);

// The decider that `role` stands for: by its name, or the first, with the lowest limit, where `role` is empty. Null
// where the policy has no such decider.
const policy::Decider* DeciderOf(const policy::Policy& policy, const std::string& role);

// Whether a decider may approve the grant. A limit of another unit that cannot be converted is not enough.
bool WithinLimit(const policy::Decider& decider, const v1::Grant& grant, const policy::Policy& policy);
// The first decider who may; empty where none may.
std::string WhoMay(const v1::Grant& grant, const policy::Policy& policy);

// Whether a second person must confirm it. An amount that cannot be compared needs one.
bool NeedsSecondKey(const v1::Grant& grant, const policy::Policy& policy);

}  // namespace shortbreaks::applications

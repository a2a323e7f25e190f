// Who may decide how much, as the policy says. Pure.
#pragma once

#include <absl/status/status.h>

#include <optional>
#include <string>

#include "policy/policy.h"
#include "shortbreaks/eligibility/v1/applications.pb.h"

namespace shortbreaks::eligibility {

// What a grant comes to in a year, in its unit; the grant itself where its window is no longer than a year.
policy::Quantity AYear(const v1::Grant& grant);
// What an allocation grants, as a decision would.
v1::Grant GrantOf(const v1::Allocation& allocation);

// `quantity` in `unit`, by the policy's conversions, rounded up; nothing where it has none.
std::optional<policy::Quantity> In(policy::Unit unit, const policy::Quantity& quantity, const policy::Policy& policy);

// A decider that is a meeting and no person: its name has the word `panel`.
bool IsPanel(const policy::Decider& decider);
// The decider of that name, or null.
const policy::Decider* DeciderNamed(const policy::Policy& policy, const std::string& name);
// The decider that an officer is: by the name that the token gives; without one the first that has a limit. A panel is
// nobody. Null where the policy has no such decider.
const policy::Decider* OfficerAs(const policy::Policy& policy, const std::string& role);

// Whether a decider may approve the grant. A limit of another unit that cannot be converted is not enough.
bool WithinLimit(const policy::Decider& decider, const v1::Grant& grant, const policy::Policy& policy);
// The first decider who may; empty where none may.
std::string WhoMay(const v1::Grant& grant, const policy::Policy& policy);
// ABOVE_LIMIT, with who may, where `decider` may not, or is null. A policy without deciders limits nobody.
absl::Status CheckLimit(const policy::Decider* decider, const v1::Grant& grant, const policy::Policy& policy);

// Whether a second person must confirm it. An amount that cannot be compared needs one.
bool NeedsSecondKey(const v1::Grant& grant, const policy::Policy& policy);
// ABOVE_LIMIT where the officer may not give it alone, in one step: above the limit, or a second key is needed. A null
// policy limits nobody.
absl::Status MayGrantAlone(const std::string& role, const v1::Grant& grant, const policy::Policy* policy);

}  // namespace shortbreaks::eligibility

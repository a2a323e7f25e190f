// Who may decide how much, as the policy says of officers and their tokens. Pure.
#pragma once

#include <absl/status/status.h>

#include <string>

#include "policy/deciders.h"
#include "policy/policy.h"
#include "shortbreaks/eligibility/v1/applications.pb.h"

namespace shortbreaks::eligibility {

// What a grant comes to in a year, in its unit; the grant itself where its window is no longer than a year.
policy::Quantity AYear(const v1::Grant& grant);
// What an allocation grants, as a decision would.
v1::Grant GrantOf(const v1::Allocation& allocation);

// A decider that is a meeting and no person: its name has the word `panel`.
// The decider of that name, or null.
const policy::Decider* DeciderNamed(const policy::Policy& policy, const std::string& name);
// The decider that an officer is: by the name that the token gives; without one the first that has a limit. A panel is
// nobody. Null where the policy has no such decider.
const policy::Decider* OfficerAs(const policy::Policy& policy, const std::string& role);

// Who decides the grant of an offer, which may be null, and who confirms it.
policy::Deciders DecidersOf(const policy::Policy& policy, const policy::Offer* offer, const v1::Grant& grant,
                            bool criteria_met);
// ABOVE_LIMIT, with who may, where `decider` may not, or is null. A policy without deciders limits nobody.
absl::Status CheckLimit(const policy::Policy& policy, const policy::Deciders& deciders, const policy::Decider* decider);
// ABOVE_LIMIT where the officer may not give it alone, in one step: above the limit, somebody else's to decide, or a
// second key is needed. A null policy limits nobody.
absl::Status MayGrantAlone(const std::string& role, const v1::Grant& grant, const policy::Policy* policy,
                           const policy::Offer* offer, bool criteria_met);
// The same of an allocation as it is kept: its criteria were met where it was decided on an application, not by
// discretion.
absl::Status MayGrantAlone(const std::string& role, const v1::Allocation& allocation, const policy::Policy* policy);
// The same of one that is asked for: on no application and of no offer, whatever it says of either.
absl::Status MayGrantAnew(const std::string& role, const v1::Allocation& asked, const policy::Policy* policy);

}  // namespace shortbreaks::eligibility

// Whether a child may book a session: a short list of pure functions over what is on file and the council's live
// policy. Each rule comes to met, not met or not known. All met is eligible; anything else goes to the team, who
// decide: rules never decline a family.
#pragma once

#include <absl/time/civil_time.h>

#include <cstdint>
#include <optional>
#include <span>
#include <string_view>

#include "policy/policy.h"
#include "shortbreaks/eligibility/v1/eligibility.pb.h"

namespace shortbreaks::eligibility {

// Who asks, as DecisionBasis.asker has it.
enum class Asker { kStranger = 0, kCarerWithAuthority = 1, kCouncil = 2 };

// The names of the rules that count by themselves, in the order in which a decision lists them. Stable: partners and
// the bookings service know them. `tier_criteria` is followed by the policy's own, one deeper.
std::span<const std::string_view> RuleNames();

// Runs every rule. The same basis and policy give the same decision, byte for byte. `policy` is the one that is live on
// the day, or null. Names of the child, the session and the decision and their etags stay empty, except those of
// allocations.
v1::Decision Decide(const v1::DecisionBasis& basis, const policy::Policy* policy);

// What the policy says of an application for `offer`, on the basis's day, as a decision with the policy's rules alone.
v1::Decision DecideOffer(const v1::DecisionBasis& basis, const policy::Policy& policy, const policy::Offer& offer);

// The offer's entitlement as a quantity of the contract; not set where it cannot be told.
std::optional<type::v1::Quantity> EntitlementOf(const v1::DecisionBasis& basis, const policy::Policy& policy,
                                                const policy::Offer& offer);

// Between the policy's figures and the contract's.
type::v1::Quantity ToProto(const policy::Quantity& quantity);
policy::Unit UnitOf(type::v1::AllocationUnit unit);

const policy::Offer* FindOffer(const policy::Policy& policy, std::string_view id);
// `universal`, `targeted` or `specialist`, as policies write it.
const char* TierName(int tier);
// The offer of that name; where there is none, of the same tier the first that gives that unit, else that gives it
// instead of another, else that does not say what it gives; or null.
const policy::Offer* OfferFor(const policy::Policy& policy, std::string_view id, int tier,
                              type::v1::AllocationUnit unit);

}  // namespace shortbreaks::eligibility

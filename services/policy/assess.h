// Asks a policy about a child. Every criterion comes to met, not met or not known; the result is what the offer says
// where all is met, and the team's decision (refer) else. Rules never decline a family.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "policy/facts.h"
#include "policy/policy.h"

namespace shortbreaks::policy {

enum class Outcome { kMet, kNotMet, kNotKnown };

struct RuleOutcome {
  std::string rule;
  int depth = 0;  // 0 is the offer's whole condition; what it is made of follows it, one deeper
  Outcome outcome = Outcome::kNotKnown;
  std::string asks;    // `The child is 5 or over and is not yet 18.`
  std::string found;   // what was on file, or that nothing was; empty for one made of others
  std::string settle;  // where it is not known: what would settle it
};

struct Assessment {
  Then result = Then::kRefer;
  std::vector<RuleOutcome> rules;       // in the order of the policy
  std::optional<Quantity> entitlement;  // from the day asked to the end of the entitlement year, where it can be told
  std::string amount;                   // how it was found, in words
};

// Kleene's three values: a criterion made of others is not known only where what is missing could change it.
Assessment Assess(const Policy& policy, const Offer& offer, const Facts& facts);

// One criterion by itself.
Outcome Ask(const Policy& policy, const Criterion& criterion, const Facts& facts);

// What the offer gives from `start` to the end of that entitlement year. Exact, rounded up to the offer's step. Nothing
// where no band is met, or where it depends on something that is not known.
std::optional<Quantity> Entitlement(const Policy& policy, const Offer& offer, const Facts& facts, absl::CivilDay start);

// What was written down about one criterion: its own outcome from those it is made of. Shows that an explanation holds.
Outcome Recombine(const std::vector<RuleOutcome>& rules, const Criterion& criterion, size_t& at);

}  // namespace shortbreaks::policy

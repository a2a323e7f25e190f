#include "eligibility/replay.h"

#include <map>
#include <optional>
#include <set>
#include <string>

#include "eligibility/facts_on_file.h"
#include "eligibility/rules.h"
#include "policy/assess.h"

namespace shortbreaks::eligibility {
namespace {

constexpr const char* kResults[] = {"eligible", "indicative", "refer"};

std::optional<policy::Assessment> Asked(const policy::Policy* policy, const std::string& offer,
                                        const policy::Facts& facts) {
  const policy::Offer* found = policy == nullptr ? nullptr : FindOffer(*policy, offer);
  if (found == nullptr) return std::nullopt;
  return policy::Assess(*policy, *found, facts);
}

// What an assessment comes to for the family: nobody is told of an amount that is not offered.
std::optional<policy::Quantity> Offered(const std::optional<policy::Assessment>& assessment) {
  if (!assessment || assessment->result == policy::Then::kRefer) return std::nullopt;
  return assessment->entitlement;
}

std::map<std::string, policy::Outcome> OutcomesOf(const std::optional<policy::Assessment>& assessment) {
  std::map<std::string, policy::Outcome> outcomes;
  if (!assessment) return outcomes;
  for (const policy::RuleOutcome& rule : assessment->rules) {
    if (!rule.rule.empty()) outcomes[rule.rule] = rule.outcome;
  }
  return outcomes;
}

// Rules that both have and that come out otherwise, and rules that one alone has and that are not met.
void AddRules(const std::optional<policy::Assessment>& before, const std::optional<policy::Assessment>& after,
              v1::PolicyEffect& effect) {
  const auto was = OutcomesOf(before), is = OutcomesOf(after);
  std::set<std::string> names;
  for (const auto& [rule, outcome] : was) names.insert(rule);
  for (const auto& [rule, outcome] : is) names.insert(rule);
  for (const std::string& rule : names) {
    const auto old = was.find(rule), now = is.find(rule);
    const policy::Outcome first = old == was.end() ? policy::Outcome::kMet : old->second;
    const policy::Outcome second = now == is.end() ? policy::Outcome::kMet : now->second;
    if (first != second) effect.add_rules(rule);
  }
}

}  // namespace

std::vector<v1::PolicyEffect> EffectsOn(const ChildOnFile& child, const policy::Policy* before,
                                        const policy::Policy& after, const PinnedPolicies& pinned) {
  policy::Facts facts = FactsOf(child.basis);
  std::set<std::string> offers;
  if (before != nullptr) {
    for (const policy::Offer& offer : before->offers) offers.insert(offer.id);
  }
  for (const policy::Offer& offer : after.offers) offers.insert(offer.id);
  std::vector<v1::PolicyEffect> effects;
  for (const std::string& offer : offers) {
    SetApplicationDays(child.basis, offer, facts);
    const auto was = Asked(before, offer, facts), is = Asked(&after, offer, facts);
    if (was.has_value() == is.has_value() && was->result == is->result && Offered(was) == Offered(is)) continue;
    v1::PolicyEffect& effect = effects.emplace_back();
    effect.set_child(child.basis.child().name());
    effect.set_offer(offer);
    if (const auto open = child.open_applications.find(offer); open != child.open_applications.end()) {
      effect.set_application(open->second.name);
      const auto held = pinned.find(open->second.policy_id);
      const bool will_hold = facts.application_day && after.from <= *facts.application_day;
      const auto comes_to = held != pinned.end() ? Asked(held->second.get(), offer, facts)
                            : will_hold          ? is
                                                 : std::nullopt;
      if (comes_to) effect.set_application_result(kResults[static_cast<size_t>(comes_to->result)]);
    }
    if (was) effect.set_before(kResults[static_cast<size_t>(was->result)]);
    if (is) effect.set_after(kResults[static_cast<size_t>(is->result)]);
    if (const auto gave = Offered(was)) *effect.mutable_entitlement_before() = ToProto(*gave);
    if (const auto gives = Offered(is)) *effect.mutable_entitlement_after() = ToProto(*gives);
    AddRules(was, is, effect);
  }
  return effects;
}

}  // namespace shortbreaks::eligibility

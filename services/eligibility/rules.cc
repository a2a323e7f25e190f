#include "eligibility/rules.h"

#include <absl/strings/str_cat.h>
#include <absl/strings/str_join.h>

#include <algorithm>
#include <optional>
#include <string>
#include <vector>

#include "eligibility/caps.h"
#include "eligibility/counters.h"
#include "eligibility/facts_on_file.h"
#include "eligibility/payment.h"
#include "eligibility/wording.h"
#include "london/age.h"
#include "policy/assess.h"
#include "policy/words.h"
#include "wire/times.h"

namespace shortbreaks::eligibility {
namespace {

constexpr std::string_view kAskTeam = "Ask the council's short breaks team.";
constexpr std::string_view kOfficerCanDecide = "Ask the short breaks team: a named officer can decide otherwise.";

constexpr std::string_view kNames[] = {"authority",        "age_on_the_day", "tier_criteria",    "support_ratio",
                                       "needs_can_be_met", "within_caps",    "statutory_limits", "allocation_covers"};

// What the policy said of the offer that was asked.
struct Asked {
  const policy::Offer* offer = nullptr;
  policy::Assessment assessment;
  policy::Outcome outcome() const { return assessment.rules.front().outcome; }
};

struct Context {
  const v1::DecisionBasis& basis;
  const policy::Policy* policy;
  std::optional<Payment> payment;
  std::optional<Asked> asked;
  std::optional<v1::StatutoryCounter> counter;
  const v1::SessionTerms& terms() const { return basis.terms(); }
  absl::CivilDay day() const { return wire::FromProto(basis.day()).value_or(absl::CivilDay()); }
};

v1::RuleResult Result(v1::RuleOutcome outcome, std::string explanation, std::string_view next_step = {}) {
  v1::RuleResult result;
  result.set_outcome(outcome);
  result.set_explanation(std::move(explanation));
  result.set_next_step(std::string(next_step));
  return result;
}

v1::RuleResult Met(std::string explanation) { return Result(v1::RULE_OUTCOME_MET, std::move(explanation)); }

v1::RuleResult NotMet(std::string explanation, std::string_view next_step) {
  return Result(v1::RULE_OUTCOME_NOT_MET, std::move(explanation), next_step);
}

v1::RuleResult NotKnown(std::string explanation, std::string_view next_step) {
  return Result(v1::RULE_OUTCOME_NOT_KNOWN, std::move(explanation), next_step);
}

v1::RuleResult Authority(const Context& context) {
  switch (static_cast<Asker>(context.basis.asker())) {
    case Asker::kCouncil:
      return Met("The council may act for the child.");
    case Asker::kCarerWithAuthority:
      return Met("The council has recorded that you may act for the child.");
    case Asker::kStranger:
      break;
  }
  return NotMet("The council has no record that you may act for the child.",
                "Ask the short breaks team to record you as the child's carer.");
}

v1::RuleResult AgeOnTheDay(const Context& context) {
  const v1::SessionTerms& terms = context.terms();
  const std::string asked =
      terms.age_min_years() == terms.age_max_years()
          ? absl::StrCat("The activity is for age ", terms.age_min_years(), ".")
          : absl::StrCat("The activity is for ages ", terms.age_min_years(), " to ", terms.age_max_years(), ".");
  const absl::CivilDay born = wire::FromProto(context.basis.child().date_of_birth()).value_or(absl::CivilDay());
  if (born > context.day()) {
    return NotMet(absl::StrCat(asked, " The date of birth on file is after the session."),
                  "Ask the short breaks team to check the date of birth.");
  }
  const int age = london::AgeOn(born, context.day());
  const std::string found = absl::StrCat(asked, " On the day of the session the child's age is ", age, ".");
  if (age >= terms.age_min_years() && age <= terms.age_max_years()) return Met(found);
  return NotMet(found, "Choose an activity for the child's age, or ask the short breaks team.");
}

// What a policy's rule came to, in the contract's words.
v1::RuleResult OfPolicy(const policy::RuleOutcome& rule) {
  const std::string explanation = rule.found.empty() ? rule.asks : absl::StrCat(rule.asks, " ", rule.found);
  v1::RuleResult result;
  switch (rule.outcome) {
    case policy::Outcome::kMet:
      result = Met(explanation);
      break;
    case policy::Outcome::kNotMet:
      result = NotMet(explanation, kOfficerCanDecide);
      break;
    case policy::Outcome::kNotKnown:
      result = NotKnown(explanation, rule.settle.empty() ? "See the parts of this rule below."
                                                         : absl::StrCat("This would settle it: ", rule.settle, "."));
      break;
  }
  result.set_rule(rule.rule);
  result.set_depth(rule.depth);
  return result;
}

std::string SettledBy(const policy::Assessment& assessment) {
  std::vector<std::string> settle;
  for (const policy::RuleOutcome& rule : assessment.rules) {
    const bool open = rule.outcome == policy::Outcome::kNotKnown && !rule.settle.empty();
    if (open && std::find(settle.begin(), settle.end(), rule.settle) == settle.end()) settle.push_back(rule.settle);
  }
  return settle.empty() ? std::string(kAskTeam)
                        : absl::StrCat("Send the short breaks team: ", absl::StrJoin(settle, "; or "), ".");
}

v1::RuleResult PublishedCriteria(const Asked& asked) {
  const std::string& title = asked.offer->title;
  switch (asked.outcome()) {
    case policy::Outcome::kMet:
      return Met(absl::StrCat("The published criteria for ", title, " are met on that day."));
    case policy::Outcome::kNotMet:
      return NotMet(absl::StrCat("A published criterion for ", title, " is not met on that day."), kOfficerCanDecide);
    case policy::Outcome::kNotKnown:
      break;
  }
  return NotKnown(absl::StrCat("It cannot be told from what is on file whether the published criteria for ", title,
                               " are met on that day."),
                  SettledBy(asked.assessment));
}

v1::RuleResult SpecialistAllocation(const Context& context) {
  if (context.payment && context.payment->first.allocation->tier() == type::v1::TIER_SPECIALIST) {
    return Met("The child has an allocation for specialist short breaks on the day of the session.");
  }
  return NotMet(
      "The session is for children who were assessed as needing specialist short breaks, and no such "
      "allocation is in force on that day.",
      "Ask the short breaks team for an assessment.");
}

v1::RuleResult Targeted(const Context& context) {
  if (context.payment && context.payment->first.allocation->discretion()) {
    return Met("A named officer granted the allocation by discretion; the published criteria are not asked again.");
  }
  if (context.policy == nullptr) {
    return NotKnown("The council has published no criteria for that day.", kAskTeam);
  }
  if (!context.asked) {
    return NotKnown("The council's published criteria say nothing about targeted short breaks.", kAskTeam);
  }
  return PublishedCriteria(*context.asked);
}

v1::RuleResult TierCriteria(const Context& context) {
  switch (context.terms().tier()) {
    case type::v1::TIER_UNIVERSAL:
      return Met("The session is open to every child.");
    case type::v1::TIER_TARGETED:
      return Targeted(context);
    case type::v1::TIER_SPECIALIST:
      return SpecialistAllocation(context);
    default:
      return NotKnown("Who the session is for is not on file.", kAskTeam);
  }
}

v1::RuleResult SupportRatio(const Context& context) {
  const type::v1::SupportRatio& needed = context.basis.child().support_ratio();
  const type::v1::SupportRatio& offered = context.terms().support_ratio();
  const std::string explanation = absl::StrCat("The child needs ", InWords(needed.staff(), needed.children()),
                                               " support (staff to children). The activity offers up to ",
                                               InWords(offered.staff(), offered.children()), ".");
  // Staff for each child, compared without dividing.
  if (needed.staff() * offered.children() <= offered.staff() * needed.children()) return Met(explanation);
  return NotMet(explanation, "Choose an activity with more support, or ask the short breaks team.");
}

int64_t BitsOf(const google::protobuf::RepeatedField<int>& needs) {
  int64_t bits = 0;
  for (const int need : needs) bits |= int64_t{1} << need;
  return bits;
}

v1::RuleResult NeedsCanBeMet(const Context& context) {
  const int64_t missing = BitsOf(context.basis.child().needs()) & ~BitsOf(context.terms().needs_met());
  if (missing == 0) return Met("The activity can meet every need on file.");
  return NotMet(absl::StrCat("The activity has not said that it can provide: ", NeedsInWords(missing), "."),
                "Ask the short breaks team whether the provider can arrange this, or choose another activity.");
}

// The offer whose caps hold: that which the allocation was granted under, else that which was asked.
const policy::Offer* CappingOffer(const Context& context) {
  if (context.policy == nullptr || !context.payment) return nullptr;
  if (const auto* own = FindOffer(*context.policy, context.payment->first.allocation->offer())) return own;
  return context.asked ? context.asked->offer : nullptr;
}

v1::RuleResult WithinTheCaps(const Context& context) {
  const policy::Offer* offer = CappingOffer(context);
  if (offer == nullptr) return Met("No cap of the published rules applies.");
  const CapFinding found = WithinCaps(context.basis, *context.policy, *offer, *context.payment);
  return found.within ? Met(found.explanation) : NotMet(found.explanation, found.next_step);
}

v1::RuleResult StatutoryLimits(const Context& context) {
  if (!context.counter) return Met("No limit of the law on stays applies.");
  const v1::StatutoryCounter& c = *context.counter;
  const std::string explanation =
      absl::StrCat("With this booking the stay comes to ", c.stay(), " of ", c.stay_max(), " ", c.counted_in(),
                   ", and 12 months in this setting to ", c.year(), " of ", c.year_max(), " (regulation 48).");
  if (!Crosses(c)) return Met(explanation);
  return NotMet(explanation,
                "Ask the short breaks team: beyond this the full care planning regulations apply, and an "
                "officer decides with reasons.");
}

v1::RuleResult AllocationCovers(const Context& context) {
  if (context.terms().tier() == type::v1::TIER_UNIVERSAL) return Met("The session needs no allocation.");
  const auto& payment = context.payment;
  if (!payment) {
    return NotKnown("No allocation on file can pay for a session of this kind on that day.",
                    "Ask the short breaks team for an allocation.");
  }
  const v1::Allocation& allocation = *payment->first.allocation;
  const type::v1::AllocationUnit unit = allocation.granted().unit();
  const int64_t charge = payment->first.charge + (payment->second ? payment->second->charge : 0);
  const std::string times =
      payment->first.times > 1 ? absl::StrCat(" (it counts ", payment->first.times, " times for this child)") : "";
  std::string explanation = absl::StrCat("The session costs ", InWords(unit, charge), times, ". The allocation has ",
                                         InWords(unit, allocation.balance()), " left.");
  if (payment->second) {
    absl::StrAppend(&explanation, " It pays ", InWords(unit, payment->first.charge), " and another pays ",
                    InWords(unit, payment->second->charge), ".");
  }
  if (!payment->why.empty()) absl::StrAppend(&explanation, " ", payment->why);
  if (payment->enough) return Met(explanation);
  return NotMet(explanation, "Choose a session that costs less, or ask the short breaks team for more.");
}

using Rule = v1::RuleResult (*)(const Context&);
constexpr Rule kRules[] = {Authority,     AgeOnTheDay,   TierCriteria,    SupportRatio,
                           NeedsCanBeMet, WithinTheCaps, StatutoryLimits, AllocationCovers};
static_assert(std::size(kRules) == std::size(kNames));

Asked Ask(const policy::Policy& policy, const policy::Offer& offer, const policy::Facts& facts) {
  return {&offer, policy::Assess(policy, offer, facts)};
}

// The offer that the paying allocation was granted under; else of all targeted ones that which comes out best.
std::optional<Asked> AskTargeted(const v1::DecisionBasis& basis, const policy::Policy* policy,
                                 const std::optional<Payment>& payment) {
  if (policy == nullptr || basis.terms().tier() != type::v1::TIER_TARGETED) return std::nullopt;
  if (payment) {
    if (const auto* own = FindOffer(*policy, payment->first.allocation->offer())) {
      return Ask(*policy, *own, FactsOf(basis, *payment->first.allocation));
    }
  }
  constexpr auto kRank = [](policy::Outcome outcome) {
    return outcome == policy::Outcome::kMet ? 2 : outcome == policy::Outcome::kNotKnown ? 1 : 0;
  };
  std::optional<Asked> best;
  policy::Facts facts = FactsOf(basis);
  for (const policy::Offer& offer : policy->offers) {
    if (offer.tier != "targeted") continue;
    SetApplicationDays(basis, offer.id, facts);
    Asked asked = Ask(*policy, offer, facts);
    if (!best || kRank(asked.outcome()) > kRank(best->outcome())) best = std::move(asked);
  }
  return best;
}

void AddPolicyRules(const policy::Assessment& assessment, v1::Decision& decision) {
  const bool whole = assessment.rules.size() > 1;  // else the offer's one criterion stands by itself
  for (size_t i = whole ? 1 : 0; i < assessment.rules.size(); ++i) {
    v1::RuleResult& result = *decision.add_rules();
    result = OfPolicy(assessment.rules[i]);
    if (!whole) result.set_depth(1);
  }
}

void SetPayment(const Context& context, v1::Decision& decision) {
  decision.set_price_pence(context.terms().price_pence());
  if (!context.payment) return;
  const auto& [first, second, enough, why] = *context.payment;
  const type::v1::AllocationUnit unit = first.allocation->granted().unit();
  decision.set_allocation(first.allocation->name());
  decision.mutable_charge()->set_unit(unit);
  decision.mutable_charge()->set_amount(first.charge);
  decision.set_balance(first.allocation->balance());
  decision.set_allocation_etag(first.allocation->etag());
  if (second) {
    decision.set_second_allocation(second->allocation->name());
    decision.mutable_second_charge()->set_unit(unit);
    decision.mutable_second_charge()->set_amount(second->charge);
    decision.set_second_allocation_etag(second->allocation->etag());
  }
  // An allocation in money pays the price itself.
  if (unit == type::v1::ALLOCATION_UNIT_PENCE) decision.set_price_pence(0);
}

void SetPolicy(const v1::DecisionBasis& basis, v1::Decision& decision) {
  decision.set_policy(basis.policy());
  decision.set_policy_digest(basis.policy_digest());
}

void AddWarnings(const Context& context, v1::Decision& decision) {
  if (context.counter) {
    const v1::StatutoryCounter& c = *context.counter;
    *decision.mutable_counter() = c;
    if (!Crosses(c) && (c.stay() == c.stay_max() || c.year() * 10 >= c.year_max() * 9)) {
      decision.add_warnings(absl::StrCat("This booking brings the child near the limits of regulation 48: ", c.stay(),
                                         " of ", c.stay_max(), " ", c.counted_in(), " in one stay, ", c.year(), " of ",
                                         c.year_max(), " in 12 months. The next one may need an officer."));
    }
  }
  if (context.payment && context.payment->first.allocation->review_due()) {
    decision.add_warnings("The allocation is due for review. The short breaks team will be in touch.");
  }
}

// How well an offer fits what was granted without naming one: 3 where it gives that unit, 2 where it gives it instead
// of another, 1 where it does not say what it gives.
int FitOf(const policy::Offer& offer, policy::Unit unit) {
  const auto gives = [&](const policy::Band& band) { return band.give.unit == unit; };
  const auto instead = [&](const policy::Band& band) { return band.or_give && band.or_give->unit == unit; };
  if (offer.bands.empty()) return 1;
  if (std::any_of(offer.bands.begin(), offer.bands.end(), gives)) return 3;
  return std::any_of(offer.bands.begin(), offer.bands.end(), instead) ? 2 : 0;
}

bool AllMet(const v1::Decision& decision) {
  return std::all_of(decision.rules().begin(), decision.rules().end(), [](const v1::RuleResult& result) {
    return result.depth() > 0 || result.outcome() == v1::RULE_OUTCOME_MET;
  });
}

}  // namespace

std::span<const std::string_view> RuleNames() { return kNames; }

v1::Decision Decide(const v1::DecisionBasis& basis, const policy::Policy* policy) {
  Context context{basis, policy, ChoosePayment(basis, policy), std::nullopt, CountStay(basis, policy)};
  context.asked = AskTargeted(basis, policy, context.payment);
  v1::Decision decision;
  for (size_t i = 0; i < std::size(kRules); ++i) {
    v1::RuleResult& result = *decision.add_rules();
    result = kRules[i](context);
    result.set_rule(std::string(kNames[i]));
    if (kRules[i] == TierCriteria && context.asked) {
      AddPolicyRules(context.asked->assessment, decision);
      decision.set_offer(context.asked->offer->id);
    }
  }
  decision.set_result(AllMet(decision) ? v1::DECISION_RESULT_ELIGIBLE : v1::DECISION_RESULT_REFER);
  SetPolicy(basis, decision);
  SetPayment(context, decision);
  AddWarnings(context, decision);
  return decision;
}

v1::Decision DecideOffer(const v1::DecisionBasis& basis, const policy::Policy& policy, const policy::Offer& offer) {
  const Asked asked = Ask(policy, offer, FactsOf(basis, offer.id));
  v1::Decision decision;
  v1::RuleResult& whole = *decision.add_rules();
  whole = PublishedCriteria(asked);
  whole.set_rule("tier_criteria");
  AddPolicyRules(asked.assessment, decision);
  decision.set_offer(offer.id);
  decision.set_result(asked.assessment.result == policy::Then::kEligible     ? v1::DECISION_RESULT_ELIGIBLE
                      : asked.assessment.result == policy::Then::kIndicative ? v1::DECISION_RESULT_INDICATIVE
                                                                             : v1::DECISION_RESULT_REFER);
  SetPolicy(basis, decision);
  return decision;
}

std::optional<type::v1::Quantity> EntitlementOf(const v1::DecisionBasis& basis, const policy::Policy& policy,
                                                const policy::Offer& offer) {
  const policy::Facts facts = FactsOf(basis, offer.id);
  const auto gives = policy::Entitlement(policy, offer, facts, facts.day);
  if (!gives) return std::nullopt;
  return ToProto(*gives);
}

type::v1::Quantity ToProto(const policy::Quantity& quantity) {
  type::v1::Quantity proto;
  proto.set_amount(quantity.amount);
  switch (quantity.unit) {
    case policy::Unit::kMinutes:
      proto.set_unit(type::v1::ALLOCATION_UNIT_MINUTES);
      break;
    case policy::Unit::kNights:
      proto.set_unit(type::v1::ALLOCATION_UNIT_NIGHTS);
      break;
    case policy::Unit::kSessions:
      proto.set_unit(type::v1::ALLOCATION_UNIT_SESSIONS);
      break;
    case policy::Unit::kPence:
      proto.set_unit(type::v1::ALLOCATION_UNIT_PENCE);
      break;
  }
  return proto;
}

policy::Unit UnitOf(type::v1::AllocationUnit unit) {
  switch (unit) {
    case type::v1::ALLOCATION_UNIT_NIGHTS:
      return policy::Unit::kNights;
    case type::v1::ALLOCATION_UNIT_SESSIONS:
      return policy::Unit::kSessions;
    case type::v1::ALLOCATION_UNIT_PENCE:
      return policy::Unit::kPence;
    default:
      return policy::Unit::kMinutes;
  }
}

const policy::Offer* FindOffer(const policy::Policy& policy, std::string_view id) {
  const auto found =
      std::find_if(policy.offers.begin(), policy.offers.end(), [&](const policy::Offer& o) { return o.id == id; });
  return id.empty() || found == policy.offers.end() ? nullptr : &*found;
}

const char* TierName(int tier) {
  return tier == type::v1::TIER_SPECIALIST ? "specialist" : tier == type::v1::TIER_TARGETED ? "targeted" : "universal";
}

const policy::Offer* OfferFor(const policy::Policy& policy, std::string_view id, int tier,
                              type::v1::AllocationUnit unit) {
  if (const auto* own = FindOffer(policy, id)) return own;
  const policy::Offer* best = nullptr;
  int fit = 0;
  for (const policy::Offer& offer : policy.offers) {
    if (offer.tier != TierName(tier) || FitOf(offer, UnitOf(unit)) <= fit) continue;
    best = &offer;
    fit = FitOf(offer, UnitOf(unit));
  }
  return best;
}

}  // namespace shortbreaks::eligibility

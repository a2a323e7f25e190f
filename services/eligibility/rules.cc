#include "eligibility/rules.h"

#include <absl/strings/str_cat.h>

#include <algorithm>
#include <string>
#include <tuple>

#include "eligibility/wording.h"

namespace shortbreaks::eligibility {
namespace {

constexpr std::string_view kAskTeam = "Ask the council's short breaks team.";

v1::RuleResult Result(v1::RuleOutcome outcome, std::string explanation, std::string next_step = {}) {
  v1::RuleResult result;
  result.set_outcome(outcome);
  result.set_explanation(std::move(explanation));
  result.set_next_step(std::move(next_step));
  return result;
}

v1::RuleResult Met(std::string explanation) { return Result(v1::RULE_OUTCOME_MET, std::move(explanation)); }

v1::RuleResult NotMet(std::string explanation, std::string_view next_step) {
  return Result(v1::RULE_OUTCOME_NOT_MET, std::move(explanation), std::string(next_step));
}

v1::RuleResult NotKnown(std::string explanation, std::string_view next_step) {
  return Result(v1::RULE_OUTCOME_NOT_KNOWN, std::move(explanation), std::string(next_step));
}

v1::RuleResult Authority(const Facts& facts) {
  switch (facts.asker) {
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

v1::RuleResult Resident(const Facts& facts) {
  if (facts.child.resident) return Met("The child's home is in the council's area.");
  return NotMet("The child's home is on file as outside the council's area.",
                "Tell the short breaks team if the address is wrong or has changed.");
}

v1::RuleResult AgeOnTheDay(const Facts& facts) {
  const SessionFacts& session = facts.session;
  const std::string asked =
      session.age_min_years == session.age_max_years
          ? absl::StrCat("The activity is for age ", session.age_min_years, ".")
          : absl::StrCat("The activity is for ages ", session.age_min_years, " to ", session.age_max_years, ".");
  const int age = AgeOn(session.day, facts.child.date_of_birth);
  if (age < 0) {
    return NotMet(absl::StrCat(asked, " The date of birth on file is after the session."),
                  "Ask the short breaks team to check the date of birth.");
  }
  const std::string found = absl::StrCat(asked, " On the day of the session the child's age is ", age, ".");
  if (age >= session.age_min_years && age <= session.age_max_years) return Met(found);
  return NotMet(found, "Choose an activity for the child's age, or ask the short breaks team.");
}

// What councils that publish their criteria accept (Hertfordshire's list, and EHC plans).
bool ShowsNeed(v1::EvidenceKind kind) {
  return v1::EvidenceKind_IsValid(kind) && kind != v1::EVIDENCE_KIND_UNSPECIFIED &&
         kind != v1::EVIDENCE_KIND_DLA_CARE_LOWEST;
}

v1::RuleResult TargetedEvidence(const Facts& facts) {
  bool expired = false, later = false;
  for (const EvidenceFacts& evidence : facts.evidence) {
    if (!ShowsNeed(evidence.kind)) continue;
    if (evidence.issue_date > facts.session.day) {
      later = true;
    } else if (evidence.expire_date && *evidence.expire_date < facts.session.day) {
      expired = true;
    } else {
      return Met("The evidence on file meets the published criteria on the day of the session.");
    }
  }
  if (expired) {
    return NotKnown("The evidence on file will have run out by the day of the session.",
                    "Send a current award letter, education, health and care plan or professional's letter to the "
                    "short breaks team.");
  }
  if (later) {
    return NotKnown("The evidence on file begins after the day of the session.",
                    "Send evidence that covers that day to the short breaks team, or choose a later session.");
  }
  return NotKnown("The session is for children who meet the published criteria, and no evidence of that is on file.",
                  "Send the short breaks team an award letter for Disability Living Allowance care (middle or highest "
                  "rate) or Personal Independence Payment, an education, health and care plan, or a letter from a "
                  "professional.");
}

bool ActiveOn(const AllocationFacts& allocation, absl::CivilDay day) {
  return allocation.state == v1::ALLOCATION_STATE_ACTIVE && allocation.window_start <= day &&
         day <= allocation.window_end;
}

v1::RuleResult SpecialistAllocation(const Facts& facts) {
  const bool assessed =
      std::any_of(facts.allocations.begin(), facts.allocations.end(), [&](const AllocationFacts& allocation) {
        return allocation.tier == type::v1::TIER_SPECIALIST && ActiveOn(allocation, facts.session.day);
      });
  if (assessed) return Met("The child has an allocation for specialist short breaks on the day of the session.");
  return NotMet(
      "The session is for children who were assessed as needing specialist short breaks, and no such "
      "allocation is in force on that day.",
      "Ask the short breaks team for an assessment.");
}

v1::RuleResult TierCriteria(const Facts& facts) {
  switch (facts.session.tier) {
    case type::v1::TIER_UNIVERSAL:
      return Met("The session is open to every child.");
    case type::v1::TIER_TARGETED:
      return TargetedEvidence(facts);
    case type::v1::TIER_SPECIALIST:
      return SpecialistAllocation(facts);
    default:
      return NotKnown("Who the session is for is not on file.", kAskTeam);
  }
}

v1::RuleResult SupportRatio(const Facts& facts) {
  const ChildFacts& child = facts.child;
  const SessionFacts& session = facts.session;
  const std::string explanation = absl::StrCat("The child needs ", InWords(child.ratio_staff, child.ratio_children),
                                               " support (staff to children). The ", "activity offers up to ",
                                               InWords(session.ratio_staff, session.ratio_children), ".");
  // Staff for each child, compared without dividing.
  const bool enough = child.ratio_staff * session.ratio_children <= session.ratio_staff * child.ratio_children;
  if (enough) return Met(explanation);
  return NotMet(explanation, "Choose an activity with more support, or ask the short breaks team.");
}

v1::RuleResult NeedsCanBeMet(const Facts& facts) {
  const int64_t missing = facts.child.needs & ~facts.session.needs_met;
  if (missing == 0) return Met("The activity can meet every need on file.");
  return NotMet(absl::StrCat("The activity has not said that it can provide: ", NeedsInWords(missing), "."),
                "Ask the short breaks team whether the provider can arrange this, or choose another activity.");
}

// What the session takes from an allocation in `unit`; 0 where it costs nothing in that unit.
int64_t ChargeIn(type::v1::AllocationUnit unit, const SessionFacts& session) {
  switch (unit) {
    case type::v1::ALLOCATION_UNIT_MINUTES:
      return session.charge_minutes;
    case type::v1::ALLOCATION_UNIT_NIGHTS:
      return session.charge_nights;
    case type::v1::ALLOCATION_UNIT_SESSIONS:
      return 1;
    case type::v1::ALLOCATION_UNIT_PENCE:
      return session.price_pence;
    default:
      return 0;
  }
}

int UnitOrder(type::v1::AllocationUnit unit) {
  switch (unit) {
    case type::v1::ALLOCATION_UNIT_NIGHTS:
      return 0;
    case type::v1::ALLOCATION_UNIT_MINUTES:
      return 1;
    case type::v1::ALLOCATION_UNIT_SESSIONS:
      return 2;
    default:
      return 3;
  }
}

bool GoesBefore(const Payment& a, const Payment& b) {
  return std::tuple(UnitOrder(a.allocation.unit), a.allocation.window_end, a.allocation.allocation_id) <
         std::tuple(UnitOrder(b.allocation.unit), b.allocation.window_end, b.allocation.allocation_id);
}

v1::RuleResult AllocationCovers(const Facts& facts) {
  if (facts.session.tier == type::v1::TIER_UNIVERSAL) return Met("The session needs no allocation.");
  const auto payment = ChoosePayment(facts);
  if (!payment) {
    return NotKnown("No allocation on file can pay for a session of this kind on that day.",
                    "Ask the short breaks team for an allocation.");
  }
  const type::v1::AllocationUnit unit = payment->allocation.unit;
  const std::string explanation =
      absl::StrCat("The session costs ", InWords(unit, payment->charge), ". The allocation has ",
                   InWords(unit, payment->allocation.balance), " left.");
  if (payment->enough) return Met(explanation);
  return NotMet(explanation, "Choose a session that costs less, or ask the short breaks team for more.");
}

constexpr Rule kRules[] = {
    {"authority", Authority},
    {"resident", Resident},
    {"age_on_the_day", AgeOnTheDay},
    {"tier_criteria", TierCriteria},
    {"support_ratio", SupportRatio},
    {"needs_can_be_met", NeedsCanBeMet},
    {"allocation_covers", AllocationCovers},
};

}  // namespace

std::span<const Rule> Rules() { return kRules; }

std::optional<Payment> ChoosePayment(const Facts& facts) {
  if (facts.session.tier == type::v1::TIER_UNIVERSAL) return std::nullopt;
  std::vector<Payment> fitting;
  for (const AllocationFacts& allocation : facts.allocations) {
    const int64_t charge = ChargeIn(allocation.unit, facts.session);
    if (charge <= 0 || !ActiveOn(allocation, facts.session.day) || allocation.tier < facts.session.tier) continue;
    fitting.push_back({allocation, charge, allocation.balance >= charge});
  }
  if (fitting.empty()) return std::nullopt;
  std::sort(fitting.begin(), fitting.end(), GoesBefore);
  const auto enough = std::find_if(fitting.begin(), fitting.end(), [](const Payment& p) { return p.enough; });
  return enough == fitting.end() ? fitting.front() : *enough;
}

v1::DecisionResult Combine(std::span<const v1::RuleResult> results) {
  const bool all_met = std::all_of(results.begin(), results.end(), [](const v1::RuleResult& result) {
    return result.outcome() == v1::RULE_OUTCOME_MET;
  });
  return all_met ? v1::DECISION_RESULT_ELIGIBLE : v1::DECISION_RESULT_REFER;
}

v1::Decision Decide(const Facts& facts) {
  v1::Decision decision;
  std::vector<v1::RuleResult> results;
  for (const Rule& rule : Rules()) {
    results.push_back(rule.apply(facts));
    results.back().set_rule(std::string(rule.name));
    *decision.add_rules() = results.back();
  }
  decision.set_result(Combine(results));
  decision.set_price_pence(facts.session.price_pence);
  if (const auto payment = ChoosePayment(facts)) {
    decision.set_allocation(ids::ResourceName("allocations", payment->allocation.allocation_id));
    decision.mutable_charge()->set_unit(payment->allocation.unit);
    decision.mutable_charge()->set_amount(payment->charge);
    decision.set_balance(payment->allocation.balance);
    decision.set_allocation_etag(absl::StrCat(payment->allocation.version));
    // An allocation in money pays the price itself.
    if (payment->allocation.unit == type::v1::ALLOCATION_UNIT_PENCE) decision.set_price_pence(0);
  }
  return decision;
}

int AgeOn(absl::CivilDay day, absl::CivilDay date_of_birth) {
  // 28 February comes before a birthday on the 29th and 1 March after it, which is the rule for 29 February.
  const bool birthday_to_come =
      std::pair(day.month(), day.day()) < std::pair(date_of_birth.month(), date_of_birth.day());
  return static_cast<int>(day.year() - date_of_birth.year()) - (birthday_to_come ? 1 : 0);
}

}  // namespace shortbreaks::eligibility

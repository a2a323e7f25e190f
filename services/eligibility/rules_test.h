// A child and a session for tests of the rules, and the sample policy to ask.
#pragma once

#include <absl/strings/str_cat.h>
#include <gtest/gtest.h>

#include <optional>
#include <string>
#include <vector>

#include "eligibility/payment.h"
#include "eligibility/rules.h"
#include "policy/parse.h"
#include "policy/yaml_reader.h"
#include "support/sample_policy.h"
#include "wire/times.h"

namespace shortbreaks::eligibility {

using absl::CivilDay;
using type::v1::AllocationUnit;

inline constexpr auto kMet = v1::RULE_OUTCOME_MET;
inline constexpr auto kNotMet = v1::RULE_OUTCOME_NOT_MET;
inline constexpr auto kNotKnown = v1::RULE_OUTCOME_NOT_KNOWN;
inline constexpr char kCouncil[] = "E08000031";
inline constexpr char kHere[] = "providers/here";

inline policy::Policy Parsed(const std::string& text) {
  policy::Mistakes mistakes;
  policy::Policy policy = policy::Parse(text, mistakes);
  for (const policy::Mistake& mistake : mistakes.list()) ADD_FAILURE() << mistake.position.line << ": " << mistake.text;
  return policy;
}

inline const policy::Policy& Sample() {
  static const auto* const policy = new policy::Policy(Parsed(support::SamplePolicy(kCouncil)));
  return *policy;
}

inline type::v1::Date Day(int year, int month, int day) { return wire::ToProto(CivilDay(year, month, day)); }

inline v1::Allocation Allocation(char id, AllocationUnit unit, int64_t balance) {
  v1::Allocation allocation;
  allocation.set_name(absl::StrCat("allocations/", std::string(1, id)));
  allocation.mutable_granted()->set_unit(unit);
  allocation.mutable_granted()->set_amount(balance);
  allocation.set_balance(balance);
  allocation.set_tier(type::v1::TIER_TARGETED);
  *allocation.mutable_window_start() = Day(2027, 4, 1);
  *allocation.mutable_window_end() = Day(2028, 3, 31);
  allocation.set_state(v1::ALLOCATION_STATE_ACTIVE);
  allocation.set_etag("4");
  return allocation;
}

inline void SetAllocations(v1::DecisionBasis& basis, const std::vector<v1::Allocation>& allocations) {
  basis.clear_allocations();
  for (const v1::Allocation& allocation : allocations) *basis.add_allocations() = allocation;
}

inline void SetEvidence(v1::DecisionBasis& basis, v1::EvidenceKind kind, CivilDay from,
                        std::optional<CivilDay> to = std::nullopt) {
  basis.clear_evidence();
  v1::Evidence& evidence = *basis.add_evidence();
  evidence.set_kind(kind);
  *evidence.mutable_issue_date() = wire::ToProto(from);
  if (to) *evidence.mutable_expire_date() = wire::ToProto(*to);
}

// The day of the session, which is the day that is asked about.
inline void SetDay(v1::DecisionBasis& basis, CivilDay day) {
  *basis.mutable_day() = wire::ToProto(day);
  *basis.mutable_terms()->mutable_start_date() = wire::ToProto(day);
  *basis.mutable_terms()->mutable_end_date() = wire::ToProto(day + basis.terms().charge_nights());
}

// A child of nine with everything on file for a targeted session of three hours.
inline v1::DecisionBasis Eligible() {
  v1::DecisionBasis basis;
  basis.set_council(kCouncil);
  basis.set_asker(static_cast<int>(Asker::kCarerWithAuthority));
  basis.set_session("sessions/a");
  v1::Child& child = *basis.mutable_child();
  *child.mutable_date_of_birth() = Day(2018, 3, 1);
  child.set_resident(true);
  child.mutable_support_ratio()->set_staff(1);
  child.mutable_support_ratio()->set_children(2);
  child.add_needs(type::v1::NEED_AUTISM);
  v1::SessionTerms& terms = *basis.mutable_terms();
  terms.set_tier(type::v1::TIER_TARGETED);
  terms.set_age_min_years(5);
  terms.set_age_max_years(11);
  terms.mutable_support_ratio()->set_staff(1);
  terms.mutable_support_ratio()->set_children(2);
  terms.add_needs_met(type::v1::NEED_AUTISM);
  terms.add_needs_met(type::v1::NEED_MAKATON);
  terms.set_charge_minutes(180);
  terms.set_price_pence(350);
  terms.set_provider(kHere);
  SetDay(basis, CivilDay(2027, 6, 12));
  SetEvidence(basis, v1::EVIDENCE_KIND_DLA_CARE_MIDDLE, CivilDay(2026, 1, 1), CivilDay(2028, 1, 1));
  SetAllocations(basis, {Allocation('a', type::v1::ALLOCATION_UNIT_MINUTES, 2400)});
  return basis;
}

inline v1::RuleResult Apply(std::string_view name, const v1::DecisionBasis& basis,
                            const policy::Policy* policy = &Sample()) {
  const v1::Decision decision = Decide(basis, policy);
  for (const v1::RuleResult& rule : decision.rules()) {
    if (rule.rule() == name) return rule;
  }
  ADD_FAILURE() << "no rule " << name;
  return {};
}

inline char PaysFrom(const v1::DecisionBasis& basis, const policy::Policy* policy = nullptr) {
  const auto payment = ChoosePayment(basis, policy);
  return payment ? payment->first.allocation->name().back() : '-';
}

inline v1::DecisionBasis Overnight(CivilDay start, int nights) {
  v1::DecisionBasis basis = Eligible();
  basis.mutable_terms()->set_charge_nights(nights);
  SetDay(basis, start);
  return basis;
}

inline void AddStay(v1::DecisionBasis& basis, CivilDay start, int nights, const std::string& provider = kHere) {
  v1::Stay& stay = *basis.add_stays();
  stay.set_provider(provider);
  *stay.mutable_start_date() = wire::ToProto(start);
  *stay.mutable_end_date() = wire::ToProto(start + nights);
  stay.set_nights(nights);
}

}  // namespace shortbreaks::eligibility

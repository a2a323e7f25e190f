#include "eligibility/facts_on_file.h"

#include <algorithm>
#include <optional>
#include <string>
#include <utility>

#include "wire/times.h"

namespace shortbreaks::eligibility {
namespace {

policy::Validity ValidityOf(const v1::Evidence& evidence) {
  policy::Validity valid{.from = wire::FromProto(evidence.issue_date()).value_or(absl::CivilDay())};
  if (evidence.has_expire_date()) valid.to = wire::FromProto(evidence.expire_date());
  return valid;
}

struct Benefit {
  v1::EvidenceKind kind;
  const char *name, *component, *rate;
};
constexpr Benefit kBenefits[] = {
    {v1::EVIDENCE_KIND_DLA_CARE_LOWEST, "dla", "care", "lowest"},
    {v1::EVIDENCE_KIND_DLA_CARE_MIDDLE, "dla", "care", "middle"},
    {v1::EVIDENCE_KIND_DLA_CARE_HIGHEST, "dla", "care", "highest"},
    {v1::EVIDENCE_KIND_DLA_MOBILITY_LOWER, "dla", "mobility", "lower"},
    {v1::EVIDENCE_KIND_DLA_MOBILITY_HIGHER, "dla", "mobility", "higher"},
    {v1::EVIDENCE_KIND_PIP_DAILY_LIVING_STANDARD, "pip", "daily_living", "standard"},
    {v1::EVIDENCE_KIND_PIP_DAILY_LIVING_ENHANCED, "pip", "daily_living", "enhanced"},
    {v1::EVIDENCE_KIND_PIP_MOBILITY_STANDARD, "pip", "mobility", "standard"},
    {v1::EVIDENCE_KIND_PIP_MOBILITY_ENHANCED, "pip", "mobility", "enhanced"},
};

struct Profession {
  v1::EvidenceKind kind;
  const char* name;
};
constexpr Profession kProfessions[] = {
    {v1::EVIDENCE_KIND_LETTER_SENCO, "senco"},
    {v1::EVIDENCE_KIND_LETTER_GP, "gp"},
    {v1::EVIDENCE_KIND_LETTER_CONSULTANT, "consultant"},
    {v1::EVIDENCE_KIND_LETTER_SOCIAL_WORKER, "social_worker"},
};

policy::EhcPlanState PlanStateOf(v1::EvidenceKind kind) {
  switch (kind) {
    case v1::EVIDENCE_KIND_EHC_PLAN:
      return policy::EhcPlanState::kIssued;
    case v1::EVIDENCE_KIND_EHC_PLAN_PROMISED:
      return policy::EhcPlanState::kPromised;
    case v1::EVIDENCE_KIND_EHC_PLAN_REQUESTED:
      return policy::EhcPlanState::kRequested;
    default:
      return policy::EhcPlanState::kNone;
  }
}

// Whether it was established that there is no plan on the day: the latest such word, and no plan issued since.
bool NoPlanOn(absl::CivilDay day, const v1::DecisionBasis& basis) {
  std::optional<absl::CivilDay> word, plan;
  for (const v1::Evidence& evidence : basis.evidence()) {
    const policy::Validity valid = ValidityOf(evidence);
    const bool none = evidence.kind() == v1::EVIDENCE_KIND_NO_EHC_PLAN && valid.Holds(day);
    if (none) word = std::max(word.value_or(valid.from), valid.from);
    const bool issued = PlanStateOf(evidence.kind()) != policy::EhcPlanState::kNone && valid.from <= day;
    if (issued) plan = std::max(plan.value_or(valid.from), valid.from);
  }
  return word && !(plan && *word <= *plan);
}

// Of several plans on file the one that holds on the day and is furthest on.
void AddPlan(const v1::Evidence& evidence, policy::Facts& facts) {
  policy::EhcPlan plan{.state = PlanStateOf(evidence.kind()), .valid = ValidityOf(evidence)};
  plan.sections.insert(evidence.sections().begin(), evidence.sections().end());
  const auto rank = [&](const policy::EhcPlan& p) { return std::pair(p.valid.Holds(facts.day), p.state); };
  if (!facts.ehc_plan || rank(*facts.ehc_plan) < rank(plan)) facts.ehc_plan = std::move(plan);
}

void AddEvidence(const v1::Evidence& evidence, policy::Facts& facts) {
  for (const Benefit& benefit : kBenefits) {
    if (benefit.kind == evidence.kind()) {
      facts.benefits.push_back({benefit.name, benefit.component, benefit.rate, ValidityOf(evidence)});
    }
  }
  if (evidence.kind() == v1::EVIDENCE_KIND_OTHER_BENEFIT) {
    const v1::BenefitAward& award = evidence.benefit();
    facts.benefits.push_back({award.name(), award.component(), award.rate(), ValidityOf(evidence)});
  }
  for (const Profession& profession : kProfessions) {
    if (profession.kind == evidence.kind()) facts.letters.push_back({profession.name, ValidityOf(evidence)});
  }
  if (evidence.kind() == v1::EVIDENCE_KIND_LETTER_OTHER) {
    facts.letters.push_back({evidence.profession(), ValidityOf(evidence)});
  }
  if (PlanStateOf(evidence.kind()) != policy::EhcPlanState::kNone) AddPlan(evidence, facts);
}

void AddCircumstances(const v1::Circumstances& on_file, policy::Facts& facts) {
  if (!on_file.home_authority().empty()) facts.home.authority = on_file.home_authority();
  facts.home.district = on_file.home_district();
  facts.school = {.authority = on_file.school_authority(),
                  .district = on_file.school_district(),
                  .ward = on_file.school_ward(),
                  .postcode = on_file.school_postcode_district()};
  if (on_file.has_full_time_education()) facts.full_time_education = on_file.full_time_education();
  if (on_file.has_school_year()) facts.school_year = on_file.school_year();
  if (on_file.packages_known()) facts.packages.emplace(on_file.packages().begin(), on_file.packages().end());
  for (const v1::Score& score : on_file.scores()) facts.scores[score.of()] = score.value();
  for (const v1::RecordedFact& recorded : on_file.recorded()) facts.recorded[recorded.fact()] = recorded.is();
}

std::optional<std::string> AssessmentOf(v1::AssessmentRoute route) {
  switch (route) {
    case v1::ASSESSMENT_ROUTE_NONE:
      return "none";
    case v1::ASSESSMENT_ROUTE_SELF:
      return "self";
    case v1::ASSESSMENT_ROUTE_EARLY_HELP:
      return "early_help";
    case v1::ASSESSMENT_ROUTE_SECTION_17:
      return "section_17";
    default:
      return std::nullopt;
  }
}

template <typename Dates>
void SetDays(const Dates& dates, policy::Facts& facts) {
  facts.application_day.reset();
  facts.evidence_complete_day.reset();
  if (dates.has_application_date()) facts.application_day = wire::FromProto(dates.application_date());
  if (dates.has_evidence_complete_date()) {
    facts.evidence_complete_day = wire::FromProto(dates.evidence_complete_date());
  }
}

}  // namespace

void SetApplicationDays(const v1::DecisionBasis& basis, std::string_view offer, policy::Facts& facts) {
  if (basis.application_dates().empty()) return SetDays(basis, facts);
  v1::ApplicationDates latest;
  for (const v1::ApplicationDates& dates : basis.application_dates()) {
    if (dates.offer() == offer) latest = dates;
  }
  SetDays(latest, facts);
}

policy::Facts FactsOf(const v1::DecisionBasis& basis, std::string_view offer) {
  policy::Facts facts = FactsOf(basis);
  SetApplicationDays(basis, offer, facts);
  return facts;
}

policy::Facts FactsOf(const v1::DecisionBasis& basis, const v1::Allocation& allocation) {
  policy::Facts facts = FactsOf(basis, allocation.offer());
  if (allocation.application().empty()) return facts;
  for (const v1::ApplicationDates& dates : basis.application_dates()) {
    if (dates.application() == allocation.application()) SetDays(dates, facts);
  }
  return facts;
}

policy::Facts FactsOf(const v1::DecisionBasis& basis) {
  const v1::Child& child = basis.child();
  policy::Facts facts;
  facts.day = wire::FromProto(basis.day()).value_or(absl::CivilDay());
  facts.date_of_birth = wire::FromProto(child.date_of_birth());
  facts.home = {.authority = child.resident() ? basis.council() : std::string(),
                .ward = child.ward(),
                .postcode = child.postcode_district(),
                .not_authority = child.resident() ? std::string() : basis.council()};
  facts.support_ratio = policy::Ratio{child.support_ratio().staff(), child.support_ratio().children()};
  facts.assessment = AssessmentOf(child.assessment_route());
  for (const v1::Evidence& evidence : basis.evidence()) AddEvidence(evidence, facts);
  if (NoPlanOn(facts.day, basis)) facts.ehc_plan = policy::EhcPlan{.valid = {.from = facts.day}};
  if (child.has_circumstances()) AddCircumstances(child.circumstances(), facts);
  return facts;
}

}  // namespace shortbreaks::eligibility

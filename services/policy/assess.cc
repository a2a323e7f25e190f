#include "policy/assess.h"

#include <absl/strings/match.h>
#include <absl/strings/str_cat.h>

#include <algorithm>
#include <cmath>

#include "london/age.h"
#include "policy/age.h"
#include "policy/words.h"

namespace shortbreaks::policy {
namespace {

struct Finding {
  Outcome outcome = Outcome::kNotKnown;
  std::string found, settle;
};

Finding Is(bool met, std::string found) { return {met ? Outcome::kMet : Outcome::kNotMet, std::move(found), ""}; }
Finding Unknown(std::string found, std::string settle) {
  return {Outcome::kNotKnown, std::move(found), std::move(settle)};
}

template <typename List, typename Value>
bool Has(const List& list, const Value& value) {
  return std::find(list.begin(), list.end(), value) != list.end();
}

Outcome Not(Outcome outcome) {
  if (outcome == Outcome::kNotKnown) return outcome;
  return outcome == Outcome::kMet ? Outcome::kNotMet : Outcome::kMet;
}

Outcome Combine(const Combined& combined, const std::vector<Outcome>& outcomes) {
  const auto met = std::count(outcomes.begin(), outcomes.end(), Outcome::kMet);
  const auto open = std::count(outcomes.begin(), outcomes.end(), Outcome::kNotKnown);
  const auto all = static_cast<std::ptrdiff_t>(outcomes.size());
  const std::ptrdiff_t needed = combined.kind == Combined::Kind::kAll       ? all
                                : combined.kind == Combined::Kind::kAtLeast ? combined.number
                                                                            : 1;
  const Outcome enough = met >= needed ? Outcome::kMet : met + open >= needed ? Outcome::kNotKnown : Outcome::kNotMet;
  return combined.kind == Combined::Kind::kNone ? Not(enough) : enough;
}

// Whether what is asked of a piece of evidence is met by a list of them: one that fits and holds; else one that fits
// but does not hold, which is not known, as having none is.
template <typename List, typename Fits>
Finding Evidence(const List& list, absl::CivilDay day, Fits fits, const std::string& what) {
  bool expired = false, later = false;
  for (const auto& evidence : list) {
    if (!fits(evidence)) continue;
    if (evidence.valid.Holds(day)) return Is(true, absl::StrCat("It is on file and holds on ", InWords(day), "."));
    (day < evidence.valid.from ? later : expired) = true;
  }
  if (expired) return Unknown("What is on file has run out by then.", absl::StrCat("A current ", what));
  if (later) return Unknown("What is on file begins later.", absl::StrCat("A ", what, " for that day"));
  return Unknown("Nothing of this kind is on file.", absl::StrCat("A ", what));
}

struct Find {
  const Policy& policy;
  const Facts& facts;

  std::optional<absl::CivilDay> DayFor(const CountedOn& on) const {
    switch (on.kind) {
      case CountedOn::Kind::kApplication:
        return facts.application_day;
      case CountedOn::Kind::kYearStart:
        return YearStart(policy, facts.day);
      case CountedOn::Kind::kAcademicYearStart:
        return AcademicYearStart(facts.day);
      case CountedOn::Kind::kFixed:
        return on.fixed;
      case CountedOn::Kind::kAsked:
        break;
    }
    return facts.day;
  }

  static Finding NoApplication() {
    return Unknown("The day of the application is not on file.", "The day of the application");
  }

  Finding operator()(const Combined&) const { return {}; }
  Finding operator()(const AgeCriterion& age) const {
    if (!facts.date_of_birth) return Unknown("The date of birth is not on file.", "The date of birth");
    const auto day = DayFor(age.on);
    if (!day) return NoApplication();
    const bool within = Within(age, *facts.date_of_birth, *day);
    const int years = london::AgeOn(*facts.date_of_birth, *day);
    if (years < 0) return Is(within, absl::StrCat("On ", InWords(*day), " the child is not yet born."));
    return Is(within, absl::StrCat("On ", InWords(*day), " the child is ", years, "."));
  }
  Finding operator()(const PlaceCriterion& place) const {
    const Place& where = place.school ? facts.school : facts.home;
    const std::string name = place.school ? "school" : "home";
    const Outcome in = place.in.empty() ? Outcome::kMet : InArea(place.in, where);
    const Outcome out = place.not_in.empty() ? Outcome::kMet : Not(InArea(place.not_in, where));
    const Outcome both = Combine({Combined::Kind::kAll}, {in, out});
    if (both == Outcome::kNotKnown) {
      return Unknown(absl::StrCat("Where the ", name, " is is not fully on file."),
                     absl::StrCat("The address of the ", name));
    }
    return Is(both == Outcome::kMet, absl::StrCat("The address of the ", name, " is on file."));
  }
  static Outcome InArea(const Area& area, const Place& place) {
    // Known not to be in one authority says nothing of another.
    bool missing = place.authority.empty() &&
                   std::any_of(area.authorities.begin(), area.authorities.end(),
                               [&](const std::string& authority) { return authority != place.not_authority; });
    const auto among = [&](const std::vector<std::string>& list, const std::string& value) {
      missing = missing || (!list.empty() && value.empty());
      return !value.empty() && Has(list, value);
    };
    const bool in_authority = !place.authority.empty() && Has(area.authorities, place.authority);
    if (in_authority || among(area.districts, place.district) || among(area.wards, place.ward)) {
      return Outcome::kMet;
    }
    for (const std::string& postcode : area.postcodes) {
      if (place.postcode == postcode || absl::StartsWith(place.postcode, postcode + " ")) return Outcome::kMet;
    }
    missing = missing || (!area.postcodes.empty() && place.postcode.empty());
    return missing ? Outcome::kNotKnown : Outcome::kNotMet;
  }
  Finding operator()(const BenefitCriterion& benefit) const {
    const auto day = DayFor(benefit.on);
    if (!day) return NoApplication();
    const auto same = [&](const BenefitAward& award) {
      return award.name == benefit.name && (benefit.component.empty() || award.component == benefit.component);
    };
    const auto fits = [&](const BenefitAward& award) {
      return same(award) && (benefit.rates.empty() || Has(benefit.rates, award.rate));
    };
    Finding found = Evidence(facts.benefits, *day, fits, absl::StrCat(BenefitName(benefit.name), " award letter"));
    if (found.outcome == Outcome::kMet || benefit.component.empty()) return found;
    // A child has one rate of a component: where another is in force, this one is not.
    const auto other = [&](const BenefitAward& award) {
      return same(award) && !fits(award) && award.valid.Holds(*day);
    };
    if (!std::any_of(facts.benefits.begin(), facts.benefits.end(), other)) return found;
    return Is(false, "The award on file is of another rate.");
  }
  Finding operator()(const EhcPlanCriterion& plan) const {
    const std::string what = "education, health and care plan";
    const auto day = DayFor(plan.on);
    if (!day) return NoApplication();
    if (!facts.ehc_plan) return Unknown("No plan is on file.", absl::StrCat("The ", what, ", or that there is none"));
    if (facts.ehc_plan->state == EhcPlanState::kNone) return Is(false, "There is no plan.");
    if (!facts.ehc_plan->valid.Holds(*day))
      return Unknown("The plan on file does not hold on that day.", absl::StrCat("The current ", what));
    if (!Has(plan.states, facts.ehc_plan->state)) return Is(false, "The plan on file has not come so far.");
    for (const std::string& section : plan.sections) {
      if (!facts.ehc_plan->sections.contains(section))
        return Is(false, absl::StrCat("The plan on file has no section ", section, "."));
    }
    return Is(true, "The plan is on file.");
  }
  Finding operator()(const LetterCriterion& letter) const {
    const auto day = letter.on ? DayFor(*letter.on) : facts.day;
    if (!day) return NoApplication();
    // What was fresh when the family applied stays so for the bookings that follow.
    const absl::CivilDay counted = letter.on ? *day : facts.application_day.value_or(facts.day);
    const auto fits = [&](const Letter& one) {
      const bool fresh = !letter.months_max ||
                         counted <= absl::CivilDay(one.valid.from.year(), one.valid.from.month() + *letter.months_max,
                                                   one.valid.from.day());
      return fresh && Has(letter.professions, one.profession);
    };
    return Evidence(facts.letters, *day, fits, "letter from a professional");
  }
  Finding operator()(const AssessmentCriterion& assessment) const {
    if (!facts.assessment) return Unknown("How the need was assessed is not on file.", "An assessment");
    return Is(Has(assessment.routes, *facts.assessment), "How the need was assessed is on file.");
  }
  Finding operator()(const ScoreCriterion& score) const {
    const auto found = facts.scores.find(score.of);
    if (found == facts.scores.end()) return Unknown("No score is on file.", "The score of the assessment");
    const bool within =
        (!score.at_least || found->second >= *score.at_least) && (!score.below || found->second < *score.below);
    return Is(within, absl::StrCat("The score on file is ", found->second, "."));
  }
  Finding operator()(const EducationCriterion& education) const {
    if (!facts.full_time_education)
      return Unknown("Whether in full-time education is not on file.", "A word from the school or college");
    return Is(*facts.full_time_education == education.full_time,
              *facts.full_time_education ? "In full-time education." : "Not in full-time education.");
  }
  Finding operator()(const SchoolYearCriterion& year) const {
    if (!facts.school_year && !facts.date_of_birth)
      return Unknown("The school year is not on file.", "The school year");
    const auto day = DayFor(year.on);
    if (!day) return NoApplication();
    const bool recorded = facts.school_year && year.on.kind == CountedOn::Kind::kAsked;
    if (!recorded && !facts.date_of_birth) return Unknown("The date of birth is not on file.", "The date of birth");
    const int found = recorded ? *facts.school_year : SchoolYearOn(*facts.date_of_birth, *day);
    return Is((!year.from || found >= *year.from) && (!year.to || found <= *year.to),
              absl::StrCat("School year ", found, "."));
  }
  Finding operator()(const PackageCriterion& package) const {
    if (!facts.packages)
      return Unknown("Which care packages the child has is not on file.",
                     "The child's care packages, or that there are none");
    const bool any = std::any_of(package.names.begin(), package.names.end(),
                                 [&](const std::string& name) { return facts.packages->contains(name); });
    return Is(any, any ? "Such a package is on file." : "No such package is on file.");
  }
  Finding operator()(const RatioCriterion& ratio) const {
    if (!facts.support_ratio) return Unknown("The support needed is not on file.", "The support ratio");
    const Ratio& child = *facts.support_ratio;
    const auto less = [](const Ratio& a, const Ratio& b) { return a.staff * b.children < b.staff * a.children; };
    const bool within =
        !(ratio.at_least && less(child, *ratio.at_least)) && !(ratio.at_most && less(*ratio.at_most, child));
    return Is(within, absl::StrCat("The child needs ", child.staff, ":", child.children, " support."));
  }
  Finding operator()(const RecordedCriterion& recorded) const {
    const auto found = facts.recorded.find(recorded.fact);
    if (found == facts.recorded.end()) return Unknown("Nobody has recorded this.", "A word from the short breaks team");
    return Is(found->second == recorded.value, found->second ? "It is recorded." : "It is recorded that it is not so.");
  }
  Finding operator()(const WindowCriterion& window) const {
    const auto& day = window.evidence ? facts.evidence_complete_day : facts.application_day;
    if (!day) {
      return Unknown(window.evidence ? "The evidence is not complete." : "No application is on file.",
                     window.evidence ? "The rest of the evidence" : "An application");
    }
    return Is(InWindow(window, *day), absl::StrCat("The day on file is ", InWords(*day), "."));
  }
  static bool InWindow(const WindowCriterion& window, absl::CivilDay day) {
    if (!window.yearly_from || !window.yearly_to) {
      return (!window.from || *window.from <= day) && (!window.to || day <= *window.to);
    }
    const DayOfYear of{day.month(), day.day()};
    const bool after = *window.yearly_from <= of, before = of <= *window.yearly_to;
    return *window.yearly_from <= *window.yearly_to ? after && before : after || before;
  }
  Finding operator()(const IncomeCriterion& income) const {
    const auto found = facts.scores.find("household income");
    if (found == facts.scores.end()) return Unknown("No income is on file.", "What the household earns in a year");
    const auto pence = static_cast<int64_t>(std::llround(found->second * 100));
    return Is((!income.at_most || pence <= *income.at_most) && (!income.below || pence < *income.below),
              "The household's income is on file.");
  }
};

std::string Sentence(const Criterion& criterion) {
  return criterion.says.empty() ? absl::StrCat("The child ", InWords(criterion), ".") : criterion.says;
}

Outcome Ask(const Find& find, const Criterion& criterion, int depth, std::vector<RuleOutcome>* rules) {
  const size_t at = rules == nullptr ? 0 : rules->size();
  if (rules != nullptr) rules->push_back({criterion.rule, depth, Outcome::kNotKnown, Sentence(criterion)});
  Finding finding;
  if (const auto* combined = std::get_if<Combined>(&criterion.asks)) {
    std::vector<Outcome> outcomes;
    for (const Criterion& part : combined->of) outcomes.push_back(Ask(find, part, depth + 1, rules));
    finding.outcome = Combine(*combined, outcomes);
  } else {
    finding = std::visit(find, criterion.asks);
  }
  if (rules != nullptr) {
    RuleOutcome& rule = (*rules)[at];
    rule.outcome = finding.outcome;
    rule.found = std::move(finding.found);
    rule.settle = std::move(finding.settle);
  }
  return finding.outcome;
}

// The first band that is met; nothing where one before it is not known.
const Band* BandFor(const Policy& policy, const Offer& offer, const Facts& facts) {
  for (const Band& band : offer.bands) {
    const Outcome outcome = band.when ? Ask({policy, facts}, *band.when, 0, nullptr) : Outcome::kMet;
    if (outcome == Outcome::kMet) return &band;
    if (outcome == Outcome::kNotKnown) return nullptr;
  }
  return nullptr;
}

int64_t RoundUp(int64_t numerator, int64_t denominator, int64_t step) {
  const int64_t each = denominator * step;
  return (numerator + each - 1) / each * step;
}

int64_t TermsLeft(const Policy& policy, absl::CivilDay start, absl::CivilDay end) {
  return std::count_if(policy.terms.begin(), policy.terms.end(),
                       [&](const Term& term) { return term.to >= start && term.from < end; });
}

}  // namespace

Outcome Ask(const Policy& policy, const Criterion& criterion, const Facts& facts) {
  return Ask({policy, facts}, criterion, 0, nullptr);
}

std::optional<Quantity> Entitlement(const Policy& policy, const Offer& offer, const Facts& facts,
                                    absl::CivilDay start) {
  const Band* band = BandFor(policy, offer, facts);
  if (band == nullptr) return std::nullopt;
  const absl::CivilDay first = YearStart(policy, start);
  const absl::CivilDay end(first.year() + 1, first.month(), first.day());
  const Pace pace = offer.pro_rata.by;
  if (pace == Pace::kNone) start = first;
  const int64_t days = end - start, weeks = std::min<int64_t>(52, (days + 6) / 7);
  const int64_t months =
      12 - ((absl::CivilMonth(start) - absl::CivilMonth(first)) - (start.day() < first.day() ? 1 : 0));
  const int64_t amount = band->give.amount, step = std::max<int64_t>(1, offer.pro_rata.step.amount);
  const auto of = [&](int64_t number) { return Quantity{band->give.unit, number}; };
  switch (band->per) {
    case Per::kOnce:
      return of(amount);
    case Per::kWeek:
      return of(RoundUp(amount * weeks, 1, step));
    case Per::kMonth:
      return of(RoundUp(amount * months, 1, step));
    case Per::kTerm:
      return of(RoundUp(amount * TermsLeft(policy, start, end), 1, step));
    case Per::kYear:
      break;
  }
  switch (pace) {
    case Pace::kDays:
      return of(RoundUp(amount * days, end - first, step));
    case Pace::kWeeks:
      return of(RoundUp(amount * weeks, 52, step));
    case Pace::kMonths:
      return of(RoundUp(amount * months, 12, step));
    case Pace::kNone:
      break;
  }
  return of(amount);
}

Assessment Assess(const Policy& policy, const Offer& offer, const Facts& facts) {
  Assessment assessment;
  const Outcome outcome = Ask({policy, facts}, offer.needs, 0, &assessment.rules);
  if (outcome == Outcome::kMet) assessment.result = offer.then;
  assessment.entitlement = Entitlement(policy, offer, facts, facts.day);
  if (const Band* band = BandFor(policy, offer, facts)) assessment.amount = AmountInWords(*band);
  return assessment;
}

Outcome Recombine(const std::vector<RuleOutcome>& rules, const Criterion& criterion, size_t& at) {
  const Outcome own = rules.at(at++).outcome;
  const auto* combined = std::get_if<Combined>(&criterion.asks);
  if (combined == nullptr) return own;
  std::vector<Outcome> outcomes;
  for (const Criterion& part : combined->of) outcomes.push_back(Recombine(rules, part, at));
  return Combine(*combined, outcomes);
}

}  // namespace shortbreaks::policy

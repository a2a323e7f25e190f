#include "policy/cases.h"

#include <absl/strings/numbers.h>
#include <absl/strings/str_cat.h>

#include <algorithm>

#include "policy/assess.h"
#include "policy/deciders.h"
#include "policy/words.h"

namespace shortbreaks::policy {
namespace {

const std::vector<std::string>& Results() {
  static const auto* const names = new std::vector<std::string>{"eligible", "indicative", "refer"};
  return *names;
}

Validity ValidityOf(Mapping& words) {
  return {words.Day("from").value_or(absl::CivilDay(1900, 1, 1)), words.Day("to")};
}

Place PlaceOf(const YAML::Node& node, Mistakes& mistakes) {
  Mapping words(node, "a place", mistakes);
  Place place{words.Text("authority"), words.Text("district"), words.Text("ward"), words.Text("postcode")};
  words.NoOthers();
  return place;
}

template <typename Read>
void Each(Mapping& words, std::string_view key, Read read) {
  const auto list = words.Take(key);
  if (!list) return;
  if (!list->IsSequence()) words.mistakes().Add(*list, "a list was expected here");
  for (const auto& item : *list) read(item);
}

EhcPlan PlanOf(const YAML::Node& node, Mistakes& mistakes) {
  Mapping words(node, "`ehc_plan`", mistakes);
  EhcPlan plan;
  if (const auto state = words.Need("state")) {
    plan.state =
        static_cast<EhcPlanState>(ChoiceOf(*state, {"none", "requested", "promised", "issued"}, mistakes).value_or(0));
  }
  for (std::string& section : words.Texts("sections")) plan.sections.insert(std::move(section));
  plan.valid = ValidityOf(words);
  words.NoOthers();
  return plan;
}

void EvidenceOf(Mapping& words, Facts& facts, Mistakes& mistakes) {
  Each(words, "benefits", [&](const YAML::Node& item) {
    Mapping award(item, "a benefit", mistakes);
    facts.benefits.push_back(
        {award.Text("name", true), award.Text("component"), award.Text("rate"), ValidityOf(award)});
    award.NoOthers();
  });
  Each(words, "letters", [&](const YAML::Node& item) {
    Mapping letter(item, "a letter", mistakes);
    facts.letters.push_back({letter.Text("by", true), ValidityOf(letter)});
    letter.NoOthers();
  });
  if (const auto plan = words.Take("ehc_plan")) facts.ehc_plan = PlanOf(*plan, mistakes);
}

template <typename Value, typename Read>
void Pairs(Mapping& words, std::string_view key, std::map<std::string, Value>& into, Read read) {
  const auto node = words.Take(key);
  if (!node) return;
  Mapping pairs(*node, absl::StrCat("`", std::string(key), "`"), words.mistakes());
  if (!pairs.ok()) return;
  for (const auto& pair : *node) {
    if (const auto value = read(pairs, pair.first.Scalar())) into[pair.first.Scalar()] = *value;
  }
}

// One mapping over another: what `with` says, and what `child` says beside it. `null` takes a word away.
YAML::Node Over(const YAML::Node& child, const YAML::Node& with) {
  if (!child.IsDefined() || !child.IsMap()) return with;
  if (!with.IsDefined() || !with.IsMap()) return child;
  YAML::Node both(YAML::NodeType::Map);
  for (const auto& pair : with) {
    if (!pair.second.IsNull()) both.force_insert(pair.first, pair.second);
  }
  for (const auto& pair : child) {
    if (!with[pair.first.Scalar()].IsDefined()) both.force_insert(pair.first, pair.second);
  }
  return both;
}

Facts FactsOf(const YAML::Node& node, Mistakes& mistakes) {
  Facts facts;
  Mapping words(node, "a child", mistakes);
  facts.day = words.Day("day", true).value_or(absl::CivilDay());
  facts.application_day = words.Day("applied");
  facts.evidence_complete_day = words.Day("evidence_complete");
  facts.date_of_birth = words.Day("born");
  if (const auto home = words.Take("home")) facts.home = PlaceOf(*home, mistakes);
  if (const auto school = words.Take("school")) facts.school = PlaceOf(*school, mistakes);
  facts.full_time_education = words.YesNo("full_time_education");
  facts.school_year = words.Number("school_year", -5, 14);
  if (const auto ratio = words.Take("support_ratio")) facts.support_ratio = RatioOf(*ratio, mistakes);
  if (const auto packages = words.Take("packages")) {
    facts.packages.emplace();
    if (packages->IsSequence() && packages->size() > 0) {
      for (std::string& package : ListOf(*packages, mistakes)) facts.packages->insert(std::move(package));
    }
  }
  EvidenceOf(words, facts, mistakes);
  const std::string assessment = words.Text("assessment");
  if (!assessment.empty()) facts.assessment = assessment;
  Pairs(words, "scores", facts.scores, [](Mapping& pairs, const std::string& key) { return pairs.Real(key); });
  Pairs(words, "recorded", facts.recorded, [](Mapping& pairs, const std::string& key) { return pairs.YesNo(key); });
  words.NoOthers();
  return facts;
}

void CheckRules(const Policy& policy, const Case& one, Mistakes& mistakes) {
  const auto offer =
      std::find_if(policy.offers.begin(), policy.offers.end(), [&](const Offer& o) { return o.id == one.offer; });
  if (offer == policy.offers.end()) {
    mistakes.Add(one.position, absl::StrCat("the policy has no offer `", one.offer, "`"));
    return;
  }
  const Assessment assessment = Assess(policy, *offer, one.facts);
  for (const auto* rules : {&one.not_met, &one.not_known}) {
    for (const std::string& rule : *rules) {
      const bool known = std::any_of(assessment.rules.begin(), assessment.rules.end(),
                                     [&](const RuleOutcome& r) { return r.rule == rule; });
      if (!known) mistakes.Add(one.position, absl::StrCat("the offer has no rule `", rule, "`"));
    }
  }
}

// Who decides and confirms, against what the case says of it.
void CompareDeciders(const Policy& policy, const Offer& offer, const Case& one, const Assessment& assessment,
                     std::vector<std::string>& found) {
  if (one.decided_by.empty() && one.confirmed_by.empty()) return;
  const auto amount = one.amount ? one.amount : assessment.entitlement;
  if (!amount) {
    found.emplace_back("the case does not say the `amount:` that is decided");
    return;
  }
  const Deciders deciders = DecidersFor(policy, offer, *amount, assessment.rules.front().outcome == Outcome::kMet);
  const std::string decided = !deciders.required_decider.empty() ? deciders.required_decider
                              : deciders.within_limit.empty()    ? "nobody"
                                                                 : deciders.within_limit.front();
  const std::string confirmed = !deciders.second_key_needed      ? "nobody"
                                : deciders.second_key_by.empty() ? "anyone else"
                                                                 : deciders.second_key_by;
  const auto compare = [&](const std::string& expected, const std::string& is, const char* what) {
    if (!expected.empty() && expected != is) {
      found.push_back(absl::StrCat("expected to be ", what, " by ", expected, ", not by ", is));
    }
  };
  compare(one.decided_by, decided, "decided");
  compare(one.confirmed_by, confirmed, "confirmed");
}

std::string_view OutcomeName(Outcome outcome) {
  constexpr std::string_view kNames[] = {"met", "not met", "not known"};
  return kNames[static_cast<int>(outcome)];
}

}  // namespace

std::vector<Case> ParseCases(const std::string& yaml, const Policy& policy, Mistakes& mistakes) {
  std::vector<Case> cases;
  YAML::Node root;
  try {
    root = YAML::Load(yaml);
  } catch (const YAML::Exception& error) {
    mistakes.Add(Position{error.mark.line + 1, error.mark.column + 1}, absl::StrCat("this is not YAML: ", error.msg));
    return cases;
  }
  Mapping words(root, "a file of cases", mistakes);
  const auto child = words.Take("child");
  const std::string offer = words.Text("offer");
  const auto list = words.Need("cases");
  if (list && !list->IsSequence()) mistakes.Add(*list, "`cases` is a list, each after a dash");
  for (const auto& item : list ? *list : YAML::Node()) {
    Mapping mapping(item, "a case", mistakes);
    Case one;
    one.position = PositionOf(item);
    one.title = mapping.Text("case", true);
    one.offer = mapping.Text("offer");
    if (one.offer.empty()) one.offer = offer;
    const auto with = mapping.Take("with");
    one.facts = FactsOf(Over(child ? *child : YAML::Node(), with ? *with : YAML::Node()), mistakes);
    if (const auto result = mapping.Need("result")) {
      one.result = static_cast<Then>(ChoiceOf(*result, Results(), mistakes).value_or(2));
    }
    one.entitlement = mapping.Quantity("entitlement");
    one.amount = mapping.Quantity("amount");
    one.decided_by = mapping.Text("decided_by");
    one.confirmed_by = mapping.Text("confirmed_by");
    one.not_met = mapping.Texts("not_met");
    one.not_known = mapping.Texts("not_known");
    mapping.NoOthers();
    CheckRules(policy, one, mistakes);
    cases.push_back(std::move(one));
  }
  words.NoOthers();
  mistakes.Sort();
  return cases;
}

std::vector<std::string> Disagreements(const Policy& policy, const Case& one) {
  std::vector<std::string> found;
  for (const Offer& offer : policy.offers) {
    if (offer.id != one.offer) continue;
    const Assessment assessment = Assess(policy, offer, one.facts);
    if (assessment.result != one.result) {
      found.push_back(absl::StrCat("expected ", Results()[static_cast<size_t>(one.result)], ", came to ",
                                   Results()[static_cast<size_t>(assessment.result)]));
    }
    if (one.entitlement && assessment.entitlement != one.entitlement) {
      found.push_back(
          absl::StrCat("expected ", InWords(*one.entitlement), ", came to ",
                       assessment.entitlement ? InWords(*assessment.entitlement) : "an amount that cannot be told"));
    }
    CompareDeciders(policy, offer, one, assessment, found);
    for (const RuleOutcome& rule : assessment.rules) {
      const bool not_met = std::count(one.not_met.begin(), one.not_met.end(), rule.rule) > 0;
      const bool not_known = std::count(one.not_known.begin(), one.not_known.end(), rule.rule) > 0;
      if ((not_met && rule.outcome != Outcome::kNotMet) || (not_known && rule.outcome != Outcome::kNotKnown)) {
        found.push_back(absl::StrCat("expected the rule ", rule.rule, " to be ", not_met ? "not met" : "not known",
                                     ", it is ", std::string(OutcomeName(rule.outcome))));
      }
    }
    return found;
  }
  return {absl::StrCat("the policy has no offer `", one.offer, "`")};
}

}  // namespace shortbreaks::policy

#include <absl/strings/numbers.h>
#include <absl/strings/str_cat.h>
#include <absl/strings/str_join.h>
#include <absl/strings/str_split.h>

#include <algorithm>

#include "policy/parse.h"

namespace shortbreaks::policy {
namespace {

constexpr int kDepthMax = 8;

std::vector<std::string> Words(std::initializer_list<const char*> words) { return {words.begin(), words.end()}; }

// `{age: 19, academic_year: end}` or `{age: 19, on: 07-31}`.
std::optional<AgeBound> CalendarBound(const YAML::Node& node, Mistakes& mistakes) {
  Mapping words(node, "the end of the age range", mistakes);
  AgeBound bound;
  const auto age = words.Number("age", 0, 26);
  const auto year = words.Take("academic_year");
  const std::string day = words.Text("on");
  words.NoOthers();
  if (!age || (year ? !day.empty() : day.empty())) {
    mistakes.Add(node, "write {age: 19, academic_year: end}, {age: 4, academic_year: start} or {age: 19, on: 07-31}");
    return std::nullopt;
  }
  bound.age = *age;
  if (year) {
    const auto choice = ChoiceOf(*year, Words({"start", "end"}), mistakes);
    if (!choice) return std::nullopt;
    bound.kind = *choice == 0 ? AgeBound::Kind::kAcademicYearStart : AgeBound::Kind::kAcademicYearEnd;
    return bound;
  }
  absl::CivilDay date;
  if (day.size() != 5 || !absl::ParseCivilTime(absl::StrCat("2025-", day), &date)) {
    mistakes.Add(node, "`on` is a day of every year, written MM-DD");
    return std::nullopt;
  }
  bound.kind = AgeBound::Kind::kDayOfYear;
  bound.month = date.month();
  bound.day = date.day();
  return bound;
}

std::optional<AgeBound> Bound(Mapping& words, std::string_view key) {
  const auto node = words.Take(key);
  if (!node) return std::nullopt;
  if (!node->IsScalar()) return CalendarBound(*node, words.mistakes());
  const auto age = NumberOf(*node, 0, 26, words.mistakes());
  return age ? std::optional(AgeBound{.age = *age}) : std::nullopt;
}

std::optional<AgeBound> LastDay(Mapping& words) {
  const auto node = words.Take("until");
  if (!node) return std::nullopt;
  if (!node->IsScalar()) return CalendarBound(*node, words.mistakes());
  words.mistakes().Add(*node, absl::StrCat("`until: ", node->Scalar(), "` can mean up to that birthday or up to the ",
                                           "next; write `before:` with the first birthday that is too late"));
  return std::nullopt;
}

// `asked`, `application`, `year_start`, `academic_year_start` or a date.
std::optional<CountedOn> OnOf(Mapping& words) {
  const auto on = words.Take("on");
  if (!on) return std::nullopt;
  if (on->IsScalar() && on->Scalar().size() == 10 && on->Scalar()[4] == '-') {
    const auto day = DayOf(*on, words.mistakes());
    return day ? std::optional(CountedOn{CountedOn::Kind::kFixed, *day}) : std::nullopt;
  }
  const auto choice =
      ChoiceOf(*on, Words({"asked", "application", "year_start", "academic_year_start"}), words.mistakes());
  return choice ? std::optional(CountedOn{static_cast<CountedOn::Kind>(*choice), {}}) : std::nullopt;
}

AgeCriterion Age(const YAML::Node& node, Mistakes& mistakes) {
  Mapping words(node, "`age`", mistakes);
  AgeCriterion age;
  age.from = Bound(words, "from");
  age.before = Bound(words, "before");
  if (age.before && age.before->kind != AgeBound::Kind::kBirthday) {
    mistakes.Add(node, "`before` is a birthday; the last day of a school year is written with `until`");
  }
  const auto until = LastDay(words);
  if (until && age.before) mistakes.Add(node, "`before` and `until` are both written; keep one");
  if (until) age.before = until;
  age.on = OnOf(words).value_or(CountedOn{});
  words.NoOthers();
  if (words.ok() && node["from"].IsDefined() + node["before"].IsDefined() + node["until"].IsDefined() == 0) {
    mistakes.Add(node, "`age` needs `from:`, `before:` or `until:`");
  }
  return age;
}

Area AreaOf(Mapping& words, std::string_view key) {
  Area area;
  const auto node = words.Take(key);
  if (!node) return area;
  Mapping lists(*node, "an area", words.mistakes());
  area.authorities = lists.Texts("authorities");
  area.districts = lists.Texts("districts");
  area.wards = lists.Texts("wards");
  area.postcodes = lists.Texts("postcodes");
  lists.NoOthers();
  if (lists.ok() && node->size() == 0)
    words.mistakes().Add(*node, "an area lists authorities, districts, wards or postcodes");
  return area;
}

PlaceCriterion PlaceOf(const YAML::Node& node, bool school, Mistakes& mistakes) {
  Mapping words(node, school ? "`school`" : "`home`", mistakes);
  PlaceCriterion place{.school = school};
  place.in = AreaOf(words, "in");
  place.not_in = AreaOf(words, "not_in");
  words.NoOthers();
  if (words.ok() && node.size() == 0) mistakes.Add(node, "say where with `in:` or `not_in:`");
  return place;
}

struct Benefit {
  const char* name;
  const char* component;
  std::vector<std::string> rates;
};
const std::vector<Benefit>& Benefits() {
  static const auto* const benefits = new std::vector<Benefit>{{"dla", "care", {"lowest", "middle", "highest"}},
                                                               {"dla", "mobility", {"lower", "higher"}},
                                                               {"pip", "daily_living", {"standard", "enhanced"}},
                                                               {"pip", "mobility", {"standard", "enhanced"}}};
  return *benefits;
}

// Of DLA and PIP; those of other benefits stand in the policy and are checked with it.
void KnownBenefitOf(const std::optional<YAML::Node>& component, const std::optional<YAML::Node>& list,
                    BenefitCriterion& benefit, Mistakes& mistakes) {
  std::vector<std::string> components, rates;
  for (const Benefit& known : Benefits()) {
    if (benefit.name == known.name) components.emplace_back(known.component);
  }
  if (component && !ChoiceOf(*component, components, mistakes)) benefit.component.clear();
  for (const Benefit& known : Benefits()) {
    if (benefit.name != known.name || (!benefit.component.empty() && benefit.component != known.component)) continue;
    for (const auto& rate : known.rates) {
      if (std::find(rates.begin(), rates.end(), rate) == rates.end()) rates.emplace_back(rate);
    }
  }
  for (const auto& rate : list ? *list : YAML::Node()) {
    if (rate.IsScalar()) ChoiceOf(rate, rates, mistakes);
  }
}

BenefitCriterion BenefitOf(const YAML::Node& node, Mistakes& mistakes) {
  Mapping words(node, "`benefit`", mistakes);
  BenefitCriterion benefit;
  benefit.name = words.Text("name", true);
  const auto component = words.Take("component"), rates = words.Take("rates");
  if (component) benefit.component = ScalarOf(*component, mistakes).value_or("");
  if (rates) benefit.rates = ListOf(*rates, mistakes);
  if (benefit.name == "dla" || benefit.name == "pip") KnownBenefitOf(component, rates, benefit, mistakes);
  benefit.on = OnOf(words).value_or(CountedOn{});
  words.NoOthers();
  return benefit;
}

EhcPlanCriterion PlanOf(const YAML::Node& node, Mistakes& mistakes) {
  Mapping words(node, "`ehc_plan`", mistakes);
  EhcPlanCriterion plan;
  if (const auto states = words.Need("state")) {
    ListOf(*states, mistakes);
    for (const auto& state : *states) {
      const auto choice = ChoiceOf(state, Words({"requested", "promised", "issued"}), mistakes);
      if (choice) plan.states.push_back(static_cast<EhcPlanState>(*choice + 1));
    }
  }
  plan.sections = words.Texts("sections");
  plan.on = OnOf(words).value_or(CountedOn{});
  words.NoOthers();
  return plan;
}

LetterCriterion LetterOf(const YAML::Node& node, Mistakes& mistakes) {
  Mapping words(node, "`letter`", mistakes);
  LetterCriterion letter;
  if (const auto from = words.Need("from")) letter.professions = ListOf(*from, mistakes);
  letter.months_max = words.Number("months_max", 1, 60);
  letter.on = OnOf(words);
  words.NoOthers();
  return letter;
}

ScoreCriterion ScoreOf(const YAML::Node& node, Mistakes& mistakes) {
  Mapping words(node, "`score`", mistakes);
  ScoreCriterion score;
  score.of = words.Text("of", true);
  score.at_least = words.Real("at_least");
  score.below = words.Real("below");
  words.NoOthers();
  if (words.ok() && !score.at_least && !score.below) mistakes.Add(node, "`score` needs `at_least:` or `below:`");
  return score;
}

SchoolYearCriterion YearOf(const YAML::Node& node, Mistakes& mistakes) {
  Mapping words(node, "`school_year`", mistakes);
  SchoolYearCriterion year{words.Number("from", 0, 14), words.Number("to", 0, 14), OnOf(words).value_or(CountedOn{})};
  words.NoOthers();
  if (words.ok() && !year.from && !year.to) mistakes.Add(node, "`school_year` needs `from:` or `to:`; 0 is reception");
  return year;
}

RatioCriterion SupportOf(const YAML::Node& node, Mistakes& mistakes) {
  Mapping words(node, "`support_ratio`", mistakes);
  RatioCriterion ratio;
  if (const auto least = words.Take("at_least")) ratio.at_least = RatioOf(*least, mistakes);
  if (const auto most = words.Take("at_most")) ratio.at_most = RatioOf(*most, mistakes);
  words.NoOthers();
  if (words.ok() && node.size() == 0) mistakes.Add(node, "`support_ratio` needs `at_least:` or `at_most:`");
  return ratio;
}

RecordedCriterion RecordedOf(const YAML::Node& node, Mistakes& mistakes) {
  Mapping words(node, "`recorded`", mistakes);
  RecordedCriterion recorded;
  recorded.fact = words.Text("fact", true);
  recorded.value = words.YesNo("is").value_or(true);
  words.NoOthers();
  return recorded;
}

// A date, or MM-DD for a day of every year.
void WindowEnd(Mapping& words, std::string_view key, std::optional<absl::CivilDay>& day,
               std::optional<DayOfYear>& yearly) {
  const auto node = words.Take(key);
  if (!node) return;
  absl::CivilDay date;
  if (node->IsScalar() && node->Scalar().size() == 5 &&
      absl::ParseCivilTime(absl::StrCat("2024-", node->Scalar()), &date)) {
    yearly = DayOfYear{date.month(), date.day()};
  } else {
    day = DayOf(*node, words.mistakes());
  }
}

WindowCriterion WindowOf(const YAML::Node& node, bool evidence, Mistakes& mistakes) {
  Mapping words(node, evidence ? "`evidence_by`" : "`applied`", mistakes);
  WindowCriterion window{.evidence = evidence};
  WindowEnd(words, "from", window.from, window.yearly_from);
  WindowEnd(words, "to", window.to, window.yearly_to);
  words.NoOthers();
  if (words.ok() && node.size() == 0) mistakes.Add(node, "a window needs `from:` or `to:`");
  if (window.yearly_from.has_value() != window.yearly_to.has_value()) {
    mistakes.Add(node, "a window of every year needs both `from:` and `to:`, each written MM-DD");
  }
  return window;
}

IncomeCriterion IncomeOf(const YAML::Node& node, Mistakes& mistakes) {
  Mapping words(node, "`income`", mistakes);
  IncomeCriterion income;
  const auto pounds = [&](std::string_view key, std::optional<int64_t>& into) {
    const auto amount = words.Quantity(key);
    if (amount && amount->unit != Unit::kPence) mistakes.Add(node, "an income is in pounds, for example £25,000");
    if (amount) into = amount->amount;
  };
  pounds("at_most", income.at_most);
  pounds("below", income.below);
  words.NoOthers();
  if (words.ok() && node.size() == 0) mistakes.Add(node, "`income` needs `at_most:` or `below:`");
  return income;
}

AssessmentCriterion AssessmentOf(const YAML::Node& node, Mistakes& mistakes) {
  AssessmentCriterion assessment{ListOf(node, mistakes)};
  for (const auto& route : node) ChoiceOf(route, Words({"none", "self", "early_help", "section_17"}), mistakes);
  return assessment;
}

Combined CombinedOf(Combined::Kind kind, const YAML::Node& node, const std::string& rule, Mistakes& mistakes,
                    int depth) {
  Combined combined{kind};
  YAML::Node list = node;
  if (kind == Combined::Kind::kAtLeast) {
    Mapping words(node, "`at_least`", mistakes);
    combined.number = words.Number("number", 1, 50).value_or(0);
    const auto of = words.Need("of");
    if (words.ok() && combined.number == 0)
      mistakes.Add(node, "`at_least` needs `number:`, how many of `of:` are to be met");
    words.NoOthers();
    if (!of) return combined;
    list.reset(*of);
  }
  if (!list.IsSequence() || list.size() == 0) {
    mistakes.Add(list, "a list of at least one criterion was expected here, each after a dash");
    return combined;
  }
  for (const auto& item : list) combined.of.push_back(ParseCriterion(item, rule, mistakes, depth + 1));
  if (combined.number > static_cast<int>(combined.of.size())) {
    mistakes.Add(node, absl::StrCat("`number` is ", combined.number, ", but only ", combined.of.size(), " are listed"));
  }
  return combined;
}

}  // namespace

Criterion ParseCriterion(const YAML::Node& node, const std::string& around, Mistakes& mistakes, int depth) {
  Criterion criterion;
  criterion.position = PositionOf(node);
  if (depth > kDepthMax) {
    mistakes.Add(node, absl::StrCat("criteria stand in one another at most ", kDepthMax, " deep"));
    return criterion;
  }
  Mapping words(node, "a criterion", mistakes);
  criterion.rule = words.Text("rule");
  criterion.says = words.Text("says");
  static const auto* const kinds = new std::vector<std::string>{"all",
                                                                "any",
                                                                "none",
                                                                "at_least",
                                                                "age",
                                                                "home",
                                                                "school",
                                                                "benefit",
                                                                "ehc_plan",
                                                                "letter",
                                                                "assessment",
                                                                "score",
                                                                "full_time_education",
                                                                "school_year",
                                                                "package",
                                                                "support_ratio",
                                                                "recorded",
                                                                "applied",
                                                                "evidence_by",
                                                                "income"};
  std::string kind;
  YAML::Node value;
  for (const std::string& known : *kinds) {
    const auto found = words.Take(known);
    if (!found) continue;
    if (!kind.empty()) {
      mistakes.Add(*found, absl::StrCat("`", kind, "` and `", known,
                                        "` stand in one criterion; put them in a list under `all:`"));
      break;
    }
    kind = known;
    value.reset(*found);
  }
  words.NoOthers();
  if (!words.ok()) return criterion;
  if (kind.empty()) {
    mistakes.Add(node, absl::StrCat("a criterion asks for one of: ", absl::StrJoin(*kinds, ", ")));
    return criterion;
  }
  if (criterion.rule.empty()) criterion.rule = around.empty() ? kind : absl::StrCat(around, ".", kind);
  if (kind == "all")
    criterion.asks =
        CombinedOf(Combined::Kind::kAll, value, around.empty() && depth == 0 ? "" : criterion.rule, mistakes, depth);
  if (kind == "any") criterion.asks = CombinedOf(Combined::Kind::kAny, value, criterion.rule, mistakes, depth);
  if (kind == "none") criterion.asks = CombinedOf(Combined::Kind::kNone, value, criterion.rule, mistakes, depth);
  if (kind == "at_least") criterion.asks = CombinedOf(Combined::Kind::kAtLeast, value, criterion.rule, mistakes, depth);
  if (kind == "age") criterion.asks = Age(value, mistakes);
  if (kind == "home" || kind == "school") criterion.asks = PlaceOf(value, kind == "school", mistakes);
  if (kind == "benefit") criterion.asks = BenefitOf(value, mistakes);
  if (kind == "ehc_plan") criterion.asks = PlanOf(value, mistakes);
  if (kind == "letter") criterion.asks = LetterOf(value, mistakes);
  if (kind == "assessment") criterion.asks = AssessmentOf(value, mistakes);
  if (kind == "score") criterion.asks = ScoreOf(value, mistakes);
  if (kind == "full_time_education") {
    const auto choice = ChoiceOf(value, Words({"false", "true"}), mistakes);
    criterion.asks = EducationCriterion{choice.value_or(1) == 1};
  }
  if (kind == "school_year") criterion.asks = YearOf(value, mistakes);
  if (kind == "package") criterion.asks = PackageCriterion{ListOf(value, mistakes)};
  if (kind == "support_ratio") criterion.asks = SupportOf(value, mistakes);
  if (kind == "recorded") criterion.asks = RecordedOf(value, mistakes);
  if (kind == "income") criterion.asks = IncomeOf(value, mistakes);
  if (kind == "applied" || kind == "evidence_by") criterion.asks = WindowOf(value, kind == "evidence_by", mistakes);
  return criterion;
}

}  // namespace shortbreaks::policy

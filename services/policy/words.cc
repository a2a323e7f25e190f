#include "policy/words.h"

#include <absl/strings/str_cat.h>
#include <absl/strings/str_format.h>
#include <absl/strings/str_join.h>

namespace shortbreaks::policy {
namespace {

std::string Thousands(int64_t number) {
  if (number < 1000) return absl::StrCat(number);
  return absl::StrFormat("%s,%03d", Thousands(number / 1000), number % 1000);
}

std::string Counted(int64_t number, std::string_view one) {
  return absl::StrCat(Thousands(number), " ", std::string(one), number == 1 ? "" : "s");
}

// A file's word as people write it.
std::string Plain(std::string text) {
  if (text == "gp") return "GP";
  if (text == "senco") return "SENCo";
  for (char& c : text) {
    if (c == '_' || c == '-') c = ' ';
  }
  return text;
}

std::string Listed(const std::vector<std::string>& items, std::string_view last) {
  if (items.size() < 2) return absl::StrJoin(items, "");
  return absl::StrCat(absl::StrJoin(items.begin(), items.end() - 1, ", "), " ", std::string(last), " ", items.back());
}
std::string PlainList(std::vector<std::string> items, std::string_view last) {
  for (std::string& item : items) item = Plain(item);
  return Listed(items, last);
}

std::string Ordinal(int number) {
  const int tens = number % 100;
  const char* end = tens >= 11 && tens <= 13 ? "th"
                    : number % 10 == 1       ? "st"
                    : number % 10 == 2       ? "nd"
                    : number % 10 == 3       ? "rd"
                                             : "th";
  return absl::StrCat(number, end);
}

std::string MonthName(int month) {
  constexpr const char* kMonths[] = {"January", "February", "March",     "April",   "May",      "June",
                                     "July",    "August",   "September", "October", "November", "December"};
  return kMonths[(month - 1) % 12];
}

std::string FromWords(const AgeBound& bound) {
  if (bound.kind == AgeBound::Kind::kBirthday) return absl::StrCat("is ", bound.age, " or over");
  if (bound.kind == AgeBound::Kind::kDayOfYear) {
    return absl::StrCat("has reached ", bound.day, " ", MonthName(bound.month), " of the year of the ",
                        Ordinal(bound.age), " birthday");
  }
  return absl::StrCat("has reached the ", bound.kind == AgeBound::Kind::kAcademicYearStart ? "start" : "end",
                      " of the school year of the ", Ordinal(bound.age), " birthday");
}

std::string UntilWords(const AgeBound& bound) {
  switch (bound.kind) {
    case AgeBound::Kind::kBirthday:
      return absl::StrCat("is not yet ", bound.age);
    case AgeBound::Kind::kAcademicYearStart:
      return absl::StrCat("has not passed 1 September of the school year of the ", Ordinal(bound.age), " birthday");
    case AgeBound::Kind::kAcademicYearEnd:
      return absl::StrCat("has not passed the end, on 31 August, of the school year of the ", Ordinal(bound.age),
                          " birthday");
    case AgeBound::Kind::kDayOfYear:
      break;
  }
  return absl::StrCat("has not passed ", bound.day, " ", MonthName(bound.month), " of the year of the ",
                      Ordinal(bound.age), " birthday");
}

std::string AreaWords(const Area& area) {
  std::vector<std::string> parts;
  if (!area.authorities.empty()) parts.push_back(absl::StrCat("the area of ", Listed(area.authorities, "or")));
  if (!area.districts.empty()) parts.push_back(absl::StrCat("the district of ", Listed(area.districts, "or")));
  if (!area.wards.empty()) parts.push_back(absl::StrCat("the ward of ", Listed(area.wards, "or")));
  if (!area.postcodes.empty()) parts.push_back(absl::StrCat("postcode ", Listed(area.postcodes, "or")));
  return Listed(parts, "or");
}

std::string OnWords(const CountedOn& on) {
  switch (on.kind) {
    case CountedOn::Kind::kApplication:
      return ", on the day of the application";
    case CountedOn::Kind::kYearStart:
      return ", on the first day of the year";
    case CountedOn::Kind::kAcademicYearStart:
      return ", on the first day of the school year";
    case CountedOn::Kind::kFixed:
      return absl::StrCat(", on ", InWords(on.fixed));
    case CountedOn::Kind::kAsked:
      break;
  }
  return "";
}

struct Clause {
  std::string operator()(const Combined& combined) const {
    std::vector<std::string> parts;
    for (const Criterion& criterion : combined.of) parts.push_back(InWords(criterion));
    switch (combined.kind) {
      case Combined::Kind::kAll:
        return parts.size() == 1 ? parts[0] : absl::StrCat("meets all of: (", absl::StrJoin(parts, "; "), ")");
      case Combined::Kind::kAny:
        return parts.size() == 1 ? parts[0] : absl::StrCat("meets any of: (", absl::StrJoin(parts, "; "), ")");
      case Combined::Kind::kNone:
        return absl::StrCat("meets none of: (", absl::StrJoin(parts, "; "), ")");
      case Combined::Kind::kAtLeast:
        break;
    }
    return absl::StrCat("meets at least ", combined.number, " of: (", absl::StrJoin(parts, "; "), ")");
  }
  std::string operator()(const AgeCriterion& age) const {
    std::vector<std::string> parts;
    const bool from_birth = age.from && *age.from == AgeBound{} && age.before;
    if (age.from && !from_birth) parts.push_back(FromWords(*age.from));
    if (age.before) parts.push_back(UntilWords(*age.before));
    return absl::StrCat(absl::StrJoin(parts, " and "), OnWords(age.on));
  }
  std::string operator()(const PlaceCriterion& place) const {
    std::vector<std::string> parts;
    const std::string verb = place.school ? "goes to school in " : "lives in ";
    if (!place.in.empty()) parts.push_back(absl::StrCat(verb, AreaWords(place.in)));
    if (!place.not_in.empty())
      parts.push_back(
          absl::StrCat(place.school ? "does not go to school in " : "does not live in ", AreaWords(place.not_in)));
    return Listed(parts, "and");
  }
  std::string operator()(const BenefitCriterion& benefit) const {
    const std::string name = BenefitName(benefit.name);
    const std::string component =
        benefit.component.empty() ? "" : absl::StrCat(", ", Plain(benefit.component), " component");
    const std::string rates =
        benefit.rates.empty() ? ", at any rate" : absl::StrCat(", ", PlainList(benefit.rates, "or"), " rate");
    return absl::StrCat("has ", name, component, rates, OnWords(benefit.on));
  }
  std::string operator()(const EhcPlanCriterion& plan) const {
    std::vector<std::string> states;
    for (const EhcPlanState state : plan.states) {
      states.emplace_back(state == EhcPlanState::kIssued     ? "issued"
                          : state == EhcPlanState::kPromised ? "promised"
                                                             : "requested");
    }
    const std::string sections =
        plan.sections.empty() ? "" : absl::StrCat(", with section ", Listed(plan.sections, "and"));
    return absl::StrCat("has an education, health and care plan (", Listed(states, "or"), ")", sections,
                        OnWords(plan.on));
  }
  std::string operator()(const LetterCriterion& letter) const {
    const std::string age =
        letter.months_max ? absl::StrCat(", no older than ", Counted(*letter.months_max, "month")) : "";
    const std::string on = letter.on           ? OnWords(*letter.on)
                           : letter.months_max ? OnWords({CountedOn::Kind::kApplication, {}})
                                               : "";
    return absl::StrCat("has a letter from a ", PlainList(letter.professions, "or"), age, on);
  }
  std::string operator()(const AssessmentCriterion& assessment) const {
    return absl::StrCat("was assessed by this route: ", PlainList(assessment.routes, "or"));
  }
  std::string operator()(const ScoreCriterion& score) const {
    std::vector<std::string> parts;
    if (score.at_least) parts.push_back(absl::StrCat("at least ", *score.at_least));
    if (score.below) parts.push_back(absl::StrCat("below ", *score.below));
    return absl::StrCat("has a score of ", Listed(parts, "and"), " in the ", Plain(score.of));
  }
  std::string operator()(const EducationCriterion& education) const {
    return education.full_time ? "is in full-time education" : "is not in full-time education";
  }
  std::string operator()(const SchoolYearCriterion& year) const {
    const auto name = [](int number) { return number == 0 ? std::string("reception") : absl::StrCat("year ", number); };
    const std::string years = !year.to     ? absl::StrCat(name(*year.from), " or above")
                              : !year.from ? absl::StrCat(name(*year.to), " or below")
                                           : absl::StrCat(name(*year.from), " to ", name(*year.to));
    return absl::StrCat("is in ", years, OnWords(year.on));
  }
  std::string operator()(const PackageCriterion& package) const {
    return absl::StrCat("has a care package with ", PlainList(package.names, "or"));
  }
  std::string operator()(const RatioCriterion& ratio) const {
    std::vector<std::string> parts;
    if (ratio.at_least)
      parts.push_back(absl::StrCat("at least ", ratio.at_least->staff, ":", ratio.at_least->children));
    if (ratio.at_most) parts.push_back(absl::StrCat("at most ", ratio.at_most->staff, ":", ratio.at_most->children));
    return absl::StrCat("needs ", Listed(parts, "and"), " support (staff to children)");
  }
  std::string operator()(const RecordedCriterion& recorded) const {
    return absl::StrCat(recorded.value ? "is" : "is not", " recorded as: ", Plain(recorded.fact));
  }
  std::string operator()(const WindowCriterion& window) const {
    std::vector<std::string> parts;
    if (window.from) parts.push_back(absl::StrCat("from ", InWords(*window.from)));
    if (window.to) parts.push_back(absl::StrCat("until ", InWords(*window.to)));
    if (window.yearly_from && window.yearly_to) {
      parts.push_back(absl::StrCat("from ", InWords(window.yearly_from->month, window.yearly_from->day), " to ",
                                   InWords(window.yearly_to->month, window.yearly_to->day), " of any year"));
    }
    return absl::StrCat(window.evidence ? "has sent all the evidence " : "applied ", absl::StrJoin(parts, " "));
  }
  std::string operator()(const IncomeCriterion& income) const {
    std::vector<std::string> parts;
    if (income.at_most) parts.push_back(absl::StrCat("at most ", InWords(Quantity{Unit::kPence, *income.at_most})));
    if (income.below) parts.push_back(absl::StrCat("below ", InWords(Quantity{Unit::kPence, *income.below})));
    return absl::StrCat("is in a household with an income of ", Listed(parts, "and"), " a year");
  }
};

}  // namespace

std::string BenefitName(const std::string& name) {
  if (name == "dla") return "Disability Living Allowance";
  return name == "pip" ? "Personal Independence Payment" : name;
}

std::string AmountInWords(const Band& band) {
  const std::string either = band.or_give ? absl::StrCat(" or ", InWords(*band.or_give)) : "";
  constexpr const char* kPer[] = {" a year", " a term", " a week", " a month", ", once"};
  return absl::StrCat(InWords(band.give), either, kPer[static_cast<int>(band.per)]);
}

std::string InWords(const Quantity& quantity) {
  switch (quantity.unit) {
    case Unit::kMinutes: {
      const int64_t hours = quantity.amount / 60, minutes = quantity.amount % 60;
      if (minutes == 0) return Counted(hours, "hour");
      if (hours == 0) return Counted(minutes, "minute");
      return absl::StrCat(Counted(hours, "hour"), " ", Counted(minutes, "minute"));
    }
    case Unit::kNights:
      return Counted(quantity.amount, "night");
    case Unit::kSessions:
      return Counted(quantity.amount, "session");
    case Unit::kPence:
      break;
  }
  const std::string pounds = absl::StrCat("£", Thousands(quantity.amount / 100));
  return quantity.amount % 100 == 0 ? pounds : absl::StrFormat("%s.%02d", pounds, quantity.amount % 100);
}

std::string InWords(PeriodKind kind) {
  constexpr const char* kKinds[] = {"week", "month", "term", "school holiday", "year"};
  return kKinds[static_cast<int>(kind)];
}

std::string InWords(int month, int day) { return absl::StrCat(day, " ", MonthName(month)); }

std::string InWords(absl::CivilDay day) {
  return absl::StrCat(day.day(), " ", MonthName(day.month()), " ", day.year());
}

std::string InWords(const Criterion& criterion) {
  return criterion.says.empty() ? std::visit(Clause{}, criterion.asks) : criterion.says;
}

}  // namespace shortbreaks::policy

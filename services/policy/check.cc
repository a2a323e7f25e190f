#include "policy/check.h"

#include <absl/strings/ascii.h>
#include <absl/strings/str_cat.h>

#include <algorithm>
#include <set>

#include "policy/cancellation.h"
#include "policy/check_bands.h"
#include "policy/implies.h"
#include "policy/words.h"

namespace shortbreaks::policy {
namespace {

void CheckAge(const AgeCriterion& age, Position position, Mistakes& mistakes) {
  const auto empty = [&](absl::CivilDay born) { return SpanOf(age, born).empty(); };
  const auto nobody = std::count_if(BirthDates().begin(), BirthDates().end(), empty);
  if (nobody == static_cast<std::ptrdiff_t>(BirthDates().size())) {
    mistakes.Add(position, "nobody is in this age range; it ends before it begins");
  } else if (nobody > 0) {
    const absl::CivilDay born = *std::find_if(BirthDates().begin(), BirthDates().end(), empty);
    mistakes.Add(position,
                 absl::StrCat("nobody born on ", InWords(born.month(), born.day()), " is in this age range; for ",
                              nobody, " of 366 birthdays it ends before it begins"),
                 true);
  }
}

// Words that are compared letter by letter with what is on file: a slip would make a rule that nobody meets.
constexpr std::string_view kProfessions[] = {"consultant",
                                             "dietitian",
                                             "doctor",
                                             "early_help_worker",
                                             "educational_psychologist",
                                             "family_support_worker",
                                             "gp",
                                             "head_teacher",
                                             "health_visitor",
                                             "midwife",
                                             "nurse",
                                             "occupational_therapist",
                                             "paediatrician",
                                             "physiotherapist",
                                             "portage_worker",
                                             "psychiatrist",
                                             "psychologist",
                                             "school_nurse",
                                             "senco",
                                             "social_worker",
                                             "speech_and_language_therapist",
                                             "teacher",
                                             "therapist"};
constexpr std::string_view kSections[] = {"A", "B", "C", "D", "E", "F", "G", "H1", "H2", "I", "J", "K"};

template <size_t count>
void WarnUnknown(const std::vector<std::string>& words, const std::string_view (&known)[count], const char* what,
                 Position position, Mistakes& mistakes) {
  for (const std::string& word : words) {
    if (std::find(std::begin(known), std::end(known), word) != std::end(known)) continue;
    const std::string meant = Nearest(word, {std::begin(known), std::end(known)});
    mistakes.Add(position,
                 absl::StrCat("`", word, "` is no ", what, " that is known here; ",
                              meant.empty() ? "it counts where it is on file in these letters"
                                            : absl::StrCat("did you mean `", meant, "`?")),
                 true);
  }
}

// `*` is a digit, `@` a capital; the whole text.
bool Shaped(std::string_view text, std::string_view shape) {
  return text.size() == shape.size() && std::equal(text.begin(), text.end(), shape.begin(), [](char c, char s) {
           return s == '*'   ? absl::ascii_isdigit(static_cast<unsigned char>(c))
                  : s == '@' ? absl::ascii_isupper(static_cast<unsigned char>(c))
                             : c == s;
         });
}
bool IsGssCode(std::string_view code) {
  return Shaped(code, "@********") && std::string_view("ENSW").find(code[0]) != std::string_view::npos;
}
bool IsPostcode(std::string_view code) {
  const std::string_view outward = code.substr(0, code.find(' '));
  const bool whole = outward.size() == code.size() || Shaped(code.substr(outward.size()), " *@@");
  constexpr std::string_view kShapes[] = {"@*", "@**", "@@*", "@@**", "@*@", "@@*@"};
  return whole && std::any_of(std::begin(kShapes), std::end(kShapes),
                              [&](std::string_view shape) { return Shaped(outward, shape); });
}

void WarnCodes(const Area& area, Position position, Mistakes& mistakes) {
  const auto warn = [&](const std::vector<std::string>& codes, auto known, const char* what) {
    for (const std::string& code : codes) {
      if (!known(code)) mistakes.Add(position, absl::StrCat("`", code, "` is not written as ", what), true);
    }
  };
  warn(area.authorities, IsGssCode, "a GSS code, for example E08000031");
  warn(
      area.districts, [](std::string_view code) { return IsGssCode(code) || IsPostcode(code); },
      "a GSS code or a postcode district, for example E07000008 or WV3");
  warn(area.postcodes, IsPostcode, "a postcode or its first half, for example WV3 0AA or WV3");
}

void CheckPlace(const PlaceCriterion& place, Position position, Mistakes& mistakes) {
  for (const auto list : {&Area::authorities, &Area::districts, &Area::wards, &Area::postcodes}) {
    for (const std::string& name : place.in.*list) {
      const auto& out = place.not_in.*list;
      if (std::find(out.begin(), out.end(), name) != out.end()) {
        mistakes.Add(position, absl::StrCat("`", name, "` is both in and not in the area"));
      }
    }
  }
}

// Benefits other than DLA and PIP are those that the policy lists.
void CheckBenefit(const Policy& policy, const BenefitCriterion& benefit, Position position, Mistakes& mistakes) {
  if (benefit.name == "dla" || benefit.name == "pip") return;
  std::vector<std::string> names = {"dla", "pip"}, components, rates;
  for (const BenefitKind& kind : policy.benefits) {
    names.push_back(kind.name);
    if (kind.name != benefit.name) continue;
    components.push_back(kind.component);
    if (!benefit.component.empty() && kind.component != benefit.component) continue;
    rates.insert(rates.end(), kind.rates.begin(), kind.rates.end());
  }
  const auto check = [&](const std::string& word, const std::vector<std::string>& words, const char* where) {
    if (std::find(words.begin(), words.end(), word) != words.end()) return;
    const std::string meant = Nearest(word, words);
    mistakes.Add(position, absl::StrCat("`", word, "` is not known here; ",
                                        meant.empty() ? absl::StrCat("list it in ", where)
                                                      : absl::StrCat("did you mean `", meant, "`?")));
  };
  check(benefit.name, names, "the policy's `benefits:`");
  if (components.empty()) return;
  if (!benefit.component.empty()) check(benefit.component, components, "the benefit's `component:`");
  for (const std::string& rate : benefit.rates) check(rate, rates, "the benefit's `rates:`");
}

// Staff for each child, compared without dividing.
bool More(const Ratio& a, const Ratio& b) { return a.staff * b.children > b.staff * a.children; }

struct Walk {
  const Policy& policy;
  std::set<std::string>& rules;
  Mistakes& mistakes;

  void operator()(const Criterion& criterion) {
    if (!criterion.rule.empty() && !rules.insert(criterion.rule).second) {
      mistakes.Add(criterion.position, absl::StrCat("two rules of this offer are called `", criterion.rule,
                                                    "`; give this one a name with `rule:`"));
    }
    std::visit([&](const auto& asks) { Of(asks, criterion.position); }, criterion.asks);
  }
  void Of(const Combined& combined, Position) {
    for (const Criterion& criterion : combined.of) (*this)(criterion);
  }
  void Of(const AgeCriterion& age, Position position) { CheckAge(age, position, mistakes); }
  void Of(const PlaceCriterion& place, Position position) {
    CheckPlace(place, position, mistakes);
    WarnCodes(place.in, position, mistakes);
    WarnCodes(place.not_in, position, mistakes);
  }
  void Of(const LetterCriterion& letter, Position position) {
    WarnUnknown(letter.professions, kProfessions, "profession", position, mistakes);
  }
  void Of(const EhcPlanCriterion& plan, Position position) {
    WarnUnknown(plan.sections, kSections, "section of a plan", position, mistakes);
  }
  void Of(const BenefitCriterion& benefit, Position position) { CheckBenefit(policy, benefit, position, mistakes); }
  void Of(const IncomeCriterion& income, Position position) {
    if (income.at_most && income.below) mistakes.Add(position, "`at_most` and `below` are both written; keep one");
  }
  void Of(const ScoreCriterion& score, Position position) {
    if (score.at_least && score.below && *score.below <= *score.at_least) {
      mistakes.Add(position, "no score is at least the one and below the other");
    }
  }
  void Of(const SchoolYearCriterion& year, Position position) {
    if (year.from && year.to && *year.to < *year.from) mistakes.Add(position, "the school years end before they begin");
  }
  void Of(const RatioCriterion& ratio, Position position) {
    if (ratio.at_least && ratio.at_most && More(*ratio.at_least, *ratio.at_most)) {
      mistakes.Add(position, "no support is at least the one ratio and at most the other");
    }
  }
  void Of(const WindowCriterion& window, Position position) {
    if (window.from && window.to && *window.to < *window.from)
      mistakes.Add(position, "the window ends before it begins");
  }
  template <typename Other>
  void Of(const Other&, Position) {}
};

// Nights are counted whatever an offer gives; other amounts as it gives them.
void CheckCap(const Offer& offer, const std::optional<Quantity>& cap, bool nights_count, Mistakes& mistakes) {
  if (!cap) return;
  const bool nights = nights_count && cap->unit == Unit::kNights;
  if (!offer.bands.empty() && cap->unit != offer.bands.front().give.unit && !nights) {
    mistakes.Add(offer.position, absl::StrCat("`", InWords(*cap), "` is of another kind than what this offer gives"));
  } else if (cap->amount == 0) {
    mistakes.Add(offer.position, "a cap of nothing would stop every booking; leave it out or raise it");
  }
}

void CheckCaps(const Policy& policy, const Offer& offer, Mistakes& mistakes) {
  CheckCap(offer, offer.caps.booking, true, mistakes);
  CheckCap(offer, offer.caps.stay, true, mistakes);
  CheckCap(offer, offer.caps.provider, false, mistakes);
  for (const PeriodCap& cap : offer.caps.periods) {
    CheckCap(offer, cap.most, true, mistakes);
    if ((cap.in == PeriodKind::kTerm || cap.in == PeriodKind::kHoliday) && policy.terms.empty()) {
      mistakes.Add(offer.position, "a cap for a term or a holiday needs the `terms:` of the policy");
    }
  }
  if (offer.bands.empty()) return;
  const Unit unit = offer.bands.front().give.unit;
  CheckCap(offer, offer.unused.at_most, false, mistakes);
  if (offer.pro_rata.by != Pace::kNone && offer.pro_rata.step.amount <= 0) {
    mistakes.Add(offer.position, "`step` is at least 1 minute, night, session or penny");
  }
  // The step that stands where none was written suits every kind.
  const bool written = !(offer.pro_rata.step == Quantity{Unit::kMinutes, 1});
  if (written && offer.pro_rata.step.unit != unit)
    mistakes.Add(offer.position, "`step` is of another kind than what this offer gives");
}

int Rank(std::string_view tier) { return tier == "specialist" ? 2 : tier == "targeted" ? 1 : 0; }

void CheckPaysFor(const Offer& offer, Mistakes& mistakes) {
  if (!offer.pays_for) return;
  for (const std::string& tier : offer.pays_for->tiers) {
    if (Rank(tier) > Rank(offer.tier)) {
      mistakes.Add(offer.position, absl::StrCat("a ", offer.tier, " offer cannot pay for ", tier, " short breaks"));
    }
  }
}

void CheckOffers(const Policy& policy, Mistakes& mistakes) {
  std::set<std::string> ids;
  for (const Offer& offer : policy.offers) {
    if (!ids.insert(offer.id).second) {
      mistakes.Add(offer.position, absl::StrCat("two offers are called `", offer.id, "`; rename one"));
    }
    std::set<std::string> rules;
    Walk walk{policy, rules, mistakes};
    walk(offer.needs);
    for (const Band& band : offer.bands) {
      if (band.when) walk(*band.when);
      if (band.per == Per::kTerm && policy.terms.empty())
        mistakes.Add(band.position, "`per: term` needs the `terms:` of the policy");
    }
    for (const Charge& charge : offer.charges) walk(charge.when);
    CheckPaysFor(offer, mistakes);
    CheckBands(offer, mistakes);
    CheckCaps(policy, offer, mistakes);
  }
}

void CheckTerms(const Policy& policy, Mistakes& mistakes) {
  for (size_t i = 0; i < policy.terms.size(); ++i) {
    const Term& term = policy.terms[i];
    if (term.to < term.from) mistakes.Add(term.position, "the term ends before it begins");
    if (i > 0 && term.from <= policy.terms[i - 1].to)
      mistakes.Add(term.position, "the term begins before the one above it ends; list terms in order");
  }
}

void CheckConversions(const Policy& policy, Mistakes& mistakes) {
  std::set<std::pair<Unit, Unit>> seen;
  for (const Conversion& conversion : policy.conversions) {
    const auto pair = std::minmax(conversion.from.unit, conversion.to.unit);
    if (conversion.from.unit == conversion.to.unit) {
      mistakes.Add(conversion.position, "both sides are of one kind; a conversion is between two");
    } else if (!seen.insert({pair.first, pair.second}).second) {
      mistakes.Add(conversion.position, "these two kinds are converted twice; keep one");
    }
    if (conversion.from.amount == 0 || conversion.to.amount == 0)
      mistakes.Add(conversion.position, "nothing cannot be converted");
  }
}

void CheckRequiredDeciders(const Policy& policy, Mistakes& mistakes) {
  for (const Offer& offer : policy.offers) {
    if (!offer.decided_by) continue;
    const auto decider = std::find_if(policy.deciders.begin(), policy.deciders.end(),
                                      [&](const Decider& d) { return d.by == offer.decided_by->by; });
    if (decider == policy.deciders.end()) {
      mistakes.Add(offer.position,
                   absl::StrCat("`decided_by` names `", offer.decided_by->by, "`, who is none of `deciders:`"));
    } else if (decider->up_to) {
      mistakes.Add(offer.position, absl::StrCat("`decided_by` names `", decider->by, "`, who decides only up to ",
                                                InWords(*decider->up_to), "; name the one without a limit"));
    }
  }
}

void CheckDeciders(const Policy& policy, Mistakes& mistakes) {
  const Decider* before = nullptr;
  std::set<std::string> names;
  for (const Decider& decider : policy.deciders) {
    if (!names.insert(decider.by).second)
      mistakes.Add(decider.position, absl::StrCat("`", decider.by, "` is listed twice"));
    if (before != nullptr && !before->up_to) {
      mistakes.Add(decider.position,
                   absl::StrCat("nobody comes here: `", before->by, "` decides without a limit; put it last"));
    } else if (before != nullptr && decider.up_to && decider.up_to->unit != before->up_to->unit) {
      mistakes.Add(decider.position, "the limits are of different kinds");
    } else if (before != nullptr && decider.up_to && decider.up_to->amount <= before->up_to->amount) {
      mistakes.Add(decider.position, "the limit is not above the one before; list deciders from the lowest limit up");
    }
    before = &decider;
  }
  if (before != nullptr && before->up_to) {
    mistakes.Add(before->position, absl::StrCat("nobody decides above ", InWords(*before->up_to),
                                                "; let the last decider have no `up_to`"));
  }
}

}  // namespace

void Check(const Policy& policy, Mistakes& mistakes) {
  const bool leap = policy.year_month == 2 && policy.year_day == 29;
  if (leap) mistakes.Add(Position{1, 1}, "the year cannot start on 29 February");
  if (!IsGssCode(policy.council)) {
    mistakes.Add(Position{1, 1},
                 absl::StrCat("`", policy.council, "` is not written as a GSS code, for example E08000031"), true);
  }
  CheckTerms(policy, mistakes);
  CheckOffers(policy, mistakes);
  CheckConversions(policy, mistakes);
  CheckDeciders(policy, mistakes);
  CheckRequiredDeciders(policy, mistakes);
  if (policy.cancellation) CheckCancellation(*policy.cancellation, mistakes);
}

}  // namespace shortbreaks::policy

#include "policy/check.h"

#include <absl/strings/str_cat.h>

#include <algorithm>
#include <limits>
#include <map>
#include <set>

#include "policy/age.h"
#include "policy/cancellation.h"
#include "policy/words.h"

namespace shortbreaks::policy {
namespace {

// A child whose range of days stands for everybody's: no bound falls on its own edge.
constexpr absl::CivilDay kBorn(2001, 3, 10);

// The first day of a range, and the first after it, of a child born on kBorn.
struct Range {
  absl::CivilDay from, before;
};
Range RangeOf(const AgeCriterion& age) {
  Range range{age.from ? DayOf(*age.from, kBorn) : kBorn, absl::CivilDay(2200, 1, 1)};
  if (age.before) {
    range.before = DayOf(*age.before, kBorn);
    if (age.before->kind != AgeBound::Kind::kBirthday) range.before += 1;
  }
  return range;
}

void CheckAge(const AgeCriterion& age, Position position, Mistakes& mistakes) {
  const Range range = RangeOf(age);
  if (range.before <= range.from) mistakes.Add(position, "nobody is in this age range; it ends before it begins");
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
  void Of(const PlaceCriterion& place, Position position) { CheckPlace(place, position, mistakes); }
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

// The age range of a band that asks for an age alone.
const AgeCriterion* OnlyAge(const Band& band) {
  return band.when ? std::get_if<AgeCriterion>(&band.when->asks) : nullptr;
}

void CheckAgeBands(const Offer& offer, Mistakes& mistakes) {
  std::vector<std::pair<Range, const Band*>> ranges;
  bool all_ages = !offer.bands.empty();
  for (const Band& band : offer.bands) {
    const AgeCriterion* age = OnlyAge(band);
    if (age != nullptr) ranges.emplace_back(RangeOf(*age), &band);
    all_ages = all_ages && age != nullptr;
  }
  std::stable_sort(ranges.begin(), ranges.end(),
                   [](const auto& a, const auto& b) { return a.first.from < b.first.from; });
  for (size_t i = 1; i < ranges.size(); ++i) {
    const auto& [before, band_before] = ranges[i - 1];
    const auto& [range, band] = ranges[i];
    const Position later = std::max(band->position.line, band_before->position.line) == band->position.line
                               ? band->position
                               : band_before->position;
    if (range.from < before.before) {
      mistakes.Add(
          later,
          absl::StrCat("this age band overlaps the one on line ",
                       later.line == band->position.line ? band_before->position.line : band->position.line,
                       ": at age ", AgeOn(kBorn, range.from), " both would apply; end one where the other begins"));
    } else if (before.before < range.from && all_ages) {
      mistakes.Add(later,
                   absl::StrCat("between the age bands is a gap, at age ", AgeOn(kBorn, before.before),
                                ", in which nothing is given"),
                   true);
    }
  }
}

void CheckBands(const Offer& offer, Mistakes& mistakes) {
  const Band* everyone = nullptr;
  std::map<std::string, int> seen;
  for (const Band& band : offer.bands) {
    if (everyone != nullptr) {
      mistakes.Add(band.position, absl::StrCat("nobody reaches this amount: the one on line ", everyone->position.line,
                                               " is for everyone; put it last"));
    }
    if (!band.when) {
      everyone = &band;
    } else {
      const auto [first, fresh] = seen.emplace(InWords(*band.when), band.position.line);
      if (!fresh)
        mistakes.Add(band.position,
                     absl::StrCat("nobody reaches this amount: line ", first->second, " asks for the same"));
    }
    if (band.give.unit != offer.bands.front().give.unit) {
      mistakes.Add(band.position, "the amounts of one offer are of one kind; make another offer for another kind");
    }
    if (band.or_give && band.or_give->unit == band.give.unit) {
      mistakes.Add(band.position, "`or` is of the same kind as `amount`; it is what may be had instead of it");
    }
    if (band.give.amount > 100'000'000) mistakes.Add(band.position, "the amount is too large to be meant");
  }
  CheckAgeBands(offer, mistakes);
}

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
  CheckTerms(policy, mistakes);
  CheckOffers(policy, mistakes);
  CheckConversions(policy, mistakes);
  CheckDeciders(policy, mistakes);
  CheckRequiredDeciders(policy, mistakes);
  if (policy.cancellation) CheckCancellation(*policy.cancellation, mistakes);
}

}  // namespace shortbreaks::policy

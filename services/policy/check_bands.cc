#include "policy/check_bands.h"

#include <absl/strings/str_cat.h>

#include <algorithm>
#include <optional>
#include <string>

#include "london/age.h"
#include "policy/implies.h"
#include "policy/words.h"

namespace shortbreaks::policy {
namespace {

// The age that a criterion asks for, alone or in an `all:`.
const AgeCriterion* AgeIn(const Criterion& criterion) {
  if (const auto* age = std::get_if<AgeCriterion>(&criterion.asks)) return age;
  const auto* all = std::get_if<Combined>(&criterion.asks);
  if (all == nullptr || all->kind != Combined::Kind::kAll) return nullptr;
  for (const Criterion& part : all->of) {
    if (const auto* age = std::get_if<AgeCriterion>(&part.asks)) return age;
  }
  return nullptr;
}

// What a band asks beside an age, in words; empty where that is nothing.
std::string BesideAge(const Criterion& criterion) {
  if (std::holds_alternative<AgeCriterion>(criterion.asks)) return "";
  const auto* all = std::get_if<Combined>(&criterion.asks);
  if (all == nullptr || all->kind != Combined::Kind::kAll) return InWords(criterion);
  std::vector<std::string> others;
  for (const Criterion& part : all->of) {
    if (!std::holds_alternative<AgeCriterion>(part.asks)) others.push_back(InWords(part));
  }
  std::sort(others.begin(), others.end());
  std::string words;
  for (const std::string& other : others) absl::StrAppend(&words, other, "; ");
  return words;
}

// For one who has reached an age and asks the same beside it, the first day on which both bands hold.
std::optional<absl::CivilDay> Overlap(const AgeCriterion& a, const AgeCriterion& b, absl::CivilDay born) {
  const AgeSpan one = SpanOf(a, born), other = SpanOf(b, born);
  const absl::CivilDay from = std::max(one.from, other.from), before = std::min(one.before, other.before);
  return from < before ? std::optional(from) : std::nullopt;
}

void CheckOverlap(const Band& first, const Band& second, Mistakes& mistakes) {
  const AgeCriterion *a = AgeIn(*first.when), *b = AgeIn(*second.when);
  if (a == nullptr || b == nullptr || !(a->on == b->on) || BesideAge(*first.when) != BesideAge(*second.when)) return;
  size_t overlapping = 0;
  std::optional<std::pair<absl::CivilDay, absl::CivilDay>> found;  // whose, and on which day
  for (const absl::CivilDay born : BirthDates()) {
    const auto day = Overlap(*a, *b, born);
    if (!day) continue;
    ++overlapping;
    if (!found) found = {born, *day};
  }
  if (!found) return;
  const std::string whose =
      overlapping == BirthDates().size()
          ? ""
          : absl::StrCat(" of a child born on ", InWords(found->first.month(), found->first.day()), " (of ",
                         overlapping, " of 366 birthdays)");
  mistakes.Add(second.position, absl::StrCat("this age band overlaps the one on line ", first.position.line,
                                             ": at age ", london::AgeOn(found->first, found->second), whose,
                                             " both would apply; end one where the other begins"));
}

// The first day on or after `from` that no band holds.
absl::CivilDay Uncovered(const std::vector<const AgeCriterion*>& bands, absl::CivilDay born, absl::CivilDay from) {
  for (bool moved = true; moved;) {
    moved = false;
    for (const AgeCriterion* band : bands) {
      const AgeSpan span = SpanOf(*band, born);
      if (span.from <= from && from < span.before) {
        from = span.before;
        moved = true;
      }
    }
  }
  return from;
}

// Ages that the offer is open to, or that lie between two bands, and that no band is for.
void CheckGap(const Offer& offer, const std::vector<const AgeCriterion*>& bands, Mistakes& mistakes) {
  const AgeCriterion* open = AgeIn(offer.needs);
  const bool comparable =
      std::all_of(bands.begin(), bands.end(), [&](const AgeCriterion* band) { return band->on == bands.front()->on; });
  if (!comparable) return;
  if (open != nullptr && !(open->on == bands.front()->on)) open = nullptr;
  for (const absl::CivilDay born : BirthDates()) {
    AgeSpan hull{absl::CivilDay(2200, 1, 1), born};
    for (const AgeCriterion* band : bands) {
      const AgeSpan span = SpanOf(*band, born);
      hull = {std::min(hull.from, span.from), std::max(hull.before, span.before)};
    }
    const AgeSpan wanted = open == nullptr ? hull : SpanOf(*open, born);
    const absl::CivilDay day = Uncovered(bands, born, wanted.from);
    if (day >= wanted.before) continue;
    const bool between = hull.from < day && day < hull.before;
    mistakes.Add(offer.bands.back().position,
                 between
                     ? absl::StrCat("between the age bands is a gap, at age ", london::AgeOn(born, day),
                                    ", in which nothing is given")
                     : absl::StrCat("the offer is open at age ", london::AgeOn(born, day), ", but no amount is for it"),
                 true);
    return;
  }
}

void CheckCoverage(const Offer& offer, Mistakes& mistakes) {
  std::vector<const AgeCriterion*> ages;
  bool beside = false;
  for (const Band& band : offer.bands) {
    if (!band.when) return;
    const AgeCriterion* age = AgeIn(*band.when);
    if (age != nullptr) ages.push_back(age);
    beside = beside || age == nullptr || BesideAge(*band.when) != BesideAge(*offer.bands.front().when);
  }
  if (ages.size() == offer.bands.size()) CheckGap(offer, ages, mistakes);
  if (beside || !BesideAge(*offer.bands.front().when).empty()) {
    mistakes.Add(offer.bands.back().position,
                 "who meets none of these gets nothing; end the list with an amount without `when:`", true);
  }
}

void CheckReach(const Offer& offer, Mistakes& mistakes) {
  for (size_t i = 0; i < offer.bands.size(); ++i) {
    const Band& band = offer.bands[i];
    for (size_t before = 0; before < i; ++before) {
      const Band& first = offer.bands[before];
      const std::string line = absl::StrCat("nobody reaches this amount: ");
      if (!first.when) {
        mistakes.Add(band.position,
                     absl::StrCat(line, "the one on line ", first.position.line, " is for everyone; put it last"));
      } else if (band.when && InWords(*first.when) == InWords(*band.when)) {
        mistakes.Add(band.position, absl::StrCat(line, "line ", first.position.line, " asks for the same"));
      } else if (band.when && Implies(*band.when, *first.when)) {
        mistakes.Add(band.position, absl::StrCat(line, "whoever meets it meets line ", first.position.line, " before"));
      } else {
        continue;
      }
      break;
    }
  }
}

}  // namespace

void CheckBands(const Offer& offer, Mistakes& mistakes) {
  constexpr size_t kBandsMax = 50;
  if (offer.bands.size() > kBandsMax) {
    mistakes.Add(offer.bands[kBandsMax].position, absl::StrCat("an offer has at most ", kBandsMax, " amounts"));
    return;
  }
  for (const Band& band : offer.bands) {
    if (band.give.unit != offer.bands.front().give.unit) {
      mistakes.Add(band.position, "the amounts of one offer are of one kind; make another offer for another kind");
    }
    if (band.or_give && band.or_give->unit == band.give.unit) {
      mistakes.Add(band.position, "`or` is of the same kind as `amount`; it is what may be had instead of it");
    }
    if (band.give.amount > 100'000'000) mistakes.Add(band.position, "the amount is too large to be meant");
  }
  CheckReach(offer, mistakes);
  for (size_t i = 0; i < offer.bands.size(); ++i) {
    for (size_t before = 0; before < i; ++before) {
      if (offer.bands[i].when && offer.bands[before].when) {
        CheckOverlap(offer.bands[before], offer.bands[i], mistakes);
      }
    }
  }
  if (!offer.bands.empty()) CheckCoverage(offer, mistakes);
}

}  // namespace shortbreaks::policy

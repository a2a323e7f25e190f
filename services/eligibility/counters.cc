#include "eligibility/counters.h"

#include <algorithm>
#include <vector>

#include "wire/times.h"

namespace shortbreaks::eligibility {
namespace {

struct Days {
  absl::CivilDay start, end;  // both included
  int64_t nights = 0;
  int64_t Count(bool in_nights) const { return in_nights ? nights : end - start + 1; }
};

Days DaysOf(const type::v1::Date& start, const type::v1::Date& end, int64_t nights) {
  const absl::CivilDay first = wire::FromProto(start).value_or(absl::CivilDay());
  return {first, wire::FromProto(end).value_or(first), nights};
}

bool Adjoin(const Days& a, const Days& b) { return a.start <= b.end + 1 && b.start <= a.end + 1; }

// One stay made of all that adjoin `stay`, directly or through others. A day that two of them share counts once.
Days Joined(Days stay, std::vector<Days> others) {
  for (size_t i = 0; i < others.size();) {
    if (!Adjoin(stay, others[i])) {
      ++i;
      continue;
    }
    stay.start = std::min(stay.start, others[i].start);
    stay.end = std::max(stay.end, others[i].end);
    stay.nights += others[i].nights;
    others.erase(others.begin() + static_cast<std::ptrdiff_t>(i));
    i = 0;
  }
  return stay;
}

// What falls into the 12 months that begin on `start`: whole stays that begin in them.
int64_t InYearFrom(absl::CivilDay start, const std::vector<Days>& stays, bool in_nights) {
  const absl::CivilDay end(start.year() + 1, start.month(), start.day());
  int64_t count = 0;
  absl::CivilDay counted = start - 1;  // days up to here are counted already
  for (const Days& stay : stays) {
    if (stay.start < start || stay.start >= end) continue;
    if (in_nights) {
      count += stay.nights;
    } else if (stay.end > counted) {
      count += stay.end - std::max(stay.start, counted + 1) + 1;
      counted = stay.end;
    }
  }
  return count;
}

}  // namespace

std::optional<v1::StatutoryCounter> CountStay(const v1::DecisionBasis& basis, const policy::Policy* policy) {
  const v1::SessionTerms& terms = basis.terms();
  if (policy == nullptr || !policy->regulation_48 || terms.charge_nights() <= 0) return std::nullopt;
  const policy::Regulation48& rule = *policy->regulation_48;
  const Days asked = DaysOf(terms.start_date(), terms.end_date(), terms.charge_nights());
  std::vector<Days> others;
  for (const v1::Stay& stay : basis.stays()) {
    if (stay.provider() == terms.provider()) {
      others.push_back(DaysOf(stay.start_date(), stay.end_date(), stay.nights()));
    }
  }
  v1::StatutoryCounter counter;
  counter.set_provider(terms.provider());
  counter.set_counted_in(rule.nights ? "nights" : "days");
  counter.set_stay_max(rule.stay_max);
  counter.set_year_max(rule.year_max);
  counter.set_stay(Joined(asked, others).Count(rule.nights));
  std::vector<Days> all = others;
  all.push_back(asked);
  std::sort(all.begin(), all.end(), [](const Days& a, const Days& b) { return a.start < b.start; });
  // The fullest 12 months that hold this stay begin with one of the stays.
  const absl::CivilDay earliest(asked.start.year() - 1, asked.start.month(), asked.start.day());
  for (const Days& first : all) {
    if (first.start <= earliest || first.start > asked.start) continue;
    counter.set_year(std::max(counter.year(), InYearFrom(first.start, all, rule.nights)));
  }
  return counter;
}

bool Crosses(const v1::StatutoryCounter& counter) {
  return counter.stay() > counter.stay_max() || counter.year() > counter.year_max();
}

}  // namespace shortbreaks::eligibility

#include "eligibility/counters.h"

#include <algorithm>
#include <map>
#include <set>

#include "wire/times.h"

namespace shortbreaks::eligibility {
namespace {

// The days and the nights on which a child is in one setting. A night has the date of its evening.
struct Presence {
  std::set<absl::CivilDay> days, nights;

  void Add(absl::CivilDay start, absl::CivilDay end) {
    for (absl::CivilDay day = start; day <= end; ++day) days.insert(day);
    for (absl::CivilDay night = start; night < std::max(end, start + 1); ++night) nights.insert(night);
  }
};

int64_t CountBetween(const std::set<absl::CivilDay>& dates, absl::CivilDay first, absl::CivilDay last) {
  return std::distance(dates.lower_bound(first), dates.upper_bound(last));
}

// The days that follow one another without a day at home, around the stay that is asked about.
std::pair<absl::CivilDay, absl::CivilDay> RunAround(const std::set<absl::CivilDay>& days, absl::CivilDay start,
                                                    absl::CivilDay end) {
  while (days.contains(start - 1)) --start;
  while (days.contains(end + 1)) ++end;
  return {start, end};
}

// The most that any 12 months hold of which the stay from `start` to `end` is a part. The fullest begin on a date that
// counts.
int64_t FullestYear(const std::set<absl::CivilDay>& dates, absl::CivilDay start, absl::CivilDay end) {
  int64_t most = 0;
  for (const absl::CivilDay first : dates) {
    const absl::CivilDay last = absl::CivilDay(first.year() + 1, first.month(), first.day()) - 1;
    if (last >= start && first <= end) most = std::max(most, CountBetween(dates, first, last));
  }
  return most;
}

absl::CivilDay Start(const v1::SessionTerms& terms) {
  return wire::FromProto(terms.start_date()).value_or(absl::CivilDay());
}
absl::CivilDay End(const v1::SessionTerms& terms) {
  return std::max(Start(terms), wire::FromProto(terms.end_date()).value_or(Start(terms)));
}

v1::StatutoryCounter LimitsOf(const policy::Regulation48& rule, const std::string& provider) {
  v1::StatutoryCounter counter;
  counter.set_provider(provider);
  counter.set_counted_in(rule.nights ? "nights" : "days");
  counter.set_stay_max(rule.stay_max);
  counter.set_year_max(rule.year_max);
  return counter;
}

void AddStay(const v1::Stay& stay, Presence& presence) {
  const absl::CivilDay start = wire::FromProto(stay.start_date()).value_or(absl::CivilDay());
  presence.Add(start, wire::FromProto(stay.end_date()).value_or(start));
}

// Of the stays that end on `since` or later.
int64_t LongestStay(const Presence& presence, const std::set<absl::CivilDay>& counted, absl::CivilDay since) {
  int64_t longest = 0;
  for (const absl::CivilDay day : presence.days) {
    if (presence.days.contains(day - 1)) continue;
    const auto [start, end] = RunAround(presence.days, day, day);
    if (end >= since) longest = std::max(longest, CountBetween(counted, start, end));
  }
  return longest;
}

Presence InTheSetting(const v1::DecisionBasis& basis) {
  const v1::SessionTerms& terms = basis.terms();
  Presence presence;
  presence.Add(Start(terms), End(terms));
  for (const v1::Stay& stay : basis.stays()) {
    if (stay.provider() == terms.provider()) AddStay(stay, presence);
  }
  return presence;
}

}  // namespace

int64_t NightsInOneStay(const v1::DecisionBasis& basis) {
  if (basis.terms().charge_nights() <= 0) return 0;
  const Presence presence = InTheSetting(basis);
  const auto [start, end] = RunAround(presence.days, Start(basis.terms()), End(basis.terms()));
  return CountBetween(presence.nights, start, end);
}

std::optional<v1::StatutoryCounter> CountStay(const v1::DecisionBasis& basis, const policy::Policy* policy) {
  const v1::SessionTerms& terms = basis.terms();
  if (terms.charge_nights() <= 0) return std::nullopt;
  const policy::Regulation48 rule = policy == nullptr ? policy::Regulation48{} : policy->regulation_48;
  const Presence presence = InTheSetting(basis);
  const std::set<absl::CivilDay>& counted = rule.nights ? presence.nights : presence.days;
  const auto [start, end] = RunAround(presence.days, Start(terms), End(terms));
  v1::StatutoryCounter counter = LimitsOf(rule, terms.provider());
  counter.set_stay(CountBetween(counted, start, end));
  counter.set_year(FullestYear(counted, Start(terms), End(terms)));
  return counter;
}

std::vector<v1::StatutoryCounter> CountSettings(const std::vector<v1::Stay>& stays, const policy::Policy* policy,
                                                absl::CivilDay today) {
  const policy::Regulation48 rule = policy == nullptr ? policy::Regulation48{} : policy->regulation_48;
  const absl::CivilDay year_ago(today.year() - 1, today.month(), today.day());
  std::map<std::string, Presence> settings;
  for (const v1::Stay& stay : stays) AddStay(stay, settings[stay.provider()]);
  std::vector<v1::StatutoryCounter> counters;
  for (const auto& [provider, presence] : settings) {
    const std::set<absl::CivilDay>& counted = rule.nights ? presence.nights : presence.days;
    v1::StatutoryCounter counter = LimitsOf(rule, provider);
    counter.set_stay(LongestStay(presence, counted, year_ago));
    counter.set_year(FullestYear(counted, today, std::max(today, *presence.days.rbegin())));
    if (counter.year() > 0) counters.push_back(std::move(counter));
  }
  return counters;
}

bool IsNear(const v1::StatutoryCounter& counter, int percent) {
  return counter.stay() * 100 >= counter.stay_max() * percent || counter.year() * 100 >= counter.year_max() * percent;
}

bool Crosses(const v1::StatutoryCounter& counter) {
  return counter.stay() > counter.stay_max() || counter.year() > counter.year_max();
}

}  // namespace shortbreaks::eligibility

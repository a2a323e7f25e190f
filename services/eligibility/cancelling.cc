#include "eligibility/cancelling.h"

#include <algorithm>
#include <functional>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace shortbreaks::eligibility {
namespace {

using policy::CancellationBand;
using Bands = std::vector<CancellationBand>;

constexpr std::pair<std::string_view, type::v1::CancelCause> kCauses[] = {
    {"illness", type::v1::CANCEL_CAUSE_ILLNESS},
    {"hospital", type::v1::CANCEL_CAUSE_HOSPITAL},
    {"bereavement", type::v1::CANCEL_CAUSE_BEREAVEMENT},
    {"hardship", type::v1::CANCEL_CAUSE_HARDSHIP},
};

// What a rule takes of who cancels `hours` before. A rule that says nothing takes all: the other one decides.
int PercentAt(const Bands& bands, int hours) {
  for (const CancellationBand& band : bands) {
    if (hours >= band.notice_hours) return band.forfeits_percent;
  }
  return 100;
}

Bands OfActivity(int notice_hours) {
  if (notice_hours == 0) return {};
  return {{notice_hours, 0, {}}, {0, 100, {}}};
}

// Both are steps that rise towards the start, and so is the lower of the two.
Bands Kinder(const Bands& a, const Bands& b) {
  if (a.empty() && b.empty()) return {{0, 0, {}}};
  std::set<int, std::greater<>> notices;
  for (const Bands* bands : {&a, &b}) {
    for (const CancellationBand& band : *bands) notices.insert(band.notice_hours);
  }
  Bands kinder;
  for (const int hours : notices) {
    const int percent = std::min(PercentAt(a, hours), PercentAt(b, hours));
    if (!kinder.empty() && kinder.back().forfeits_percent == percent) {
      kinder.back().notice_hours = hours;
    } else {
      kinder.push_back({hours, percent, {}});
    }
  }
  return kinder;
}

}  // namespace

type::v1::CancellationTerms CancellationOf(const v1::SessionTerms& session, const policy::Policy* policy) {
  const policy::Cancellation rule =
      policy == nullptr ? policy::Cancellation{} : policy->cancellation.value_or(policy::Cancellation{});
  type::v1::CancellationTerms terms;
  for (const CancellationBand& band : Kinder(OfActivity(session.notice_hours()), rule.bands)) {
    type::v1::CancellationBand& each = *terms.add_bands();
    each.set_notice_hours(band.notice_hours);
    each.set_forfeits_percent(band.forfeits_percent);
  }
  for (const auto& [word, cause] : kCauses) {
    if (std::ranges::find(rule.waived_for, word) != rule.waived_for.end()) terms.add_waived_for(cause);
  }
  if (rule.no_shows_max) terms.set_no_shows_max(*rule.no_shows_max);
  return terms;
}

}  // namespace shortbreaks::eligibility

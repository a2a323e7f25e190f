#include "eligibility/caps.h"

#include <absl/strings/str_cat.h>

#include <algorithm>
#include <optional>
#include <set>
#include <vector>

#include "eligibility/counters.h"
#include "eligibility/rules.h"
#include "policy/age.h"
#include "policy/words.h"
#include "wire/times.h"

namespace shortbreaks::eligibility {
namespace {

constexpr const char* kAskTeam = ", or ask the team.";

struct Booking {
  const v1::DecisionBasis& basis;
  const policy::Policy& policy;
  const Payment& payment;
  const v1::SessionTerms& terms() const { return basis.terms(); }
  absl::CivilDay start() const { return wire::FromProto(terms().start_date()).value_or(absl::CivilDay()); }
  policy::Unit unit() const { return UnitOf(payment.first.allocation->granted().unit()); }
  int64_t charge() const { return payment.first.charge + (payment.second ? payment.second->charge : 0); }
  bool Pays(const v1::Usage& usage) const {
    return usage.allocation() == payment.first.allocation->name() ||
           (payment.second && usage.allocation() == payment.second->allocation->name());
  }
};

std::optional<CapFinding> Crossed(const policy::Quantity& cap, const std::string& what, int64_t comes_to,
                                  const char* next) {
  if (comes_to <= cap.amount) return std::nullopt;
  return CapFinding{false,
                    absl::StrCat(what, " ", policy::InWords(policy::Quantity{cap.unit, comes_to}), "; the most is ",
                                 policy::InWords(cap), "."),
                    absl::StrCat(next, kAskTeam)};
}

std::optional<CapFinding> OneBooking(const Booking& booking, const policy::Quantity& cap) {
  const bool nights = cap.unit == policy::Unit::kNights;
  if (!nights && cap.unit != booking.unit()) return std::nullopt;
  return Crossed(cap, "One booking would take", nights ? booking.terms().charge_nights() : booking.charge(),
                 "Choose a shorter session");
}

// Stays that adjoin are one, however they were booked.
std::optional<CapFinding> OneStay(const Booking& booking, const policy::Quantity& cap) {
  if (booking.terms().charge_nights() <= 0) return std::nullopt;
  const bool nights = cap.unit == policy::Unit::kNights;
  if (!nights && cap.unit != booking.unit()) return std::nullopt;
  return Crossed(cap, "One stay would take", nights ? NightsInOneStay(booking.basis) : booking.charge(),
                 "Choose a shorter stay");
}

std::optional<CapFinding> OneProvider(const Booking& booking, const policy::Quantity& cap) {
  if (cap.unit != booking.unit()) return std::nullopt;
  int64_t used = booking.charge();
  for (const v1::Usage& usage : booking.basis.usage()) {
    if (booking.Pays(usage) && usage.provider() == booking.terms().provider()) used += usage.amount();
  }
  return Crossed(cap, "With this provider the allocation would come to", used, "Choose another provider");
}

std::optional<CapFinding> Providers(const Booking& booking, int most) {
  std::set<std::string> providers = {booking.terms().provider()};
  for (const v1::Usage& usage : booking.basis.usage()) {
    if (usage.allocation() == booking.payment.first.allocation->name() && usage.amount() > 0) {
      providers.insert(usage.provider());
    }
  }
  if (static_cast<int>(providers.size()) <= most) return std::nullopt;
  return CapFinding{
      false,
      absl::StrCat("The allocation would be used with ", providers.size(), " providers; the most is ", most, "."),
      absl::StrCat("Choose a provider that the child goes to already", kAskTeam)};
}

// Nights by the date of their evening; two bookings of one night count once.
int64_t NightsIn(const policy::Period& period, const Booking& booking) {
  std::set<absl::CivilDay> nights;
  const auto add = [&](const type::v1::Date& from, const type::v1::Date& to) {
    const absl::CivilDay first = wire::FromProto(from).value_or(absl::CivilDay());
    const absl::CivilDay last = std::max(first + 1, wire::FromProto(to).value_or(first));
    for (absl::CivilDay night = first; night < last; ++night) {
      if (period.Holds(night)) nights.insert(night);
    }
  };
  if (booking.terms().charge_nights() > 0) add(booking.terms().start_date(), booking.terms().end_date());
  for (const v1::Stay& stay : booking.basis.stays()) add(stay.start_date(), stay.end_date());
  return static_cast<int64_t>(nights.size());
}

int64_t UsedIn(const policy::Period& period, const Booking& booking) {
  int64_t used = booking.charge();
  for (const v1::Usage& usage : booking.basis.usage()) {
    const auto day = wire::FromProto(usage.start_date());
    if (booking.Pays(usage) && day && period.Holds(*day)) used += usage.amount();
  }
  return used;
}

// The period of the session's first day, and for nights that of each of its nights.
std::vector<policy::Period> PeriodsOf(const Booking& booking, policy::PeriodKind kind, bool nights) {
  std::vector<policy::Period> periods;
  const absl::CivilDay last =
      nights ? std::max(booking.start() + 1, wire::FromProto(booking.terms().end_date()).value_or(booking.start())) - 1
             : booking.start();
  for (absl::CivilDay day = booking.start(); day <= last; ++day) {
    if (!periods.empty() && periods.back().Holds(day)) continue;
    if (const auto period = policy::PeriodOf(booking.policy, kind, day)) periods.push_back(*period);
  }
  return periods;
}

std::optional<CapFinding> OnePeriod(const Booking& booking, const policy::PeriodCap& cap) {
  const bool nights = cap.most.unit == policy::Unit::kNights;
  if (nights ? booking.terms().charge_nights() <= 0 : cap.most.unit != booking.unit()) return std::nullopt;
  for (const policy::Period& period : PeriodsOf(booking, cap.in, nights)) {
    const std::string what = absl::StrCat("In the ", policy::InWords(cap.in), " of the session bookings would come to");
    const int64_t comes_to = nights ? NightsIn(period, booking) : UsedIn(period, booking);
    if (auto crossed = Crossed(cap.most, what, comes_to, "Choose a session at another time")) return crossed;
  }
  return std::nullopt;
}

}  // namespace

CapFinding WithinCaps(const v1::DecisionBasis& basis, const policy::Policy& policy, const policy::Offer& offer,
                      const Payment& payment) {
  const Booking booking{basis, policy, payment};
  const policy::Caps& caps = offer.caps;
  std::optional<CapFinding> crossed;
  if (caps.booking) crossed = OneBooking(booking, *caps.booking);
  if (!crossed && caps.stay) crossed = OneStay(booking, *caps.stay);
  if (!crossed && caps.provider) crossed = OneProvider(booking, *caps.provider);
  if (!crossed && caps.providers) crossed = Providers(booking, *caps.providers);
  for (const policy::PeriodCap& cap : caps.periods) {
    if (!crossed) crossed = OnePeriod(booking, cap);
  }
  return crossed.value_or(CapFinding{true, "The booking is within every cap of the published rules.", ""});
}

}  // namespace shortbreaks::eligibility

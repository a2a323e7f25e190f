#include "eligibility/payment.h"

#include <absl/strings/str_cat.h>

#include <algorithm>
#include <tuple>
#include <vector>

#include "policy/words.h"
#include "wire/times.h"

namespace shortbreaks::eligibility {
namespace {

using type::v1::AllocationUnit;

constexpr const char* kUnits[] = {"nights", "hours", "sessions", "pounds"};

int Place(AllocationUnit unit) {
  switch (unit) {
    case type::v1::ALLOCATION_UNIT_NIGHTS:
      return 0;
    case type::v1::ALLOCATION_UNIT_MINUTES:
      return 1;
    case type::v1::ALLOCATION_UNIT_SESSIONS:
      return 2;
    default:
      return 3;
  }
}

int UnitOrder(AllocationUnit unit, const policy::Policy* policy) {
  const int place = Place(unit);
  if (policy == nullptr) return place;
  const auto& first = policy->pays_first;
  const auto found = std::find(first.begin(), first.end(), kUnits[place]);
  // What the policy does not name comes after what it names.
  return found == first.end() ? static_cast<int>(first.size()) + place : static_cast<int>(found - first.begin());
}

// Minutes in pence by the policy's conversion, rounded up; 0 where it has none.
int64_t Converted(int64_t minutes, const policy::Policy* policy) {
  if (policy == nullptr) return 0;
  for (const policy::Conversion& conversion : policy->conversions) {
    const bool forward = conversion.from.unit == policy::Unit::kPence;
    const policy::Quantity& pence = forward ? conversion.from : conversion.to;
    const policy::Quantity& time = forward ? conversion.to : conversion.from;
    if (pence.unit != policy::Unit::kPence || time.unit != policy::Unit::kMinutes || time.amount <= 0) continue;
    return (minutes * pence.amount + time.amount - 1) / time.amount;
  }
  return 0;
}

// What the session takes from an allocation in `unit`; 0 where it costs nothing in that unit.
int64_t ChargeIn(AllocationUnit unit, const v1::SessionTerms& terms, const policy::Policy* policy) {
  switch (unit) {
    case type::v1::ALLOCATION_UNIT_MINUTES:
      return terms.charge_minutes();
    case type::v1::ALLOCATION_UNIT_NIGHTS:
      return terms.charge_nights();
    case type::v1::ALLOCATION_UNIT_SESSIONS:
      return 1;
    case type::v1::ALLOCATION_UNIT_PENCE:
      return terms.price_pence() > 0 ? terms.price_pence() : Converted(terms.charge_minutes(), policy);
    default:
      return 0;
  }
}

bool MayPay(const v1::Allocation& allocation, absl::CivilDay day, type::v1::Tier tier) {
  const bool open =
      allocation.state() == v1::ALLOCATION_STATE_ACTIVE || allocation.state() == v1::ALLOCATION_STATE_TRANSITION_HOLD;
  return open && wire::FromProto(allocation.window_start()).value_or(absl::CivilDay(2300, 1, 1)) <= day &&
         day <= wire::FromProto(allocation.window_end()).value_or(absl::CivilDay(1800, 1, 1)) &&
         allocation.tier() >= tier;
}

std::optional<Share> RestFrom(const std::vector<Share>& fitting, const Share& first) {
  const int64_t rest = first.charge - first.allocation->balance();
  for (const Share& other : fitting) {
    if (other.allocation != first.allocation &&
        other.allocation->granted().unit() == first.allocation->granted().unit() &&
        other.allocation->balance() >= rest) {
      return Share{other.allocation, rest};
    }
  }
  return std::nullopt;
}

std::string Why(const std::vector<Share>& fitting, const Payment& payment) {
  if (payment.second) return "No allocation alone has enough, so two share the cost.";
  if (fitting.size() < 2) return "";
  return absl::StrCat(
      "Of ", fitting.size(), " allocations that could pay, this one goes first: it runs until ",
      policy::InWords(wire::FromProto(payment.first.allocation->window_end()).value_or(absl::CivilDay())), ".");
}

}  // namespace

std::optional<Payment> ChoosePayment(const v1::DecisionBasis& basis, const policy::Policy* policy) {
  const v1::SessionTerms& terms = basis.terms();
  if (terms.tier() == type::v1::TIER_UNIVERSAL) return std::nullopt;
  const absl::CivilDay day = wire::FromProto(basis.day()).value_or(absl::CivilDay());
  std::vector<Share> fitting;
  for (const v1::Allocation& allocation : basis.allocations()) {
    const int64_t charge = ChargeIn(allocation.granted().unit(), terms, policy);
    if (charge > 0 && MayPay(allocation, day, terms.tier())) fitting.push_back({&allocation, charge});
  }
  if (fitting.empty()) return std::nullopt;
  const auto order = [&](const Share& share) {
    return std::tuple(UnitOrder(share.allocation->granted().unit(), policy),
                      wire::FromProto(share.allocation->window_end()), share.allocation->name());
  };
  std::sort(fitting.begin(), fitting.end(), [&](const Share& a, const Share& b) { return order(a) < order(b); });
  Payment payment{.first = fitting.front()};
  const auto enough = std::find_if(fitting.begin(), fitting.end(),
                                   [](const Share& share) { return share.allocation->balance() >= share.charge; });
  if (enough != fitting.end()) {
    payment.first = *enough;
    payment.enough = true;
  } else {
    const auto left = std::find_if(fitting.begin(), fitting.end(),
                                   [](const Share& share) { return share.allocation->balance() > 0; });
    if (left != fitting.end()) payment.second = RestFrom(fitting, *left);
    if (payment.second) {
      payment.first = {left->allocation, left->allocation->balance()};
      payment.enough = true;
    }
  }
  payment.why = Why(fitting, payment);
  return payment;
}

}  // namespace shortbreaks::eligibility

#include "eligibility/payment.h"

#include <absl/strings/str_cat.h>

#include <algorithm>
#include <tuple>
#include <vector>

#include "eligibility/facts_on_file.h"
#include "eligibility/rules.h"
#include "policy/assess.h"
#include "policy/deciders.h"
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

int Order(const v1::Allocation& allocation, const policy::Policy* policy) {
  const int place = Place(allocation.granted().unit());
  if (policy == nullptr) return place;
  const auto& first = policy->pays_first;
  const auto found = std::find_if(first.begin(), first.end(), [&](const policy::Payer& payer) {
    return (payer.kind.empty() || payer.kind == kUnits[place]) &&
           (payer.stream.empty() || payer.stream == allocation.funding_stream());
  });
  // What the policy does not name comes after what it names.
  return found == first.end() ? static_cast<int>(first.size()) + place : static_cast<int>(found - first.begin());
}

struct Cost {
  int64_t amount = 0;
  bool price = false;  // what a family pays for the session, not what it takes of an allocation
};

// What the session costs in `unit`; 0 where it costs nothing in it.
Cost CostIn(policy::Unit unit, const v1::SessionTerms& terms) {
  switch (unit) {
    case policy::Unit::kMinutes:
      return {terms.charge_minutes()};
    case policy::Unit::kNights:
      return {terms.charge_nights()};
    case policy::Unit::kSessions:
      return {1};
    case policy::Unit::kPence:
      break;
  }
  return {terms.price_pence(), true};
}

// What the session takes from an allocation in `unit`: what it costs in it, else what it costs in another that the
// policy converts.
Cost ChargeIn(policy::Unit unit, const v1::SessionTerms& terms, const policy::Policy* policy) {
  const Cost own = CostIn(unit, terms);
  if (own.amount > 0 || policy == nullptr) return own;
  for (const policy::Unit other :
       {policy::Unit::kMinutes, policy::Unit::kNights, policy::Unit::kPence, policy::Unit::kSessions}) {
    const Cost cost = CostIn(other, terms);
    if (cost.amount <= 0) continue;
    if (const auto worth = policy::Convert(*policy, {other, cost.amount}, unit)) return {worth->amount, cost.price};
  }
  return {};
}

int TimesOf(const policy::Policy& policy, const policy::Offer& offer, const v1::Allocation& allocation,
            const v1::DecisionBasis& basis) {
  if (offer.charges.empty()) return 1;
  const policy::Facts facts = FactsOf(basis, allocation);
  for (const policy::Charge& charge : offer.charges) {
    if (policy::Ask(policy, charge.when, facts) == policy::Outcome::kMet) return charge.times;
  }
  return 1;
}

const char* TierName(type::v1::Tier tier) { return tier == type::v1::TIER_SPECIALIST ? "specialist" : "targeted"; }

bool PaysFor(const policy::PaysFor& pays, const v1::SessionTerms& terms) {
  const bool tier =
      pays.tiers.empty() || std::find(pays.tiers.begin(), pays.tiers.end(), TierName(terms.tier())) != pays.tiers.end();
  return tier && (!pays.overnight || *pays.overnight == (terms.charge_nights() > 0));
}

// What `allocation` would pay; a charge of 0 where it may not pay for such a session.
Share ShareOf(const v1::Allocation& allocation, const v1::DecisionBasis& basis, const policy::Policy* policy) {
  const v1::SessionTerms& terms = basis.terms();
  const policy::Offer* offer = policy == nullptr ? nullptr : FindOffer(*policy, allocation.offer());
  if (offer != nullptr && offer->pays_for && !PaysFor(*offer->pays_for, terms)) return {};
  const Cost cost = ChargeIn(UnitOf(allocation.granted().unit()), terms, policy);
  const int times = offer == nullptr || cost.price ? 1 : TimesOf(*policy, *offer, allocation, basis);
  return {&allocation, cost.amount * times, times};
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
        other.allocation->granted().unit() == first.allocation->granted().unit() && other.times == first.times &&
        other.allocation->balance() >= rest) {
      return Share{other.allocation, rest, other.times};
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
    if (!MayPay(allocation, day, terms.tier())) continue;
    const Share share = ShareOf(allocation, basis, policy);
    if (share.charge > 0) fitting.push_back(share);
  }
  if (fitting.empty()) return std::nullopt;
  const auto order = [&](const Share& share) {
    return std::tuple(Order(*share.allocation, policy), wire::FromProto(share.allocation->window_end()),
                      share.allocation->name());
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
      payment.first = {left->allocation, left->allocation->balance(), left->times};
      payment.enough = true;
    }
  }
  payment.why = Why(fitting, payment);
  return payment;
}

}  // namespace shortbreaks::eligibility

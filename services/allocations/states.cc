#include "allocations/states.h"

#include <algorithm>
#include <initializer_list>

#include "applications/decide.h"
#include "eligibility/rules.h"
#include "london/age.h"
#include "policy/age.h"

namespace shortbreaks::allocations {
namespace {

constexpr int kAdult = 18;
constexpr int kYearMonths = 12;

bool In(v1::AllocationState state, std::initializer_list<v1::AllocationState> states) {
  return std::find(states.begin(), states.end(), state) != states.end();
}

bool IsAdult(absl::CivilDay date_of_birth, absl::CivilDay today) {
  return london::Birthday(date_of_birth, kAdult) <= today;
}

}  // namespace

const policy::Offer* OfferFor(const AllocationRecord& allocation, const policy::Policy& policy) {
  return eligibility::OfferFor(policy, allocation.offer, allocation.tier,
                               static_cast<type::v1::AllocationUnit>(allocation.unit));
}

std::optional<absl::CivilDay> NextReview(const AllocationRecord& allocation, const policy::Policy& policy,
                                         absl::CivilDay today) {
  const policy::Offer* offer = OfferFor(allocation, policy);
  policy::Offer plain;
  plain.tier = eligibility::TierName(allocation.tier);
  return applications::ReviewDay(policy, offer == nullptr ? plain : *offer, today);
}

bool MayBeDone(Action action, v1::AllocationState state) {
  switch (action) {
    case Action::kAccept:
      return state == v1::ALLOCATION_STATE_APPROVED;
    case Action::kSuspend:
      return In(state, {v1::ALLOCATION_STATE_ACTIVE, v1::ALLOCATION_STATE_TRANSITION_HOLD});
    case Action::kResume:
      return In(state, {v1::ALLOCATION_STATE_SUSPENDED, v1::ALLOCATION_STATE_TRANSITION_HOLD});
    case Action::kEnd:
    case Action::kAdjust:
      return In(state, {v1::ALLOCATION_STATE_ACTIVE, v1::ALLOCATION_STATE_SUSPENDED, v1::ALLOCATION_STATE_APPROVED,
                        v1::ALLOCATION_STATE_TRANSITION_HOLD});
    case Action::kReview:
      return eligibility::IsReviewed(state);
    case Action::kHoldForTransition:
      return In(state, {v1::ALLOCATION_STATE_ACTIVE, v1::ALLOCATION_STATE_SUSPENDED});
  }
  return false;
}

v1::AllocationState After(Action action, v1::AllocationState state) {
  switch (action) {
    case Action::kAccept:
    case Action::kResume:
      return v1::ALLOCATION_STATE_ACTIVE;
    case Action::kSuspend:
      return v1::ALLOCATION_STATE_SUSPENDED;
    case Action::kEnd:
      return v1::ALLOCATION_STATE_ENDED;
    case Action::kHoldForTransition:
      return v1::ALLOCATION_STATE_TRANSITION_HOLD;
    case Action::kAdjust:
    case Action::kReview:
      break;
  }
  return state;
}

YearEnd EndOfYear(const AllocationRecord& allocation, const policy::Policy* policy) {
  YearEnd end{.expires = allocation.granted - allocation.committed};
  const policy::Offer* offer = policy == nullptr ? nullptr : OfferFor(allocation, *policy);
  const bool once = allocation.carried_from.empty(), accepted = allocation.state != v1::ALLOCATION_STATE_APPROVED;
  if (end.expires <= 0 || offer == nullptr || !offer->unused.carry_over || !once || !accepted) return end;
  int64_t over = end.expires;
  const policy::Unit unit = eligibility::UnitOf(static_cast<type::v1::AllocationUnit>(allocation.unit));
  if (offer->unused.at_most) {
    // A limit in another unit cannot be counted: nothing goes over.
    over = offer->unused.at_most->unit == unit ? std::min(over, offer->unused.at_most->amount) : 0;
  }
  if (over <= 0) return end;
  AllocationRecord next = allocation;
  next.allocation_id.clear();
  next.external_id.clear();
  next.granted = over;
  next.committed = 0;
  next.version = 1;
  if (allocation.state != v1::ALLOCATION_STATE_SUSPENDED) {
    next.state = v1::ALLOCATION_STATE_ACTIVE;
    next.state_reason.clear();
  }
  next.renews.clear();
  next.renewed_by.clear();
  next.accept_by_date.reset();
  next.carried_from = allocation.allocation_id;
  next.window_start = allocation.window_end + 1;
  next.window_end =
      policy::AfterMonths(next.window_start, offer->unused.months == 0 ? kYearMonths : offer->unused.months) - 1;
  end.expires -= over;
  end.next = std::move(next);
  return end;
}

bool TurnsIntoTransition(const AllocationRecord& allocation, absl::CivilDay date_of_birth, absl::CivilDay today) {
  return allocation.state == v1::ALLOCATION_STATE_ACTIVE && allocation.tier == type::v1::TIER_SPECIALIST &&
         IsAdult(date_of_birth, today);
}

void GoOnInTransition(AllocationRecord& allocation, absl::CivilDay today) {
  const absl::CivilDay end = allocation.window_end;
  for (int years = 1; allocation.window_end < today; ++years) {
    allocation.window_end = policy::AfterMonths(end + 1, years * kYearMonths) - 1;
  }
  allocation.review_date = today;
}

std::optional<v1::AllocationState> AfterResume(const AllocationRecord& allocation, absl::CivilDay date_of_birth,
                                               absl::CivilDay today) {
  const bool goes_on = allocation.tier == type::v1::TIER_SPECIALIST && IsAdult(date_of_birth, today);
  if (!goes_on) return v1::ALLOCATION_STATE_ACTIVE;
  if (allocation.state == v1::ALLOCATION_STATE_TRANSITION_HOLD) return std::nullopt;
  return v1::ALLOCATION_STATE_TRANSITION_HOLD;
}

}  // namespace shortbreaks::allocations

#include "eligibility/limits.h"

#include <algorithm>

#include "eligibility/records.h"
#include "eligibility/rules.h"
#include "errors/errors.h"
#include "wire/times.h"

namespace shortbreaks::eligibility {

v1::Grant GrantOf(const v1::Allocation& allocation) {
  v1::Grant grant;
  *grant.mutable_quantity() = allocation.granted();
  *grant.mutable_window_start() = allocation.window_start();
  *grant.mutable_window_end() = allocation.window_end();
  return grant;
}

policy::Quantity AYear(const v1::Grant& grant) {
  policy::Quantity quantity{UnitOf(grant.quantity().unit()), grant.quantity().amount()};
  const absl::CivilDay start = wire::FromProto(grant.window_start()).value_or(absl::CivilDay());
  const absl::CivilDay end = wire::FromProto(grant.window_end()).value_or(start);
  const int64_t days = end - start + 1;
  constexpr int64_t kYear = 366;
  if (days > kYear) quantity.amount = (quantity.amount * 365 + days - 1) / days;
  return quantity;
}

const policy::Decider* DeciderNamed(const policy::Policy& policy, const std::string& name) {
  const auto found = std::find_if(policy.deciders.begin(), policy.deciders.end(),
                                  [&](const policy::Decider& decider) { return decider.by == name; });
  return found == policy.deciders.end() ? nullptr : &*found;
}

const policy::Decider* OfficerAs(const policy::Policy& policy, const std::string& role) {
  const auto found = std::find_if(policy.deciders.begin(), policy.deciders.end(), [&](const policy::Decider& decider) {
    return !policy::IsPanel(decider.by) && (role.empty() ? decider.up_to.has_value() : decider.by == role);
  });
  return found == policy.deciders.end() ? nullptr : &*found;
}

policy::Deciders DecidersOf(const policy::Policy& policy, const policy::Offer* offer, const v1::Grant& grant,
                            bool criteria_met) {
  return policy::DecidersFor(policy, offer == nullptr ? policy::Offer() : *offer, AYear(grant), criteria_met);
}

absl::Status CheckLimit(const policy::Policy& policy, const policy::Deciders& deciders,
                        const policy::Decider* decider) {
  if (policy.deciders.empty()) return absl::OkStatus();
  const auto& within = deciders.within_limit;
  const std::string& required = deciders.required_decider;
  const bool may = decider != nullptr && (required.empty() || required == decider->by) &&
                   std::find(within.begin(), within.end(), decider->by) != within.end();
  if (may) return absl::OkStatus();
  const std::string who = !required.empty() ? required : within.empty() ? "" : within.front();
  return errors::Error(type::v1::ERROR_REASON_ABOVE_LIMIT, {},
                       {{"role", decider == nullptr ? "" : decider->by}, {"decider", who}});
}

absl::Status MayGrantAlone(const std::string& role, const v1::Grant& grant, const policy::Policy* policy,
                           const policy::Offer* offer, bool criteria_met) {
  if (policy == nullptr) return absl::OkStatus();
  const policy::Deciders deciders = DecidersOf(*policy, offer, grant, criteria_met);
  const policy::Decider* decider = OfficerAs(*policy, role);
  if (auto within = CheckLimit(*policy, deciders, decider); !within.ok()) return within;
  if (!deciders.second_key_needed) return absl::OkStatus();
  return errors::Error(
      type::v1::ERROR_REASON_ABOVE_LIMIT, {},
      {{"role", decider == nullptr ? "" : decider->by}, {"second_key", "needed"}, {"decider", deciders.second_key_by}});
}

absl::Status MayGrantAlone(const std::string& role, const v1::Allocation& allocation, const policy::Policy* policy) {
  const policy::Offer* offer =
      policy == nullptr ? nullptr
                        : OfferFor(*policy, allocation.offer(), allocation.tier(), allocation.granted().unit());
  return MayGrantAlone(role, GrantOf(allocation), policy, offer,
                       !allocation.application().empty() && !allocation.discretion());
}

absl::Status MayGrantAnew(const std::string& role, const v1::Allocation& asked, const policy::Policy* policy) {
  const AllocationRecord kept = RecordOf(asked);
  return MayGrantAlone(role, ToProto(kept, kept.window_start), policy);
}

}  // namespace shortbreaks::eligibility

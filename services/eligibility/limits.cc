#include "eligibility/limits.h"

#include <absl/strings/ascii.h>
#include <absl/strings/str_split.h>

#include <algorithm>

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

std::optional<policy::Quantity> In(policy::Unit unit, const policy::Quantity& quantity, const policy::Policy& policy) {
  if (quantity.unit == unit) return quantity;
  for (const policy::Conversion& conversion : policy.conversions) {
    for (const auto& [from, to] :
         {std::pair(conversion.from, conversion.to), std::pair(conversion.to, conversion.from)}) {
      if (from.unit == quantity.unit && to.unit == unit && from.amount > 0) {
        return policy::Quantity{unit, (quantity.amount * to.amount + from.amount - 1) / from.amount};
      }
    }
  }
  return std::nullopt;
}

bool IsPanel(const policy::Decider& decider) {
  const std::vector<std::string> words = absl::StrSplit(absl::AsciiStrToLower(decider.by), ' ');
  return std::find(words.begin(), words.end(), "panel") != words.end();
}

const policy::Decider* DeciderNamed(const policy::Policy& policy, const std::string& name) {
  const auto found = std::find_if(policy.deciders.begin(), policy.deciders.end(),
                                  [&](const policy::Decider& decider) { return decider.by == name; });
  return found == policy.deciders.end() ? nullptr : &*found;
}

const policy::Decider* OfficerAs(const policy::Policy& policy, const std::string& role) {
  const auto found = std::find_if(policy.deciders.begin(), policy.deciders.end(), [&](const policy::Decider& decider) {
    return !IsPanel(decider) && (role.empty() ? decider.up_to.has_value() : decider.by == role);
  });
  return found == policy.deciders.end() ? nullptr : &*found;
}

bool WithinLimit(const policy::Decider& decider, const v1::Grant& grant, const policy::Policy& policy) {
  if (!decider.up_to) return true;
  const auto a_year = In(decider.up_to->unit, AYear(grant), policy);
  return a_year && a_year->amount <= decider.up_to->amount;
}

std::string WhoMay(const v1::Grant& grant, const policy::Policy& policy) {
  const auto found = std::find_if(policy.deciders.begin(), policy.deciders.end(),
                                  [&](const policy::Decider& decider) { return WithinLimit(decider, grant, policy); });
  return found == policy.deciders.end() ? "" : found->by;
}

bool NeedsSecondKey(const v1::Grant& grant, const policy::Policy& policy) {
  if (!policy.second_key_above) return false;
  const auto a_year = In(policy.second_key_above->unit, AYear(grant), policy);
  return !a_year || a_year->amount > policy.second_key_above->amount;
}

absl::Status CheckLimit(const policy::Decider* decider, const v1::Grant& grant, const policy::Policy& policy) {
  if (policy.deciders.empty() || (decider != nullptr && WithinLimit(*decider, grant, policy))) return absl::OkStatus();
  return errors::Error(type::v1::ERROR_REASON_ABOVE_LIMIT, {},
                       {{"role", decider == nullptr ? "" : decider->by}, {"decider", WhoMay(grant, policy)}});
}

absl::Status MayGrantAlone(const std::string& role, const v1::Grant& grant, const policy::Policy* policy) {
  if (policy == nullptr) return absl::OkStatus();
  const policy::Decider* decider = OfficerAs(*policy, role);
  if (auto within = CheckLimit(decider, grant, *policy); !within.ok()) return within;
  if (!NeedsSecondKey(grant, *policy)) return absl::OkStatus();
  return errors::Error(type::v1::ERROR_REASON_ABOVE_LIMIT, {},
                       {{"role", decider == nullptr ? "" : decider->by}, {"second_key", "needed"}});
}

}  // namespace shortbreaks::eligibility

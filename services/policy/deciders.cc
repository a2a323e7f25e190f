#include "policy/deciders.h"

#include <absl/strings/ascii.h>
#include <absl/strings/str_split.h>

#include <algorithm>
#include <utility>

namespace shortbreaks::policy {

Deciders DecidersFor(const Policy& policy, const Offer& offer, const Quantity& yearly_amount, bool criteria_met) {
  const auto within = [&](const std::optional<Quantity>& limit) {
    if (!limit) return true;
    const auto amount = Convert(policy, yearly_amount, limit->unit);
    return amount && amount->amount <= limit->amount;
  };
  Deciders deciders;
  if (offer.decided_by && (!offer.decided_by->only_where_referred || !criteria_met)) {
    deciders.required_decider = offer.decided_by->by;
  }
  for (const Decider& decider : policy.deciders) {
    if (within(decider.up_to)) deciders.within_limit.push_back(decider.by);
  }
  deciders.second_key_needed = !within(policy.second_key_above);
  if (deciders.second_key_needed) deciders.second_key_by = policy.second_key_by;
  return deciders;
}

bool IsPanel(std::string_view name) {
  const std::vector<std::string> words = absl::StrSplit(absl::AsciiStrToLower(std::string(name)), ' ');
  return std::find(words.begin(), words.end(), "panel") != words.end();
}

std::optional<Quantity> Convert(const Policy& policy, const Quantity& quantity, Unit unit) {
  if (quantity.unit == unit) return quantity;
  for (const Conversion& conversion : policy.conversions) {
    for (const auto& [from, to] :
         {std::pair(conversion.from, conversion.to), std::pair(conversion.to, conversion.from)}) {
      if (from.unit != quantity.unit || to.unit != unit || from.amount <= 0) continue;
      return Quantity{unit, (quantity.amount * to.amount + from.amount - 1) / from.amount};
    }
  }
  return std::nullopt;
}

}  // namespace shortbreaks::policy

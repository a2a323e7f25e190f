// Who decides an amount of an offer, and who confirms it.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "policy/policy.h"

namespace shortbreaks::policy {

struct Deciders {
  std::string required_decider;           // who alone decides, whatever the amount; empty: any of `within_limit`
  std::vector<std::string> within_limit;  // whose limit holds the amount, from the lowest limit up
  bool second_key_needed = false;
  std::string second_key_by;  // who confirms, where one is needed; empty: anyone else
};

// `yearly_amount` is what the grant comes to in a year. `criteria_met`: whether the offer's criteria came to met, for
// offers whose decider is required only where they did not. An amount of a kind that the policy does not convert into
// a limit's is within no limit, and needs the second key.
Deciders DecidersFor(const Policy& policy, const Offer& offer, const Quantity& yearly_amount,
                     bool criteria_met = false);

// Whether that is a meeting, by its name: no single person decides or confirms as one.
bool IsPanel(std::string_view name);

// `quantity` in `unit` by the policy's conversions, either way round, rounded up; nothing where it has none.
std::optional<Quantity> Convert(const Policy& policy, const Quantity& quantity, Unit unit);

}  // namespace shortbreaks::policy

// `cancellation:` of a policy: what is lost by cancelling so late, and for which causes nothing is.
#pragma once

#include <string>
#include <vector>

#include "policy/policy.h"
#include "policy/yaml_reader.h"

namespace shortbreaks::policy {

// The causes for which a family can cancel and lose nothing at once. What else a policy names is part of its public
// text, and an officer waives it afterwards.
const std::vector<std::string>& WaiverCauses();

// `notice_hours` and `late_forfeits_percent` are read as the two bands that they stand for.
Cancellation ParseCancellation(const YAML::Node& node, Mistakes& mistakes);

// Adds what is wrong with the bands: their order, a gap, one that loses no more than the one before.
void CheckCancellation(const Cancellation& cancellation, Mistakes& mistakes);

// `Cancelled at least 48 hours before, nothing is lost; later, 100% is.`
std::string InWords(const std::vector<CancellationBand>& bands);

}  // namespace shortbreaks::policy

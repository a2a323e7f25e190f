// Reads a policy from its file. docs/policies.md says what every word means.
#pragma once

#include <string>

#include "policy/policy.h"
#include "policy/yaml_reader.h"

namespace shortbreaks::policy {

// A policy of at most 256 KiB. What is wrong goes to `mistakes`, with its line and column; a policy with a mistake that
// is more than a warning must not be used. Includes everything that Check finds.
Policy Parse(const std::string& yaml, Mistakes& mistakes);

// One criterion of an offer. `around` is the rule that it stands in, from which one without a name takes its own.
Criterion ParseCriterion(const YAML::Node& node, const std::string& around, Mistakes& mistakes, int depth = 0);

}  // namespace shortbreaks::policy

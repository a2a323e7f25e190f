// A policy's own tests: children as its council would describe them, and what the policy should say about each. They
// are kept beside the policy, as `NAME.cases.yaml` beside `NAME.yaml`.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "policy/facts.h"
#include "policy/policy.h"
#include "policy/yaml_reader.h"

namespace shortbreaks::policy {

struct Case {
  std::string title;
  std::string offer;
  Facts facts;
  Then result = Then::kRefer;
  std::optional<Quantity> entitlement;          // where the case says one
  std::vector<std::string> not_met, not_known;  // rules that must come to this; others may too
  std::optional<Quantity> amount;               // a year, that is to be decided; else the entitlement
  std::string decided_by, confirmed_by;         // who decides and confirms it, where the case says; `nobody`
  Position position;
};

// Mistakes are told as in a policy. A case's `with:` takes the place of the same words in the file's `child:`, and
// `null` takes one away.
std::vector<Case> ParseCases(const std::string& yaml, const Policy& policy, Mistakes& mistakes);

// What the policy says otherwise than the case, in sentences; empty where they agree.
std::vector<std::string> Disagreements(const Policy& policy, const Case& one);

}  // namespace shortbreaks::policy

// A policy as sentences: its public criteria, and what differs between two of them.
#pragma once

#include <string>
#include <vector>

#include "policy/policy.h"

namespace shortbreaks::policy {

struct Statement {
  std::string heading;  // the offer's title; `When`; `For every short break`
  std::string about;    // with the heading stable, so that two policies can be compared: `age`
  std::string says;
  std::vector<std::string> parts;  // what `says` lists, each a clause of its own
};

// Everything that the policy says, in its order.
std::vector<Statement> Statements(const Policy& policy);

// The public criteria, in Markdown, ready for a local offer's page.
std::string PublicText(const Policy& policy);

// In sentences what changed from `before` to `after`; empty where nothing did.
std::vector<std::string> Differences(const Policy& before, const Policy& after);

}  // namespace shortbreaks::policy

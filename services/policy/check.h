// What makes a policy unfit although every word of it is known: bands that overlap or can never be reached, ranges that
// nobody is in, limits that contradict each other.
#pragma once

#include "policy/policy.h"
#include "policy/yaml_reader.h"

namespace shortbreaks::policy {

// Adds what is wrong. A gap between age bands is a warning, for a policy may mean it.
void Check(const Policy& policy, Mistakes& mistakes);

}  // namespace shortbreaks::policy

// A policy's parts in plain English, for its public criteria and for explanations.
#pragma once

#include <absl/time/civil_time.h>

#include <string>

#include "policy/policy.h"

namespace shortbreaks::policy {

// `40 hours`, `1 hour 30 minutes`, `17 nights`, `£20,000`, `£3.50`.
std::string InWords(const Quantity& quantity);
// `40 hours a year`, `40 hours or £800 a year`.
std::string AmountInWords(const Band& band);
// `Disability Living Allowance`.
std::string BenefitName(const std::string& name);
// `school holiday`.
std::string InWords(PeriodKind kind);
// `1 September 2024`.
std::string InWords(absl::CivilDay day);
// `1 September`, of every year.
std::string InWords(int month, int day);
// A clause that goes on from `The child`, or the policy's own words: `is at least 5 and not yet 18`.
std::string InWords(const Criterion& criterion);

}  // namespace shortbreaks::policy

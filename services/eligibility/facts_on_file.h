// What is on file about a child, as the policy asks for it.
#pragma once

#include <string_view>

#include "policy/facts.h"
#include "shortbreaks/eligibility/v1/eligibility.pb.h"

namespace shortbreaks::eligibility {

// Without the days on which anything was applied for, which are an offer's own.
policy::Facts FactsOf(const v1::DecisionBasis& basis);
// The days on which that offer was last applied for and its evidence was complete; neither where it never was.
void SetApplicationDays(const v1::DecisionBasis& basis, std::string_view offer, policy::Facts& facts);
policy::Facts FactsOf(const v1::DecisionBasis& basis, std::string_view offer);
// With the days of the application that gave the allocation, whatever was applied for since; without one, those of its
// offer.
policy::Facts FactsOf(const v1::DecisionBasis& basis, const v1::Allocation& allocation);

}  // namespace shortbreaks::eligibility

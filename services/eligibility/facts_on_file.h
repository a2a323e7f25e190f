// What is on file about a child, as the policy asks for it.
#pragma once

#include "policy/facts.h"
#include "shortbreaks/eligibility/v1/eligibility.pb.h"

namespace shortbreaks::eligibility {

policy::Facts FactsOf(const v1::DecisionBasis& basis);

}  // namespace shortbreaks::eligibility

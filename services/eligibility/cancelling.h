// What cancelling a booking would cost, as a decision carries it. Pure.
#pragma once

#include "policy/policy.h"
#include "shortbreaks/eligibility/v1/eligibility.pb.h"

namespace shortbreaks::eligibility {

// At every instant the kinder of two rules: the activity's notice, after which all is lost, and the bands of the policy
// that is live on the day of the session (`policy` may be null). Where one of them says nothing the other holds alone;
// where neither does, nothing is ever lost.
type::v1::CancellationTerms CancellationOf(const v1::SessionTerms& session, const policy::Policy* policy);

}  // namespace shortbreaks::eligibility

// Regulation 48 of the Care Planning, Placement and Case Review (England) Regulations 2010: how long a child stays in
// one setting, in one go and in any 12 months.
#pragma once

#include <absl/time/civil_time.h>

#include <optional>
#include <vector>

#include "policy/policy.h"
#include "shortbreaks/eligibility/v1/eligibility.pb.h"

namespace shortbreaks::eligibility {

// With the stay that is asked about. Stays that adjoin it (one ends on the day on which the next begins, or the day
// before) count as one stay; of the 12 months each day or night counts by itself, so that of a stay that began before
// them the rest counts. A provider is one setting. The law's figures, in days, hold where no policy is live. Nothing
// where the session is no overnight stay.
std::optional<v1::StatutoryCounter> CountStay(const v1::DecisionBasis& basis, const policy::Policy* policy);

// The nights of the stay that is asked about and of those that adjoin it; 0 where it is no overnight stay.
int64_t NightsInOneStay(const v1::DecisionBasis& basis);

// Whether the counter is past one of its limits.
bool Crosses(const v1::StatutoryCounter& counter);

// Each setting in which the child stays overnight, by the provider's name: the longest stay of those that end no
// earlier than 12 months before `today`, and the most that any 12 months hold that are not over on `today`.
std::vector<v1::StatutoryCounter> CountSettings(const std::vector<v1::Stay>& stays, const policy::Policy* policy,
                                                absl::CivilDay today);

// Whether the counter has come to so many percent of one of its limits.
bool IsNear(const v1::StatutoryCounter& counter, int percent);

}  // namespace shortbreaks::eligibility

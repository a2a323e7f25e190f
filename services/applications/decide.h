// What an officer's decision does to an application. Pure but for the clock.
#pragma once

#include <absl/status/statusor.h>

#include <optional>
#include <string>

#include "applications/store.h"
#include "policy/policy.h"
#include "rpc/call.h"

namespace shortbreaks::applications {

absl::CivilDay Today();

bool Approves(v1::ApplicationOutcome outcome);

// STATE_FORBIDS, SECOND_PERSON_NEEDED for one who had a part in the decision that is under review, ABOVE_LIMIT. At
// `panel`, where it is set, the decision has the panel's limit from the day it meets, and where it is above the
// officer's own it waits for a second key.
absl::StatusOr<Step> DecideStep(const rpc::Call& call, const policy::Policy& policy,
                                const std::optional<v1::Panel>& panel, const v1::DecideApplicationRequest& request,
                                v1::Application& application);
// Turns the second key. STATE_FORBIDS; SECOND_PERSON_NEEDED for the decider, and as above; ABOVE_LIMIT where the policy
// names who confirms, and it is somebody else.
absl::StatusOr<Step> ConfirmStep(const rpc::Call& call, const policy::Policy& policy, v1::Application& application);
// Takes back a decision that waits for its second key.
absl::StatusOr<Step> RejectStep(const std::string& reason, v1::Application& application);
// The family asks for another look: nobody who had a part in what was decided decides it.
absl::StatusOr<Step> ReviewStep(const std::string& reason, v1::Application& application);

// When an allocation of the offer that begins on `from` is looked at again: the policy's months for the offer, for
// section 17 cases at most its months for these. Nothing where the policy asks for none.
std::optional<absl::CivilDay> ReviewDay(const policy::Policy& policy, const policy::Offer& offer, absl::CivilDay from);

}  // namespace shortbreaks::applications

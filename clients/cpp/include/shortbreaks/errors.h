// What an error of the services says, for programs. The text of a status is a sentence that may be shown to a parent.
#pragma once

#include <absl/status/status.h>
#include <absl/time/time.h>

#include <string>
#include <vector>

#include "shortbreaks/type/v1/errors.pb.h"

namespace shortbreaks {

// ERROR_REASON_UNSPECIFIED where the error did not come from a service: the network, or this library.
type::v1::ErrorReason ReasonOf(const absl::Status& status);
// `SESSION_FULL` and its like; empty where there is none.
std::string ReasonName(const absl::Status& status);
// Whether the very same call may be sent again, with the same request_id.
bool MayRetry(const absl::Status& status);
// How long the service asked to wait first; zero where it did not.
absl::Duration RetryAfter(const absl::Status& status);
// A detail such as `booking` or `rules`, as documented beside each reason; empty where there is none.
std::string MetadataOf(const absl::Status& status, const std::string& key);

struct FieldViolation {
  std::string field;        // `sessions[3].start_time`
  std::string description;  // what to change
};
std::vector<FieldViolation> FieldViolationsOf(const absl::Status& status);

// The error that a service sends for `reason`, for tests.
absl::Status MakeError(type::v1::ErrorReason reason);

}  // namespace shortbreaks

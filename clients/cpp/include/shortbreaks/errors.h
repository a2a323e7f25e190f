// What an error says, for programs and for people. Decide by the reason, never by the text.
#pragma once

#include <absl/status/status.h>
#include <absl/time/time.h>

#include <string>
#include <vector>

#include "shortbreaks/type/v1/errors.pb.h"

namespace shortbreaks {

// ERROR_REASON_UNSPECIFIED where the error did not come from a service (the network, or this library), or where its
// reason is newer than this library.
type::v1::ErrorReason ReasonOf(const absl::Status& status);
// `SESSION_FULL` and its like, newer ones too; empty where the error did not come from a service.
std::string ReasonName(const absl::Status& status);
// Whether the very same call may be sent again, with the same request_id: what the service says, and for a connection
// that broke or a deadline that ran out, true.
bool MayRetry(const absl::Status& status);
// How long the service asked to wait first; zero where it did not.
absl::Duration RetryAfter(const absl::Status& status);
// A detail such as `booking` or `rules`, as documented beside each reason; empty where there is none.
std::string MetadataOf(const absl::Status& status, const std::string& key);
// The id under which the services' logs have the failed call, to quote when reporting it; empty where nothing was sent.
std::string CallIdOf(const absl::Status& status);
// What to show to a parent: the service's sentence, or one of our own where no service answered. The message of a
// status itself may name addresses and fields.
std::string SentenceOf(const absl::Status& status);

struct FieldViolation {
  std::string field;        // `sessions[3].start_time`
  std::string description;  // what to change
};
std::vector<FieldViolation> FieldViolationsOf(const absl::Status& status);

// The error that a service sends for `reason`, for tests.
absl::Status MakeError(type::v1::ErrorReason reason);

}  // namespace shortbreaks

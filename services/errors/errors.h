// The one way that this project makes errors. Each is an absl::Status whose payload is the google.rpc.Status that goes
// over the wire: ErrorInfo with the reason and may_retry, BadRequest with the wrong fields, RetryInfo on overload.
#pragma once

#include <absl/status/status.h>
#include <absl/time/time.h>

#include <map>
#include <string>
#include <string_view>

#include "shortbreaks/type/v1/errors.pb.h"

namespace shortbreaks::errors {

using type::v1::ErrorReason;

// One row of the error table: what a reason always means.
struct Row {
  ErrorReason reason;
  absl::StatusCode code;
  bool may_retry;
  // Safe to show to a parent: says what happened and what to do.
  std::string_view sentence;
};

// The row of `reason`. Every reason has one; a missing row fails the build.
const Row& RowOf(ErrorReason reason);

// An error with the row's code and sentence. `detail` replaces the sentence where it is not empty and must be as safe:
// no child's data, no SQL. `metadata` goes into ErrorInfo.
absl::Status Error(ErrorReason reason, std::string_view detail = {},
                   const std::map<std::string, std::string>& metadata = {});

// The same with a RetryInfo of at least `delay`.
absl::Status ErrorWithRetryAfter(ErrorReason reason, absl::Duration delay);

// BUSY, with a RetryInfo of anything from half of `about` to one and a half: those who are turned away together must
// not come back together.
absl::Status Busy(absl::Duration about);

// The reason of an error made here or parsed from the wire. ERROR_REASON_UNSPECIFIED for any other status.
ErrorReason ReasonOf(const absl::Status& status);

// `OK`, or the reason without its prefix: `SESSION_FULL`. As metrics and logs have it.
std::string ReasonText(const absl::Status& status);

// The value of a metadata key of ErrorInfo, or empty.
std::string MetadataOf(const absl::Status& status, std::string_view key);

// The serialized google.rpc.Status of an error, for the `grpc-status-details-bin` trailer. A status that was not made
// here comes out as INTERNAL without its text.
absl::Status Sanitised(const absl::Status& status);
std::string WireDetails(const absl::Status& status);

// The inverse of WireDetails, for a client: a status with the payload that ReasonOf reads.
absl::Status FromWire(absl::StatusCode code, std::string_view message, std::string_view wire_details);

// Collects the wrong fields of a request, so that the caller hears of all of them at once (at most 100).
class FieldErrors {
 public:
  // `field` is a path such as `sessions[3].start_time`; `description` says what to change.
  void Add(std::string field, std::string description);
  bool empty() const { return fields_.empty(); }
  size_t size() const { return fields_.size(); }
  // OK where nothing was added, else INVALID_REQUEST whose message quotes the first field.
  absl::Status ToStatus() const;

 private:
  std::vector<std::pair<std::string, std::string>> fields_;
};

}  // namespace shortbreaks::errors

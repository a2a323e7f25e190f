#include "shortbreaks/errors.h"

#include "errors/errors.h"
#include "google/rpc/error_details.pb.h"

namespace shortbreaks {
namespace {

// Calls `each` with every detail of type Detail.
template <typename Detail, typename Each>
void ForEachDetail(const absl::Status& status, Each each) {
  google::rpc::Status wire;
  if (status.ok() || !wire.ParseFromString(errors::WireDetails(status))) return;
  Detail detail;
  for (const auto& any : wire.details()) {
    if (any.Is<Detail>() && any.UnpackTo(&detail)) each(detail);
  }
}

}  // namespace

type::v1::ErrorReason ReasonOf(const absl::Status& status) { return errors::ReasonOf(status); }

std::string ReasonName(const absl::Status& status) {
  const auto reason = ReasonOf(status);
  if (reason == type::v1::ERROR_REASON_UNSPECIFIED) return {};
  return type::v1::ErrorReason_Name(reason).substr(sizeof("ERROR_REASON_") - 1);
}

bool MayRetry(const absl::Status& status) { return errors::MetadataOf(status, "may_retry") == "true"; }

absl::Duration RetryAfter(const absl::Status& status) {
  absl::Duration delay;
  ForEachDetail<google::rpc::RetryInfo>(status, [&](const google::rpc::RetryInfo& retry) {
    delay = absl::Seconds(retry.retry_delay().seconds()) + absl::Nanoseconds(retry.retry_delay().nanos());
  });
  return delay;
}

std::string MetadataOf(const absl::Status& status, const std::string& key) { return errors::MetadataOf(status, key); }

std::vector<FieldViolation> FieldViolationsOf(const absl::Status& status) {
  std::vector<FieldViolation> violations;
  ForEachDetail<google::rpc::BadRequest>(status, [&](const google::rpc::BadRequest& bad) {
    for (const auto& violation : bad.field_violations()) {
      violations.push_back({violation.field(), violation.description()});
    }
  });
  return violations;
}

absl::Status MakeError(type::v1::ErrorReason reason) { return errors::Error(reason); }

}  // namespace shortbreaks

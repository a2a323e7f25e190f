#include "shortbreaks/errors.h"

#include <absl/strings/cord.h>

#include <optional>

#include "call_id.h"
#include "errors/errors.h"
#include "google/rpc/error_details.pb.h"

namespace shortbreaks {
namespace {

constexpr char kCallId[] = "shortbreaks/call-id";

// The detail of its type that came with the error, from a service alone.
template <typename Detail>
std::optional<Detail> DetailOf(const absl::Status& status) {
  const auto payload = status.GetPayload("type.googleapis.com/google.rpc.Status");
  google::rpc::Status wire;
  if (!payload || !wire.ParseFromString(std::string(*payload))) return std::nullopt;
  Detail detail;
  for (const auto& any : wire.details()) {
    if (any.Is<Detail>() && any.UnpackTo(&detail)) return detail;
  }
  return std::nullopt;
}

}  // namespace

type::v1::ErrorReason ReasonOf(const absl::Status& status) { return errors::ReasonOf(status); }

std::string ReasonName(const absl::Status& status) {
  const auto info = DetailOf<google::rpc::ErrorInfo>(status);
  return info && info->domain() == "shortbreaks" ? info->reason() : std::string();
}

bool MayRetry(const absl::Status& status) {
  if (ReasonName(status).empty()) return absl::IsUnavailable(status) || absl::IsDeadlineExceeded(status);
  return MetadataOf(status, "may_retry") == "true";
}

absl::Duration RetryAfter(const absl::Status& status) {
  const auto retry = DetailOf<google::rpc::RetryInfo>(status);
  if (!retry) return absl::ZeroDuration();
  return absl::Seconds(retry->retry_delay().seconds()) + absl::Nanoseconds(retry->retry_delay().nanos());
}

std::string MetadataOf(const absl::Status& status, const std::string& key) { return errors::MetadataOf(status, key); }

std::string CallIdOf(const absl::Status& status) {
  const auto call_id = status.GetPayload(kCallId);
  return call_id ? std::string(*call_id) : std::string();
}

absl::Status WithCallId(absl::Status status, const std::string& call_id) {
  status.SetPayload(kCallId, absl::Cord(call_id));
  return status;
}

std::string SentenceOf(const absl::Status& status) {
  const auto row_sentence = [](type::v1::ErrorReason reason) { return std::string(errors::RowOf(reason).sentence); };
  if (status.ok()) return {};
  // Its message names fields, for the program's makers.
  if (ReasonOf(status) == type::v1::ERROR_REASON_INVALID_REQUEST) return row_sentence(ReasonOf(status));
  if (!ReasonName(status).empty()) return std::string(status.message());
  if (absl::IsDeadlineExceeded(status)) return row_sentence(type::v1::ERROR_REASON_DEADLINE_EXCEEDED);
  if (absl::IsUnavailable(status)) return "We cannot reach the service just now. Please try again in a moment.";
  if (absl::IsUnauthenticated(status)) return row_sentence(type::v1::ERROR_REASON_TOKEN_INVALID);
  return "Something went wrong in this app. Please tell its makers.";
}

std::vector<FieldViolation> FieldViolationsOf(const absl::Status& status) {
  std::vector<FieldViolation> violations;
  if (const auto bad = DetailOf<google::rpc::BadRequest>(status)) {
    for (const auto& violation : bad->field_violations()) {
      violations.push_back({violation.field(), violation.description()});
    }
  }
  return violations;
}

absl::Status MakeError(type::v1::ErrorReason reason) { return errors::Error(reason); }

}  // namespace shortbreaks

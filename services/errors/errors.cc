#include "errors/errors.h"

#include <absl/random/random.h>
#include <absl/strings/cord.h>
#include <absl/strings/str_cat.h>
#include <absl/strings/strip.h>

#include <algorithm>
#include <iterator>
#include <optional>
#include <utility>

#include "errors/table.h"
#include "google/rpc/error_details.pb.h"

namespace shortbreaks::errors {
namespace {

constexpr char kPayload[] = "type.googleapis.com/google.rpc.Status";
constexpr char kPrefix[] = "ERROR_REASON_";
constexpr size_t kFieldsMax = 100;
constexpr size_t kFieldNameMax = 200;

constexpr bool TableHas(int number) {
  return std::any_of(std::begin(kTable), std::end(kTable), [number](const Row& row) { return row.reason == number; });
}

// Whether the proto has a reason of this number: the compiler spells an enumerator by its name, any other number as a
// cast.
template <ErrorReason number>
constexpr bool IsInProto() {
  return std::string_view(__PRETTY_FUNCTION__).find("= (") == std::string_view::npos;
}
static_assert(IsInProto<type::v1::ERROR_REASON_INTERNAL>() && !IsInProto<static_cast<ErrorReason>(9)>());

template <int... numbers>
constexpr bool TableMatchesProto(std::integer_sequence<int, numbers...>) {
  return ((TableHas(numbers) == IsInProto<static_cast<ErrorReason>(numbers)>()) && ...);
}
static_assert(TableMatchesProto(std::make_integer_sequence<int, type::v1::ErrorReason_MAX + 1>()),
              "Every reason of errors.proto needs its row in table.h.");

std::optional<google::rpc::Status> WireOf(const absl::Status& status) {
  const auto payload = status.GetPayload(kPayload);
  google::rpc::Status wire;
  if (!payload || !wire.ParseFromString(std::string(*payload))) return std::nullopt;
  return wire;
}

std::optional<google::rpc::ErrorInfo> InfoOf(const absl::Status& status) {
  const auto wire = WireOf(status);
  if (!wire) return std::nullopt;
  google::rpc::ErrorInfo info;
  for (const auto& detail : wire->details()) {
    if (detail.Is<google::rpc::ErrorInfo>() && detail.UnpackTo(&info)) return info;
  }
  return std::nullopt;
}

absl::Status Build(const Row& row, std::string_view detail, const std::map<std::string, std::string>& metadata,
                   const google::protobuf::Message* extra = nullptr) {
  const std::string sentence(detail.empty() ? row.sentence : detail);
  google::rpc::ErrorInfo info;
  info.set_reason(type::v1::ErrorReason_Name(row.reason).substr(sizeof(kPrefix) - 1));
  info.set_domain("shortbreaks");
  for (const auto& [key, value] : metadata) (*info.mutable_metadata())[key] = value;
  (*info.mutable_metadata())["may_retry"] = row.may_retry ? "true" : "false";

  google::rpc::Status wire;
  wire.set_code(static_cast<int>(row.code));
  wire.set_message(sentence);
  wire.add_details()->PackFrom(info);
  if (extra != nullptr) wire.add_details()->PackFrom(*extra);
  absl::Status status(row.code, sentence);
  status.SetPayload(kPayload, absl::Cord(wire.SerializeAsString()));
  return status;
}

}  // namespace

const Row& RowOf(ErrorReason reason) {
  const auto* row =
      std::find_if(std::begin(kTable), std::end(kTable), [reason](const Row& each) { return each.reason == reason; });
  return row == std::end(kTable) ? kTable[0] : *row;
}

absl::Status Error(ErrorReason reason, std::string_view detail, const std::map<std::string, std::string>& metadata) {
  return Build(RowOf(reason), detail, metadata);
}

absl::Status ErrorWithRetryAfter(ErrorReason reason, absl::Duration delay) {
  google::rpc::RetryInfo retry;
  const int64_t nanos = absl::ToInt64Nanoseconds(std::max(delay, absl::ZeroDuration()));
  retry.mutable_retry_delay()->set_seconds(nanos / 1'000'000'000);
  retry.mutable_retry_delay()->set_nanos(static_cast<int32_t>(nanos % 1'000'000'000));
  return Build(RowOf(reason), {}, {}, &retry);
}

absl::Status Busy(absl::Duration about) {
  thread_local absl::InsecureBitGen generator;
  return ErrorWithRetryAfter(ErrorReason::ERROR_REASON_BUSY, about * absl::Uniform(generator, 0.5, 1.5));
}

std::string ReasonText(const absl::Status& status) {
  if (status.ok()) return "OK";
  constexpr size_t kPrefix = sizeof("ERROR_REASON_") - 1;
  return type::v1::ErrorReason_Name(ReasonOf(Sanitised(status))).substr(kPrefix);
}

ErrorReason ReasonOf(const absl::Status& status) {
  const auto info = InfoOf(status);
  ErrorReason reason = type::v1::ERROR_REASON_UNSPECIFIED;
  if (info && info->domain() == "shortbreaks") type::v1::ErrorReason_Parse(kPrefix + info->reason(), &reason);
  return reason;
}

std::string MetadataOf(const absl::Status& status, std::string_view key) {
  const auto info = InfoOf(status);
  if (!info) return {};
  const auto found = info->metadata().find(std::string(key));
  return found == info->metadata().end() ? std::string() : found->second;
}

absl::Status Sanitised(const absl::Status& status) {
  if (status.ok() || WireOf(status)) return status;
  return Error(type::v1::ERROR_REASON_INTERNAL);
}

std::string WireDetails(const absl::Status& status) {
  if (status.ok()) return {};
  return WireOf(Sanitised(status))->SerializeAsString();
}

absl::Status FromWire(absl::StatusCode code, std::string_view message, std::string_view wire_details) {
  absl::Status status(code, absl::string_view(message.data(), message.size()));
  google::rpc::Status wire;
  if (!status.ok() && !wire_details.empty() && wire.ParseFromString(std::string(wire_details))) {
    status.SetPayload(kPayload, absl::Cord(std::string(wire_details)));
  }
  return status;
}

void FieldErrors::Add(std::string field, std::string description) {
  if (fields_.size() >= kFieldsMax) return;
  if (field.size() > kFieldNameMax) field.resize(kFieldNameMax);
  fields_.emplace_back(std::move(field), std::move(description));
}

absl::Status FieldErrors::ToStatus() const {
  if (fields_.empty()) return absl::OkStatus();
  google::rpc::BadRequest bad;
  for (const auto& [field, description] : fields_) {
    auto* violation = bad.add_field_violations();
    violation->set_field(field);
    violation->set_description(description);
  }
  const std::string more = fields_.size() == 1 ? std::string() : absl::StrCat(" (and ", fields_.size() - 1, " more)");
  const std::string first = absl::StrCat(fields_[0].first, ": ", fields_[0].second, more);
  return Build(RowOf(type::v1::ERROR_REASON_INVALID_REQUEST), first, {}, &bad);
}

}  // namespace shortbreaks::errors

#include "errors/diagnosis.h"

#include <absl/strings/cord.h>

namespace shortbreaks::errors {
namespace {

constexpr char kPayload[] = "shortbreaks/diagnosis";

}  // namespace

absl::Status WithDiagnosis(absl::Status status, std::string_view diagnosis) {
  if (!diagnosis.empty()) {
    status.SetPayload(kPayload, absl::Cord(absl::string_view(diagnosis.data(), diagnosis.size())));
  }
  return status;
}

std::string DiagnosisOf(const absl::Status& status) {
  const auto payload = status.GetPayload(kPayload);
  return payload.has_value() ? std::string(*payload) : std::string();
}

}  // namespace shortbreaks::errors

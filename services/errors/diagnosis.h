// What an operator needs to know of an error's cause, for the log alone.
#pragma once

#include <absl/status/status.h>

#include <string>
#include <string_view>

namespace shortbreaks::errors {

// Adds the cause to an error. It never goes over the wire. Numbers and names of our own, never a value.
absl::Status WithDiagnosis(absl::Status status, std::string_view diagnosis);
// Empty where none was given.
std::string DiagnosisOf(const absl::Status& status);

}  // namespace shortbreaks::errors

// What CallIdOf reads.
#pragma once

#include <absl/status/status.h>

#include <string>

namespace shortbreaks {

// `status`, which is an error, with the id of the call that failed.
absl::Status WithCallId(absl::Status status, const std::string& call_id);

}  // namespace shortbreaks

// JSON from strangers.
#pragma once

#include <absl/status/statusor.h>

#include <nlohmann/json.hpp>
#include <string_view>

namespace shortbreaks::identity {

// The object that `text` is. INVALID_ARGUMENT, in words without its content, where it is none, is nested deeper than 8,
// or names a member twice anywhere: of such an object every reader keeps another half.
absl::StatusOr<nlohmann::json> StrictObject(std::string_view text);

// The bytes of base64url without padding, and of no other spelling of it. INVALID_ARGUMENT otherwise.
absl::StatusOr<std::string> StrictBase64Url(std::string_view text);

}  // namespace shortbreaks::identity

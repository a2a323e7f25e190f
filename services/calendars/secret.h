// The secret in a feed's address.
#pragma once

#include <string>
#include <string_view>

namespace shortbreaks::calendars {

// 256 random bits as 43 characters of base64url.
std::string NewSecret();

// Whether `text` could be one.
bool LooksLikeSecret(std::string_view text);

// Its SHA-256, 32 bytes: what the store keeps.
std::string HashOfSecret(std::string_view secret);

}  // namespace shortbreaks::calendars

#include "calendars/secret.h"

#include <absl/strings/ascii.h>
#include <absl/strings/escaping.h>
#include <openssl/rand.h>
#include <openssl/sha.h>

#include <algorithm>
#include <array>
#include <cstdlib>

namespace shortbreaks::calendars {
namespace {

constexpr size_t kRandomBytes = 32, kCharacters = 43;

}  // namespace

std::string NewSecret() {
  std::array<unsigned char, kRandomBytes> random{};
  // A secret that can be guessed is worse than no service.
  if (RAND_bytes(random.data(), static_cast<int>(random.size())) != 1) std::abort();
  return absl::WebSafeBase64Escape({reinterpret_cast<const char*>(random.data()), random.size()});
}

bool LooksLikeSecret(std::string_view text) {
  return text.size() == kCharacters && std::all_of(text.begin(), text.end(), [](char c) {
           return absl::ascii_isalnum(static_cast<unsigned char>(c)) || c == '-' || c == '_';
         });
}

std::string HashOfSecret(std::string_view secret) {
  std::string digest(SHA256_DIGEST_LENGTH, '\0');
  SHA256(reinterpret_cast<const unsigned char*>(secret.data()), secret.size(),
         reinterpret_cast<unsigned char*>(digest.data()));
  return digest;
}

}  // namespace shortbreaks::calendars

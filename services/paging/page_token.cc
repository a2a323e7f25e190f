#include "paging/page_token.h"

#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>

#include <array>
#include <cstdint>
#include <cstdlib>

#include "absl/strings/escaping.h"
#include "absl/strings/string_view.h"
#include "errors/errors.h"

namespace shortbreaks::paging {
namespace {

// A token is base64url of: 8 bytes of Unix seconds, big-endian; the position; the seal over both and the scope.
constexpr size_t kTimeBytes = 8;
constexpr size_t kSealBytes = 32;
constexpr size_t kTokenCharactersMax = 8192;

std::string BigEndian(uint64_t value) {
  std::string bytes(kTimeBytes, '\0');
  for (size_t i = 0; i < kTimeBytes; ++i) bytes[i] = static_cast<char>(value >> (56 - 8 * i));
  return bytes;
}

uint64_t FromBigEndian(std::string_view bytes) {
  uint64_t value = 0;
  for (char byte : bytes) value = value << 8 | static_cast<unsigned char>(byte);
  return value;
}

// HMAC-SHA256. The body's length goes in, so that no byte can move between body and scope.
std::string SealOf(std::string_view key, std::string_view body, std::string_view scope) {
  const std::string text = "shortbreaks page token 1" + BigEndian(body.size()).append(body).append(scope);
  std::array<unsigned char, EVP_MAX_MD_SIZE> seal{};
  unsigned int length = 0;
  if (HMAC(EVP_sha256(), key.data(), static_cast<int>(key.size()), reinterpret_cast<const unsigned char*>(text.data()),
           text.size(), seal.data(), &length) == nullptr ||
      length != kSealBytes) {
    std::abort();  // OpenSSL without SHA-256: no token could be trusted
  }
  return std::string(reinterpret_cast<const char*>(seal.data()), length);
}

}  // namespace

absl::StatusOr<int> PageSize(int asked, PageLimits limits) {
  if (asked == 0) return limits.usual;
  if (asked >= 1 && asked <= limits.most) return asked;
  errors::FieldErrors fields;
  fields.Add("page_size", absl::StrCat("must be 1 to ", limits.most, ", or left out for ", limits.usual));
  return fields.ToStatus();
}

std::string PageTokens::Seal(std::string_view position, std::string_view scope, absl::Time now) const {
  const std::string body = BigEndian(static_cast<uint64_t>(absl::ToUnixSeconds(now))).append(position);
  return absl::WebSafeBase64Escape(body + SealOf(key_, body, scope));
}

absl::StatusOr<std::string> PageTokens::Open(std::string_view token, std::string_view scope, absl::Time now) const {
  const absl::Status invalid = errors::Error(errors::ErrorReason::ERROR_REASON_PAGE_TOKEN_INVALID);
  std::string bytes;
  if (token.size() > kTokenCharactersMax ||
      !absl::WebSafeBase64Unescape(absl::string_view(token.data(), token.size()), &bytes))
    return invalid;
  // The decoder lets spaces and padding pass; there is one spelling of a token.
  if (bytes.size() < kTimeBytes + kSealBytes || absl::WebSafeBase64Escape(bytes) != token) return invalid;
  const std::string_view body = std::string_view(bytes).substr(0, bytes.size() - kSealBytes);
  const std::string_view seal = std::string_view(bytes).substr(bytes.size() - kSealBytes);
  if (CRYPTO_memcmp(seal.data(), SealOf(key_, body, scope).data(), kSealBytes) != 0) return invalid;
  const absl::Time made = absl::FromUnixSeconds(static_cast<int64_t>(FromBigEndian(body.substr(0, kTimeBytes))));
  if (now - made > lifetime_) return errors::Error(errors::ErrorReason::ERROR_REASON_PAGE_TOKEN_EXPIRED);
  return std::string(body.substr(kTimeBytes));
}

}  // namespace shortbreaks::paging

// AES-256-GCM and HMAC-SHA-256 of OpenSSL, on strings. Thread-safe.
#pragma once

#include <openssl/crypto.h>

#include <array>
#include <optional>
#include <string>
#include <string_view>

namespace shortbreaks::sealing {

// 256 secret bits, wiped when they are no longer needed.
class Secret {
 public:
  static constexpr size_t kBytes = 32;

  static Secret Random();
  // `bytes`: kBytes of them.
  explicit Secret(std::string_view bytes);
  Secret(const Secret&) = default;
  Secret& operator=(const Secret&) = default;
  ~Secret() { OPENSSL_cleanse(bytes_.data(), bytes_.size()); }

  std::string_view bytes() const { return {reinterpret_cast<const char*>(bytes_.data()), bytes_.size()}; }

 private:
  Secret() = default;
  std::array<unsigned char, kBytes> bytes_{};
};

// What Encrypt adds to a text: a nonce of 96 random bits before it, a tag of 128 bits after it.
inline constexpr size_t kNonceBytes = 12, kTagBytes = 16;

// Nonce, ciphertext, tag. `bound` is not kept, but Decrypt needs the same. Ends the program where the system has no
// randomness: nothing may be sealed then.
std::string Encrypt(const Secret& key, std::string_view bound, std::string_view text);
// Nothing where the key, `bound` or one bit of `sealed` is another.
std::optional<std::string> Decrypt(const Secret& key, std::string_view bound, std::string_view sealed);

// HMAC-SHA-256, 32 bytes.
std::string Mac(const Secret& key, std::string_view text);

}  // namespace shortbreaks::sealing

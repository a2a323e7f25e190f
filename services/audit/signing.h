// Ed25519 (RFC 8032) by OpenSSL, with keys as PEM files: `openssl genpkey -algorithm ed25519`.
#pragma once

#include <absl/status/statusor.h>

#include <map>
#include <memory>
#include <string>
#include <string_view>

namespace shortbreaks::audit {

// The first 16 hexadecimal digits of SHA-256 over the public key's 32 bytes: which key signed.
using KeyId = std::string;

class Signer {
 public:
  // FAILED_PRECONDITION, one line, where the file cannot be read or holds no private Ed25519 key.
  static absl::StatusOr<Signer> FromFile(const std::string& path);
  const KeyId& key_id() const { return key_id_; }
  // 64 bytes.
  std::string Sign(std::string_view message) const;

 private:
  Signer(std::shared_ptr<void> key, KeyId key_id) : key_(std::move(key)), key_id_(std::move(key_id)) {}
  std::shared_ptr<void> key_;
  KeyId key_id_;
};

// Public keys, of which any may have signed.
class PublicKeys {
 public:
  // FAILED_PRECONDITION, one line, where the file cannot be read or holds no public Ed25519 key.
  absl::Status AddFile(const std::string& path);
  bool empty() const { return keys_.empty(); }
  bool Has(const KeyId& key_id) const { return keys_.contains(key_id); }
  // False where there is no such key.
  bool Verify(const KeyId& key_id, std::string_view message, std::string_view signature) const;

 private:
  std::map<KeyId, std::shared_ptr<void>> keys_;
};

}  // namespace shortbreaks::audit

#include "audit/signing.h"

#include <absl/strings/escaping.h>
#include <absl/strings/str_cat.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/sha.h>

#include <cstdio>
#include <cstdlib>

namespace shortbreaks::audit {
namespace {

constexpr size_t kSignatureBytes = 64;

const unsigned char* BytesOf(std::string_view text) { return reinterpret_cast<const unsigned char*>(text.data()); }

EVP_PKEY* KeyIn(const std::shared_ptr<void>& key) { return static_cast<EVP_PKEY*>(key.get()); }

struct Context {
  EVP_MD_CTX* context = EVP_MD_CTX_new();
  ~Context() { EVP_MD_CTX_free(context); }
};

// Reads a key with `read` of OpenSSL's; `what` says which kind.
absl::StatusOr<std::shared_ptr<void>> ReadKey(const std::string& path,
                                              EVP_PKEY* (*read)(FILE*, EVP_PKEY**, pem_password_cb*, void*),
                                              std::string_view what) {
  const std::unique_ptr<FILE, int (*)(FILE*)> file(std::fopen(path.c_str(), "re"), &std::fclose);
  if (file == nullptr) return absl::FailedPreconditionError(absl::StrCat("cannot read ", path));
  // A key under a password is none that a service could use: it is not asked for at a terminal.
  const auto no_password = [](char*, int, int, void*) { return 0; };
  std::shared_ptr<void> key(read(file.get(), nullptr, no_password, nullptr),
                            [](void* each) { EVP_PKEY_free(static_cast<EVP_PKEY*>(each)); });
  if (key == nullptr || EVP_PKEY_base_id(KeyIn(key)) != EVP_PKEY_ED25519) {
    return absl::FailedPreconditionError(
        absl::StrCat(path, " holds no ", std::string(what), " Ed25519 key in PEM form"));
  }
  return key;
}

KeyId IdOf(const std::shared_ptr<void>& key) {
  std::string open(32, '\0'), hash(SHA256_DIGEST_LENGTH, '\0');
  size_t size = open.size();
  EVP_PKEY_get_raw_public_key(KeyIn(key), reinterpret_cast<unsigned char*>(open.data()), &size);
  SHA256(BytesOf(open), size, reinterpret_cast<unsigned char*>(hash.data()));
  return absl::BytesToHexString(hash.substr(0, 8));
}

}  // namespace

absl::StatusOr<Signer> Signer::FromFile(const std::string& path) {
  auto key = ReadKey(path, &PEM_read_PrivateKey, "private");
  if (!key.ok()) return key.status();
  KeyId id = IdOf(*key);
  return Signer(*std::move(key), std::move(id));
}

std::string Signer::Sign(std::string_view message) const {
  const Context signing;
  std::string signature(kSignatureBytes, '\0');
  size_t size = signature.size();
  // With a key that is one, and memory for 64 bytes, it cannot fail.
  if (EVP_DigestSignInit(signing.context, nullptr, nullptr, nullptr, KeyIn(key_)) != 1 ||
      EVP_DigestSign(signing.context, reinterpret_cast<unsigned char*>(signature.data()), &size, BytesOf(message),
                     message.size()) != 1) {
    std::abort();
  }
  return signature;
}

absl::Status PublicKeys::AddFile(const std::string& path) {
  auto key = ReadKey(path, &PEM_read_PUBKEY, "public");
  if (!key.ok()) return key.status();
  KeyId id = IdOf(*key);
  keys_[std::move(id)] = *std::move(key);
  return absl::OkStatus();
}

bool PublicKeys::Verify(const KeyId& key_id, std::string_view message, std::string_view signature) const {
  const auto key = keys_.find(key_id);
  if (key == keys_.end() || signature.size() != kSignatureBytes) return false;
  const Context verifying;
  return EVP_DigestVerifyInit(verifying.context, nullptr, nullptr, nullptr, KeyIn(key->second)) == 1 &&
         EVP_DigestVerify(verifying.context, BytesOf(signature), signature.size(), BytesOf(message), message.size()) ==
             1;
}

}  // namespace shortbreaks::audit

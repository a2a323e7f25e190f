#include "sealing/aead.h"

#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <openssl/rand.h>

#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <memory>

namespace shortbreaks::sealing {
namespace {

[[noreturn]] void Broken(const char* what) {
  std::fprintf(stderr, "sealing: OpenSSL cannot %s\n", what);
  std::abort();
}

unsigned char* Bytes(std::string& text, size_t at = 0) { return reinterpret_cast<unsigned char*>(text.data() + at); }
const unsigned char* Bytes(std::string_view text) { return reinterpret_cast<const unsigned char*>(text.data()); }

void Randomise(unsigned char* bytes, size_t count) {
  if (RAND_bytes(bytes, static_cast<int>(count)) != 1) Broken("give random bytes");
}

// Looked up once: a look-up costs more than sealing a name.
const EVP_CIPHER* Cipher() {
  static const EVP_CIPHER* const cipher = EVP_CIPHER_fetch(nullptr, "AES-256-GCM", nullptr);
  if (cipher == nullptr) Broken("do AES-256-GCM");
  return cipher;
}

// One a thread, used again and again.
EVP_CIPHER_CTX* Context() {
  struct Free {
    void operator()(EVP_CIPHER_CTX* context) const { EVP_CIPHER_CTX_free(context); }
  };
  thread_local const std::unique_ptr<EVP_CIPHER_CTX, Free> context(EVP_CIPHER_CTX_new());
  return context.get();
}

// The context keeps no key when a call is over.
struct Reset {
  ~Reset() { EVP_CIPHER_CTX_reset(Context()); }
};

}  // namespace

Secret Secret::Random() {
  Secret secret;
  Randomise(secret.bytes_.data(), kBytes);
  return secret;
}

Secret::Secret(std::string_view bytes) {
  if (bytes.size() != kBytes) Broken("use a key of another length");
  std::memcpy(bytes_.data(), bytes.data(), kBytes);
}

std::string Encrypt(const Secret& key, std::string_view bound, std::string_view text) {
  std::string sealed(kNonceBytes + text.size() + kTagBytes, '\0');
  Randomise(Bytes(sealed), kNonceBytes);
  const Reset reset;
  EVP_CIPHER_CTX* const context = Context();
  int length = 0, rest = 0;
  const bool done = EVP_EncryptInit_ex2(context, Cipher(), Bytes(key.bytes()), Bytes(sealed), nullptr) == 1 &&
                    EVP_EncryptUpdate(context, nullptr, &length, Bytes(bound), static_cast<int>(bound.size())) == 1 &&
                    EVP_EncryptUpdate(context, Bytes(sealed, kNonceBytes), &length, Bytes(text),
                                      static_cast<int>(text.size())) == 1 &&
                    EVP_EncryptFinal_ex(context, Bytes(sealed, kNonceBytes + text.size()), &rest) == 1 &&
                    EVP_CIPHER_CTX_ctrl(context, EVP_CTRL_AEAD_GET_TAG, static_cast<int>(kTagBytes),
                                        Bytes(sealed, kNonceBytes + text.size())) == 1;
  if (!done) Broken("seal");
  return sealed;
}

std::optional<std::string> Decrypt(const Secret& key, std::string_view bound, std::string_view sealed) {
  if (sealed.size() < kNonceBytes + kTagBytes) return std::nullopt;
  const std::string_view body = sealed.substr(kNonceBytes, sealed.size() - kNonceBytes - kTagBytes);
  std::string tag(sealed.substr(sealed.size() - kTagBytes));
  std::string text(body.size(), '\0');
  const Reset reset;
  EVP_CIPHER_CTX* const context = Context();
  int length = 0, rest = 0;
  const bool opened =
      EVP_DecryptInit_ex2(context, Cipher(), Bytes(key.bytes()), Bytes(sealed), nullptr) == 1 &&
      EVP_DecryptUpdate(context, nullptr, &length, Bytes(bound), static_cast<int>(bound.size())) == 1 &&
      EVP_DecryptUpdate(context, Bytes(text), &length, Bytes(body), static_cast<int>(body.size())) == 1 &&
      EVP_CIPHER_CTX_ctrl(context, EVP_CTRL_AEAD_SET_TAG, static_cast<int>(kTagBytes), Bytes(tag)) == 1 &&
      EVP_DecryptFinal_ex(context, Bytes(tag), &rest) == 1;
  if (!opened) return std::nullopt;
  return text;
}

std::string Mac(const Secret& key, std::string_view text) {
  std::string mac(32, '\0');
  unsigned length = 0;
  if (HMAC(EVP_sha256(), key.bytes().data(), static_cast<int>(Secret::kBytes), Bytes(text), text.size(), Bytes(mac),
           &length) == nullptr) {
    Broken("do HMAC-SHA-256");
  }
  return mac;
}

}  // namespace shortbreaks::sealing

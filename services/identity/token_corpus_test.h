// Tokens as forgers and broken issuers make them: how they are made, and how each is looked at.
#pragma once

#include <absl/strings/escaping.h>
#include <absl/strings/str_cat.h>
#include <absl/time/clock.h>
#include <gtest/gtest.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <openssl/pem.h>
#include <openssl/rsa.h>

#include <functional>
#include <memory>
#include <nlohmann/json.hpp>
#include <span>
#include <string>

#include "errors/diagnosis.h"
#include "errors/errors.h"
#include "identity/signing.h"
#include "identity/token_verifier.h"

namespace shortbreaks::identity {

using nlohmann::json;

inline std::string NewRsaKey() {
  EVP_PKEY* key = EVP_RSA_gen(2048);
  BIO* memory = BIO_new(BIO_s_mem());
  PEM_write_bio_PrivateKey(memory, key, nullptr, nullptr, 0, nullptr, nullptr);
  char* data = nullptr;
  const long size = BIO_get_mem_data(memory, &data);
  std::string pem(data, static_cast<size_t>(size));
  BIO_free(memory);
  EVP_PKEY_free(key);
  return pem;
}

inline std::string PublicPem(const std::string& private_key_pem) {
  BIO* in = BIO_new_mem_buf(private_key_pem.data(), static_cast<int>(private_key_pem.size()));
  EVP_PKEY* key = PEM_read_bio_PrivateKey(in, nullptr, nullptr, nullptr);
  BIO* out = BIO_new(BIO_s_mem());
  PEM_write_bio_PUBKEY(out, key);
  char* data = nullptr;
  const long size = BIO_get_mem_data(out, &data);
  std::string pem(data, static_cast<size_t>(size));
  EVP_PKEY_free(key);
  BIO_free(in);
  BIO_free(out);
  return pem;
}

inline const std::string& EcKey() {
  static const std::string key = NewSigningKey();
  return key;
}
inline const std::string& RsaKey() {
  static const std::string key = NewRsaKey();
  return key;
}
inline const std::string& StrangersKey() {
  static const std::string key = NewSigningKey();
  return key;
}
inline absl::Time Now() {
  static const absl::Time now = absl::FromUnixSeconds(absl::ToUnixSeconds(absl::Now()));
  return now;
}
inline int64_t In(int64_t seconds) { return absl::ToUnixSeconds(Now()) + seconds; }

inline json GoodHeader() { return {{"alg", "ES256"}, {"kid", "ec"}, {"typ", "at+jwt"}}; }
inline json GoodClaims() {
  return {{"iss", "https://id.example"}, {"aud", "shortbreaks"}, {"iat", In(0)},   {"exp", In(300)},
          {"sub", "officer-1"},          {"role", "officer"},    {"azp", "admin"}, {"council", "E08000031"}};
}
inline std::string Signed(const json& header, const json& claims, const std::string& key = EcKey()) {
  return SignParts(header.dump(), claims.dump(), key).value();
}
// The good token with some members of its header or claims set otherwise; null takes one away.
inline json With(json object, const json& otherwise) {
  for (const auto& [name, value] : otherwise.items()) {
    if (value.is_null()) {
      object.erase(name);
    } else {
      object[name] = value;
    }
  }
  return object;
}
inline std::string Header(const json& otherwise) { return Signed(With(GoodHeader(), otherwise), GoodClaims()); }
inline std::string Claims(const json& otherwise) { return Signed(GoodHeader(), With(GoodClaims(), otherwise)); }
// With a text put in place of another in the JSON itself, for what no JSON library would write.
inline std::string ClaimsText(const std::string& from, const std::string& to) {
  std::string text = GoodClaims().dump();
  text.replace(text.find(from), from.size(), to);
  return SignParts(GoodHeader().dump(), text, EcKey()).value();
}
inline std::string HeaderText(const std::string& from, const std::string& to) {
  std::string text = GoodHeader().dump();
  text.replace(text.find(from), from.size(), to);
  return SignParts(text, GoodClaims().dump(), EcKey()).value();
}
inline std::string Content(const json& header) {
  return absl::StrCat(absl::WebSafeBase64Escape(header.dump()), ".", absl::WebSafeBase64Escape(GoodClaims().dump()));
}
// Signed with HMAC-SHA256 under something that everybody knows.
inline std::string Hmac(const json& header, const std::string& secret) {
  const std::string content = Content(header);
  unsigned char mac[EVP_MAX_MD_SIZE];
  unsigned size = 0;
  HMAC(EVP_sha256(), secret.data(), static_cast<int>(secret.size()),
       reinterpret_cast<const unsigned char*>(content.data()), content.size(), mac, &size);
  return absl::StrCat(content, ".", absl::WebSafeBase64Escape(absl::string_view(reinterpret_cast<char*>(mac), size)));
}
inline std::string Unsigned(const json& header, const std::string& signature = "") {
  return absl::StrCat(Content(header), ".", signature);
}
inline std::string Replaced(std::string text, const std::string& from, const std::string& to) {
  return text.replace(text.find(from), from.size(), to);
}

struct Forgery {
  const char* name;
  std::function<std::string()> token;
  const char* diagnosis;  // empty: the token has run out
};

class TokenCorpus : public testing::Test {
 protected:
  TokenCorpus() {
    const std::string set = PublicJwks({{"ec", EcKey()}, {"rsa", RsaKey()}}).value();
    verifier_ = MakeTokenVerifier({"https://id.example", "shortbreaks"},
                                  std::make_shared<FixedTokenKeys>(ParseJwks(set, /*development=*/false).value()))
                    .value();
  }
  absl::Status Outcome(const std::string& token) { return verifier_->Verify(token, Now()).status(); }

  // Each is refused, and for its reason.
  void AreRefused(std::span<const Forgery> forgeries) {
    for (const Forgery& forgery : forgeries) {
      const absl::Status refused = Outcome(forgery.token());
      const bool run_out = *forgery.diagnosis == '\0';
      EXPECT_EQ(errors::ReasonOf(refused),
                run_out ? type::v1::ERROR_REASON_TOKEN_EXPIRED : type::v1::ERROR_REASON_TOKEN_INVALID)
          << forgery.name;
      EXPECT_EQ(errors::DiagnosisOf(refused), forgery.diagnosis) << forgery.name;
    }
  }

  std::unique_ptr<TokenVerifier> verifier_;
};

}  // namespace shortbreaks::identity

#include "identity/signing.h"

#include <absl/strings/escaping.h>
#include <absl/strings/str_cat.h>
#include <absl/strings/str_split.h>
#include <absl/time/clock.h>
#include <openssl/bn.h>
#include <openssl/core_names.h>
#include <openssl/ec.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/sha.h>

#include <algorithm>
#include <nlohmann/json.hpp>

#include "identity/freeing.h"
#include "identity/jwks.h"

namespace shortbreaks::identity {
namespace {

using nlohmann::json;

constexpr int kHalfBytes = 32;  // of a signature of ES256, and of a point

using Key = Freed<EVP_PKEY, EVP_PKEY_free>;
using Number = Freed<BIGNUM, BN_free>;
using Memory = Freed<BIO, BIO_free>;

Key ReadPrivateKey(const std::string& pem) {
  const Memory memory(BIO_new_mem_buf(pem.data(), static_cast<int>(pem.size())));
  return Key(PEM_read_bio_PrivateKey(memory.get(), nullptr, nullptr, nullptr));
}

// A number of the key, in base64url; in `bytes` bytes, or in as many as it needs where 0.
std::string NumberOf(const EVP_PKEY* key, const char* name, int bytes) {
  BIGNUM* found = nullptr;
  if (EVP_PKEY_get_bn_param(key, name, &found) != 1) return {};
  const Number number(found);
  std::string text(static_cast<size_t>(bytes == 0 ? BN_num_bytes(found) : bytes), '\0');
  BN_bn2binpad(found, reinterpret_cast<unsigned char*>(text.data()), static_cast<int>(text.size()));
  return absl::WebSafeBase64Escape(text);
}

// The members that make the key (RFC 7638 has them in this order).
absl::StatusOr<json> KeyMembers(const EVP_PKEY* key) {
  if (EVP_PKEY_is_a(key, "RSA") == 1) {
    return json{
        {"kty", "RSA"}, {"e", NumberOf(key, OSSL_PKEY_PARAM_RSA_E, 0)}, {"n", NumberOf(key, OSSL_PKEY_PARAM_RSA_N, 0)}};
  }
  if (EVP_PKEY_is_a(key, "EC") == 1 && EVP_PKEY_get_bits(key) == 256) {
    return json{{"kty", "EC"},
                {"crv", "P-256"},
                {"x", NumberOf(key, OSSL_PKEY_PARAM_EC_PUB_X, kHalfBytes)},
                {"y", NumberOf(key, OSSL_PKEY_PARAM_EC_PUB_Y, kHalfBytes)}};
  }
  return absl::FailedPreconditionError("the key is neither for ES256 nor for RS256");
}

absl::StatusOr<json> PublicMembers(const std::string& private_key_pem) {
  const Key key = ReadPrivateKey(private_key_pem);
  if (key == nullptr) return absl::FailedPreconditionError("the key is no private key in PEM form");
  return KeyMembers(key.get());
}

std::string FromDer(const std::string& der) {
  const auto* at = reinterpret_cast<const unsigned char*>(der.data());
  const Freed<ECDSA_SIG, ECDSA_SIG_free> pair(d2i_ECDSA_SIG(nullptr, &at, static_cast<long>(der.size())));
  std::string halves(2 * kHalfBytes, '\0');
  auto* out = reinterpret_cast<unsigned char*>(halves.data());
  BN_bn2binpad(ECDSA_SIG_get0_r(pair.get()), out, kHalfBytes);
  BN_bn2binpad(ECDSA_SIG_get0_s(pair.get()), out + kHalfBytes, kHalfBytes);
  return halves;
}

json ClaimsOf(const Principal& principal, const std::string& issuer, const std::string& audience, absl::Time expiry) {
  const absl::Time issued = std::min(absl::Now(), expiry - absl::Minutes(1));
  json claims = {{"iss", issuer},
                 {"aud", audience},
                 {"iat", absl::ToUnixSeconds(issued)},
                 {"exp", absl::ToUnixSeconds(expiry)},
                 {"sub", principal.subject},
                 {"role", RoleName(principal.role)},
                 {"council", principal.council_id}};
  if (principal.scopes) {
    claims["act"] = {{"sub", principal.partner_id}};
    claims["scope"] = principal.scopes->ToText();
  } else {
    claims["azp"] = principal.partner_id;
  }
  if (!principal.provider.empty()) claims["provider"] = principal.provider;
  if (!principal.decider.empty()) claims["decider"] = principal.decider;
  if (!principal.teams.empty()) claims["teams"] = std::vector<std::string>(absl::StrSplit(principal.teams, ','));
  if (!principal.certificate_sha256.empty()) claims["cnf"] = {{"x5t#S256", principal.certificate_sha256}};
  return claims;
}

}  // namespace

std::string NewSigningKey() {
  const Key key(EVP_EC_gen("P-256"));
  const Memory memory(BIO_new(BIO_s_mem()));
  PEM_write_bio_PrivateKey(memory.get(), key.get(), nullptr, nullptr, 0, nullptr, nullptr);
  char* data = nullptr;
  const long size = BIO_get_mem_data(memory.get(), &data);
  return {data, static_cast<size_t>(size)};
}

absl::StatusOr<std::string> PublicJwk(const std::string& private_key_pem, const std::string& kid) {
  auto members = PublicMembers(private_key_pem);
  if (!members.ok()) return members.status();
  (*members)["kid"] = kid;
  (*members)["use"] = "sig";
  (*members)["alg"] = (*members)["kty"] == "EC" ? "ES256" : "RS256";
  return members->dump();
}

absl::StatusOr<std::string> PublicJwks(const std::map<std::string, std::string>& private_keys_pem) {
  json keys = json::array();
  for (const auto& [kid, pem] : private_keys_pem) {
    auto jwk = PublicJwk(pem, kid);
    if (!jwk.ok()) return jwk.status();
    keys.push_back(json::parse(*jwk));
  }
  return json{{"keys", keys}}.dump(2) + "\n";
}

absl::StatusOr<std::string> DevelopmentKid(const std::string& private_key_pem) {
  const auto members = PublicMembers(private_key_pem);
  if (!members.ok()) return members.status();
  const std::string text = members->dump();
  std::string digest(SHA256_DIGEST_LENGTH, '\0');
  SHA256(reinterpret_cast<const unsigned char*>(text.data()), text.size(),
         reinterpret_cast<unsigned char*>(digest.data()));
  return absl::StrCat(std::string(kDevelopmentKid), absl::WebSafeBase64Escape(digest));
}

absl::StatusOr<std::string> SignJwt(const Principal& principal, const std::string& issuer, const std::string& audience,
                                    absl::Time expiry, const std::string& kid, const std::string& private_key_pem) {
  const Key key = ReadPrivateKey(private_key_pem);
  const bool rsa = key != nullptr && EVP_PKEY_is_a(key.get(), "RSA") == 1;
  const json header = {{"alg", rsa ? "RS256" : "ES256"}, {"kid", kid}, {"typ", "at+jwt"}};
  return SignParts(header.dump(), ClaimsOf(principal, issuer, audience, expiry).dump(), private_key_pem);
}

absl::StatusOr<std::string> SignParts(const std::string& header, const std::string& claims,
                                      const std::string& private_key_pem) {
  const Key key = ReadPrivateKey(private_key_pem);
  if (key == nullptr) return absl::FailedPreconditionError("cannot sign: the key is no private key in PEM form");
  const std::string content = absl::StrCat(absl::WebSafeBase64Escape(header), ".", absl::WebSafeBase64Escape(claims));
  const auto* bytes = reinterpret_cast<const unsigned char*>(content.data());
  const Freed<EVP_MD_CTX, EVP_MD_CTX_free> context(EVP_MD_CTX_new());
  size_t size = 0;
  if (EVP_DigestSignInit(context.get(), nullptr, EVP_sha256(), nullptr, key.get()) != 1 ||
      EVP_DigestSign(context.get(), nullptr, &size, bytes, content.size()) != 1) {
    return absl::FailedPreconditionError("cannot sign with this key");
  }
  std::string signature(size, '\0');
  if (EVP_DigestSign(context.get(), reinterpret_cast<unsigned char*>(signature.data()), &size, bytes, content.size()) !=
      1) {
    return absl::FailedPreconditionError("cannot sign with this key");
  }
  signature.resize(size);
  if (EVP_PKEY_is_a(key.get(), "EC") == 1) signature = FromDer(signature);
  return absl::StrCat(content, ".", absl::WebSafeBase64Escape(signature));
}

}  // namespace shortbreaks::identity

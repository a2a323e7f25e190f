#include "identity/jwks.h"

#include <absl/strings/match.h>
#include <absl/strings/str_cat.h>
#include <absl/strings/str_join.h>
#include <openssl/bn.h>
#include <openssl/core_names.h>
#include <openssl/ec.h>
#include <openssl/param_build.h>

#include <algorithm>
#include <nlohmann/json.hpp>
#include <optional>
#include <set>

#include "identity/freeing.h"
#include "identity/strict_json.h"

namespace shortbreaks::identity {
namespace {

using nlohmann::json;

constexpr size_t kNameBytesMax = 128;
constexpr size_t kCoordinateBytes = 32;  // of a point on P-256, and of each half of its signatures
constexpr int kRsaBitsMin = 2048, kRsaBitsMax = 8192;
constexpr size_t kRsaBytesMax = kRsaBitsMax / 8;

using Context = Freed<EVP_PKEY_CTX, EVP_PKEY_CTX_free>;
using DigestContext = Freed<EVP_MD_CTX, EVP_MD_CTX_free>;
using Number = Freed<BIGNUM, BN_free>;
using ParameterBuilder = Freed<OSSL_PARAM_BLD, OSSL_PARAM_BLD_free>;
using Parameters = Freed<OSSL_PARAM, OSSL_PARAM_free>;

absl::Status Refused(std::string_view why) {
  return absl::InvalidArgumentError(absl::string_view(why.data(), why.size()));
}

std::string Text(const json& object, const char* name) {
  const auto found = object.find(name);
  return found == object.end() || !found->is_string() ? std::string() : found->get<std::string>();
}

const unsigned char* Octets(std::string_view text) { return reinterpret_cast<const unsigned char*>(text.data()); }

Number ToNumber(std::string_view bytes) {
  return Number(BN_bin2bn(Octets(bytes), static_cast<int>(bytes.size()), nullptr));
}

// The key of these parameters, once OpenSSL has found it sound: a point that is on the curve, a modulus that is odd.
std::shared_ptr<EVP_PKEY> MakeKey(const char* type, OSSL_PARAM* parameters) {
  const Context making(EVP_PKEY_CTX_new_from_name(nullptr, type, nullptr));
  EVP_PKEY* made = nullptr;
  if (making == nullptr || EVP_PKEY_fromdata_init(making.get()) != 1 ||
      EVP_PKEY_fromdata(making.get(), &made, EVP_PKEY_PUBLIC_KEY, parameters) != 1) {
    return nullptr;
  }
  std::shared_ptr<EVP_PKEY> key(made, EVP_PKEY_free);
  const Context checking(EVP_PKEY_CTX_new_from_pkey(nullptr, made, nullptr));
  return checking != nullptr && EVP_PKEY_public_check(checking.get()) == 1 ? key : nullptr;
}

absl::StatusOr<VerificationKey> EllipticKey(const json& jwk) {
  if (Text(jwk, "crv") != "P-256") return Refused("its curve is not P-256");
  if (jwk.contains("alg") && Text(jwk, "alg") != "ES256") return Refused("its alg is not ES256");
  const auto x = StrictBase64Url(Text(jwk, "x")), y = StrictBase64Url(Text(jwk, "y"));
  if (!x.ok() || !y.ok() || x->size() != kCoordinateBytes || y->size() != kCoordinateBytes) {
    return Refused("x and y must be 32 bytes in base64url");
  }
  const std::string point = absl::StrCat("\x04", *x, *y);
  const ParameterBuilder builder(OSSL_PARAM_BLD_new());
  OSSL_PARAM_BLD_push_utf8_string(builder.get(), OSSL_PKEY_PARAM_GROUP_NAME, "prime256v1", 0);
  OSSL_PARAM_BLD_push_octet_string(builder.get(), OSSL_PKEY_PARAM_PUB_KEY, point.data(), point.size());
  const Parameters parameters(OSSL_PARAM_BLD_to_param(builder.get()));
  auto key = MakeKey("EC", parameters.get());
  if (key == nullptr) return Refused("its point is not on the curve");
  return VerificationKey{Algorithm::kEs256, std::move(key)};
}

absl::StatusOr<VerificationKey> RsaKey(const json& jwk) {
  if (jwk.contains("alg") && Text(jwk, "alg") != "RS256") return Refused("its alg is not RS256");
  const auto n = StrictBase64Url(Text(jwk, "n")), e = StrictBase64Url(Text(jwk, "e"));
  if (!n.ok() || !e.ok() || n->size() > kRsaBytesMax || e->empty() || e->size() > 8) {
    return Refused("n and e must be numbers in base64url");
  }
  const Number modulus = ToNumber(*n), exponent = ToNumber(*e);
  if (BN_num_bits(modulus.get()) < kRsaBitsMin) return Refused("it is weak: RSA needs 2048 bits or more");
  if (BN_is_odd(exponent.get()) != 1 || BN_num_bits(exponent.get()) < 17) {
    return Refused("it is weak: its exponent must be odd and at least 65537");
  }
  const ParameterBuilder builder(OSSL_PARAM_BLD_new());
  OSSL_PARAM_BLD_push_BN(builder.get(), OSSL_PKEY_PARAM_RSA_N, modulus.get());
  OSSL_PARAM_BLD_push_BN(builder.get(), OSSL_PKEY_PARAM_RSA_E, exponent.get());
  const Parameters parameters(OSSL_PARAM_BLD_to_param(builder.get()));
  auto key = MakeKey("RSA", parameters.get());
  if (key == nullptr) return Refused("its modulus is not sound");
  return VerificationKey{Algorithm::kRs256, std::move(key)};
}

bool MayVerify(const json& jwk) {
  const auto operations = jwk.find("key_ops");
  if (operations == jwk.end()) return true;
  return operations->is_array() && std::ranges::any_of(*operations, [](const json& each) { return each == "verify"; });
}

absl::StatusOr<VerificationKey> ReadKey(const json& jwk) {
  for (const char* name : {"d", "p", "q", "dp", "dq", "qi", "oth", "k"}) {
    if (jwk.contains(name))
      return Refused("it holds private members: publish the public key alone, and make a new one");
  }
  if (jwk.contains("use") && Text(jwk, "use") != "sig") return Refused("its use is not sig");
  if (!MayVerify(jwk)) return Refused("its key_ops do not have verify");
  if (Text(jwk, "kty") == "EC") return EllipticKey(jwk);
  if (Text(jwk, "kty") == "RSA") return RsaKey(jwk);
  return Refused("its kty is neither EC nor RSA");
}

std::optional<std::string> NameOf(const json& jwk) {
  const std::string kid = jwk.is_object() ? Text(jwk, "kid") : std::string();
  const bool printable = std::ranges::all_of(kid, [](char c) { return c >= ' ' && c < 127; });
  if (kid.empty() || kid.size() > kNameBytesMax || !printable) return std::nullopt;
  return kid;
}

// Names that more than one key has.
std::set<std::string> SharedNames(const json& keys) {
  std::set<std::string> seen, shared;
  for (const json& jwk : keys) {
    const auto kid = NameOf(jwk);
    if (kid && !seen.insert(*kid).second) shared.insert(*kid);
  }
  return shared;
}

// ES256 signatures are two numbers side by side; OpenSSL has them in DER.
std::string ToDer(std::string_view signature) {
  if (signature.size() != 2 * kCoordinateBytes) return {};
  const Freed<ECDSA_SIG, ECDSA_SIG_free> pair(ECDSA_SIG_new());
  ECDSA_SIG_set0(pair.get(), ToNumber(signature.substr(0, kCoordinateBytes)).release(),
                 ToNumber(signature.substr(kCoordinateBytes)).release());
  unsigned char* der = nullptr;
  const int size = i2d_ECDSA_SIG(pair.get(), &der);
  const std::string text = size > 0 ? std::string(reinterpret_cast<char*>(der), static_cast<size_t>(size)) : "";
  OPENSSL_free(der);
  return text;
}

}  // namespace

std::string_view AlgorithmName(Algorithm algorithm) { return algorithm == Algorithm::kEs256 ? "ES256" : "RS256"; }

absl::StatusOr<KeySet> ParseJwks(std::string_view text, bool development) {
  const auto set = StrictObject(text);
  if (!set.ok()) return absl::FailedPreconditionError(absl::StrCat("the key set ", set.status().message()));
  const auto keys = set->find("keys");
  if (keys == set->end() || !keys->is_array()) {
    return absl::FailedPreconditionError("the key set has no list of keys (RFC 7517)");
  }
  const std::set<std::string> shared = SharedNames(*keys);
  KeySet result;
  for (size_t i = 0; i < keys->size(); ++i) {
    const json& jwk = (*keys)[i];
    const auto kid = NameOf(jwk);
    if (!kid) {
      result.refused.push_back(absl::StrCat("key number ", i + 1, ": it has no kid"));
    } else if (!development &&
               absl::StartsWith(*kid, absl::string_view(kDevelopmentKid.data(), kDevelopmentKid.size()))) {
      return absl::FailedPreconditionError(
          absl::StrCat("the key ", *kid, " is of the development issuer, whose tokens anybody may make: take it out"));
    } else if (shared.contains(*kid)) {
      result.refused.push_back(absl::StrCat("key ", *kid, ": another has the same kid"));
    } else if (auto key = ReadKey(jwk); key.ok()) {
      result.by_kid.emplace(*kid, *std::move(key));
    } else {
      result.refused.push_back(absl::StrCat("key ", *kid, ": ", key.status().message()));
    }
  }
  if (result.by_kid.empty()) {
    return absl::FailedPreconditionError(
        absl::StrCat("the key set has no key that tokens may be signed with", result.refused.empty() ? "" : " (",
                     absl::StrJoin(result.refused, "; "), result.refused.empty() ? "" : ")"));
  }
  return result;
}

bool SignatureHolds(const VerificationKey& key, std::string_view content, std::string_view signature) {
  const std::string der = key.algorithm == Algorithm::kEs256 ? ToDer(signature) : std::string(signature);
  const DigestContext context(EVP_MD_CTX_new());
  return !der.empty() && context != nullptr &&
         EVP_DigestVerifyInit(context.get(), nullptr, EVP_sha256(), nullptr, key.key.get()) == 1 &&
         EVP_DigestVerify(context.get(), Octets(der), der.size(), Octets(content), content.size()) == 1;
}

}  // namespace shortbreaks::identity

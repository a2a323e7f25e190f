#include "identity/token_verifier.h"

#include <absl/strings/match.h>
#include <absl/strings/str_cat.h>
#include <absl/strings/str_split.h>

#include <nlohmann/json.hpp>
#include <vector>

#include "identity/strict_json.h"
#include "identity/token_claims.h"

namespace shortbreaks::identity {
namespace {

using nlohmann::json;

constexpr size_t kTokenBytesMax = 8 << 10;

absl::StatusOr<json> Decoded(const char* part, std::string_view text) {
  const auto bytes = StrictBase64Url(text);
  if (!bytes.ok()) return InvalidToken(absl::StrCat(part, " ", bytes.status().message()));
  auto object = StrictObject(*bytes);
  if (!object.ok()) return InvalidToken(absl::StrCat(part, " ", object.status().message()));
  return object;
}

bool IsText(const json& object, const char* name) {
  const auto found = object.find(name);
  return found != object.end() && found->is_string();
}

// Whatever key a token brings along or points at is its sender's, and what it says must be understood is not.
absl::Status CheckHeader(const json& header) {
  for (const char* name : {"jwk", "jku", "x5c", "x5u", "crit", "b64", "zip"}) {
    if (header.contains(name)) return InvalidToken(absl::StrCat("the header has ", name));
  }
  if (!IsText(header, "typ")) return InvalidToken("typ is missing");
  const std::string type = header["typ"].get<std::string>();
  for (const char* allowed : {"at+jwt", "application/at+jwt", "JWT"}) {
    if (absl::EqualsIgnoreCase(type, allowed)) return absl::OkStatus();
  }
  return InvalidToken("typ is neither at+jwt nor JWT");
}

class JwtVerifier : public TokenVerifier {
 public:
  JwtVerifier(TokenRules rules, std::shared_ptr<TokenKeys> keys) : rules_(std::move(rules)), keys_(std::move(keys)) {}

  absl::StatusOr<Principal> Verify(std::string_view token, absl::Time now) const override {
    if (token.size() > kTokenBytesMax) return InvalidToken("the token is too large");
    const std::vector<absl::string_view> parts = absl::StrSplit(absl::string_view(token.data(), token.size()), '.');
    if (parts.size() != 3) return InvalidToken("the token has not three parts");
    const auto header = Decoded("the header", {parts[0].data(), parts[0].size()});
    if (!header.ok()) return header.status();
    if (auto checked = CheckHeader(*header); !checked.ok()) return checked;
    const size_t signed_bytes = parts[0].size() + 1 + parts[1].size();
    if (auto holds = CheckSignature(*header, token.substr(0, signed_bytes), token.substr(signed_bytes + 1));
        !holds.ok()) {
      return holds;
    }
    // Nothing of the claims is looked at before.
    const auto claims = Decoded("the claims", {parts[1].data(), parts[1].size()});
    if (!claims.ok()) return claims.status();
    if (auto valid = CheckValidity(*claims, rules_, now); !valid.ok()) return valid;
    return PrincipalIn(*claims);
  }

 private:
  absl::Status CheckSignature(const json& header, std::string_view content, std::string_view encoded) const {
    if (!IsText(header, "kid")) return InvalidToken("kid is missing");
    const auto keys = keys_->Current();
    const auto key = keys->by_kid.find(header["kid"].get<std::string>());
    if (key == keys->by_kid.end()) {
      keys_->Missed();
      return InvalidToken("kid is not known");
    }
    // The algorithm is the key's; the token may only agree.
    if (!IsText(header, "alg") || header["alg"] != AlgorithmName(key->second.algorithm)) {
      return InvalidToken("alg is not the key's");
    }
    const auto signature = StrictBase64Url(encoded);
    if (!signature.ok()) return InvalidToken(absl::StrCat("the signature ", signature.status().message()));
    return SignatureHolds(key->second, content, *signature) ? absl::OkStatus()
                                                            : InvalidToken("the signature does not hold");
  }

  const TokenRules rules_;
  const std::shared_ptr<TokenKeys> keys_;
};

}  // namespace

absl::StatusOr<std::unique_ptr<TokenVerifier>> MakeTokenVerifier(TokenRules rules, std::shared_ptr<TokenKeys> keys) {
  if (rules.issuer.empty() || rules.audience.empty()) {
    return absl::FailedPreconditionError("the token issuer and audience must be set");
  }
  return std::make_unique<JwtVerifier>(std::move(rules), std::move(keys));
}

}  // namespace shortbreaks::identity

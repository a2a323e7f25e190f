#include "identity/token_verifier.h"

#include <absl/strings/ascii.h>
#include <absl/strings/escaping.h>
#include <absl/strings/str_cat.h>
#include <absl/strings/str_split.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <jwt/jwt.hpp>
#include <nlohmann/json.hpp>
#include <optional>
#include <system_error>
#include <vector>

#include "errors/errors.h"
#include "ids/uuid.h"

namespace shortbreaks::identity {
namespace {

using errors::Error;
using nlohmann::json;

constexpr size_t kTokenBytesMax = 8 << 10;
constexpr size_t kSubjectBytesMax = 90;

absl::Status Invalid() { return Error(type::v1::ERROR_REASON_TOKEN_INVALID); }

std::optional<json> DecodedPart(const std::string& part) {
  std::string text;
  if (!absl::WebSafeBase64Unescape(part, &text)) return std::nullopt;
  json value = json::parse(text, nullptr, /*allow_exceptions=*/false);
  if (!value.is_object()) return std::nullopt;
  return value;
}

std::optional<std::string> Text(const json& claims, const char* name) {
  const auto found = claims.find(name);
  if (found == claims.end() || !found->is_string()) return std::nullopt;
  return found->get<std::string>();
}

std::optional<Role> RoleOf(const std::string& name) {
  for (const Role role :
       {Role::kPartner, Role::kCarer, Role::kProvider, Role::kOfficer, Role::kService, Role::kPractitioner}) {
    if (RoleName(role) == name) return role;
  }
  return std::nullopt;
}

bool PrintableAscii(const std::string& text, size_t bytes_max) {
  return !text.empty() && text.size() <= bytes_max &&
         std::ranges::all_of(text, [](char c) { return c > ' ' && c < 127; });
}

// A GSS code, for example E08000031.
bool IsCouncil(const std::string& text) {
  return text.size() == 9 && absl::ascii_isupper(static_cast<unsigned char>(text[0])) &&
         std::all_of(text.begin() + 1, text.end(), [](char c) { return c >= '0' && c <= '9'; });
}

std::optional<Principal> PrincipalIn(const json& claims) {
  const auto role_name = Text(claims, "role"), council = Text(claims, "council"), subject = Text(claims, "sub"),
             partner = Text(claims, "azp");
  if (!role_name || !council || !subject || !partner) return std::nullopt;
  const auto role = RoleOf(*role_name);
  if (!role || !IsCouncil(*council) || !PrintableAscii(*subject, kSubjectBytesMax) || !PrintableAscii(*partner, 64)) {
    return std::nullopt;
  }
  Principal principal{*role, *council, *subject, "", *partner};
  if (*role == Role::kOfficer) principal.decider = Text(claims, "decider").value_or("").substr(0, 100);
  if (*role == Role::kCarer && !ids::IdOf("carers", *subject)) return std::nullopt;
  if (*role == Role::kProvider) {
    const auto provider = Text(claims, "provider");
    if (!provider || !ids::IdOf("providers", *provider)) return std::nullopt;
    principal.provider = *provider;
  }
  return principal;
}

class JwtVerifier : public TokenVerifier {
 public:
  explicit JwtVerifier(JwtOptions options) : options_(std::move(options)) {}

  absl::StatusOr<Principal> Verify(std::string_view token, absl::Time now) const override {
    if (token.size() > kTokenBytesMax) return Invalid();
    const std::vector<std::string> parts = absl::StrSplit(std::string(token), '.');
    if (parts.size() != 3) return Invalid();
    const auto header = DecodedPart(parts[0]), claims = DecodedPart(parts[1]);
    if (!header || !claims) return Invalid();
    // The algorithm is ours to say, not the token's: anything but ES256 goes before a key is looked at.
    if (Text(*header, "alg") != "ES256" || header->contains("crit")) return Invalid();
    const auto key = options_.public_keys_pem.find(Text(*header, "kid").value_or(""));
    if (key == options_.public_keys_pem.end() || !SignatureHolds(token, key->second)) return Invalid();
    return Check(*claims, now);
  }

 private:
  static bool SignatureHolds(std::string_view token, const std::string& public_key_pem) {
    try {
      std::error_code error;
      jwt::decode(jwt::string_view(token.data(), token.size()), jwt::params::algorithms({"ES256"}), error,
                  jwt::params::secret(public_key_pem), jwt::params::verify(true), jwt::params::validate_iat(false),
                  jwt::params::leeway(0));
      // Its own look at exp is by its own clock; ours follows.
      return !error || error == jwt::VerificationErrc::TokenExpired;
    } catch (...) {
      return false;
    }
  }

  absl::StatusOr<Principal> Check(const json& claims, absl::Time now) const {
    const auto expiry = claims.find("exp");
    if (Text(claims, "iss") != options_.issuer || Text(claims, "aud") != options_.audience || expiry == claims.end() ||
        !expiry->is_number_integer()) {
      return Invalid();
    }
    const auto not_before = claims.find("nbf");
    if (not_before != claims.end() &&
        (!not_before->is_number_integer() || absl::FromUnixSeconds(not_before->get<int64_t>()) > now)) {
      return Invalid();
    }
    const auto principal = PrincipalIn(claims);
    if (!principal) return Invalid();
    if (absl::FromUnixSeconds(expiry->get<int64_t>()) <= now) return Error(type::v1::ERROR_REASON_TOKEN_EXPIRED);
    return *principal;
  }

  const JwtOptions options_;
};

}  // namespace

absl::StatusOr<std::unique_ptr<TokenVerifier>> MakeJwtVerifier(JwtOptions options) {
  if (options.issuer.empty() || options.audience.empty()) {
    return absl::FailedPreconditionError("the token issuer and audience must be set");
  }
  if (options.public_keys_pem.empty()) return absl::FailedPreconditionError("there is no public key to verify tokens");
  return std::make_unique<JwtVerifier>(std::move(options));
}

absl::StatusOr<std::map<std::string, std::string>> ReadPublicKeys(const std::string& folder) {
  std::map<std::string, std::string> keys;
  std::error_code error;
  for (const auto& entry : std::filesystem::directory_iterator(folder, error)) {
    if (entry.path().extension() != ".pem") continue;
    std::ifstream file(entry.path(), std::ios::binary);
    std::string pem{std::istreambuf_iterator<char>(file), {}};
    if (pem.find("PUBLIC KEY") == std::string::npos) {
      return absl::FailedPreconditionError(absl::StrCat(entry.path().string(), " is no public key in PEM form"));
    }
    keys[entry.path().stem().string()] = std::move(pem);
  }
  if (error) return absl::FailedPreconditionError(absl::StrCat("cannot read the keys in ", folder));
  return keys;
}

absl::StatusOr<std::string> SignJwt(const Principal& principal, const std::string& issuer, const std::string& audience,
                                    absl::Time expiry, const std::string& kid, const std::string& private_key_pem) {
  try {
    jwt::jwt_object token{jwt::params::algorithm("ES256"), jwt::params::secret(private_key_pem),
                          jwt::params::headers({{"kid", kid}})};
    token.add_claim("iss", issuer);
    token.add_claim("aud", audience);
    token.add_claim("exp", absl::ToUnixSeconds(expiry));
    token.add_claim("sub", principal.subject);
    token.add_claim("role", std::string(RoleName(principal.role)));
    token.add_claim("council", principal.council_id);
    token.add_claim("azp", principal.partner_id);
    if (!principal.provider.empty()) token.add_claim("provider", principal.provider);
    if (!principal.decider.empty()) token.add_claim("decider", principal.decider);
    std::error_code error;
    std::string signed_token = token.signature(error);
    if (error) return absl::FailedPreconditionError(absl::StrCat("cannot sign: ", error.message()));
    return signed_token;
  } catch (const std::exception& exception) {
    return absl::FailedPreconditionError(absl::StrCat("cannot sign: ", exception.what()));
  }
}

}  // namespace shortbreaks::identity

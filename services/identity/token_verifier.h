// Turns a bearer token into a principal, or refuses it.
#pragma once

#include <absl/status/statusor.h>
#include <absl/time/time.h>

#include <map>
#include <memory>
#include <string>
#include <string_view>

#include "identity/principal.h"

namespace shortbreaks::identity {

class TokenVerifier {
 public:
  virtual ~TokenVerifier() = default;
  // TOKEN_INVALID or TOKEN_EXPIRED where it does not hold. Thread-safe, does not block.
  virtual absl::StatusOr<Principal> Verify(std::string_view token, absl::Time now) const = 0;
};

// JSON Web Tokens signed with ES256, the algorithm pinned for every key. Claims, all required: `iss`, `aud`, `exp`,
// `sub`, `role` (partner, carer, provider, officer, service), `council` (GSS code), `azp` (the partner), and for
// providers `provider`. The header's `kid` picks the key.
struct JwtOptions {
  std::string issuer;
  std::string audience;
  std::map<std::string, std::string> public_keys_pem;  // by kid
};
absl::StatusOr<std::unique_ptr<TokenVerifier>> MakeJwtVerifier(JwtOptions options);

// Reads every `<kid>.pem` of a folder.
absl::StatusOr<std::map<std::string, std::string>> ReadPublicKeys(const std::string& folder);

// Signs a token, for tests, demonstrations and operators' tools.
absl::StatusOr<std::string> SignJwt(const Principal& principal, const std::string& issuer, const std::string& audience,
                                    absl::Time expiry, const std::string& kid, const std::string& private_key_pem);

}  // namespace shortbreaks::identity

// Turns a bearer token into a principal, or refuses it.
#pragma once

#include <absl/status/statusor.h>
#include <absl/time/time.h>

#include <memory>
#include <string>
#include <string_view>

#include "identity/principal.h"
#include "identity/token_keys.h"

namespace shortbreaks::identity {

class TokenVerifier {
 public:
  virtual ~TokenVerifier() = default;
  // TOKEN_INVALID or TOKEN_EXPIRED where it does not hold; the diagnosis says why, without a word of the token's.
  // Thread-safe, does not block, does not throw.
  virtual absl::StatusOr<Principal> Verify(std::string_view token, absl::Time now) const = 0;
};

struct TokenRules {
  std::string issuer, audience;
  // From `iat` to `exp`, at most.
  absl::Duration lifetime_max = absl::Hours(1);
  // The issuer's clock may differ from ours by so much.
  absl::Duration clock_skew = absl::Seconds(5);
};

// JSON Web Tokens (RFC 7519, RFC 8725, RFC 9068) of at most 8 KiB, signed with the algorithm of the key that the
// header's `kid` names. Header: `alg`, `kid` and `typ` (`at+jwt` or `JWT`); keys and places of keys in it (`jwk`,
// `jku`, `x5c`, `x5u`) and what must be understood (`crit`, `b64`, `zip`) are refused. No member may stand twice, at
// any depth.
//
// Claims, required: `iss`, `aud` (text or a list with ours), `exp` and `iat` (whole seconds), `sub`, `role`, `council`
// (GSS code), for providers `provider`, and `azp`, the app, or `act`. May be there: `nbf`; `decider`; `scope`; `act`
// (RFC 8693): its `sub` is the app that acts for a person, which then may do what `scope` says and nothing else,
// nothing where there is none; `cnf` with `x5t#S256` (RFC 8705) and no other member. FAILED_PRECONDITION where issuer
// or audience is not set.
absl::StatusOr<std::unique_ptr<TokenVerifier>> MakeTokenVerifier(TokenRules rules, std::shared_ptr<TokenKeys> keys);

}  // namespace shortbreaks::identity

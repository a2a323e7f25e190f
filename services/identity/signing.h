// Makes keys and tokens: for tests, and for the development issuer of the command line tool. Whoever signs people in
// does this in production.
#pragma once

#include <absl/status/statusor.h>
#include <absl/time/time.h>

#include <map>
#include <string>
#include <string_view>

#include "identity/principal.h"

namespace shortbreaks::identity {

// The `iss` of tokens that `shortbreaks token mint` signs. A name that nobody can own (RFC 2606); a service takes it
// with
// --development alone.
inline constexpr std::string_view kDevelopmentIssuer = "https://development.invalid";

// A new private key for ES256, in PEM.
std::string NewSigningKey();

// The public half of a private key, EC or RSA, as a JSON Web Key named `kid`.
absl::StatusOr<std::string> PublicJwk(const std::string& private_key_pem, const std::string& kid);

// A key set of the public halves of private keys, by kid.
absl::StatusOr<std::string> PublicJwks(const std::map<std::string, std::string>& private_keys_pem);

// The kid of a key of the development issuer: kDevelopmentKid and the key's thumbprint (RFC 7638).
absl::StatusOr<std::string> DevelopmentKid(const std::string& private_key_pem);

// A token for the principal, from now on or, where it ended before, for a minute before its end.
absl::StatusOr<std::string> SignJwt(const Principal& principal, const std::string& issuer, const std::string& audience,
                                    absl::Time expiry, const std::string& kid, const std::string& private_key_pem);

// A token of this header and these claims, JSON both, signed with the key whatever they say.
absl::StatusOr<std::string> SignParts(const std::string& header, const std::string& claims,
                                      const std::string& private_key_pem);

}  // namespace shortbreaks::identity

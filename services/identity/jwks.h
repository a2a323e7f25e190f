// The public keys of whoever issues tokens: a JSON Web Key Set (RFC 7517).
#pragma once

#include <absl/status/statusor.h>
#include <openssl/evp.h>

#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace shortbreaks::identity {

// How a signature is made. A key has one, and no token has a say in it.
enum class Algorithm { kEs256, kRs256 };

std::string_view AlgorithmName(Algorithm algorithm);  // `ES256`

struct VerificationKey {
  Algorithm algorithm = Algorithm::kEs256;
  std::shared_ptr<EVP_PKEY> key;
};

struct KeySet {
  std::map<std::string, VerificationKey> by_kid;
  // A line for each key that was left out, with its name and why.
  std::vector<std::string> refused;
};

// What a name of a key begins with where `shortbreaks token keys` made it.
inline constexpr std::string_view kDevelopmentKid = "development-";

// Keys for ES256 (EC, P-256) and RS256 (RSA of 2,048 to 8,192 bits). The algorithm is the key's `alg`, or the one that
// its type allows. Left out by name: private and secret keys, keys for anything but signatures, weak or malformed ones,
// keys of another type, without a name, or of a name that another has too. FAILED_PRECONDITION, one line, where the set
// cannot be read, where no key is left, or where one is of the development issuer and `development` is false.
absl::StatusOr<KeySet> ParseJwks(std::string_view text, bool development);

// Whether `signature`, as a token carries it, is the key's of `content`.
bool SignatureHolds(const VerificationKey& key, std::string_view content, std::string_view signature);

}  // namespace shortbreaks::identity

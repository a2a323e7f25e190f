// Tokens: as a stranger sends them, none verifies; and signed with the right key, whatever header and claims say, one
// that verifies names a council, a subject and an app in their forms.
#include <absl/time/time.h>

#include <map>
#include <memory>
#include <string>

#include "identity/jwks.h"
#include "identity/signing.h"
#include "identity/token_verifier.h"

namespace {

using namespace shortbreaks::identity;

struct Issuer {
  Issuer() {
    auto keys = ParseJwks(*PublicJwks({{"key-1", private_key_pem}}), /*development=*/false);
    verifier = *MakeTokenVerifier({"https://issuer.example", "short-breaks"},
                                  std::make_shared<FixedTokenKeys>(*std::move(keys)));
  }
  const std::string private_key_pem = NewSigningKey();
  std::unique_ptr<TokenVerifier> verifier;
};

}  // namespace

// Up to the first line's end the header, after it the claims; the whole is tried as a token too.
extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  static const Issuer& issuer = *new Issuer;
  const absl::Time now = absl::FromUnixSeconds(1'796'000'000);
  const std::string input(reinterpret_cast<const char*>(data), size);
  if (issuer.verifier->Verify(input, now).ok()) __builtin_trap();

  const size_t line = input.find('\n');
  if (line == std::string::npos) return 0;
  const auto token = SignParts(input.substr(0, line), input.substr(line + 1), issuer.private_key_pem);
  if (!token.ok()) return 0;
  const auto principal = issuer.verifier->Verify(*token, now);
  if (!principal.ok()) return 0;
  if (principal->council_id.size() != 9 || principal->subject.empty() || principal->partner_id.empty())
    __builtin_trap();
  if ((principal->role == Role::kProvider) == principal->provider.empty()) __builtin_trap();
  return 0;
}

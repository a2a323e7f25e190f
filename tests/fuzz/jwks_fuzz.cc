// Key sets as an issuer might publish them: a set that is taken has keys, and each of them verifies nothing by chance.
#include <string>

#include "identity/jwks.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  using namespace shortbreaks::identity;
  const auto keys = ParseJwks(std::string_view(reinterpret_cast<const char*>(data), size), /*development=*/false);
  if (!keys.ok()) {
    if (keys.status().message().empty()) __builtin_trap();
    return 0;
  }
  if (keys->by_kid.empty()) __builtin_trap();
  for (const auto& [kid, key] : keys->by_kid) {
    if (SignatureHolds(key, "content", std::string(64, '\1'))) __builtin_trap();
  }
  return 0;
}

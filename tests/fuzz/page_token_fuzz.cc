// Page tokens: what was sealed opens in its scope alone, and nothing else opens at all.
#include <absl/time/time.h>

#include <string>

#include "paging/page_token.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  using shortbreaks::paging::PageTokens;
  static const PageTokens kTokens(std::string(32, 'k'));
  static const PageTokens kOfAnotherKey(std::string(32, 'o'));
  const absl::Time now = absl::FromUnixSeconds(1'800'000'000);
  const std::string input(reinterpret_cast<const char*>(data), size);
  // With a key that seals nothing here: the fuzzer sees what is compared, and plays sealed tokens back.
  if (kOfAnotherKey.Open(input, "scope", now).ok()) __builtin_trap();

  std::string token = kTokens.Seal(input, "scope", now);
  const auto position = kTokens.Open(token, "scope", now);
  if (!position.ok() || *position != input) __builtin_trap();
  if (kTokens.Open(token, "another", now).ok() || kOfAnotherKey.Open(token, "scope", now).ok()) __builtin_trap();
  if (kTokens.Open(token, "scope", now + absl::Hours(25)).ok()) __builtin_trap();
  // One of its characters changed, chosen by the input.
  const size_t at = (size > 0 ? data[0] : 0) % token.size();
  token[at] = token[at] == 'A' ? 'B' : 'A';
  const auto changed = kTokens.Open(token, "scope", now);
  // The last character of base64 may stand for fewer bits than it has.
  if (changed.ok() && at + 1 != token.size()) __builtin_trap();
  return 0;
}

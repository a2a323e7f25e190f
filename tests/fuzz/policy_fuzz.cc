// A council's policy: whatever passes can be written out and compared, and says the same of itself each time.
#include <string>

#include "policy/parse.h"
#include "policy/statements.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  using namespace shortbreaks::policy;
  const std::string yaml(reinterpret_cast<const char*>(data), size);
  Mistakes mistakes;
  const Policy policy = Parse(yaml, mistakes);
  if (mistakes.fatal()) return 0;
  if (PublicText(policy) != PublicText(policy) || !Differences(policy, policy).empty()) __builtin_trap();
  return 0;
}

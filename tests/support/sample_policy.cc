#include "support/sample_policy.h"

#include <absl/strings/str_replace.h>

#include <fstream>
#include <iterator>

namespace shortbreaks::support {

std::string SamplePolicy(const std::string& council) {
  std::ifstream file(SHORTBREAKS_POLICIES "/wolverhampton-sample.yaml");
  const std::string text{std::istreambuf_iterator<char>(file), {}};
  return absl::StrReplaceAll(text, {{"E08000031", council}, {"\nfrom: 2026-04-01\n", "\nfrom: 2000-01-01\n"}});
}

}  // namespace shortbreaks::support

#include "ratio_cap.h"

#include <absl/strings/numbers.h>
#include <absl/strings/str_cat.h>
#include <absl/strings/str_split.h>

#include <vector>

#include "words.h"

namespace shortbreaks::cli {

absl::StatusOr<availability::v1::RatioCap> ParseRatioCap(std::string_view text) {
  const std::vector<std::string> parts = absl::StrSplit(std::string(text), '=');
  const auto ratio = ParseRatio(parts[0]);
  int32_t children_max = 0;
  if (!ratio.ok() || parts.size() != 2 || !absl::SimpleAtoi(parts[1], &children_max) || children_max < 0) {
    return absl::InvalidArgumentError("Write a ratio and how many children at most, for example 1:1=2.");
  }
  availability::v1::RatioCap cap;
  *cap.mutable_support_ratio() = *ratio;
  cap.set_children_max(children_max);
  return cap;
}

std::string InWords(const availability::v1::RatioCap& cap) {
  return absl::StrCat(cap.children_max(), " at ", InWords(cap.support_ratio()), " or more");
}

}  // namespace shortbreaks::cli

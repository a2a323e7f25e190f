// "At most two at 1:1" as people write it.
#pragma once

#include <absl/status/statusor.h>

#include <string>
#include <string_view>

#include "shortbreaks/availability/v1/availability.pb.h"

namespace shortbreaks::cli {

// `1:1=2`: at most two children who need one to one, or more.
absl::StatusOr<availability::v1::RatioCap> ParseRatioCap(std::string_view text);
// `2 at 1:1 or more`.
std::string InWords(const availability::v1::RatioCap& cap);

}  // namespace shortbreaks::cli

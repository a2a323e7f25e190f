// Figures and the field's words in plain English, for explanations that families read.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "shortbreaks/type/v1/types.pb.h"

namespace shortbreaks::eligibility {

// `2 hours 30 minutes`, `1 night`, `3 sessions`, `£12.50`.
std::string InWords(type::v1::AllocationUnit unit, int64_t amount);

// `1:3`, staff first.
std::string InWords(int staff, int children);

// The needs of a bit set, `feeding by gastrostomy, epilepsy awareness`.
std::string NeedsInWords(int64_t needs);

}  // namespace shortbreaks::eligibility

// Whether two names may be one child's. Pure.
#pragma once

#include <string_view>

namespace shortbreaks::eligibility {

// The same words, whatever their capitals, marks between them and order.
bool SameName(std::string_view a, std::string_view b);

// The same name, one with a word shortened (`Sam` for `Samuel`), or at most two letters apart. Twins with names of
// their own are not.
bool SimilarNames(std::string_view a, std::string_view b);

}  // namespace shortbreaks::eligibility

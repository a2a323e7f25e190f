// Finds records by what people have at hand: a resource name, or the external key that they gave it themselves.
#pragma once

#include "tool.h"

namespace shortbreaks::cli {

// Each gives the resource name. A text with the collection's prefix is taken as it is; any other is looked up as an
// external key. NOT_FOUND, with a sentence, where nothing has it.
absl::StatusOr<std::string> ChildName(Tool& tool, const std::string& text);
absl::StatusOr<std::string> ProviderName(Tool& tool, const std::string& text);
absl::StatusOr<std::string> ActivityName(Tool& tool, const std::string& text);
absl::StatusOr<std::string> SeriesName(Tool& tool, const std::string& text);

// `activities/…` of an id alone or of a name.
std::string NameIn(std::string_view collection, const std::string& text);

}  // namespace shortbreaks::cli

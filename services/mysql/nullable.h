// Parameters of columns that may be NULL.
#pragma once

#include <concepts>
#include <optional>
#include <string>

#include "mysql/connection.h"

namespace shortbreaks::mysql {

template <typename Value>
Parameter OrNull(const std::optional<Value>& value) {
  if (!value) return nullptr;
  if constexpr (std::integral<Value>) {
    return int64_t{*value};
  } else {
    return *value;
  }
}

// Text, and bytes, that are NULL where they are empty.
inline Parameter TextOrNull(const std::string& text) { return text.empty() ? Parameter(nullptr) : Parameter(text); }
inline Parameter IdOrNull(const std::string& id) { return id.empty() ? Parameter(nullptr) : Parameter(Bytes{id}); }

}  // namespace shortbreaks::mysql

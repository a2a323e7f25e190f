// Where a page of a list begins that is ordered by a text and then by id.
#pragma once

#include <absl/status/statusor.h>
#include <absl/strings/str_cat.h>

#include <string>
#include <string_view>

#include "errors/errors.h"
#include "ids/uuid.h"

namespace shortbreaks::availability {

// After this record. Before all of them where both are empty.
struct TextPosition {
  std::string text;
  ids::Uuid id;

  std::string Text() const { return absl::StrCat(ids::ToText(id), text); }
  static absl::StatusOr<TextPosition> Parse(const std::string& position) {
    constexpr size_t kUuidCharacters = 36;
    if (position.empty()) return TextPosition();
    auto id = ids::FromText(std::string_view(position).substr(0, kUuidCharacters));
    if (!id) return errors::Error(type::v1::ERROR_REASON_PAGE_TOKEN_INVALID);
    return TextPosition{position.substr(kUuidCharacters), *std::move(id)};
  }
};

}  // namespace shortbreaks::availability

// The checks of a request's fields that every service makes alike. Each adds to `fields` what is wrong and goes on.
#pragma once

#include <absl/strings/ascii.h>
#include <absl/strings/str_cat.h>

#include <algorithm>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "errors/errors.h"
#include "ids/uuid.h"

namespace shortbreaks::wire {

// A Unicode character and how many bytes of UTF-8 it takes.
struct CodePoint {
  uint32_t value = 0;
  size_t bytes = 1;
};

// The character that begins at `text[at]`. Nothing where the bytes are not well-formed UTF-8 (RFC 3629: no overlong
// forms, no surrogates, nothing above U+10FFFF).
inline std::optional<CodePoint> CodePointAt(std::string_view text, size_t at) {
  const auto byte = [&](size_t i) { return static_cast<unsigned char>(text[i]); };
  const unsigned char first = byte(at);
  if (first < 0x80) return CodePoint{first, 1};
  const size_t bytes = first >= 0xF0 ? 4 : first >= 0xE0 ? 3 : 2;
  if (first < 0xC2 || first > 0xF4 || at + bytes > text.size()) return std::nullopt;
  uint32_t value = first & (0x7Fu >> bytes);
  for (size_t i = 1; i < bytes; ++i) {
    if ((byte(at + i) & 0xC0) != 0x80) return std::nullopt;
    value = value << 6 | (byte(at + i) & 0x3Fu);
  }
  constexpr uint32_t kSmallest[] = {0, 0, 0x80, 0x800, 0x10000};
  if (value < kSmallest[bytes] || value > 0x10FFFF || (value >= 0xD800 && value <= 0xDFFF)) return std::nullopt;
  return CodePoint{value, bytes};
}

// Text that may be left out: at most `characters_max` Unicode characters, none of them a control character; line
// breaks and tabs only where `lines`.
inline void CheckOptionalText(std::string_view field, std::string_view text, size_t characters_max,
                              errors::FieldErrors& fields, bool lines = false) {
  size_t characters = 0;
  for (size_t at = 0; at < text.size(); ++characters) {
    const auto point = CodePointAt(text, at);
    if (!point) return fields.Add(std::string(field), "Must be well-formed UTF-8.");
    const bool control = point->value < 0x20 || (point->value >= 0x7F && point->value < 0xA0);
    if (control && !(lines && (point->value == '\n' || point->value == '\t'))) {
      return fields.Add(std::string(field), "Must not hold control characters.");
    }
    at += point->bytes;
  }
  if (characters > characters_max) {
    fields.Add(std::string(field), absl::StrCat("Must have at most ", characters_max, " characters."));
  }
}

// The same, with at least one character that is not a space.
inline void CheckText(std::string_view field, std::string_view text, size_t characters_max, errors::FieldErrors& fields,
                      bool lines = false) {
  if (text.find_first_not_of(" \n") == std::string_view::npos) {
    fields.Add(std::string(field), "Is required.");
  } else {
    CheckOptionalText(field, text, characters_max, fields, lines);
  }
}

// A key of the caller's: 1 to 64 printable ASCII characters, no space at either end, since the store passes over those
// at the end when it compares. Empty is wrong only where `required`.
inline void CheckExternalId(std::string_view field, std::string_view external_id, bool required,
                            errors::FieldErrors& fields) {
  if (external_id.empty()) {
    if (required) fields.Add(std::string(field), "Is required.");
    return;
  }
  const bool printable = std::all_of(external_id.begin(), external_id.end(),
                                     [](char c) { return absl::ascii_isprint(static_cast<unsigned char>(c)); });
  if (!printable || external_id.size() > 64 || external_id.front() == ' ' || external_id.back() == ' ') {
    fields.Add(std::string(field), "Must be 1 to 64 printable ASCII characters, with no space at either end.");
  }
}

// The id in a resource name, or 16 zero bytes where it is malformed.
inline ids::Uuid IdIn(std::string_view field, std::string_view collection, std::string_view name,
                      errors::FieldErrors& fields) {
  if (auto id = ids::IdOf(collection, name)) return *std::move(id);
  fields.Add(std::string(field), absl::StrCat("Must be a name such as ", std::string(collection),
                                              "/0190a5e2-7c1d-7b3e-8f00-0123456789ab."));
  return ids::Uuid(16, '\0');
}

}  // namespace shortbreaks::wire

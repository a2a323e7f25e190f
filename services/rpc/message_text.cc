#include "rpc/message_text.h"

#include <absl/strings/str_cat.h>
#include <absl/strings/str_format.h>
#include <absl/strings/str_replace.h>
#include <google/protobuf/descriptor.h>
#include <utf8proc.h>

#include <algorithm>
#include <cstdlib>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "errors/errors.h"

namespace shortbreaks::rpc {
namespace {

using google::protobuf::FieldDescriptor;
using google::protobuf::Message;

// A policy's file.
constexpr std::string_view kFile = "content";
constexpr int kFileBytesMax = 256 << 10;
// What people write in more than one line.
constexpr std::string_view kWithLines[] = {"address",        "adjustments", "cannot_meet_reason", "minutes",
                                           "officer_reason", "reason",      "reserve_reason",     "statement",
                                           "summary",        kFile};

struct Range {
  uint32_t first, last;
};
// Characters that cannot be seen, that turn the direction of text around, or that end a line unseen; and those that are
// none. Sorted.
constexpr Range kUnseen[] = {
    {0x00AD, 0x00AD},    // soft hyphen
    {0x061C, 0x061C},    // Arabic letter mark
    {0x115F, 0x1160},    // Hangul fillers
    {0x17B4, 0x17B5},    // Khmer inherent vowels
    {0x180B, 0x180F},    // Mongolian selectors and vowel separator
    {0x200B, 0x200F},    // zero-width space and joiners, direction marks
    {0x2028, 0x202E},    // line and paragraph separators, embeddings, overrides
    {0x2060, 0x206F},    // word joiner, invisible operators, isolates, deprecated shapes
    {0x3164, 0x3164},    // Hangul filler
    {0xFEFF, 0xFEFF},    // byte order mark
    {0xFFA0, 0xFFA0},    // halfwidth Hangul filler
    {0xFFF0, 0xFFFB},    // interlinear annotation
    {0xFFFE, 0xFFFF},    // no characters
    {0x1D173, 0x1D17A},  // invisible musical marks
    {0xE0000, 0xE0FFF},  // tags
};

bool IsUnseen(uint32_t point) {
  const auto* range = std::ranges::lower_bound(kUnseen, point, {}, &Range::last);
  return range != std::end(kUnseen) && range->first <= point;
}

// Persian, Sinhala and many an emoji are written with them. In one line, a name above all, what looks alike must be
// alike, and they are refused.
bool IsJoiner(uint32_t point) { return point == 0x200C || point == 0x200D; }

bool IsControl(uint32_t point) { return point < 0x20 || (point >= 0x7F && point < 0xA0); }

bool IsPlainAscii(std::string_view text) {
  return std::ranges::all_of(text, [](char c) { return c >= 0x20 && c < 0x7F; });
}

bool HasLines(const FieldDescriptor& field) {
  return std::ranges::find(kWithLines, field.name()) != std::end(kWithLines);
}

// What is wrong with a text, and what to do; nothing where it is well.
std::optional<std::string> WrongWith(std::string_view text, bool lines) {
  const auto* bytes = reinterpret_cast<const utf8proc_uint8_t*>(text.data());
  for (size_t at = 0; at < text.size();) {
    utf8proc_int32_t read = 0;
    const utf8proc_ssize_t taken = utf8proc_iterate(bytes + at, static_cast<utf8proc_ssize_t>(text.size() - at), &read);
    if (taken <= 0) return "Must be UTF-8 text.";
    const auto point = static_cast<uint32_t>(read);
    const bool allowed = lines && (point == '\n' || point == '\r' || point == '\t');
    if (IsControl(point) && !allowed) {
      return lines ? "Must not hold control characters other than line ends and tabs: leave them out."
                   : "Must not hold control characters: leave them out, and write it in one line.";
    }
    if (IsUnseen(point) && !(lines && IsJoiner(point))) {
      return absl::StrFormat(
          "Must not hold the character U+%04X, which cannot be seen or turns text around: leave it out.", point);
    }
    at += static_cast<size_t>(taken);
  }
  return std::nullopt;
}

// `text` is well-formed.
std::string NormalFormC(const std::string& text) {
  utf8proc_uint8_t* made = nullptr;
  const utf8proc_ssize_t size =
      utf8proc_map(reinterpret_cast<const utf8proc_uint8_t*>(text.data()), static_cast<utf8proc_ssize_t>(text.size()),
                   &made, static_cast<utf8proc_option_t>(UTF8PROC_STABLE | UTF8PROC_COMPOSE));
  const std::unique_ptr<utf8proc_uint8_t, decltype(&std::free)> owned(made, &std::free);
  // Memory alone can be lacking: then the text stays as it is.
  if (size < 0) return text;
  return {reinterpret_cast<const char*>(made), static_cast<size_t>(size)};
}

class Cleaner {
 public:
  explicit Cleaner(const TextLimits& limits) : limits_(limits) {}

  void Clean(Message& message, const std::string& at) {
    std::vector<const FieldDescriptor*> fields;
    message.GetReflection()->ListFields(message, &fields);
    for (const FieldDescriptor* field : fields) {
      if (field->is_repeated()) {
        CleanAll(message, *field, absl::StrCat(at, field->name()));
      } else if (field->type() == FieldDescriptor::TYPE_STRING) {
        CleanOne(message, *field, absl::StrCat(at, field->name()));
      } else if (field->cpp_type() == FieldDescriptor::CPPTYPE_MESSAGE) {
        Clean(*message.GetReflection()->MutableMessage(&message, field), absl::StrCat(at, field->name(), "."));
      }
    }
  }

  absl::Status ToStatus() const { return errors_.ToStatus(); }

 private:
  void CleanAll(Message& message, const FieldDescriptor& field, const std::string& path) {
    const auto& reflection = *message.GetReflection();
    const int entries = reflection.FieldSize(message, &field);
    if (entries > limits_.entries_max) {
      return errors_.Add(
          path, absl::StrCat("Must have at most ", limits_.entries_max, " entries: send the rest in another request."));
    }
    for (int i = 0; i < entries; ++i) {
      if (field.type() == FieldDescriptor::TYPE_STRING) {
        if (auto text =
                Cleaned(field, reflection.GetRepeatedString(message, &field, i), absl::StrCat(path, "[", i, "]"))) {
          reflection.SetRepeatedString(&message, &field, i, *std::move(text));
        }
      } else if (field.cpp_type() == FieldDescriptor::CPPTYPE_MESSAGE) {
        Clean(*reflection.MutableRepeatedMessage(&message, &field, i), absl::StrCat(path, "[", i, "]."));
      }
    }
  }

  void CleanOne(Message& message, const FieldDescriptor& field, const std::string& path) {
    const auto& reflection = *message.GetReflection();
    if (auto text = Cleaned(field, reflection.GetString(message, &field), path)) {
      reflection.SetString(&message, &field, *std::move(text));
    }
  }

  // The text to put in its place; nothing where it stays, or is refused.
  std::optional<std::string> Cleaned(const FieldDescriptor& field, const std::string& text, const std::string& path) {
    const bool file = field.name() == kFile;
    const int bytes_max = file ? std::max(kFileBytesMax, limits_.bytes_max) : limits_.bytes_max;
    if (text.size() > static_cast<size_t>(bytes_max)) {
      errors_.Add(path, absl::StrCat("Must be at most ", bytes_max, " bytes: make it shorter."));
      return std::nullopt;
    }
    if (IsPlainAscii(text)) return std::nullopt;
    if (auto wrong = WrongWith(text, HasLines(field))) {
      errors_.Add(path, *std::move(wrong));
      return std::nullopt;
    }
    if (file) return std::nullopt;
    // A line ends in `\n`, however the caller's system ends it.
    return NormalFormC(absl::StrReplaceAll(text, {{"\r\n", "\n"}, {"\r", "\n"}}));
  }

  const TextLimits& limits_;
  errors::FieldErrors errors_;
};

}  // namespace

absl::Status CleanText(Message& request, const TextLimits& limits) {
  Cleaner cleaner(limits);
  cleaner.Clean(request, "");
  return cleaner.ToStatus();
}

}  // namespace shortbreaks::rpc

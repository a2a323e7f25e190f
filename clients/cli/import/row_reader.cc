#include "import/row_reader.h"

#include <absl/strings/ascii.h>
#include <absl/strings/numbers.h>

namespace shortbreaks::cli {

std::string RowReader::Text(std::string_view column) const {
  const auto found = row_.values.find(column);
  return found == row_.values.end() ? std::string() : found->second;
}

std::string RowReader::Required(std::string_view column) const {
  std::string text = Text(column);
  if (text.empty()) Wrong(column, "Is required.");
  return text;
}

int32_t RowReader::Number(std::string_view column, int32_t left_out) const {
  const std::string text = Text(column);
  int32_t value = left_out;
  if (!text.empty() && !absl::SimpleAtoi(text, &value)) Wrong(column, "Write a whole number.");
  return value;
}

bool RowReader::YesNo(std::string_view column, bool left_out) const {
  const std::string text = absl::AsciiStrToLower(Text(column));
  if (text.empty()) return left_out;
  if (text != "yes" && text != "no") Wrong(column, "Write yes or no.");
  return text == "yes";
}

std::vector<std::string> RowReader::List(std::string_view column) const {
  std::vector<std::string> values;
  const std::string text = Text(column);
  for (const auto part : absl::StrSplit(text, ';', absl::SkipWhitespace())) {
    values.emplace_back(absl::StripAsciiWhitespace(part));
  }
  return values;
}

}  // namespace shortbreaks::cli

// The values of one row, each checked as it is read: what is wrong goes to the errors with file, line and column.
#pragma once

#include <absl/status/statusor.h>
#include <absl/strings/str_split.h>

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "import/csv_file.h"
#include "import/row_errors.h"
#include "words.h"

namespace shortbreaks::cli {

class RowReader {
 public:
  RowReader(const CsvFile& file, const CsvRow& row, RowErrors& errors) : file_(file), row_(row), errors_(errors) {}

  // Empty where the file has no such column.
  std::string Text(std::string_view column) const;
  bool Has(std::string_view column) const { return !Text(column).empty(); }
  // Adds an error and gives an empty text where the value is left out.
  std::string Required(std::string_view column) const;

  // The value by `parse` (a StatusOr of it, from text). Nothing, with an error, where it is wrong.
  template <typename Parse>
  auto Value(std::string_view column, Parse parse) const {
    const std::string text = Required(column);
    using Result = std::optional<typename decltype(parse(std::string_view()))::value_type>;
    if (text.empty()) return Result();
    auto value = parse(std::string_view(text));
    if (value.ok()) return Result(*std::move(value));
    Wrong(column, value.status());
    return Result();
  }

  // A whole number.
  int32_t Number(std::string_view column, int32_t left_out = 0) const;
  // yes or no.
  bool YesNo(std::string_view column, bool left_out) const;

  // Values separated by semicolons, without spaces at the ends and without empty ones.
  std::vector<std::string> List(std::string_view column) const;

  // Values of an enum, separated by semicolons.
  template <typename Enum, typename Add>
  void Each(std::string_view column, Add add) const {
    for (const auto part : absl::StrSplit(Text(column), ';', absl::SkipWhitespace())) {
      auto value = ParseEnum<Enum>(std::string_view(part.data(), part.size()));
      if (value.ok()) {
        add(*value);
      } else {
        Wrong(column, value.status());
      }
    }
  }

  void Wrong(std::string_view column, std::string_view what) const { errors_.Add(At(column), what); }
  void Wrong(std::string_view column, const absl::Status& status) const {
    errors_.Add(At(column), std::string(status.message()));
  }
  Place At(std::string_view column) const { return {file_.name, row_.line, std::string(column)}; }

 private:
  const CsvFile& file_;
  const CsvRow& row_;
  RowErrors& errors_;
};

}  // namespace shortbreaks::cli

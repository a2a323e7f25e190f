#include "import/csv_file.h"

#include <absl/strings/str_cat.h>
#include <absl/strings/str_join.h>
#include <csv.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iterator>

#include "wire/fields.h"

namespace shortbreaks::cli {
namespace {

constexpr std::string_view kByteOrderMark = "\xEF\xBB\xBF";
constexpr uintmax_t kFileBytesMax = 64u << 20;

struct RawRow {
  int line = 0;
  std::vector<std::string> values;
};

// libcsv, fed a byte at a time so that the line on which each row begins is known.
class Parser {
 public:
  Parser() { csv_init(&parser_, CSV_STRICT | CSV_STRICT_FINI); }
  ~Parser() { csv_free(&parser_); }
  Parser(const Parser&) = delete;
  Parser& operator=(const Parser&) = delete;

  // 0, or the line on which quotes are not closed or stand in the middle of a value.
  int Parse(std::string_view content) {
    for (size_t i = 0; i < content.size(); ++i) {
      const char c = content[i];
      if (!in_row_ && c != '\n' && c != '\r') {
        in_row_ = true;
        row_.line = line_;
      }
      if (csv_parse(&parser_, &c, 1, OnValue, OnRow, this) != 1) return row_.line;
      const bool ends_line = c == '\n' || (c == '\r' && (i + 1 == content.size() || content[i + 1] != '\n'));
      if (ends_line) ++line_;
    }
    return csv_fini(&parser_, OnValue, OnRow, this) == 0 ? 0 : row_.line;
  }
  std::vector<RawRow>& rows() { return rows_; }

 private:
  static void OnValue(void* value, size_t size, void* self) {
    auto& values = static_cast<Parser*>(self)->row_.values;
    values.emplace_back(static_cast<const char*>(value), size);
  }
  static void OnRow(int, void* self) {
    auto& parser = *static_cast<Parser*>(self);
    parser.rows_.push_back(std::move(parser.row_));
    parser.row_ = {};
    parser.in_row_ = false;
  }

  csv_parser parser_;
  int line_ = 1;
  bool in_row_ = false;
  RawRow row_;
  std::vector<RawRow> rows_;
};

bool Has(const std::vector<std::string>& list, const std::string& value) {
  return std::find(list.begin(), list.end(), value) != list.end();
}

bool CheckTitles(const std::string& file, const RawRow& titles, const Columns& columns, RowErrors& errors) {
  const size_t before = errors.count();
  for (size_t i = 0; i < titles.values.size(); ++i) {
    const std::string& title = titles.values[i];
    if (!Has(columns.required, title) && !Has(columns.optional, title)) {
      errors.Add(
          {file, titles.line, title},
          absl::StrCat("This column is not known. Known are: ", absl::StrJoin(columns.required, ", "),
                       columns.optional.empty() ? "" : "; if wanted: ", absl::StrJoin(columns.optional, ", "), "."));
    } else if (std::find(titles.values.begin(), titles.values.begin() + static_cast<std::ptrdiff_t>(i), title) !=
               titles.values.begin() + static_cast<std::ptrdiff_t>(i)) {
      errors.Add({file, titles.line, title}, "This column stands here twice.");
    }
  }
  for (const std::string& required : columns.required) {
    if (!Has(titles.values, required)) errors.Add({file, titles.line, required}, "This column is missing.");
  }
  return errors.count() == before;
}

std::string Trimmed(const std::string& value) {
  const size_t first = value.find_first_not_of(" \t");
  return first == std::string::npos ? "" : value.substr(first, value.find_last_not_of(" \t") - first + 1);
}

// The line of the first byte that is not UTF-8, or 0.
int LineNotUtf8(std::string_view content) {
  int line = 1;
  for (size_t at = 0; at < content.size();) {
    const auto point = wire::CodePointAt(content, at);
    if (!point) return line;
    if (point->value == '\n') ++line;
    at += point->bytes;
  }
  return 0;
}

}  // namespace

CsvFile ParseCsv(std::string name, std::string_view content, const Columns& columns, RowErrors& errors) {
  CsvFile file{std::move(name), {}, {}};
  if (content.starts_with(kByteOrderMark)) content.remove_prefix(kByteOrderMark.size());
  if (const int line = LineNotUtf8(content); line > 0) {
    errors.Add({file.name, line, ""}, "This is not UTF-8. Save the file as CSV UTF-8.");
    return file;
  }
  Parser parser;
  if (const int line = parser.Parse(content); line > 0) {
    errors.Add({file.name, line, ""},
               "The quotes of this row are not closed, or stand inside a value. Write a quote inside a value twice.");
    return file;
  }
  const std::vector<RawRow>& raw = parser.rows();
  if (raw.empty()) {
    errors.Add({file.name, 0, ""}, absl::StrCat("The file is empty. Its first line names the columns: ",
                                                absl::StrJoin(columns.required, ","), "."));
    return file;
  }
  const RawRow& titles = raw.front();
  if (!CheckTitles(file.name, titles, columns, errors)) return file;
  file.titles = titles.values;
  for (size_t i = 1; i < raw.size(); ++i) {
    if (raw[i].values.size() != titles.values.size()) {
      errors.Add({file.name, raw[i].line, ""},
                 absl::StrCat("This row has ", raw[i].values.size(), " values, and there are ", titles.values.size(),
                              " columns. Put values with commas into quotes."));
      continue;
    }
    CsvRow& row = file.rows.emplace_back();
    row.line = raw[i].line;
    for (size_t c = 0; c < titles.values.size(); ++c) row.values[titles.values[c]] = Trimmed(raw[i].values[c]);
  }
  return file;
}

absl::StatusOr<std::string> ReadFile(const std::string& path) {
  std::error_code error;
  const uintmax_t size = std::filesystem::file_size(path, error);
  std::ifstream file(path, std::ios::binary);
  if (error || !file)
    return absl::InvalidArgumentError(absl::StrCat("The file ", path, " cannot be read. Check its name."));
  if (size > kFileBytesMax)
    return absl::InvalidArgumentError(absl::StrCat("The file ", path, " is larger than 64 MiB."));
  return std::string(std::istreambuf_iterator<char>(file), {});
}

}  // namespace shortbreaks::cli

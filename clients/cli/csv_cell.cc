#include "csv_cell.h"

#include <absl/strings/str_cat.h>
#include <absl/strings/str_replace.h>

namespace shortbreaks::cli {
namespace {

// Whether a spreadsheet may take the cell for a formula. Some pass over spaces before it, and some take the full-width
// forms of the same signs.
bool IsFormula(std::string_view text) {
  constexpr std::string_view kSigns[] = {"=", "+", "-", "@", "\t", "\r", "\n", "\uFF1D", "\uFF0B", "\uFF0D", "\uFF20"};
  const size_t from = text.find_first_not_of(' ');
  if (from == std::string_view::npos) return false;
  for (const std::string_view sign : kSigns) {
    if (text.substr(from).starts_with(sign)) return true;
  }
  return false;
}

}  // namespace

std::string CsvCell(std::string_view text) {
  const std::string cell = absl::StrCat(IsFormula(text) ? "'" : "", std::string(text));
  if (cell.find_first_of(",\"\r\n") == std::string::npos) return cell;
  return absl::StrCat("\"", absl::StrReplaceAll(cell, {{"\"", "\"\""}}), "\"");
}

std::string CsvRow(const std::vector<std::string>& cells) {
  std::string row;
  for (size_t i = 0; i < cells.size(); ++i) absl::StrAppend(&row, i == 0 ? "" : ",", CsvCell(cells[i]));
  return absl::StrCat(row, "\n");
}

}  // namespace shortbreaks::cli

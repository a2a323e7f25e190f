#include "csv_cell.h"

#include <absl/strings/str_cat.h>
#include <absl/strings/str_replace.h>

namespace shortbreaks::cli {

std::string CsvCell(std::string_view text) {
  constexpr std::string_view kFormula = "=+-@\t\r\n";
  const bool formula = !text.empty() && kFormula.find(text.front()) != std::string_view::npos;
  const std::string cell = absl::StrCat(formula ? "'" : "", std::string(text));
  if (cell.find_first_of(",\"\r\n") == std::string::npos) return cell;
  return absl::StrCat("\"", absl::StrReplaceAll(cell, {{"\"", "\"\""}}), "\"");
}

std::string CsvRow(const std::vector<std::string>& cells) {
  std::string row;
  for (size_t i = 0; i < cells.size(); ++i) absl::StrAppend(&row, i == 0 ? "" : ",", CsvCell(cells[i]));
  return absl::StrCat(row, "\n");
}

}  // namespace shortbreaks::cli

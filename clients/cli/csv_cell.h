// Cells of CSV, the only ones that are written, that a spreadsheet shows and never runs.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace shortbreaks::cli {

// Quoted where it must be (RFC 4180). A cell that a spreadsheet would take for a formula, with = + - @ in either width,
// a tab or a line end at its beginning or after spaces, gets an apostrophe before it.
std::string CsvCell(std::string_view text);
// Cells with commas between, and a line end.
std::string CsvRow(const std::vector<std::string>& cells);

}  // namespace shortbreaks::cli

// Reads a CSV file (RFC 4180) of a person's: UTF-8 with or without a byte order mark, lines ended by LF or CRLF, quoted
// values that may hold commas and line breaks, columns in any order and found by their titles.
#pragma once

#include <absl/status/statusor.h>

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "import/row_errors.h"

namespace shortbreaks::cli {

// Which columns a file has. A title that is in neither list is an error that names it.
struct Columns {
  std::vector<std::string> required, optional;
};

struct CsvRow {
  int line = 0;                                            // in the file, from 1; where the row begins
  std::map<std::string, std::string, std::less<>> values;  // by column, without spaces at the ends
};

struct CsvFile {
  std::string name;                 // as people are told
  std::vector<std::string> titles;  // of the columns that it has
  std::vector<CsvRow> rows;
};

// Reads `content`. Adds to `errors` what is wrong with titles and rows, and leaves such rows out.
CsvFile ParseCsv(std::string name, std::string_view content, const Columns& columns, RowErrors& errors);

// The content of a file, at most 64 MiB. INVALID_ARGUMENT, one line, where it cannot be read.
absl::StatusOr<std::string> ReadFile(const std::string& path);

}  // namespace shortbreaks::cli

// Text laid out for a terminal: aligned by the columns that characters take on the screen.
#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace shortbreaks::cli {

// `text` without anything that would move a terminal's cursor or change its colours: control characters become spaces,
// bytes that are not UTF-8 a question mark.
std::string Printable(std::string_view text);

// How many columns of the screen `text` takes: two for wide characters, none for combining ones.
size_t DisplayWidth(std::string_view text);

// `right` aligns a column's cells to the right, for numbers.
struct Column {
  std::string title;
  bool right = false;
};

// A line for the titles and one for each row, columns two spaces apart, no spaces at the ends of lines. A row may be
// shorter than `columns`. Without rows: `none`.
std::string Table(const std::vector<Column>& columns, const std::vector<std::vector<std::string>>& rows,
                  std::string_view none);

// `Places   12 of 20`: one line for each pair, leaving out those without a value.
std::string Facts(const std::vector<std::pair<std::string, std::string>>& facts);

}  // namespace shortbreaks::cli

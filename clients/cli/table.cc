#include "table.h"

#include <algorithm>
#include <clocale>
#include <cwchar>

#include "wire/fields.h"

namespace shortbreaks::cli {
namespace {

// wcwidth asks the thread's locale; C.UTF-8 is always there on Debian.
class Utf8Locale {
 public:
  Utf8Locale() : previous_(uselocale(Locale())) {}
  ~Utf8Locale() { uselocale(previous_); }
  Utf8Locale(const Utf8Locale&) = delete;
  Utf8Locale& operator=(const Utf8Locale&) = delete;

 private:
  static locale_t Locale() {
    static const locale_t kLocale = [] {
      const locale_t found = newlocale(LC_CTYPE_MASK, "C.UTF-8", static_cast<locale_t>(nullptr));
      return found == static_cast<locale_t>(nullptr) ? LC_GLOBAL_LOCALE : found;
    }();
    return kLocale;
  }
  locale_t previous_;
};

std::string Padded(const std::string& text, size_t width, bool right) {
  const std::string spaces(width - std::min(width, DisplayWidth(text)), ' ');
  return right ? spaces + text : text + spaces;
}

void AppendLine(const std::vector<Column>& columns, const std::vector<std::string>& cells,
                const std::vector<size_t>& widths, std::string& out) {
  std::string line;
  for (size_t i = 0; i < columns.size(); ++i) {
    if (i > 0) line += "  ";
    line += Padded(i < cells.size() ? cells[i] : "", widths[i], columns[i].right);
  }
  line.erase(line.find_last_not_of(' ') + 1);
  out += line + "\n";
}

}  // namespace

std::string Printable(std::string_view text) {
  std::string out;
  for (size_t at = 0; at < text.size();) {
    const auto point = wire::CodePointAt(text, at);
    const bool control = point && (point->value < 0x20 || (point->value >= 0x7F && point->value < 0xA0));
    if (!point) {
      out += '?';
    } else if (control) {
      out += ' ';
    } else {
      out += text.substr(at, point->bytes);
    }
    at += point ? point->bytes : 1;
  }
  return out;
}

size_t DisplayWidth(std::string_view text) {
  const Utf8Locale utf8;
  size_t width = 0;
  for (size_t at = 0; at < text.size();) {
    const auto point = wire::CodePointAt(text, at);
    const int columns = point ? wcwidth(static_cast<wchar_t>(point->value)) : 1;
    width += columns < 0 ? 1 : static_cast<size_t>(columns);
    at += point ? point->bytes : 1;
  }
  return width;
}

std::string Table(const std::vector<Column>& columns, const std::vector<std::vector<std::string>>& rows,
                  std::string_view none) {
  if (rows.empty()) return std::string(none) + "\n";
  std::vector<std::string> titles;
  std::vector<size_t> widths;
  for (const Column& column : columns) {
    titles.push_back(column.title);
    widths.push_back(DisplayWidth(column.title));
  }
  std::vector<std::vector<std::string>> cells;
  for (const auto& row : rows) {
    auto& line = cells.emplace_back();
    for (size_t i = 0; i < row.size() && i < columns.size(); ++i) {
      line.push_back(Printable(row[i]));
      widths[i] = std::max(widths[i], DisplayWidth(line[i]));
    }
  }
  std::string out;
  AppendLine(columns, titles, widths, out);
  for (const auto& line : cells) AppendLine(columns, line, widths, out);
  return out;
}

std::string Facts(const std::vector<std::pair<std::string, std::string>>& facts) {
  size_t width = 0;
  for (const auto& [title, value] : facts) width = std::max(width, value.empty() ? 0 : DisplayWidth(title));
  std::string out;
  for (const auto& [title, value] : facts) {
    if (!value.empty()) out += Padded(title, width, false) + "  " + Printable(value) + "\n";
  }
  return out;
}

}  // namespace shortbreaks::cli

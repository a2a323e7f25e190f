#include <absl/strings/numbers.h>
#include <absl/strings/str_cat.h>
#include <absl/time/civil_time.h>
#include <absl/time/time.h>

#include <stdexcept>

#include "mysql/connection.h"

namespace shortbreaks::mysql {

// Its name is what a log shows of it.
class UnreadableRow : public std::logic_error {
  using std::logic_error::logic_error;
};

namespace {

[[noreturn]] void Defect(const char* what, size_t column) {
  throw UnreadableRow(absl::StrCat("column ", column, " ", what));
}

// The digits of text[from, from + count) as a number; -1 where they are not all digits.
int Digits(std::string_view text, size_t from, size_t count) {
  if (from + count > text.size()) return -1;
  int value = 0;
  for (char c : text.substr(from, count)) {
    if (c < '0' || c > '9') return -1;
    value = value * 10 + (c - '0');
  }
  return value;
}

const std::string& Given(const std::vector<Row::Value>& values, size_t column) {
  if (column >= values.size()) Defect("is not in the row", column);
  if (!values[column].has_value()) Defect("is null", column);
  return *values[column];
}

}  // namespace

bool Row::IsNull(size_t column) const {
  if (column >= values_.size()) Defect("is not in the row", column);
  return !values_[column].has_value();
}

int64_t Row::Int(size_t column) const {
  int64_t value = 0;
  if (!absl::SimpleAtoi(Given(values_, column), &value)) Defect("is not a whole number", column);
  return value;
}

double Row::Double(size_t column) const {
  double value = 0;
  if (!absl::SimpleAtod(Given(values_, column), &value)) Defect("is not a number", column);
  return value;
}

std::string Row::Text(size_t column) const { return Given(values_, column); }

absl::CivilDay Row::Day(size_t column) const {
  const std::string& text = Given(values_, column);
  const int year = Digits(text, 0, 4), month = Digits(text, 5, 2), day = Digits(text, 8, 2);
  if (text.size() < 10 || year < 0 || month < 1 || day < 1) Defect("is not a day", column);
  return absl::CivilDay(year, month, day);
}

absl::Time Row::Time(size_t column) const {
  const std::string& text = Given(values_, column);
  const absl::CivilDay day = Day(column);
  const int hour = Digits(text, 11, 2), minute = Digits(text, 14, 2), second = Digits(text, 17, 2);
  if (hour < 0 || minute < 0 || second < 0) Defect("is not an instant", column);
  int micros = 0;
  if (text.size() > 20) {
    micros = Digits(text, 20, text.size() - 20);
    if (micros < 0 || text.size() > 26) Defect("is not an instant", column);
    for (size_t i = text.size(); i < 26; ++i) micros *= 10;
  }
  const absl::CivilSecond civil(day.year(), day.month(), day.day(), hour, minute, second);
  return absl::FromCivil(civil, absl::UTCTimeZone()) + absl::Microseconds(micros);
}

}  // namespace shortbreaks::mysql

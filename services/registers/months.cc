#include "registers/months.h"

#include <absl/strings/str_format.h>

#include <algorithm>

#include "london/london.h"

namespace shortbreaks::registers {
std::optional<absl::CivilMonth> ParseMonth(std::string_view text) {
  absl::CivilMonth month;
  if (text.size() != 7 || !absl::ParseCivilTime(std::string(text), &month)) return std::nullopt;
  if (month.year() < 2000 || month.year() > 2199) return std::nullopt;
  return month;
}

std::string MonthText(absl::CivilMonth month) { return absl::StrFormat("%04d-%02d", month.year(), month.month()); }

Span SpanOf(absl::CivilMonth month) {
  return {absl::FromCivil(absl::CivilSecond(month), london::Zone()),
          absl::FromCivil(absl::CivilSecond(month + 1), london::Zone())};
}

int NightsBegun(absl::Time start, int minutes, int nights) {
  if (nights <= 0) return 0;
  const absl::TimeZone zone = london::Zone();
  // By the clock on the wall, so that a night of 23 or of 25 hours is one.
  const absl::CivilSecond came = absl::ToCivilSecond(start, zone);
  const absl::CivilSecond left = absl::ToCivilSecond(start + absl::Minutes(minutes), zone);
  constexpr int64_t kDay = 24 * 60 * 60;
  const int64_t begun = (left - came + kDay - 1) / kDay;
  return static_cast<int>(std::clamp<int64_t>(begun, 1, nights));
}

}  // namespace shortbreaks::registers

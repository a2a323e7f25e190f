// Months and nights as people in England count them.
#pragma once

#include <absl/time/civil_time.h>
#include <absl/time/time.h>

#include <optional>
#include <string>
#include <string_view>

namespace shortbreaks::registers {

// `2026-11`, 2000 to 2199; nothing for any other text.
std::optional<absl::CivilMonth> ParseMonth(std::string_view text);
std::string MonthText(absl::CivilMonth month);

// From the first instant of the month in London to before the first of the next.
struct Span {
  absl::Time begin, end;
};
Span SpanOf(absl::CivilMonth month);

// How many nights of a stay with `nights` a child began that came at `start` and left after `minutes`: one at once, and
// another at each return of the same time of day. At most `nights`; none where the session has none.
int NightsBegun(absl::Time start, int minutes, int nights);

}  // namespace shortbreaks::registers

// Sessions that come round: a row of `series.csv` is spread over days at the same wall-clock time in London, whatever
// the clocks do between them.
#pragma once

#include <absl/time/civil_time.h>

#include <optional>
#include <string>
#include <vector>

#include "import/calendar.h"
#include "import/row_reader.h"
#include "london.h"
#include "shortbreaks/availability/v1/availability.pb.h"

namespace shortbreaks::cli {

// The days that an import spreads series over: `weeks` weeks from `from`, included. Sessions that have begun by `now`
// are left out.
struct Period {
  absl::CivilDay from;
  int weeks = 13;
  absl::Time now = absl::InfinitePast();
  absl::CivilDay Last() const { return from + 7 * weeks - 1; }
};

extern const Columns kSeriesColumns;

// One session for each day of the row's pattern. Its external_id is the series', a hyphen and the day:
// `WV-SE-01-20261205`. Skips bank holidays and closed days, and days outside `only` (term, holiday; left out: any).
// Adds to the row's errors.
std::vector<availability::v1::ImportSession> ExpandSeries(const RowReader& row, const Period& period,
                                                          const Calendar& calendar);

// The columns staff, ratio_caps (`1:1=2; 2:1=1`) and reserve, which sessions and series have alike.
void ReadStaffAndCaps(const RowReader& row, availability::v1::Session& session);

// The instants of a session from `start` on `day` to `end`: on the day `nights` later, on the next where `end` is not
// after `start`. Nothing, with an error in the row, where the clocks have no such time.
struct Span {
  absl::Time start, end;
};
std::optional<Span> SpanOf(const RowReader& row, absl::CivilDay day, TimeOfDay start, TimeOfDay end, int nights);

}  // namespace shortbreaks::cli

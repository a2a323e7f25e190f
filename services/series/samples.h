// Well-formed series for tests to change.
#pragma once

#include <absl/strings/str_format.h>

#include <string>

#include "shortbreaks/availability/v1/series.pb.h"
#include "wire/times.h"

namespace shortbreaks::series {

namespace v1 = availability::v1;

// By the clock: 10:00 to 13:00 is `Pattern(600, 780)`.
inline v1::SessionPattern Pattern(int start_minutes, int end_minutes, int end_day_offset = 0) {
  v1::SessionPattern pattern;
  pattern.set_start_minutes(start_minutes);
  pattern.set_end_minutes(end_minutes);
  pattern.set_end_day_offset(end_day_offset);
  pattern.set_places(8);
  pattern.set_publish(true);
  return pattern;
}

inline v1::Series SampleSeries(const std::string& rule, absl::CivilDay first, const v1::SessionPattern& pattern) {
  v1::Series series;
  series.mutable_recurrence()->set_rule(rule);
  *series.mutable_recurrence()->mutable_first_day() = wire::ToProto(first);
  series.mutable_recurrence()->set_closed_days(v1::CLOSED_DAYS_SKIP);
  *series.mutable_pattern() = pattern;
  return series;
}

}  // namespace shortbreaks::series

// Which days a request is about.
#pragma once

#include <absl/strings/str_cat.h>
#include <absl/time/civil_time.h>

#include "errors/errors.h"
#include "wire/times.h"

namespace shortbreaks::wire {

// Days in London, both included.
struct DayRange {
  absl::CivilDay first, last;
};

// A request's from_date and to_date. Where from_date is left out, the default's; where to_date is, as many days as the
// default has. to_date is at most `days_after_max` after from_date.
template <typename Request>
DayRange ReadDayRange(const Request& request, DayRange days, int days_after_max, errors::FieldErrors& fields) {
  constexpr char kNoDay[] = "Must be a day of the calendar, from 1900 to 2200.";
  const auto usual = days.last - days.first;
  if (request.has_from_date()) {
    const auto day = FromProto(request.from_date());
    if (!day) fields.Add("from_date", kNoDay);
    days.first = day.value_or(days.first);
    days.last = days.first + usual;
  }
  if (request.has_to_date()) {
    const auto day = FromProto(request.to_date());
    if (!day) {
      fields.Add("to_date", kNoDay);
    } else if (*day < days.first) {
      fields.Add("to_date", "Must not be before from_date.");
    } else if (*day - days.first > days_after_max) {
      fields.Add("to_date", absl::StrCat("Must be at most ", days_after_max, " days after from_date."));
    }
    days.last = day.value_or(days.last);
  }
  return days;
}

}  // namespace shortbreaks::wire

// Whether a request is well formed, and what it asks for. Pure. Every wrong field is added to `fields`.
#pragma once

#include <absl/time/civil_time.h>

#include <string>
#include <string_view>
#include <vector>

#include "errors/errors.h"
#include "series/calendar.h"
#include "series/change.h"

namespace shortbreaks::series {

// The day in `date`, or 1970-01-01 where it is wrong or not given.
absl::CivilDay DayIn(std::string_view field, bool given, const type::v1::Date& date, errors::FieldErrors& fields);

// What a caller may say of a series, with its days in order and each once. `activity` and `name` are not looked at.
v1::Series ReadSeries(const v1::Series& message, errors::FieldErrors& fields);

// Whose days are replaced, between which days, and by what.
struct DaysEdit {
  ids::Uuid provider_id, activity_id;  // empty: the council's
  absl::CivilDay first, last;
  std::vector<Stretch> stretches;
};
DaysEdit ReadDays(const v1::SetCalendarDaysRequest& message, errors::FieldErrors& fields);

// A season that is copied, and where to.
struct Season {
  ids::Uuid provider_id, activity_id;  // one of them
  absl::CivilDay first, last, to;
  bool as_drafts = false, validate_only = false;

  // Days from the week of `first` to the week of `to`: whole weeks.
  int64_t Shift() const;
};
Season ReadSeason(const v1::CopySeasonRequest& message, errors::FieldErrors& fields);

// How a change treats sessions that are booked; why they are called off.
void CheckBooked(v1::BookedSessions booked, const std::string& reason, bool reason_required,
                 errors::FieldErrors& fields);

}  // namespace shortbreaks::series

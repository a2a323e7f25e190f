// The days that series go by: terms, bank holidays, closed days. Pure.
#pragma once

#include <absl/time/civil_time.h>

#include <optional>
#include <string>
#include <vector>

#include "ids/uuid.h"
#include "shortbreaks/availability/v1/series.pb.h"

namespace shortbreaks::series {

namespace v1 = availability::v1;

// Both days included. Of the council where neither id is set.
struct Stretch {
  v1::CalendarDayKind kind = v1::CALENDAR_DAY_KIND_UNSPECIFIED;
  std::string name;
  absl::CivilDay first, last;
  ids::Uuid provider_id, activity_id;

  bool Holds(absl::CivilDay day) const { return first <= day && day <= last; }
};

v1::CalendarDays ToProto(const Stretch& stretch);

class Calendar {
 public:
  explicit Calendar(std::vector<Stretch> stretches) : stretches_(std::move(stretches)) {}

  // What keeps something from running from `first` to `last`, both included: a closed day, or a bank holiday where
  // those count. Closed days before bank holidays. Null where nothing does.
  const Stretch* Closed(absl::CivilDay first, absl::CivilDay last, bool bank_holidays_count) const;
  bool IsTerm(absl::CivilDay day) const { return Find(v1::CALENDAR_DAY_KIND_TERM, day, day) != nullptr; }
  // Between two terms.
  bool IsHolidays(absl::CivilDay day) const { return !IsTerm(day) && KnowsTerms(day, day); }
  // Whether every day from `first` to `last` is in a term or between two.
  bool KnowsTerms(absl::CivilDay first, absl::CivilDay last) const;

 private:
  // The first that has a day in common with those from `first` to `last`.
  const Stretch* Find(v1::CalendarDayKind kind, absl::CivilDay first, absl::CivilDay last) const;

  std::vector<Stretch> stretches_;
};

}  // namespace shortbreaks::series

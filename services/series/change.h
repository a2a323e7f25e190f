// What a change of a series does to each of its sessions, worked out before anything is written. Pure.
#pragma once

#include <absl/status/statusor.h>
#include <absl/time/civil_time.h>
#include <absl/time/time.h>

#include <cstdint>
#include <optional>
#include <vector>

#include "series/plan.h"

namespace shortbreaks::series {

// A session of a series as it is stored, but for what its series and its activity say.
struct SessionRow {
  ids::Uuid id;
  int64_t version = 1;
  std::optional<absl::CivilDay> day;  // of the series that it stands for
  absl::Time start, end, booking_open, booking_close;
  int64_t charge_minutes = 0, charge_nights = 0;
  v1::SessionState state = v1::SESSION_STATE_DRAFT;
  int64_t places = 0, places_taken = 0;
  std::optional<int64_t> staff;
  int64_t reserve_places = 0;
  std::optional<absl::Time> reserve_release;
  bool detached = false;
  bool caps_anew = false;  // its ratio caps become the pattern's

  bool HasTimesOf(const PlannedDate& date) const { return start == date.start && end == date.end; }
};

// The session of a date by the pattern, with an id of its own.
SessionRow NewSession(const PlannedDate& date, const v1::SessionPattern& pattern);

struct SeriesEdit {
  v1::Series before, after;
  v1::BookedSessions booked = v1::BOOKED_SESSIONS_UNSPECIFIED;
  bool include_detached = false;

  // Whether the dates or times differ, so that they are made anew.
  bool MovesDates() const;
};

// What was called off and stands again at another time is in `called_off` and in `created`.
struct SessionChanges {
  std::vector<SessionRow> updated;     // as they will be, versions too
  std::vector<SessionRow> created;     // with the days that they stand for
  std::vector<SessionRow> left;        // booked: detached, as they are
  std::vector<SessionRow> called_off;  // as they are
};

// `rows`: the sessions that the change is for, those that were called off too, whose days are not filled again.
// `dates`: where MovesDates, all that the series comes to now. SESSIONS_BOOKED.
absl::StatusOr<SessionChanges> PlanChanges(const SeriesEdit& edit, const std::vector<SessionRow>& rows,
                                           const std::vector<PlannedDate>& dates, absl::Time now);

// One session, by itself from then on. `date`: to where it moves; nothing: its times stay. SESSIONS_BOOKED.
absl::StatusOr<SessionChanges> PlanChangeOfOne(const SeriesEdit& edit, const SessionRow& row,
                                               const std::optional<PlannedDate>& date);

// The end of a series. SESSIONS_BOOKED.
absl::StatusOr<SessionChanges> PlanEnd(v1::BookedSessions booked, const std::vector<SessionRow>& rows, absl::Time now);

}  // namespace shortbreaks::series

// Series, their sessions and the calendar as rows, for the parts of the store.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "mysql/connection.h"
#include "rpc/call.h"
#include "series/calendar.h"
#include "series/change.h"

namespace shortbreaks::series {

struct SeriesRow {
  ids::Uuid id, activity_id, provider_id;
  int64_t version = 1;
  v1::Series content;  // external_id, recurrence and pattern
  Bounds bounds;
  ids::Uuid copied_from;                     // empty: none
  std::optional<absl::CivilDay> season_day;  // with copied_from
};
v1::Series ToProto(const SeriesRow& row);
v1::SeriesSession ToProto(const SessionRow& row);

inline constexpr char kSeriesColumns[] =
    "r.series_id, r.activity_id, r.provider_id, r.content, r.from_day, r.to_day, r.copied_from, r.season_day, "
    "r.version";
absl::StatusOr<SeriesRow> ReadSeriesRow(const mysql::Row& row);

// As it stands. A duplicate key is left to the caller.
absl::Status Insert(mysql::Connection& connection, const std::string& council, const SeriesRow& row);
// Content, bounds and version, over the version one below. CONTENTION.
absl::Status Update(mysql::Connection& connection, const std::string& council, const SeriesRow& row);

// The sessions of a series whose day is `from` or later, by day, under their locks.
absl::StatusOr<std::vector<SessionRow>> LockSessions(mysql::Connection& connection, const std::string& council,
                                                     const ids::Uuid& series_id, absl::CivilDay from);
// The same after they were given to another series.
absl::StatusOr<std::vector<SessionRow>> MoveSessions(mysql::Connection& connection, const std::string& council,
                                                     const ids::Uuid& from_series, const ids::Uuid& to_series,
                                                     absl::CivilDay from);
// What SessionRow is read from, `FROM sessions s`.
inline constexpr char kSessionColumns[] =
    "s.session_id, s.series_day, s.start_time, s.end_time, s.booking_open_time, s.booking_close_time, "
    "s.charge_minutes, s.charge_nights, s.state, s.places, s.places_taken, s.staff, s.reserve_places, "
    "s.reserve_release_time, s.series_detached, s.version";
SessionRow ReadSessionRow(const mysql::Row& row);

// New sessions with the ratio caps of the pattern.
absl::Status InsertSessions(mysql::Connection& connection, const std::string& council, const SeriesRow& series,
                            const std::vector<SessionRow>& sessions);
// Changed, left and called off; new ones last. CONTENTION.
absl::Status WriteChanges(mysql::Connection& connection, const std::string& council, const SeriesRow& series,
                          const SessionChanges& changes, const std::string& reason);

// What touches the days from `first` to `last`, and the terms around them: the council's, the provider's and the
// activity's, each where its id is not empty. By first day.
absl::StatusOr<std::vector<Stretch>> ReadCalendar(mysql::Connection& connection, const std::string& council,
                                                  const ids::Uuid& provider_id, const ids::Uuid& activity_id,
                                                  absl::CivilDay first, absl::CivilDay last);

}  // namespace shortbreaks::series

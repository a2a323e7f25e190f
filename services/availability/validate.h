// Whether a request is well formed, and the records and queries that it describes. Pure. Every wrong field is added to
// `fields`, none stops the search for others; `at` goes before each field's path, for example
// `activities[3].activity.`.
#pragma once

#include <absl/time/time.h>

#include <optional>
#include <string>
#include <string_view>

#include "availability/records.h"
#include "errors/errors.h"
#include "shortbreaks/availability/v1/capacity.pb.h"

namespace shortbreaks::availability {

// Times and sizes that the contract fixes.
inline constexpr int kImportProvidersMax = 500;
inline constexpr int kImportActivitiesMax = 2'000;
inline constexpr int kImportSessionsMax = 10'000;
inline constexpr int kBatchSessionsMax = 200;

// Only what a caller may say is read. `provider` of an activity and `activity` of a session are not looked at: they are
// names in single calls and external ids in imports.
ProviderRecord ReadProvider(std::string_view at, const v1::Provider& message, errors::FieldErrors& fields);
ActivityRecord ReadActivity(std::string_view at, const v1::Activity& message, errors::FieldErrors& fields);
// Without id and version. The postcode as the Post Office writes it.
VenueRecord ReadVenue(std::string_view at, const v1::Venue& message, errors::FieldErrors& fields);
// Without the venue's id, which is a name.
RoomRecord ReadRoom(std::string_view at, const v1::Room& message, errors::FieldErrors& fields);
// With what the session charges.
SessionRecord ReadSession(std::string_view at, const v1::Session& message, errors::FieldErrors& fields);

// Places, staff, caps and what is kept back.
void ReadCapacity(std::string_view at, const v1::Capacity& message, SessionRecord& record, errors::FieldErrors& fields);
// The ratio that free places are asked for: the least support where none is given.
capacity::Ratio ReadRatio(std::string_view at, bool given, const type::v1::SupportRatio& ratio,
                          errors::FieldErrors& fields);
// Places offered, 0 to 1,000.
void CheckPlaces(std::string_view field, int64_t places, errors::FieldErrors& fields);
// Why a session is called off.
void CheckReason(std::string_view field, std::string_view reason, errors::FieldErrors& fields);
// A full postcode as the Post Office writes it, `WV1 1SH`, from one in either case and with or without the space.
// Nothing where it has not the shape of one.
std::optional<std::string> Postcode(std::string_view text);

// What a search asks for. Absent or empty: any.
struct SessionQuery {
  absl::Time start_time, end_time;
  struct Area {
    double latitude_degrees = 0, longitude_degrees = 0;
    int64_t radius_metres = 0;
  };
  std::optional<Area> area;
  std::optional<absl::CivilDay> date_of_birth;
  int64_t tiers = 0;  // bit n: Tier n
  int64_t ratio_staff = 0, ratio_children = 0;
  int64_t needs = 0, accessibility = 0;  // bit sets as in the records
  int64_t free_places_min = 0;
  std::optional<int64_t> minutes_max, nights_max, pence_max;
  ids::Uuid provider_id, activity_id, programme_id;
  bool bookable_only = false;
  int64_t days = 0;  // bit n: DayOfWeek n, in London
  std::optional<int64_t> earliest_start_minutes, latest_end_minutes;

  // That free places are asked for.
  capacity::Ratio Ratio() const {
    return ratio_staff == 0 ? capacity::kLeastSupport : capacity::Ratio{ratio_staff, ratio_children};
  }
};
// An instant to the microsecond. Nothing where it is wrong or outside the years that sessions may have.
std::optional<absl::Time> ReadInstant(std::string field, const google::protobuf::Timestamp& timestamp,
                                      errors::FieldErrors& fields);
// The window is never before `now`, and always has an end.
SessionQuery ReadQuery(const v1::SearchSessionsRequest& message, absl::Time now, errors::FieldErrors& fields);

}  // namespace shortbreaks::availability

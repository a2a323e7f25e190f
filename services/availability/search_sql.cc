#include "availability/search_sql.h"

#include <absl/strings/numbers.h>
#include <absl/strings/str_cat.h>
#include <absl/strings/str_split.h>

#include <algorithm>
#include <cmath>
#include <numbers>

#include "availability/mysql_rows.h"
#include "errors/errors.h"
#include "london/age.h"
#include "london/london.h"

namespace shortbreaks::availability {
namespace {

using mysql::Bytes;
using mysql::Parameter;

constexpr char kFromByStart[] = "FROM sessions s FORCE INDEX (sessions_by_search) ";
constexpr char kFromByActivity[] = "FROM sessions s FORCE INDEX (sessions_by_activity) ";
constexpr char kFromByProgramme[] = "FROM sessions s FORCE INDEX (sessions_by_programme) ";
// The session drives: its index gives the order, and the page ends the search.
constexpr char kJoins[] =
    "STRAIGHT_JOIN activities a ON a.council_id = s.council_id AND a.activity_id = s.activity_id "
    "STRAIGHT_JOIN providers p ON p.council_id = s.council_id AND p.provider_id = s.provider_id ";
// Two ranges of an index, so that a page does not begin by passing over all that start with the last one seen.
constexpr char kWindow[] =
    "WHERE s.council_id = ? AND s.state = 2 AND (s.start_time > ? OR (s.start_time = ? AND s.session_id > ?)) "
    "AND s.start_time > NOW(6) AND s.start_time < ? ";
constexpr char kUpTo[] = "AND (s.start_time < ? OR (s.start_time = ? AND s.session_id <= ?)) ";
constexpr char kOrder[] = "ORDER BY s.start_time, s.session_id LIMIT ?";
constexpr char kSlice[] = "SELECT s.start_time, s.session_id ";
constexpr char kSliceOrder[] = "ORDER BY s.start_time, s.session_id LIMIT 1 OFFSET ?";

constexpr char kNoDistance[] = ", NULL ";
constexpr char kDistance[] = ", ST_Distance_Sphere(POINT(a.longitude_degrees, a.latitude_degrees), POINT(?, ?)) ";
constexpr char kInArea[] =
    "AND a.latitude_degrees BETWEEN ? AND ? AND a.longitude_degrees BETWEEN ? AND ? "
    "AND ST_Distance_Sphere(POINT(a.longitude_degrees, a.latitude_degrees), POINT(?, ?)) <= ? ";
// The child's age on the day: its age on the window's first day, and a year more after each birthday.
constexpr char kTakesAge[] =
    "AND ? + (s.start_time >= ?) + (s.start_time >= ?) BETWEEN a.age_min_years AND a.age_max_years ";
constexpr char kTier[] = "AND ((1 << a.tier) & ?) <> 0 ";
// staff : children asked for fits where staff * offered children <= offered staff * children.
constexpr char kRatio[] = "AND ? * a.ratio_children <= a.ratio_staff * ? ";
constexpr char kNeeds[] = "AND (a.needs_met & ?) = ? ";
constexpr char kAccessibility[] = "AND (a.accessibility & ?) = ? ";
// For children with the ratio: places, staff and each cap that counts it. Without this many free none is shown.
constexpr char kFreePlaces[] =
    "AND s.places - s.places_taken - IF(s.reserve_release_time <= NOW(6), 0, s.reserve_places) >= ? "
    "AND (s.staff IS NULL OR s.staff * 232792560 - s.staff_shares_taken >= ?) "
    "AND NOT EXISTS (SELECT 1 FROM session_ratio_caps f WHERE f.council_id = s.council_id "
    "  AND f.session_id = s.session_id AND ? * f.ratio_children >= f.ratio_staff * ? "
    "  AND f.children_max - f.children_taken < ?) ";
// Where staff are planned by name, somebody is trained for each of the needs that asks it.
constexpr char kTrained[] = "AND (s.trained_for IS NULL OR (? & ~s.trained_for) = 0) ";
constexpr char kMinutesMax[] = "AND s.charge_minutes <= ? ";
constexpr char kNightsMax[] = "AND s.charge_nights <= ? ";
constexpr char kPenceMax[] = "AND a.price_pence <= ? ";
constexpr char kProvider[] = "AND s.provider_id = ? ";
constexpr char kActivity[] = "AND s.activity_id = ? ";
constexpr char kProgramme[] = "AND s.programme_id = ? ";
constexpr char kDays[] = "AND ((1 << s.london_weekday) & ?) <> 0 ";
constexpr char kEarliestStart[] = "AND s.london_start_minutes >= ? ";
constexpr char kLatestEnd[] = "AND s.london_end_minutes <= ? ";
constexpr char kBookingIsOpen[] = "AND s.booking_open_time <= NOW(6) AND s.booking_close_time > NOW(6) ";

// The mean radius that ST_Distance_Sphere takes where it is given none.
constexpr double kEarthMetres = 6'370'986;
constexpr double kDegreesPerRadian = 180 / std::numbers::pi;

// A box that holds the area, a little larger. All longitudes where it touches a pole or the 180th meridian.
struct Box {
  double south, north, west, east;
};
Box BoxAround(const SessionQuery::Area& area) {
  const double angle = static_cast<double>(area.radius_metres) / kEarthMetres * 1.001 + 1e-9;
  const double degrees = angle * kDegreesPerRadian;
  Box box{area.latitude_degrees - degrees, area.latitude_degrees + degrees, -180, 180};
  const double nearest_pole = std::max(std::abs(box.south), std::abs(box.north));
  if (nearest_pole >= 89) return box;
  const double width =
      std::asin(std::sin(angle) / std::cos(area.latitude_degrees / kDegreesPerRadian)) * kDegreesPerRadian;
  if (std::abs(area.longitude_degrees) + width >= 180) return box;
  box.west = area.longitude_degrees - width;
  box.east = area.longitude_degrees + width;
  return box;
}

class Builder {
 public:
  void Add(const char* fragment, std::initializer_list<Parameter> parameters = {}) {
    statement_.sql += fragment;
    statement_.parameters.insert(statement_.parameters.end(), parameters);
  }
  void AddIf(bool asked, const char* fragment, std::initializer_list<Parameter> parameters = {}) {
    if (asked) Add(fragment, parameters);
  }
  void AddMax(const std::optional<int64_t>& limit, const char* fragment) {
    if (limit) Add(fragment, {*limit});
  }
  // Whether anything was added between the two makes the statement selective.
  void StartCriteria() { window_ends_ = statement_.sql.size(); }
  void EndCriteria() { statement_.selective = statement_.sql.size() > window_ends_; }
  Statement Take() { return std::move(statement_); }

 private:
  Statement statement_;
  size_t window_ends_ = 0;
};

void AddAge(const SessionQuery& query, const SearchPosition& from, Builder& builder) {
  if (!query.date_of_birth) return;
  // A day more on either side costs nothing and lets the store's clock differ from this one. A window of 400 days has
  // two birthdays at most; one that it has not stands where no session is.
  london::Ages ages =
      london::AgesBetween(*query.date_of_birth, from.start_time - absl::Hours(24), from.window_end + absl::Hours(24));
  ages.birthdays.resize(2, from.window_end + absl::Hours(24));
  builder.Add(kTakesAge, {int64_t{ages.at_start}, ages.birthdays[0], ages.birthdays[1]});
}

// The index that drives, and where in it the search is.
void AddWindow(const std::string& council_id, const SessionQuery& query, const SearchPosition& from, Builder& builder) {
  builder.Add(kWindow, {council_id, from.start_time, from.start_time, Bytes{from.session_id}, from.window_end});
  builder.AddIf(!query.activity_id.empty(), kActivity, {Bytes{query.activity_id}});
  builder.AddIf(!query.programme_id.empty(), kProgramme, {Bytes{query.programme_id}});
}

const char* DrivingIndex(const SessionQuery& query) {
  if (!query.activity_id.empty()) return kFromByActivity;
  return query.programme_id.empty() ? kFromByStart : kFromByProgramme;
}

void AddTimesOfDay(const SessionQuery& query, Builder& builder) {
  builder.AddIf(query.days != 0, kDays, {query.days});
  builder.AddMax(query.earliest_start_minutes, kEarliestStart);
  builder.AddMax(query.latest_end_minutes, kLatestEnd);
}

void AddArea(const SessionQuery& query, Builder& builder) {
  if (!query.area) return;
  const Box box = BoxAround(*query.area);
  builder.Add(kInArea, {box.south, box.north, box.west, box.east, query.area->longitude_degrees,
                        query.area->latitude_degrees, query.area->radius_metres});
}

void AddFreePlaces(const SessionQuery& query, Builder& builder) {
  if (query.free_places_min == 0) return;
  const capacity::Ratio ratio = query.Ratio();
  builder.Add(kFreePlaces, {query.free_places_min, query.free_places_min * capacity::StaffShares(ratio), ratio.staff,
                            ratio.children, query.free_places_min});
}

}  // namespace

std::string SearchPosition::Text() const {
  return absl::StrCat(absl::ToUnixMicros(start_time), " ", absl::ToUnixMicros(window_end), " ",
                      ids::ToText(session_id));
}

absl::StatusOr<SearchPosition> SearchPosition::Parse(const std::string& text) {
  const std::vector<std::string> parts = absl::StrSplit(text, ' ');
  int64_t start = 0, end = 0;
  if (parts.size() != 3 || !absl::SimpleAtoi(parts[0], &start) || !absl::SimpleAtoi(parts[1], &end)) {
    return errors::Error(type::v1::ERROR_REASON_PAGE_TOKEN_INVALID);
  }
  const auto id = ids::FromText(parts[2]);
  if (!id) return errors::Error(type::v1::ERROR_REASON_PAGE_TOKEN_INVALID);
  return SearchPosition{absl::FromUnixMicros(start), absl::FromUnixMicros(end), *id};
}

absl::Time FirstStart(const SessionQuery& query, absl::Time from) {
  if (query.days == 0 && !query.earliest_start_minutes && !query.latest_end_minutes) return from;
  const absl::CivilMinute clock = london::ClockAt(from);
  const absl::CivilDay today(clock);
  // An hour more: in autumn the clocks show an hour again.
  const int64_t last_minute = query.latest_end_minutes.value_or(24 * 60) + 60;
  for (absl::CivilDay day = today; day <= today + 7; ++day) {
    const absl::CivilMinute midnight(day);
    const int64_t minute = day == today ? clock - midnight : 0;
    const int weekday = static_cast<int>(absl::GetWeekday(day)) + 1;
    if ((query.days != 0 && (query.days >> weekday & 1) == 0) || minute >= last_minute) continue;
    return std::max(from, london::FirstAt(midnight + std::max(minute, query.earliest_start_minutes.value_or(0))));
  }
  return from;
}

Statement SliceStatement(const std::string& council_id, const SessionQuery& query, const SearchPosition& from,
                         int sessions) {
  Builder builder;
  builder.Add(kSlice);
  builder.Add(DrivingIndex(query));
  AddWindow(council_id, query, from, builder);
  builder.Add(kSliceOrder, {int64_t{sessions} - 1});
  return builder.Take();
}

Statement SearchStatement(const std::string& council_id, const SessionQuery& query, const SearchPosition& from,
                          int rows_max, const std::optional<SearchPosition>& up_to) {
  Builder builder;
  builder.Add("SELECT ");
  builder.Add(kOfferColumns);
  if (query.area) {
    builder.Add(kDistance, {query.area->longitude_degrees, query.area->latitude_degrees});
  } else {
    builder.Add(kNoDistance);
  }
  builder.Add(DrivingIndex(query));
  builder.Add(kJoins);
  AddWindow(council_id, query, from, builder);
  if (up_to) builder.Add(kUpTo, {up_to->start_time, up_to->start_time, Bytes{up_to->session_id}});
  builder.StartCriteria();
  builder.AddIf(!query.provider_id.empty(), kProvider, {Bytes{query.provider_id}});
  AddTimesOfDay(query, builder);
  AddArea(query, builder);
  AddAge(query, from, builder);
  builder.AddIf(query.tiers != 0, kTier, {query.tiers});
  builder.AddIf(query.ratio_staff != 0, kRatio, {query.ratio_staff, query.ratio_children});
  builder.AddIf(query.needs != 0, kNeeds, {query.needs, query.needs});
  builder.AddIf(query.accessibility != 0, kAccessibility, {query.accessibility, query.accessibility});
  const int64_t trained_needs = query.needs & capacity::kTrainedNeeds;
  builder.AddIf(trained_needs != 0, kTrained, {trained_needs});
  AddFreePlaces(query, builder);
  builder.AddMax(query.minutes_max, kMinutesMax);
  builder.AddMax(query.nights_max, kNightsMax);
  builder.AddMax(query.pence_max, kPenceMax);
  builder.AddIf(query.bookable_only, kBookingIsOpen);
  builder.EndCriteria();
  builder.Add(kOrder, {int64_t{rows_max}});
  return builder.Take();
}

}  // namespace shortbreaks::availability

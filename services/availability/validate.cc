#include "availability/validate.h"

#include <absl/strings/ascii.h>
#include <absl/strings/str_cat.h>

#include <algorithm>

#include "availability/charge.h"
#include "wire/fields.h"
#include "wire/times.h"

namespace shortbreaks::availability {
namespace {

using errors::FieldErrors;
using wire::CheckExternalId;
using wire::CheckOptionalText;
using wire::CheckText;

constexpr absl::Duration kSessionMax = absl::Hours(24 * 31);
constexpr int64_t kPlacesMax = 1'000;
constexpr int64_t kStaffMax = 1'000;
constexpr int64_t kRoomBufferMinutesMax = 1'440;
// The longest that a search may look ahead, and how far it does when nothing is asked.
constexpr absl::Duration kSearchWindowMax = absl::Hours(24 * 400);
constexpr absl::Duration kSearchWindow = absl::Hours(24 * 92);

std::string Path(std::string_view at, std::string_view field) {
  return absl::StrCat(std::string(at), std::string(field));
}

void CheckRange(std::string field, int64_t value, int64_t min, int64_t max, FieldErrors& fields) {
  if (value < min || value > max) fields.Add(std::move(field), absl::StrCat("Must be ", min, " to ", max, "."));
}

// Bit n for each enum number n.
template <typename Enums, typename IsValid>
int64_t BitsOf(std::string_view field, const Enums& values, IsValid is_valid, FieldErrors& fields) {
  int64_t bits = 0;
  for (int i = 0; i < values.size(); ++i) {
    if (values[i] > 0 && is_valid(values[i])) {
      bits |= int64_t{1} << values[i];
    } else {
      fields.Add(absl::StrCat(std::string(field), "[", i, "]"), "Must be one of those that the contract names.");
    }
  }
  return bits;
}

void CheckRatio(std::string_view at, const type::v1::SupportRatio& ratio, FieldErrors& fields) {
  CheckRange(Path(at, ".staff"), ratio.staff(), 1, 4, fields);
  CheckRange(Path(at, ".children"), ratio.children(), 1, 20, fields);
}

void CheckLocation(std::string_view at, const type::v1::Location& location, FieldErrors& fields) {
  // Written so that what is not a number fails.
  if (!(location.latitude_degrees() >= -90 && location.latitude_degrees() <= 90)) {
    fields.Add(Path(at, ".latitude_degrees"), "Must be -90 to 90.");
  }
  if (!(location.longitude_degrees() >= -180 && location.longitude_degrees() <= 180)) {
    fields.Add(Path(at, ".longitude_degrees"), "Must be -180 to 180.");
  }
}

// MySQL's ST_Distance_Sphere takes longitudes above -180 to 180.
double StoredLongitude(double degrees) { return degrees == -180 ? 180 : degrees; }

std::optional<absl::Time> ReadRequiredInstant(std::string field, bool given,
                                              const google::protobuf::Timestamp& timestamp, FieldErrors& fields) {
  if (given) return ReadInstant(std::move(field), timestamp, fields);
  fields.Add(std::move(field), "Is required.");
  return std::nullopt;
}

void ReadBookingTimes(std::string_view at, const v1::Session& message, std::optional<absl::Time> start,
                      SessionRecord& record, FieldErrors& fields) {
  std::optional<absl::Time> open = kOpenAtOnce, close = start;
  if (message.has_booking_open_time()) {
    open = ReadInstant(Path(at, "booking_open_time"), message.booking_open_time(), fields);
  }
  if (message.has_booking_close_time()) {
    close = ReadInstant(Path(at, "booking_close_time"), message.booking_close_time(), fields);
  }
  if (start && close && *close > *start) {
    fields.Add(Path(at, "booking_close_time"), "Must not be after start_time.");
  }
  if (open && close && *open > *close) {
    fields.Add(Path(at, "booking_open_time"), "Must not be after booking closes.");
  }
  record.booking_open_time = open.value_or(kOpenAtOnce);
  record.booking_close_time = close.value_or(kOpenAtOnce);
}

void ReadCaps(std::string_view at, const google::protobuf::RepeatedPtrField<v1::RatioCap>& caps, SessionRecord& record,
              FieldErrors& fields) {
  constexpr int kCapsMax = 5;
  if (caps.size() > kCapsMax) fields.Add(std::string(at), absl::StrCat("Must have at most ", kCapsMax, " caps."));
  for (int i = 0; i < caps.size(); ++i) {
    const std::string row = absl::StrCat(std::string(at), "[", i, "]");
    const capacity::Ratio ratio{caps[i].support_ratio().staff(), caps[i].support_ratio().children()};
    CheckRatio(row + ".support_ratio", caps[i].support_ratio(), fields);
    CheckRange(row + ".children_max", caps[i].children_max(), 0, kPlacesMax, fields);
    const auto same = [&](const SessionRecord::Cap& cap) {
      return capacity::IsAtLeast(ratio, cap.ratio) && capacity::IsAtLeast(cap.ratio, ratio);
    };
    if (std::ranges::any_of(record.ratio_caps, same)) {
      fields.Add(row + ".support_ratio", "Stands here already: name each ratio once.");
    }
    record.ratio_caps.push_back({ratio, caps[i].children_max()});
  }
  std::ranges::sort(record.ratio_caps, [](const SessionRecord::Cap& a, const SessionRecord::Cap& b) {
    return a.ratio.staff * b.ratio.children > b.ratio.staff * a.ratio.children;
  });
}

// Of a session or of a capacity by itself: their fields have the same names.
template <typename Message>
void ReadCapacityOf(std::string_view at, const Message& message, SessionRecord& record, FieldErrors& fields) {
  record.places = message.places();
  CheckRange(Path(at, "places"), message.places(), 0, kPlacesMax, fields);
  if (message.has_staff()) {
    record.staff = message.staff();
    CheckRange(Path(at, "staff"), message.staff(), 0, kStaffMax, fields);
  }
  ReadCaps(Path(at, "ratio_caps"), message.ratio_caps(), record, fields);
  record.reserve_places = message.reserve_places();
  if (message.reserve_places() < 0 || message.reserve_places() > std::max(message.places(), 0)) {
    fields.Add(Path(at, "reserve_places"), "Must be 0 to places.");
  }
  if (message.has_reserve_release_time()) {
    record.reserve_release_time = ReadInstant(Path(at, "reserve_release_time"), message.reserve_release_time(), fields);
  }
}

void ReadSearchWindow(const v1::SearchSessionsRequest& message, absl::Time now, SessionQuery& query,
                      FieldErrors& fields) {
  std::optional<absl::Time> start, end;
  if (message.has_start_time()) start = ReadInstant("start_time", message.start_time(), fields);
  if (message.has_end_time()) end = ReadInstant("end_time", message.end_time(), fields);
  if (start && end && *end <= *start) fields.Add("end_time", "Must be after start_time.");
  query.start_time = std::max(start.value_or(now), now);
  query.end_time = end.value_or(query.start_time + kSearchWindow);
  if (query.end_time - query.start_time > kSearchWindowMax) {
    fields.Add("end_time", "Must be at most 400 days after start_time.");
  }
}

void ReadArea(const v1::SearchSessionsRequest& message, SessionQuery& query, FieldErrors& fields) {
  if (!message.has_center()) {
    if (message.radius_metres() != 0) fields.Add("center", "Is required with radius_metres.");
    return;
  }
  CheckLocation("center", message.center(), fields);
  CheckRange("radius_metres", message.radius_metres(), 1, 200'000, fields);
  query.area = {message.center().latitude_degrees(), StoredLongitude(message.center().longitude_degrees()),
                message.radius_metres()};
}

void ReadCosts(const v1::SearchSessionsRequest& message, SessionQuery& query, FieldErrors& fields) {
  for (int i = 0; i < message.cost_max_size(); ++i) {
    const type::v1::Quantity& cost = message.cost_max(i);
    const std::string at = absl::StrCat("cost_max[", i, "]");
    std::optional<int64_t>* limit = cost.unit() == type::v1::ALLOCATION_UNIT_MINUTES  ? &query.minutes_max
                                    : cost.unit() == type::v1::ALLOCATION_UNIT_NIGHTS ? &query.nights_max
                                    : cost.unit() == type::v1::ALLOCATION_UNIT_PENCE  ? &query.pence_max
                                                                                      : nullptr;
    CheckRange(at + ".amount", cost.amount(), 0, 1'000'000'000, fields);
    if (limit == nullptr) {
      fields.Add(at + ".unit", "Must be minutes, nights or pence.");
    } else if (*limit) {
      fields.Add(at + ".unit", "Stands here already: name each unit once.");
    } else {
      *limit = cost.amount();
    }
  }
}

constexpr int64_t kNeedsMatchHours = 72;  // where the activity says none

void ReadNeedsMatch(std::string_view at, const v1::Activity& message, ActivityRecord& record, FieldErrors& fields) {
  if (message.needs_match()) {
    record.needs_match_hours = message.needs_match_hours() == 0 ? kNeedsMatchHours : message.needs_match_hours();
    CheckRange(Path(at, "needs_match_hours"), record.needs_match_hours, 1, 336, fields);
  } else if (message.needs_match_hours() != 0) {
    fields.Add(Path(at, "needs_match_hours"), "Is for activities with needs_match: leave it out.");
  }
}

void ReadTimesOfDay(const v1::SearchSessionsRequest& message, SessionQuery& query, FieldErrors& fields) {
  query.days = BitsOf("days", message.days(), type::v1::DayOfWeek_IsValid, fields);
  if (message.has_earliest_start_minutes()) {
    CheckRange("earliest_start_minutes", message.earliest_start_minutes(), 0, 1'439, fields);
    query.earliest_start_minutes = message.earliest_start_minutes();
  }
  if (message.has_latest_end_minutes()) {
    CheckRange("latest_end_minutes", message.latest_end_minutes(), 1, 1'440, fields);
    query.latest_end_minutes = message.latest_end_minutes();
  }
  if (query.earliest_start_minutes && query.latest_end_minutes &&
      *query.latest_end_minutes <= *query.earliest_start_minutes) {
    fields.Add("latest_end_minutes", "Must be after earliest_start_minutes.");
  }
}

}  // namespace

std::optional<absl::Time> ReadInstant(std::string field, const google::protobuf::Timestamp& timestamp,
                                      FieldErrors& fields) {
  static const absl::Time kEarliest = kOpenAtOnce + absl::Hours(24);
  static const absl::Time kLatest = absl::FromUnixSeconds(7'258'118'400);  // 2200-01-01T00:00:00Z
  const absl::Time time = wire::FromProto(timestamp);
  if (!wire::IsValid(timestamp) || time < kEarliest || time >= kLatest) {
    fields.Add(std::move(field), "Must be an instant from 2000 to 2199.");
    return std::nullopt;
  }
  return absl::FromUnixMicros(absl::ToUnixMicros(time));
}

ProviderRecord ReadProvider(std::string_view at, const v1::Provider& message, FieldErrors& fields) {
  CheckExternalId(Path(at, "external_id"), message.external_id(), false, fields);
  CheckText(Path(at, "display_name"), message.display_name(), 200, fields);
  return {.external_id = message.external_id(), .display_name = message.display_name()};
}

ActivityRecord ReadActivity(std::string_view at, const v1::Activity& message, FieldErrors& fields) {
  ActivityRecord record{.external_id = message.external_id(),
                        .title = message.title(),
                        .summary = message.summary(),
                        .tier = message.tier(),
                        .age_min_years = message.age_min_years(),
                        .age_max_years = message.age_max_years(),
                        .ratio_staff = message.highest_support_ratio().staff(),
                        .ratio_children = message.highest_support_ratio().children(),
                        .notice_hours = message.notice_hours(),
                        .price_pence = message.price_pence(),
                        .waiting_order = message.waiting_order()};
  CheckExternalId(Path(at, "external_id"), message.external_id(), false, fields);
  CheckText(Path(at, "title"), message.title(), 200, fields);
  CheckOptionalText(Path(at, "summary"), message.summary(), 4'000, fields, true);
  CheckRange(Path(at, "tier"), message.tier(), type::v1::TIER_UNIVERSAL, type::v1::TIER_SPECIALIST, fields);
  CheckRange(Path(at, "age_min_years"), message.age_min_years(), 0, 25, fields);
  CheckRange(Path(at, "age_max_years"), message.age_max_years(), 0, 25, fields);
  if (message.age_max_years() < message.age_min_years()) {
    fields.Add(Path(at, "age_max_years"), "Must not be below age_min_years.");
  }
  CheckRatio(Path(at, "highest_support_ratio"), message.highest_support_ratio(), fields);
  record.needs_met = BitsOf(Path(at, "needs_met"), message.needs_met(), type::v1::Need_IsValid, fields);
  const VenueRecord venue = ReadVenue(Path(at, "venue"), message.venue(), fields);
  record.venue_name = venue.display_name;
  record.venue_address = venue.address;
  record.venue_postcode = venue.postcode;
  record.latitude_degrees = venue.latitude_degrees;
  record.longitude_degrees = venue.longitude_degrees;
  record.accessibility = venue.accessibility;
  CheckRange(Path(at, "notice_hours"), message.notice_hours(), 0, 8'760, fields);
  CheckRange(Path(at, "price_pence"), message.price_pence(), 0, 1'000'000, fields);
  ReadNeedsMatch(at, message, record, fields);
  CheckRange(Path(at, "waiting_order"), message.waiting_order(), 0, v1::WaitingOrder_MAX, fields);
  return record;
}

void ReadCapacity(std::string_view at, const v1::Capacity& message, SessionRecord& record, FieldErrors& fields) {
  ReadCapacityOf(at, message, record, fields);
}

capacity::Ratio ReadRatio(std::string_view at, bool given, const type::v1::SupportRatio& ratio, FieldErrors& fields) {
  if (!given) return capacity::kLeastSupport;
  CheckRatio(at, ratio, fields);
  return {ratio.staff(), ratio.children()};
}

VenueRecord ReadVenue(std::string_view at, const v1::Venue& message, FieldErrors& fields) {
  VenueRecord record{.display_name = message.display_name(), .address = message.address()};
  CheckText(Path(at, ".display_name"), message.display_name(), 200, fields);
  CheckText(Path(at, ".address"), message.address(), 300, fields, true);
  if (auto postcode = Postcode(message.postcode())) {
    record.postcode = *std::move(postcode);
  } else {
    fields.Add(Path(at, ".postcode"), "Must be a full postcode, for example WV1 1SH.");
  }
  record.latitude_degrees = message.location().latitude_degrees();
  record.longitude_degrees = StoredLongitude(message.location().longitude_degrees());
  if (message.has_location()) {
    CheckLocation(Path(at, ".location"), message.location(), fields);
  } else {
    fields.Add(Path(at, ".location"), "Is required.");
  }
  record.accessibility =
      BitsOf(Path(at, ".accessibility"), message.accessibility(), type::v1::AccessibilityFeature_IsValid, fields);
  return record;
}

RoomRecord ReadRoom(std::string_view at, const v1::Room& message, FieldErrors& fields) {
  CheckText(Path(at, "display_name"), message.display_name(), 200, fields);
  CheckRange(Path(at, "places_max"), message.places_max(), 0, kPlacesMax, fields);
  CheckRange(Path(at, "buffer_minutes"), message.buffer_minutes(), 0, kRoomBufferMinutesMax, fields);
  return {.display_name = message.display_name(),
          .places_max = message.places_max(),
          .buffer_minutes = message.buffer_minutes()};
}

SessionRecord ReadSession(std::string_view at, const v1::Session& message, FieldErrors& fields) {
  SessionRecord record{.external_id = message.external_id()};
  CheckExternalId(Path(at, "external_id"), message.external_id(), false, fields);
  const auto start =
      ReadRequiredInstant(Path(at, "start_time"), message.has_start_time(), message.start_time(), fields);
  const auto end = ReadRequiredInstant(Path(at, "end_time"), message.has_end_time(), message.end_time(), fields);
  if (start && end) {
    if (*end <= *start) {
      fields.Add(Path(at, "end_time"), "Must be after start_time.");
    } else if (*end - *start > kSessionMax) {
      fields.Add(Path(at, "end_time"), "Must be at most 31 days after start_time.");
    }
    record.start_time = *start;
    record.end_time = *end;
    record.charge_minutes = ChargeMinutes(*start, *end);
    record.charge_nights = ChargeNights(*start, *end);
  }
  ReadBookingTimes(at, message, start, record, fields);
  ReadCapacityOf(at, message, record, fields);
  if (!message.room().empty()) record.room_id = wire::IdIn(Path(at, "room"), "rooms", message.room(), fields);
  return record;
}

void CheckPlaces(std::string_view field, int64_t places, FieldErrors& fields) {
  CheckRange(std::string(field), places, 0, kPlacesMax, fields);
}

void CheckReason(std::string_view field, std::string_view reason, FieldErrors& fields) {
  CheckText(field, reason, 500, fields, true);
}

std::optional<std::string> Postcode(std::string_view text) {
  std::string letters;
  for (char c : text) {
    if (c != ' ') letters += absl::ascii_toupper(static_cast<unsigned char>(c));
  }
  if (text.size() > 8 || letters.size() < 5 || letters.size() > 7) return std::nullopt;
  const auto is_letter = [&](size_t i) { return absl::ascii_isalpha(static_cast<unsigned char>(letters[i])); };
  const auto is_digit = [&](size_t i) { return absl::ascii_isdigit(static_cast<unsigned char>(letters[i])); };
  const size_t inward = letters.size() - 3;
  if (!is_digit(inward) || !is_letter(inward + 1) || !is_letter(inward + 2)) return std::nullopt;
  // Outward: one or two letters, a digit, then perhaps a digit or a letter.
  const size_t area = is_letter(1) ? 2 : 1;
  const size_t district = inward - area;
  if (!is_letter(0) || inward <= area || district > 2 || !is_digit(area)) return std::nullopt;
  if (district == 2 && !is_digit(area + 1) && !is_letter(area + 1)) return std::nullopt;
  return absl::StrCat(letters.substr(0, inward), " ", letters.substr(inward));
}

SessionQuery ReadQuery(const v1::SearchSessionsRequest& message, absl::Time now, FieldErrors& fields) {
  SessionQuery query{.free_places_min = message.free_places_min(), .bookable_only = message.bookable_only()};
  ReadSearchWindow(message, now, query, fields);
  ReadArea(message, query, fields);
  if (message.has_date_of_birth()) {
    query.date_of_birth = wire::FromProto(message.date_of_birth());
    if (!query.date_of_birth) fields.Add("date_of_birth", "Must be a day of the calendar, from 1900 to 2200.");
  }
  query.tiers = BitsOf("tiers", message.tiers(), type::v1::Tier_IsValid, fields);
  if (message.has_support_ratio()) {
    CheckRatio("support_ratio", message.support_ratio(), fields);
    query.ratio_staff = message.support_ratio().staff();
    query.ratio_children = message.support_ratio().children();
  }
  query.needs = BitsOf("needs", message.needs(), type::v1::Need_IsValid, fields);
  query.accessibility =
      BitsOf("accessibility", message.accessibility(), type::v1::AccessibilityFeature_IsValid, fields);
  CheckRange("free_places_min", message.free_places_min(), 0, kPlacesMax, fields);
  ReadCosts(message, query, fields);
  if (!message.provider().empty()) {
    query.provider_id = wire::IdIn("provider", "providers", message.provider(), fields);
  }
  if (!message.activity().empty()) {
    query.activity_id = wire::IdIn("activity", "activities", message.activity(), fields);
  }
  if (!message.programme().empty()) {
    query.programme_id = wire::IdIn("programme", "programmes", message.programme(), fields);
  }
  ReadTimesOfDay(message, query, fields);
  return query;
}

}  // namespace shortbreaks::availability

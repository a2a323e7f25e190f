#include "availability/records.h"

#include <absl/strings/str_cat.h>

#include <algorithm>
#include <cmath>
#include <tuple>

#include "wire/needs.h"
#include "wire/times.h"

namespace shortbreaks::availability {
namespace {

// About a centimetre: closer than that is the same place.
constexpr double kSamePlaceDegrees = 1e-7;

bool Near(double a, double b) { return std::abs(a - b) < kSamePlaceDegrees; }

void AddFeatures(int64_t accessibility, v1::Venue& venue) {
  for (int feature = 1; feature <= type::v1::AccessibilityFeature_MAX; ++feature) {
    if (accessibility >> feature & 1) venue.add_accessibility(static_cast<type::v1::AccessibilityFeature>(feature));
  }
}

}  // namespace

bool ProviderRecord::SaysTheSameAs(const ProviderRecord& other) const {
  return std::tie(external_id, display_name) == std::tie(other.external_id, other.display_name);
}

bool ActivityRecord::SaysTheSameAs(const ActivityRecord& other) const {
  const auto fields = [](const ActivityRecord& a) {
    return std::tie(a.provider_id, a.external_id, a.title, a.summary, a.tier, a.age_min_years, a.age_max_years,
                    a.ratio_staff, a.ratio_children, a.needs_met, a.venue_name, a.venue_address, a.venue_postcode,
                    a.accessibility, a.notice_hours, a.price_pence, a.needs_match_hours, a.waiting_order);
  };
  return fields(*this) == fields(other) && Near(latitude_degrees, other.latitude_degrees) &&
         Near(longitude_degrees, other.longitude_degrees);
}

bool SessionRecord::SaysTheSameAs(const SessionRecord& other) const {
  const auto fields = [](const SessionRecord& s) {
    return std::tie(s.activity_id, s.external_id, s.start_time, s.end_time, s.booking_open_time, s.booking_close_time,
                    s.places, s.staff, s.reserve_places, s.reserve_release_time, s.room_id);
  };
  return fields(*this) == fields(other) && HasCapsOf(other);
}

bool SessionRecord::HasCapsOf(const SessionRecord& other) const {
  return std::ranges::equal(ratio_caps, other.ratio_caps, [](const Cap& a, const Cap& b) {
    return a.ratio == b.ratio && a.children_max == b.children_max;
  });
}

int64_t SessionRecord::ReserveKept(absl::Time now) const {
  return reserve_release_time && *reserve_release_time <= now ? 0 : reserve_places;
}

bool SessionRecord::HasTimesOf(const SessionRecord& other) const {
  return start_time == other.start_time && end_time == other.end_time;
}

int64_t SessionRecord::FreePlaces(absl::Time now, capacity::Ratio ratio) const {
  capacity::Load load{.places = places,
                      .places_taken = places_taken,
                      .reserve_places = ReserveKept(now),
                      .staff = staff,
                      .staff_shares_taken = staff_shares_taken};
  for (const Cap& cap : ratio_caps) {
    if (!capacity::IsAtLeast(ratio, cap.ratio)) continue;
    const int64_t left = cap.children_max - cap.children_taken;
    load.cap_left = std::min(load.cap_left.value_or(left), left);
  }
  return capacity::RoomFor(load, ratio, /*reserve_too=*/false).free_places;
}

bool GivesReserveBack(const SessionRecord& from, const SessionRecord& to, absl::Time now) {
  const int64_t kept = std::min(from.ReserveKept(now), to.places);
  if (kept == 0) return false;
  const bool sooner =
      to.reserve_release_time && *to.reserve_release_time < from.reserve_release_time.value_or(absl::InfiniteFuture());
  return to.reserve_places < kept || sooner;
}

bool SessionRecord::BookingIsOpen(absl::Time now) const {
  return state == v1::SESSION_STATE_PUBLISHED && booking_open_time <= now && now < booking_close_time;
}

v1::Provider ToProto(const ProviderRecord& record) {
  v1::Provider provider;
  provider.set_name(ids::ResourceName("providers", record.id));
  provider.set_external_id(record.external_id);
  provider.set_display_name(record.display_name);
  provider.set_etag(EtagOf(record.version));
  return provider;
}

v1::Activity ToProto(const ActivityRecord& record) {
  v1::Activity activity;
  activity.set_name(ids::ResourceName("activities", record.id));
  activity.set_provider(ids::ResourceName("providers", record.provider_id));
  activity.set_external_id(record.external_id);
  activity.set_title(record.title);
  activity.set_summary(record.summary);
  activity.set_tier(record.tier);
  activity.set_age_min_years(static_cast<int32_t>(record.age_min_years));
  activity.set_age_max_years(static_cast<int32_t>(record.age_max_years));
  activity.mutable_highest_support_ratio()->set_staff(static_cast<int32_t>(record.ratio_staff));
  activity.mutable_highest_support_ratio()->set_children(static_cast<int32_t>(record.ratio_children));
  wire::AddNeeds(record.needs_met, *activity.mutable_needs_met());
  v1::Venue& venue = *activity.mutable_venue();
  venue.set_display_name(record.venue_name);
  venue.set_address(record.venue_address);
  venue.set_postcode(record.venue_postcode);
  venue.mutable_location()->set_latitude_degrees(record.latitude_degrees);
  venue.mutable_location()->set_longitude_degrees(record.longitude_degrees);
  AddFeatures(record.accessibility, venue);
  activity.set_notice_hours(static_cast<int32_t>(record.notice_hours));
  activity.set_price_pence(record.price_pence);
  activity.set_needs_match(record.needs_match_hours > 0);
  activity.set_needs_match_hours(static_cast<int32_t>(record.needs_match_hours));
  activity.set_waiting_order(record.waiting_order);
  activity.set_etag(EtagOf(record.version));
  return activity;
}

namespace {

void SetCapacity(const SessionRecord& record, v1::Session& session) {
  if (record.staff) session.set_staff(static_cast<int32_t>(*record.staff));
  for (const SessionRecord::Cap& cap : record.ratio_caps) *session.add_ratio_caps() = ToProto(cap);
  session.set_reserve_places(static_cast<int32_t>(record.reserve_places));
  if (record.reserve_release_time) {
    *session.mutable_reserve_release_time() = wire::ToProto(*record.reserve_release_time);
  }
  session.set_training_checked(record.trained_for.has_value());
  wire::AddNeeds(record.trained_for.value_or(0), *session.mutable_trained_for());
}

}  // namespace

v1::RatioCap ToProto(const SessionRecord::Cap& cap) {
  v1::RatioCap message;
  message.mutable_support_ratio()->set_staff(static_cast<int32_t>(cap.ratio.staff));
  message.mutable_support_ratio()->set_children(static_cast<int32_t>(cap.ratio.children));
  message.set_children_max(static_cast<int32_t>(cap.children_max));
  message.set_children_taken(static_cast<int32_t>(cap.children_taken));
  return message;
}

v1::Session ToProto(const SessionRecord& record) {
  v1::Session session;
  session.set_name(ids::ResourceName("sessions", record.id));
  session.set_activity(ids::ResourceName("activities", record.activity_id));
  session.set_external_id(record.external_id);
  *session.mutable_start_time() = wire::ToProto(record.start_time);
  *session.mutable_end_time() = wire::ToProto(record.end_time);
  session.set_places(static_cast<int32_t>(record.places));
  session.set_places_taken(static_cast<int32_t>(record.places_taken));
  if (record.booking_open_time != kOpenAtOnce) {
    *session.mutable_booking_open_time() = wire::ToProto(record.booking_open_time);
  }
  *session.mutable_booking_close_time() = wire::ToProto(record.booking_close_time);
  session.set_state(record.state);
  session.set_charge_minutes(static_cast<int32_t>(record.charge_minutes));
  session.set_charge_nights(static_cast<int32_t>(record.charge_nights));
  session.set_cancel_reason(record.cancel_reason);
  SetCapacity(record, session);
  session.set_etag(EtagOf(record.version));
  if (!record.room_id.empty()) session.set_room(ids::ResourceName("rooms", record.room_id));
  if (!record.programme_id.empty()) session.set_programme(ids::ResourceName("programmes", record.programme_id));
  if (!record.series_id.empty()) session.set_series(ids::ResourceName("series", record.series_id));
  return session;
}

v1::ListedVenue ToProto(const VenueRecord& record) {
  v1::ListedVenue listed;
  listed.set_name(ids::ResourceName("venues", record.id));
  v1::Venue& venue = *listed.mutable_venue();
  venue.set_display_name(record.display_name);
  venue.set_address(record.address);
  venue.set_postcode(record.postcode);
  venue.mutable_location()->set_latitude_degrees(record.latitude_degrees);
  venue.mutable_location()->set_longitude_degrees(record.longitude_degrees);
  AddFeatures(record.accessibility, venue);
  listed.set_etag(EtagOf(record.version));
  return listed;
}

v1::Room ToProto(const RoomRecord& record) {
  v1::Room room;
  room.set_name(ids::ResourceName("rooms", record.id));
  room.set_venue(ids::ResourceName("venues", record.venue_id));
  room.set_display_name(record.display_name);
  room.set_places_max(static_cast<int32_t>(record.places_max));
  room.set_buffer_minutes(static_cast<int32_t>(record.buffer_minutes));
  room.set_etag(EtagOf(record.version));
  return room;
}

std::string EtagOf(int64_t version) { return absl::StrCat(version); }

}  // namespace shortbreaks::availability

#include "availability/records.h"

#include <absl/strings/str_cat.h>

#include <algorithm>
#include <cmath>
#include <tuple>

#include "wire/times.h"

namespace shortbreaks::availability {
namespace {

// About a centimetre: closer than that is the same place.
constexpr double kSamePlaceDegrees = 1e-7;

bool Near(double a, double b) { return std::abs(a - b) < kSamePlaceDegrees; }

}  // namespace

bool ProviderRecord::SaysTheSameAs(const ProviderRecord& other) const {
  return std::tie(external_id, display_name) == std::tie(other.external_id, other.display_name);
}

bool ActivityRecord::SaysTheSameAs(const ActivityRecord& other) const {
  const auto fields = [](const ActivityRecord& a) {
    return std::tie(a.provider_id, a.external_id, a.title, a.summary, a.tier, a.age_min_years, a.age_max_years,
                    a.ratio_staff, a.ratio_children, a.needs_met, a.venue_name, a.venue_address, a.venue_postcode,
                    a.accessibility, a.notice_hours, a.price_pence);
  };
  return fields(*this) == fields(other) && Near(latitude_degrees, other.latitude_degrees) &&
         Near(longitude_degrees, other.longitude_degrees);
}

bool SessionRecord::SaysTheSameAs(const SessionRecord& other) const {
  const auto fields = [](const SessionRecord& s) {
    return std::tie(s.activity_id, s.external_id, s.start_time, s.end_time, s.booking_open_time, s.booking_close_time,
                    s.places);
  };
  return fields(*this) == fields(other);
}

bool SessionRecord::HasTimesOf(const SessionRecord& other) const {
  return start_time == other.start_time && end_time == other.end_time;
}

int64_t SessionRecord::FreePlaces() const { return std::max<int64_t>(places - places_taken, 0); }

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
  for (int need = 1; need <= type::v1::Need_MAX; ++need) {
    if (record.needs_met >> need & 1) activity.add_needs_met(static_cast<type::v1::Need>(need));
  }
  v1::Venue& venue = *activity.mutable_venue();
  venue.set_display_name(record.venue_name);
  venue.set_address(record.venue_address);
  venue.set_postcode(record.venue_postcode);
  venue.mutable_location()->set_latitude_degrees(record.latitude_degrees);
  venue.mutable_location()->set_longitude_degrees(record.longitude_degrees);
  for (int feature = 1; feature <= type::v1::AccessibilityFeature_MAX; ++feature) {
    if (record.accessibility >> feature & 1) {
      venue.add_accessibility(static_cast<type::v1::AccessibilityFeature>(feature));
    }
  }
  activity.set_notice_hours(static_cast<int32_t>(record.notice_hours));
  activity.set_price_pence(record.price_pence);
  activity.set_etag(EtagOf(record.version));
  return activity;
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
  session.set_etag(EtagOf(record.version));
  if (!record.series_id.empty()) session.set_series(ids::ResourceName("series", record.series_id));
  return session;
}

std::string EtagOf(int64_t version) { return absl::StrCat(version); }

}  // namespace shortbreaks::availability

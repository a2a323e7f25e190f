// Well-formed messages for tests to change.
#pragma once

#include <absl/time/time.h>

#include <string>

#include "shortbreaks/availability/v1/availability.pb.h"
#include "wire/times.h"

namespace shortbreaks::availability {

inline v1::Activity SampleActivity(const std::string& provider = {}, const std::string& external_id = {}) {
  v1::Activity activity;
  activity.set_provider(provider);
  activity.set_external_id(external_id);
  activity.set_title("Saturday club");
  activity.set_summary("Games and crafts.\nBring a packed lunch.");
  activity.set_tier(type::v1::TIER_TARGETED);
  activity.set_age_min_years(5);
  activity.set_age_max_years(11);
  activity.mutable_highest_support_ratio()->set_staff(1);
  activity.mutable_highest_support_ratio()->set_children(2);
  activity.add_needs_met(type::v1::NEED_EPILEPSY);
  activity.add_needs_met(type::v1::NEED_AUTISM);
  v1::Venue& venue = *activity.mutable_venue();
  venue.set_display_name("Sample Hall");
  venue.set_address("1 Sample Road, Wolverhampton");
  venue.set_postcode("WV1 1SH");
  venue.mutable_location()->set_latitude_degrees(52.5862);
  venue.mutable_location()->set_longitude_degrees(-2.1281);
  venue.add_accessibility(type::v1::ACCESSIBILITY_FEATURE_STEP_FREE);
  venue.add_accessibility(type::v1::ACCESSIBILITY_FEATURE_HOIST);
  activity.set_notice_hours(72);
  activity.set_waiting_order(availability::v1::WAITING_ORDER_NEED_BAND);
  activity.set_price_pence(350);
  return activity;
}

inline v1::Session SampleSession(const std::string& activity, absl::Time start, absl::Duration lasts = absl::Hours(3),
                                 int places = 8) {
  v1::Session session;
  session.set_activity(activity);
  *session.mutable_start_time() = wire::ToProto(start);
  *session.mutable_end_time() = wire::ToProto(start + lasts);
  session.set_places(places);
  return session;
}

}  // namespace shortbreaks::availability

// Providers, activities and sessions as they are stored, and as messages.
#pragma once

#include <absl/time/time.h>

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "capacity/capacity.h"
#include "ids/uuid.h"
#include "shortbreaks/availability/v1/availability.pb.h"
#include "shortbreaks/availability/v1/venues.pb.h"

namespace shortbreaks::availability {

// SaysTheSameAs: a change from one record to the other would change nothing, whatever id and version they have.
struct ProviderRecord {
  ids::Uuid id;
  int64_t version = 1;
  std::string external_id;  // empty: none
  std::string display_name;

  bool SaysTheSameAs(const ProviderRecord& other) const;
};

struct ActivityRecord {
  ids::Uuid id, provider_id;
  int64_t version = 1;
  std::string external_id;  // empty: none
  std::string title, summary;
  type::v1::Tier tier = type::v1::TIER_UNSPECIFIED;
  int64_t age_min_years = 0, age_max_years = 0;
  int64_t ratio_staff = 0, ratio_children = 0;
  int64_t needs_met = 0;  // bit n: Need n
  std::string venue_name, venue_address, venue_postcode;
  double latitude_degrees = 0, longitude_degrees = 0;
  int64_t accessibility = 0;  // bit n: AccessibilityFeature n
  int64_t notice_hours = 0, price_pence = 0;
  int64_t needs_match_hours = 0;  // 0: booking is instant
  v1::WaitingOrder waiting_order = v1::WAITING_ORDER_UNSPECIFIED;

  bool SaysTheSameAs(const ActivityRecord& other) const;
};

struct SessionRecord {
  ids::Uuid id, activity_id, provider_id;
  int64_t version = 1;
  std::string external_id;          // empty: none
  absl::Time start_time, end_time;  // whole microseconds
  absl::Time booking_open_time;     // kOpenAtOnce where none was given
  absl::Time booking_close_time;
  int64_t charge_minutes = 0, charge_nights = 0;
  v1::SessionState state = v1::SESSION_STATE_DRAFT;
  std::string cancel_reason;
  int64_t places = 0, places_taken = 0;
  std::optional<int64_t> staff;  // nothing: not counted
  int64_t staff_shares_taken = 0;
  struct Cap {
    capacity::Ratio ratio;
    int64_t children_max = 0, children_taken = 0;
  };
  std::vector<Cap> ratio_caps;  // the most support first
  int64_t reserve_places = 0;
  std::optional<absl::Time> reserve_release_time;  // nothing: not by itself
  std::optional<int64_t> trained_for;              // bit n: Need n; nothing: staff are not planned by name
  ids::Uuid room_id, programme_id, series_id;      // empty: none

  // Leaves out what only this service or bookings say: state, reason, what is taken, who is trained, the
  // programme.
  bool SaysTheSameAs(const SessionRecord& other) const;
  bool HasTimesOf(const SessionRecord& other) const;
  bool HasCapsOf(const SessionRecord& other) const;
  // Of the places, how many are kept back at `now`.
  int64_t ReserveKept(absl::Time now) const;
  // For children with the ratio, one after the other.
  int64_t FreePlaces(absl::Time now, capacity::Ratio ratio = capacity::kLeastSupport) const;
  bool BookingIsOpen(absl::Time now) const;
};

struct VenueRecord {
  ids::Uuid id;
  int64_t version = 1;
  std::string display_name, address, postcode;
  double latitude_degrees = 0, longitude_degrees = 0;
  int64_t accessibility = 0;  // bit n: AccessibilityFeature n
};

struct RoomRecord {
  ids::Uuid id, venue_id;
  int64_t version = 1;
  std::string display_name;
  int64_t places_max = 0;  // 0: not limited
  int64_t buffer_minutes = 0;
};

// Stored where a session can be booked as soon as it is published: earlier than any session may be.
inline const absl::Time kOpenAtOnce = absl::FromUnixSeconds(946'684'800);  // 2000-01-01T00:00:00Z

// Whether a change from one to the other would give back, at `now`, places that are kept for the council.
bool GivesReserveBack(const SessionRecord& from, const SessionRecord& to, absl::Time now);

v1::Provider ToProto(const ProviderRecord& record);
v1::Activity ToProto(const ActivityRecord& record);
v1::Session ToProto(const SessionRecord& record);
v1::RatioCap ToProto(const SessionRecord::Cap& cap);
v1::ListedVenue ToProto(const VenueRecord& record);
v1::Room ToProto(const RoomRecord& record);

// The opaque text of a version.
std::string EtagOf(int64_t version);

}  // namespace shortbreaks::availability

// What a calendar shows: events with a summary, a place and a state, and never whose they are.
#pragma once

#include <absl/time/time.h>

#include <cstdint>
#include <string>
#include <vector>

#include "ids/uuid.h"

namespace shortbreaks::calendars {

enum class Status { kTentative, kConfirmed, kCancelled };

struct Event {
  std::string uid;       // the same for as long as there is the event
  int64_t sequence = 0;  // rises with every change
  absl::Time changed;
  absl::Time start, end;
  Status status = Status::kConfirmed;
  std::string summary, location, description;
};

// A session as availability publishes it.
struct Session {
  ids::Uuid session_id;
  absl::Time start, end;
  int state = 0;  // availability.v1.SessionState
  int places = 0, places_taken = 0;
  int64_t details_version = 0;
  std::string title, venue_name, venue_address, venue_postcode, provider_name;
};

// A child's place, without the child.
struct FamilyPlace {
  ids::Uuid booking_id;
  int state = 0;  // bookings.v1.BookingState
  int64_t version = 0;
  absl::Time update_time;
  Session session;
};

struct ProviderSession {
  Session session;
  int64_t bookings_version = 0;  // rises with every change of a booking of the session
  absl::Time update_time;        // of the booking that changed last, or when the session was made
};

// `domain` makes ids of events the council's own: `breaks.example.org`.
//
// Without `show_titles` an event says that there is a short break, when, and at what address: a title, a venue's and a
// provider's name may tell of a need.
Event EventOf(const FamilyPlace& place, bool show_titles, const std::string& domain);
Event EventOf(const ProviderSession& session, const std::string& domain);

}  // namespace shortbreaks::calendars

#include "calendars/event.h"

#include <absl/strings/str_cat.h>
#include <absl/strings/str_join.h>

#include <string_view>

#include "shortbreaks/availability/v1/availability.pb.h"
#include "shortbreaks/bookings/v1/bookings.pb.h"

namespace shortbreaks::calendars {
namespace {

using namespace bookings::v1;  // NOLINT: the states of bookings

constexpr char kCalledOff[] = "Called off by the provider.";

bool IsCalledOff(const Session& session) { return session.state == availability::v1::SESSION_STATE_CANCELLED; }

std::string LocationOf(const Session& session, bool with_name) {
  std::vector<std::string> parts;
  if (with_name && !session.venue_name.empty()) parts.push_back(session.venue_name);
  if (!session.venue_address.empty()) parts.push_back(session.venue_address);
  if (!session.venue_postcode.empty()) parts.push_back(session.venue_postcode);
  return absl::StrJoin(parts, ", ");
}

Status StatusOf(int state) {
  switch (state) {
    case BOOKING_STATE_HELD:
    case BOOKING_STATE_OFFERED:
    case BOOKING_STATE_REQUESTED:
      return Status::kTentative;
    case BOOKING_STATE_RELEASED:
    case BOOKING_STATE_EXPIRED:
    case BOOKING_STATE_CANCELLED_IN_TIME:
    case BOOKING_STATE_CANCELLED_LATE:
    case BOOKING_STATE_CANCELLED_BY_PROVIDER:
    case BOOKING_STATE_CANNOT_MEET:
      return Status::kCancelled;
    default:
      return Status::kConfirmed;
  }
}

// What the family may still have to do. Never what became of the child's needs or of its coming.
std::string_view InWords(int state) {
  switch (state) {
    case BOOKING_STATE_HELD:
      return "Kept for you for a short time: confirm it to book.";
    case BOOKING_STATE_OFFERED:
      return "Offered to you: accept it in time, or it goes to the next family.";
    case BOOKING_STATE_REQUESTED:
      return "Waiting for the provider to confirm.";
    case BOOKING_STATE_CANCELLED_BY_PROVIDER:
      return kCalledOff;
    default:
      return StatusOf(state) == Status::kCancelled ? "Cancelled." : "Booked.";
  }
}

// Not every program shows an event's status.
std::string Summary(Status status, std::string_view text) {
  return absl::StrCat(status == Status::kCancelled ? "Cancelled: " : "", std::string(text));
}

std::string Uid(const ids::Uuid& id, const std::string& domain) { return absl::StrCat(ids::ToText(id), "@", domain); }

}  // namespace

Event EventOf(const FamilyPlace& place, bool show_titles, const std::string& domain) {
  const Session& session = place.session;
  Event event{.uid = Uid(place.booking_id, domain),
              .sequence = place.version + session.details_version,
              .changed = place.update_time,
              .start = session.start,
              .end = session.end,
              .status = IsCalledOff(session) ? Status::kCancelled : StatusOf(place.state),
              .location = LocationOf(session, show_titles)};
  event.summary = Summary(event.status, show_titles ? absl::StrCat("Short break: ", session.title) : "Short break");
  event.description = IsCalledOff(session) ? std::string(kCalledOff) : std::string(InWords(place.state));
  if (show_titles) absl::StrAppend(&event.description, " Run by ", session.provider_name, ".");
  return event;
}

Event EventOf(const ProviderSession& of, const std::string& domain) {
  const Session& session = of.session;
  Event event{.uid = Uid(session.session_id, domain),
              .sequence = of.bookings_version + session.details_version,
              .changed = of.update_time,
              .start = session.start,
              .end = session.end,
              .status = IsCalledOff(session) ? Status::kCancelled : Status::kConfirmed,
              .location = LocationOf(session, true)};
  event.summary = Summary(event.status, session.title);
  event.description = absl::StrCat(session.places_taken, " of ", session.places, " places");
  if (event.status == Status::kConfirmed) absl::StrAppend(&event.summary, " (", event.description, ")");
  if (event.status == Status::kCancelled) event.description = "Called off.";
  return event;
}

}  // namespace shortbreaks::calendars

#include <absl/time/time.h>

#include "bookings/handlers.h"
#include "bookings/requests.h"
#include "errors/errors.h"
#include "shortbreaks/availability/v1/availability.pb.h"
#include "wire/fields.h"

namespace shortbreaks::bookings {
namespace {

using errors::Error;

// How often a place is tried for when the details change between the decision and the transaction.
constexpr int kAttemptsMax = 4;

absl::Status SessionTakesBookings(const SessionGlance& session) {
  if (session.state == availability::v1::SESSION_STATE_CANCELLED) {
    return Error(type::v1::ERROR_REASON_SESSION_CANCELLED);
  }
  if (session.now >= session.start_time) return Error(type::v1::ERROR_REASON_SESSION_STARTED);
  if (session.state != availability::v1::SESSION_STATE_PUBLISHED || session.now >= session.booking_close_time) {
    return Error(type::v1::ERROR_REASON_SESSION_CLOSED);
  }
  if (session.now < session.booking_open_time) {
    return Error(type::v1::ERROR_REASON_SESSION_NOT_OPEN, {},
                 {{"open_time", absl::FormatTime(absl::RFC3339_sec, session.booking_open_time, absl::UTCTimeZone())}});
  }
  return absl::OkStatus();
}

capacity::Room RoomIn(const PlaceAttempt& attempt) {
  return capacity::RoomFor(attempt.session.load, attempt.session.ratio, !attempt.officer_reason.empty());
}

}  // namespace

// A family that has the place already is told so, full or not; but only who may know of the child is told.
absl::Status TakePlaceHandler::Bookable(const rpc::Call& call, const PlaceAttempt& attempt) const {
  if (!attempt.session.own_booking.empty()) {
    if (auto child = CheckChild(parts_.store, call, attempt.child_id); !child.ok()) return child;
    return Error(type::v1::ERROR_REASON_ALREADY_BOOKED, {},
                 {{"booking", ids::ResourceName("bookings", attempt.session.own_booking)}});
  }
  if (auto open = SessionTakesBookings(attempt.session); !open.ok()) return open;
  const capacity::Full full = RoomIn(attempt).full;
  if (full == capacity::Full::kPlaces || full == capacity::Full::kReserve) return SessionFull(full);
  if (full == capacity::Full::kNo && attempt.session.trained) return absl::OkStatus();
  // What follows tells of the child's needs.
  if (auto child = CheckChild(parts_.store, call, attempt.child_id); !child.ok()) return child;
  return attempt.session.trained ? SessionFull(full) : Error(type::v1::ERROR_REASON_STAFF_NOT_TRAINED);
}

absl::Status TakePlaceHandler::Sweep(const rpc::Call& call, const PlaceAttempt& attempt) const {
  auto swept = parts_.store.ExpireHoldsInTheWay(call, attempt.child_id, attempt.session_id);
  for (int i = 0; i < swept.value_or(0); ++i) parts_.metrics.HoldChanged("expired");
  return swept.status();
}

absl::Status TakePlaceHandler::Glance(const rpc::Call& call, PlaceAttempt& attempt) const {
  for (const bool may_sweep : {true, false}) {
    auto glance = parts_.store.GlanceAt(call, attempt.session_id, attempt.child_id, attempt.mark);
    if (!glance.ok()) return glance.status();
    if (!*glance) return Error(type::v1::ERROR_REASON_NOT_FOUND);
    attempt.session = **std::move(glance);
    if (!attempt.session.expired_hold || attempt.session.reply || !may_sweep) break;
    // Its place, and the child's hours, are free although the sweeper has not come by yet.
    if (auto swept = Sweep(call, attempt); !swept.ok()) return swept;
  }
  return absl::OkStatus();
}

absl::StatusOr<v1::Booking> TakePlaceHandler::Attempt(const rpc::Call& call, PlaceAttempt& attempt) const {
  if (auto glance = Glance(call, attempt); !glance.ok()) return glance;
  if (attempt.session.reply) {
    if (auto child = CheckChild(parts_.store, call, attempt.child_id); !child.ok()) return child;
    *attempt.replayed = true;
    v1::Booking booking;
    booking.ParseFromString(*attempt.session.reply);
    return booking;
  }
  if (auto bookable = Bookable(call, attempt); !bookable.ok()) return bookable;

  auto decision = parts_.decider.Decide(call, ids::ResourceName("children", attempt.child_id),
                                        ids::ResourceName("sessions", attempt.session_id));
  if (!decision.ok()) return decision.status();
  if (auto may = MayBook(*decision, /*holds_charge=*/false, !attempt.officer_reason.empty()); !may.ok()) return may;
  auto terms = TermsOf(*decision);
  if (!terms.ok()) return terms.status();
  if (terms->session_version != attempt.session.version) return Error(type::v1::ERROR_REASON_DETAILS_CHANGED);
  attempt.terms = *std::move(terms);

  const std::string session = call.principal.council_id + ":" + ids::ToText(attempt.session_id);
  auto permit = parts_.admission.Admit(session, static_cast<int>(RoomIn(attempt).free_places), call.deadline);
  if (!permit.ok()) return permit.status();
  return parts_.store.TakePlace(call, attempt);
}

absl::StatusOr<v1::Booking> TakePlaceHandler::Run(const rpc::Call& call, PlaceAttempt& attempt) const {
  absl::StatusOr<v1::Booking> booking = absl::UnknownError("not tried");
  for (int tries = 0; tries < kAttemptsMax; ++tries) {
    booking = Attempt(call, attempt);
    if (errors::ReasonOf(booking.status()) != type::v1::ERROR_REASON_DETAILS_CHANGED) return booking;
    if (errors::MetadataOf(booking.status(), "expired_hold") == "true") {
      if (auto swept = Sweep(call, attempt); !swept.ok()) return swept;
    }
  }
  return booking;
}

absl::StatusOr<v1::Booking> TakePlaceHandler::operator()(const rpc::Call& call,
                                                         const google::protobuf::Message& request,
                                                         const std::string& request_id, const std::string& child,
                                                         const std::string& session,
                                                         const std::string& officer_reason) const {
  auto mark = idempotency::MarkOf(call.principal, method_, request_id, request);
  if (!mark.ok()) return mark.status();
  errors::FieldErrors fields;
  bool replayed = false;
  PlaceAttempt attempt{.mark = *std::move(mark),
                       .child_id = wire::IdIn("child", "children", child, fields),
                       .session_id = wire::IdIn("session", "sessions", session, fields),
                       .state = state_,
                       .limits = parts_.limits,
                       .officer_reason = officer_reason,
                       .replayed = &replayed};
  wire::CheckOptionalText("officer_reason", officer_reason, 500, fields);
  if (!officer_reason.empty() && call.principal.role != identity::Role::kOfficer) {
    fields.Add("officer_reason", "Is for officers alone: leave it out.");
  }
  if (auto valid = fields.ToStatus(); !valid.ok()) return valid;
  auto booking = Run(call, attempt);
  if (replayed) return booking;  // counted when it was done
  parts_.metrics.BookingEnded(state_ == v1::BOOKING_STATE_HELD ? "hold" : "book", OutcomeOf(booking));
  if (booking.ok() && state_ == v1::BOOKING_STATE_HELD) parts_.metrics.HoldChanged("made");
  return booking;
}

}  // namespace shortbreaks::bookings

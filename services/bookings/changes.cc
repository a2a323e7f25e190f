#include <absl/strings/str_cat.h>

#include "bookings/cancellation.h"
#include "bookings/handlers.h"
#include "bookings/requests.h"
#include "errors/errors.h"
#include "wire/fields.h"
#include "wire/times.h"

namespace shortbreaks::bookings {
namespace {

using errors::Error;

// Validates, finds the booking and asks whether the caller may change it. A request done before may be for a booking
// that the caller has lost authority for since: then the reply stays hidden too.
absl::StatusOr<BookingChange> Prepare(const Parts& parts, const rpc::Call& call, std::string_view method,
                                      const std::string& request_id, const std::string& name,
                                      const google::protobuf::Message& request) {
  auto mark = idempotency::MarkOf(call.principal, method, request_id, request);
  if (!mark.ok()) return mark.status();
  errors::FieldErrors fields;
  const ids::Uuid booking_id = wire::IdIn("name", "bookings", name, fields);
  if (auto valid = fields.ToStatus(); !valid.ok()) return valid;
  auto stored = VisibleBooking(parts.store, call, booking_id);
  if (!stored.ok()) return stored.status();
  return BookingChange{.mark = *std::move(mark),
                       .booking_id = booking_id,
                       .child_id = stored->child_id,
                       .session_id = stored->session_id,
                       .limits = parts.limits,
                       .offered = stored->booking.state() == v1::BOOKING_STATE_OFFERED};
}

// What `run` answers. `count` sees it unless it was kept from before: a call that is sent again counts once.
template <typename Run, typename Count>
auto CountedOnce(BookingChange& change, Run run, Count count) {
  bool replayed = false;
  change.replayed = &replayed;
  auto done = run();
  if (!replayed) count(done);
  change.replayed = nullptr;
  return done;
}

}  // namespace

absl::StatusOr<v1::Booking> ChangeHandlers::ChangeHold(
    const rpc::Call& call, BookingChange change,
    absl::StatusOr<v1::Booking> (Store::*run)(const rpc::Call&, const BookingChange&)) const {
  constexpr int kAttemptsMax = 3;
  auto booking = (parts_.store.*run)(call, change);
  for (int tries = 1; tries < kAttemptsMax; ++tries) {
    if (errors::ReasonOf(booking.status()) != type::v1::ERROR_REASON_DETAILS_CHANGED) return booking;
    auto decision = parts_.decider.Decide(call, ids::ResourceName("children", change.child_id),
                                          ids::ResourceName("sessions", change.session_id));
    if (!decision.ok()) return decision.status();
    if (auto may = MayBook(*decision, /*holds_charge=*/!change.offered); !may.ok()) return may;
    auto terms = TermsOf(*decision);
    if (!terms.ok()) return terms.status();
    change.decided_again = *std::move(terms);
    booking = (parts_.store.*run)(call, change);
  }
  return booking;
}

void ChangeHandlers::CountHold(std::string_view change, std::string_view changed,
                               const absl::StatusOr<v1::Booking>& booking) const {
  parts_.metrics.BookingEnded(change, OutcomeOf(booking));
  if (booking.ok()) parts_.metrics.HoldChanged(changed);
}

absl::StatusOr<v1::ExtendHoldResponse> ChangeHandlers::Extend(const rpc::Call& call,
                                                              const v1::ExtendHoldRequest& request) const {
  auto change = Prepare(parts_, call, "ExtendHold", request.request_id(), request.name(), request);
  if (!change.ok()) return change.status();
  auto booking = CountedOnce(
      *change, [&] { return ChangeHold(call, *change, &Store::ExtendHold); },
      [&](const auto& done) { CountHold("extend", "extended", done); });
  return Answer<v1::ExtendHoldResponse>(std::move(booking));
}

absl::StatusOr<v1::ConfirmBookingResponse> ChangeHandlers::Confirm(const rpc::Call& call,
                                                                   const v1::ConfirmBookingRequest& request) const {
  auto change = Prepare(parts_, call, "ConfirmBooking", request.request_id(), request.name(), request);
  if (!change.ok()) return change.status();
  auto booking = CountedOnce(
      *change, [&] { return ChangeHold(call, *change, &Store::Confirm); },
      [&](const auto& done) { CountHold("confirm", "confirmed", done); });
  return Answer<v1::ConfirmBookingResponse>(std::move(booking));
}

absl::StatusOr<v1::Booking> ChangeHandlers::Accept(const rpc::Call& call, const std::string& booking,
                                                   const v1::AcceptOfferRequest& request) const {
  auto change = Prepare(parts_, call, "AcceptOffer", request.request_id(), booking, request);
  if (!change.ok()) return change.status();
  return CountedOnce(
      *change, [&] { return ChangeHold(call, *change, &Store::Confirm); },
      [&](const auto& done) { parts_.metrics.BookingEnded("accept", OutcomeOf(done)); });
}

absl::StatusOr<v1::Booking> ChangeHandlers::Decline(const rpc::Call& call, const std::string& booking,
                                                    const v1::DeclineOfferRequest& request) const {
  auto change = Prepare(parts_, call, "DeclineOffer", request.request_id(), booking, request);
  if (!change.ok()) return change.status();
  change->keep_waiting = request.keep_waiting();
  return CountedOnce(
      *change, [&] { return parts_.store.Release(call, *change); },
      [&](const auto& done) { parts_.metrics.BookingEnded("decline", OutcomeOf(done)); });
}

absl::StatusOr<v1::ReleaseHoldResponse> ChangeHandlers::Release(const rpc::Call& call,
                                                                const v1::ReleaseHoldRequest& request) const {
  auto change = Prepare(parts_, call, "ReleaseHold", request.request_id(), request.name(), request);
  if (!change.ok()) return change.status();
  auto booking = CountedOnce(
      *change, [&] { return parts_.store.Release(call, *change); },
      [&](const auto& done) { CountHold("release", "released", done); });
  return Answer<v1::ReleaseHoldResponse>(std::move(booking));
}

absl::StatusOr<v1::CancelBookingResponse> ChangeHandlers::Cancel(const rpc::Call& call,
                                                                 const v1::CancelBookingRequest& request) const {
  auto change = Prepare(parts_, call, "CancelBooking", request.request_id(), request.name(), request);
  if (!change.ok()) return change.status();
  if (!type::v1::CancelCause_IsValid(request.cause())) {
    errors::FieldErrors fields;
    fields.Add("cause", "Must be a cause, or left out.");
    return fields.ToStatus();
  }
  change->etag = request.etag();
  change->cause = request.cause();
  if (!request.validate_only()) {
    return CountedOnce(
        *change, [&] { return parts_.store.Cancel(call, *change); },
        [&](const auto& done) {
          const auto state = done.ok() ? done->booking().state() : v1::BOOKING_STATE_UNSPECIFIED;
          parts_.metrics.BookingEnded("cancel", OutcomeOf(done.status(), state));
        });
  }
  auto stored = VisibleBooking(parts_.store, call, change->booking_id);
  if (!stored.ok()) return stored.status();
  const v1::Booking& booking = stored->booking;
  if (!request.etag().empty() && request.etag() != booking.etag()) return Error(type::v1::ERROR_REASON_ETAG_MISMATCH);
  if (!CanBeCancelled(booking.state())) {
    return Error(type::v1::ERROR_REASON_STATE_FORBIDS, {}, {{"state", v1::BookingState_Name(booking.state())}});
  }
  if (stored->now >= wire::FromProto(booking.start_time())) return Error(type::v1::ERROR_REASON_SESSION_STARTED);
  const Cancellation cancellation =
      stored->session_cancelled ? kCancelledByProvider
                                : CancellationAt(stored->now, booking, stored->free_until_time, request.cause());
  return CancellationAnswer(booking, stored->free_until_time, cancellation);
}

absl::StatusOr<v1::WaiveChargeResponse> ChangeHandlers::Waive(const rpc::Call& call,
                                                              const v1::WaiveChargeRequest& request) const {
  errors::FieldErrors fields;
  wire::CheckText("reason", request.reason(), 500, fields);
  if (auto valid = fields.ToStatus(); !valid.ok()) return valid;
  auto change = Prepare(parts_, call, "WaiveCharge", request.request_id(), request.name(), request);
  if (!change.ok()) return change.status();
  change->etag = request.etag();
  change->reason = request.reason();
  return parts_.store.WaiveCharge(call, *change);
}

}  // namespace shortbreaks::bookings

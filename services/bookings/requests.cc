#include "bookings/requests.h"

#include <absl/strings/ascii.h>

#include "bookings/field_views.h"
#include "errors/errors.h"

namespace shortbreaks::bookings {

using errors::Error;
using identity::Role;

absl::Status CheckChild(Store& store, const rpc::Call& call, const ids::Uuid& child_id, Authority needed) {
  if (call.principal.role == Role::kCarer) {
    auto allowed = store.HasAuthority(call, child_id, needed);
    if (!allowed.ok()) return allowed.status();
    return *allowed ? absl::OkStatus() : Error(type::v1::ERROR_REASON_NOT_ALLOWED);
  }
  if (call.principal.role != Role::kOfficer && call.principal.role != Role::kService) {
    return Error(type::v1::ERROR_REASON_NOT_ALLOWED);
  }
  auto exists = store.ChildExists(call, child_id);
  if (!exists.ok()) return exists.status();
  return *exists ? absl::OkStatus() : Error(type::v1::ERROR_REASON_NOT_FOUND);
}

absl::StatusOr<StoredBooking> VisibleBooking(Store& store, const rpc::Call& call, const ids::Uuid& booking_id,
                                             Authority needed) {
  auto booking = store.Read(call, booking_id);
  if (!booking.ok()) return booking.status();
  const bool council = call.principal.role == Role::kOfficer || call.principal.role == Role::kService;
  const auto hidden = Error(council ? type::v1::ERROR_REASON_NOT_FOUND : type::v1::ERROR_REASON_NOT_ALLOWED);
  if (!*booking) return hidden;
  if (call.principal.role == Role::kProvider) {
    const auto provider = ids::IdOf("providers", call.principal.provider);
    if (provider != (*booking)->provider_id) return Error(type::v1::ERROR_REASON_NOT_ALLOWED);
    KeepForProvider((*booking)->booking);
    return **std::move(booking);
  }
  const bool enough = needed == Authority::kFull ? (*booking)->may_act : (*booking)->may_see;
  if (!enough) return hidden;
  if (!(*booking)->may_act) KeepForLimitedAuthority((*booking)->booking);
  return **std::move(booking);
}

absl::Status SessionFull(capacity::Full full) {
  return Error(type::v1::ERROR_REASON_SESSION_FULL, {}, {{"full", std::string(capacity::NameOf(full))}});
}

absl::Status ExpiredHoldInTheWay() {
  return Error(type::v1::ERROR_REASON_DETAILS_CHANGED, {}, {{"expired_hold", "true"}});
}

std::string OutcomeOf(const absl::Status& status, v1::BookingState state) {
  if (!status.ok()) return errors::ReasonText(status);
  constexpr size_t kPrefix = sizeof("BOOKING_STATE_") - 1;
  return absl::AsciiStrToLower(v1::BookingState_Name(state).substr(kPrefix));
}

}  // namespace shortbreaks::bookings

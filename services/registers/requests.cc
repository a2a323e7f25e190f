#include "registers/requests.h"

#include <utility>

#include "bookings/field_views.h"
#include "bookings/requests.h"
#include "errors/errors.h"

namespace shortbreaks::registers {

using identity::Role;

absl::Status CheckProvider(const rpc::Call& call, const ids::Uuid& provider_id) {
  if (call.principal.role == Role::kOfficer) return absl::OkStatus();
  const bool own = call.principal.role == Role::kProvider &&
                   ids::IdOf("providers", call.principal.provider) == std::optional<ids::Uuid>(provider_id);
  return own ? absl::OkStatus() : errors::Error(type::v1::ERROR_REASON_NOT_ALLOWED);
}

idempotency::RequestMark MarkOfOne(idempotency::RequestMark whole, const ids::Uuid& record_id) {
  for (size_t i = 0; i < whole.key.request_id.size(); ++i) {
    whole.key.request_id[i] = static_cast<char>(whole.key.request_id[i] ^ record_id[i]);
  }
  return whole;
}

bool IsOfTheCall(const absl::Status& status) {
  switch (errors::ReasonOf(status)) {
    case type::v1::ERROR_REASON_UNSPECIFIED:
      return !status.ok();
    case type::v1::ERROR_REASON_REQUEST_ID_REUSED:
    case type::v1::ERROR_REASON_INTERNAL:
      return true;
    default:
      return errors::RowOf(errors::ReasonOf(status)).may_retry;
  }
}

bookings::v1::BookingResult ResultOf(const std::string& name, absl::StatusOr<bookings::v1::Booking> booking,
                                     const rpc::Call& call) {
  bookings::v1::BookingResult result;
  result.set_name(name);
  if (booking.ok()) {
    if (call.principal.role == Role::kProvider) bookings::KeepForProvider(*booking);
    *result.mutable_booking() = *std::move(booking);
    return result;
  }
  result.set_error_reason(type::v1::ErrorReason_Name(errors::ReasonOf(booking.status())));
  result.set_error_text(std::string(booking.status().message()));
  return result;
}

}  // namespace shortbreaks::registers

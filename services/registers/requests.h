// What several handlers of RegisterService ask alike.
#pragma once

#include <absl/status/statusor.h>

#include <string>

#include "idempotency/requests.h"
#include "ids/uuid.h"
#include "rpc/call.h"
#include "shortbreaks/bookings/v1/registers.pb.h"

namespace shortbreaks::registers {

// Officers all providers', a provider's staff their own. NOT_ALLOWED.
absl::Status CheckProvider(const rpc::Call& call, const ids::Uuid& provider_id);

// The request id of one of many: the whole request's and the record's id mixed, so that a request that is sent again
// does each once.
idempotency::RequestMark MarkOfOne(idempotency::RequestMark whole, const ids::Uuid& record_id);

// Whether an error is of the whole call, which is to be sent again, and not of one record.
bool IsOfTheCall(const absl::Status& status);

// What became of one booking.
bookings::v1::BookingResult ResultOf(const std::string& name, absl::StatusOr<bookings::v1::Booking> booking,
                                     const rpc::Call& call);

}  // namespace shortbreaks::registers

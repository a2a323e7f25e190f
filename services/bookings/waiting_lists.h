// What BookPlace asks of the waiting lists, where a session is full. A seam: bookings come before the lists.
#pragma once

#include <absl/status/statusor.h>

#include <string>

#include "rpc/call.h"
#include "shortbreaks/bookings/v1/bookings.pb.h"

namespace shortbreaks::bookings {

class WaitingLists {
 public:
  virtual ~WaitingLists() = default;
  // `waitingListEntries/{uuid}` that the same request made before, or empty.
  virtual absl::StatusOr<std::string> JoinedBefore(const rpc::Call& call, const v1::BookPlaceRequest& request) = 0;
  // Puts the child on the session's list. The entry's name, also where it waits there already. DETAILS_CHANGED where
  // the same request has booked meanwhile.
  virtual absl::StatusOr<std::string> Join(const rpc::Call& call, const v1::BookPlaceRequest& request) = 0;
};

}  // namespace shortbreaks::bookings

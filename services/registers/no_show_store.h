// Absences without notice, and what officers did about them.
#pragma once

#include <absl/status/statusor.h>

#include <string>
#include <vector>

#include "idempotency/requests.h"
#include "ids/uuid.h"
#include "mysql/pool.h"
#include "paging/page.h"
#include "rpc/call.h"
#include "shortbreaks/bookings/v1/registers.pb.h"

namespace shortbreaks::registers {

namespace v1 = bookings::v1;

struct Resolution {
  ids::Uuid child_id;
  v1::NoShowAction action = v1::NO_SHOW_ACTION_UNSPECIFIED;
  std::string reason;
};

struct NoShowPage {
  std::vector<v1::RepeatedNoShows> children;
  std::string next;  // empty on the last page
};

// Thread-safe and blocking.
class NoShowStore {
 public:
  explicit NoShowStore(mysql::Pool& pool) : pool_(pool), requests_("bookings_requests") {}

  // Children in the order of their ids.
  absl::StatusOr<NoShowPage> List(const rpc::Call& call, const paging::Page& page);
  // Keeps that somebody has seen to it, once. `booking_ids`: those concerned. NOT_FOUND where there is no such child.
  absl::Status Keep(const rpc::Call& call, const idempotency::RequestMark& request, const Resolution& resolution,
                    const std::vector<ids::Uuid>& booking_ids);
  // Whether the booking is the child's.
  absl::StatusOr<bool> IsOfChild(const rpc::Call& call, const ids::Uuid& child_id, const ids::Uuid& booking_id);

 private:
  mysql::Pool& pool_;
  idempotency::Requests requests_;
};

}  // namespace shortbreaks::registers

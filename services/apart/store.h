// Who must not be in a session together, in MySQL 8 or MariaDB 10.11, as the user shortbreaks_eligibility. Each pair is
// kept once, the smaller id first; bookings reads it both ways, and never why.
#pragma once

#include <absl/status/statusor.h>

#include <string>

#include "eligibility/store.h"
#include "mysql/pool.h"
#include "shortbreaks/eligibility/v1/apart.pb.h"

namespace shortbreaks::apart {

namespace v1 = eligibility::v1;
using eligibility::PageOf;
using idempotency::RequestMark;

struct Pair {
  ids::Uuid child_id, other_id;
};

class ApartStore {
 public:
  explicit ApartStore(mysql::Pool& pool) : pool_(pool), requests_("eligibility_requests") {}

  // NOT_FOUND where one of the children is not there. A pair that is recorded already stays as it is. Takes the lock of
  // both children, so that no booking of theirs is under way: what the answer names is all that there is.
  absl::StatusOr<v1::KeepApartResponse> Keep(const rpc::Call& call, const RequestMark& mark, const Pair& pair,
                                             const std::string& reason);
  // NOT_FOUND where they are not kept apart.
  absl::StatusOr<v1::KeptApart> End(const rpc::Call& call, const RequestMark& mark, const Pair& pair,
                                    const std::string& reason);
  // `child_id` empty: the council's.
  absl::StatusOr<PageOf<v1::KeptApart>> List(const rpc::Call& call, const ids::Uuid& child_id,
                                             const paging::Page& page);

 private:
  mysql::Pool& pool_;
  idempotency::Requests requests_;
};

}  // namespace shortbreaks::apart

// Erasures in MySQL 8 or MariaDB 10.11, as the user shortbreaks_eligibility, each in one transaction under the child's
// lock. docs/privacy.md says what goes, and what stays under a name that is nobody's.
#pragma once

#include <absl/status/statusor.h>

#include "eligibility/store.h"
#include "mysql/pool.h"
#include "shortbreaks/eligibility/v1/erasure.pb.h"

namespace shortbreaks::erasure {

namespace v1 = eligibility::v1;
using idempotency::RequestMark;

class ErasureStore {
 public:
  explicit ErasureStore(mysql::Pool& pool) : pool_(pool), requests_("eligibility_requests") {}

  // Proposes, or carries out what another officer proposed in the last 30 days. NOT_FOUND where there is no such child,
  // or no longer; ERASURE_BLOCKED; SECOND_PERSON_NEEDED where the caller proposed it; INVALID_REQUEST where the reason
  // is another than the proposal's.
  absl::StatusOr<v1::Erasure> Erase(const rpc::Call& call, const RequestMark& mark, const ids::Uuid& child_id,
                                    v1::ErasureReason reason);

 private:
  mysql::Pool& pool_;
  idempotency::Requests requests_;
};

// Proposes to erase the child, whose row is locked. A proposal of another officer's in the last 30 days stays as it is.
// ERASURE_BLOCKED.
absl::StatusOr<v1::Erasure> ProposeErasure(mysql::Connection& connection, const rpc::Call& call,
                                           const std::string& method, const ids::Uuid& child_id, int64_t version,
                                           v1::ErasureReason reason);

}  // namespace shortbreaks::erasure

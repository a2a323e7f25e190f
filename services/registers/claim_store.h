// Claims in the database: what the registers say now, read whenever it is asked, and what was handed in, kept.
#pragma once

#include <absl/status/statusor.h>
#include <absl/time/civil_time.h>

#include <string>
#include <vector>

#include "idempotency/requests.h"
#include "mysql/pool.h"
#include "paging/page.h"
#include "registers/claims.h"
#include "rpc/call.h"

namespace shortbreaks::registers {

struct ClaimKey {
  ids::Uuid provider_id;
  absl::CivilMonth month;
};

struct ClaimPage {
  std::vector<v1::Claim> claims;
  std::string next;  // empty on the last page
};

// Thread-safe and blocking.
class ClaimStore {
 public:
  explicit ClaimStore(mysql::Pool& pool) : pool_(pool), requests_("bookings_requests") {}

  absl::StatusOr<v1::Claim> Read(const rpc::Call& call, const ClaimKey& key);
  absl::StatusOr<std::vector<v1::ClaimLine>> ReadLines(const rpc::Call& call, const ClaimKey& key);
  // Those of a month, by provider, and those of a provider, newest first.
  absl::StatusOr<ClaimPage> ListOfMonth(const rpc::Call& call, absl::CivilMonth month, const paging::Page& page);
  absl::StatusOr<ClaimPage> ListOfProvider(const rpc::Call& call, const ids::Uuid& provider_id,
                                           const paging::Page& page);

  // STATE_FORBIDS, and `state` says why: MONTH_NOT_OVER, UNMARKED, LEDGER_DISAGREES, CLAIM_STATE_APPROVED.
  absl::StatusOr<v1::Claim> Submit(const rpc::Call& call, const idempotency::RequestMark& request, const ClaimKey& key);
  // STATE_FORBIDS: CLAIM_STATE_DRAFT, CLAIM_STATE_APPROVED, DIFFERENT where the registers say something else now;
  // ETAG_MISMATCH; SECOND_PERSON_NEEDED where whoever handed it in approves it.
  absl::StatusOr<v1::Claim> Approve(const rpc::Call& call, const idempotency::RequestMark& request, const ClaimKey& key,
                                    const std::string& etag);

 private:
  mysql::Pool& pool_;
  idempotency::Requests requests_;
};

}  // namespace shortbreaks::registers

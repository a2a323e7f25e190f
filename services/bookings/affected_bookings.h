// What is booked and no longer fits the staff on shift: AffectedBookingsService. Reads alone, outside transactions.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "ids/uuid.h"
#include "mysql/pool.h"
#include "paging/page.h"
#include "paging/page_token.h"
#include "rpc/call.h"
#include "rpc/handler_table.h"
#include "shortbreaks/bookings/v1/affected.pb.h"

namespace shortbreaks::bookings {

// A session as far as it concerns whether its bookings fit.
struct StaffedSession {
  ids::Uuid provider_id;
  std::optional<int64_t> staff;        // nothing: not counted
  std::optional<int64_t> trained_for;  // bit n: for need n; nothing: not planned by name
  int64_t shares_taken = 0;

  // How many more staff its bookings take than are there, rounded up.
  int64_t StaffShort() const;
  // The needs that ask for training and that nobody on shift has.
  int64_t UntrainedFor() const;
};

struct ShortSessionQuery {
  absl::Time start_time, end_time;
  ids::Uuid provider_id;  // empty: of all providers
};

class AffectedStore {
 public:
  explicit AffectedStore(mysql::Pool& pool) : pool_(pool) {}

  absl::StatusOr<std::optional<StaffedSession>> Session(const rpc::Call& call, const ids::Uuid& session_id);
  // A page, in the order in which the bookings were made.
  absl::StatusOr<v1::ListAffectedBookingsResponse> List(const rpc::Call& call, const ids::Uuid& session_id,
                                                        const StaffedSession& session, const paging::Page& page,
                                                        std::string& next);
  absl::StatusOr<v1::ListShortSessionsResponse> ListShort(const rpc::Call& call, const ShortSessionQuery& query,
                                                          const paging::Page& page, std::string& next);

 private:
  mysql::Pool& pool_;
};

// Thread-safe, and outlive the handlers.
struct AffectedParts {
  AffectedStore& store;
  const paging::PageTokens& page_tokens;
};

rpc::HandlerTable MakeAffectedHandlers(AffectedParts parts);

}  // namespace shortbreaks::bookings

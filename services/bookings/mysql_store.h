// The store on MySQL 8 or MariaDB 10.11, as the user shortbreaks_bookings. Locks in one order everywhere: request row →
// child → allocation → session. A booking's own row changes only under its child's lock. Every update says FORCE INDEX
// (PRIMARY): in a small council the optimiser may prefer an index that begins with the council alone, and so lock the
// rows of others.
#pragma once

#include <memory>
#include <string>

#include "bookings/store.h"
#include "bookings/transitions.h"
#include "mysql/pool.h"

namespace shortbreaks::bookings {

class MysqlStore : public Store {
 public:
  // `change_settle`: a change is listed to readers of changed_since once it is this old, which must exceed the longest
  // transaction.
  MysqlStore(mysql::Pool& pool, absl::Duration change_settle)
      : pool_(pool), change_settle_(change_settle), requests_("bookings_requests") {}

  absl::StatusOr<std::optional<SessionGlance>> GlanceAt(const rpc::Call& call, const ids::Uuid& session_id,
                                                        const ids::Uuid& child_id, const RequestMark& mark) override;
  absl::StatusOr<v1::Booking> TakePlace(const rpc::Call& call, const PlaceAttempt& attempt) override;
  absl::StatusOr<v1::Booking> ExtendHold(const rpc::Call& call, const BookingChange& change) override;
  absl::StatusOr<v1::Booking> Confirm(const rpc::Call& call, const BookingChange& change) override;
  absl::StatusOr<v1::Booking> Release(const rpc::Call& call, const BookingChange& change) override;
  absl::StatusOr<v1::CancelBookingResponse> Cancel(const rpc::Call& call, const BookingChange& change) override;
  absl::StatusOr<v1::WaiveChargeResponse> WaiveCharge(const rpc::Call& call, const BookingChange& change) override;
  absl::StatusOr<std::optional<StoredBooking>> Read(const rpc::Call& call, const ids::Uuid& booking_id) override;
  absl::StatusOr<bool> HasAuthority(const rpc::Call& call, const ids::Uuid& child_id, Authority needed) override;
  absl::StatusOr<bool> ChildExists(const rpc::Call& call, const ids::Uuid& child_id) override;
  absl::StatusOr<std::optional<ids::Uuid>> ProviderOf(const rpc::Call& call, const ids::Uuid& session_id) override;
  absl::StatusOr<std::optional<ids::Uuid>> ChildOfAllocation(const rpc::Call& call,
                                                             const ids::Uuid& allocation_id) override;
  absl::StatusOr<BookingPage> List(const rpc::Call& call, const BookingQuery& query, const Page& page) override;
  absl::StatusOr<std::vector<v1::AllocationBalance>> Balances(const rpc::Call& call,
                                                              const ids::Uuid& child_id) override;
  absl::StatusOr<LedgerPage> Ledger(const rpc::Call& call, const ids::Uuid& allocation_id, const Page& page) override;
  absl::StatusOr<ReconcilePage> Reconcile(const rpc::Call& call, const Page& page) override;
  absl::StatusOr<int> ExpireHoldsInTheWay(const rpc::Call& call, const ids::Uuid& child_id,
                                          const ids::Uuid& session_id) override;
  absl::StatusOr<int> ExpireHolds(absl::Time deadline, int bookings_max) override;
  absl::StatusOr<int> EndBookingsOfCancelledSessions(absl::Time deadline, int bookings_max) override;
  absl::StatusOr<int> ForgetOldRequests(absl::Time deadline, int rows_max) override;

 private:
  mysql::Pool& pool_;
  absl::Duration change_settle_;
  idempotency::Requests requests_;
};

}  // namespace shortbreaks::bookings

// A store in memory, for unit tests, held to the contract suite that the MySQL store is held to.
#pragma once

#include <functional>
#include <map>
#include <mutex>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "bookings/store.h"
#include "bookings/transitions.h"

namespace shortbreaks::bookings {

class FakeStore : public Store {
 public:
  explicit FakeStore(std::function<absl::Time()> clock) : clock_(std::move(clock)) {}

  // The world, set up by tests.
  struct Session {
    int state = 2;
    int64_t version = 1;
    int places = 1, taken = 0;
    absl::Time start_time, end_time, booking_open_time, booking_close_time;
    absl::Duration notice;
    int match_hours = 0;
    ids::Uuid provider_id;
    std::optional<int64_t> staff;
    int64_t staff_shares_taken = 0, reserve_places = 0;
    absl::Time reserve_release_time = absl::InfiniteFuture();
    struct Cap {
      capacity::Ratio ratio;
      int64_t children_max = 0, children_taken = 0;
    };
    std::vector<Cap> caps;
    std::optional<int64_t> trained_for;
  };
  struct Child {
    int64_t version = 1, diary_version = 0;
    std::set<ids::Uuid> carers, limited_carers;
    capacity::Ratio ratio{1, 3};
    int64_t trained_needs = 0;
  };
  struct Allocation {
    ids::Uuid child_id;
    int unit = 1;
    int64_t granted = 0, committed = 0, version = 1;
  };
  using Key = std::pair<std::string, ids::Uuid>;  // council and id
  std::map<Key, Session> sessions;
  std::map<Key, Child> children;
  std::map<Key, Allocation> allocations;
  std::set<std::pair<ids::Uuid, ids::Uuid>> apart;  // who must not be together, both ways

  // What a booking keeps beside its message.
  struct Record {
    v1::Booking booking;
    ids::Uuid child_id, session_id;
    std::vector<Share> shares;
    absl::Time hold_expire_time = absl::InfiniteFuture(), free_until_time;
    int64_t child_version = 0, session_version = 0;
    capacity::Ratio ratio;
  };
  std::map<Key, Record> bookings;
  std::vector<std::pair<Key, v1::LedgerEntry>> ledger;  // by allocation
  std::vector<std::string> events;

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
  absl::StatusOr<int> ForgetOldRequests(absl::Time, int) override { return 0; }

 private:
  absl::StatusOr<std::optional<std::string>> ReplyLocked(const RequestMark& mark);
  absl::Status RefuseAttempt(const rpc::Call& call, const PlaceAttempt& attempt);
  absl::StatusOr<Record*> RecordFor(const rpc::Call& call, const BookingChange& change);
  absl::Status CheckHold(const BookingChange& change, const Record& record);
  capacity::Load LoadOf(const Session& session, capacity::Ratio ratio) const;
  static bool IsTrained(const Session& session, const Child& child);
  // DETAILS_CHANGED where a hold of the session that ran out is in the way of what is full, else SESSION_FULL.
  absl::Status RefuseRoom(const Key& session, capacity::Full full) const;
  // The place takes what `to` takes instead of what `from` did; SESSION_FULL where that is too much.
  absl::Status ChangeSupport(const Key& session, capacity::Ratio from, capacity::Ratio to);
  absl::Status KeepSupport(Record& record, const std::string& council);
  absl::Status RefuseMix(const std::string& council, const ids::Uuid& child_id, const ids::Uuid& session_id) const;
  void Post(const std::string& council, const Record& record, const Share& share, const std::vector<Posting>& postings,
            const std::string& actor);
  void End(const std::string& council, Record& record, Transition transition, const std::string& actor);
  void Waive(const std::string& council, Record& record, const std::string& waived_by, const std::string& actor);
  void Touch(Record& record, std::string_view event);
  // Does `work` under the lock, once for each request: a PlaceAttempt or a BookingChange.
  template <typename Answer, typename Request>
  absl::StatusOr<Answer> Once(const rpc::Call& call, const Request& request,
                              const std::function<absl::StatusOr<Answer>()>& work);
  bool HasAuthorityLocked(const rpc::Call& call, const ids::Uuid& child_id) const;
  bool RanOut(const Record& record) const;  // a hold whose time is over, not swept yet
  absl::StatusOr<int> ExpireWhere(int bookings_max, const std::function<bool(const Key&, const Record&)>& concerned);

  std::function<absl::Time()> clock_;
  std::mutex mutex_;
  std::map<std::string, std::pair<std::string, std::string>> replies_;  // key text → hash and reply
};

}  // namespace shortbreaks::bookings

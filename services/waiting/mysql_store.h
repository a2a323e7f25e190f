// Waiting lists on MySQL 8 or MariaDB 10.11, as the user shortbreaks_bookings. Locks in the order of all: request row →
// child → session; an entry's row changes only under its child's lock. Thread-safe and blocking. Every change is one
// transaction with its request row, event and audit record.
#pragma once

#include <absl/base/thread_annotations.h>
#include <absl/status/statusor.h>
#include <absl/synchronization/mutex.h>

#include <optional>
#include <string>
#include <vector>

#include "idempotency/requests.h"
#include "mysql/pool.h"
#include "paging/page.h"
#include "rpc/call.h"
#include "waiting/entries.h"
#include "waiting/mysql_queue.h"

namespace shortbreaks::waiting {

using idempotency::RequestMark;

struct EntryPage {
  std::vector<v1::WaitingListEntry> entries;
  std::string next;  // empty on the last page
};

class MysqlStore {
 public:
  // `change_settle`: a change is listed to readers of changed_since once it is this old.
  MysqlStore(mysql::Pool& pool, absl::Duration change_settle, OfferTimes times)
      : pool_(pool), change_settle_(change_settle), times_(times), requests_("bookings_requests") {}

  absl::StatusOr<std::optional<Entry>> Read(const rpc::Call& call, const ids::Uuid& entry_id);
  absl::StatusOr<std::optional<SessionView>> Session(const rpc::Call& call, const ids::Uuid& session_id);
  absl::StatusOr<std::vector<SessionView>> Coming(const rpc::Call& call, const ids::Uuid& activity_id);
  absl::StatusOr<std::vector<Waiting>> Queue(const rpc::Call& call, const SessionView& session);
  // Nothing where there is no such activity.
  absl::StatusOr<std::optional<ids::Uuid>> ProviderOf(const rpc::Call& call, const ids::Uuid& activity_id);

  absl::StatusOr<EntryPage> OfChild(const rpc::Call& call, const ids::Uuid& child_id, const paging::Page& page);
  absl::StatusOr<EntryPage> OfSession(const rpc::Call& call, const SessionView& session, const paging::Page& page);
  absl::StatusOr<EntryPage> ChangedSince(const rpc::Call& call, absl::Time since, const paging::Page& page);

  // The answer to a request that was done before; REQUEST_ID_REUSED.
  absl::StatusOr<std::optional<v1::WaitingListEntry>> ReplyTo(const rpc::Call& call, const RequestMark& mark);
  // ALREADY_WAITING with `entry`, ALREADY_BOOKED with `booking`, NOT_ALLOWED.
  absl::StatusOr<v1::WaitingListEntry> Join(const rpc::Call& call, const RequestMark& mark, Entry entry);
  // The same for a request to book that found no place: what comes of it is kept under `place` too, the mark that a
  // booking would have, so that of two sendings at once one alone does something. A child that waits there already has
  // its entry. DETAILS_CHANGED where the other has booked.
  absl::StatusOr<v1::WaitingListEntry> JoinInstead(const rpc::Call& call, const RequestMark& mark,
                                                   const RequestMark& place, Entry entry);
  // Gives back an offer that the child has there. STATE_FORBIDS, NOT_ALLOWED.
  absl::StatusOr<v1::WaitingListEntry> Leave(const rpc::Call& call, const RequestMark& mark, const Entry& entry);
  // Out of order. STATE_FORBIDS, OVERLAPPING_BOOKING, SESSION_FULL and its like; DETAILS_CHANGED where the session is
  // not as it was read.
  absl::StatusOr<v1::WaitingListEntry> Offer(const rpc::Call& call, const RequestMark& mark, const Entry& entry,
                                             const SessionView& session, const std::string& reason);

  // Offers what is free to who is first and could take it, in all councils; looks at `sessions_max` sessions, and the
  // next time at those that come after, so that sessions which none of those who wait can take keep no other from its
  // turn. The value: how many offers were made. For a job.
  absl::StatusOr<int> MakeOffers(absl::Time deadline, int sessions_max);
  // Closes entries that can have no offer any more, at most `entries_max`. The value: how many.
  absl::StatusOr<int> CloseEnded(absl::Time deadline, int entries_max);

 private:
  absl::StatusOr<v1::WaitingListEntry> Once(
      const rpc::Call& call, const RequestMark& mark, const ids::Uuid& child_id,
      absl::FunctionRef<absl::StatusOr<Entry>(mysql::Connection&, absl::Time now)> body);
  absl::StatusOr<int> OfferSession(const std::string& council_id, const ids::Uuid& session_id, absl::Time deadline);

  // Where a look at free sessions begins, in the order in which booking closes: before all of them, or after this one.
  struct Place {
    absl::Time close_time = absl::UnixEpoch();
    std::string council_id;
    ids::Uuid session_id = ids::Uuid(16, '\0');
  };
  Place NextLook();
  void GoOnFrom(Place place);

  mysql::Pool& pool_;
  absl::Duration change_settle_;
  OfferTimes times_;
  idempotency::Requests requests_;
  absl::Mutex mutex_;
  Place next_look_ ABSL_GUARDED_BY(mutex_);
};

// The place that is kept for an entry. Inside a transaction, under no lock yet. `call` is whose doing it is.
struct OfferTo {
  ids::Uuid entry_id, child_id;
  std::string method, reason;
};
absl::StatusOr<Entry> MakeOffer(mysql::Connection& connection, telemetry::Metrics& metrics, const rpc::Call& call,
                                const SessionView& session, const OfferTo& to, const OfferTimes& times);

}  // namespace shortbreaks::waiting

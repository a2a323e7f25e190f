// What the bookings service keeps, as the handlers see it. Every change is one transaction with its request row, ledger
// entries, outbox event and audit record: all of it happens or none. Implementations are thread-safe and blocking; each
// holds to the same contract suite (store_contract_test.h).
#pragma once

#include <absl/status/statusor.h>
#include <absl/time/time.h>

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "capacity/capacity.h"
#include "idempotency/requests.h"
#include "ids/uuid.h"
#include "paging/page.h"
#include "rpc/call.h"
#include "shortbreaks/bookings/v1/bookings.pb.h"

namespace shortbreaks::bookings {

using idempotency::RequestMark;
using paging::Page;

// A session as it was a moment ago. Never a guard: TakePlace asks again.
struct SessionGlance {
  int state = 0;        // availability.v1.SessionState
  int64_t version = 0;  // that the times below belong to
  int places_left = 0;  // for children of this one's ratio; without what is kept back for the council
  capacity::Load load;  // for that ratio
  // The next two, the load's cap and holds of the child elsewhere are looked at only where the answer hangs on them:
  // not where the request was done before, the child has a booking here, or every place is taken.
  capacity::Ratio ratio = capacity::kLeastSupport;  // the child's, or that where there is no such child
  bool trained = true;                              // somebody on shift is, for each need of the child's that asks it
  int match_hours = 0;  // that the provider has to say whether it can meet the child's needs; 0: booking is instant
  absl::Time start_time, end_time, booking_open_time, booking_close_time;
  absl::Time free_until_time;  // start less the activity's notice, in real hours; where the terms say nothing else
  ids::Uuid provider_id, activity_id;
  absl::Time now;                    // by the database's clock
  ids::Uuid own_booking;             // the child's booking in this session, or empty; no hold whose time is over
  bool expired_hold = false;         // one in this session, or of the child, ran out and is not swept yet
  std::optional<std::string> reply;  // of the request asked about, where it was done before
};

// What a decision said, as far as taking the place stands on it.
struct Terms {
  int64_t child_version = 0;
  int64_t session_version = 0;
  ids::Uuid allocation_id;  // empty: none pays
  int64_t allocation_version = 0;
  int charge_unit = 0;        // type.v1.AllocationUnit
  int64_t charge_amount = 0;  // in all
  int64_t price_pence = 0;
  ids::Uuid second_allocation_id;  // empty: one pays all
  int64_t second_allocation_version = 0;
  int64_t second_amount = 0;  // of the charge, what the second pays
  // Of the child's diary; negative where the decision did not look at it.
  int64_t diary_version = -1;
  ids::Uuid decision_id;  // empty: not kept
  // What cancelling will cost. None where the decision did not say: the activity's notice as glanced at holds.
  std::optional<type::v1::CancellationTerms> cancellation;
};

struct HoldLimits {
  absl::Duration hold = absl::Minutes(10);
  int extensions_max = 2;
  int holds_per_child_max = 5;
};

struct PlaceAttempt {
  RequestMark mark;
  ids::Uuid child_id, session_id;
  SessionGlance session;
  Terms terms;
  // Or CONFIRMED, to book in one step, which comes to REQUESTED where the provider answers first (StateTaken).
  v1::BookingState state = v1::BOOKING_STATE_HELD;
  HoldLimits limits;
  // Why a rule that refers does not stand in the way, nor that the last places are kept back; empty: they do.
  std::string officer_reason;
  ids::Uuid waiting_entry_id;  // of an offer
  absl::Time offer_expire_time;
  bool* replayed = nullptr;  // where set, told whether the answer is one kept from before
};

// A booking with what the handlers need beside the message.
struct StoredBooking {
  v1::Booking booking;
  ids::Uuid child_id, session_id, provider_id;
  absl::Time free_until_time;
  absl::Time now;  // by the database's clock
  bool session_cancelled = false;
  // What the caller may of its child: an officer of the child's team and a service both, a carer by its authority.
  bool may_act = false, may_see = false;
};

// A change to a booking that exists.
struct BookingChange {
  RequestMark mark;
  ids::Uuid booking_id, child_id, session_id;
  HoldLimits limits;
  // The versions that a new decision stood on, where one was needed; else those stored with the booking must hold.
  std::optional<Terms> decided_again;
  std::string etag;          // where set, must be the booking's
  bool* replayed = nullptr;  // where set, told whether the answer is one kept from before
  type::v1::CancelCause cause = type::v1::CANCEL_CAUSE_UNSPECIFIED;  // of cancelling
  std::string reason;                                                // of waiving
  bool gives_all_back = false;  // of cancelling: an officer gives the place up, whatever the terms say
  bool offered = false;         // an offer when it was looked at: nothing is charged yet
  bool keep_waiting = false;    // of declining an offer: its entry goes on waiting
};

struct BookingPage {
  std::vector<v1::Booking> bookings;
  std::string next;      // empty on the last page
  bool limited = false;  // of a child's: the caller sees when and where it is booked, and no more
};

struct ReconcilePage {
  int accounts = 0;
  int64_t entries = 0, accounts_total = 0;
  std::vector<v1::LedgerMismatch> mismatches;
  std::string next;
};

struct LedgerPage {
  std::vector<v1::LedgerEntry> entries;
  std::string next;
};

struct BookingQuery {
  // Exactly one is set.
  std::optional<ids::Uuid> child_id;
  std::optional<ids::Uuid> session_id;
  std::optional<absl::Time> changed_since;
  std::vector<int> states;  // empty: all
};

// How far a carer's authority for a child must go: to act for it, or to see when and where it is booked.
enum class Authority { kFull, kLimited };

class Store {
 public:
  virtual ~Store() = default;

  // A change that was done before answers as before, to those who may still act for the child: else NOT_ALLOWED.

  // Nothing where there is no such session that families may see. Also looks for a reply stored for `mark`:
  // REQUEST_ID_REUSED where the content differs.
  virtual absl::StatusOr<std::optional<SessionGlance>> GlanceAt(const rpc::Call& call, const ids::Uuid& session_id,
                                                                const ids::Uuid& child_id, const RequestMark& mark) = 0;
  // SESSION_FULL and its like, STAFF_NOT_TRAINED, OVERLAPPING_BOOKING, ALREADY_BOOKED, TOO_MANY_HOLDS, NOT_ALLOWED;
  // DETAILS_CHANGED where the terms no longer hold and a new decision is needed, with `expired_hold` where only a hold
  // that ran out is in the way; NEEDS_TEAM_DECISION where a child to be kept apart has a place, and no officer says
  // why.
  virtual absl::StatusOr<v1::Booking> TakePlace(const rpc::Call& call, const PlaceAttempt& attempt) = 0;

  // HOLD_EXPIRED, STATE_FORBIDS, HOLD_EXTENSIONS_USED, SESSION_CANCELLED, SESSION_STARTED, STAFF_NOT_TRAINED,
  // NOT_ALLOWED, DETAILS_CHANGED; SESSION_FULL where the child needs more support now than is left.
  virtual absl::StatusOr<v1::Booking> ExtendHold(const rpc::Call& call, const BookingChange& change) = 0;
  virtual absl::StatusOr<v1::Booking> Confirm(const rpc::Call& call, const BookingChange& change) = 0;
  // HOLD_EXPIRED (swept already), STATE_FORBIDS, NOT_ALLOWED.
  virtual absl::StatusOr<v1::Booking> Release(const rpc::Call& call, const BookingChange& change) = 0;
  // STATE_FORBIDS, SESSION_STARTED, ETAG_MISMATCH, NOT_ALLOWED.
  virtual absl::StatusOr<v1::CancelBookingResponse> Cancel(const rpc::Call& call, const BookingChange& change) = 0;
  // STATE_FORBIDS where it was not cancelled late, or nothing is forfeited any more; ETAG_MISMATCH.
  virtual absl::StatusOr<v1::WaiveChargeResponse> WaiveCharge(const rpc::Call& call, const BookingChange& change) = 0;

  virtual absl::StatusOr<std::optional<StoredBooking>> Read(const rpc::Call& call, const ids::Uuid& booking_id) = 0;
  // Whether the carer (`carers/{uuid}`) has that authority for the child now, or more.
  virtual absl::StatusOr<bool> HasAuthority(const rpc::Call& call, const ids::Uuid& child_id, Authority needed) = 0;
  // Whether the council has the child and, where an officer asks, its team sees it.
  virtual absl::StatusOr<bool> ChildExists(const rpc::Call& call, const ids::Uuid& child_id) = 0;
  // Nothing where there is no such session.
  virtual absl::StatusOr<std::optional<ids::Uuid>> ProviderOf(const rpc::Call& call, const ids::Uuid& session_id) = 0;
  // The child that an allocation is for.
  virtual absl::StatusOr<std::optional<ids::Uuid>> ChildOfAllocation(const rpc::Call& call,
                                                                     const ids::Uuid& allocation_id) = 0;
  virtual absl::StatusOr<BookingPage> List(const rpc::Call& call, const BookingQuery& query, const Page& page) = 0;
  virtual absl::StatusOr<std::vector<v1::AllocationBalance>> Balances(const rpc::Call& call,
                                                                      const ids::Uuid& child_id) = 0;
  virtual absl::StatusOr<LedgerPage> Ledger(const rpc::Call& call, const ids::Uuid& allocation_id,
                                            const Page& page) = 0;

  // Compares each allocation with its ledger and its bookings, in the order of their ids.
  virtual absl::StatusOr<ReconcilePage> Reconcile(const rpc::Call& call, const Page& page) = 0;

  // Gives back the holds that ran out in the session, and those of the child: what may stand in the way of one attempt.
  // The value: how many.
  virtual absl::StatusOr<int> ExpireHoldsInTheWay(const rpc::Call& call, const ids::Uuid& child_id,
                                                  const ids::Uuid& session_id) = 0;
  // Gives back holds that ran out; every place in sessions that were called off, and what those lost who had cancelled
  // late there. At most `bookings_max` of each, across all councils. The value: how many. For the sweeper.
  virtual absl::StatusOr<int> ExpireHolds(absl::Time deadline, int bookings_max) = 0;
  virtual absl::StatusOr<int> EndBookingsOfCancelledSessions(absl::Time deadline, int bookings_max) = 0;
  // Forgets requests older than 400 days, at most `rows_max`.
  virtual absl::StatusOr<int> ForgetOldRequests(absl::Time deadline, int rows_max) = 0;
};

}  // namespace shortbreaks::bookings

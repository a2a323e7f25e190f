// What every bookings store promises, as tests run against the fake and against the database. A World sets up sessions,
// children and allocations and shows what the store made of them.
#pragma once

#include <absl/strings/str_cat.h>
#include <absl/time/clock.h>
#include <absl/time/time.h>
#include <gtest/gtest.h>

#include <memory>
#include <string>
#include <vector>

#include "bookings/field_views.h"
#include "bookings/store.h"
#include "ids/uuid.h"
#include "rpc/call.h"
#include "shortbreaks/type/v1/errors.pb.h"

namespace shortbreaks::bookings {

class World {
 public:
  virtual ~World() = default;
  virtual Store& store() = 0;

  struct SessionSpec {
    int places = 1;
    absl::Duration starts_in = absl::Hours(24 * 14);
    absl::Duration lasts = absl::Hours(3);
    absl::Duration opens_in = -absl::Hours(1);
    absl::Duration notice = absl::Hours(48);
    int state = 2;
    std::optional<int64_t> staff = {};
    int64_t reserve_places = 0;
    std::optional<absl::Duration> reserve_released_in = {};
    struct Cap {
      capacity::Ratio ratio;
      int64_t children_max = 0;
    };
    std::vector<Cap> caps = {};
    std::optional<int64_t> trained_for = {};
    int match_hours = 0;
  };
  virtual ids::Uuid AddSession(const SessionSpec& spec) = 0;
  virtual void SetSessionState(const ids::Uuid& session_id, int state) = 0;  // raises its version
  virtual ids::Uuid AddChild(const ids::Uuid& carer_id) = 0;
  // From now on the carer has limited authority. Raises the child's version.
  virtual void LimitAuthority(const ids::Uuid& child_id, const ids::Uuid& carer_id) = 0;
  virtual void RevokeAuthority(const ids::Uuid& child_id, const ids::Uuid& carer_id) = 0;  // raises the child's version
  virtual void RaiseChildVersion(const ids::Uuid& child_id) = 0;
  // Without a new version. A new child has 1:3 and needs nobody trained.
  virtual void SetSupport(const ids::Uuid& child_id, capacity::Ratio ratio, int64_t trained_needs) = 0;
  virtual void SetTrainedFor(const ids::Uuid& session_id, int64_t trained_for) = 0;  // without a new version
  // As the availability service does: whoever is booked stays, the version rises.
  virtual void SetRoom(const ids::Uuid& session_id, int places, int64_t staff) = 0;
  virtual ids::Uuid AddAllocation(const ids::Uuid& child_id, int64_t minutes) = 0;
  virtual void RunOutHold(const std::string& booking) = 0;     // its time is over now
  virtual void StartSession(const ids::Uuid& session_id) = 0;  // begins a minute ago, without a new version
  virtual void PassNotice(const std::string& booking) = 0;     // its free cancellation ended a minute ago

  virtual void KeepApart(const ids::Uuid& child_id, const ids::Uuid& other_id) = 0;  // without a new version
  virtual void CannotMeet(const std::string& booking) = 0;  // the provider said so; for a booking that nothing pays

  virtual int PlacesTaken(const ids::Uuid& session_id) = 0;
  virtual int64_t StaffSharesTaken(const ids::Uuid& session_id) = 0;
  virtual std::vector<int64_t> ChildrenTaken(const ids::Uuid& session_id) = 0;  // of each cap, the most support first
  virtual int64_t Committed(const ids::Uuid& allocation_id) = 0;
  virtual std::vector<std::string> Events() = 0;  // of this world, oldest first

  const std::string council = absl::StrCat("E", ids::ToText(ids::NewUuid()).substr(28, 8));
};

// One council, one family, and the calls it makes.
class StoreContract : public testing::TestWithParam<std::shared_ptr<World> (*)()> {
 protected:
  void SetUp() override {
    world_ = GetParam()();
    carer_ = ids::NewUuid();
    child_ = world_->AddChild(carer_);
    allocation_ = world_->AddAllocation(child_, 600);
    session_ = world_->AddSession({});
  }

  Store& store() { return world_->store(); }

  rpc::Call CallAs(identity::Role role, const std::string& subject) const {
    rpc::Call call;
    call.principal = {role, world_->council, subject, "", "test-app"};
    call.deadline = absl::Now() + absl::Seconds(20);
    call.call_id = "contract-test";
    return call;
  }
  rpc::Call Carer() const { return CallAs(identity::Role::kCarer, ids::ResourceName("carers", carer_)); }

  static RequestMark NewMark(const rpc::Call& call, const std::string& method) {
    return {{call.principal.council_id, call.principal.partner_id, method, ids::NewUuid()}, std::string(32, 'h')};
  }

  // An attempt on the terms that hold for a fresh child, session and allocation.
  PlaceAttempt AttemptFor(const ids::Uuid& child, const ids::Uuid& session, const ids::Uuid& allocation,
                          int64_t minutes = 180, v1::BookingState state = v1::BOOKING_STATE_HELD) {
    const rpc::Call call = Carer();
    PlaceAttempt attempt{.mark = NewMark(call, state == v1::BOOKING_STATE_HELD ? "HoldPlace" : "BookPlace"),
                         .child_id = child,
                         .session_id = session,
                         .state = state};
    attempt.session = **store().GlanceAt(call, session, child, attempt.mark);
    attempt.terms = {.child_version = 1,
                     .session_version = attempt.session.version,
                     .allocation_id = allocation,
                     .allocation_version = allocation.empty() ? 0 : 1,
                     .charge_unit = allocation.empty() ? 0 : 1,
                     .charge_amount = allocation.empty() ? 0 : minutes};
    return attempt;
  }
  PlaceAttempt Attempt() { return AttemptFor(child_, session_, allocation_); }

  BookingChange ChangeOf(const v1::Booking& booking, const std::string& method) {
    return {.mark = NewMark(Carer(), method),
            .booking_id = *ids::IdOf("bookings", booking.name()),
            .child_id = *ids::IdOf("children", booking.child()),
            .session_id = *ids::IdOf("sessions", booking.session())};
  }

  v1::Booking Hold() { return *store().TakePlace(Carer(), Attempt()); }
  v1::Booking Book() {
    return *store().TakePlace(Carer(), AttemptFor(child_, session_, allocation_, 180, v1::BOOKING_STATE_CONFIRMED));
  }

  // The kinds of the allocation's ledger in order, and that it sums to what the allocation shows.
  std::vector<int> LedgerKinds() {
    auto page = store().Ledger(Carer(), allocation_, {200, {}});
    EXPECT_TRUE(page.ok()) << page.status();
    std::vector<int> kinds;
    int64_t sum = 0;
    for (const v1::LedgerEntry& entry : page->entries) {
      kinds.push_back(entry.kind());
      sum += entry.amount();
      EXPECT_EQ(entry.balance_after(), sum);
    }
    EXPECT_EQ(sum, 600 - world_->Committed(allocation_));
    auto balances = store().Balances(Carer(), child_);
    EXPECT_EQ(balances->front().balance(), sum);
    return kinds;
  }

  std::shared_ptr<World> world_;
  ids::Uuid carer_, child_, allocation_, session_;
};

// Children who need more or less support, in sessions whose staff are counted.
class RoomContract : public StoreContract {
 protected:
  ids::Uuid ChildAt(capacity::Ratio ratio, int64_t trained_needs = 0) {
    const ids::Uuid child = world_->AddChild(carer_);
    world_->SetSupport(child, ratio, trained_needs);
    return child;
  }
  absl::StatusOr<v1::Booking> Take(const ids::Uuid& child, const ids::Uuid& session,
                                   v1::BookingState state = v1::BOOKING_STATE_CONFIRMED) {
    return store().TakePlace(Carer(), AttemptFor(child, session, {}, 0, state));
  }
  // An officer's, with a reason.
  absl::StatusOr<v1::Booking> TakeWithReason(const ids::Uuid& child, const ids::Uuid& session) {
    PlaceAttempt attempt = AttemptFor(child, session, {}, 0, v1::BOOKING_STATE_CONFIRMED);
    attempt.officer_reason = "The family is in crisis.";
    return store().TakePlace(CallAs(identity::Role::kOfficer, "officer-1"), attempt);
  }
  // `staff`, `ratio_cap` and so on where it was refused because the session is full.
  static std::string FullBy(const absl::StatusOr<v1::Booking>& booking);
  SessionGlance Glance(const ids::Uuid& child, const ids::Uuid& session) {
    return **store().GlanceAt(Carer(), session, child, NewMark(Carer(), "HoldPlace"));
  }
};

// What each change does in each state, on bookings of their own.
class StatesOfABooking : public StoreContract {
 protected:
  v1::Booking In(const std::string& state);  // `CONFIRMED`, or `RAN_OUT`: held, its time over, not swept yet
  type::v1::ErrorReason Change(const std::string& method, const v1::Booking& booking);
};

// The bytes of what the session's provider is shown of a booking.
inline std::string AsItsProviderSees(v1::Booking booking) {
  KeepForProvider(booking);
  return booking.SerializeAsString();
}

}  // namespace shortbreaks::bookings

// Faults that other booking systems had and have reported, each as a test of this one. docs/faults.md has the whole
// list, with those that are tested elsewhere.
#include <absl/strings/str_cat.h>
#include <absl/time/clock.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <atomic>
#include <thread>

#include "bookings/mysql_world.h"
#include "errors/errors.h"
#include "ids/uuid.h"
#include "mysql/connection.h"
#include "redis/admission.h"
#include "redis/client.h"
#include "support/family.h"
#include "support/running_services.h"

namespace shortbreaks {
namespace {

using mysql::Bytes;
using support::RunningServices;
using namespace type::v1;  // NOLINT: the reasons

class Faults : public testing::Test {
 protected:
  void AddFamilies(int count) {
    for (int i = 0; i < count; ++i) families_.push_back(support::AddFamily(officer_, 60'000));
  }
  std::string AddSession(int places, absl::Duration starts_in = absl::Hours(24 * 20)) {
    return support::AddSession(officer_, club_, places, starts_in);
  }

  absl::StatusOr<bookings::v1::Booking> Book(const support::Family& family, const std::string& session,
                                             const std::string& request_id = NewRequestId(),
                                             absl::Duration patience = absl::Seconds(20)) {
    bookings::v1::BookPlaceRequest request;
    request.set_request_id(request_id);
    request.set_child(family.child);
    request.set_session(session);
    auto booked = officer_.BookPlace(request, {.timeout = patience, .retry = false});
    if (!booked.ok()) return booked.status();
    return booked->booking();
  }
  absl::StatusOr<bookings::v1::Booking> Hold(const support::Family& family, const std::string& session) {
    bookings::v1::HoldPlaceRequest request;
    request.set_request_id(NewRequestId());
    request.set_child(family.child);
    request.set_session(session);
    auto held = officer_.HoldPlace(request);
    if (!held.ok()) return held.status();
    return held->booking();
  }
  absl::Status Confirm(const bookings::v1::Booking& hold) {
    bookings::v1::ConfirmBookingRequest request;
    request.set_request_id(NewRequestId());
    request.set_name(hold.name());
    return officer_.ConfirmBooking(request).status();
  }

  int64_t Count(std::string_view sql, const std::string& name) {
    const std::string id = ids::IdOf(name.substr(0, name.find('/')), name).value();
    return services_->mysql().AsRoot(sql, {Bytes{id}})->front().Int(0);
  }
  int64_t PlacesTaken(const std::string& session) {
    return Count("SELECT places_taken FROM sessions WHERE session_id = ?", session);
  }

  // Keeps a row as somebody else would who is slow.
  class RowLock {
   public:
    RowLock(const Faults& faults, std::string_view select, const std::string& name) {
      connection_ = *mysql::Connection::Open(faults.services_->mysql().As("root"));
      const std::string id = ids::IdOf(name.substr(0, name.find('/')), name).value();
      EXPECT_TRUE(connection_->Execute("BEGIN").ok());
      EXPECT_TRUE(connection_->Query(select, {faults.council_, Bytes{id}}).ok());
    }
    ~RowLock() { EXPECT_TRUE(connection_->Execute("ROLLBACK").ok()); }

   private:
    std::unique_ptr<mysql::Connection> connection_;
  };
  static constexpr std::string_view kSession =
      "SELECT 1 FROM sessions WHERE council_id = ? AND session_id = ? FOR UPDATE";
  static constexpr std::string_view kChild = "SELECT 1 FROM children WHERE council_id = ? AND child_id = ? FOR UPDATE";

  bool SomebodyWaitsForALock() {
    absl::SleepFor(
        absl::Milliseconds(150));  // the table is filled anew only where nobody asked for a tenth of a second
    auto rows =
        services_->mysql().AsRoot("SELECT COUNT(*) FROM information_schema.innodb_trx WHERE trx_state = 'LOCK WAIT'");
    return rows.ok() && rows->front().Int(0) > 0;
  }

  std::unique_ptr<RunningServices> services_ = RunningServices::Create();
  const std::string council_ = support::FreshCouncil();
  Client officer_ = services_->Officer(council_);
  const std::string club_ = support::AddClub(officer_);
  std::vector<support::Family> families_;
};

TEST_F(Faults, TheFirstTwoBookingsOfAnEmptySessionShareIt) {
  AddFamilies(2);
  for (int round = 0; round < 20; ++round) {
    const std::string session = AddSession(2, absl::Hours(24 + 4 * round));
    std::vector<std::jthread> callers;
    for (const support::Family& family : families_) {
      callers.emplace_back([&] { EXPECT_TRUE(Book(family, session).ok()); });
    }
    callers.clear();
    EXPECT_EQ(PlacesTaken(session), 2);
    EXPECT_EQ(Count("SELECT COUNT(*) FROM bookings WHERE live_session_id = ?", session), 2);
  }
}

TEST_F(Faults, AHoldMadeThisInstantIsAskedEverythingAgainWhenItIsConfirmed) {
  AddFamilies(2);
  const std::string session = AddSession(4);
  const auto calm = Hold(families_[1], AddSession(4, absl::Hours(100)));
  ASSERT_TRUE(calm.ok()) << calm.status();
  EXPECT_TRUE(Confirm(*calm).ok());
  const auto hold = Hold(families_[0], session);
  ASSERT_TRUE(hold.ok()) << hold.status();
  availability::v1::CancelSessionRequest call_off;
  call_off.set_request_id(NewRequestId());
  call_off.set_name(session);
  call_off.set_reason("The hall is flooded.");
  ASSERT_TRUE(officer_.CancelSession(call_off).ok());
  EXPECT_THAT(ReasonOf(Confirm(*hold)), testing::AnyOf(ERROR_REASON_SESSION_CANCELLED, ERROR_REASON_STATE_FORBIDS));
}

TEST_F(Faults, WaitingForALockEndsInAnErrorThatMayBeRetriedAndNeverHangs) {
  AddFamilies(1);
  const std::string session = AddSession(2);
  {
    const RowLock other(*this, kChild, families_[0].child);
    const auto refused = Book(families_[0], session);
    ASSERT_FALSE(refused.ok());
    EXPECT_EQ(ReasonOf(refused.status()), ERROR_REASON_CONTENTION);
    EXPECT_TRUE(MayRetry(refused.status()));
  }
  EXPECT_EQ(PlacesTaken(session), 0);
  EXPECT_TRUE(Book(families_[0], session).ok());
}

TEST_F(Faults, ASessionThatEverybodyWaitsForDoesNotBlockAnother) {
  AddFamilies(41);
  const std::string wanted = AddSession(1), other = AddSession(1, absl::Hours(24 * 30));
  std::atomic<bool> end = false;
  std::vector<std::jthread> callers;
  const auto lock = std::make_unique<RowLock>(*this, kSession, wanted);
  for (size_t i = 0; i < 40; ++i) {
    callers.emplace_back([&, i] {
      while (!end) (void)Book(families_[i], wanted, NewRequestId(), absl::Seconds(8));
    });
  }
  EXPECT_TRUE(support::Eventually(absl::Seconds(10), [&] { return SomebodyWaitsForALock(); }));
  const auto booked = Book(families_[40], other, NewRequestId(), absl::Seconds(4));
  EXPECT_TRUE(booked.ok()) << booked.status();
  end = true;
}

TEST_F(Faults, AnEventIsThereOnlyOnceItsBookingIs) {
  AddFamilies(1);
  const std::string session = AddSession(1);
  const std::string events =
      "SELECT COUNT(*) FROM outbox o JOIN bookings b ON o.subject LIKE 'bookings/%' AND "
      "b.session_id = ? WHERE o.council_id = b.council_id";
  std::jthread caller;
  {
    const RowLock other(*this, kSession, session);
    caller = std::jthread([&] { EXPECT_TRUE(Book(families_[0], session).ok()); });
    ASSERT_TRUE(support::Eventually(absl::Seconds(10), [&] { return SomebodyWaitsForALock(); }));
    const auto seen = services_->mysql().AsRoot("SELECT COUNT(*) FROM outbox WHERE event_type LIKE 'booking.%'");
    EXPECT_EQ(seen->front().Int(0), 0) << "its transaction has written the event and waits for the place";
  }
  caller.join();
  EXPECT_EQ(Count(events, session), 1);
}

TEST_F(Faults, ACallThatTimedOutAfterItSucceededIsAdoptedByTheRetry) {
  AddFamilies(1);
  const std::string session = AddSession(1);
  const std::string request_id = NewRequestId();
  const auto made = Book(families_[0], session, request_id);  // the app never sees this answer
  ASSERT_TRUE(made.ok()) << made.status();
  const auto again = Book(families_[0], session, request_id);
  ASSERT_TRUE(again.ok()) << again.status();
  EXPECT_EQ(again->name(), made->name());
  const auto afresh = Book(families_[0], session);  // an app that lost even its request id
  EXPECT_EQ(ReasonOf(afresh.status()), ERROR_REASON_ALREADY_BOOKED);
  EXPECT_EQ(MetadataOf(afresh.status(), "booking"), made->name());
  EXPECT_EQ(PlacesTaken(session), 1);
}

// Two instances of the service on one store and one Redis.
class Instances : public testing::Test {
 protected:
  bookings::PlaceAttempt Glance(const ids::Uuid& child, const ids::Uuid& session) {
    bookings::PlaceAttempt attempt{
        .mark = {{world_.council, "test-app", "BookPlace", ids::NewUuid()}, std::string(32, 'h')},
        .child_id = child,
        .session_id = session,
        .state = bookings::v1::BOOKING_STATE_CONFIRMED};
    attempt.session = **world_.store().GlanceAt(call_, session, child, attempt.mark);
    attempt.terms = {.child_version = 1, .session_version = attempt.session.version};
    return attempt;
  }

  bookings::MysqlWorld world_{support::SharedMysql()};
  const ids::Uuid carer_ = ids::NewUuid();
  const rpc::Call call_ = {.principal = {identity::Role::kOfficer, world_.council, "officer-1", "", "test-app"},
                           .deadline = absl::Now() + absl::Seconds(60),
                           .call_id = "faults"};
};

TEST_F(Instances, WhoPausesPastItsPermitsLeaseAndThenWritesTakesNoPlaceThatIsGone) {
  redis::AdmissionOptions options;
  options.permits_beyond_places = 0;
  options.lease = absl::Milliseconds(300);
  const auto instance = [&] {
    return redis::MakeRedisAdmission(std::make_shared<redis::Client>(support::SharedRedis().Options()), options,
                                     telemetry::NoMetrics());
  };
  const auto slow = instance(), quick = instance();
  const ids::Uuid session = world_.AddSession({.places = 1});
  const std::string key = world_.council + ":" + ids::ToText(session);
  const auto first = Glance(world_.AddChild(carer_), session), second = Glance(world_.AddChild(carer_), session);
  const auto permit = slow->Admit(key, first.session.places_left, call_.deadline);
  ASSERT_TRUE(permit.ok());
  // It pauses here. Its lease ends, another is let in and takes the place.
  const auto later = quick->Admit(key, second.session.places_left, call_.deadline);
  ASSERT_TRUE(later.ok()) << later.status();
  ASSERT_TRUE(world_.store().TakePlace(call_, second).ok());
  EXPECT_EQ(errors::ReasonOf(world_.store().TakePlace(call_, first).status()), ERROR_REASON_SESSION_FULL);
  EXPECT_EQ(world_.PlacesTaken(session), 1);
}

TEST_F(Instances, WhatWasReadBeforeNeverSellsAPlace) {
  const ids::Uuid session = world_.AddSession({.places = 1});
  std::vector<bookings::PlaceAttempt> attempts;
  for (int i = 0; i < 8; ++i) attempts.push_back(Glance(world_.AddChild(carer_), session));
  int sold = 0;
  for (const bookings::PlaceAttempt& attempt : attempts) {
    EXPECT_EQ(attempt.session.places_left, 1) << "as a replica that lags would have said to all";
    sold += world_.store().TakePlace(call_, attempt).ok() ? 1 : 0;
  }
  EXPECT_EQ(sold, 1);
}

}  // namespace
}  // namespace shortbreaks

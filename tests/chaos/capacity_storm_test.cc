// Children who need two to one, one to one and less take and give back places at once, on sessions whose places, staff,
// caps and reserve change under them. Nothing is ever exceeded, every counter is what the bookings say, and once all is
// still whoever fits gets in.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <atomic>
#include <random>
#include <thread>

#include "availability/mysql_store.h"
#include "bookings/mysql_world.h"
#include "errors/errors.h"
#include "telemetry/metrics.h"

namespace shortbreaks {
namespace {

using bookings::BookingChange;
using bookings::MysqlWorld;
using bookings::PlaceAttempt;
using capacity::Ratio;
using identity::Role;
using testing::IsEmpty;

constexpr Ratio kRatios[] = {{2, 1}, {1, 1}, {1, 2}, {1, 3}, {1, 4}};
constexpr size_t kChildren = 40, kThreads = 8;
constexpr int kSteps = 60, kRounds = 3;

class CapacityStorm : public testing::Test {
 protected:
  CapacityStorm() {
    for (size_t i = 0; i < kChildren; ++i) {
      children_.push_back(world_.AddChild(carer_));
      world_.SetSupport(children_.back(), kRatios[i % std::size(kRatios)], 0);
    }
  }

  rpc::Call CallAs(Role role) const {
    rpc::Call call;
    call.principal = {role, world_.council, role == Role::kCarer ? ids::ResourceName("carers", carer_) : "officer-1",
                      "", "storm"};
    call.deadline = absl::Now() + absl::Seconds(30);
    call.call_id = "storm";
    return call;
  }
  bookings::RequestMark Mark(const char* method) const {
    return {{world_.council, "storm", method, ids::NewUuid()}, std::string(32, 'h')};
  }

  absl::StatusOr<bookings::v1::Booking> Take(const ids::Uuid& child, const ids::Uuid& session, bool hold,
                                             bool with_reason, absl::Duration hold_for = absl::Minutes(10)) {
    const rpc::Call call = CallAs(with_reason ? Role::kOfficer : Role::kCarer);
    PlaceAttempt attempt{.mark = Mark("HoldPlace"), .child_id = child, .session_id = session};
    auto glance = world_.store().GlanceAt(call, session, child, attempt.mark);
    if (!glance.ok()) return glance.status();
    attempt.session = **glance;
    attempt.terms = {.child_version = 1, .session_version = attempt.session.version};
    attempt.state = hold ? bookings::v1::BOOKING_STATE_HELD : bookings::v1::BOOKING_STATE_CONFIRMED;
    attempt.limits.hold = hold_for;
    if (with_reason) attempt.officer_reason = "The family is in crisis.";
    return world_.store().TakePlace(call, attempt);
  }
  BookingChange ChangeOf(const bookings::v1::Booking& booking, const char* method) const {
    return {.mark = Mark(method),
            .booking_id = *ids::IdOf("bookings", booking.name()),
            .child_id = *ids::IdOf("children", booking.child()),
            .session_id = *ids::IdOf("sessions", booking.session())};
  }

  // Places, staff, caps and reserve by the provider's service, as it does it.
  absl::Status SetCapacity(const ids::Uuid& session, const availability::SessionRecord& wanted) {
    const rpc::Call call = CallAs(Role::kOfficer);
    auto offer = availability_.ReadOffer(call, session, capacity::kLeastSupport);
    if (!offer.ok()) return offer.status();
    return availability_
        .SetCapacity(call, {{world_.council, "storm", "SetCapacity", ids::NewUuid()}, std::string(32, 'h')}, session,
                     wanted, (*offer)->session().etag(), "The storm says so.")
        .status();
  }
  void Widen(const ids::Uuid& session) {
    ASSERT_TRUE(SetCapacity(session, {.places = 40, .staff = 10, .ratio_caps = {{{2, 1}, 3}}}).ok());
  }
  static availability::SessionRecord AnyCapacity(std::mt19937& random) {
    availability::SessionRecord wanted;
    wanted.places = 1 + random() % 9;
    if (random() % 4 != 0) wanted.staff = random() % 6;
    for (const Ratio ratio : {Ratio{2, 1}, Ratio{1, 1}, Ratio{1, 3}}) {
      if (random() % 2 == 0) wanted.ratio_caps.push_back({ratio, static_cast<int64_t>(random() % 4)});
    }
    wanted.reserve_places = static_cast<int64_t>(random() % 2);
    return wanted;
  }

  void Step(std::mt19937& random, std::vector<bookings::v1::Booking>& mine) {
    const ids::Uuid& session = sessions_[random() % sessions_.size()];
    if (random() % 12 == 0) {
      EXPECT_THAT(errors::ReasonOf(SetCapacity(session, AnyCapacity(random))),
                  testing::AnyOf(type::v1::ERROR_REASON_UNSPECIFIED, type::v1::ERROR_REASON_ETAG_MISMATCH));
      return;
    }
    if (mine.empty() || random() % 3 != 0) {
      const absl::Duration hold = random() % 3 == 0 ? absl::ZeroDuration() : absl::Minutes(10);
      auto booking = Take(children_[random() % kChildren], session, random() % 2 == 0, random() % 8 == 0, hold);
      if (booking.ok()) mine.push_back(*booking);
      taken_ += booking.ok();
      EXPECT_THAT(errors::ReasonOf(booking.status()),
                  testing::AnyOf(type::v1::ERROR_REASON_UNSPECIFIED, type::v1::ERROR_REASON_SESSION_FULL,
                                 type::v1::ERROR_REASON_DETAILS_CHANGED, type::v1::ERROR_REASON_ALREADY_BOOKED));
      full_ += errors::ReasonOf(booking.status()) == type::v1::ERROR_REASON_SESSION_FULL;
      return;
    }
    const size_t pick = random() % mine.size();
    Change(random, mine[pick]);
    if (random() % 2 == 0) mine.erase(mine.begin() + static_cast<std::ptrdiff_t>(pick));
  }
  void Change(std::mt19937& random, const bookings::v1::Booking& booking) {
    const rpc::Call call = CallAs(Role::kOfficer);
    absl::Status done;
    switch (random() % 4) {
      case 0:
        done = world_.store().Release(call, ChangeOf(booking, "ReleaseHold")).status();
        break;
      case 1:
        done = world_.store().Confirm(call, ChangeOf(booking, "ConfirmBooking")).status();
        break;
      case 2:
        done = world_.store().ExpireHolds(absl::Now() + absl::Seconds(10), 10).status();
        break;
      default:
        done = world_.store().Cancel(call, ChangeOf(booking, "CancelBooking")).status();
        break;
    }
    EXPECT_NE(errors::ReasonOf(done), type::v1::ERROR_REASON_INTERNAL) << mysql::DiagnosisOf(done);
  }

  // Each child that has no place asks for one of each session: it gets it where a look says that it fits, and then
  // alone.
  void ExpectWhoFitsGetsIn() {
    for (const ids::Uuid& session : sessions_) {
      for (const ids::Uuid& child : children_) {
        const rpc::Call call = CallAs(Role::kCarer);
        ASSERT_TRUE(world_.store().ExpireHoldsInTheWay(call, child, session).ok());
        const auto glance = **world_.store().GlanceAt(call, session, child, Mark("HoldPlace"));
        if (!glance.own_booking.empty()) continue;
        const auto booking = Take(child, session, false, false);
        EXPECT_EQ(booking.ok(), glance.places_left > 0) << booking.status();
        late_ += booking.ok();
        if (!booking.ok()) {
          EXPECT_EQ(errors::ReasonOf(booking.status()), type::v1::ERROR_REASON_SESSION_FULL);
        }
      }
    }
  }

  MysqlWorld world_{support::SharedMysql()};
  mysql::Pool pool_{
      {.connection = support::SharedMysql().As("shortbreaks_availability"), .pool_wait_max = absl::Seconds(10)},
      telemetry::NoMetrics()};
  availability::MysqlStore availability_{pool_};
  const ids::Uuid carer_ = ids::NewUuid();
  std::vector<ids::Uuid> children_, sessions_;
  std::atomic<int> taken_ = 0, full_ = 0, late_ = 0;
};

TEST_F(CapacityStorm, StaffPlacesAndCapsAreNeverExceededAndWhoeverFitsGetsIn) {
  const auto seed = std::random_device{}();
  SCOPED_TRACE(absl::StrCat("seed ", seed));
  for (int round = 0; round < kRounds; ++round) {
    const auto starts = [&](int i) { return absl::Hours(24 * (10 + round) + 5 * i); };
    sessions_ = {
        world_.AddSession(
            {.places = 6, .starts_in = starts(0), .staff = 5, .reserve_places = 1, .caps = {{{2, 1}, 1}, {{1, 1}, 2}}}),
        world_.AddSession({.places = 10, .starts_in = starts(1), .staff = 3}),
        world_.AddSession({.places = 4, .starts_in = starts(2), .caps = {{{1, 2}, 2}}}),
    };
    {
      std::vector<std::jthread> threads;
      for (size_t t = 0; t < kThreads; ++t) {
        threads.emplace_back([&, t] {
          std::mt19937 random(static_cast<unsigned>(seed + t + 100 * static_cast<unsigned>(round)));
          std::vector<bookings::v1::Booking> mine;
          for (int step = 0; step < kSteps; ++step) Step(random, mine);
        });
      }
    }
    EXPECT_THAT(world_.BrokenPromises(), IsEmpty()) << "round " << round;
    Widen(sessions_[0]);
    ExpectWhoFitsGetsIn();
    EXPECT_THAT(world_.BrokenPromises(), IsEmpty()) << "round " << round;
  }
  EXPECT_GT(taken_, 20);
  EXPECT_GT(full_, 5);
  EXPECT_GT(late_, 0);
}

}  // namespace
}  // namespace shortbreaks

// The MySQL store, held to the contract on a real server, and what only a database can get wrong.
#include "bookings/mysql_store.h"

#include <gmock/gmock.h>

#include <random>
#include <thread>
#include <utility>

#include "bookings/mysql_world.h"
#include "bookings/store_cancellation_contract_test.h"
#include "errors/errors.h"
#include "telemetry/metrics.h"

namespace shortbreaks::bookings {
namespace {

INSTANTIATE_TEST_SUITE_P(Mysql, StoreContract, testing::Values(+[]() -> std::shared_ptr<World> {
                           return std::make_shared<MysqlWorld>(support::SharedMysql());
                         }));

INSTANTIATE_TEST_SUITE_P(Mysql, StatesOfABooking, testing::Values(+[]() -> std::shared_ptr<World> {
                           return std::make_shared<MysqlWorld>(support::SharedMysql());
                         }));

INSTANTIATE_TEST_SUITE_P(Mysql, CancellationContract, testing::Values(+[]() -> std::shared_ptr<World> {
                           return std::make_shared<MysqlWorld>(support::SharedMysql());
                         }));

class MysqlStorm : public CancellationContract {};
INSTANTIATE_TEST_SUITE_P(Mysql, MysqlStorm, testing::Values(+[]() -> std::shared_ptr<World> {
                           return std::make_shared<MysqlWorld>(support::SharedMysql());
                         }));

TEST_P(MysqlStorm, APlantedErrorIsFoundInEveryPlaceThatItCanStand) {
  const v1::Booking booking = Book();
  const auto plant = [&](const char* sql) { support::SharedMysql().AsRoot(sql, {world_->council}).value(); };
  const auto found = [&] {
    const auto page = store().Reconcile(Carer(), {});
    std::vector<std::string> texts;
    for (const v1::LedgerMismatch& mismatch : page.value().mismatches) {
      EXPECT_EQ(mismatch.allocation(), ids::ResourceName("allocations", allocation_));
      texts.push_back(mismatch.text());
    }
    return texts;
  };
  EXPECT_THAT(found(), testing::IsEmpty());
  plant("UPDATE allocations SET granted = granted + 1 WHERE council_id = ?");
  EXPECT_THAT(found(), testing::ElementsAre(testing::HasSubstr("granted: 601; its ledger adds up to 600")));
  plant("UPDATE allocations SET granted = granted - 1, committed = committed + 1 WHERE council_id = ?");
  EXPECT_THAT(found(), testing::ElementsAre(testing::HasSubstr("spent: 181; its ledger adds up to 180")));
  plant("UPDATE allocations SET committed = committed - 1 WHERE council_id = ?");
  plant("UPDATE ledger_postings SET amount = amount - 1 WHERE council_id = ?");
  EXPECT_THAT(found(), testing::SizeIs(2));
  plant("UPDATE ledger_postings SET amount = amount + 1 WHERE council_id = ?");
  plant("UPDATE bookings SET charge_amount = charge_amount - 5 WHERE council_id = ?");
  EXPECT_THAT(found(), testing::ElementsAre(testing::HasSubstr("stand for 175; its ledger adds up to 180")));
  plant("UPDATE bookings SET charge_amount = charge_amount + 5 WHERE council_id = ?");
  EXPECT_THAT(found(), testing::IsEmpty());
}

TEST_P(MysqlStorm, TheDatabaseRefusesToForfeitMoreThanWasPaidOrOfAPlaceThatIsKept) {
  const v1::Booking booking = BookIn(2, Terms(), 100);
  const auto plant = [&](const char* sql) { return support::SharedMysql().AsRoot(sql, {world_->council}).status(); };
  EXPECT_FALSE(plant("UPDATE bookings SET forfeited_amount = 1 WHERE council_id = ?").ok());
  Cancelled(CancelOf(booking));
  EXPECT_FALSE(plant("UPDATE bookings SET forfeited_amount = 101 WHERE council_id = ?").ok());
  EXPECT_FALSE(plant("UPDATE bookings SET forfeited_amount = -1 WHERE council_id = ?").ok());
  EXPECT_FALSE(plant("UPDATE bookings SET second_forfeited_amount = 1 WHERE council_id = ?").ok());
  EXPECT_FALSE(
      plant("INSERT INTO ledger_postings (council_id, entry_id, allocation_id, booking_id, kind, amount, actor, "
            "create_time) SELECT council_id, booking_id, allocation_id, booking_id, 10, -1, '', NOW(6) "
            "FROM bookings WHERE council_id = ?")
          .ok());
  // What is forfeited is what the ledger says was.
  ASSERT_TRUE(plant("UPDATE bookings SET forfeited_amount = 99 WHERE council_id = ?").ok());
  const auto proved = store().Reconcile(Carer(), {});
  ASSERT_EQ(proved->mismatches.size(), 1u);
  EXPECT_THAT(proved->mismatches[0].text(), testing::HasSubstr("stand for 99; its ledger adds up to 100"));
  ASSERT_TRUE(plant("UPDATE bookings SET forfeited_amount = 100 WHERE council_id = ?").ok());
}

// Families hold, confirm, release, cancel and let run out, all at once, on few places and small purses; officers waive.
TEST_P(MysqlStorm, KeepsEveryPromiseUnderAStormOfFamilies) {
  const auto seed = std::random_device{}();
  SCOPED_TRACE(absl::StrCat("seed ", seed));
  constexpr int kChildren = 12, kSessions = 6, kThreads = 8, kSteps = 60;
  std::vector<ids::Uuid> children, purses, sessions;
  for (int i = 0; i < kChildren; ++i) {
    children.push_back(world_->AddChild(carer_));
    purses.push_back(world_->AddAllocation(children.back(), 400));
  }
  for (int i = 0; i < kSessions; ++i) {
    sessions.push_back(world_->AddSession({.places = 3, .starts_in = absl::Hours(24 * 10 + i)}));
  }
  std::atomic<int> taken = 0;
  std::vector<std::jthread> threads;
  for (int t = 0; t < kThreads; ++t) {
    threads.emplace_back([&, t] {
      std::mt19937 random(seed + static_cast<unsigned>(t));
      std::vector<v1::Booking> mine;
      for (int step = 0; step < kSteps; ++step) {
        const size_t child = random() % kChildren;
        if (mine.empty() || random() % 2 == 0) {
          PlaceAttempt attempt = AttemptFor(children[child], sessions[random() % kSessions], purses[child], 179,
                                            random() % 3 == 0 ? v1::BOOKING_STATE_CONFIRMED : v1::BOOKING_STATE_HELD);
          // The sessions are ten days away, which is too late for all of these, and for some costs more.
          attempt.terms.cancellation = Terms(
              {{1000, 0}, {static_cast<int>(100 + random() % 300), 33}, {0, static_cast<int>(50 + random() % 50)}});
          auto booking = store().TakePlace(Carer(), attempt);
          if (booking.ok()) mine.push_back(*booking);
          taken += booking.ok();
          continue;
        }
        const size_t pick = random() % mine.size();
        const v1::Booking booking = mine[pick];
        switch (random() % 5) {
          case 0:
            (void)store().Confirm(Carer(), ChangeOf(booking, "ConfirmBooking"));
            break;
          case 1:
            (void)store().Release(Carer(), ChangeOf(booking, "ReleaseHold"));
            break;
          case 2:
            (void)store().Cancel(Carer(), ChangeOf(booking, "CancelBooking"));
            break;
          case 3:
            (void)store().WaiveCharge(Officer(), WaiveOf(booking));
            break;
          default:
            (void)store().ExpireHolds(absl::Now() + absl::Seconds(5), 10);
            break;
        }
        if (random() % 3 == 0) mine.erase(mine.begin() + static_cast<std::ptrdiff_t>(pick));
      }
    });
  }
  threads.clear();
  EXPECT_GT(taken, kSessions);
  EXPECT_THAT(static_cast<MysqlWorld&>(*world_).BrokenPromises(), testing::IsEmpty());
}

// The sweeper and the family meet on the very instant that a hold ends.
TEST_P(MysqlStorm, ConfirmingRacesTheSweeperOnTheBoundaryAndOneWins) {
  for (int round = 0; round < 20; ++round) {
    const ids::Uuid session = world_->AddSession({.starts_in = absl::Hours(24 * (20 + round))});
    PlaceAttempt attempt = AttemptFor(child_, session, allocation_, 10);
    attempt.limits.hold = absl::Milliseconds(30);
    const v1::Booking hold = *store().TakePlace(Carer(), attempt);
    const BookingChange confirm = ChangeOf(hold, "ConfirmBooking");
    absl::StatusOr<v1::Booking> confirmed;
    int swept = 0;
    {
      std::jthread sweeper([&] {
        const absl::Time end = absl::Now() + absl::Milliseconds(60);
        while (absl::Now() < end) swept += store().ExpireHolds(absl::Now() + absl::Seconds(5), 100).value_or(0);
      });
      absl::SleepFor(absl::Milliseconds(20 + round));
      confirmed = store().Confirm(Carer(), confirm);
    }
    if (!confirmed.ok()) {
      EXPECT_EQ(errors::ReasonOf(confirmed.status()), type::v1::ERROR_REASON_HOLD_EXPIRED);
      swept += store().ExpireHolds(absl::Now() + absl::Seconds(5), 100).value_or(0);
    }
    EXPECT_EQ(swept, confirmed.ok() ? 0 : 1);
    EXPECT_EQ(world_->PlacesTaken(session), confirmed.ok() ? 1 : 0);
  }
  EXPECT_THAT(static_cast<MysqlWorld&>(*world_).BrokenPromises(), testing::IsEmpty());
}

// Does something each time that a statement for a session's row has ended, before its transaction goes on.
class AfterTheSessionsRow : public telemetry::Metrics {
 public:
  void LockTaken(std::string_view row, absl::Duration) override {
    if (row == "session" && then) then();
  }

  std::function<void()> then;
};

// The last place comes back between the update that found none and the look at why. That the update keeps no lock is
// the primary key's doing: by another index it would, and the release would wait in vain.
TEST_P(MysqlStorm, AnOpenSessionWhosePlaceComesBackIsNeverCalledClosed) {
  const auto after = std::make_shared<AfterTheSessionsRow>();
  world_ = std::make_shared<MysqlWorld>(support::SharedMysql(), 16, after);
  child_ = world_->AddChild(carer_);
  allocation_ = world_->AddAllocation(child_, 600);
  session_ = world_->AddSession({});
  const ids::Uuid other = world_->AddChild(carer_);
  const ids::Uuid purse = world_->AddAllocation(other, 600);
  const PlaceAttempt attempt = AttemptFor(other, session_, purse);
  const v1::Booking hold = Hold();
  after->then = [&, once = std::make_shared<bool>(true)] {
    if (!std::exchange(*once, false)) return;
    EXPECT_TRUE(store().Release(Carer(), ChangeOf(hold, "ReleaseHold")).ok());
  };
  EXPECT_EQ(errors::ReasonOf(store().TakePlace(Carer(), attempt).status()), type::v1::ERROR_REASON_DETAILS_CHANGED);
  EXPECT_TRUE(store().TakePlace(Carer(), attempt).ok());
}

// Places that come back while others find the session full: whoever is refused hears that it is full, or to try again.
// Once all is still, the place is there for the next.
TEST_P(MysqlStorm, AfterAStormThePlaceIsSoldToTheNext) {
  constexpr size_t kThreads = 8;
  constexpr int kSteps = 30;
  std::vector<ids::Uuid> children, purses;
  for (size_t i = 0; i < kThreads; ++i) {
    children.push_back(world_->AddChild(carer_));
    purses.push_back(world_->AddAllocation(children.back(), 6000));
  }
  std::atomic<int> taken = 0;
  const auto step = [&](size_t i, int number) {
    PlaceAttempt attempt = AttemptFor(children[i], session_, purses[i]);
    if (number % 3 == 0) attempt.limits.hold = absl::ZeroDuration();  // runs out at once
    auto hold = store().TakePlace(Carer(), attempt);
    const auto reason = errors::ReasonOf(hold.status());
    EXPECT_THAT(reason, testing::AnyOf(type::v1::ERROR_REASON_UNSPECIFIED, type::v1::ERROR_REASON_SESSION_FULL,
                                       type::v1::ERROR_REASON_DETAILS_CHANGED));
    taken += hold.ok();
    if (errors::MetadataOf(hold.status(), "expired_hold") == "true") {
      EXPECT_TRUE(store().ExpireHoldsInTheWay(Carer(), children[i], session_).ok());
    }
    if (!hold.ok() || number % 3 == 0) return;
    if (number % 3 == 1) {
      EXPECT_TRUE(store().Release(Carer(), ChangeOf(*hold, "ReleaseHold")).ok());
      return;
    }
    EXPECT_TRUE(store().Confirm(Carer(), ChangeOf(*hold, "ConfirmBooking")).ok());
    EXPECT_TRUE(store().Cancel(Carer(), ChangeOf(*hold, "CancelBooking")).ok());
  };
  {
    std::vector<std::jthread> threads;
    for (size_t i = 0; i < kThreads; ++i) {
      threads.emplace_back([&, i] {
        for (int number = 0; number < kSteps; ++number) step(i, number);
      });
    }
  }
  EXPECT_GT(taken, 10);
  ASSERT_TRUE(store().ExpireHoldsInTheWay(Carer(), child_, session_).ok());
  EXPECT_EQ(world_->PlacesTaken(session_), 0);
  EXPECT_TRUE(store().TakePlace(Carer(), Attempt()).ok());
  EXPECT_THAT(static_cast<MysqlWorld&>(*world_).BrokenPromises(), testing::IsEmpty());
}

// 64 clients for the last place, many rounds: a place is always sold, and once.
TEST_P(MysqlStorm, SixtyFourClientsForTheLastPlaceAHundredTimes) {
  constexpr int kClients = 64, kRounds = 100;
  std::vector<ids::Uuid> children, purses;
  for (int i = 0; i < kClients; ++i) {
    children.push_back(world_->AddChild(carer_));
    purses.push_back(world_->AddAllocation(children.back(), 180 * kRounds));
  }
  for (int round = 0; round < kRounds; ++round) {
    const ids::Uuid session = world_->AddSession({.starts_in = absl::Hours(24 * (1 + round))});
    std::atomic<int> won = 0, full = 0;
    {
      std::vector<std::jthread> threads;
      for (size_t i = 0; i < kClients; ++i) {
        threads.emplace_back([&, i] {
          auto booking =
              store().TakePlace(Carer(), AttemptFor(children[i], session, purses[i], 180, v1::BOOKING_STATE_CONFIRMED));
          won += booking.ok();
          full += errors::ReasonOf(booking.status()) == type::v1::ERROR_REASON_SESSION_FULL;
        });
      }
    }
    ASSERT_EQ(won, 1) << "round " << round;
    ASSERT_EQ(full, kClients - 1) << "round " << round;
  }
  EXPECT_THAT(static_cast<MysqlWorld&>(*world_).BrokenPromises(), testing::IsEmpty());
}

}  // namespace
}  // namespace shortbreaks::bookings

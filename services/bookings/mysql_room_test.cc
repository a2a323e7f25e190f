// Staff and caps on a real server: the contract, and what only a database can get wrong.
#include <gmock/gmock.h>

#include <thread>

#include "bookings/mysql_world.h"
#include "errors/errors.h"

namespace shortbreaks::bookings {
namespace {

constexpr auto kWorld =
    +[]() -> std::shared_ptr<World> { return std::make_shared<MysqlWorld>(support::SharedMysql()); };

INSTANTIATE_TEST_SUITE_P(Mysql, RoomContract, testing::Values(kWorld));

class MysqlRoom : public RoomContract {
 protected:
  MysqlWorld& world() { return static_cast<MysqlWorld&>(*world_); }
  static absl::Status AsRoot(const char* sql, const ids::Uuid& session) {
    return support::SharedMysql().AsRoot(sql, {mysql::Bytes{session}}).status();
  }
};
INSTANTIATE_TEST_SUITE_P(Mysql, MysqlRoom, testing::Values(kWorld));

TEST_P(MysqlRoom, TheDatabaseItselfRefusesMoreThanThereIs) {
  const ids::Uuid session = world_->AddSession({.places = 5, .staff = 1, .caps = {{{1, 1}, 1}}});
  ASSERT_TRUE(Take(ChildAt({1, 1}), session).ok());
  const auto constraint = [&](const char* sql) {
    const absl::Status refused = AsRoot(sql, session);
    EXPECT_EQ(mysql::FaultOf(refused), mysql::Fault::kCheckViolated) << sql;
    return mysql::ConstraintOf(refused);
  };
  EXPECT_EQ(constraint("UPDATE sessions SET staff_shares_taken = staff_shares_taken + 1 WHERE session_id = ?"),
            "sessions_staff_never_oversold");
  EXPECT_EQ(constraint("UPDATE sessions SET staff_shares_taken = -1 WHERE session_id = ?"),
            "sessions_staff_never_oversold");
  EXPECT_EQ(constraint("UPDATE session_ratio_caps SET children_taken = children_taken + 1 WHERE session_id = ?"),
            "session_ratio_caps_never_oversold");
  EXPECT_EQ(constraint("UPDATE sessions SET reserve_places = places + 1 WHERE session_id = ?"), "sessions_reserve");
}

TEST_P(MysqlRoom, APlaceFromBeforeStaffWereCountedGivesBackNothingOfThem) {
  const ids::Uuid session = world_->AddSession({.places = 2, .caps = {{{1, 20}, 2}}});
  const v1::Booking hold = *Take(ChildAt({1, 1}), session, v1::BOOKING_STATE_HELD);
  ASSERT_TRUE(
      AsRoot("UPDATE bookings SET ratio_staff = 0, ratio_children = 0, staff_shares = 0 WHERE session_id = ?", session)
          .ok());
  ASSERT_TRUE(AsRoot("UPDATE sessions SET staff_shares_taken = 0 WHERE session_id = ?", session).ok());
  ASSERT_TRUE(AsRoot("UPDATE session_ratio_caps SET children_taken = 0 WHERE session_id = ?", session).ok());
  ASSERT_TRUE(store().Release(Carer(), ChangeOf(hold, "ReleaseHold")).ok());
  EXPECT_EQ(world_->PlacesTaken(session), 0);
  EXPECT_THAT(world().BrokenPromises(), testing::IsEmpty());
}

// Sixteen families for two staff, one at two to one or two at one to one: the staff are all taken, whoever comes first.
TEST_P(MysqlRoom, TheLastStaffGoToWhoeverFitsAndNoneAreLeftIdle) {
  constexpr size_t kFamilies = 16;
  for (int round = 0; round < 20; ++round) {
    const ids::Uuid session = world_->AddSession({.places = 9, .staff = 2, .caps = {{{2, 1}, 1}, {{1, 1}, 2}}});
    std::vector<PlaceAttempt> attempts;
    for (size_t i = 0; i < kFamilies; ++i) {
      attempts.push_back(AttemptFor(ChildAt({i % 2 == 0 ? 2 : 1, 1}), session, {}, 0, v1::BOOKING_STATE_CONFIRMED));
    }
    std::vector<absl::Status> outcomes(kFamilies);
    {
      std::vector<std::jthread> threads;
      for (size_t i = 0; i < kFamilies; ++i) {
        threads.emplace_back([&, i] { outcomes[i] = store().TakePlace(Carer(), attempts[i]).status(); });
      }
    }
    int64_t staff = 0;
    for (size_t i = 0; i < kFamilies; ++i) {
      if (outcomes[i].ok()) staff += i % 2 == 0 ? 2 : 1;
      if (!outcomes[i].ok()) {
        EXPECT_THAT(errors::ReasonOf(outcomes[i]),
                    testing::AnyOf(type::v1::ERROR_REASON_SESSION_FULL, type::v1::ERROR_REASON_DETAILS_CHANGED));
      }
    }
    ASSERT_EQ(staff, 2) << "round " << round;
    EXPECT_EQ(world_->StaffSharesTaken(session), 2 * capacity::kSharesOfOneStaff);
  }
  EXPECT_THAT(world().BrokenPromises(), testing::IsEmpty());
}

}  // namespace
}  // namespace shortbreaks::bookings

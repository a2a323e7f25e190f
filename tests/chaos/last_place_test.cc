// 64 families ask for the last place at once, a hundred times, with Redis up and with Redis stopped: one gets it each
// time, the others hear that it has gone.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <atomic>
#include <thread>

#include "bookings/mysql_world.h"
#include "support/family.h"
#include "support/running_services.h"

namespace shortbreaks {
namespace {

using support::RunningServices;

constexpr int kFamilies = 64, kRounds = 100;

class LastPlace : public testing::Test {
 protected:
  LastPlace() {
    for (int i = 0; i < kFamilies; ++i) families_.push_back(support::AddFamily(officer_, 180 * kRounds * 2));
  }

  // How many got the place, and how many heard a reason other than that it has gone.
  std::pair<int, int> Race(const std::string& session) {
    std::atomic<int> won = 0, odd = 0;
    std::vector<std::jthread> threads;
    for (const support::Family& family : families_) {
      threads.emplace_back([&] {
        bookings::v1::BookPlaceRequest request;
        request.set_request_id(NewRequestId());
        request.set_child(family.child);
        request.set_session(session);
        auto booked = officer_.BookPlace(request, {.timeout = absl::Seconds(20)});
        if (booked.ok()) {
          ++won;
        } else if (ReasonOf(booked.status()) != type::v1::ERROR_REASON_SESSION_FULL) {
          ++odd;
          ADD_FAILURE() << booked.status();
        }
      });
    }
    threads.clear();
    return {won, odd};
  }

  void RaceManyTimes(absl::Duration first_start) {
    for (int round = 0; round < kRounds; ++round) {
      const std::string session = support::AddSession(officer_, club_, 1, first_start + absl::Hours(4 * round));
      ASSERT_EQ(Race(session), std::pair(1, 0)) << "round " << round;
    }
    bookings::MysqlWorld world(services_->mysql());
    EXPECT_THAT(world.BrokenPromises(), testing::IsEmpty());
  }

  std::unique_ptr<RunningServices> services_ = RunningServices::Create();
  const std::string council_ = support::FreshCouncil();
  Client officer_ = services_->Officer(council_);
  const std::string club_ = support::AddClub(officer_);
  std::vector<support::Family> families_;
};

TEST_F(LastPlace, GoesToOneOfSixtyFourWithRedisUp) { RaceManyTimes(absl::Hours(24)); }

TEST_F(LastPlace, GoesToOneOfSixtyFourWithRedisStopped) {
  services_->redis().Stop();
  RaceManyTimes(absl::Hours(24));
}

}  // namespace
}  // namespace shortbreaks

// kill -9 of the bookings service, of Redis and of the database in turn, while families book and cancel. Whatever was
// acknowledged is kept, nothing is oversold, nothing appears that nobody asked for, and service comes back by itself.
#include <absl/strings/str_cat.h>
#include <absl/time/clock.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <atomic>
#include <map>
#include <mutex>
#include <random>
#include <thread>

#include "bookings/mysql_world.h"
#include "ids/uuid.h"
#include "mysql/connection.h"
#include "redis/client.h"
#include "support/family.h"
#include "support/running_services.h"

namespace shortbreaks {
namespace {

using support::RunningServices;
using Program = RunningServices::Program;

class Kill : public testing::Test {
 protected:
  void SetUp() override {
    std::cout << "seed " << seed_ << "\n";
    for (int i = 0; i < 24; ++i) families_.push_back(support::AddFamily(officer_, 60'000));
    for (int i = 0; i < 30; ++i) {
      sessions_.push_back(support::AddSession(officer_, club_, 4, absl::Hours(24 + 4 * i)));
    }
  }

  // What one caller was told last of each of its bookings; a call with no clear answer is sent again, the same, until
  // it has one, as partners do.
  struct Told {
    std::map<std::string, bookings::v1::BookingState> states;
  };

  template <typename Response, typename Send>
  absl::StatusOr<Response> UntilAnswered(Send send) {
    for (;;) {
      absl::StatusOr<Response> response = send();
      const bool answered = response.ok() || (ReasonOf(response.status()) != type::v1::ERROR_REASON_UNSPECIFIED &&
                                              !MayRetry(response.status()));
      if (answered || give_up_) return response;
      absl::SleepFor(absl::Milliseconds(20));
    }
  }

  void BookAndCancel(unsigned number, Told& told) {
    std::mt19937 random(seed_ + number);
    int kept = 0;
    while (!end_) {
      const support::Family& family = families_[random() % families_.size()];
      bookings::v1::BookPlaceRequest book;
      book.set_request_id(NewRequestId());
      book.set_child(family.child);
      book.set_session(sessions_[random() % sessions_.size()]);
      auto booked = UntilAnswered<bookings::v1::BookPlaceResponse>(
          [&] { return officer_.BookPlace(book, {.timeout = absl::Seconds(3)}); });
      if (!booked.ok()) continue;
      ++acknowledged_;
      told.states[booked->booking().name()] = booked->booking().state();
      // A few are kept, so that there is something to lose; the rest make room.
      if (kept < 3 && random() % 4 == 0) {
        ++kept;
        continue;
      }
      bookings::v1::CancelBookingRequest cancel;
      cancel.set_request_id(NewRequestId());
      cancel.set_name(booked->booking().name());
      auto cancelled = UntilAnswered<bookings::v1::CancelBookingResponse>(
          [&] { return officer_.CancelBooking(cancel, {.timeout = absl::Seconds(3)}); });
      if (cancelled.ok()) told.states[cancel.name()] = cancelled->booking().state();
    }
  }

  // Runs callers while `fault` strikes a few times; then everything must agree.
  void Survives(const std::function<void()>& fault) {
    constexpr int kCallers = 8;
    std::vector<Told> told(kCallers);
    {
      std::vector<std::jthread> callers;
      for (unsigned i = 0; i < kCallers; ++i) callers.emplace_back([&, i] { BookAndCancel(i, told[i]); });
      for (int strike = 0; strike < 3; ++strike) {
        const int before = acknowledged_;
        const bool back = support::Eventually(absl::Seconds(30), [&] { return acknowledged_ >= before + 3; });
        EXPECT_TRUE(back) << "service did not come back by itself";
        if (!back) break;
        fault();
      }
      const int before = acknowledged_;
      EXPECT_TRUE(support::Eventually(absl::Seconds(30), [&] { return acknowledged_ >= before + 3; }))
          << "service did not come back by itself";
      end_ = true;
      // Calls still under way are sent again until they are answered, for a while.
      absl::SleepFor(absl::Seconds(1));
      give_up_ = true;
    }
    ExpectEverythingKept(told);
  }

  void ExpectEverythingKept(const std::vector<Told>& told) {
    size_t count = 0;
    for (const Told& each : told) {
      for (const auto& [name, state] : each.states) {
        bookings::v1::GetBookingRequest get;
        get.set_name(name);
        auto kept = officer_.GetBooking(get);
        ASSERT_TRUE(kept.ok()) << name << ": " << kept.status();
        EXPECT_EQ(kept->booking().state(), state) << name;
      }
      count += each.states.size();
    }
    auto stored = services_->mysql().AsRoot("SELECT COUNT(*) FROM bookings");
    EXPECT_EQ(stored->front().Int(0), static_cast<int64_t>(count)) << "a booking that nobody was told of";
    bookings::MysqlWorld world(services_->mysql());
    EXPECT_THAT(world.BrokenPromises(), testing::IsEmpty());
  }

  const unsigned seed_ = std::random_device{}();
  std::unique_ptr<RunningServices> services_ = RunningServices::Create();
  const std::string council_ = support::FreshCouncil();
  Client officer_ = services_->Officer(council_);
  const std::string club_ = support::AddClub(officer_);
  std::vector<support::Family> families_;
  std::vector<std::string> sessions_;
  std::atomic<bool> end_ = false, give_up_ = false;
  std::atomic<int> acknowledged_ = 0;
};

TEST_F(Kill, BookingsServiceLosesNothingAcknowledged) {
  Survives([&] {
    services_->process(Program::kBookings).Kill();
    EXPECT_TRUE(services_->Start(Program::kBookings).ok());
  });
}

TEST_F(Kill, RedisLosesNothingAtAll) {
  Survives([&] {
    services_->redis().Kill();
    absl::SleepFor(absl::Milliseconds(300));
    EXPECT_TRUE(services_->redis().Start().ok());
  });
}

TEST_F(Kill, DatabaseLosesNothingAcknowledged) {
  Survives([&] {
    services_->mysql().Kill();
    EXPECT_TRUE(services_->mysql().Start().ok());
  });
}

TEST_F(Kill, EligibilityServiceStopsNothingForLong) {
  Survives([&] {
    services_->process(Program::kEligibility).Kill();
    EXPECT_TRUE(services_->Start(Program::kEligibility).ok());
  });
}

// The killed service's permits stay in Redis until their lease ends. The session's row is locked while five callers
// wait for it with every permit that there is; so none of them has the place, and none gives its permit back.
TEST_F(Kill, APlaceLeftByAKilledServiceIsSoldWithinFiveSeconds) {
  const std::string session = support::AddSession(officer_, club_, 1, absl::Hours(24 * 40));
  const ids::Uuid session_id = ids::IdOf("sessions", session).value();
  const std::string permits =
      absl::StrCat("shortbreaks:admission:{", council_, ":", ids::ToText(session_id), "}:permits");
  redis::Client redis(services_->redis().Options());
  const auto held = [&] {
    auto count = redis.Run(redis::Script{"return {redis.call('ZCARD', KEYS[1])}"}, {permits}, {});
    return count.ok() ? count->front() : -1;
  };
  const auto book = [&](const support::Family& family, absl::Duration patience) {
    bookings::v1::BookPlaceRequest request;
    request.set_request_id(NewRequestId());
    request.set_child(family.child);
    request.set_session(session);
    return officer_.BookPlace(request, {.timeout = patience, .retry = false});
  };
  auto other = mysql::Connection::Open(services_->mysql().As("root"));
  ASSERT_TRUE(other.ok()) << other.status();
  ASSERT_TRUE((*other)->Execute("BEGIN").ok());
  ASSERT_TRUE((*other)
                  ->Query("SELECT 1 FROM sessions WHERE council_id = ? AND session_id = ? FOR UPDATE",
                          {council_, mysql::Bytes{session_id}})
                  .ok());
  std::vector<std::jthread> callers;
  for (int i = 0; i < 5; ++i) {
    callers.emplace_back([&, i] { EXPECT_FALSE(book(families_[static_cast<size_t>(i)], absl::Seconds(20)).ok()); });
  }
  ASSERT_TRUE(support::Eventually(absl::Seconds(10), [&] { return held() == 5; })) << held();
  services_->process(Program::kBookings).Kill();
  ASSERT_TRUE((*other)->Execute("ROLLBACK").ok());
  callers.clear();
  EXPECT_EQ(held(), 5) << "what this test is about";
  ASSERT_TRUE(services_->Start(Program::kBookings).ok());
  const absl::Time back = absl::Now();
  EXPECT_TRUE(support::Eventually(absl::Seconds(5), [&] { return book(families_[5], absl::Seconds(1)).ok(); }));
  EXPECT_LT(absl::Now() - back, absl::Seconds(5));
}

// Redis that neither answers nor refuses: bounded, and the same outcomes.
TEST_F(Kill, RedisFrozenLosesNothingAtAll) {
  Survives([&] {
    services_->redis().Pause();
    absl::SleepFor(absl::Milliseconds(500));
    services_->redis().Continue();
  });
}

}  // namespace
}  // namespace shortbreaks

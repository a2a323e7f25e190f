// Requests done once: what makes two of them the same, and what the database makes of two at once.
#include "idempotency/requests.h"

#include <absl/time/clock.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <atomic>
#include <thread>

#include "errors/errors.h"
#include "idempotency/subjects.h"
#include "ids/uuid.h"
#include "mysql/pool.h"
#include "shortbreaks/bookings/v1/bookings.pb.h"
#include "shortbreaks/bookings/v1/feeds.pb.h"
#include "support/sealed.h"

namespace shortbreaks::idempotency {
namespace {

using errors::ReasonOf;

bookings::v1::HoldPlaceRequest Hold(const std::string& session) {
  bookings::v1::HoldPlaceRequest request;
  request.set_request_id("0190a5e2-7c1d-7b3e-8f00-0123456789ab");
  request.set_child("children/1");
  request.set_session(session);
  return request;
}

TEST(RequestId, MustBeThereAndBeAUuid) {
  EXPECT_EQ(ReasonOf(ParseRequestId("").status()), type::v1::ERROR_REASON_REQUEST_ID_REQUIRED);
  for (const char* wrong : {"1", "0190a5e2-7c1d-7b3e-8f00-0123456789a", "0190a5e2-7c1d-7b3e-8f00-0123456789abc",
                            "0190a5e27c1d7b3e8f000123456789ab0000", "zzzza5e2-7c1d-7b3e-8f00-0123456789ab"}) {
    EXPECT_EQ(ReasonOf(ParseRequestId(wrong).status()), type::v1::ERROR_REASON_INVALID_REQUEST) << wrong;
  }
  EXPECT_EQ(ParseRequestId("0190A5E2-7C1D-7B3E-8F00-0123456789AB").value(),
            ParseRequestId("0190a5e2-7c1d-7b3e-8f00-0123456789ab").value());
}

TEST(RequestHash, IsOfContentAndSubjectAndNotOfTheId) {
  bookings::v1::HoldPlaceRequest other_id = Hold("sessions/1");
  other_id.set_request_id(ids::ToText(ids::NewUuid()));
  EXPECT_EQ(HashOf(Hold("sessions/1"), "carer-1"), HashOf(other_id, "carer-1"));
  EXPECT_NE(HashOf(Hold("sessions/1"), "carer-1"), HashOf(Hold("sessions/2"), "carer-1"));
  EXPECT_NE(HashOf(Hold("sessions/1"), "carer-1"), HashOf(Hold("sessions/1"), "carer-2"));
}

class RequestsTest : public testing::Test {
 protected:
  mysql::PoolOptions Options() {
    mysql::PoolOptions options{.connection = support::SharedMysql().As("shortbreaks_bookings"), .connections_max = 16};
    options.pool_wait_max = absl::Seconds(20);
    return options;
  }
  absl::Time Soon() { return absl::Now() + absl::Seconds(20); }

  // Does `work` once for the key; the value is the reply, stored or new.
  absl::StatusOr<std::string> Once(const Key& key, const std::string& hash, const std::function<std::string()>& work) {
    std::string reply;
    const absl::Status done = mysql::InTransaction(pool_, Soon(), [&](mysql::Connection& connection) {
      auto before = requests_.Begin(connection, key, hash);
      if (!before.ok()) return before.status();
      if (before->has_value()) {
        reply = **before;
        return absl::OkStatus();
      }
      reply = work();
      return requests_.FinishInClear(connection, key, reply);
    });
    if (!done.ok()) return done;
    return reply;
  }

  mysql::Pool pool_{Options(), telemetry::NoMetrics()};
  const Requests requests_{"bookings_requests"};
  const std::string hash_ = HashOf(Hold("sessions/1"), "carer-1");
  const Key key_{support::FreshCouncil(), "parent-app", "HoldPlace", ids::NewUuid()};
};

TEST_F(RequestsTest, TheSecondTimeTheStoredReplyComesBack) {
  const std::string reply("\0bytes\xff", 7);
  EXPECT_EQ(Once(key_, hash_, [&] { return reply; }).value(), reply);
  EXPECT_EQ(Once(key_, hash_, [] { return "done twice"; }).value(), reply);
}

TEST_F(RequestsTest, TheSameIdWithOtherContentIsRefused) {
  ASSERT_TRUE(Once(key_, hash_, [] { return "first"; }).ok());
  const auto other = Once(key_, HashOf(Hold("sessions/2"), "carer-1"), [] { return "second"; });
  EXPECT_EQ(ReasonOf(other.status()), type::v1::ERROR_REASON_REQUEST_ID_REUSED);
}

TEST_F(RequestsTest, AnotherPartnerMethodOrCouncilIsAnotherRequest) {
  ASSERT_TRUE(Once(key_, hash_, [] { return "first"; }).ok());
  Key other = key_;
  other.partner_id = "Parent-app";
  EXPECT_EQ(Once(other, hash_, [] { return "another"; }).value(), "another");
  other = key_;
  other.method = "BookPlace";
  EXPECT_EQ(Once(other, hash_, [] { return "another"; }).value(), "another");
  other = key_;
  other.council_id = support::FreshCouncil();
  EXPECT_EQ(Once(other, hash_, [] { return "another"; }).value(), "another");
}

TEST_F(RequestsTest, WhatWasRolledBackWasNeverAsked) {
  const absl::Status refused = mysql::InTransaction(pool_, Soon(), [&](mysql::Connection& connection) {
    EXPECT_FALSE(requests_.Begin(connection, key_, hash_)->has_value());
    return errors::Error(type::v1::ERROR_REASON_SESSION_FULL);
  });
  EXPECT_FALSE(refused.ok());
  EXPECT_EQ(Once(key_, hash_, [] { return "later"; }).value(), "later");
}

TEST_F(RequestsTest, SentByManyAtOnceItIsDoneOnce) {
  for (int round = 0; round < 10; ++round) {
    const Key key{key_.council_id, "parent-app", "HoldPlace", ids::NewUuid()};
    std::atomic<int> done = 0;
    std::atomic<int> answered = 0;
    {
      std::vector<std::jthread> threads;
      for (int i = 0; i < 8; ++i) {
        threads.emplace_back([&] {
          const auto reply = Once(key, hash_, [&] {
            ++done;
            return "reply";
          });
          answered += reply.ok() && *reply == "reply";
        });
      }
    }
    EXPECT_EQ(done, 1);
    EXPECT_EQ(answered, 8);
  }
}

TEST_F(RequestsTest, OnlyRequestsOlderThanFourHundredDaysAreRemoved) {
  ASSERT_TRUE(Once(key_, hash_, [] { return "young"; }).ok());
  Key old = key_;
  old.request_id = ids::NewUuid();
  ASSERT_TRUE(Once(old, hash_, [] { return "old"; }).ok());
  auto root = mysql::Connection::Open(support::SharedMysql().As("root"));
  ASSERT_TRUE((*root)
                  ->Execute("UPDATE bookings_requests SET create_time = NOW(6) - INTERVAL 401 DAY WHERE request_id = ?",
                            {mysql::Bytes{old.request_id}})
                  .ok());
  auto lease = pool_.Acquire(Soon());
  EXPECT_EQ(requests_.RemoveOld(**lease, 100).value(), 1);
  EXPECT_EQ(Once(key_, hash_, [] { return "anew"; }).value(), "young");
}

TEST(Subjects, AreTheChildrenThatAMessageNamesElseTheCarers) {
  const ids::Uuid first = ids::FromText("0190a5e2-7c1d-7b3e-8f00-000000000001").value(),
                  second = ids::FromText("0190a5e2-7c1d-7b3e-8f00-000000000002").value();
  bookings::v1::ListBookingsResponse several;
  several.add_bookings()->set_child(ids::ResourceName("children", second));
  several.add_bookings()->set_child(ids::ResourceName("children", first));
  several.add_bookings()->set_child(ids::ResourceName("children", second));
  EXPECT_THAT(SubjectsOf(several), testing::ElementsAre(first, second));
  bookings::v1::CalendarFeed feed;
  feed.set_carer(ids::ResourceName("carers", first));
  EXPECT_THAT(SubjectsOf(feed), testing::ElementsAre(first));
  feed.add_children(ids::ResourceName("children", second));
  EXPECT_THAT(SubjectsOf(feed), testing::ElementsAre(second)) << "repeated texts too; no carer beside a child";
  bookings::v1::CancelBookingResponse nothing;
  nothing.mutable_booking()->set_session(ids::ResourceName("sessions", first));
  EXPECT_THAT(SubjectsOf(nothing), testing::IsEmpty());
}

class SealedReplies : public RequestsTest {
 protected:
  void SetUp() override {
    for (const ids::Uuid& child : children_) {
      support::AddSealedChild(support::SharedMysql(), key_.council_id, child, "Sam", absl::CivilDay(2016, 5, 1), 0);
    }
    reply_.add_bookings()->set_child(ids::ResourceName("children", children_[0]));
    reply_.add_bookings()->set_child(ids::ResourceName("children", children_[1]));
    reply_.mutable_bookings(0)->set_adjustments("Canary needs a quiet room.");
  }
  absl::StatusOr<std::string> Replay() {
    std::string stored;
    const absl::Status done = mysql::InTransaction(pool_, Soon(), [&](mysql::Connection& connection) {
      auto before = requests_.Begin(connection, key_, hash_);
      if (!before.ok()) return before.status();
      if (*before) {
        stored = **before;
        return absl::OkStatus();
      }
      return requests_.Finish(connection, key_, reply_);
    });
    if (!done.ok()) return done;
    return stored;
  }
  std::string Stored() {
    return support::SharedMysql()
        .AsRoot("SELECT reply FROM bookings_requests WHERE council_id = ?", {key_.council_id})
        ->at(0)
        .Text(0);
  }

  const ids::Uuid children_[2] = {ids::NewUuid(), ids::NewUuid()};
  bookings::v1::ListBookingsResponse reply_;
};

TEST_F(SealedReplies, AReplyAboutChildrenIsKeptSealedAndReplayedAsItWas) {
  ASSERT_TRUE(Replay().ok());
  EXPECT_THAT(Stored(), testing::Not(testing::HasSubstr("Canary")));
  EXPECT_EQ(Replay().value(), reply_.SerializeAsString());
}

TEST_F(SealedReplies, OnceOneOfTheChildrenIsErasedItIsNotReplayed) {
  ASSERT_TRUE(Replay().ok());
  ASSERT_TRUE(
      support::SharedMysql().AsRoot("DELETE FROM data_keys WHERE subject_id = ?", {mysql::Bytes{children_[1]}}).ok());
  EXPECT_EQ(ReasonOf(Replay().status()), type::v1::ERROR_REASON_NOT_FOUND);
}

TEST_F(SealedReplies, AReplyAboutAnErasedChildIsNotKept) {
  ASSERT_TRUE(
      support::SharedMysql().AsRoot("DELETE FROM data_keys WHERE subject_id = ?", {mysql::Bytes{children_[0]}}).ok());
  EXPECT_EQ(ReasonOf(Replay().status()), type::v1::ERROR_REASON_NOT_FOUND);
}

}  // namespace
}  // namespace shortbreaks::idempotency

// The pool, and transactions on it, with the faults that a real server can have.
#include <absl/strings/str_cat.h>
#include <absl/synchronization/barrier.h>
#include <absl/time/clock.h>
#include <gmock/gmock.h>

#include <atomic>
#include <map>
#include <thread>

#include "errors/errors.h"
#include "mysql/pool.h"
#include "support/private_mysql.h"

namespace shortbreaks::mysql {
namespace {

using errors::ReasonOf;

class CountingMetrics : public telemetry::Metrics {
 public:
  void PoolWaited(absl::Duration) override { ++pool_waits; }
  void TransactionRetried(std::string_view cause) override { ++(cause == "deadlock" ? deadlocks : lock_waits); }

  std::atomic<int> pool_waits = 0, deadlocks = 0, lock_waits = 0;
};

absl::Time Soon() { return absl::Now() + absl::Seconds(20); }

class TransactionTest : public testing::Test {
 protected:
  void SetUp() override {
    static int tables = 0;
    table_ = absl::StrCat("accounts_", ++tables);
    Run(absl::StrCat("CREATE TABLE ", table_, " (id BIGINT PRIMARY KEY, amount BIGINT NOT NULL) ENGINE=InnoDB"));
    Run(absl::StrCat("INSERT INTO ", table_, " VALUES (1, 0), (2, 0)"));
  }

  std::unique_ptr<Pool> PoolOf(int connections, int attempts = 5) {
    PoolOptions options{.connection = server_.As("root"),
                        .connections_max = connections,
                        .pool_wait_max = absl::Milliseconds(100),
                        .transaction_attempts_max = attempts};
    options.connection.lock_wait_timeout = absl::Seconds(1);
    return std::make_unique<Pool>(options, metrics_);
  }
  void Run(const std::string& sql) {
    auto connection = Connection::Open(server_.As("root"));
    ASSERT_TRUE(connection.ok());
    const auto done = (*connection)->Execute(sql);
    ASSERT_TRUE(done.ok()) << DiagnosisOf(done.status());
  }
  int64_t Amount(int id) {
    return server_.AsRoot(absl::StrCat("SELECT amount FROM ", table_, " WHERE id = ", id))->front().Int(0);
  }
  absl::Status Add(Connection& connection, int id) {
    return connection.Execute(absl::StrCat("UPDATE ", table_, " SET amount = amount + 1 WHERE id = ?"), {int64_t{id}})
        .status();
  }
  void Kill(Connection& connection) {
    Run(absl::StrCat("KILL ", connection.Query("SELECT CONNECTION_ID()")->front().Int(0)));
  }

  support::PrivateMysql& server_ = support::SharedMysql();
  const std::shared_ptr<CountingMetrics> metrics_ = std::make_shared<CountingMetrics>();
  std::string table_;
};

TEST_F(TransactionTest, CommitsWhatWentWellAndRollsBackWhatDidNot) {
  const auto pool = PoolOf(1);
  EXPECT_TRUE(InTransaction(*pool, Soon(), [&](Connection& connection) { return Add(connection, 1); }).ok());
  const absl::Status refused = InTransaction(*pool, Soon(), [&](Connection& connection) {
    if (absl::Status status = Add(connection, 1); !status.ok()) return status;
    return errors::Error(type::v1::ERROR_REASON_SESSION_FULL);
  });
  EXPECT_EQ(ReasonOf(refused), type::v1::ERROR_REASON_SESSION_FULL);
  EXPECT_EQ(Amount(1), 1);
}

TEST_F(TransactionTest, WhatThrowsIsRolledBackAndLeavesTheConnectionToOthers) {
  const auto pool = PoolOf(1);
  const auto add_and_read = [&](const char* sql) {
    return InTransaction(*pool, Soon(), [&](Connection& connection) {
      if (absl::Status status = Add(connection, 1); !status.ok()) return status;
      connection.Query(sql)->front().Int(0);
      return absl::OkStatus();
    });
  };
  EXPECT_ANY_THROW(add_and_read("SELECT NULL").IgnoreError());
  EXPECT_EQ(Amount(1), 0);
  EXPECT_TRUE(add_and_read("SELECT 1").ok());
  EXPECT_EQ(Amount(1), 1);
}

TEST_F(TransactionTest, ADeadlockIsRolledBackAndTriedAgain) {
  const auto pool = PoolOf(2);
  absl::Barrier* both_hold_one = new absl::Barrier(2);  // deletes itself through Block()
  const auto cross = [&](int first, int second) {
    int tries = 0;
    return InTransaction(*pool, Soon(), [&](Connection& connection) {
      if (absl::Status status = Add(connection, first); !status.ok()) return status;
      if (++tries == 1 && both_hold_one->Block()) delete both_hold_one;
      return Add(connection, second);
    });
  };
  absl::Status there, back;
  {
    std::jthread one([&] { there = cross(1, 2); });
    std::jthread two([&] { back = cross(2, 1); });
  }
  EXPECT_TRUE(there.ok()) << there;
  EXPECT_TRUE(back.ok()) << back;
  EXPECT_EQ(Amount(1), 2);
  EXPECT_EQ(Amount(2), 2);
  EXPECT_GE(metrics_->deadlocks, 1);
}

TEST_F(TransactionTest, ALockHeldTooLongIsContentionInTheEnd) {
  const auto blocker = Connection::Open(server_.As("root"));
  ASSERT_TRUE((*blocker)->Execute("BEGIN").ok());
  ASSERT_TRUE(Add(**blocker, 2).ok());
  const auto pool = PoolOf(1, /*attempts=*/2);
  int tries = 0;
  const absl::Status status = InTransaction(*pool, Soon(), [&](Connection& connection) {
    ++tries;
    if (absl::Status added = Add(connection, 1); !added.ok()) return added;
    return Add(connection, 2);
  });
  EXPECT_EQ(ReasonOf(status), type::v1::ERROR_REASON_CONTENTION);
  EXPECT_EQ(tries, 2);
  EXPECT_EQ(metrics_->lock_waits, 1);
  EXPECT_EQ(Amount(1), 0);
}

TEST_F(TransactionTest, AConnectionLostBeforeCommitIsReplacedOnce) {
  const auto pool = PoolOf(1);
  int tries = 0;
  const absl::Status status = InTransaction(*pool, Soon(), [&](Connection& connection) {
    if (++tries == 1) Kill(connection);
    return Add(connection, 1);
  });
  EXPECT_TRUE(status.ok()) << status;
  EXPECT_EQ(tries, 2);
  EXPECT_EQ(Amount(1), 1);
  tries = 0;
  const absl::Status again = InTransaction(*pool, Soon(), [&](Connection& connection) {
    ++tries;
    Kill(connection);
    return Add(connection, 1);
  });
  EXPECT_EQ(ReasonOf(again), type::v1::ERROR_REASON_STORE_UNAVAILABLE);
  EXPECT_EQ(tries, 2);
  EXPECT_EQ(Amount(1), 1);
}

TEST_F(TransactionTest, AConnectionKilledUnderItsCommitIsAnOutcomeThatNobodyKnows) {
  const auto pool = PoolOf(1);
  int tries = 0;
  const absl::Status status = InTransaction(*pool, Soon(), [&](Connection& connection) {
    ++tries;
    absl::Status added = Add(connection, 1);
    Kill(connection);
    return added;
  });
  EXPECT_EQ(ReasonOf(status), type::v1::ERROR_REASON_OUTCOME_UNKNOWN);
  EXPECT_EQ(tries, 1);
  EXPECT_EQ(Amount(1), 0);
}

// The other half of not knowing: nobody answered, and it was done.
TEST_F(TransactionTest, ACommitWhoseAnswerNeverCameMayHaveBeenDone) {
  auto server = support::PrivateMysql::Create();
  ASSERT_TRUE(server.ok()) << server.status();
  // By a patient connection: on a busy machine a table can take longer to make than the pool below waits.
  const auto made = (*server)->AsRoot("CREATE TABLE scratch (id BIGINT PRIMARY KEY) ENGINE=InnoDB");
  ASSERT_TRUE(made.ok()) << made.status();
  PoolOptions options{.connection = (*server)->As("root")};
  options.connection.read_timeout = absl::Seconds(1);
  Pool pool(options, metrics_);
  const absl::Status status = InTransaction(pool, Soon(), [&](Connection& connection) {
    absl::Status inserted = connection.Execute("INSERT INTO scratch VALUES (1)").status();
    (*server)->Pause();
    return inserted;
  });
  (*server)->Continue();
  EXPECT_EQ(ReasonOf(status), type::v1::ERROR_REASON_OUTCOME_UNKNOWN);
  EXPECT_TRUE(support::Eventually(absl::Seconds(10), [&] {
    const auto count = pool.Query(Soon(), "SELECT COUNT(*) FROM scratch");
    return count.ok() && count->front().Int(0) == 1;
  }));
}

TEST_F(TransactionTest, AFullPoolIsBusySoonAndTheCallersDeadlineComesFirst) {
  const auto pool = PoolOf(1);
  auto only = pool->Acquire(Soon());
  ASSERT_TRUE(only.ok());
  EXPECT_EQ(ReasonOf(pool->Acquire(Soon()).status()), type::v1::ERROR_REASON_BUSY);
  EXPECT_EQ(ReasonOf(pool->Acquire(absl::Now() + absl::Milliseconds(5)).status()),
            type::v1::ERROR_REASON_DEADLINE_EXCEEDED);
  { const Pool::Lease given_back = *std::move(only); }
  EXPECT_TRUE(pool->Acquire(Soon()).ok());
  EXPECT_GE(metrics_->pool_waits, 2);
}

TEST_F(TransactionTest, AConnectionThatDiedIdleIsReplacedUnseen) {
  const auto pool = PoolOf(1);
  {
    auto lease = pool->Acquire(Soon());
    ASSERT_TRUE(lease.ok());
    Kill(**lease);
  }
  EXPECT_TRUE(pool->Query(Soon(), "SELECT 1").ok());
  {
    auto lease = pool->Acquire(Soon());
    Kill(**lease);
  }
  EXPECT_TRUE(InTransaction(*pool, Soon(), [&](Connection& connection) { return Add(connection, 1); }).ok());
  EXPECT_EQ(Amount(1), 1);
}

TEST_F(TransactionTest, AServerThatIsAwayIsUnavailableAndComesBack) {
  auto server = support::PrivateMysql::Create({.migrate = false});
  ASSERT_TRUE(server.ok()) << server.status();
  Pool pool({.connection = (*server)->As("root")}, metrics_);
  ASSERT_TRUE(pool.Query(Soon(), "SELECT 1").ok());
  (*server)->Kill();
  EXPECT_EQ(ReasonOf(pool.Query(Soon(), "SELECT 1").status()), type::v1::ERROR_REASON_STORE_UNAVAILABLE);
  ASSERT_TRUE((*server)->Start().ok());
  EXPECT_TRUE(pool.Query(Soon(), "SELECT 1").ok());
}

}  // namespace
}  // namespace shortbreaks::mysql

// The driver held to what connection.h says, on a real server.
#include "mysql/connection.h"

#include <absl/strings/str_cat.h>
#include <absl/time/clock.h>
#include <gmock/gmock.h>

#include <limits>
#include <thread>

#include "errors/errors.h"
#include "mysql/fault.h"
#include "support/private_mysql.h"

namespace shortbreaks::mysql {
namespace {

using errors::ReasonOf;

class ConnectionTest : public testing::Test {
 protected:
  void SetUp() override {
    static int tables = 0;
    table_ = absl::StrCat("scratch_", ++tables);
    Must(absl::StrCat("CREATE TABLE ", table_,
                      " (id BIGINT PRIMARY KEY, text VARCHAR(100), bytes VARBINARY(100), real_number DOUBLE, "
                      "time DATETIME(6), day DATE, UNIQUE KEY ",
                      table_, "_text (text), CONSTRAINT ", table_,
                      "_small CHECK (id <= 1000 OR id = 9223372036854775807)) ENGINE=InnoDB"));
  }

  std::unique_ptr<Connection> Open(absl::Duration lock_wait = absl::Seconds(2)) {
    ConnectionOptions options = server_.As("root");
    options.lock_wait_timeout = lock_wait;
    auto connection = Connection::Open(options);
    EXPECT_TRUE(connection.ok()) << DiagnosisOf(connection.status());
    return *std::move(connection);
  }
  void Must(const std::string& sql, const Parameters& parameters = {}) { MustOn(*connection_, sql, parameters); }
  static void MustOn(Connection& connection, const std::string& sql, const Parameters& parameters = {}) {
    const auto done = connection.Execute(sql, parameters);
    ASSERT_TRUE(done.ok()) << sql << ": " << DiagnosisOf(done.status());
  }
  void Kill(Connection& connection) {
    const auto id = connection.Query("SELECT CONNECTION_ID()");
    Must(absl::StrCat("KILL ", id->front().Int(0)));
  }
  int64_t Count() { return connection_->Query("SELECT COUNT(*) FROM " + table_)->front().Int(0); }
  // Two rows, 1 and 2, of which `blocker` keeps the second.
  std::unique_ptr<Connection> LockOfSecondRow() {
    Must("INSERT INTO " + table_ + " (id, text) VALUES (1, 'one'), (2, 'two')");
    auto blocker = Open();
    MustOn(*blocker, "BEGIN");
    MustOn(*blocker, "UPDATE " + table_ + " SET day = '2026-01-02' WHERE id = 2");
    return blocker;
  }

  support::PrivateMysql& server_ = support::SharedMysql();
  std::unique_ptr<Connection> connection_ = Open();
  std::string table_;
};

TEST_F(ConnectionTest, EveryKindOfValueComesBackAsItWent) {
  const absl::Time time = absl::FromUnixMicros(1'793'527'199'123'457);
  const std::string text = "Łucja 'O”\\; – 👩‍👧 ";
  const std::string bytes("\0\xff\xc3'\\ ", 6);
  Must("INSERT INTO " + table_ + " VALUES (?, ?, ?, ?, ?, ?)",
       {std::numeric_limits<int64_t>::max(), text, Bytes{bytes}, 0.1, time, absl::CivilDay(2028, 2, 29)});
  const auto rows = connection_->Query("SELECT id, text, bytes, real_number, time, day, NULL FROM " + table_ +
                                           " WHERE text = ? AND bytes = ? AND time = ? AND day = ?",
                                       {text, Bytes{bytes}, time, absl::CivilDay(2028, 2, 29)});
  ASSERT_TRUE(rows.ok()) << DiagnosisOf(rows.status());
  ASSERT_EQ(rows->size(), 1u);
  const Row& row = rows->front();
  EXPECT_EQ(row.Int(0), std::numeric_limits<int64_t>::max());
  EXPECT_EQ(row.Text(1), text);
  EXPECT_EQ(row.Text(2), bytes);
  EXPECT_EQ(row.Double(3), 0.1);
  EXPECT_EQ(row.Time(4), time);
  EXPECT_EQ(row.Day(5), absl::CivilDay(2028, 2, 29));
  EXPECT_TRUE(row.IsNull(6));
}

TEST_F(ConnectionTest, CountsRowsChangedAndNotRowsMatched) {
  Must("INSERT INTO " + table_ + " (id, text) VALUES (1, 'one')");
  EXPECT_EQ(connection_->Execute("UPDATE " + table_ + " SET text = ? WHERE id = 1", {"one"}).value(), 0);
  EXPECT_EQ(connection_->Execute("UPDATE " + table_ + " SET text = ? WHERE id = 1", {"two"}).value(), 1);
  EXPECT_EQ(connection_->Execute("UPDATE " + table_ + " SET text = ? WHERE id = 7", {"two"}).value(), 0);
}

TEST_F(ConnectionTest, ABrokenConstraintIsNamedAndItsValueIsNot) {
  Must("INSERT INTO " + table_ + " (id, text) VALUES (1, 'secret')");
  const auto twice =
      connection_->Execute("INSERT INTO " + table_ + " (id, text) VALUES (?, ?)", {int64_t{2}, "secret"});
  EXPECT_EQ(FaultOf(twice.status()), Fault::kDuplicateKey);
  EXPECT_EQ(ConstraintOf(twice.status()), table_ + "_text");
  EXPECT_THAT(twice.status().ToString(), testing::Not(testing::HasSubstr("secret")));
  const auto large = connection_->Execute("INSERT INTO " + table_ + " (id) VALUES (1001)");
  EXPECT_EQ(FaultOf(large.status()), Fault::kCheckViolated);
  EXPECT_EQ(ConstraintOf(large.status()), table_ + "_small");
  const auto orphan = connection_->Execute(
      "INSERT INTO evidence (council_id, evidence_id, child_id, kind, issue_date) VALUES ('X', ?, ?, 1, '2026-01-01')",
      {Bytes{std::string(16, 'e')}, Bytes{std::string(16, 'c')}});
  EXPECT_EQ(FaultOf(orphan.status()), Fault::kMissingParent) << DiagnosisOf(orphan.status());
  EXPECT_EQ(ConstraintOf(orphan.status()), "evidence_child");
  EXPECT_TRUE(connection_->usable());
}

// Words about a broken key quote the value, and are cut off where they are long.
TEST(RowTest, WhatIsNotWhatWasAskedForThrowsAndSaysOfWhichColumn) {
  const Row row({std::nullopt, "x", "2026-02", "2026-02-01 noon"});
  const auto thrown = [](const auto& read) -> std::string {
    try {
      read();
    } catch (const std::exception& exception) {
      return exception.what();
    }
    return "nothing";
  };
  EXPECT_EQ(thrown([&] { row.Text(0); }), "column 0 is null");
  EXPECT_EQ(thrown([&] { row.Int(1); }), "column 1 is not a whole number");
  EXPECT_EQ(thrown([&] { row.Double(1); }), "column 1 is not a number");
  EXPECT_EQ(thrown([&] { row.Day(2); }), "column 2 is not a day");
  EXPECT_EQ(thrown([&] { row.Time(3); }), "column 3 is not an instant");
  EXPECT_EQ(thrown([&] { row.IsNull(4); }), "column 4 is not in the row");
  EXPECT_EQ(thrown([&] { row.Text(1); }), "nothing");
}

TEST(Diagnosis, NamesTheNumberTheStateAndTheConstraintAndNoValue) {
  EXPECT_EQ(DiagnosisOf(ErrorOfCode(4025, "CONSTRAINT `carers_small` failed for `shortbreaks`.`carers`", "23000")),
            "error 4025, SQLSTATE 23000, constraint carers_small");
  EXPECT_EQ(DiagnosisOf(ErrorOfCode(1062, "Duplicate entry 'X-for key 'sam' for key 'carers_by_external_id'", "23000")),
            "error 1062, SQLSTATE 23000, constraint carers_by_external_id");
  EXPECT_EQ(DiagnosisOf(ErrorOfCode(1062, "Duplicate entry 'X-for key 'sam", "23000")), "error 1062, SQLSTATE 23000");
  EXPECT_EQ(DiagnosisOf(ErrorOfCode(1062, "Duplicate entry 'for key 'sam sample'", "23000")),
            "error 1062, SQLSTATE 23000");
  EXPECT_EQ(DiagnosisOf(ErrorOfCode(1054, "Unknown column 'sam' in 'field list'")), "error 1054");
}

TEST_F(ConnectionTest, AfterADeadlockNothingRunsBeforeTheRollback) {
  auto other = LockOfSecondRow();
  MustOn(*connection_, "BEGIN");
  Must("UPDATE " + table_ + " SET day = '2026-01-01' WHERE id = 1");
  absl::Status of_other;
  std::jthread crossing(
      [&] { of_other = other->Execute("UPDATE " + table_ + " SET day = '2026-01-03' WHERE id = 1").status(); });
  const absl::Status mine = connection_->Execute("UPDATE " + table_ + " SET day = '2026-01-03' WHERE id = 2").status();
  crossing.join();
  Connection& victim = mine.ok() ? *other : *connection_;
  EXPECT_NE(mine.ok(), of_other.ok());
  EXPECT_EQ(FaultOf(mine.ok() ? of_other : mine), Fault::kDeadlock);
  // What came next would stand alone and be committed at once.
  EXPECT_EQ(FaultOf(victim.Execute("INSERT INTO " + table_ + " (id) VALUES (3)").status()), Fault::kDeadlock);
  EXPECT_EQ(FaultOf(victim.Execute("COMMIT").status()), Fault::kDeadlock);
  MustOn(victim, "ROLLBACK");
  EXPECT_EQ(Count(), 2);
  MustOn(victim, "BEGIN");
  MustOn(victim, "ROLLBACK");
}

TEST_F(ConnectionTest, ALockWaitGivenUpLeavesNothingOfTheTransaction) {
  const auto blocker = LockOfSecondRow();
  auto waiter = Open(absl::Seconds(1));
  MustOn(*waiter, "BEGIN");
  MustOn(*waiter, "UPDATE " + table_ + " SET text = 'debited' WHERE id = 1");
  EXPECT_EQ(FaultOf(waiter->Execute("UPDATE " + table_ + " SET text = 'taken' WHERE id = 2").status()),
            Fault::kLockWait);
  EXPECT_EQ(FaultOf(waiter->Execute("COMMIT").status()), Fault::kLockWait);
  MustOn(*waiter, "ROLLBACK");
  EXPECT_EQ(connection_->Query("SELECT text FROM " + table_ + " WHERE id = 1")->front().Text(0), "one");
}

// Within a distributed transaction the server refuses ROLLBACK, and the connection lives on.
TEST_F(ConnectionTest, ARollbackThatIsRefusedEndsTheConnection) {
  auto connection = Connection::Open(support::SharedMysql().As("root"));
  ASSERT_TRUE(connection.ok()) << connection.status();
  ASSERT_TRUE((*connection)->Execute("XA START 'open'").ok());
  const auto refused = (*connection)->Execute("ROLLBACK");
  EXPECT_EQ(FaultOf(refused.status()), Fault::kOther) << DiagnosisOf(refused.status());
  EXPECT_FALSE((*connection)->usable());
}

// A table in memory is full as one on a full disk is, with the same error.
TEST_F(ConnectionTest, WhereThereIsNoRoomTheStoreIsAwayAndTheConnectionIsNot) {
  auto connection = Connection::Open(support::SharedMysql().As("root"));
  ASSERT_TRUE(connection.ok()) << connection.status();
  MustOn(**connection, "SET SESSION max_heap_table_size = 16384");
  MustOn(**connection, "CREATE TEMPORARY TABLE small_room (text CHAR(250)) ENGINE = MEMORY");
  absl::Status full;
  for (int row = 0; row < 1'000 && full.ok(); ++row) {
    full = (*connection)->Execute("INSERT INTO small_room VALUES (?)", {"x"}).status();
  }
  EXPECT_EQ(DiagnosisOf(full), "error 1114, SQLSTATE HY000");
  EXPECT_EQ(ReasonOf(full), type::v1::ERROR_REASON_STORE_UNAVAILABLE);
  EXPECT_TRUE((*connection)->usable());
  for (const int code : {1021, 1026}) {
    EXPECT_EQ(ReasonOf(ErrorOfCode(code, "")), type::v1::ERROR_REASON_STORE_UNAVAILABLE) << code;
  }
}

TEST_F(ConnectionTest, AKilledConnectionIsLostAndSaysSo) {
  auto victim = Open();
  MustOn(*victim, "BEGIN");
  MustOn(*victim, "INSERT INTO " + table_ + " (id) VALUES (1)");
  Kill(*victim);
  // The driver's own commit() would say that this went well.
  const absl::Status commit = victim->Execute("COMMIT").status();
  EXPECT_EQ(FaultOf(commit), Fault::kConnectionLost);
  EXPECT_EQ(ReasonOf(commit), type::v1::ERROR_REASON_STORE_UNAVAILABLE);
  EXPECT_FALSE(victim->usable());
  EXPECT_EQ(FaultOf(victim->Query("SELECT 1").status()), Fault::kConnectionLost);
  EXPECT_EQ(Count(), 0);
}

TEST_F(ConnectionTest, AStatementEndsSoonAfterItsDeadline) {
  connection_->SetDeadline(absl::Now() + absl::Milliseconds(200));
  const absl::Time start = absl::Now();
  const auto slow = connection_->Query("SELECT SLEEP(30)");
  EXPECT_LT(absl::Now() - start, absl::Seconds(20));
  EXPECT_EQ(FaultOf(slow.status()), Fault::kInterrupted);
  EXPECT_EQ(ReasonOf(slow.status()), type::v1::ERROR_REASON_DEADLINE_EXCEEDED);
  connection_->SetDeadline(absl::InfiniteFuture());
  EXPECT_TRUE(connection_->Query("SELECT 1").ok());
}

TEST_F(ConnectionTest, NothingBeginsAfterTheDeadlineButTheEndOfATransaction) {
  MustOn(*connection_, "BEGIN");
  Must("INSERT INTO " + table_ + " (id) VALUES (1)");
  connection_->SetDeadline(absl::Now() - absl::Milliseconds(1));
  const absl::Status late = connection_->Execute("INSERT INTO " + table_ + " (id) VALUES (2)").status();
  EXPECT_EQ(ReasonOf(late), type::v1::ERROR_REASON_DEADLINE_EXCEEDED);
  EXPECT_TRUE(connection_->Execute("ROLLBACK").ok());
  connection_->SetDeadline(absl::InfiniteFuture());
  EXPECT_EQ(Count(), 0);
}

TEST_F(ConnectionTest, AWrongPasswordIsForbiddenAndNotRepeated) {
  ConnectionOptions options = server_.As("shortbreaks_bookings");
  options.password = "not-the-password";
  const auto refused = Connection::Open(options);
  EXPECT_EQ(FaultOf(refused.status()), Fault::kForbidden);
  EXPECT_EQ(ReasonOf(refused.status()), type::v1::ERROR_REASON_STORE_UNAVAILABLE) << "as passwords are being changed";
  EXPECT_THAT(DiagnosisOf(refused.status()), testing::HasSubstr("1045"));
  EXPECT_THAT(DiagnosisOf(refused.status()), testing::Not(testing::HasSubstr("not-the-password")));
}

TEST_F(ConnectionTest, MoreStatementsThanAreKeptPrepared) {
  for (int round = 0; round < 2; ++round) {
    for (int64_t i = 0; i < 250; ++i) {
      const auto rows = connection_->Query(absl::StrCat("SELECT ?, ", i), {i});
      ASSERT_TRUE(rows.ok()) << DiagnosisOf(rows.status());
      ASSERT_EQ(rows->front().Int(0), i);
      ASSERT_EQ(rows->front().Int(1), i);
    }
  }
}

TEST_F(ConnectionTest, TheServerKeepsUtcStrictnessAndReadCommitted) {
  EXPECT_TRUE(CheckServerSettings(*connection_).ok());
  EXPECT_FALSE(connection_->Execute("INSERT INTO " + table_ + " (id, day) VALUES (1, '2026-02-30')").ok());
}

}  // namespace
}  // namespace shortbreaks::mysql

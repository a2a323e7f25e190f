#include <absl/strings/str_cat.h>
#include <absl/strings/str_join.h>
#include <absl/time/clock.h>

#include <atomic>
#include <thread>

#include "ids/uuid.h"
#include "mysql/connection.h"
#include "storm/faults.h"

namespace shortbreaks::storm {
namespace {

using mysql::Bytes;

// A statement with its parameters.
struct Statement {
  std::string sql;
  mysql::Parameters parameters;
};

absl::Status Run(mysql::Connection& connection, const Statement& statement) {
  return statement.sql.starts_with("SELECT") ? connection.Query(statement.sql, statement.parameters).status()
                                             : connection.Execute(statement.sql, statement.parameters).status();
}

// Locks those rows until the transaction ends.
Statement Lock(World& world, const std::string& table, const std::string& key, const std::vector<ids::Uuid>& ids) {
  Statement statement{
      absl::StrCat("SELECT 1 FROM ", table, " FORCE INDEX (PRIMARY) WHERE council_id = ? AND ", key, " IN (",
                   absl::StrJoin(std::vector<std::string>(ids.size(), "?"), ", "), ") FOR UPDATE"),
      {world.council()}};
  for (const ids::Uuid& each : ids) statement.parameters.push_back(Bytes{each});
  return statement;
}

// Those that everybody wants.
Statement LockSessions(World& world) {
  constexpr size_t kWanted = 9;
  std::vector<ids::Uuid> ids;
  for (size_t i = 0; i < kWanted; ++i) ids.push_back(ids::IdOf("sessions", world.sessions()[i]).value());
  return Lock(world, "sessions", "session_id", ids);
}
Statement LockChildren(World& world) {
  constexpr size_t kWanted = 30;
  std::vector<ids::Uuid> ids;
  for (size_t i = 0; i < kWanted; ++i) ids.push_back(ids::IdOf("children", world.families()[i].child).value());
  return Lock(world, "children", "child_id", ids);
}

// Somebody else keeps locks for long.
class Locked : public OfMysql {
 public:
  Locked(const char* what, World& world, std::vector<Statement> statements)
      : OfMysql(what, world), statements_(std::move(statements)) {}
  absl::Status Inject(Random&) override {
    auto opened = mysql::Connection::Open(server().As("root"));
    if (!opened.ok()) return opened.status();
    connection_ = *std::move(opened);
    for (const Statement& each : statements_) {
      if (auto done = Run(*connection_, each); !done.ok()) return done;
    }
    return absl::OkStatus();
  }
  absl::Status Heal() override {
    connection_.reset();
    return absl::OkStatus();
  }

 private:
  const std::vector<Statement> statements_;
  std::unique_ptr<mysql::Connection> connection_;
};

// Somebody else takes a session's row and then a child's, which the services take in the other order, and has changed
// so many rows that the database rolls the services' transactions back and not this one. No row is kept for long: who
// tries again has the place.
class Deadlocks : public OfMysql {
 public:
  explicit Deadlocks(World& world)
      : OfMysql("deadlocks", world), sessions_(LockSessions(world)), children_(LockChildren(world)) {}
  ~Deadlocks() override { Stop(); }

  absl::Status Inject(Random& random) override {
    auto opened = mysql::Connection::Open(server().As("root"));
    if (!opened.ok()) return opened.status();
    connection_ = *std::move(opened);
    for (const char* sql : {"CREATE DATABASE IF NOT EXISTS storm",
                            "CREATE TABLE IF NOT EXISTS storm.weight (number INT) ENGINE=InnoDB"}) {
      if (auto made = connection_->Execute(sql); !made.ok()) return made.status();
    }
    stop_ = false;
    thread_ = std::jthread([this, own = Random(random.Next())]() mutable {
      while (!stop_ && connection_->usable()) Round(own);
    });
    return absl::OkStatus();
  }
  absl::Status Heal() override {
    Stop();
    return absl::OkStatus();
  }

 private:
  void Round(Random& random) {
    static const Statement kWeight{
        absl::StrCat("INSERT INTO storm.weight VALUES ", absl::StrJoin(std::vector<std::string>(500, "(1)"), ", ")),
        {}};
    absl::Status done = Run(*connection_, {"BEGIN", {}});
    if (done.ok()) done = Run(*connection_, kWeight);
    if (done.ok()) done = Run(*connection_, sessions_);
    // Meanwhile some come who have their child's row and wait for a session's.
    absl::SleepFor(absl::Milliseconds(random.Between(30, 80)));
    if (done.ok()) done = Run(*connection_, children_);
    if (connection_->usable()) Run(*connection_, {"ROLLBACK", {}}).IgnoreError();
    absl::SleepFor(absl::Milliseconds(random.Between(80, 160)));
  }

  void Stop() {
    stop_ = true;
    if (thread_.joinable()) thread_.join();
    connection_.reset();
  }

  const Statement sessions_, children_;
  std::unique_ptr<mysql::Connection> connection_;
  std::atomic<bool> stop_ = false;
  std::jthread thread_;
};

}  // namespace

void AddLockFaults(World& world, Faults& faults) {
  const Statement begin{"BEGIN", {}};
  faults.push_back(std::make_unique<Locked>("sessions-locked", world, std::vector{begin, LockSessions(world)}));
  faults.push_back(std::make_unique<Locked>("children-locked", world, std::vector{begin, LockChildren(world)}));
  faults.push_back(
      std::make_unique<Locked>("read-locked", world, std::vector<Statement>{{"FLUSH TABLES WITH READ LOCK", {}}}));
  // Whoever changes anything waits here for its event, with its rows locked and the change made.
  faults.push_back(
      std::make_unique<Locked>("outbox-locked", world, std::vector<Statement>{{"LOCK TABLES outbox WRITE", {}}}));
  faults.push_back(std::make_unique<Deadlocks>(world));
}

}  // namespace shortbreaks::storm

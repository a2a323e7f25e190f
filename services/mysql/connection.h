// One connection to MySQL 8 or MariaDB 10.11, with prepared statements kept per connection. The driver's headers are
// included by this folder alone. Nothing throws.
//
// Errors are absl::Status from errors.h (STORE_UNAVAILABLE, CONTENTION, DEADLINE_EXCEEDED, INTERNAL) carrying a Fault
// that FaultOf reads, so that a caller tells a broken key from a deadlock without looking at text.
#pragma once

#include <absl/status/statusor.h>
#include <absl/time/civil_time.h>
#include <absl/time/time.h>

#include <cstdint>
#include <initializer_list>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace shortbreaks::sealing {
class Keyring;
}

namespace shortbreaks::mysql {

enum class Fault {
  kNone,
  kDuplicateKey,    // 1062
  kCheckViolated,   // 4025 in MariaDB, 3819 in MySQL
  kMissingParent,   // 1452
  kForbidden,       // 1142, 1143, 1044, 1045, 1227
  kDeadlock,        // 1213
  kLockWait,        // 1205, 3572
  kConnectionLost,  // 2006, 2013, 2055 and refused connections
  kInterrupted,     // 1317, 1969, 3024: the statement's time ran out
  kOther,
};
Fault FaultOf(const absl::Status& status);
// The unique key, CHECK or foreign key that a statement broke, by its name in the schema; else empty.
std::string ConstraintOf(const absl::Status& status);
// For logs: the server's error number, and where no connection could be made the driver's own words. No values.
std::string DiagnosisOf(const absl::Status& status);
// An error as this folder makes them, for fakes.
absl::Status FaultError(Fault fault, std::string_view constraint = {}, std::string_view diagnosis = {});

// Bytes, sent and compared as they are (BINARY and BLOB columns).
struct Bytes {
  std::string value;
};

// absl::Time goes as DATETIME(6) UTC, absl::CivilDay as DATE.
using Parameter = std::variant<std::nullptr_t, int64_t, double, std::string, Bytes, absl::Time, absl::CivilDay>;
using Parameters = std::vector<Parameter>;

// One row, read by column number from 0 in the order of the SELECT. Reading a column as another type, or one that is
// null, is a defect of the caller and throws.
class Row {
 public:
  bool IsNull(size_t column) const;
  int64_t Int(size_t column) const;
  double Double(size_t column) const;
  std::string Text(size_t column) const;  // text and BINARY alike, as bytes
  absl::Time Time(size_t column) const;   // DATETIME(6), UTC
  absl::CivilDay Day(size_t column) const;

  // What opens the sealed columns (sealing/sealed_row.h); null where the connection was opened without.
  const sealing::Keyring* keyring() const { return keyring_; }

  // For the driver and for fakes.
  using Value = std::optional<std::string>;
  explicit Row(std::vector<Value> values, const sealing::Keyring* keyring = nullptr)
      : values_(std::move(values)), keyring_(keyring) {}

 private:
  std::vector<Value> values_;
  const sealing::Keyring* keyring_;
};
using Rows = std::vector<Row>;

struct ConnectionOptions {
  std::string host = "127.0.0.1";
  int port = 3306;
  std::string unix_socket;  // used instead of host and port where set
  std::string user;
  std::string password;
  std::string schema = "shortbreaks";
  std::string tls_ca_file;  // where set, a connection without verified TLS is refused
  absl::Duration connect_timeout = absl::Seconds(2);
  absl::Duration read_timeout = absl::Seconds(10);      // the longest any statement is waited for
  absl::Duration lock_wait_timeout = absl::Seconds(2);  // innodb_lock_wait_timeout, whole seconds
  // For sealed columns; outlives the rows that were read. Null for a user that reads and writes none.
  std::shared_ptr<const sealing::Keyring> keyring;
};

class Connection {
 public:
  static absl::StatusOr<std::unique_ptr<Connection>> Open(const ConnectionOptions& options);
  virtual ~Connection() = default;

  // Runs a statement that returns no rows. The value: rows changed (not rows matched).
  virtual absl::StatusOr<int64_t> Execute(std::string_view sql, const Parameters& parameters = {}) = 0;
  // Runs a statement that returns rows.
  virtual absl::StatusOr<Rows> Query(std::string_view sql, const Parameters& parameters = {}) = 0;
  // From now on no statement is begun after `deadline` (except COMMIT and ROLLBACK), and none runs much past it. The
  // server ends a statement that does (max_statement_time on MariaDB; max_execution_time, for SELECT alone, on MySQL;
  // lock waits end by themselves on both). Telling the server costs a round trip, so it is told only when what it was
  // told last is shorter than the time left or longer by a quarter: calls of much the same length cost nothing. A
  // server that has stopped answering is noticed after `read_timeout`, whatever the deadline.
  virtual void SetDeadline(absl::Time deadline) = 0;
  // Of the options.
  virtual const sealing::Keyring* keyring() const { return nullptr; }
  // False after the connection was lost, or a statement timed out in mid-air: throw it away.
  virtual bool usable() const = 0;
};

// Refuses (FAILED_PRECONDITION, naming each wrong setting, what it is and what it must be) a server whose settings do
// not keep this project's promises.
absl::Status CheckServerSettings(Connection& connection);

}  // namespace shortbreaks::mysql

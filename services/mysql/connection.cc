#include "mysql/connection.h"

#include <absl/strings/str_cat.h>
#include <absl/strings/str_format.h>
#include <absl/time/clock.h>
#include <cppconn/driver.h>
#include <cppconn/exception.h>
#include <cppconn/metadata.h>
#include <cppconn/prepared_statement.h>
#include <cppconn/resultset.h>
#include <cppconn/resultset_metadata.h>
#include <cppconn/statement.h>
#include <mysql_connection.h>
#include <mysql_driver.h>

#include <algorithm>
#include <exception>
#include <list>
#include <type_traits>
#include <unordered_map>

#include "errors/errors.h"
#include "mysql/fault.h"

namespace shortbreaks::mysql {
namespace {

// Statements kept prepared on one connection; the one used longest ago makes room.
constexpr size_t kPreparedMax = 200;

constexpr std::string_view kStrictMode =
    "STRICT_ALL_TABLES,NO_ZERO_IN_DATE,NO_ZERO_DATE,ERROR_FOR_DIVISION_BY_ZERO,NO_ENGINE_SUBSTITUTION";

sql::SQLString ToSql(std::string_view text) { return sql::SQLString(text.data(), text.size()); }

int WholeSeconds(absl::Duration duration) {
  return static_cast<int>(std::max<int64_t>(1, absl::ToInt64Seconds(absl::Ceil(duration, absl::Seconds(1)))));
}

// Runs `body`, which uses the driver, and turns whatever it throws into a status. `code`: the error's number, or -1.
template <typename Body>
absl::Status Guarded(int& code, Body body) {
  code = 0;
  try {
    body();
    return absl::OkStatus();
  } catch (const sql::SQLException& exception) {
    code = exception.getErrorCode();
    // The driver's own complaints (a statement closed, a value not set) carry no number.
    if (code == 0) code = -1;
    return ErrorOfCode(code, exception.what(), exception.getSQLState());
  } catch (const std::exception&) {
    code = -1;
    return ErrorOfCode(code, "");
  }
}

void Bind(sql::PreparedStatement& statement, unsigned index, const Parameter& parameter) {
  std::visit(
      [&](const auto& value) {
        using T = std::decay_t<decltype(value)>;
        if constexpr (std::is_same_v<T, std::nullptr_t>) {
          statement.setNull(index, 0);
        } else if constexpr (std::is_same_v<T, int64_t>) {
          statement.setInt64(index, value);
        } else if constexpr (std::is_same_v<T, double>) {
          statement.setDouble(index, value);
        } else if constexpr (std::is_same_v<T, std::string>) {
          statement.setString(index, ToSql(value));
        } else if constexpr (std::is_same_v<T, Bytes>) {
          statement.setString(index, ToSql(value.value));
        } else if constexpr (std::is_same_v<T, absl::Time>) {
          statement.setString(index, absl::FormatTime("%E4Y-%m-%d %H:%M:%E6S", value, absl::UTCTimeZone()));
        } else {
          statement.setString(index, absl::FormatCivilTime(value));
        }
      },
      parameter);
}

Rows ReadAll(sql::ResultSet& result, const sealing::Keyring* keyring) {
  sql::ResultSetMetaData* columns = result.getMetaData();
  const unsigned count = columns->getColumnCount();
  std::vector<bool> is_double(count + 1);
  for (unsigned column = 1; column <= count; ++column) {
    const int type = columns->getColumnType(column);
    is_double[column] = type == sql::DataType::DOUBLE || type == sql::DataType::REAL;
  }
  Rows rows;
  while (result.next()) {
    std::vector<Row::Value> values(count);
    for (unsigned column = 1; column <= count; ++column) {
      if (result.isNull(column)) continue;
      if (is_double[column]) {
        values[column - 1] = absl::StrFormat("%.17g", static_cast<double>(result.getDouble(column)));
      } else {
        const sql::SQLString text = result.getString(column);
        values[column - 1] = std::string(text.c_str(), text.length());
      }
    }
    rows.emplace_back(std::move(values), keyring);
  }
  return rows;
}

sql::mysql::MySQL_Driver& Driver() {
  // Initialises the client library, which must happen once and before threads meet in it.
  static sql::mysql::MySQL_Driver* const driver = sql::mysql::get_mysql_driver_instance();
  return *driver;
}

sql::ConnectOptionsMap DriverOptions(const ConnectionOptions& options) {
  sql::ConnectOptionsMap map;
  const std::string address =
      options.unix_socket.empty() ? absl::StrCat("tcp://", options.host) : absl::StrCat("unix://", options.unix_socket);
  map["hostName"] = ToSql(address);
  if (options.unix_socket.empty()) map["port"] = options.port;
  map["userName"] = ToSql(options.user);
  map["password"] = ToSql(options.password);
  map["schema"] = ToSql(options.schema);
  map["OPT_CONNECT_TIMEOUT"] = WholeSeconds(options.connect_timeout);
  map["OPT_READ_TIMEOUT"] = WholeSeconds(options.read_timeout);
  map["OPT_WRITE_TIMEOUT"] = WholeSeconds(options.read_timeout);
  map["OPT_RECONNECT"] = false;
  map["CLIENT_MULTI_STATEMENTS"] = false;
  map["OPT_CHARSET_NAME"] = sql::SQLString("utf8mb4");
  if (!options.tls_ca_file.empty()) {
    map["sslCA"] = ToSql(options.tls_ca_file);
    map["sslVerify"] = true;
  }
  return map;
}

class DriverConnection : public Connection {
 public:
  DriverConnection(std::unique_ptr<sql::Connection> connection, const ConnectionOptions& options)
      : connection_(std::move(connection)), options_(options), server_limit_(options.read_timeout) {}

  ~DriverConnection() override {
    // Destructors of the driver talk to the server, and could throw.
    int code = 0;
    Guarded(code, [this] { prepared_.clear(); }).IgnoreError();
    Guarded(code, [this] { connection_.reset(); }).IgnoreError();
  }

  absl::Status SetUpSession();

  absl::StatusOr<int64_t> Execute(std::string_view sql, const Parameters& parameters) override;
  absl::StatusOr<Rows> Query(std::string_view sql, const Parameters& parameters) override;
  void SetDeadline(absl::Time deadline) override { deadline_ = deadline; }
  const sealing::Keyring* keyring() const override { return options_.keyring.get(); }
  bool usable() const override { return usable_; }

 private:
  struct Prepared {
    std::unique_ptr<sql::PreparedStatement> statement;
    std::list<std::string>::iterator place;
  };

  absl::Status RunText(std::string_view sql);
  absl::Status TransactionControl(std::string_view sql);
  absl::Status MayBegin();
  absl::Status TellServerTheLimit(absl::Duration left);
  sql::PreparedStatement& PreparedFor(std::string_view sql, const Parameters& parameters);
  absl::Status Done(int code, absl::Status status);

  std::unique_ptr<sql::Connection> connection_;
  const ConnectionOptions options_;
  bool maria_db_ = false;
  bool usable_ = true;
  absl::Time deadline_ = absl::InfiniteFuture();
  absl::Duration server_limit_;  // what the server was told last
  bool in_transaction_ = false;
  absl::Status doomed_;            // why the server has rolled this transaction back already
  std::list<std::string> by_use_;  // the latest first
  std::unordered_map<std::string, Prepared> prepared_;
};

absl::Status DriverConnection::SetUpSession() {
  int code = 0;
  std::string version;
  absl::Status status =
      Guarded(code, [&] { version = connection_->getMetaData()->getDatabaseProductVersion().asStdString(); });
  if (!status.ok()) return status;
  maria_db_ = version.find("MariaDB") != std::string::npos;
  const std::string limit = maria_db_
                                ? absl::StrFormat("max_statement_time = %.3f", absl::ToDoubleSeconds(server_limit_))
                                : absl::StrFormat("max_execution_time = %d", absl::ToInt64Milliseconds(server_limit_));
  status = RunText(absl::StrCat(
      "SET NAMES utf8mb4 COLLATE utf8mb4_bin, time_zone = '+00:00', sql_mode = '", std::string(kStrictMode),
      "', innodb_lock_wait_timeout = ", WholeSeconds(options_.lock_wait_timeout), ", autocommit = 1, ", limit));
  if (!status.ok()) return status;
  status = RunText("SET SESSION TRANSACTION ISOLATION LEVEL READ COMMITTED");
  if (!status.ok() || options_.tls_ca_file.empty()) return status;
  // The driver falls back to plain text without a word.
  const auto cipher = Query("SHOW SESSION STATUS LIKE 'Ssl_cipher'", {});
  if (!cipher.ok()) return cipher.status();
  if (cipher->empty() || cipher->front().Text(1).empty()) {
    return FaultError(Fault::kConnectionLost, {}, "the server does not offer TLS, and tls_ca_file asks for it");
  }
  return absl::OkStatus();
}

absl::Status DriverConnection::Done(int code, absl::Status status) {
  if (status.ok()) return status;
  if (code < 0 || EndsConnection(code)) usable_ = false;
  const Fault fault = FaultOf(status);
  // After a deadlock, and with innodb_rollback_on_timeout after a lock wait, the whole transaction is gone. What came
  // next would be committed one by one: nothing may come next but ROLLBACK.
  if (in_transaction_ && (fault == Fault::kDeadlock || fault == Fault::kLockWait)) doomed_ = status;
  return status;
}

absl::Status DriverConnection::RunText(std::string_view sql) {
  int code = 0;
  absl::Status status = Guarded(code, [&] {
    const std::unique_ptr<sql::Statement> statement(connection_->createStatement());
    statement->execute(ToSql(sql));
  });
  return Done(code, std::move(status));
}

absl::Status DriverConnection::TransactionControl(std::string_view sql) {
  if (!usable_) return FaultError(Fault::kConnectionLost);
  if (sql == "ROLLBACK") {
    doomed_ = absl::OkStatus();
    in_transaction_ = false;
    const absl::Status status = RunText(sql);
    // What was not rolled back is still open on the server, and the next BEGIN would commit it.
    if (!status.ok()) usable_ = false;
    return status;
  }
  if (sql == "COMMIT") {
    if (!doomed_.ok()) return doomed_;
    const absl::Status status = RunText(sql);
    in_transaction_ = !status.ok() && usable_;
    return status;
  }
  if (absl::Status status = MayBegin(); !status.ok()) return status;
  const absl::Status status = RunText(sql);
  in_transaction_ = status.ok();
  return status;
}

absl::Status DriverConnection::TellServerTheLimit(absl::Duration left) {
  const absl::Duration wanted = std::min(left, options_.read_timeout);
  if (server_limit_ >= wanted && server_limit_ <= std::max(wanted * 1.25, wanted + absl::Milliseconds(50))) {
    return absl::OkStatus();
  }
  const absl::Duration limit = std::min(wanted * 1.1 + absl::Milliseconds(5), options_.read_timeout);
  const std::string sql = maria_db_ ? absl::StrFormat("SET max_statement_time = %.3f", absl::ToDoubleSeconds(limit))
                                    : absl::StrFormat("SET max_execution_time = %d", absl::ToInt64Milliseconds(limit));
  absl::Status status = RunText(sql);
  if (status.ok()) server_limit_ = limit;
  return status;
}

absl::Status DriverConnection::MayBegin() {
  if (!usable_) return FaultError(Fault::kConnectionLost);
  if (!doomed_.ok()) return doomed_;
  const absl::Duration left = deadline_ - absl::Now();
  if (left <= absl::ZeroDuration()) return errors::Error(errors::ErrorReason::ERROR_REASON_DEADLINE_EXCEEDED);
  return TellServerTheLimit(left);
}

sql::PreparedStatement& DriverConnection::PreparedFor(std::string_view sql, const Parameters& parameters) {
  const std::string key(sql);
  auto found = prepared_.find(key);
  if (found == prepared_.end()) {
    if (prepared_.size() >= kPreparedMax) {
      prepared_.erase(by_use_.back());
      by_use_.pop_back();
    }
    std::unique_ptr<sql::PreparedStatement> statement(connection_->prepareStatement(ToSql(sql)));
    by_use_.push_front(key);
    found = prepared_.emplace(key, Prepared{std::move(statement), by_use_.begin()}).first;
  } else {
    by_use_.splice(by_use_.begin(), by_use_, found->second.place);
  }
  sql::PreparedStatement& statement = *found->second.statement;
  for (size_t i = 0; i < parameters.size(); ++i) Bind(statement, static_cast<unsigned>(i + 1), parameters[i]);
  return statement;
}

absl::StatusOr<int64_t> DriverConnection::Execute(std::string_view sql, const Parameters& parameters) {
  if (sql == "BEGIN" || sql == "COMMIT" || sql == "ROLLBACK") {
    if (absl::Status status = TransactionControl(sql); !status.ok()) return status;
    return 0;
  }
  if (absl::Status status = MayBegin(); !status.ok()) return status;
  int code = 0;
  int64_t changed = 0;
  absl::Status status = Guarded(code, [&] {
    if (parameters.empty()) {  // without values to bind, preparing would only cost a round trip more
      const std::unique_ptr<sql::Statement> statement(connection_->createStatement());
      changed = statement->executeUpdate(ToSql(sql));
    } else {
      changed = PreparedFor(sql, parameters).executeUpdate();
    }
  });
  status = Done(code, std::move(status));
  if (!status.ok()) return status;
  return changed;
}

absl::StatusOr<Rows> DriverConnection::Query(std::string_view sql, const Parameters& parameters) {
  if (absl::Status status = MayBegin(); !status.ok()) return status;
  int code = 0;
  Rows rows;
  absl::Status status = Guarded(code, [&] {
    const std::unique_ptr<sql::ResultSet> result(PreparedFor(sql, parameters).executeQuery());
    rows = ReadAll(*result, keyring());
  });
  status = Done(code, std::move(status));
  if (!status.ok()) return status;
  return rows;
}

}  // namespace

absl::StatusOr<std::unique_ptr<Connection>> Connection::Open(const ConnectionOptions& options) {
  std::unique_ptr<sql::Connection> connection;
  try {
    sql::ConnectOptionsMap map = DriverOptions(options);
    connection.reset(Driver().connect(map));
  } catch (const sql::SQLException& exception) {
    const absl::Status status = ErrorOfCode(exception.getErrorCode(), exception.what());
    // No values can be in what is said here; an operator needs the words.
    const std::string words = absl::StrCat("error ", exception.getErrorCode(), ": ", exception.what());
    const Fault fault = FaultOf(status) == Fault::kForbidden ? Fault::kForbidden : Fault::kConnectionLost;
    return NotOpened(fault, words);
  } catch (const std::exception& exception) {
    return NotOpened(Fault::kConnectionLost, exception.what());
  }
  auto opened = std::make_unique<DriverConnection>(std::move(connection), options);
  if (absl::Status status = opened->SetUpSession(); !status.ok()) return status;
  return opened;
}

}  // namespace shortbreaks::mysql

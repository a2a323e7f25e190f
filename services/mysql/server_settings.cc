#include <absl/strings/match.h>
#include <absl/strings/str_cat.h>
#include <absl/strings/str_join.h>

#include <cstdlib>
#include <string>
#include <vector>

#include "mysql/connection.h"

namespace shortbreaks::mysql {
namespace {

constexpr int kLockWaitSecondsMax = 10;

constexpr std::string_view kSettings =
    "SELECT VERSION(), @@GLOBAL.innodb_flush_log_at_trx_commit, @@GLOBAL.innodb_rollback_on_timeout, "
    "@@GLOBAL.innodb_lock_wait_timeout, @@GLOBAL.sql_mode, @@GLOBAL.time_zone, @@GLOBAL.system_time_zone, "
    "TIMESTAMPDIFF(SECOND, UTC_TIMESTAMP(), NOW())";

// Settings found wrong, in words for an operator.
class Complaints {
 public:
  void Add(const char* setting, const std::string& is, const std::string& must) {
    lines_.push_back(absl::StrCat(setting, " is ", is.empty() ? "empty" : is, ", must be ", must));
  }
  absl::Status ToStatus() const {
    if (lines_.empty()) return absl::OkStatus();
    return absl::FailedPreconditionError(
        absl::StrCat("the database server's settings are wrong: ", absl::StrJoin(lines_, "; ")));
  }

 private:
  std::vector<std::string> lines_;
};

bool IsMariaDb(const std::string& version) { return absl::StrContains(version, "MariaDB"); }

bool IsVersionSupported(const std::string& version) {
  char* end = nullptr;
  const long major = std::strtol(version.c_str(), &end, 10);
  const long minor = *end == '.' ? std::strtol(end + 1, nullptr, 10) : 0;
  if (IsMariaDb(version)) return major > 10 || (major == 10 && minor >= 11);
  return major >= 8;
}

bool IsUtc(const Row& row) {
  const std::string zone = row.Text(5) == "SYSTEM" ? row.Text(6) : row.Text(5);
  return zone == "+00:00" || zone == "UTC" || zone == "Etc/UTC";
}

void CheckGlobals(const Row& row, Complaints& complaints) {
  if (!IsVersionSupported(row.Text(0))) {
    complaints.Add("version", row.Text(0), "MySQL 8.0, MariaDB 10.11, or later");
  }
  if (row.Int(1) != 1) complaints.Add("innodb_flush_log_at_trx_commit", row.Text(1), "1");
  if (row.Int(2) != 1) complaints.Add("innodb_rollback_on_timeout", "OFF", "ON");
  if (row.Int(3) < 1 || row.Int(3) > kLockWaitSecondsMax) {
    complaints.Add("innodb_lock_wait_timeout", row.Text(3), absl::StrCat("1 to ", kLockWaitSecondsMax, " (seconds)"));
  }
  if (!absl::StrContains(row.Text(4), "STRICT_ALL_TABLES") && !absl::StrContains(row.Text(4), "STRICT_TRANS_TABLES")) {
    complaints.Add("sql_mode", row.Text(4), "strict (STRICT_ALL_TABLES or STRICT_TRANS_TABLES)");
  }
  if (!IsUtc(row)) complaints.Add("time_zone", absl::StrCat(row.Text(5), " (", row.Text(6), ")"), "+00:00");
  if (row.Int(7) != 0) complaints.Add("the session's time zone", absl::StrCat("off by ", row.Int(7), " s"), "UTC");
}

}  // namespace

absl::Status CheckServerSettings(Connection& connection) {
  const auto settings = connection.Query(kSettings);
  if (!settings.ok()) return settings.status();
  const Row& row = settings->front();
  // The isolation that this session really has; its name differs between the two.
  const auto isolation = connection.Query(IsMariaDb(row.Text(0)) ? "SELECT @@SESSION.tx_isolation"
                                                                 : "SELECT @@SESSION.transaction_isolation");
  if (!isolation.ok()) return isolation.status();
  Complaints complaints;
  CheckGlobals(row, complaints);
  if (const std::string level = isolation->front().Text(0); level != "READ-COMMITTED") {
    complaints.Add("transaction isolation", level, "READ-COMMITTED");
  }
  return complaints.ToStatus();
}

}  // namespace shortbreaks::mysql

#include "mysql/fault.h"

#include <absl/strings/ascii.h>
#include <absl/strings/cord.h>
#include <absl/strings/str_cat.h>
#include <absl/strings/string_view.h>

#include <algorithm>
#include <string>
#include <utility>

#include "errors/diagnosis.h"
#include "errors/errors.h"

namespace shortbreaks::mysql {
namespace {

constexpr char kFaultUrl[] = "shortbreaks/mysql-fault";
constexpr char kConstraintUrl[] = "shortbreaks/mysql-constraint";

using errors::ErrorReason;

Fault FaultOfCode(int code) {
  switch (code) {
    case 1062:  // ER_DUP_ENTRY
    case 1586:  // ER_DUP_ENTRY_WITH_KEY_NAME
      return Fault::kDuplicateKey;
    case 3819:  // MySQL
    case 4025:  // MariaDB
      return Fault::kCheckViolated;
    case 1452:
      return Fault::kMissingParent;
    case 1044:
    case 1045:
    case 1142:
    case 1143:
    case 1227:
    case 1356:  // through a view
    case 1370:
      return Fault::kForbidden;
    case 1213:
      return Fault::kDeadlock;
    case 1205:
    case 3572:
      return Fault::kLockWait;
    case 1317:
    case 1969:  // MariaDB, max_statement_time
    case 3024:  // MySQL, max_execution_time
      return Fault::kInterrupted;
    default:
      return EndsConnection(code) ? Fault::kConnectionLost : Fault::kOther;
  }
}

ErrorReason ReasonOfFault(Fault fault) {
  switch (fault) {
    case Fault::kDeadlock:
    case Fault::kLockWait:
      return ErrorReason::ERROR_REASON_CONTENTION;
    case Fault::kConnectionLost:
      return ErrorReason::ERROR_REASON_STORE_UNAVAILABLE;
    case Fault::kInterrupted:
      return ErrorReason::ERROR_REASON_DEADLINE_EXCEEDED;
    default:
      return ErrorReason::ERROR_REASON_INTERNAL;
  }
}

// There is no room to write: whoever tries again once there is some is served.
bool IsFull(int code) {
  switch (code) {
    case 1021:  // ER_DISK_FULL
    case 1026:  // ER_ERROR_ON_WRITE, of a temporary file too
    case 1114:  // ER_RECORD_FILE_FULL: no room for the table to grow
      return true;
    default:
      return false;
  }
}

// The text between `before` and the next `end`, or nothing.
std::string_view Between(std::string_view text, std::string_view before, char end) {
  const size_t found = text.rfind(before);
  if (found == std::string_view::npos) return {};
  text.remove_prefix(found + before.size());
  return text.substr(0, text.find(end));
}

// `Duplicate entry 'x' for key 'k'`, where MySQL puts the table before the key, `t.k`; `CONSTRAINT `c` failed`;
// `Check constraint 'c' is violated`; `CONSTRAINT `c` FOREIGN KEY`.
std::string_view ConstraintIn(Fault fault, std::string_view text) {
  switch (fault) {
    case Fault::kDuplicateKey: {
      const std::string_view key = Between(text, "for key '", '\'');
      const size_t dot = key.rfind('.');
      return dot == std::string_view::npos ? key : key.substr(dot + 1);
    }
    case Fault::kCheckViolated:
    case Fault::kMissingParent: {
      const std::string_view name = Between(text, "CONSTRAINT `", '`');
      return name.empty() ? Between(text, "Check constraint '", '\'') : name;
    }
    default:
      return {};
  }
}

absl::string_view Absl(std::string_view text) { return {text.data(), text.size()}; }

// Whether `constraint` is a name of the schema for certain: the words about a broken key quote the value before it, and
// are cut off where they are long.
bool NamesOneOfOurs(Fault fault, std::string_view text, std::string_view constraint) {
  const bool whole = fault != Fault::kDuplicateKey || (!text.empty() && text.back() == '\'');
  return whole && !constraint.empty() &&
         std::all_of(constraint.begin(), constraint.end(), [](char c) { return absl::ascii_isalnum(c) || c == '_'; });
}

std::string Payload(const absl::Status& status, const char* url) {
  const auto payload = status.GetPayload(url);
  return payload.has_value() ? std::string(*payload) : std::string();
}

void SetPayload(absl::Status& status, const char* url, std::string_view value) {
  status.SetPayload(url, absl::Cord(absl::string_view(value.data(), value.size())));
}

absl::Status ErrorFor(ErrorReason reason, Fault fault, std::string_view constraint, std::string_view diagnosis) {
  absl::Status status = errors::Error(reason);
  SetPayload(status, kFaultUrl, std::to_string(static_cast<int>(fault)));
  if (!constraint.empty()) SetPayload(status, kConstraintUrl, constraint);
  return errors::WithDiagnosis(std::move(status), diagnosis);
}

}  // namespace

bool EndsConnection(int code) {
  switch (code) {
    case 1040:  // too many connections
    case 1053:  // the server is stopping
    case 1077:
    case 1079:
    case 1080:
    case 1129:
    case 1152:
    case 1156:
    case 1157:
    case 1158:
    case 1159:
    case 1160:
    case 1161:
    case 1184:
    case 1203:
    case 1927:  // MariaDB: killed
    case 3169:  // MySQL: killed
    case 4031:  // MySQL: idle for too long
      return true;
    default:
      return (code >= 2000 && code < 3000) || (code >= 5000 && code < 5100);  // the client library's
  }
}

absl::Status FaultError(Fault fault, std::string_view constraint, std::string_view diagnosis) {
  return ErrorFor(ReasonOfFault(fault), fault, constraint, diagnosis);
}

absl::Status NotOpened(Fault fault, std::string_view diagnosis) {
  return ErrorFor(ErrorReason::ERROR_REASON_STORE_UNAVAILABLE, fault, {}, diagnosis);
}

absl::Status ErrorOfCode(int code, std::string_view text, std::string_view sql_state) {
  const Fault fault = FaultOfCode(code);
  const std::string_view constraint = ConstraintIn(fault, text);
  std::string diagnosis = absl::StrCat("error ", code);
  if (!sql_state.empty()) absl::StrAppend(&diagnosis, ", SQLSTATE ", Absl(sql_state));
  if (NamesOneOfOurs(fault, text, constraint)) absl::StrAppend(&diagnosis, ", constraint ", Absl(constraint));
  return ErrorFor(IsFull(code) ? ErrorReason::ERROR_REASON_STORE_UNAVAILABLE : ReasonOfFault(fault), fault, constraint,
                  diagnosis);
}

Fault FaultOf(const absl::Status& status) {
  const std::string fault = Payload(status, kFaultUrl);
  return fault.empty() ? Fault::kNone : static_cast<Fault>(std::stoi(fault));
}

std::string ConstraintOf(const absl::Status& status) { return Payload(status, kConstraintUrl); }

std::string DiagnosisOf(const absl::Status& status) { return errors::DiagnosisOf(status); }

}  // namespace shortbreaks::mysql

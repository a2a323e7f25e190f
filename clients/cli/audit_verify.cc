// `audit verify`: reads the database and the checkpoints themselves, and asks no service.
#include <absl/strings/ascii.h>
#include <absl/strings/str_cat.h>

#include <fstream>
#include <iterator>
#include <nlohmann/json.hpp>

#include "audit/verify.h"
#include "commands.h"
#include "table.h"

namespace shortbreaks::cli {
namespace {

struct Given {
  mysql::ConnectionOptions database;
  std::string password_file;
  std::vector<std::string> checkpoint_folders, public_keys;
  std::string council;
  int unsealed_seconds_max = 60, uncovered_seconds_max = 900;
};

void AddOptions(CLI::App& command, Given& given) {
  command.add_option("--mysql-unix-socket", given.database.unix_socket, "The database's socket, instead of an address");
  command.add_option("--mysql-host", given.database.host, "Of the database")->capture_default_str();
  command.add_option("--mysql-port", given.database.port, "Of the database")->capture_default_str();
  command.add_option("--mysql-user", given.database.user, "One that may read audit_records")->capture_default_str();
  command.add_option("--mysql-password-file", given.password_file, "Holds the password")->required();
  command.add_option("--mysql-schema", given.database.schema, "The schema")->capture_default_str();
  command.add_option("--mysql-tls-ca-file", given.database.tls_ca_file, "PEM; where set, TLS must be verified");
  command.add_option("--checkpoints", given.checkpoint_folders, "Folders with checkpoints")->required();
  command.add_option("--public-key", given.public_keys, "PEM; the keys that may have signed them")->required();
  command.add_option("--council", given.council, "GSS code. Left out: all");
  command.add_option("--unsealed-seconds-max", given.unsealed_seconds_max, "How long a record may wait for its seal")
      ->check(CLI::Range(1, 86'400))
      ->capture_default_str();
  command
      .add_option("--uncovered-seconds-max", given.uncovered_seconds_max, "How long a record may wait for a checkpoint")
      ->check(CLI::Range(1, 86'400))
      ->capture_default_str();
}

absl::StatusOr<std::string> ReadPassword(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  if (!file) return absl::InvalidArgumentError(absl::StrCat("The password file ", path, " cannot be read."));
  const std::string content(std::istreambuf_iterator<char>(file), {});
  return std::string(absl::StripTrailingAsciiWhitespace(content));
}

absl::StatusOr<audit::Report> RunVerify(Given given) {
  auto password = ReadPassword(given.password_file);
  if (!password.ok()) return password.status();
  given.database.password = *password;
  audit::PublicKeys keys;
  for (const std::string& path : given.public_keys) {
    if (auto added = keys.AddFile(path); !added.ok()) return absl::InvalidArgumentError(added.message());
  }
  // Before the database is read: what is signed meanwhile would seem to be missing.
  auto checkpoints = audit::ReadCheckpoints(given.checkpoint_folders, keys);
  if (!checkpoints.ok()) return absl::InvalidArgumentError(checkpoints.status().message());
  auto connection = mysql::Connection::Open(given.database);
  if (!connection.ok()) {
    return absl::UnavailableError(
        absl::StrCat("the database cannot be used: ", mysql::DiagnosisOf(connection.status())));
  }
  auto report = audit::Verify(**connection, *checkpoints,
                              {.council_id = given.council,
                               .unsealed_max = absl::Seconds(given.unsealed_seconds_max),
                               .uncovered_max = absl::Seconds(given.uncovered_seconds_max)});
  if (report.ok()) return report;
  return absl::UnavailableError(absl::StrCat("the database cannot be read: ", mysql::DiagnosisOf(report.status())));
}

std::string InJson(const audit::Report& report) {
  nlohmann::ordered_json json = {{"councils", report.councils},
                                 {"records", report.records},
                                 {"checkpoints", report.checkpoints},
                                 {"found", nlohmann::ordered_json::array()}};
  for (const audit::Found& each : report.found) {
    json["found"].push_back(
        {{"finding", audit::NameOf(each.finding)}, {"council", each.council_id}, {"where", each.where}});
  }
  return json.dump(2) + "\n";
}

std::string InWords(const audit::Report& report) {
  std::vector<std::vector<std::string>> rows;
  for (const audit::Found& each : report.found) {
    rows.push_back({std::string(audit::NameOf(each.finding)), each.council_id, each.where});
  }
  return absl::StrCat(rows.empty() ? "" : Table({{"Found"}, {"Council"}, {"Where"}}, rows, ""), report.records,
                      " records of ", report.councils, " councils and ", report.checkpoints, " checkpoints were read. ",
                      rows.empty() ? "The trail is whole.\n" : "The trail is not whole.\n");
}

}  // namespace

void AddAuditVerify(CLI::App& audit, Tool& tool) {
  auto* command = audit.add_subcommand(
      "verify", "Finds records that were edited, deleted, moved, cut off or never sealed, and forged checkpoints");
  auto given = std::make_shared<Given>();
  given->database.user = "shortbreaks_auditor";
  AddOptions(*command, *given);
  tool.On(*command, [&tool, given]() -> absl::Status {
    auto report = RunVerify(*given);
    if (!report.ok()) return report.status();
    tool.Print(tool.json() ? InJson(*report) : InWords(*report));
    return report->found.empty() ? absl::OkStatus()
                                 : absl::DataLossError("The audit trail is not whole: see docs/audit.md.");
  });
}

}  // namespace shortbreaks::cli

// A MariaDB server of a test's own: private data, its own Unix socket and loopback port, the production settings, the
// schema migrated, one user a service. Comes up in about two seconds; leaves nothing behind.
#pragma once

#include <absl/status/status.h>
#include <absl/status/statusor.h>

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "mysql/connection.h"
#include "support/child_process.h"

namespace shortbreaks::support {

struct PrivateMysqlOptions {
  // After the production settings, so that these win: `--innodb-rollback-on-timeout=OFF`.
  std::vector<std::string> server_arguments;
  // A program and its arguments that runs the server in its own place, such as `env`.
  std::vector<std::string> run_by = {};
  bool migrate = true;
};

class PrivateMysql {
 public:
  static absl::StatusOr<std::unique_ptr<PrivateMysql>> Create(const PrivateMysqlOptions& options = {});
  ~PrivateMysql();

  // How to connect as `root` or as `shortbreaks_availability`, `shortbreaks_eligibility`, `shortbreaks_bookings`,
  // `shortbreaks_auditor`.
  mysql::ConnectionOptions As(std::string_view user) const;
  mysql::ConnectionOptions OverTcp(std::string_view user) const;
  // `password` of the services' users; root has none.
  static constexpr std::string_view kPassword = "private-test";

  // One statement as root, on a connection of its own; again where the services at work made it the victim of a
  // deadlock.
  absl::StatusOr<mysql::Rows> AsRoot(std::string_view sql, const mysql::Parameters& parameters = {}) const;

  // Faults. Start begins again on the same data and waits until it answers.
  absl::Status Start();
  void Stop() { process_.Stop(absl::Seconds(20)); }
  void Kill() { process_.Kill(); }
  void Pause() { process_.Pause(); }
  void Continue() { process_.Continue(); }

  std::string socket() const { return directory_.path() + "/mysql.sock"; }
  int port() const { return port_; }
  // Where everything of it lies.
  const std::string& directory() const { return directory_.path(); }
  ChildProcess& process() { return process_; }

 private:
  explicit PrivateMysql(const PrivateMysqlOptions& options) : options_(options), port_(FreePort()) {}
  absl::Status Install();
  absl::Status Migrate();
  bool Answers() const;

  PrivateMysqlOptions options_;
  int port_;
  TemporaryDirectory directory_;
  ChildProcess process_;
};

// One server for the whole test program, started at the first use. Ends the program where it cannot start.
PrivateMysql& SharedMysql();

// A council (tenant) that no other test of this program uses, so that tests on one server do not meet.
std::string FreshCouncil();

}  // namespace shortbreaks::support

#include "support/private_mysql.h"

#include <absl/strings/str_cat.h>
#include <absl/strings/str_format.h>
#include <absl/time/time.h>
#include <poll.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <atomic>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <random>
#include <sstream>

#include "support/sealed.h"

namespace shortbreaks::support {
namespace {

namespace fs = std::filesystem;

constexpr std::string_view kServiceUsers[] = {"shortbreaks_availability", "shortbreaks_eligibility",
                                              "shortbreaks_bookings", "shortbreaks_auditor"};

std::string Contents(const std::string& file) {
  std::ifstream stream(file);
  std::ostringstream text;
  text << stream.rdbuf();
  return text.str();
}

absl::Status Run(const std::vector<std::string>& argv, const std::string& log_file) {
  ChildProcess process;
  if (absl::Status status = process.Start(argv, log_file); !status.ok()) return status;
  const absl::StatusOr<int> code = process.Wait(absl::Seconds(60));
  if (code.ok() && *code == 0) return absl::OkStatus();
  return absl::InternalError(absl::StrCat(argv[0], " failed:\n", Contents(log_file)));
}

// An empty data directory, made once for each build of the server and then copied: a copy takes a tenth of the time.
absl::StatusOr<std::string> Template(const std::string& log_file) {
  const fs::path binary = fs::exists("/usr/sbin/mariadbd") ? "/usr/sbin/mariadbd" : "/usr/bin/mariadbd";
  std::error_code error;
  const auto made = fs::last_write_time(binary, error).time_since_epoch().count();
  if (error) return absl::NotFoundError("mariadbd is not installed (package mariadb-server-core)");
  const std::string kept = absl::StrCat(SHORTBREAKS_TEST_CACHE, "/empty-", made);
  if (fs::exists(kept)) return kept;
  const std::string making = absl::StrCat(kept, ".", getpid());
  // A server that starts removes the temporary tables in its folder, whosesoever they are.
  const std::string temporary = absl::StrCat(making, ".tmp");
  fs::create_directories(temporary);
  const absl::Status installed =
      Run({"mariadb-install-db", "--no-defaults", "--user=root", "--auth-root-authentication-method=normal",
           "--skip-test-db", "--skip-name-resolve", "--innodb-log-file-size=16M", absl::StrCat("--tmpdir=", temporary),
           absl::StrCat("--datadir=", making)},
          log_file);
  fs::remove_all(temporary, error);
  if (!installed.ok()) return installed;
  fs::rename(making, kept, error);  // fails where another program was faster, whose copy is as good
  if (error) fs::remove_all(making);
  return kept;
}

}  // namespace

absl::StatusOr<std::unique_ptr<PrivateMysql>> PrivateMysql::Create(const PrivateMysqlOptions& options) {
  std::unique_ptr<PrivateMysql> server(new PrivateMysql(options));
  if (absl::Status status = server->Install(); !status.ok()) return status;
  if (absl::Status status = server->Start(); !status.ok()) return status;
  if (options.migrate) {
    if (absl::Status status = server->Migrate(); !status.ok()) return status;
  }
  return server;
}

PrivateMysql::~PrivateMysql() { process_.Kill(); }

absl::Status PrivateMysql::Install() {
  const absl::StatusOr<std::string> empty = Template(directory_.path() + "/install.log");
  if (!empty.ok()) return empty.status();
  std::error_code error;
  fs::copy(*empty, directory_.path() + "/data", fs::copy_options::recursive, error);
  if (error) return absl::InternalError(absl::StrCat("cannot copy ", *empty, ": ", error.message()));
  std::ofstream init(directory_.path() + "/init.sql");
  init << "DELETE FROM mysql.global_priv WHERE User = '';\n"
       << "CREATE DATABASE IF NOT EXISTS shortbreaks CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;\n"
       << "CREATE USER IF NOT EXISTS root@'%';\nGRANT ALL ON *.* TO root@'%' WITH GRANT OPTION;\n";
  for (std::string_view user : kServiceUsers) {
    init << "CREATE USER IF NOT EXISTS " << user << "@'%' IDENTIFIED BY '" << kPassword << "';\n";
  }
  init << "FLUSH PRIVILEGES;\n";
  return absl::OkStatus();
}

absl::Status PrivateMysql::Start() {
  const std::string log = directory_.path() + "/server.log";
  const std::string& path = directory_.path();
  std::vector<std::string> argv = {
      "mariadbd", "--no-defaults", "--user=root", absl::StrCat("--datadir=", path, "/data"),
      absl::StrCat("--tmpdir=", path), absl::StrCat("--socket=", socket()), absl::StrCat("--port=", port_),
      absl::StrCat("--pid-file=", path, "/pid"), absl::StrCat("--init-file=", path, "/init.sql"),
      "--bind-address=127.0.0.1", "--skip-name-resolve", "--skip-log-bin", "--performance-schema=OFF",
      // What services require of a server (docs/operating.md).
      "--transaction-isolation=READ-COMMITTED", "--innodb-flush-log-at-trx-commit=1", "--innodb-rollback-on-timeout=ON",
      "--innodb-lock-wait-timeout=2", "--default-time-zone=+00:00",
      "--sql-mode=STRICT_ALL_TABLES,NO_ZERO_IN_DATE,NO_ZERO_DATE,ERROR_FOR_DIVISION_BY_ZERO,NO_ENGINE_SUBSTITUTION",
      // Small.
      "--innodb-buffer-pool-size=64M", "--innodb-log-file-size=16M", "--innodb-fast-shutdown=1",
      "--skip-innodb-buffer-pool-load-at-startup", "--max-connections=300", "--key-buffer-size=1M"};
  argv.insert(argv.end(), options_.server_arguments.begin(), options_.server_arguments.end());
  argv.insert(argv.begin(), options_.run_by.begin(), options_.run_by.end());
  if (absl::Status status = process_.Start(argv, log); !status.ok()) return status;
  if (Eventually(absl::Seconds(30), [this] { return Answers() || !process_.running(); }) && process_.running()) {
    return absl::OkStatus();
  }
  return absl::UnavailableError(absl::StrCat("mariadbd did not come up:\n", Contents(log)));
}

// The server greets whoever connects, once it is ready.
bool PrivateMysql::Answers() const {
  const int fd = ::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
  sockaddr_un address{};
  address.sun_family = AF_UNIX;
  socket().copy(address.sun_path, sizeof(address.sun_path) - 1);
  char greeting = 0;
  pollfd readable{fd, POLLIN, 0};
  const bool answers = connect(fd, reinterpret_cast<sockaddr*>(&address), sizeof(address)) == 0 &&
                       poll(&readable, 1, 2000) == 1 && read(fd, &greeting, 1) == 1;
  close(fd);
  return answers;
}

absl::Status PrivateMysql::Migrate() {
  return Run({absl::StrCat(SHORTBREAKS_SOURCE_DIR, "/node_modules/.bin/dbmate"), "--url",
              absl::StrCat("mysql://root@/shortbreaks?socket=", socket()), "--migrations-dir",
              absl::StrCat(SHORTBREAKS_SOURCE_DIR, "/deploy/mysql/migrations"), "--no-dump-schema", "migrate"},
             directory_.path() + "/migrate.log");
}

mysql::ConnectionOptions PrivateMysql::As(std::string_view user) const {
  mysql::ConnectionOptions options;
  options.unix_socket = socket();
  options.user = user;
  if (user != "root") options.password = kPassword;
  options.keyring = TestKeyring();
  return options;
}

mysql::ConnectionOptions PrivateMysql::OverTcp(std::string_view user) const {
  mysql::ConnectionOptions options = As(user);
  options.unix_socket.clear();
  options.port = port_;
  return options;
}

absl::StatusOr<mysql::Rows> PrivateMysql::AsRoot(std::string_view sql, const mysql::Parameters& parameters) const {
  auto connection = mysql::Connection::Open(As("root"));
  if (!connection.ok()) return connection.status();
  absl::StatusOr<mysql::Rows> rows;
  for (int attempt = 0; attempt < 20; ++attempt) {
    rows = (*connection)->Query(sql, parameters);
    if (mysql::FaultOf(rows.status()) != mysql::Fault::kDeadlock) break;
  }
  return rows;
}

PrivateMysql& SharedMysql() {
  static const std::unique_ptr<PrivateMysql> server = [] {
    auto created = PrivateMysql::Create();
    if (!created.ok()) {
      std::fprintf(stderr, "No private MariaDB: %s\n", created.status().ToString().c_str());
      std::exit(1);
    }
    return *std::move(created);
  }();
  return *server;
}

std::string FreshCouncil() {
  static std::atomic<unsigned> next{std::random_device()() % 90'000'000};
  return absl::StrFormat("X%08u", next.fetch_add(1) % 100'000'000);
}

}  // namespace shortbreaks::support

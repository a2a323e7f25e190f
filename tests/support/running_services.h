// The three services as an operator runs them: real programs, a database and a Redis of their own, tokens that verify.
#pragma once

#include <absl/status/status.h>
#include <absl/time/time.h>

#include <memory>
#include <set>
#include <string>
#include <vector>

#include "identity/principal.h"
#include "shortbreaks/client.h"
#include "support/child_process.h"
#include "support/private_mysql.h"
#include "support/private_redis.h"

namespace shortbreaks::support {

struct RunningServicesOptions {
  std::vector<std::string> bookings_arguments;  // added to the flags of the bookings service
  PrivateMysqlOptions mysql;
};

class RunningServices {
 public:
  static std::unique_ptr<RunningServices> Create(std::vector<std::string> bookings_arguments = {});
  static std::unique_ptr<RunningServices> CreateWith(const RunningServicesOptions& options);

  PrivateMysql& mysql() { return *mysql_; }
  PrivateRedis& redis() { return *redis_; }

  enum class Program { kAvailability, kEligibility, kBookings };
  ChildProcess& process(Program program) { return Of(program).process; }
  // Adds to the flags of a program, from its next start on; the last of several wins.
  void AddArguments(Program program, const std::vector<std::string>& arguments);
  // Starts a program again on the same port, and waits until it serves.
  absl::Status Start(Program program);
  int port(Program program) { return Of(program).port; }
  std::string target(Program program) { return "127.0.0.1:" + std::to_string(Of(program).port); }
  std::string Log(Program program);
  int metrics_port(Program program);
  // The program and its arguments.
  std::vector<std::string> ArgumentsOf(Program program) { return Arguments(Of(program)); }

  // A client whose tokens are the principal's; an officer's calls are enquiries. Retries are on unless said otherwise.
  Client As(const identity::Principal& principal, bool retry = true) { return Client(ConnectionAs(principal, retry)); }
  std::shared_ptr<Connection> ConnectionAs(const identity::Principal& principal, bool retry = true);
  // The same with the words of a token, whatever they are.
  std::shared_ptr<Connection> ConnectionWith(const std::string& token, bool retry = true,
                                             const std::string& purpose = "");
  // The first time, the sample policy is published for the council.
  Client Officer(const std::string& council);
  Client Carer(const std::string& council, const std::string& carer) {
    return As({identity::Role::kCarer, council, carer, "", "parent-app"});
  }
  std::string Token(const identity::Principal& principal) const;

  // Of the audit trail: where checkpoints go, and the key that signs them, `private` or `public`, as a PEM file.
  std::string checkpoint_folder() const { return directory_.path() + "/checkpoints"; }
  std::string AuditKey(const std::string& half) const { return directory_.path() + "/audit-" + half + ".pem"; }
  std::string password_file() const { return directory_.path() + "/mysql-password"; }

 private:
  struct Running {
    std::string name;
    std::string path;
    int port = 0;
    std::vector<std::string> arguments;
    ChildProcess process;
  };

  RunningServices();
  Running& Of(Program program) { return programs_[static_cast<size_t>(program)]; }
  void MakeKeys();
  std::vector<std::string> Arguments(const Running& running) const;

  TemporaryDirectory directory_;
  std::unique_ptr<PrivateMysql> mysql_;
  std::unique_ptr<PrivateRedis> redis_;
  std::string private_key_pem_;
  std::set<std::string> councils_with_policy_;
  Running programs_[3];
};

}  // namespace shortbreaks::support

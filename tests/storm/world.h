// A council in which a storm is played: real services with a proxy on each connection, families, clubs and sessions
// made so that everybody wants what few can have.
#pragma once

#include <absl/time/time.h>

#include <array>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "storm/proxy.h"
#include "storm/random.h"
#include "support/running_services.h"

namespace shortbreaks::storm {

using support::RunningServices;
using Program = RunningServices::Program;

struct WorldOptions {
  uint64_t seed = 1;
  int families = 1'500;
  int sessions = 27;
  int linear_sessions = 6;
  int handover_sessions = 16;
  int latecomers = 64;
  // The database under a clock that faults can move (libfaketime).
  std::string clock_file;
};

struct StormFamily {
  std::string carer, child;  // resource names
  bool has_little = false;   // hours for two sessions
};

// The connections of the system, each through a proxy.
struct Wires {
  std::array<Proxy, 3> mysql, front;  // by Program
  Proxy redis, decide;                // bookings to Redis, and to eligibility
};

class World {
 public:
  // Starts the servers and makes everything; some seconds. Aborts the program where it cannot.
  explicit World(const WorldOptions& options);

  RunningServices& services() { return *services_; }
  Wires& wires() { return wires_; }
  const std::string& council() const { return council_; }
  const WorldOptions& options() const { return options_; }

  // Those that players choose from; the first are chosen most often.
  const std::vector<StormFamily>& families() const { return families_; }
  // With hours for everything; of nobody's choice until all is still.
  const std::vector<StormFamily>& latecomers() const { return latecomers_; }
  const std::vector<std::string>& sessions() const { return sessions_; }
  // Booked and cancelled and nothing else, by `linear_families`, without staff, lists and changes of capacity.
  const std::vector<std::string>& linear_sessions() const { return linear_sessions_; }
  const std::vector<StormFamily>& linear_families() const { return linear_families_; }
  // Of one place each, which two families hand to each other: the first two that of the first, and so on.
  const std::vector<std::string>& handover_sessions() const { return handover_sessions_; }
  const std::vector<StormFamily>& handover_families() const { return handover_families_; }
  // May be called off.
  const std::vector<std::string>& doomed_sessions() const { return doomed_sessions_; }
  const std::vector<std::string>& clubs() const { return clubs_; }

  // Through the proxies. `other`: a second connection, made with gRPC alone and without the partner library.
  Connection& connection(bool other) { return other ? *raw_ : *connection_; }
  // Past the proxies, with retries: for what is no part of the storm.
  Client Calm() { return services_->Officer(council_); }
  const std::string& TokenOf(const std::string& carer);
  const std::string& OfficersToken(bool second = false);
  // A published session past the proxies.
  absl::StatusOr<std::string> AddSession(const std::string& club, int places, absl::Duration starts_in,
                                         absl::Duration lasts);

  mysql::Rows Root(std::string_view sql, const mysql::Parameters& parameters = {});

 private:
  void StartServices();
  void AddFamilies();
  void AddClubs();
  void AddSessions();

  const WorldOptions options_;
  Random random_;
  Wires wires_;
  std::unique_ptr<RunningServices> services_;
  const std::string council_;
  std::shared_ptr<Connection> connection_, raw_;
  std::vector<StormFamily> families_, latecomers_, handover_families_, linear_families_;
  std::vector<std::string> clubs_, sessions_, linear_sessions_, handover_sessions_, doomed_sessions_;
  std::mutex mutex_;
  std::map<std::string, std::string> tokens_;
};

}  // namespace shortbreaks::storm

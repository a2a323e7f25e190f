// Runs one service as a process: settings, log, metrics, database, handlers, health, jobs, drain.
#pragma once

#include <absl/status/statusor.h>
#include <absl/time/clock.h>
#include <absl/time/time.h>

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "mysql/pool.h"
#include "paging/page_token.h"
#include "redis/client.h"
#include "rpc/handler_table.h"
#include "settings/settings.h"
#include "telemetry/metrics.h"

namespace shortbreaks::host {

// What the process has for its handlers; outlives them.
struct Resources {
  const settings::Settings& settings;
  mysql::Pool& pool;
  std::shared_ptr<redis::Client> redis;  // null where it is not enabled
  const paging::PageTokens& page_tokens;
  std::shared_ptr<telemetry::Metrics> metrics;
};

// Done again and again, on a thread of its own, `every` after the last run ended. `run` must end soon.
struct Job {
  std::string name;
  absl::Duration every;
  std::function<void()> run;
};

// Removes requests that were answered so long ago that nobody sends them again, some every hour.
template <typename Store>
Job ForgetOldRequests(Store& store) {
  constexpr int kRequestsMax = 10'000;
  // Where it fails the next run tries again.
  return {"forget", absl::Hours(1),
          [&store] { store.ForgetOldRequests(absl::Now() + absl::Seconds(10), kRequestsMax).status().IgnoreError(); }};
}

// `keep_alive` holds whatever the handlers and jobs use.
struct Service {
  std::vector<rpc::HandlerTable> handlers;
  std::vector<Job> jobs;
  std::shared_ptr<void> keep_alive;
};

struct ServiceDefinition {
  std::string name;  // `bookings`
  settings::Extra extra_settings;
  std::function<absl::StatusOr<Service>(const Resources&)> make;
};

// Ends on SIGTERM or SIGINT after draining. The value is the process's exit code: 0, or 1 with one line on stderr that
// says what to do.
int RunService(int argc, const char* const* argv, const ServiceDefinition& definition);

}  // namespace shortbreaks::host

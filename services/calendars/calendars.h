// Everything of calendars that the bookings program runs: the RPCs, and where the operator says so the HTTP server.
#pragma once

#include <absl/status/statusor.h>

#include <memory>
#include <string>

#include "calendars/fetch.h"
#include "calendars/handlers.h"
#include "calendars/http_server.h"
#include "calendars/store.h"

namespace CLI {
class App;
}

namespace shortbreaks::calendars {

struct Settings {
  std::string address;  // where families reach the calendars; empty: nowhere
  HttpOptions http;     // no listen_address: this process serves none
  int fetches_per_second_max = 50;
  int feed_fetches_per_minute_max = 30;

  void Add(CLI::App& app);
  // FAILED_PRECONDITION with one line that says what is wrong.
  absl::Status Check() const;
};

class Calendars {
 public:
  // `pool` outlives it.
  static absl::StatusOr<std::unique_ptr<Calendars>> Start(const Settings& settings, mysql::Pool& pool,
                                                          std::shared_ptr<telemetry::Metrics> metrics);

  rpc::HandlerTable Handlers() { return MakeHandlers(store_, address_); }

 private:
  Calendars(const Settings& settings, mysql::Pool& pool, std::shared_ptr<telemetry::Metrics> metrics);

  const std::string address_;
  FeedStore store_;
  Fetch fetch_;
  std::unique_ptr<HttpServer> server_;  // ends first
};

}  // namespace shortbreaks::calendars

// Calendars over HTTP/1.1, for the operator's TLS proxy in front. The HTTP library's header is included by this folder
// alone.
#pragma once

#include <absl/status/statusor.h>

#include <functional>
#include <memory>
#include <string>

#include "calendars/fetch.h"
#include "telemetry/metrics.h"

namespace shortbreaks::calendars {

struct HttpOptions {
  std::string listen_address;  // host:port, or a port of 127.0.0.1
  int threads = 4;             // requests answered at once
  int connections_max = 64;    // that wait for a thread; above it they are closed
  int request_ms_max = 5'000;  // for a request to arrive
};

// Serves until it is destroyed; then waits for the requests begun.
class HttpServer {
 public:
  // FAILED_PRECONDITION, with one line, where it cannot listen.
  // What `fetch` throws is told to `metrics` as a defect of "calendars".
  static absl::StatusOr<std::unique_ptr<HttpServer>> Start(
      const HttpOptions& options, std::function<FetchResponse(const FetchRequest&)> fetch,
      std::shared_ptr<telemetry::Metrics> metrics = telemetry::NoMetrics());
  virtual ~HttpServer() = default;
};

}  // namespace shortbreaks::calendars

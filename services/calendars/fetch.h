// Answers a fetch of a calendar. Knows no HTTP server: a request's parts in, a response's out.
#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "calendars/fetch_limits.h"
#include "calendars/store.h"
#include "telemetry/metrics.h"

namespace shortbreaks::calendars {

struct FetchRequest {
  std::string method;         // `GET`
  std::string path;           // without what follows a question mark
  std::string if_none_match;  // the header, or empty
};

struct FetchResponse {
  int status = 404;
  std::string etag, body;  // of 200; of 304 the etag alone
  int retry_after_seconds = 0;
};

class Fetch {
 public:
  // `store` outlives it. `domain`: of events' ids.
  Fetch(FeedStore& store, std::string domain, int per_second_max, int per_feed_and_minute_max,
        std::shared_ptr<telemetry::Metrics> metrics)
      : store_(store),
        domain_(std::move(domain)),
        limits_(per_second_max, per_feed_and_minute_max),
        metrics_(std::move(metrics)) {}

  // 200, 304, 404 for whatever is no calendar that can be read, 405, 429, 503 where the database is away. Blocks for at
  // most some seconds. Writes one line of the log with the feed's id, never its secret. Thread-safe.
  FetchResponse operator()(const FetchRequest& request);

 private:
  FetchResponse Answer(const FetchRequest& request, std::string& feed_name);
  absl::StatusOr<std::string> Document(absl::Time deadline, const Feed& feed);

  FeedStore& store_;
  const std::string domain_;
  FetchLimits limits_;
  const std::shared_ptr<telemetry::Metrics> metrics_;
};

}  // namespace shortbreaks::calendars

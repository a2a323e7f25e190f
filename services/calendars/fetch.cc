#include "calendars/fetch.h"

#include <absl/strings/escaping.h>
#include <absl/strings/match.h>
#include <absl/strings/str_cat.h>
#include <absl/time/clock.h>

#include <optional>

#include "calendars/document.h"
#include "calendars/secret.h"
#include "errors/diagnosis.h"
#include "errors/errors.h"
#include "telemetry/log.h"

namespace shortbreaks::calendars {
namespace {

constexpr absl::Duration kPatience = absl::Seconds(5);
constexpr int kRetryAfterSeconds = 60;

// The secret in `/calendars/{secret}.ics`, or nothing.
std::optional<std::string> SecretIn(std::string_view path) {
  constexpr std::string_view kFolder = "/calendars/", kEnd = ".ics";
  if (!path.starts_with(kFolder) || !path.ends_with(kEnd) || path.size() < kFolder.size() + kEnd.size()) return {};
  const std::string_view secret = path.substr(kFolder.size(), path.size() - kFolder.size() - kEnd.size());
  if (!LooksLikeSecret(secret)) return {};
  return std::string(secret);
}

std::string EtagOf(const std::string& body) {
  return absl::StrCat("\"", absl::BytesToHexString(HashOfSecret(body)).substr(0, 32), "\"");
}

FetchResponse Later(const absl::Status& status) {
  telemetry::Log(telemetry::Level::kWarning, "calendar_failed", {{"diagnosis", errors::DiagnosisOf(status)}});
  return {.status = 503, .retry_after_seconds = kRetryAfterSeconds};
}

// For the metrics of calls.
std::string_view ReasonOf(int status) {
  switch (status) {
    case 200:
    case 304:
      return "OK";
    case 404:
      return "NOT_FOUND";
    case 429:
      return "BUSY";
    case 503:
      return "STORE_UNAVAILABLE";
    default:
      return "INVALID_REQUEST";
  }
}

}  // namespace

absl::StatusOr<std::string> Fetch::Document(absl::Time deadline, const Feed& feed) {
  std::vector<Event> events;
  if (!feed.owner.carer_id.empty()) {
    auto places = store_.PlacesOf(deadline, feed);
    if (!places.ok()) return places.status();
    for (const FamilyPlace& place : *places) events.push_back(EventOf(place, feed.show_titles, domain_));
    return DocumentOf("Short breaks", events);
  }
  auto sessions = store_.SessionsOf(deadline, feed);
  if (!sessions.ok()) return sessions.status();
  for (const ProviderSession& session : *sessions) events.push_back(EventOf(session, domain_));
  return DocumentOf("Short break sessions", events);
}

FetchResponse Fetch::Answer(const FetchRequest& request, std::string& feed_name) {
  if (request.method != "GET" && request.method != "HEAD") return {.status = 405};
  const absl::Time now = absl::Now(), deadline = now + kPatience;
  const auto secret = SecretIn(request.path);
  if (!secret) return {.status = 404};
  if (!limits_.MayFetch(now)) return {.status = 429, .retry_after_seconds = 1};
  auto feed = store_.Find(deadline, *secret);
  if (!feed.ok()) return Later(feed.status());
  if (!*feed) return {.status = 404};
  feed_name = ids::ResourceName("calendarFeeds", (*feed)->feed_id);
  if (!limits_.MayFetch((*feed)->feed_id, now)) return {.status = 429, .retry_after_seconds = kRetryAfterSeconds};
  auto document = Document(deadline, **feed);
  if (!document.ok()) return Later(document.status());
  FetchResponse response{.status = 200, .etag = EtagOf(*document)};
  // A list of tags, each perhaps weak: what is inside the quotes stands in no other tag.
  if (absl::StrContains(request.if_none_match, response.etag) || request.if_none_match == "*") {
    response.status = 304;
  } else {
    response.body = *std::move(document);
  }
  return response;
}

FetchResponse Fetch::operator()(const FetchRequest& request) {
  const absl::Time start = absl::Now();
  std::string feed_name;
  FetchResponse response = Answer(request, feed_name);
  const absl::Duration took = absl::Now() - start;
  metrics_->RpcEnded("calendars", ReasonOf(response.status), took);
  telemetry::Log(telemetry::Level::kInfo, "calendar",
                 {{"feed", feed_name},
                  {"status", absl::StrCat(response.status)},
                  {"ms", absl::StrCat(absl::ToInt64Milliseconds(took))}});
  return response;
}

}  // namespace shortbreaks::calendars

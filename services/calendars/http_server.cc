#include "calendars/http_server.h"

#include <absl/strings/str_cat.h>
#include <absl/time/clock.h>
#include <civetweb.h>

#include <exception>
#include <string_view>
#include <typeinfo>
#include <utility>

#include "telemetry/log.h"

namespace shortbreaks::calendars {
namespace {

// A request's line and headers: an address is short, and a browser's headers are not ours to read.
constexpr int kRequestBytesMax = 8'192;

std::string_view WordsOf(int status) {
  switch (status) {
    case 200:
      return "OK";
    case 304:
      return "Not Modified";
    case 404:
      return "Not Found";
    case 405:
      return "Method Not Allowed";
    case 429:
      return "Too Many Requests";
    case 503:
      return "Service Unavailable";
    default:
      return "Bad Request";
  }
}

std::string HeadersOf(const FetchResponse& response) {
  std::string headers = absl::StrCat("HTTP/1.1 ", response.status, " ", std::string(WordsOf(response.status)),
                                     "\r\nConnection: close\r\nX-Content-Type-Options: nosniff\r\n"
                                     "X-Robots-Tag: noindex\r\nCache-Control: ",
                                     response.etag.empty() ? "no-store" : "private, no-cache", "\r\n");
  if (!response.etag.empty()) absl::StrAppend(&headers, "ETag: ", response.etag, "\r\n");
  if (response.retry_after_seconds > 0) {
    absl::StrAppend(&headers, "Retry-After: ", response.retry_after_seconds, "\r\n");
  }
  if (response.status == 405) absl::StrAppend(&headers, "Allow: GET, HEAD\r\n");
  if (response.status == 200) absl::StrAppend(&headers, "Content-Type: text/calendar; charset=utf-8\r\n");
  if (response.status != 304) absl::StrAppend(&headers, "Content-Length: ", response.body.size(), "\r\n");
  return absl::StrCat(headers, "\r\n");
}

void Send(mg_connection* connection, const FetchResponse& response, bool with_body) {
  std::string text = HeadersOf(response);
  if (with_body) text += response.body;
  mg_write(connection, text.data(), text.size());
}

class CivetServer : public HttpServer {
 public:
  CivetServer(std::function<FetchResponse(const FetchRequest&)> fetch, std::shared_ptr<telemetry::Metrics> metrics)
      : fetch_(std::move(fetch)), metrics_(std::move(metrics)) {}
  ~CivetServer() override {
    if (context_ != nullptr) mg_stop(context_);
  }

  absl::Status Listen(const HttpOptions& options) {
    const bool port_alone = options.listen_address.find(':') == std::string::npos;
    const std::string ports = absl::StrCat(port_alone ? "127.0.0.1:" : "", options.listen_address);
    const std::string threads = absl::StrCat(options.threads), waiting = absl::StrCat(options.connections_max),
                      milliseconds = absl::StrCat(options.request_ms_max), bytes = absl::StrCat(kRequestBytesMax);
    const char* settings[] = {"listening_ports",
                              ports.c_str(),
                              "num_threads",
                              threads.c_str(),
                              "connection_queue",
                              waiting.c_str(),
                              "request_timeout_ms",
                              milliseconds.c_str(),
                              "max_request_size",
                              bytes.c_str(),
                              "enable_keep_alive",
                              "no",
                              "enable_directory_listing",
                              "no",
                              nullptr};
    mg_callbacks callbacks{};
    callbacks.begin_request = &Answer;
    callbacks.http_error = &Refuse;
    // The library would name addresses, which are secret.
    callbacks.log_message = [](const mg_connection*, const char*) { return 1; };
    callbacks.log_access = [](const mg_connection*, const char*) { return 1; };
    context_ = mg_start(&callbacks, this, settings);
    if (context_ != nullptr) return absl::OkStatus();
    return absl::FailedPreconditionError(
        absl::StrCat("cannot listen for calendars on ", ports, ": choose another --calendar-listen"));
  }

 private:
  static int Answer(mg_connection* connection) {
    const mg_request_info* info = mg_get_request_info(connection);
    const char* if_none_match = mg_get_header(connection, "If-None-Match");
    const FetchRequest request{info->request_method == nullptr ? "" : info->request_method,
                               info->request_uri == nullptr ? "" : info->request_uri,
                               if_none_match == nullptr ? "" : if_none_match};
    const FetchResponse response = static_cast<CivetServer*>(info->user_data)->Fetched(request);
    Send(connection, response, request.method != "HEAD");
    return response.status;
  }

  // Nothing may be thrown through the library, which is C. The type alone is said: its words can hold a secret address.
  FetchResponse Fetched(const FetchRequest& request) {
    const absl::Time begun = absl::Now();
    try {
      return fetch_(request);
    } catch (const std::exception& exception) {
      metrics_->RpcEnded("calendars", "INTERNAL", absl::Now() - begun);
      telemetry::Log(telemetry::Level::kError, "calendar_failed", {{"diagnosis", typeid(exception).name()}});
      return {.status = 503};
    }
  }

  // What the library itself refuses: what is no HTTP, or too long.
  static int Refuse(mg_connection* connection, int status, const char*) {
    Send(connection, {.status = status < 500 ? 400 : 503}, false);
    return 0;
  }

  const std::function<FetchResponse(const FetchRequest&)> fetch_;
  const std::shared_ptr<telemetry::Metrics> metrics_;
  mg_context* context_ = nullptr;
};

}  // namespace

absl::StatusOr<std::unique_ptr<HttpServer>> HttpServer::Start(const HttpOptions& options,
                                                              std::function<FetchResponse(const FetchRequest&)> fetch,
                                                              std::shared_ptr<telemetry::Metrics> metrics) {
  auto server = std::make_unique<CivetServer>(std::move(fetch), std::move(metrics));
  if (auto listens = server->Listen(options); !listens.ok()) return listens;
  return server;
}

}  // namespace shortbreaks::calendars

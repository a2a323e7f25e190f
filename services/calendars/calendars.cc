#include "calendars/calendars.h"

#include <absl/strings/numbers.h>
#include <absl/strings/str_cat.h>
#include <absl/time/time.h>

#include <CLI/CLI.hpp>
#include <string_view>
#include <utility>

namespace shortbreaks::calendars {
namespace {

constexpr std::string_view kTls = "https://", kPlain = "http://";

// `breaks.example.org:8443` of `https://breaks.example.org:8443`; empty where it is no address of the web.
std::string_view HostAndPort(std::string_view address) {
  for (const std::string_view scheme : {kTls, kPlain}) {
    if (address.starts_with(scheme)) return address.substr(scheme.size());
  }
  return {};
}

std::string DomainOf(std::string_view address) {
  const std::string_view host = HostAndPort(address);
  return std::string(host.substr(0, host.find(':')));
}

// Without TLS on this machine alone, for tests.
bool IsAddress(std::string_view address) {
  const std::string_view host = HostAndPort(address);
  return !host.empty() && (address.starts_with(kTls) || DomainOf(address) == "127.0.0.1") &&
         host.find_first_not_of("abcdefghijklmnopqrstuvwxyz0123456789.-:") == std::string_view::npos;
}

// `host:port`, `[::1]:port` or a port alone.
bool IsListenAddress(const std::string& address) {
  const size_t colon = address.rfind(':');
  int port = 0;
  return absl::SimpleAtoi(address.substr(colon == std::string::npos ? 0 : colon + 1), &port) && port > 0 &&
         port < 65'536 && address.find_first_of(", +") == std::string::npos;
}

}  // namespace

void Settings::Add(CLI::App& app) {
  const auto number = [&app](const std::string& name, int& value, int max, const std::string& help) {
    app.add_option("--" + name, value, help)->capture_default_str()->check(CLI::Range(1, max));
  };
  app.add_option("--calendar-address", address,
                 "where families reach the calendars, https://host or https://host:port; empty: none are made")
      ->capture_default_str();
  app.add_option("--calendar-listen", http.listen_address,
                 "host:port, or a port of loopback, for the proxy that serves --calendar-address; empty: not here")
      ->capture_default_str();
  number("calendar-threads", http.threads, 64, "calendars read at once");
  number("calendar-connections-max", http.connections_max, 10'000, "that wait for a thread");
  number("calendar-request-ms-max", http.request_ms_max, 60'000, "for a request to arrive");
  number("calendar-fetches-per-second-max", fetches_per_second_max, 10'000, "of all calendars");
  number("calendar-feed-fetches-per-minute-max", feed_fetches_per_minute_max, 10'000, "of one calendar");
}

absl::Status Settings::Check() const {
  if (!address.empty() && !IsAddress(address)) {
    return absl::FailedPreconditionError(
        "--calendar-address must be https://host or https://host:port, in small letters and without a path");
  }
  if (http.listen_address.empty()) return absl::OkStatus();
  if (!IsListenAddress(http.listen_address)) {
    return absl::FailedPreconditionError("--calendar-listen must be host:port or a port");
  }
  if (address.empty()) {
    return absl::FailedPreconditionError("--calendar-listen needs --calendar-address, where families reach it");
  }
  return absl::OkStatus();
}

Calendars::Calendars(const Settings& settings, mysql::Pool& pool, std::shared_ptr<telemetry::Metrics> metrics)
    : address_(settings.address),
      store_(pool),
      fetch_(store_, DomainOf(settings.address), settings.fetches_per_second_max, settings.feed_fetches_per_minute_max,
             std::move(metrics)) {}

absl::StatusOr<std::unique_ptr<Calendars>> Calendars::Start(const Settings& settings, mysql::Pool& pool,
                                                            std::shared_ptr<telemetry::Metrics> metrics) {
  std::unique_ptr<Calendars> calendars(new Calendars(settings, pool, metrics));
  if (settings.http.listen_address.empty()) return calendars;
  auto server = HttpServer::Start(
      settings.http, [&fetch = calendars->fetch_](const FetchRequest& request) { return fetch(request); },
      std::move(metrics));
  if (!server.ok()) return server.status();
  calendars->server_ = *std::move(server);
  return calendars;
}

}  // namespace shortbreaks::calendars

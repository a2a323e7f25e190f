#include "telemetry/log.h"

#include <absl/time/clock.h>
#include <absl/time/time.h>
#include <spdlog/sinks/stdout_sinks.h>
#include <spdlog/spdlog.h>

#include <nlohmann/json.hpp>

namespace shortbreaks::telemetry {
namespace {

std::string& ServiceName() {
  static std::string name = "shortbreaks";
  return name;
}

spdlog::logger& Logger() {
  static const std::shared_ptr<spdlog::logger> logger = [] {
    auto made = spdlog::stderr_logger_mt("shortbreaks");
    made->set_pattern("%v");
    made->flush_on(spdlog::level::info);
    return made;
  }();
  return *logger;
}

const char* NameOf(Level level) {
  switch (level) {
    case Level::kInfo:
      return "info";
    case Level::kWarning:
      return "warning";
    case Level::kError:
      return "error";
  }
  return "error";
}

}  // namespace

void StartLog(std::string_view service) {
  ServiceName() = service;
  Logger();
}

void Log(Level level, std::string_view event, const Fields& fields) {
  nlohmann::ordered_json line;
  line["time"] = absl::FormatTime("%E4Y-%m-%dT%H:%M:%E6SZ", absl::Now(), absl::UTCTimeZone());
  line["level"] = NameOf(level);
  line["service"] = ServiceName();
  line["event"] = std::string(event);
  for (const auto& [name, value] : fields) line[std::string(name)] = value;
  // Bytes that are no UTF-8 are replaced, so that a line is always JSON; what is not ASCII is escaped, so that no
  // terminal turns it around.
  Logger().info(line.dump(-1, ' ', true, nlohmann::ordered_json::error_handler_t::replace));
}

}  // namespace shortbreaks::telemetry

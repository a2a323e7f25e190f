#include "telemetry/process_figures.h"

#include <absl/time/clock.h>
#include <sys/resource.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <utility>

namespace shortbreaks::telemetry {
namespace {

double OpenFilesMax() {
  rlimit limit{};
  getrlimit(RLIMIT_NOFILE, &limit);
  return static_cast<double>(limit.rlim_cur);
}

// As many as may be where not even this look can be opened.
double OpenFiles() {
  std::error_code error;
  double files = 0;
  for (std::filesystem::directory_iterator each("/proc/self/fd", error), end; each != end; each.increment(error)) {
    ++files;
  }
  return error ? OpenFilesMax() : files;
}

double ResidentBytes() {
  std::ifstream pages("/proc/self/statm");
  double all = 0, resident = 0;
  pages >> all >> resident;
  return resident * static_cast<double>(sysconf(_SC_PAGESIZE));
}

double ProcessorSeconds() {
  rusage used{};
  getrusage(RUSAGE_SELF, &used);
  return absl::ToDoubleSeconds(absl::DurationFromTimeval(used.ru_utime) + absl::DurationFromTimeval(used.ru_stime));
}

}  // namespace

ProcessFigures::ProcessFigures(std::string service) : service_(std::move(service)), began_(absl::Now()) {}

std::vector<prometheus::MetricFamily> ProcessFigures::Collect() const {
  const auto figure = [&](const char* name, const char* help, prometheus::MetricType type, double value) {
    prometheus::ClientMetric metric;
    metric.label = {{"service", service_}};
    metric.gauge.value = metric.counter.value = value;
    return prometheus::MetricFamily{name, help, type, {metric}};
  };
  using prometheus::MetricType;
  return {figure("process_open_fds", "Open files and connections.", MetricType::Gauge, OpenFiles()),
          figure("process_max_fds", "How many files and connections may be open.", MetricType::Gauge, OpenFilesMax()),
          figure("process_resident_memory_bytes", "Memory that is resident.", MetricType::Gauge, ResidentBytes()),
          figure("process_cpu_seconds_total", "Processor time.", MetricType::Counter, ProcessorSeconds()),
          figure("process_start_time_seconds", "When the process began, in seconds since 1970.", MetricType::Gauge,
                 absl::ToDoubleSeconds(began_ - absl::UnixEpoch()))};
}

}  // namespace shortbreaks::telemetry

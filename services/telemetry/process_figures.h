// What every process tells Prometheus of itself, by the names that Prometheus's own client libraries give it: open
// files and how many there may be, memory, processor time, and when it began.
#pragma once

#include <absl/time/time.h>
#include <prometheus/collectable.h>
#include <prometheus/metric_family.h>

#include <string>
#include <vector>

namespace shortbreaks::telemetry {

// Looked up anew each time that it is asked; thread-safe.
class ProcessFigures : public prometheus::Collectable {
 public:
  // Made as the process begins.
  explicit ProcessFigures(std::string service);
  std::vector<prometheus::MetricFamily> Collect() const override;

 private:
  const std::string service_;
  const absl::Time began_;
};

}  // namespace shortbreaks::telemetry

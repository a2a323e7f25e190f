#include "storm/driver.h"

#include <memory>
#include <thread>
#include <vector>

#include "storm/worker.h"

namespace shortbreaks::storm {

void Play(World& world, History& history, const DriverOptions& options) {
  std::vector<std::unique_ptr<Worker>> workers;
  for (int i = 0; i < options.workers; ++i) {
    workers.push_back(std::make_unique<Worker>(world, history, options, i));
  }
  std::vector<std::jthread> threads;
  for (const auto& worker : workers) threads.emplace_back([&worker] { worker->Run(); });
}

}  // namespace shortbreaks::storm

#include "host/background.h"

#include <exception>
#include <typeinfo>
#include <utility>

#include "telemetry/log.h"

namespace shortbreaks::host {
namespace {

// The type alone: its words can hold what the job was about.
void Try(const std::function<void()>& run) {
  try {
    run();
  } catch (const std::exception& exception) {
    telemetry::Log(telemetry::Level::kError, "job_failed", {{"diagnosis", typeid(exception).name()}});
  }
}

}  // namespace

void Background::Every(absl::Duration period, std::function<void()> run) {
  threads_.emplace_back([this, period, run = std::move(run)] {
    while (!end_.WaitForNotificationWithTimeout(period)) Try(run);
  });
}

void Background::Stop() {
  if (!end_.HasBeenNotified()) end_.Notify();
  threads_.clear();
}

}  // namespace shortbreaks::host

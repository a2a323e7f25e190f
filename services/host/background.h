// What a service does by itself beside its calls: jobs, each on a thread of its own.
#pragma once

#include <absl/synchronization/notification.h>
#include <absl/time/time.h>

#include <functional>
#include <thread>
#include <vector>

namespace shortbreaks::host {

class Background {
 public:
  ~Background() { Stop(); }
  // Runs `run` each `period`, counted from the end of the last, until the end. What it throws is written to the log as
  // `job_failed`, and the next is tried: a job that meets a defect ends neither itself nor the service.
  void Every(absl::Duration period, std::function<void()> run);
  // Waits for those that run.
  void Stop();

 private:
  absl::Notification end_;
  std::vector<std::jthread> threads_;
};

}  // namespace shortbreaks::host

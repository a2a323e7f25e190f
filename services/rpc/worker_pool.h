// A fixed number of threads and a bounded queue, first in, first out.
#pragma once

#include <absl/base/thread_annotations.h>
#include <absl/synchronization/mutex.h>

#include <deque>
#include <functional>
#include <thread>
#include <vector>

namespace shortbreaks::rpc {

class WorkerPool {
 public:
  // `queue_length_max`: tasks waiting beside those that run. `depth_changed` is told the number that wait, under
  // the pool's lock, so that what it was told last is how things stand: it must be quick and leave the pool alone.
  WorkerPool(int workers, int queue_length_max, std::function<void(int)> depth_changed);
  // Runs what is queued, then ends.
  ~WorkerPool();

  // False where the queue is full; the task is then not run. Never blocks.
  bool Submit(std::function<void()> task);

 private:
  void Work();

  const size_t queue_length_max_;
  const std::function<void(int)> depth_changed_;
  absl::Mutex mutex_;
  std::deque<std::function<void()>> queue_ ABSL_GUARDED_BY(mutex_);
  int idle_ ABSL_GUARDED_BY(mutex_) = 0;
  bool ending_ ABSL_GUARDED_BY(mutex_) = false;
  std::vector<std::jthread> threads_;
};

}  // namespace shortbreaks::rpc

// A fixed number of threads and a bounded queue, first in, first out; and lines within it, so that what everybody wants
// at once leaves threads for the rest.
#pragma once

#include <absl/base/thread_annotations.h>
#include <absl/synchronization/mutex.h>

#include <deque>
#include <functional>
#include <string>
#include <thread>
#include <unordered_map>
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

  // For a task that runs: goes on with `task` as one of the line `name`, of which half of the workers at most, and one
  // at least, run at once. Where they do already, `task` waits, counted as one that waits in the queue, in the order of
  // coming, and this returns.
  void RunInLine(const std::string& name, std::function<void()> task);

 private:
  struct Line {
    int running = 0;
    std::deque<std::function<void()>> waiting;
  };

  void Work();
  void LeaveLine(const std::string& name);
  void TellDepth() ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);

  const int line_width_;
  const size_t queue_length_max_;
  const std::function<void(int)> depth_changed_;
  absl::Mutex mutex_;
  std::deque<std::function<void()>> queue_ ABSL_GUARDED_BY(mutex_);
  std::unordered_map<std::string, Line> lines_ ABSL_GUARDED_BY(mutex_);
  size_t waiting_in_lines_ ABSL_GUARDED_BY(mutex_) = 0;
  int idle_ ABSL_GUARDED_BY(mutex_) = 0;
  bool ending_ ABSL_GUARDED_BY(mutex_) = false;
  std::vector<std::jthread> threads_;
};

}  // namespace shortbreaks::rpc

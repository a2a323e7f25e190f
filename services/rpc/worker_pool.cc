#include "rpc/worker_pool.h"

#include <utility>

namespace shortbreaks::rpc {

WorkerPool::WorkerPool(int workers, int queue_length_max, std::function<void(int)> depth_changed)
    : queue_length_max_(static_cast<size_t>(queue_length_max)), depth_changed_(std::move(depth_changed)) {
  for (int i = 0; i < workers; ++i) threads_.emplace_back([this] { Work(); });
}

WorkerPool::~WorkerPool() {
  {
    absl::MutexLock lock(&mutex_);
    ending_ = true;
  }
  threads_.clear();
}

bool WorkerPool::Submit(std::function<void()> task) {
  absl::MutexLock lock(&mutex_);
  // A task that an idle worker is about to take does not wait.
  if (ending_ || queue_.size() >= queue_length_max_ + static_cast<size_t>(idle_)) return false;
  queue_.push_back(std::move(task));
  depth_changed_(static_cast<int>(queue_.size()));
  return true;
}

void WorkerPool::Work() {
  const auto ready = [this]() ABSL_SHARED_LOCKS_REQUIRED(mutex_) { return ending_ || !queue_.empty(); };
  for (;;) {
    std::function<void()> task;
    {
      absl::MutexLock lock(&mutex_);
      ++idle_;
      mutex_.Await(absl::Condition(&ready));
      --idle_;
      if (queue_.empty()) return;
      task = std::move(queue_.front());
      queue_.pop_front();
      depth_changed_(static_cast<int>(queue_.size()));
    }
    task();
  }
}

}  // namespace shortbreaks::rpc

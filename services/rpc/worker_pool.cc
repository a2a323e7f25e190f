#include "rpc/worker_pool.h"

#include <algorithm>
#include <utility>

namespace shortbreaks::rpc {

WorkerPool::WorkerPool(int workers, int queue_length_max, std::function<void(int)> depth_changed)
    : line_width_(std::max(1, workers / 2)),
      queue_length_max_(static_cast<size_t>(queue_length_max)),
      depth_changed_(std::move(depth_changed)) {
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
  if (ending_ || queue_.size() + waiting_in_lines_ >= queue_length_max_ + static_cast<size_t>(idle_)) return false;
  queue_.push_back(std::move(task));
  TellDepth();
  return true;
}

void WorkerPool::RunInLine(const std::string& name, std::function<void()> task) {
  {
    absl::MutexLock lock(&mutex_);
    Line& line = lines_[name];
    if (line.running >= line_width_) {
      line.waiting.push_back(std::move(task));
      ++waiting_in_lines_;
      TellDepth();
      return;
    }
    ++line.running;
  }
  task();
  LeaveLine(name);
}

void WorkerPool::LeaveLine(const std::string& name) {
  absl::MutexLock lock(&mutex_);
  const auto found = lines_.find(name);
  Line& line = found->second;
  if (line.waiting.empty()) {
    if (--line.running == 0) lines_.erase(found);
    return;
  }
  // The next of the line takes this one's place in it, before what came to the queue later.
  queue_.push_front([this, name, next = std::move(line.waiting.front())] {
    next();
    LeaveLine(name);
  });
  line.waiting.pop_front();
  --waiting_in_lines_;
  TellDepth();
}

void WorkerPool::TellDepth() { depth_changed_(static_cast<int>(queue_.size() + waiting_in_lines_)); }

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
      TellDepth();
    }
    task();
  }
}

}  // namespace shortbreaks::rpc

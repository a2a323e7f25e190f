// Admission by this process alone: for each session a bounded queue, first come, first let in.
#include <absl/base/thread_annotations.h>
#include <absl/synchronization/mutex.h>
#include <absl/time/clock.h>

#include <algorithm>
#include <deque>
#include <unordered_map>

#include "errors/errors.h"
#include "redis/admission.h"

namespace shortbreaks::redis {
namespace {

struct Waiter {
  bool admitted = false;
};

struct Line {
  int permits_out = 0;
  int permits_max = 0;  // as the last caller put it
  std::deque<Waiter*> waiters;
};

class LocalAdmission : public Admission {
 public:
  LocalAdmission(AdmissionOptions options, std::shared_ptr<telemetry::Metrics> metrics)
      : options_(options), metrics_(std::move(metrics)) {}

  absl::StatusOr<std::unique_ptr<Permit>> Admit(const std::string& session, int places_left,
                                                absl::Time deadline) override {
    const absl::Time end = std::min(deadline, absl::Now() + options_.wait_max);
    Waiter self;
    bool at_once = false;
    {
      absl::MutexLock lock(&mutex_);
      Line& line = lines_[session];
      line.permits_max = std::max(places_left, 0) + std::max(options_.permits_beyond_places, 1);
      if (line.waiters.size() >= static_cast<size_t>(std::max(options_.queue_length_max, 0))) return Refuse();
      line.waiters.push_back(&self);
      LetIn(line);
      at_once = self.admitted;
      if (!mutex_.AwaitWithDeadline(absl::Condition(&self.admitted), end)) {
        std::erase(line.waiters, &self);
        ForgetIfIdle(session);
        return Refuse();
      }
    }
    metrics_->AdmissionEnded(at_once ? "admitted" : "waited");
    return std::make_unique<LocalPermit>(*this, session);
  }

 private:
  class LocalPermit : public Permit {
   public:
    LocalPermit(LocalAdmission& admission, std::string session) : admission_(admission), session_(std::move(session)) {}
    ~LocalPermit() override { admission_.GiveBack(session_); }

   private:
    LocalAdmission& admission_;
    const std::string session_;
  };

  absl::Status Refuse() {
    metrics_->AdmissionEnded("refused");
    return errors::Busy(options_.wait_max);
  }

  static void LetIn(Line& line) {
    while (!line.waiters.empty() && line.permits_out < line.permits_max) {
      line.waiters.front()->admitted = true;
      line.waiters.pop_front();
      ++line.permits_out;
    }
  }

  void GiveBack(const std::string& session) {
    absl::MutexLock lock(&mutex_);
    Line& line = lines_[session];
    --line.permits_out;
    LetIn(line);
    ForgetIfIdle(session);
  }

  void ForgetIfIdle(const std::string& session) ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_) {
    const auto found = lines_.find(session);
    if (found->second.permits_out == 0 && found->second.waiters.empty()) lines_.erase(found);
  }

  const AdmissionOptions options_;
  const std::shared_ptr<telemetry::Metrics> metrics_;
  absl::Mutex mutex_;
  std::unordered_map<std::string, Line> lines_ ABSL_GUARDED_BY(mutex_);
};

}  // namespace

std::unique_ptr<Admission> MakeLocalAdmission(AdmissionOptions options, std::shared_ptr<telemetry::Metrics> metrics) {
  return std::make_unique<LocalAdmission>(options, std::move(metrics));
}

}  // namespace shortbreaks::redis

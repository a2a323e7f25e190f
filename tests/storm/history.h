// What was asked of the services and what they said, with times: the evidence that the checkers judge.
#pragma once

#include <absl/status/status.h>
#include <absl/synchronization/mutex.h>
#include <absl/time/time.h>

#include <string>
#include <vector>

namespace shortbreaks::storm {

enum class Outcome {
  kOk,
  kRefused,      // a service said no, for good
  kNothingDone,  // it failed, and said that nothing was changed
  kUnknown,      // it failed, and nobody said what became of it
};
std::string_view NameOf(Outcome outcome);
// By the reason of a service's error; whatever did not come from a service is unknown.
Outcome OutcomeOf(const absl::Status& status);

// One sending of one request.
struct Attempt {
  std::string call_id;         // of this sending alone; the audit trail has it
  std::string request_id;      // the same for all sendings of a request
  std::string method;          // `HoldPlace`
  std::string actor;           // the subject of the token
  std::string child, session;  // asked for; of a change, where they are known
  std::string target;          // the booking or entry that is to be changed
  absl::Time invoked, returned;
  absl::Duration timeout = absl::InfiniteDuration();  // that its caller gave it
  Outcome outcome = Outcome::kUnknown;
  std::string reason;          // of an error; `NETWORK` where no service answered
  bool other_content = false;  // sent with the id of another request
  std::string answer;          // the booking or entry that the answer is about
  std::string answer_session;
  int answer_state = 0;  // of a booking
  std::string entry;     // that the answer names besides
  absl::Time hold_expire_time = absl::InfiniteFuture();
};

struct FaultSpan {
  std::string name;
  absl::Time from, to;  // injected; healed
};

// Thread-safe.
class History {
 public:
  void Add(Attempt attempt);
  void Add(FaultSpan span);

  // By the time of invocation.
  std::vector<Attempt> Attempts() const;
  std::vector<FaultSpan> Faults() const;
  size_t size() const;
  // One JSON object a line.
  absl::Status WriteTo(const std::string& path) const;

 private:
  mutable absl::Mutex mutex_;
  std::vector<Attempt> attempts_ ABSL_GUARDED_BY(mutex_);
  std::vector<FaultSpan> faults_ ABSL_GUARDED_BY(mutex_);
};

}  // namespace shortbreaks::storm

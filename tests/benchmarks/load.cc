#include "benchmarks/load.h"

#include <absl/synchronization/mutex.h>
#include <absl/synchronization/notification.h>
#include <absl/time/clock.h>
#include <grpcpp/alarm.h>
#include <grpcpp/generic/generic_stub.h>
#include <grpcpp/grpcpp.h>
#include <grpcpp/impl/codegen/proto_utils.h>

#include <algorithm>
#include <optional>

#include "errors/errors.h"
#include "shortbreaks/errors.h"

namespace shortbreaks::benchmarks {
namespace {

using Stub = grpc::TemplatedGenericStub<bookings::v1::BookPlaceRequest, bookings::v1::BookPlaceResponse>;

constexpr char kMethod[] = "/shortbreaks.bookings.v1.BookingsService/BookPlace";

void Prepare(grpc::ClientContext& context, const Asking& asking, absl::Duration patience) {
  context.AddMetadata("authorization", "Bearer " + *asking.token);
  context.set_deadline(absl::ToChronoTime(absl::Now() + patience));
}

absl::Status FromWire(const grpc::Status& from_wire) {
  return errors::FromWire(static_cast<absl::StatusCode>(from_wire.error_code()), from_wire.error_message(),
                          from_wire.error_details());
}

class Run {
 public:
  Run(absl::Time end, int64_t calls_max, absl::Duration patience, const std::function<Asking(int64_t)>& ask)
      : end_(end), calls_max_(calls_max), patience_(patience), ask_(ask) {}

  // One caller's next call; nothing once the run is over.
  void Next(Stub& stub) {
    auto attempt = std::make_shared<Attempt>();
    {
      const absl::MutexLock lock(&mutex_);
      if (absl::Now() >= end_ || begun_ >= calls_max_) {
        --callers_;
        return;
      }
      attempt->asking = ask_(begun_++);
    }
    attempt->start = absl::Now();
    Send(stub, attempt);
  }

  void Begin(int callers) {
    const absl::MutexLock lock(&mutex_);
    callers_ = callers;
  }
  Outcome Finish(absl::Time start) {
    const absl::MutexLock lock(&mutex_);
    mutex_.Await(absl::Condition(this, &Run::IsOver));
    outcome_.took = absl::Now() - start;
    return std::move(outcome_);
  }

 private:
  struct Attempt {
    std::optional<grpc::ClientContext> context;  // anew each time it is sent
    std::optional<grpc::Alarm> again;
    Asking asking;
    bookings::v1::BookPlaceResponse response;
    absl::Time start;
  };

  void Send(Stub& stub, const std::shared_ptr<Attempt>& attempt) {
    grpc::ClientContext& context = attempt->context.emplace();
    Prepare(context, attempt->asking, patience_);
    stub.UnaryCall(&context, kMethod, {}, &attempt->asking.request, &attempt->response,
                   [this, &stub, attempt](const grpc::Status& status) {
                     const absl::Status answer = FromWire(status);
                     const std::string reason = errors::ReasonText(answer);
                     if (reason == "BUSY") return SendLater(stub, attempt, RetryAfter(answer));
                     End(*attempt, reason);
                     Next(stub);
                   });
  }
  void SendLater(Stub& stub, const std::shared_ptr<Attempt>& attempt, absl::Duration wait) {
    {
      const absl::MutexLock lock(&mutex_);
      ++outcome_.sent_again;
    }
    attempt->again.emplace().Set(absl::ToChronoTime(absl::Now() + wait),
                                 [this, &stub, attempt](bool) { Send(stub, attempt); });
  }

  bool IsOver() const ABSL_SHARED_LOCKS_REQUIRED(mutex_) { return callers_ == 0; }

  void End(const Attempt& attempt, const std::string& reason) {
    const double millis = absl::ToDoubleMilliseconds(absl::Now() - attempt.start);
    const absl::MutexLock lock(&mutex_);
    ++outcome_.reasons[reason];
    outcome_.millis.push_back(millis);
  }

  const absl::Time end_;
  const int64_t calls_max_;
  const absl::Duration patience_;
  const std::function<Asking(int64_t)>& ask_;
  absl::Mutex mutex_;
  int callers_ ABSL_GUARDED_BY(mutex_) = 0;
  int64_t begun_ ABSL_GUARDED_BY(mutex_) = 0;
  Outcome outcome_ ABSL_GUARDED_BY(mutex_);
};

}  // namespace

int64_t Outcome::ok() const {
  const auto found = reasons.find("OK");
  return found == reasons.end() ? 0 : found->second;
}

double Outcome::Percentile(double part) {
  if (millis.empty()) return 0;
  std::sort(millis.begin(), millis.end());
  return millis[std::min(millis.size() - 1, static_cast<size_t>(part * static_cast<double>(millis.size())))];
}

Load::Load(const std::string& target) {
  for (int i = 0; i < 4; ++i) {
    grpc::ChannelArguments arguments;
    arguments.SetInt(GRPC_ARG_USE_LOCAL_SUBCHANNEL_POOL, 1);
    arguments.SetInt(GRPC_ARG_ENABLE_HTTP_PROXY, 0);
    channels_.push_back(grpc::CreateCustomChannel(target, grpc::InsecureChannelCredentials(), arguments));
    channels_.back()->WaitForConnected(std::chrono::system_clock::now() + std::chrono::seconds(10));
  }
}

Load::~Load() = default;

std::string Load::Once(const Asking& asking) {
  Stub stub(channels_[next_++ % channels_.size()]);
  grpc::ClientContext context;
  Prepare(context, asking, absl::Seconds(10));
  bookings::v1::BookPlaceResponse response;
  std::string reason;
  absl::Notification answered;
  stub.UnaryCall(&context, kMethod, {}, &asking.request, &response, [&](const grpc::Status& status) {
    reason = errors::ReasonText(FromWire(status));
    answered.Notify();
  });
  answered.WaitForNotification();
  return reason;
}

Outcome Load::Run(int callers, absl::Duration duration, int64_t calls_max, const std::function<Asking(int64_t)>& ask,
                  absl::Duration patience) {
  std::vector<std::unique_ptr<Stub>> stubs;
  for (const auto& channel : channels_) stubs.push_back(std::make_unique<Stub>(channel));
  const absl::Time start = absl::Now();
  benchmarks::Run run(start + duration, calls_max, patience, ask);
  run.Begin(callers);
  for (int i = 0; i < callers; ++i) run.Next(*stubs[static_cast<size_t>(i) % stubs.size()]);
  return run.Finish(start);
}

}  // namespace shortbreaks::benchmarks

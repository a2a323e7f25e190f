// Calls from so many callers at once, each of whom asks again as soon as it has its answer.
#pragma once

#include <absl/time/time.h>

#include <atomic>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "shortbreaks/bookings/v1/bookings.pb.h"

namespace grpc {
class Channel;
}

namespace shortbreaks::benchmarks {

// What came of a run.
struct Outcome {
  absl::Duration took;
  std::map<std::string, int64_t> reasons;  // `OK`, or the reason without its prefix
  std::vector<double> millis;              // of each call, in no order
  int64_t sent_again = 0;                  // calls that heard BUSY

  int64_t calls() const { return static_cast<int64_t>(millis.size()); }
  int64_t ok() const;
  double PerSecond(int64_t of) const { return static_cast<double>(of) / absl::ToDoubleSeconds(took); }
  // `part` from 0 to 1: 0.99 is the time that one call in a hundred is above. Sorts.
  double Percentile(double part);
};

// A call to be made: the request and whose token it carries.
struct Asking {
  bookings::v1::BookPlaceRequest request;
  const std::string* token = nullptr;
};

class Load {
 public:
  // Four connections to `target`; beyond that they cost more than they give.
  explicit Load(const std::string& target);
  ~Load();

  // BookPlace from `callers` at once until `duration` is over or `calls_max` were made, then waits for the last
  // answers. `ask` makes the n-th; it is called from one thread at a time. Who hears BUSY comes again when RetryInfo
  // says, with the same request, as an app does; its time is from the first call to the last answer.
  Outcome Run(int callers, absl::Duration duration, int64_t calls_max, const std::function<Asking(int64_t)>& ask,
              absl::Duration patience = absl::Seconds(10));

  // One call, waited for: `OK`, or the reason without its prefix. From any thread.
  std::string Once(const Asking& asking);

 private:
  std::vector<std::shared_ptr<grpc::Channel>> channels_;
  std::atomic<size_t> next_ = 0;
};

}  // namespace shortbreaks::benchmarks

// How often calendars may be read: all of them in a second, one of them in a minute. Programs look every hour or so;
// one that looks all the time is told to wait, and keeps nobody else from theirs.
#pragma once

#include <absl/base/thread_annotations.h>
#include <absl/synchronization/mutex.h>
#include <absl/time/time.h>

#include <string>
#include <unordered_map>

#include "ids/uuid.h"

namespace shortbreaks::calendars {

// Thread-safe. Counts in whole seconds and minutes; remembers no more feeds than may be read in a minute.
class FetchLimits {
 public:
  FetchLimits(int per_second_max, int per_feed_and_minute_max)
      : per_second_max_(per_second_max), per_feed_and_minute_max_(per_feed_and_minute_max) {}

  // Each counts the fetch, and is false where it is one too many.
  bool MayFetch(absl::Time now);
  bool MayFetch(const ids::Uuid& feed_id, absl::Time now);

 private:
  const int per_second_max_, per_feed_and_minute_max_;
  absl::Mutex mutex_;
  int64_t second_ ABSL_GUARDED_BY(mutex_) = 0, minute_ ABSL_GUARDED_BY(mutex_) = 0;
  int in_second_ ABSL_GUARDED_BY(mutex_) = 0;
  std::unordered_map<ids::Uuid, int> in_minute_ ABSL_GUARDED_BY(mutex_);
};

}  // namespace shortbreaks::calendars

#include "calendars/fetch_limits.h"

namespace shortbreaks::calendars {

bool FetchLimits::MayFetch(absl::Time now) {
  const absl::MutexLock lock(&mutex_);
  const int64_t second = absl::ToUnixSeconds(now);
  if (second != second_) in_second_ = 0;
  second_ = second;
  if (in_second_ >= per_second_max_) return false;
  ++in_second_;
  return true;
}

bool FetchLimits::MayFetch(const ids::Uuid& feed_id, absl::Time now) {
  const absl::MutexLock lock(&mutex_);
  const int64_t minute = absl::ToUnixSeconds(now) / 60;
  if (minute != minute_) in_minute_.clear();
  minute_ = minute;
  int& count = in_minute_[feed_id];
  if (count >= per_feed_and_minute_max_) return false;
  ++count;
  return true;
}

}  // namespace shortbreaks::calendars

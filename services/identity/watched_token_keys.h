// Keys that change while the service runs: read again and again on a thread of their own, old and new side by side for
// as long as the set has both.
#pragma once

#include <absl/base/thread_annotations.h>
#include <absl/status/statusor.h>
#include <absl/synchronization/mutex.h>
#include <absl/time/time.h>

#include <functional>
#include <memory>
#include <string>
#include <thread>

#include "identity/token_keys.h"

namespace shortbreaks::identity {

struct WatchOptions {
  absl::Duration refresh = absl::Minutes(5);         // between looks
  absl::Duration refresh_early = absl::Seconds(10);  // at least, where tokens name keys that are not there
  bool development = false;                          // take keys of the development issuer
};

class WatchedTokenKeys : public TokenKeys {
 public:
  // Gives the set's text; bounded in time and size by itself.
  using Read = std::function<absl::StatusOr<std::string>()>;

  // Reads once before it returns. FAILED_PRECONDITION, one line, where that gives no keys.
  static absl::StatusOr<std::shared_ptr<WatchedTokenKeys>> Start(Read read, const WatchOptions& options);
  ~WatchedTokenKeys() override;

  // The last good set: what cannot be read, or is none, changes nothing and is logged as `token_keys_failed`. Keys that
  // were left out are logged as `token_key_refused`, and a new set as `token_keys_read`.
  std::shared_ptr<const KeySet> Current() const override;
  void Missed() override;

 private:
  WatchedTokenKeys(Read read, const WatchOptions& options) : read_(std::move(read)), options_(options) {}
  absl::Status Refresh();
  void Watch();
  bool Stopping() const ABSL_SHARED_LOCKS_REQUIRED(mutex_) { return stop_; }
  bool Called() const ABSL_SHARED_LOCKS_REQUIRED(mutex_) { return stop_ || missed_; }

  const Read read_;
  const WatchOptions options_;
  std::string text_, failure_;  // of the last look; Start's and then the thread's alone
  mutable absl::Mutex mutex_;
  std::shared_ptr<const KeySet> keys_ ABSL_GUARDED_BY(mutex_);
  bool missed_ ABSL_GUARDED_BY(mutex_) = false;
  bool stop_ ABSL_GUARDED_BY(mutex_) = false;
  std::thread thread_;
};

// What a file holds, 256 KiB at most.
WatchedTokenKeys::Read FromFile(std::string path);

struct FetchOptions {
  std::string url;      // https
  std::string ca_file;  // PEM of the authority that signed the server's certificate; empty: the system's
  absl::Duration time_max = absl::Seconds(5);
};
// What an https address answers with 200: 256 KiB at most, in time, from a server whose certificate fits. No redirect
// is followed.
WatchedTokenKeys::Read FromUrl(FetchOptions options);

}  // namespace shortbreaks::identity

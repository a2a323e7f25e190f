// A program run by a test, which never outlives it: the kernel kills it when the test program dies, however that is.
#pragma once

#include <absl/status/status.h>
#include <absl/status/statusor.h>
#include <absl/time/clock.h>
#include <absl/time/time.h>
#include <sys/types.h>

#include <string>
#include <vector>

namespace shortbreaks::support {

class ChildProcess {
 public:
  ChildProcess() = default;
  ChildProcess(const ChildProcess&) = delete;
  ChildProcess& operator=(const ChildProcess&) = delete;
  ~ChildProcess() { Kill(); }

  // `argv[0]` is looked for in PATH. Output of both kinds is added to `log_file`. One program at a time.
  absl::Status Start(const std::vector<std::string>& argv, const std::string& log_file);
  // SIGKILL, and waits for the end. Does nothing where nothing runs.
  void Kill();
  // SIGTERM, and SIGKILL where it has not ended after `patience`. The value: its exit code, or 128 + signal.
  int Stop(absl::Duration patience = absl::Seconds(10));
  // Waits for it to end by itself; DEADLINE_EXCEEDED (and it runs on) after `patience`. The value: as for Stop.
  absl::StatusOr<int> Wait(absl::Duration patience);
  // SIGSTOP and SIGCONT.
  void Pause();
  void Continue();
  bool running();
  pid_t pid() const { return pid_; }

 private:
  bool Reap();  // true once it has ended

  pid_t pid_ = 0;
  int exit_code_ = 0;
};

// A TCP port on 127.0.0.1 that nobody listens on.
int FreePort();

// A new directory under TMPDIR or /tmp, removed with all that is in it.
class TemporaryDirectory {
 public:
  TemporaryDirectory();
  TemporaryDirectory(const TemporaryDirectory&) = delete;
  TemporaryDirectory& operator=(const TemporaryDirectory&) = delete;
  ~TemporaryDirectory();
  const std::string& path() const { return path_; }

 private:
  std::string path_;
};

// Asks `holds` every few milliseconds until it says yes or `patience` is over. The value: whether it did.
template <typename Condition>
bool Eventually(absl::Duration patience, Condition holds) {
  const absl::Time end = absl::Now() + patience;
  while (!holds()) {
    if (absl::Now() >= end) return false;
    absl::SleepFor(absl::Milliseconds(5));
  }
  return true;
}

}  // namespace shortbreaks::support

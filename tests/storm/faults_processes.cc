#include <absl/strings/str_cat.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <unistd.h>

#include <filesystem>
#include <set>
#include <string>
#include <utility>

#include "storm/faults.h"
#include "support/open_files.h"

namespace shortbreaks::storm {
namespace {

constexpr struct {
  Program program;
  const char* name;
} kPrograms[] = {
    {Program::kAvailability, "availability"}, {Program::kEligibility, "eligibility"}, {Program::kBookings, "bookings"}};

class OfProgram : public Fault {
 public:
  OfProgram(World& world, Program program, const char* program_name, const char* what)
      : Fault(absl::StrCat(program_name, "-", what), program_name), world_(world), program_(program) {}

 protected:
  support::ChildProcess& process() { return world_.services().process(program_); }
  absl::Status StartAgain() {
    if (process().running()) return absl::OkStatus();
    return world_.services().Start(program_);
  }

  World& world_;
  const Program program_;
};

class Killed : public OfProgram {
 public:
  using OfProgram::OfProgram;
  absl::Status Inject(Random&) override {
    process().Kill();
    return absl::OkStatus();
  }
  absl::Status Heal() override { return StartAgain(); }
  bool HealsLast() const override { return true; }
};

// Asked to end, as when a new version is brought out.
class Stopped : public OfProgram {
 public:
  using OfProgram::OfProgram;
  absl::Status Inject(Random&) override {
    process().Stop();
    return absl::OkStatus();
  }
  absl::Status Heal() override { return StartAgain(); }
  bool HealsLast() const override { return true; }
};

class Frozen : public OfProgram {
 public:
  using OfProgram::OfProgram;
  absl::Status Inject(Random&) override {
    process().Pause();
    return absl::OkStatus();
  }
  absl::Status Heal() override {
    process().Continue();
    return absl::OkStatus();
  }
};

// No more descriptors than are open now: no new connection, no file. Somebody connects all the same, and has to wait.
class WithoutDescriptors : public OfProgram {
 public:
  using OfProgram::OfProgram;
  absl::Status Inject(Random& random) override {
    const pid_t pid = process().pid();
    std::error_code error;
    std::set<size_t> open;
    for (const auto& each : std::filesystem::directory_iterator(absl::StrCat("/proc/", pid, "/fd"), error)) {
      open.insert(std::stoul(each.path().filename()));
    }
    if (error) return absl::UnavailableError(error.message());
    // Numbers are bounded, not how many there are: those between that are free count too.
    size_t limit = 0;
    for (uint64_t left = random.Below(3); left > 0 || open.contains(limit); ++limit)
      left -= open.contains(limit) ? 0 : 1;
    if (auto set = SetLimit(pid, limit); !set.ok()) return set;
    for (int& caller : callers_) caller = Connect(world_.services().port(program_));
    return absl::OkStatus();
  }
  absl::Status Heal() override {
    for (int& caller : callers_) {
      if (caller >= 0) close(std::exchange(caller, -1));
    }
    return process().pid() == 0 ? absl::OkStatus() : SetLimit(process().pid(), 0);
  }

 private:
  // 0: all that it may have.
  static absl::Status SetLimit(pid_t pid, size_t descriptors) {
    rlimit limit{};
    if (prlimit(pid, RLIMIT_NOFILE, nullptr, &limit) != 0) return absl::UnavailableError("prlimit");
    limit.rlim_cur = descriptors == 0 ? limit.rlim_max : descriptors;
    return prlimit(pid, RLIMIT_NOFILE, &limit, nullptr) == 0 ? absl::OkStatus() : absl::UnavailableError("prlimit");
  }
  // In vain where the program is gone.
  static int Connect(int port) {
    const int caller = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
    support::ConnectToLoopback(caller, port);
    return caller;
  }

  int callers_[4] = {-1, -1, -1, -1};  // more than there is room for
};

}  // namespace

void AddProcessFaults(World& world, Faults& faults) {
  for (const auto& [program, name] : kPrograms) {
    faults.push_back(std::make_unique<Killed>(world, program, name, "killed"));
    faults.push_back(std::make_unique<Stopped>(world, program, name, "restarted"));
    faults.push_back(std::make_unique<Frozen>(world, program, name, "frozen"));
    faults.push_back(std::make_unique<WithoutDescriptors>(world, program, name, "without-descriptors"));
  }
}

}  // namespace shortbreaks::storm

#include <absl/strings/str_cat.h>
#include <absl/time/clock.h>
#include <fcntl.h>
#include <sys/statvfs.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>

#include "storm/faults.h"
#include "storm/surroundings.h"

namespace shortbreaks::storm {
namespace {

class Killed : public OfMysql {
 public:
  explicit Killed(World& world) : OfMysql("killed", world) {}
  absl::Status Inject(Random&) override {
    server().Kill();
    return absl::OkStatus();
  }
  absl::Status Heal() override { return server().process().running() ? absl::OkStatus() : server().Start(); }
};

class Restarted : public OfMysql {
 public:
  explicit Restarted(World& world) : OfMysql("restarted", world) {}
  absl::Status Inject(Random&) override {
    server().Stop();
    return server().Start();
  }
  absl::Status Heal() override { return server().process().running() ? absl::OkStatus() : server().Start(); }
};

class Frozen : public OfMysql {
 public:
  explicit Frozen(World& world) : OfMysql("frozen", world) {}
  absl::Status Inject(Random&) override {
    server().Pause();
    return absl::OkStatus();
  }
  absl::Status Heal() override {
    server().Continue();
    return absl::OkStatus();
  }
};

// An operator ends the services' connections in the middle of what they do.
class ConnectionsKilled : public OfMysql {
 public:
  explicit ConnectionsKilled(World& world) : OfMysql("connections-killed", world) {}
  absl::Status Inject(Random& random) override {
    for (int i = random.Between(2, 5); i > 0; --i) {
      auto rows = server().AsRoot("SELECT ID FROM information_schema.PROCESSLIST WHERE USER LIKE 'shortbreaks%'");
      if (!rows.ok()) return rows.status();
      for (const mysql::Row& row : *rows) (void)server().AsRoot(absl::StrCat("KILL ", row.Int(0)));
      absl::SleepFor(absl::Milliseconds(random.Between(50, 400)));
    }
    return absl::OkStatus();
  }
  absl::Status Heal() override { return absl::OkStatus(); }
};

// A file takes all that is left of the small disk on which everything of the storm's lies.
class DiskFull : public OfMysql {
 public:
  explicit DiskFull(World& world) : OfMysql("disk-full", world) {}
  std::string WhyNot() const override {
    if (geteuid() != 0) return "needs root";
    return HasSmallDisk() ? "" : "needs a small disk of the storm's own";
  }
  absl::Status Inject(Random&) override {
    file_ = server().directory() + "/filler";
    struct statvfs disk {};
    const int fd = open(file_.c_str(), O_WRONLY | O_CREAT | O_CLOEXEC, 0600);
    if (fd < 0 || statvfs(file_.c_str(), &disk) != 0) return absl::UnavailableError(file_);
    // Nearly all at once, and the rest, for which others write too, page by page.
    const off_t most = static_cast<off_t>(disk.f_bavail * disk.f_frsize) - kLeftForPages;
    if (most > 0 && posix_fallocate(fd, 0, most) == 0) lseek(fd, most, SEEK_SET);
    const std::string page(4'096, 'x');
    while (write(fd, page.data(), page.size()) > 0) {
    }
    close(fd);
    return absl::OkStatus();
  }
  absl::Status Heal() override {
    std::error_code ignored;
    std::filesystem::remove(file_, ignored);
    // A server that could not go on ends, and writes down why first, which takes it seconds.
    const bool ended = support::Eventually(absl::Seconds(4), [this] { return !server().process().running(); });
    return ended ? server().Start() : absl::OkStatus();
  }

 private:
  static constexpr off_t kLeftForPages = 4 << 20;
  std::string file_;
};

// The database's clock jumps, forwards and back.
class ClockJump : public OfMysql {
 public:
  ClockJump(const char* what, World& world, int least, int most) : OfMysql(what, world), least_(least), most_(most) {}
  std::string WhyNot() const override {
    return world_.options().clock_file.empty() ? "needs libfaketime, in the storms of every third seed" : "";
  }
  absl::Status Inject(Random& random) override { return Set(random.Between(least_, most_)); }
  absl::Status Heal() override { return Set(0); }

 private:
  absl::Status Set(int seconds) {
    const std::string& path = world_.options().clock_file;
    std::ofstream(path + ".new") << (seconds < 0 ? "" : "+") << seconds << "\n";
    std::error_code error;
    std::filesystem::rename(path + ".new", path, error);
    // It is read once a second.
    absl::SleepFor(absl::Milliseconds(1'100));
    return error ? absl::UnavailableError(error.message()) : absl::OkStatus();
  }
  const int least_, most_;
};

}  // namespace

void AddStoreFaults(World& world, Faults& faults) {
  faults.push_back(std::make_unique<Killed>(world));
  faults.push_back(std::make_unique<Restarted>(world));
  faults.push_back(std::make_unique<Frozen>(world));
  faults.push_back(std::make_unique<ConnectionsKilled>(world));
  faults.push_back(std::make_unique<DiskFull>(world));
  faults.push_back(std::make_unique<ClockJump>("clock-ahead", world, 30, 900));
  faults.push_back(std::make_unique<ClockJump>("clock-behind", world, -900, -30));
}

}  // namespace shortbreaks::storm

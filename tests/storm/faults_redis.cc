#include <absl/strings/str_cat.h>
#include <absl/time/clock.h>

#include "storm/faults.h"

namespace shortbreaks::storm {
namespace {

class OfRedis : public Fault {
 public:
  OfRedis(const char* what, World& world, const std::string& program = "")
      : Fault(absl::StrCat("redis-", what), "redis", false, program), world_(world) {}

 protected:
  support::PrivateRedis& server() { return world_.services().redis(); }
  static absl::Status Tell(int port, std::vector<std::string> words) {
    std::vector<std::string> argv = {"redis-cli", "-p", absl::StrCat(port)};
    argv.insert(argv.end(), words.begin(), words.end());
    return RunProgram(argv);
  }
  World& world_;
};

class Killed : public OfRedis {
 public:
  explicit Killed(World& world) : OfRedis("killed", world) {}
  absl::Status Inject(Random&) override {
    server().Kill();
    return absl::OkStatus();
  }
  absl::Status Heal() override { return server().Start(); }
};

class Frozen : public OfRedis {
 public:
  explicit Frozen(World& world) : OfRedis("frozen", world) {}
  absl::Status Inject(Random&) override {
    server().Pause();
    return absl::OkStatus();
  }
  absl::Status Heal() override {
    server().Continue();
    return absl::OkStatus();
  }
};

class Flushed : public OfRedis {
 public:
  explicit Flushed(World& world) : OfRedis("flushed", world) {}
  absl::Status Inject(Random& random) override {
    for (int i = random.Between(3, 10); i > 0; --i) {
      if (auto flushed = server().FlushAll(); !flushed.ok()) return flushed;
      absl::SleepFor(absl::Milliseconds(random.Between(20, 200)));
    }
    return absl::OkStatus();
  }
  absl::Status Heal() override { return absl::OkStatus(); }
};

// Takes no more writes.
class Full : public OfRedis {
 public:
  explicit Full(World& world) : OfRedis("full", world, "redis-cli") {}
  absl::Status Inject(Random&) override {
    auto kept = Tell(server().port(), {"CONFIG", "SET", "maxmemory-policy", "noeviction"});
    return kept.ok() ? Tell(server().port(), {"CONFIG", "SET", "maxmemory", "1"}) : kept;
  }
  absl::Status Heal() override { return Tell(server().port(), {"CONFIG", "SET", "maxmemory", "0"}); }
};

// The replica becomes the master while it is cut off from the old one, so that what was handed out since is forgotten;
// in the end the old one is the master again, and knows nothing of what the other did.
class FailedOver : public OfRedis {
 public:
  explicit FailedOver(World& world) : OfRedis("failed-over", world, "redis-cli") {}
  absl::Status Inject(Random& random) override {
    if (replica_ == nullptr) {
      auto created = support::PrivateRedis::Create();
      if (!created.ok()) return created.status();
      replica_ = *std::move(created);
    }
    link_.SetTarget(server().port());
    link_.SetRule({});
    auto done = Tell(replica_->port(), {"REPLICAOF", "127.0.0.1", absl::StrCat(link_.port())});
    if (!done.ok()) return done;
    absl::SleepFor(absl::Milliseconds(random.Between(300, 900)));
    link_.SetRule({.silent = true});
    absl::SleepFor(absl::Milliseconds(random.Between(200, 800)));
    done = Tell(replica_->port(), {"REPLICAOF", "NO", "ONE"});
    world_.wires().redis.SetTarget(replica_->port());
    // Half of the clients still have the old one, as they do behind a failover.
    if (random.OneIn(2)) world_.wires().redis.ResetAll();
    return done;
  }
  absl::Status Heal() override {
    world_.wires().redis.SetTarget(server().port());
    world_.wires().redis.ResetAll();
    return absl::OkStatus();
  }

 private:
  std::unique_ptr<support::PrivateRedis> replica_;
  Proxy link_;
};

}  // namespace

void AddRedisFaults(World& world, Faults& faults) {
  faults.push_back(std::make_unique<Killed>(world));
  faults.push_back(std::make_unique<Frozen>(world));
  faults.push_back(std::make_unique<Flushed>(world));
  faults.push_back(std::make_unique<Full>(world));
  faults.push_back(std::make_unique<FailedOver>(world));
}

}  // namespace shortbreaks::storm

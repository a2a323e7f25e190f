#include <absl/strings/str_cat.h>
#include <absl/time/clock.h>

#include <functional>

#include "storm/faults.h"
#include "storm/surroundings.h"

namespace shortbreaks::storm {
namespace {

// By the proxy on a connection.
class OfProxy : public Fault {
 public:
  using RuleOf = ProxyRule (*)(Random&);
  OfProxy(const std::string& wire, const char* what, Proxy& proxy, RuleOf rule)
      : Fault(absl::StrCat(wire, "-", what), wire), proxy_(proxy), rule_(rule) {}
  absl::Status Inject(Random& random) override {
    proxy_.SetRule(rule_(random));
    return absl::OkStatus();
  }
  absl::Status Heal() override {
    proxy_.SetRule({});
    return absl::OkStatus();
  }

 private:
  Proxy& proxy_;
  const RuleOf rule_;
};

ProxyRule Slow(Random& random) { return {.delay = absl::Milliseconds(random.Between(20, 150))}; }
ProxyRule Cut(Random& random) { return {.cut_after_bytes = random.Between(50, 20'000)}; }
ProxyRule Silent(Random&) { return {.silent = true}; }
ProxyRule Refused(Random&) { return {.refuse = true}; }
ProxyRule CommitRepliesLost(Random& random) { return {.lose_commit_replies = random.Between(1, 4)}; }

// Every open connection ends with a reset, several times.
class Resets : public Fault {
 public:
  Resets(const std::string& wire, Proxy& proxy) : Fault(wire + "-reset", wire), proxy_(proxy) {}
  absl::Status Inject(Random& random) override {
    for (int i = random.Between(1, 4); i > 0; --i) {
      proxy_.ResetAll();
      absl::SleepFor(absl::Milliseconds(random.Between(20, 200)));
    }
    return absl::OkStatus();
  }
  absl::Status Heal() override { return absl::OkStatus(); }

 private:
  Proxy& proxy_;
};

// By the kernel, in the network namespace that the storm has of its own: packets to a port vanish or are answered with
// a reset.
class Filtered : public Fault {
 public:
  Filtered(const std::string& name, std::string strikes, std::function<int()> port, std::string verdict)
      : Fault(name, std::move(strikes), true, "nft"), port_(std::move(port)), verdict_(std::move(verdict)) {}
  std::string WhyNot() const override {
    const std::string why = Fault::WhyNot();
    return why.empty() && !HasOwnNetwork() ? "needs a network namespace of the storm's own" : why;
  }
  absl::Status Inject(Random&) override {
    for (const std::string& command :
         {std::string("add table inet storm"),
          std::string("add chain inet storm input { type filter hook input priority 0 ; }"),
          absl::StrCat("add rule inet storm input tcp dport ", port_(), " ", verdict_)}) {
      if (auto done = RunProgram({"nft", command}); !done.ok()) return done;
    }
    return absl::OkStatus();
  }
  absl::Status Heal() override { return RunProgram({"nft", "delete table inet storm"}); }

 private:
  const std::function<int()> port_;
  const std::string verdict_;
};

// The kernel ends live connections to a port.
class CutLive : public Fault {
 public:
  CutLive(const std::string& name, std::string strikes, std::function<int()> port)
      : Fault(name, std::move(strikes), true, "ss"), port_(std::move(port)) {}
  std::string WhyNot() const override {
    const std::string why = Fault::WhyNot();
    return why.empty() && !HasOwnNetwork() ? "needs a network namespace of the storm's own" : why;
  }
  absl::Status Inject(Random&) override { return RunProgram({"ss", "-K", "dport", "=", absl::StrCat(":", port_())}); }
  absl::Status Heal() override { return absl::OkStatus(); }

 private:
  const std::function<int()> port_;
};

void AddWire(const std::string& wire, Proxy& proxy, Faults& faults) {
  faults.push_back(std::make_unique<OfProxy>(wire, "slow", proxy, &Slow));
  faults.push_back(std::make_unique<OfProxy>(wire, "cut", proxy, &Cut));
  faults.push_back(std::make_unique<OfProxy>(wire, "silent", proxy, &Silent));
  faults.push_back(std::make_unique<OfProxy>(wire, "refused", proxy, &Refused));
  faults.push_back(std::make_unique<Resets>(wire, proxy));
}

}  // namespace

void AddNetworkFaults(World& world, Faults& faults) {
  Wires& wires = world.wires();
  const auto bookings = static_cast<size_t>(Program::kBookings),
             eligibility = static_cast<size_t>(Program::kEligibility);
  AddWire("callers-to-bookings", wires.front[bookings], faults);
  AddWire("bookings-to-eligibility", wires.decide, faults);
  AddWire("bookings-to-mysql", wires.mysql[bookings], faults);
  AddWire("eligibility-to-mysql", wires.mysql[eligibility], faults);
  AddWire("bookings-to-redis", wires.redis, faults);
  faults.push_back(
      std::make_unique<OfProxy>("bookings-to-mysql", "commit-reply-lost", wires.mysql[bookings], &CommitRepliesLost));
  const auto mysql = [&world] { return world.services().mysql().port(); };
  const auto decide = [&world] { return world.services().port(Program::kEligibility); };
  const auto redis = [&world] { return world.services().redis().port(); };
  const std::string reset = "reject with tcp reset";
  faults.push_back(std::make_unique<Filtered>("mysql-partitioned", "filter", mysql, "drop"));
  faults.push_back(std::make_unique<Filtered>("mysql-rejecting", "filter", mysql, reset));
  faults.push_back(std::make_unique<Filtered>("eligibility-partitioned", "filter", decide, "drop"));
  faults.push_back(std::make_unique<Filtered>("redis-partitioned", "filter", redis, "drop"));
  faults.push_back(std::make_unique<CutLive>("mysql-connections-cut-live", "filter", mysql));
  faults.push_back(std::make_unique<CutLive>("callers-cut-live", "callers-to-bookings",
                                             [&world] { return world.services().port(Program::kBookings); }));
}

}  // namespace shortbreaks::storm

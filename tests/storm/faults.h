// The faults that a storm injects, one class of things each behind one interface.
#pragma once

#include <absl/status/status.h>
#include <absl/strings/str_cat.h>

#include <memory>
#include <string>
#include <vector>

#include "storm/random.h"
#include "storm/world.h"

namespace shortbreaks::storm {

class Fault {
 public:
  // `strikes`: what it takes hold of, a program or a connection; two faults in one thing are not injected together.
  Fault(std::string name, std::string strikes, bool needs_root = false, std::string needs_program = "")
      : name_(std::move(name)),
        strikes_(std::move(strikes)),
        needs_root_(needs_root),
        needs_program_(std::move(needs_program)) {}
  virtual ~Fault() = default;

  const std::string& name() const { return name_; }
  const std::string& strikes() const { return strikes_; }
  // Why it cannot be injected here; empty: it can.
  virtual std::string WhyNot() const;

  virtual absl::Status Inject(Random& random) = 0;
  // Undoes it, whatever of it was done. Blocks until what it took away is back.
  virtual absl::Status Heal() = 0;
  // Whether it cannot be undone while another fault holds: a program starts once what it needs is there.
  virtual bool HealsLast() const { return false; }

 private:
  const std::string name_, strikes_;
  const bool needs_root_;
  const std::string needs_program_;
};

class OfMysql : public Fault {
 public:
  OfMysql(const char* what, World& world) : Fault(absl::StrCat("mysql-", what), "mysql"), world_(world) {}

 protected:
  support::PrivateMysql& server() { return world_.services().mysql(); }
  World& world_;
};

using Faults = std::vector<std::unique_ptr<Fault>>;

// Programs killed, stopped and frozen; files withheld.
void AddProcessFaults(World& world, Faults& faults);
// Connections delayed, cut, silent, refused.
void AddNetworkFaults(World& world, Faults& faults);
// What the database itself does: restarts, a full disk, a clock that jumps.
void AddStoreFaults(World& world, Faults& faults);
// What others do in it: locks that are kept for long, and that are taken in another order.
void AddLockFaults(World& world, Faults& faults);
// What Redis does: empty, full, slow, failed over.
void AddRedisFaults(World& world, Faults& faults);

// All of them.
Faults AllFaults(World& world);

// Runs a program to its end; its output is lost. UNAVAILABLE unless it ends with 0 within ten seconds.
absl::Status RunProgram(const std::vector<std::string>& argv);

}  // namespace shortbreaks::storm

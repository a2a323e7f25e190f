#include "storm/faults.h"

#include <absl/strings/str_cat.h>
#include <absl/strings/str_join.h>
#include <unistd.h>

#include "support/child_process.h"

namespace shortbreaks::storm {

std::string Fault::WhyNot() const {
  if (needs_root_ && geteuid() != 0) return "needs root";
  if (needs_program_.empty()) return "";
  for (const char* folder : {"/usr/sbin/", "/usr/bin/", "/sbin/", "/bin/"}) {
    if (access((folder + needs_program_).c_str(), X_OK) == 0) return "";
  }
  return absl::StrCat("needs the program ", needs_program_);
}

absl::Status RunProgram(const std::vector<std::string>& argv) {
  support::ChildProcess process;
  if (auto started = process.Start(argv, "/dev/null"); !started.ok()) return started;
  const auto code = process.Wait(absl::Seconds(10));
  if (code.ok() && *code == 0) return absl::OkStatus();
  return absl::UnavailableError(absl::StrJoin(argv, " "));
}

Faults AllFaults(World& world) {
  Faults faults;
  AddProcessFaults(world, faults);
  AddNetworkFaults(world, faults);
  AddStoreFaults(world, faults);
  AddLockFaults(world, faults);
  AddRedisFaults(world, faults);
  return faults;
}

}  // namespace shortbreaks::storm

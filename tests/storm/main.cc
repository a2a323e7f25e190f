// The storm: plays a council's life from a seed, injects faults, and judges what came of it. See docs/storms.md.
#include <absl/strings/str_cat.h>
#include <absl/strings/str_split.h>
#include <absl/time/clock.h>
#include <unistd.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <csignal>
#include <fstream>
#include <iostream>
#include <map>
#include <random>
#include <set>
#include <thread>

#include "storm/calm.h"
#include "storm/checkers/store.h"
#include "storm/director.h"
#include "storm/driver.h"
#include "storm/faults.h"
#include "storm/surroundings.h"
#include "storm/watch.h"
#include "storm/world.h"

namespace shortbreaks::storm {
namespace {

struct Flags {
  uint64_t seed = 0;
  double minutes = 3;
  int workers = 16, families = 1'500;
  bool stay = false;
  std::string history_file, faults = "all";
};

int Parse(int argc, char** argv, Flags& flags) {
  CLI::App app("A storm of families, providers and officers, with faults; docs/storms.md says what is checked.");
  app.add_option("--seed", flags.seed, "the same seed gives the same plan; 0: any");
  app.add_option("--minutes", flags.minutes, "how long it blows")->check(CLI::Range(0.05, 1'440.0));
  app.add_option("--workers", flags.workers, "players at once")->check(CLI::Range(1, 128));
  app.add_option("--families", flags.families, "in the council")->check(CLI::Range(50, 20'000));
  app.add_option("--faults", flags.faults, "all, none, or names of faults with commas between");
  app.add_flag("--stay", flags.stay,
               "where something was found, keep the services and the database for a look at them");
  app.add_option("--history", flags.history_file, "write what was asked and answered to this file");
  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    return app.exit(error) == 0 ? 1 : 2;
  }
  if (flags.seed == 0) flags.seed = std::random_device{}();
  return 0;
}

void PrintFigures(const History& history) {
  std::map<std::string, std::map<std::string, int>> by_method;
  std::map<std::string_view, int> all;
  for (const Attempt& each : history.Attempts()) {
    if (each.method == "RunOut") continue;
    ++all[NameOf(each.outcome)];
    ++by_method[each.method][each.outcome == Outcome::kOk ? "ok" : each.reason];
  }
  for (const auto& [method, outcomes] : by_method) {
    std::cout << "  " << method << ":";
    for (const auto& [outcome, count] : outcomes) std::cout << " " << outcome << " " << count;
    std::cout << "\n";
  }
  std::cout << history.size() << " attempts: " << all["ok"] << " ok, " << all["refused"] << " refused, "
            << all["nothing done"] << " failed with nothing done, " << all["unknown"] << " unknown\n";
}

// What the database itself complained of, each once, with when it first did: a broken index looks like a broken
// promise.
void PrintDatabaseErrors(World& world) {
  constexpr std::string_view kError = "[ERROR]";
  std::ifstream log(world.services().mysql().directory() + "/server.log");
  std::set<std::string> said;
  for (std::string line; std::getline(log, line);) {
    const size_t at = line.find(kError);
    if (at != std::string::npos && said.size() < 40 && said.insert(line.substr(at)).second) {
      std::cout << "  database: " << line << "\n";
    }
  }
}

constexpr int kDoubtful = 3;  // neither passed nor failed; tests/storm/CMakeLists.txt knows it

// `mended`: what was broken in the database itself after its disk was full. What is found in spite of the mending may
// be the broken index's doing, and is doubtful.
int Report(const Verdict& verdict, const Violations& mended, uint64_t seed) {
  std::cout << verdict.fairness << "\n";
  for (const Violation& each : mended) std::cout << "mended, after a full disk: table " << each.sentence << "\n";
  const bool doubtful = !mended.empty();
  std::map<std::string, int> said;
  for (const Violation& each : verdict.violations) {
    if (++said[each.checker] > 5) continue;
    std::cout << (doubtful ? "DOUBTFUL" : "VIOLATION") << " (seed " << seed << ") " << each.checker << ": "
              << each.sentence << "\n";
  }
  for (const auto& [checker, count] : said) {
    std::cout << (doubtful ? "doubtful: " : "violated: ") << checker << ", " << count << " times\n";
  }
  const bool found = !verdict.violations.empty();
  std::cout << "seed " << seed << ": " << verdict.violations.size() << " violations"
            << (found && doubtful ? ", doubtful\n" : "\n");
  if (!found) return 0;
  return doubtful ? kDoubtful : 1;
}

// Those that the flags choose and this machine can have; what it cannot have is listed.
Faults Choose(World& world, const std::string& wanted) {
  Faults chosen;
  const std::vector<std::string> names = absl::StrSplit(wanted, ',');
  for (auto& fault : AllFaults(world)) {
    if (wanted != "all" && std::ranges::find(names, fault->name()) == names.end()) continue;
    if (const std::string why = fault->WhyNot(); !why.empty()) {
      std::cout << "  skipped: " << fault->name() << " (" << why << ")\n";
    } else {
      chosen.push_back(std::move(fault));
    }
  }
  return chosen;
}

// Under a clock that can be moved everything is slower, so that not every storm has one.
std::string ClockFile(const Flags& flags, const std::string& folder) {
  const bool wanted = flags.faults == "all" ? flags.seed % 3 == 0 : flags.faults.find("clock") != std::string::npos;
  if (!wanted || FaketimeLibrary().empty()) return "";
  std::ofstream(folder + "/clock") << "+0\n";
  return folder + "/clock";
}

void PrintFaults(const History& history) {
  std::map<std::string, int> count;
  for (const FaultSpan& each : history.Faults()) ++count[each.name];
  std::cout << history.Faults().size() << " strikes:";
  for (const auto& [name, times] : count)
    std::cout << " [" << name << (times > 1 ? absl::StrCat(" x", times) : "") << "]";
  std::cout << "\n";
}

int Run(const Flags& flags) {
  std::cout << "seed " << flags.seed << std::endl;
  const support::TemporaryDirectory folder;
  World world({.seed = flags.seed, .families = flags.families, .clock_file = ClockFile(flags, folder.path())});
  Faults faults = Choose(world, flags.faults);
  std::vector<std::string> strikes_on;
  for (const auto& fault : faults) strikes_on.push_back(fault->strikes());
  const absl::Duration length = absl::Minutes(flags.minutes);
  const std::vector<Strike> plan = Plan(flags.seed, strikes_on, length);
  History history;
  std::cout << "the world is there, with " << faults.size() << " faults; the storm begins" << std::endl;
  const absl::Time end = absl::Now() + length;
  Violations before, meanwhile;
  {
    const std::jthread watcher([&] { meanwhile = Watch(world, end); });
    const std::jthread director([&] { before = Direct(plan, faults, flags.seed, end, history); });
    Play(world, history, {.seed = flags.seed, .workers = flags.workers, .end = end});
  }
  PrintFigures(history);
  PrintFaults(history);
  if (!flags.history_file.empty()) history.WriteTo(flags.history_file).IgnoreError();
  Append(before, std::move(meanwhile));
  const Violations mended = Struck(history, "disk-full") ? MendTables(world.services().mysql()) : Violations();
  Append(before, BecomeCalm(world));
  Verdict verdict = Judge(world, history);
  Append(verdict.violations, std::move(before));
  if (!verdict.violations.empty() || !mended.empty()) PrintDatabaseErrors(world);
  const int code = Report(verdict, mended, flags.seed);
  if (code != 0 && flags.stay) {
    std::cout << "process " << getpid()
              << " stays until it is ended; the database: " << world.services().mysql().socket() << std::endl;
    pause();
  }
  return code;
}

}  // namespace
}  // namespace shortbreaks::storm

int main(int argc, char** argv) {
  shortbreaks::storm::Flags flags;
  if (const int code = shortbreaks::storm::Parse(argc, argv, flags); code != 0) return code - 1;
  signal(SIGPIPE, SIG_IGN);
  shortbreaks::storm::TakeOwnSurroundings();
  return shortbreaks::storm::Run(flags);
}

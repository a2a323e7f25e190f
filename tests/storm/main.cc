// The storm: plays a council's life from a seed, injects faults, and judges what came of it. See docs/storms.md.
#include <absl/strings/str_cat.h>
#include <absl/time/clock.h>

#include <CLI/CLI.hpp>
#include <csignal>
#include <iostream>
#include <map>
#include <random>

#include "storm/calm.h"
#include "storm/driver.h"
#include "storm/world.h"

namespace shortbreaks::storm {
namespace {

struct Flags {
  uint64_t seed = 0;
  double minutes = 3;
  int workers = 16, families = 1'500;
  std::string history_file;
};

int Parse(int argc, char** argv, Flags& flags) {
  CLI::App app("A storm of families, providers and officers, with faults; docs/storms.md says what is checked.");
  app.add_option("--seed", flags.seed, "the same seed gives the same plan; 0: any");
  app.add_option("--minutes", flags.minutes, "how long it blows")->check(CLI::Range(0.05, 1'440.0));
  app.add_option("--workers", flags.workers, "players at once")->check(CLI::Range(1, 128));
  app.add_option("--families", flags.families, "in the council")->check(CLI::Range(50, 20'000));
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

int Report(const Verdict& verdict, uint64_t seed) {
  std::cout << verdict.fairness << "\n";
  std::map<std::string, int> said;
  for (const Violation& each : verdict.violations) {
    if (++said[each.checker] <= 5)
      std::cout << "VIOLATION (seed " << seed << ") " << each.checker << ": " << each.sentence << "\n";
  }
  for (const auto& [checker, count] : said) std::cout << "violated: " << checker << ", " << count << " times\n";
  std::cout << "seed " << seed << ": " << verdict.violations.size() << " violations\n";
  return verdict.violations.empty() ? 0 : 1;
}

int Run(const Flags& flags) {
  std::cout << "seed " << flags.seed << std::endl;
  World world({.seed = flags.seed, .families = flags.families});
  History history;
  std::cout << "the world is there; the storm begins" << std::endl;
  Play(world, history,
       {.seed = flags.seed, .workers = flags.workers, .end = absl::Now() + absl::Minutes(flags.minutes)});
  PrintFigures(history);
  if (!flags.history_file.empty()) history.WriteTo(flags.history_file).IgnoreError();
  Violations calm = BecomeCalm(world);
  Verdict verdict = Judge(world, history);
  Append(verdict.violations, std::move(calm));
  return Report(verdict, flags.seed);
}

}  // namespace
}  // namespace shortbreaks::storm

int main(int argc, char** argv) {
  shortbreaks::storm::Flags flags;
  if (const int code = shortbreaks::storm::Parse(argc, argv, flags); code != 0) return code - 1;
  signal(SIGPIPE, SIG_IGN);
  return shortbreaks::storm::Run(flags);
}

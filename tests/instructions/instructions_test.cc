// How many instructions the hot paths take, beside what they took when somebody last looked. Counts are those of
// valgrind's processor: the same on every machine and however busy it is.
//
// SHORTBREAKS_UPDATE_GOLDEN=1 writes down what is counted now.
#include <absl/strings/str_cat.h>
#include <gmock/gmock.h>

#include <cstdlib>
#include <fstream>
#include <iterator>
#include <map>
#include <sstream>
#include <string>
#include <string_view>

#include "support/child_process.h"

namespace shortbreaks {
namespace {

// A change of the compiler's or a library's version moves counts a little; a copy too many in a loop moves them more.
constexpr double kTolerance = 0.05;
constexpr std::string_view kCollected = "Collected : ";

int64_t InstructionsOf(const std::string& path, int times) {
  const support::TemporaryDirectory directory;
  const std::string log = directory.path() + "/log";
  support::ChildProcess process;
  const absl::Status started = process.Start({"valgrind", "--tool=callgrind", "--callgrind-out-file=/dev/null",
                                              SHORTBREAKS_HOT_PATHS, path, absl::StrCat(times)},
                                             log);
  EXPECT_TRUE(started.ok()) << started;
  const auto code = process.Wait(absl::Minutes(5));
  std::ifstream file(log);
  const std::string text{std::istreambuf_iterator<char>(file), {}};
  EXPECT_TRUE(code.ok() && *code == 0) << text;
  const size_t at = text.find(kCollected);
  int64_t instructions = 0;
  if (at != std::string::npos) std::istringstream(text.substr(at + kCollected.size())) >> instructions;
  EXPECT_GT(instructions, 0) << "valgrind counted nothing: " << text;
  return instructions;
}

// Of one time: what the program prepares is in both counts.
int64_t Each(const std::string& path) {
  constexpr int kFew = 20, kMany = 120;
  return (InstructionsOf(path, kMany) - InstructionsOf(path, kFew)) / (kMany - kFew);
}

std::map<std::string, int64_t> ReadGolden() {
  std::map<std::string, int64_t> golden;
  std::ifstream file(SHORTBREAKS_INSTRUCTIONS);
  std::string path;
  int64_t instructions = 0;
  while (file >> path >> instructions) golden[path] = instructions;
  return golden;
}

TEST(Instructions, OfTheHotPathsAreWhatTheyWere) {
  const std::map<std::string, int64_t> golden = ReadGolden();
  const bool update = std::getenv("SHORTBREAKS_UPDATE_GOLDEN") != nullptr;
  std::string counted;
  for (const std::string path : {"check-token", "decide", "mark-request", "open-child", "write-search"}) {
    const int64_t now = Each(path);
    absl::StrAppend(&counted, path, " ", now, "\n");
    if (update) continue;
    ASSERT_TRUE(golden.contains(path)) << path;
    const auto before = static_cast<double>(golden.at(path));
    EXPECT_GE(static_cast<double>(now), before * (1 - kTolerance)) << path << " takes less: please write it down";
    EXPECT_LE(static_cast<double>(now), before * (1 + kTolerance)) << path << " takes more: please look why";
  }
  std::cout << counted;
  if (update) std::ofstream(SHORTBREAKS_INSTRUCTIONS) << counted;
}

}  // namespace
}  // namespace shortbreaks

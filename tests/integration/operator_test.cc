// What an operator meets before anything runs: the example settings, and what setup says where something is missing.
#include <absl/strings/str_cat.h>
#include <absl/strings/str_split.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <iterator>
#include <nlohmann/json.hpp>
#include <set>
#include <sstream>
#include <string>
#include <vector>

#include "support/child_process.h"

namespace shortbreaks {
namespace {

namespace fs = std::filesystem;
using testing::HasSubstr;

struct Output {
  int exit_code = -1;
  std::string text;
};

Output OutputOf(const std::vector<std::string>& argv, const std::string& log) {
  std::ofstream(log, std::ios::trunc).close();
  support::ChildProcess process;
  EXPECT_TRUE(process.Start(argv, log).ok());
  const auto code = process.Wait(absl::Seconds(60));
  std::ifstream file(log);
  return {code.value_or(-1), {std::istreambuf_iterator<char>(file), {}}};
}

struct Program {
  const char* name;
  const char* path;
};

class ExampleSettings : public testing::TestWithParam<Program> {
 protected:
  void SetUp() override {
    std::ofstream(folder_.path() + "/secret") << std::string(32, 's') << "\n";
    file_ = absl::StrCat(SHORTBREAKS_SOURCE "/deploy/config/", GetParam().name, ".toml");
  }

  // The names in the file, those given by the unit instead included: `# name = …`.
  std::set<std::string> NamesInFile() const {
    std::ifstream file(file_);
    std::set<std::string> names;
    for (std::string line; std::getline(file, line);) {
      if (line.starts_with("# ")) line.erase(0, 2);
      const size_t equals = line.find(" = ");
      if (equals == std::string::npos || line.find_first_of(" ") != equals) continue;
      EXPECT_TRUE(names.insert(line.substr(0, equals)).second) << line << " stands there twice";
    }
    return names;
  }

  // What is in force with these arguments.
  nlohmann::json InForce(std::vector<std::string> arguments) {
    arguments.insert(arguments.begin(), GetParam().path);
    for (const char* option : {"--mysql-password-file", "--page-token-key-file"}) {
      arguments.emplace_back(option);
      arguments.push_back(folder_.path() + "/secret");
    }
    if (std::string_view(GetParam().name) != "availability") {
      std::ofstream(folder_.path() + "/sealing-keys")
          << "key a " << std::string(64, 'a') << "\ncurrent a\nindex " << std::string(64, 'b') << "\n";
      arguments.emplace_back("--sealing-keys-file");
      arguments.push_back(folder_.path() + "/sealing-keys");
    }
    if (std::string_view(GetParam().name) == "bookings") {
      arguments.emplace_back("--redis-password-file");
      arguments.push_back(folder_.path() + "/secret");
    }
    arguments.emplace_back("--print-config");
    const Output output = OutputOf(arguments, folder_.path() + "/log");
    EXPECT_EQ(output.exit_code, 0) << output.text;
    return nlohmann::json::parse(output.text, nullptr, false);
  }

  support::TemporaryDirectory folder_;
  std::string file_;
};

TEST_P(ExampleSettings, NameEverySettingAndNoOther) {
  const nlohmann::json in_force = InForce({"--config", file_});
  ASSERT_TRUE(in_force.is_object());
  std::set<std::string> settings;
  for (const auto& [name, value] : in_force.items()) settings.insert(name);
  EXPECT_EQ(NamesInFile(), settings);
  const std::string help = OutputOf({GetParam().path, "--help"}, folder_.path() + "/log").text;
  for (const std::string& name : settings) EXPECT_THAT(help, HasSubstr("--" + name + " "));
}

TEST_P(ExampleSettings, AreTheDefaultsButForWhatIsTheCouncilsOwn) {
  const nlohmann::json example = InForce({"--config", file_});
  std::vector<std::string> needed = {"--mysql-user",     "x", "--token-issuer",    "x",
                                     "--token-audience", "x", "--token-keys-file", "x"};
  if (GetParam().name == std::string("bookings")) needed.insert(needed.end(), {"--eligibility-target", "x"});
  const nlohmann::json defaults = InForce(needed);
  const std::set<std::string> own = {"listen-address",     "metrics-address",       "mysql-user",
                                     "token-issuer",       "token-audience",        "token-keys-file",
                                     "eligibility-target", "eligibility-plaintext", "redis-user"};
  for (const auto& [name, value] : defaults.items()) {
    if (own.contains(name)) continue;
    EXPECT_EQ(example[name], value) << name;
  }
}

INSTANTIATE_TEST_SUITE_P(Of, ExampleSettings,
                         testing::Values(Program{"availability", SHORTBREAKS_AVAILABILITY},
                                         Program{"eligibility", SHORTBREAKS_ELIGIBILITY},
                                         Program{"bookings", SHORTBREAKS_BOOKINGS}),
                         [](const auto& each) { return each.param.name; });

// A copy of what setup needs, which anyone may read, with programs of the test's own in front of the system's.
class Setup : public testing::Test {
 protected:
  void SetUp() override {
    fs::permissions(folder_.path(), fs::perms(0755));
    for (const char* file : {"scripts/setup", "scripts/lib/output.sh", "package-lock.json"}) {
      const fs::path copy = folder_.path() + "/" + file;
      fs::create_directories(copy.parent_path());
      fs::copy_file(fs::path(SHORTBREAKS_SOURCE) / file, copy);
    }
    fs::create_directories(folder_.path() + "/bin");
    PutInFront("npm", "exit 1");
  }

  void PutInFront(const std::string& name, const std::string& body) {
    const std::string path = folder_.path() + "/bin/" + name;
    std::ofstream(path) << "#!/bin/sh\n" << body << "\n";
    fs::permissions(path, fs::perms(0755));
  }
  // Prints every package asked for as installed, but for these.
  void PackagesBut(const std::string& missing) {
    PutInFront("dpkg-query", "shift 2; for each in \"$@\"; do case \" " + missing +
                                 " \" in *\" $each \"*) ;; *) echo \"installed $each\" ;; esac; done");
  }

  Output RunAsAnyone() {
    std::vector<std::string> argv = {"env", "PATH=" + folder_.path() + "/bin:/usr/sbin:/usr/bin:/sbin:/bin", "bash",
                                     folder_.path() + "/scripts/setup"};
    if (geteuid() == 0) {
      const std::vector<std::string> nobody = {"setpriv", "--reuid=65534", "--regid=65534", "--clear-groups"};
      argv.insert(argv.begin(), nobody.begin(), nobody.end());
    }
    return OutputOf(argv, log_.path() + "/log");
  }

  support::TemporaryDirectory folder_, log_;
};

TEST_F(Setup, SaysWhatRootHasToInstallAndInstallsNothing) {
  PackagesBut("ninja-build jq");
  PutInFront("apt-get", "echo apt-get was run");
  const Output output = RunAsAnyone();
  EXPECT_EQ(output.exit_code, 1);
  EXPECT_EQ(output.text,
            "setup: packages are missing; run as root: apt-get install --no-install-recommends ninja-build jq\n");
}

TEST_F(Setup, SaysThatTheToolsAreForAnotherMachine) {
  PackagesBut("");
  PutInFront("uname", "echo aarch64");
  const Output output = RunAsAnyone();
  EXPECT_EQ(output.exit_code, 1);
  EXPECT_EQ(output.text,
            "setup: this machine is aarch64, and the pinned dbmate and buf are for x86_64: build on such a machine\n");
}

// A copy of the report of known weaknesses, with a list, an SBOM and a tracker of the test's own.
class Vulnerabilities : public testing::Test {
 protected:
  void SetUp() override {
    for (const char* file : {"scripts/vulnerabilities", "scripts/lib/output.sh"}) {
      const fs::path copy = folder_.path() + "/" + file;
      fs::create_directories(copy.parent_path());
      fs::copy_file(fs::path(SHORTBREAKS_SOURCE) / file, copy);
    }
    fs::create_directories(folder_.path() + "/deploy");
    Write("sbom.json", R"({"components": [
      {"name": "libgrpc29", "properties": [{"name": "debian:source", "value": "grpc"}]},
      {"name": "ical.js", "scope": "excluded"}]})");
    NpmSays(R"({"vulnerabilities": {}})");
  }
  void Write(const std::string& name, const std::string& content) {
    std::ofstream(folder_.path() + "/" + name) << content;
  }
  void Accept(const std::string& lines) {
    Write("deploy/accepted_vulnerabilities.tsv", "# package cve day why\n" + lines);
  }
  void TrackerSays(const std::string& json) { Write("tracker.json", json); }
  void NpmSays(const std::string& json) { Write("npm.json", json); }
  Output Report() {
    return OutputOf({"bash", folder_.path() + "/scripts/vulnerabilities", "--tracker", folder_.path() + "/tracker.json",
                     "--sbom", folder_.path() + "/sbom.json", "--npm", folder_.path() + "/npm.json"},
                    log_.path() + "/log");
  }

  support::TemporaryDirectory folder_, log_;
};

constexpr char kOneOpen[] = R"({
  "grpc": {"CVE-2023-1428": {"description": "a peer", "releases": {"bookworm": {"status": "open", "urgency": "low"}}},
           "CVE-2023-0002": {"releases": {"bookworm": {"status": "resolved"}, "sid": {"status": "open"}}},
           "CVE-2023-0003": {"releases": {"bookworm": {"status": "open", "urgency": "unimportant"}}}},
  "elsewhere": {"CVE-2023-0004": {"releases": {"bookworm": {"status": "open", "urgency": "high"}}}}})";

TEST_F(Vulnerabilities, WhatIsOpenAndNotAcceptedFailsTheReport) {
  TrackerSays(kOneOpen);
  Accept("");
  const Output output = Report();
  EXPECT_EQ(output.exit_code, 1);
  EXPECT_EQ(output.text, "NOT ACCEPTED  grpc CVE-2023-1428: a peer\n");
}

TEST_F(Vulnerabilities, WhatIsAcceptedIsSaidWithItsReason) {
  TrackerSays(kOneOpen);
  Accept("grpc\tCVE-2023-1428\t2999-12-31\tno hostile peer\n");
  const Output output = Report();
  EXPECT_EQ(output.exit_code, 0);
  EXPECT_EQ(output.text, "accepted      grpc CVE-2023-1428 until 2999-12-31: no hostile peer\n");
}

TEST_F(Vulnerabilities, WhatWasAcceptedLongAgoIsLookedAtAgain) {
  TrackerSays(kOneOpen);
  Accept("grpc\tCVE-2023-1428\t2020-01-01\tno hostile peer\n");
  const Output output = Report();
  EXPECT_EQ(output.exit_code, 1);
  EXPECT_EQ(output.text, "LOOK AGAIN    grpc CVE-2023-1428, accepted until 2020-01-01: no hostile peer\n");
}

TEST_F(Vulnerabilities, WhatIsNoLongerOpenIsToLeaveTheList) {
  TrackerSays("{}");
  Accept("grpc\tCVE-2023-1428\t2999-12-31\tno hostile peer\n");
  const Output output = Report();
  EXPECT_EQ(output.exit_code, 0);
  EXPECT_EQ(output.text, "not open      grpc CVE-2023-1428: take it out of the list\n");
}

TEST_F(Vulnerabilities, ThePortalsPackagesAreAmongThem) {
  TrackerSays("{}");
  NpmSays(R"({"vulnerabilities": {
    "qs": {"via": [{"name": "qs", "title": "takes too long", "url": "https://github.com/advisories/GHSA-aaaa-bbbb-cccc"}]},
    "express": {"via": ["qs"]}}})");
  Accept("");
  Output output = Report();
  EXPECT_EQ(output.exit_code, 1);
  EXPECT_EQ(output.text, "NOT ACCEPTED  npm:qs GHSA-aaaa-bbbb-cccc: takes too long\n");
  Accept("npm:qs\tGHSA-aaaa-bbbb-cccc\t2999-12-31\tnobody sends us such\n");
  EXPECT_EQ(Report().exit_code, 0);
}

TEST_F(Vulnerabilities, WhereNpmSaysNothingTheReportFails) {
  TrackerSays("{}");
  Accept("");
  NpmSays(R"({"message": "405 Method Not Allowed"})");
  const Output output = Report();
  EXPECT_EQ(output.exit_code, 1);
  EXPECT_THAT(output.text, testing::HasSubstr("give it with --npm"));
}

}  // namespace
}  // namespace shortbreaks

// The command line tool as a person runs it, against running services.
#pragma once

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/stat.h>

#include <fstream>
#include <iterator>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "ids/uuid.h"
#include "support/family.h"
#include "support/running_services.h"

namespace shortbreaks {

using support::ChildProcess;
using support::RunningServices;
using Program = RunningServices::Program;

struct Answer {
  int exit_code = -1;
  std::string out;   // for people or in JSON
  std::string said;  // on stderr
  nlohmann::json Json() const { return nlohmann::json::parse(out, nullptr, false); }
};

// One set of services for all the tests; each test has a council of its own.
class CommandLine : public testing::Test {
 protected:
  static void SetUpTestSuite() { services_ = RunningServices::Create().release(); }
  static void TearDownTestSuite() {
    delete services_;
    services_ = nullptr;
  }

  CommandLine() { SignIn("officer", {identity::Role::kOfficer, council_, "officer-1", "", "test-suite"}); }

  void SignIn(const std::string& name, const identity::Principal& principal) {
    Write(name + ".token", services_->Token(principal) + "\n");
    Write(name + ".toml", "availability = \"" + services_->target(Program::kAvailability) + "\"\neligibility = \"" +
                              services_->target(Program::kEligibility) + "\"\nbookings = \"" +
                              services_->target(Program::kBookings) + "\"\ntoken-file = \"" + folder_.path() + "/" +
                              name + ".token\"\n" +
                              (principal.role == identity::Role::kOfficer ? "purpose = \"enquiry\"\n" : ""));
  }

  std::string Write(const std::string& name, const std::string& content) {
    const std::string path = folder_.path() + "/" + name;
    std::ofstream(path) << content;
    return path;
  }

  static std::string Read(const std::string& path) {
    std::ifstream file(path);
    return {std::istreambuf_iterator<char>(file), {}};
  }

  Answer Run(const std::string& who, std::vector<std::string> arguments) {
    // A shell parts what is answered from what is said beside it.
    std::vector<std::string> argv = {"sh",
                                     "-c",
                                     R"(out=$1; shift; "$@" >"$out")",
                                     "sh",
                                     folder_.path() + "/out",
                                     SHORTBREAKS_CLI,
                                     "--config",
                                     folder_.path() + "/" + who + ".toml"};
    argv.insert(argv.end(), arguments.begin(), arguments.end());
    const std::string log = folder_.path() + "/" + ids::ToText(ids::NewUuid());
    ChildProcess process;
    EXPECT_TRUE(process.Start(argv, log).ok());
    const auto exit_code = process.Wait(absl::Seconds(120));
    EXPECT_TRUE(exit_code.ok()) << exit_code.status();
    return {exit_code.value_or(-1), Read(folder_.path() + "/out"), Read(log)};
  }

  std::string TimetableFolder(const std::string& sessions) {
    const std::string folder = folder_.path() + "/timetable";
    mkdir(folder.c_str(), 0700);
    Write("timetable/providers.csv", "external_id,display_name\nP1,Example Clubs\n");
    Write("timetable/activities.csv",
          "external_id,provider,title,tier,age_min,age_max,ratio,venue,address,postcode,latitude,longitude\n"
          "A1,P1,Saturday club,targeted,5,17,1:2,Example Hall,1 Example Road,WV1 1KM,52.58,-2.12\n");
    Write("timetable/sessions.csv", "external_id,activity,start_date,start,end,places\n" + sessions);
    return folder;
  }

  static inline RunningServices* services_ = nullptr;
  support::TemporaryDirectory folder_;
  const std::string council_ = support::FreshCouncil();
};

}  // namespace shortbreaks

// A partner's first program, built outside the tree against the installed client, books a session on running services.
// Also built with pkg-config alone.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>
#include <iterator>

#include "support/child_process.h"
#include "support/family.h"
#include "support/running_services.h"

namespace shortbreaks {
namespace {

using support::RunningServices;
using Program = RunningServices::Program;

class Quickstart : public testing::Test {
 protected:
  // Runs to the end; the value is what it printed. A failure where it does not end with 0.
  std::string Run(const std::vector<std::string>& argv) {
    const std::string log = directory_.path() + "/log";
    std::ofstream(log, std::ios::trunc).close();
    support::ChildProcess process;
    EXPECT_TRUE(process.Start(argv, log).ok());
    const auto code = process.Wait(absl::Minutes(4));
    std::ifstream file(log);
    const std::string output{std::istreambuf_iterator<char>(file), {}};
    EXPECT_TRUE(code.ok() && *code == 0) << argv[0] << ": " << output;
    return output;
  }

  std::string InstallClient() {
    const std::string prefix = directory_.path() + "/prefix";
    Run({"cmake", "--install", SHORTBREAKS_BINARY_DIR, "--prefix", prefix, "--component", "client"});
    return prefix;
  }

  void BookWith(const std::string& quickstart) {
    const std::string council = support::FreshCouncil();
    Client officer = services_->Officer(council);
    const support::Family family = support::AddFamily(officer, 600);
    support::AddSession(officer, support::AddClub(officer), 2, absl::Hours(24 * 7));
    const std::string token = directory_.path() + "/token";
    std::ofstream(token) << services_->Token({identity::Role::kCarer, council, family.carer, "", "quickstart"});
    const std::string output =
        Run({quickstart, services_->target(Program::kAvailability), services_->target(Program::kEligibility),
             services_->target(Program::kBookings), token, family.child});
    EXPECT_THAT(output, testing::HasSubstr("confirmed bookings/"));
    EXPECT_THAT(output, testing::HasSubstr(family.allocation + ": 420 of 600 left"));
  }

  support::TemporaryDirectory directory_;
  std::unique_ptr<RunningServices> services_ = RunningServices::Create();
};

TEST_F(Quickstart, BuiltWithCMakeBooksASession) {
  const std::string prefix = InstallClient(), build = directory_.path() + "/build";
  Run({"cmake", "-S", SHORTBREAKS_QUICKSTART, "-B", build, "-G", "Ninja", "-DCMAKE_PREFIX_PATH=" + prefix});
  Run({"cmake", "--build", build});
  BookWith(build + "/quickstart");
}

TEST_F(Quickstart, BuiltWithPkgConfigBooksASession) {
  const std::string prefix = InstallClient(), program = directory_.path() + "/quickstart";
  Run({"sh", "-c",
       "PKG_CONFIG_PATH=$(dirname $(find '" + prefix + "' -name shortbreaks.pc)) && export PKG_CONFIG_PATH && " +
           "c++ -std=c++20 '" SHORTBREAKS_QUICKSTART "/quickstart.cc' -o '" + program +
           "' $(pkg-config --cflags --libs shortbreaks)"});
  BookWith(program);
}

// A partner's own tests, with the connection that is installed for them.
TEST_F(Quickstart, AMockConnectionServesAPartnersTests) {
  const std::string prefix = InstallClient(), program = directory_.path() + "/partner_test";
  std::ofstream(program + ".cc") << R"cc(
#include <gtest/gtest.h>
#include <shortbreaks/mock_connection.h>

    TEST(Partner, ShowsThatTheLastPlaceHasGone) {
      using testing::_;
      auto connection = std::make_shared<shortbreaks::MockConnection>();
      shortbreaks::bookings::v1::HoldPlaceRequest hold;
      hold.set_session("sessions/1");
      shortbreaks::bookings::v1::HoldPlaceResponse held;
      held.mutable_booking()->set_name("bookings/1");
      EXPECT_CALL(*connection, Call("shortbreaks.bookings.v1.BookingsService/HoldPlace", _, _, _))
          .WillOnce(shortbreaks::RespondWith(held))
          .WillOnce(testing::Return(shortbreaks::MakeError(shortbreaks::type::v1::ERROR_REASON_SESSION_FULL)));
      shortbreaks::Client client(connection);
      EXPECT_EQ(client.HoldPlace(hold)->booking().name(), "bookings/1");
      EXPECT_EQ(shortbreaks::ReasonOf(client.HoldPlace(hold).status()), shortbreaks::type::v1::ERROR_REASON_SESSION_FULL);
    }
  )cc";
  Run({"sh", "-c",
       "PKG_CONFIG_PATH=$(dirname $(find '" + prefix + "' -name shortbreaks.pc)) && export PKG_CONFIG_PATH && c++ " +
           "-std=c++20 '" + program + ".cc' -o '" + program +
           "' $(pkg-config --cflags --libs shortbreaks gmock_main)"});
  EXPECT_THAT(Run({program}), testing::HasSubstr("[  PASSED  ] 1 test."));
}

// What a partner includes shows no gRPC and nothing of the services' insides.
TEST_F(Quickstart, InstalledHeadersAreThePublicOnesAlone) {
  const std::string prefix = InstallClient();
  const std::string files = Run({"find", prefix + "/include", "-type", "f", "-printf", "%P\n"});
  EXPECT_THAT(files, testing::HasSubstr("shortbreaks/client.h"));
  EXPECT_THAT(files, testing::Not(testing::HasSubstr("grpc")));
  EXPECT_THAT(files, testing::Not(testing::HasSubstr("mysql")));
  const std::string grpc = Run({"sh", "-c", "grep -rl grpcpp '" + prefix + "/include' || true"});
  EXPECT_EQ(grpc, "");
}

}  // namespace
}  // namespace shortbreaks

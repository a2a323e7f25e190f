// The services as processes: what they say when they cannot start, health, metrics, logs, draining, and a database that
// goes away and comes back.
#include <arpa/inet.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <fstream>
#include <iterator>
#include <nlohmann/json.hpp>
#include <sstream>
#include <thread>

#include "ids/uuid.h"
#include "support/family.h"
#include "support/running_services.h"

namespace shortbreaks {
namespace {

using support::Eventually;
using support::RunningServices;
using testing::HasSubstr;
using Program = RunningServices::Program;

std::string Scrape(int port) {
  const int socket_fd = socket(AF_INET, SOCK_STREAM, 0);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(static_cast<uint16_t>(port));
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  std::string text;
  if (connect(socket_fd, reinterpret_cast<sockaddr*>(&address), sizeof address) == 0) {
    const std::string ask = "GET /metrics HTTP/1.0\r\n\r\n";
    (void)!write(socket_fd, ask.data(), ask.size());
    char buffer[4096];
    for (ssize_t got = 0; (got = read(socket_fd, buffer, sizeof buffer)) > 0;)
      text.append(buffer, static_cast<size_t>(got));
  }
  close(socket_fd);
  return text;
}

class Processes : public testing::Test {
 protected:
  std::unique_ptr<RunningServices> services_ = RunningServices::Create();
  const std::string council_ = support::FreshCouncil();
  Client officer_ = services_->Officer(council_);
  Client impatient_ = services_->As({identity::Role::kOfficer, council_, "officer-1", "", "test-suite"}, false);

  absl::Status ReadSomething() {
    bookings::v1::GetBookingRequest request;
    request.set_name(ids::ResourceName("bookings", ids::NewUuid()));
    return impatient_.GetBooking(request, {.timeout = absl::Seconds(3)}).status();
  }
  bool Serves() { return ReasonOf(ReadSomething()) == type::v1::ERROR_REASON_NOT_FOUND; }
};

TEST_F(Processes, TheDatabaseGoesAwayAndComesBack) {
  ASSERT_TRUE(Serves());
  services_->mysql().Kill();
  const absl::Status away = ReadSomething();
  EXPECT_EQ(ReasonOf(away), type::v1::ERROR_REASON_STORE_UNAVAILABLE) << away;
  EXPECT_TRUE(MayRetry(away));
  EXPECT_TRUE(Eventually(absl::Seconds(10),
                         [&] { return services_->Log(Program::kBookings).find("store_lost") != std::string::npos; }));
  ASSERT_TRUE(services_->mysql().Start().ok());
  EXPECT_TRUE(Eventually(absl::Seconds(10), [&] { return Serves(); }));
}

TEST_F(Processes, TheEligibilityServiceAwayIsAnUpstreamErrorAndNothingIsDone) {
  const support::Family family = support::AddFamily(officer_, 600);
  const std::string session = support::AddSession(officer_, support::AddClub(officer_), 1, absl::Hours(48));
  services_->process(Program::kEligibility).Kill();
  bookings::v1::HoldPlaceRequest hold;
  hold.set_request_id(NewRequestId());
  hold.set_child(family.child);
  hold.set_session(session);
  EXPECT_EQ(ReasonOf(impatient_.HoldPlace(hold).status()), type::v1::ERROR_REASON_UPSTREAM_UNAVAILABLE);
  ASSERT_TRUE(services_->Start(Program::kEligibility).ok());
  EXPECT_TRUE(Eventually(absl::Seconds(5), [&] { return impatient_.HoldPlace(hold).ok(); }));
}

TEST_F(Processes, MetricsCountWhatHappened) {
  const support::Family family = support::AddFamily(officer_, 600);
  const std::string session = support::AddSession(officer_, support::AddClub(officer_), 1, absl::Hours(48));
  bookings::v1::BookPlaceRequest book;
  book.set_request_id(NewRequestId());
  book.set_child(family.child);
  book.set_session(session);
  ASSERT_TRUE(officer_.BookPlace(book).ok());
  const std::string metrics = Scrape(services_->metrics_port(Program::kBookings));
  EXPECT_THAT(metrics, HasSubstr("shortbreaks_rpcs_total{"));
  EXPECT_THAT(metrics, HasSubstr("BookPlace"));
  EXPECT_THAT(metrics, HasSubstr("shortbreaks_booking_attempts_total{service=\"bookings\",outcome=\"confirmed\"} 1"));
  EXPECT_THAT(metrics, HasSubstr("shortbreaks_pool_wait_seconds_count"));
  EXPECT_THAT(metrics, HasSubstr("shortbreaks_queue_depth"));
  EXPECT_THAT(metrics, HasSubstr("shortbreaks_admissions_total{service=\"bookings\",outcome=\"admitted\"} 1"));
}

TEST_F(Processes, EveryLineOfTheLogIsJsonAndTheSettingsAreRedacted) {
  Serves();
  bookings::v1::GetBookingRequest not_utf8;  // of which Protocol Buffers complains in words of its own
  not_utf8.set_name("bookings/\xff");
  EXPECT_EQ(ReasonOf(impatient_.GetBooking(not_utf8).status()), type::v1::ERROR_REASON_INVALID_REQUEST);
  EXPECT_THAT(services_->Log(Program::kBookings), HasSubstr("\"event\":\"protobuf\""));
  std::istringstream log(services_->Log(Program::kBookings));
  std::string line;
  int rpcs = 0;
  while (std::getline(log, line)) {
    const auto json = nlohmann::json::parse(line, nullptr, false);
    ASSERT_TRUE(json.is_object()) << line;
    EXPECT_EQ(json["service"], "bookings");
    rpcs += json["event"] == "rpc";
  }
  EXPECT_GE(rpcs, 1);
  EXPECT_THAT(services_->Log(Program::kBookings), HasSubstr("queue-length-max"));
  EXPECT_EQ(services_->Log(Program::kBookings).find(support::PrivateMysql::kPassword), std::string::npos);
}

TEST_F(Processes, SigtermDrainsAndEndsWithZero) {
  ASSERT_TRUE(Serves());
  EXPECT_EQ(services_->process(Program::kBookings).Stop(absl::Seconds(10)), 0);
  EXPECT_THAT(services_->Log(Program::kBookings), HasSubstr("\"event\":\"stopped\""));
  ASSERT_TRUE(services_->Start(Program::kBookings).ok());
  EXPECT_TRUE(Eventually(absl::Seconds(5), [&] { return Serves(); }));
}

// Runs a program with arguments that cannot work; the value is its last line, and it must not end with 0.
std::string Refusal(const std::string& program, const std::vector<std::string>& arguments) {
  support::TemporaryDirectory directory;
  support::ChildProcess process;
  std::vector<std::string> argv = {program};
  argv.insert(argv.end(), arguments.begin(), arguments.end());
  EXPECT_TRUE(process.Start(argv, directory.path() + "/log").ok());
  const auto code = process.Wait(absl::Seconds(20));
  EXPECT_TRUE(code.ok() && *code == 1);
  std::ifstream file(directory.path() + "/log");
  std::string line, last;
  while (std::getline(file, line)) last = line;
  return last;
}

class Refusals : public testing::Test {
 protected:
  static void SetUpTestSuite() { services_ = RunningServices::Create().release(); }
  static void TearDownTestSuite() { delete services_; }

  // The availability service's own arguments with some set otherwise.
  static std::string With(std::vector<std::string> otherwise) {
    std::vector<std::string> arguments = services_->ArgumentsOf(Program::kAvailability);
    arguments.insert(arguments.end(), otherwise.begin(), otherwise.end());
    return Refusal(arguments[0], {arguments.begin() + 1, arguments.end()});
  }

  static RunningServices* services_;
};
RunningServices* Refusals::services_ = nullptr;

TEST_F(Refusals, APortInUse) { EXPECT_THAT(With({}), HasSubstr("set --listen-address")); }

TEST_F(Refusals, AMetricsPortInUse) {
  const std::string port = std::to_string(services_->metrics_port(Program::kAvailability));
  EXPECT_THAT(With({"--metrics-address", "127.0.0.1:" + port}), HasSubstr("--metrics-address"));
}

TEST_F(Refusals, ADatabaseThatIsAway) {
  EXPECT_THAT(With({"--mysql-unix-socket", "/tmp/no-such.sock", "--store-wait-seconds", "1"}),
              HasSubstr("cannot use the database"));
}

TEST_F(Refusals, AUserThatTheDatabaseDoesNotKnow) {
  EXPECT_THAT(With({"--mysql-user", "nobody"}), HasSubstr("--mysql-user"));
}

TEST_F(Refusals, AKeyFolderThatIsNotThere) {
  EXPECT_THAT(With({"--token-keys-folder", "/tmp/no-such-folder"}), HasSubstr("cannot read the keys"));
}

TEST_F(Refusals, ASettingThatDoesNotExist) { EXPECT_THAT(With({"--wrokers", "3"}), HasSubstr("--wrokers")); }

TEST_F(Refusals, ADatabaseWhoseSettingsWouldBreakThePromises) {
  auto loose =
      support::PrivateMysql::Create({{"--innodb-flush-log-at-trx-commit=2", "--innodb-rollback-on-timeout=OFF"}});
  ASSERT_TRUE(loose.ok()) << loose.status();
  const std::string refusal = With({"--mysql-unix-socket", (*loose)->socket()});
  EXPECT_THAT(refusal, HasSubstr("innodb_flush_log_at_trx_commit"));
  EXPECT_THAT(refusal, HasSubstr("innodb_rollback_on_timeout"));
}

}  // namespace
}  // namespace shortbreaks

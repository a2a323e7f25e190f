// The services as processes: what they say when they cannot start, health, metrics, logs, draining, and a database that
// goes away and comes back.
#include <absl/strings/str_cat.h>
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

#include "identity/signing.h"
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
  const auto serving = [&](int value) {
    return Scrape(services_->metrics_port(Program::kBookings))
               .find(absl::StrCat("shortbreaks_serving{service=\"bookings\"} ", value, "\n")) != std::string::npos;
  };
  EXPECT_TRUE(serving(0));
  ASSERT_TRUE(services_->mysql().Start().ok());
  EXPECT_TRUE(Eventually(absl::Seconds(10), [&] { return Serves(); }));
  EXPECT_TRUE(Eventually(absl::Seconds(10), [&] { return serving(1); }));
}

// Neither answers nor refuses.
TEST_F(Processes, AFrozenDatabaseIsNoticedSoonAnsweredAndForgotten) {
  ASSERT_TRUE(Serves());
  services_->mysql().Pause();
  const absl::Time frozen = absl::Now();
  absl::Status read, change;
  {
    std::jthread reader([&] {
      bookings::v1::GetBookingRequest request;
      request.set_name(ids::ResourceName("bookings", ids::NewUuid()));
      read = impatient_.GetBooking(request, {.timeout = absl::Seconds(25)}).status();
    });
    std::jthread changer([&] {
      availability::v1::CreateProviderRequest create;
      create.set_request_id(NewRequestId());
      create.mutable_provider()->set_display_name("Example Club");
      change = impatient_.CreateProvider(create, {.timeout = absl::Seconds(25)}).status();
    });
    EXPECT_TRUE(Eventually(absl::Seconds(20),
                           [&] { return services_->Log(Program::kBookings).find("store_lost") != std::string::npos; }));
    // --health-answer-seconds is 2.
    EXPECT_LT(absl::Now() - frozen, absl::Seconds(5));
  }
  EXPECT_EQ(ReasonOf(read), type::v1::ERROR_REASON_STORE_UNAVAILABLE) << read;
  EXPECT_EQ(ReasonOf(change), type::v1::ERROR_REASON_STORE_UNAVAILABLE) << change;
  services_->mysql().Continue();
  EXPECT_TRUE(Eventually(absl::Seconds(10), [&] { return Serves(); }));
}

TEST_F(Processes, AStartWaitsForADatabaseThatIsAway) {
  services_->process(Program::kBookings).Kill();
  services_->mysql().Kill();
  absl::Status started;
  {
    std::jthread start([&] { started = services_->Start(Program::kBookings); });
    EXPECT_TRUE(Eventually(absl::Seconds(20), [&] {
      return services_->Log(Program::kBookings).find("store_awaited") != std::string::npos;
    }));
    EXPECT_TRUE(services_->mysql().Start().ok());
  }
  ASSERT_TRUE(started.ok()) << started;
  EXPECT_TRUE(Serves());
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

// A CHECK of the schema that the service does not know stands for any defect that the database finds.
TEST_F(Processes, ADefectThatTheDatabaseFindsIsLoggedByItsNumberAndWithoutData) {
  auto root = mysql::Connection::Open(services_->mysql().As("root"));
  ASSERT_TRUE(root.ok());
  ASSERT_TRUE((*root)
                  ->Execute("ALTER TABLE providers ADD CONSTRAINT providers_not_this "
                            "CHECK (display_name <> 'Sample Words Club')")
                  .ok());
  availability::v1::CreateProviderRequest create;
  create.set_request_id(NewRequestId());
  create.mutable_provider()->set_display_name("Sample Words Club");
  const absl::Status refused = impatient_.CreateProvider(create, {.call_id = "call-of-a-defect"}).status();
  EXPECT_EQ(ReasonOf(refused), type::v1::ERROR_REASON_INTERNAL);
  EXPECT_EQ(refused.ToString().find("providers_not_this"), std::string::npos);
  const std::string log = services_->Log(Program::kAvailability);
  std::istringstream lines(log);
  std::string line, found;
  while (std::getline(lines, line)) {
    if (line.find("call-of-a-defect") != std::string::npos) found = line;
  }
  EXPECT_THAT(found, HasSubstr("\"diagnosis\":\"error 4025, SQLSTATE 23000, constraint providers_not_this\""));
  EXPECT_EQ(log.find("Sample Words"), std::string::npos);
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
  EXPECT_THAT(
      metrics,
      HasSubstr("shortbreaks_booking_attempts_total{service=\"bookings\",change=\"book\",outcome=\"confirmed\"} 1"));
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

  // A service's own arguments with some set otherwise.
  static std::string With(std::vector<std::string> otherwise, Program program = Program::kAvailability) {
    std::vector<std::string> arguments = services_->ArgumentsOf(program);
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

TEST_F(Refusals, AKeySetThatIsNotThere) {
  EXPECT_THAT(With({"--token-keys-file", "/tmp/no-such-file"}), HasSubstr("cannot read the keys"));
}

// Not where it says it is a demonstration, and fails for what comes next.
TEST_F(Refusals, TheDevelopmentIssuersKeys) {
  support::TemporaryDirectory folder;
  const std::string key = identity::NewSigningKey(), file = folder.path() + "/keys.json";
  std::ofstream(file) << identity::PublicJwks({{*identity::DevelopmentKid(key), key}}).value();
  EXPECT_THAT(With({"--token-keys-file", file}), HasSubstr("is of the development issuer"));
  EXPECT_THAT(With({"--token-keys-file", file, "--development", "true"}), HasSubstr("set --listen-address"));
  EXPECT_THAT(With({"--token-issuer", std::string(identity::kDevelopmentIssuer)}),
              HasSubstr("--token-issuer is the development issuer"));
}

TEST_F(Refusals, CheckpointsOfTheAuditTrailThatNobodyCouldSign) {
  EXPECT_THAT(With({"--audit-signing-key-file", ""}, Program::kEligibility),
              HasSubstr("--audit-checkpoint-folder needs --audit-signing-key-file"));
  EXPECT_THAT(With({"--audit-signing-key-file", services_->AuditKey("public")}, Program::kEligibility),
              HasSubstr("holds no private Ed25519 key"));
}

TEST_F(Refusals, ASettingThatDoesNotExist) { EXPECT_THAT(With({"--wrokers", "3"}), HasSubstr("--wrokers")); }

// The bookings service sends on the tokens of those who call it.
TEST_F(Refusals, TokensInTheClearToAnotherMachine) {
  for (const char* target : {"10.0.0.1:50052", "eligibility.example:50052", "127.0.0.1.example:50052",
                             "dns:///eligibility:50052", "[2001:db8::1]:50052", "ipv4:127.0.0.1:1,10.0.0.1:1"}) {
    EXPECT_THAT(With({"--eligibility-target", target}, Program::kBookings),
                HasSubstr("--eligibility-plaintext would send families' tokens in the clear"))
        << target;
  }
  for (const char* target : {"localhost:50052", "127.0.0.1:50052", "127.1.2.3:50052", "[::1]:50052", "unix:/run/e.sock",
                             "dns:///localhost:50052"}) {
    // Gets as far as what is asked next.
    EXPECT_THAT(With({"--eligibility-target", target, "--token-keys-file", "/tmp/no-such-file"}, Program::kBookings),
                HasSubstr("cannot read the keys"))
        << target;
  }
}

struct WrongSetting {
  const char* name;
  std::vector<std::string> server_arguments;
  std::vector<std::string> said;
};

class DatabaseSetWrongly : public Refusals, public testing::WithParamInterface<WrongSetting> {};

TEST_P(DatabaseSetWrongly, IsRefusedWithWhatEachSettingIsAndMustBe) {
  auto loose = support::PrivateMysql::Create({.server_arguments = GetParam().server_arguments, .migrate = false});
  ASSERT_TRUE(loose.ok()) << loose.status();
  const auto granted = (*loose)->AsRoot("GRANT SELECT ON shortbreaks.* TO shortbreaks_availability@'%'");
  ASSERT_TRUE(granted.ok()) << granted.status();
  const std::string refusal = With({"--mysql-unix-socket", (*loose)->socket()});
  EXPECT_THAT(refusal, HasSubstr("the database server's settings are wrong"));
  for (const std::string& each : GetParam().said) EXPECT_THAT(refusal, HasSubstr(each));
}

INSTANTIATE_TEST_SUITE_P(
    Each, DatabaseSetWrongly,
    testing::Values(
        WrongSetting{
            "Durability", {"--innodb-flush-log-at-trx-commit=2"}, {"innodb_flush_log_at_trx_commit is 2, must be 1"}},
        WrongSetting{
            "Rollback", {"--innodb-rollback-on-timeout=OFF"}, {"innodb_rollback_on_timeout is OFF, must be ON"}},
        WrongSetting{"LockWait",
                     {"--innodb-lock-wait-timeout=50"},
                     {"innodb_lock_wait_timeout is 50, must be 1 to 10 (seconds)"}},
        WrongSetting{"Mode", {"--sql-mode="}, {"sql_mode is empty, must be strict"}},
        WrongSetting{"Zone", {"--default-time-zone=+01:00"}, {"time_zone is +01:00", "must be +00:00"}},
        WrongSetting{"Version", {"--version=10.5.8-MariaDB"}, {"version is 10.5.8-MariaDB", "MariaDB 10.11"}},
        WrongSetting{"Several",
                     {"--innodb-flush-log-at-trx-commit=0", "--default-time-zone=-05:00"},
                     {"innodb_flush_log_at_trx_commit is 0", "time_zone is -05:00"}}),
    [](const auto& each) { return each.param.name; });

}  // namespace
}  // namespace shortbreaks

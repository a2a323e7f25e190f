// The client's connection on a network that is not kind: TLS that does not fit, services that do not answer,
// connections that fall silent.
#include <absl/synchronization/notification.h>
#include <absl/time/clock.h>
#include <gtest/gtest.h>
#include <stdlib.h>
#include <unistd.h>

#include <atomic>
#include <filesystem>
#include <thread>

#include "contract/silent_proxy.h"
#include "errors/errors.h"
#include "rpc/server.h"
#include "shortbreaks/client.h"
#include "support/certificates.h"

namespace shortbreaks {
namespace {

using bookings::v1::GetBookingRequest;
using bookings::v1::GetBookingResponse;
using contract::SilentProxy;

constexpr char kService[] = "shortbreaks.bookings.v1.BookingsService";

class AnyoneIsAnOfficer : public identity::TokenVerifier {
 public:
  absl::StatusOr<identity::Principal> Verify(std::string_view, absl::Time) const override {
    return identity::Principal{identity::Role::kOfficer, "E08000031", "officer-1", "", "test"};
  }
};

class ConnectionTest : public testing::Test {
 protected:
  void SetUp() override {
    std::string pattern = testing::TempDir() + "connection_test.XXXXXX";
    ASSERT_NE(mkdtemp(pattern.data()), nullptr);
    folder_ = pattern;
  }
  void TearDown() override {
    server_.reset();
    std::filesystem::remove_all(folder_);
  }

  void Start(const rpc::ServerOptions& options = {}) {
    rpc::HandlerTable table(kService);
    const auto* service = google::protobuf::DescriptorPool::generated_pool()->FindServiceByName(kService);
    for (int i = 0; i < service->method_count(); ++i) {
      table.Add<GetBookingRequest, GetBookingResponse>(
          service->method(i)->name(),
          [this](const rpc::Call& call, const GetBookingRequest&) -> absl::StatusOr<GetBookingResponse> {
            ++calls_;
            answer_.WaitForNotificationWithDeadline(call.deadline + absl::Seconds(10));
            return GetBookingResponse();
          });
    }
    auto server =
        rpc::Server::Start(options, {std::move(table)}, std::make_shared<AnyoneIsAnOfficer>(), telemetry::NoMetrics());
    ASSERT_TRUE(server.ok()) << server.status();
    server_ = *std::move(server);
  }

  static ConnectionOptions To(const std::string& target) {
    ConnectionOptions options;
    options.bookings_target = target;
    options.plaintext = true;
    options.token = [] { return std::string("officer-1"); };
    return options;
  }
  ConnectionOptions ToServer() const { return To("127.0.0.1:" + std::to_string(server_->port())); }

  // The service answers once this is notified, and not before its callers have given up.
  absl::Notification answer_;
  std::atomic<int> calls_ = 0;
  std::string folder_;
  std::unique_ptr<rpc::Server> server_;
};

TEST_F(ConnectionTest, EndsByItsDeadlineWhereTheServiceDoesNotAnswer) {
  Start();
  Client client(*MakeConnection(ToServer()));
  const auto booking = client.GetBooking({}, {.timeout = absl::Milliseconds(200)});
  EXPECT_EQ(booking.status().code(), absl::StatusCode::kDeadlineExceeded);
  EXPECT_EQ(calls_, 1);
  answer_.Notify();
}

TEST_F(ConnectionTest, ADeadlineThatHasPassedIsNotSent) {
  answer_.Notify();
  Start();
  Client client(*MakeConnection(ToServer()));
  const auto booking = client.GetBooking({}, {.deadline = absl::Now() - absl::Seconds(1)});
  EXPECT_EQ(booking.status().code(), absl::StatusCode::kDeadlineExceeded);
  EXPECT_EQ(calls_, 0);
}

TEST_F(ConnectionTest, OneThatFellSilentIsGivenUpAndTheCallSentAgain) {
  Start();
  SilentProxy proxy(server_->port());
  ConnectionOptions options = To("127.0.0.1:" + std::to_string(proxy.port()));
  options.keepalive = absl::Milliseconds(500);
  options.keepalive_timeout = absl::Milliseconds(200);
  Client client(*MakeConnection(options));
  absl::StatusOr<GetBookingResponse> booking;
  std::thread caller([&] { booking = client.GetBooking({}, {.timeout = absl::Seconds(20)}); });
  while (calls_ == 0) absl::SleepFor(absl::Milliseconds(1));
  proxy.SilenceThoseThatExist();
  answer_.Notify();
  caller.join();
  EXPECT_TRUE(booking.ok()) << booking.status();
  EXPECT_EQ(calls_, 2);
  EXPECT_EQ(proxy.connections(), 2);
}

TEST_F(ConnectionTest, IsKeptBetweenCallsAndOneForEachChannel) {
  answer_.Notify();
  Start();
  SilentProxy proxy(server_->port());
  ConnectionOptions options = To("127.0.0.1:" + std::to_string(proxy.port()));
  options.channels = 3;
  Client client(*MakeConnection(options));
  for (int i = 0; i < 12; ++i) EXPECT_TRUE(client.GetBooking({}).ok());
  EXPECT_EQ(proxy.connections(), 3);
}

TEST_F(ConnectionTest, ReachesAUnixSocket) {
  answer_.Notify();
  const std::string target = "unix:" + folder_ + "/bookings.sock";
  Start({.listen_address = target});
  EXPECT_TRUE(Client(*MakeConnection(To(target))).GetBooking({}).ok());
}

TEST_F(ConnectionTest, NobodysProxySeesATokenInPlainText) {
  answer_.Notify();
  Start();
  ASSERT_EQ(setenv("http_proxy", "http://127.0.0.1:1", 1), 0);
  const auto booking = Client(*MakeConnection(ToServer())).GetBooking({});
  unsetenv("http_proxy");
  EXPECT_TRUE(booking.ok()) << booking.status();
}

TEST_F(ConnectionTest, TlsTrustsItsAuthorityAlone) {
  answer_.Notify();
  const support::CertificateAuthority own(folder_, "own"), other(folder_, "other");
  const support::CertificateFiles server = own.Issue("server");
  Start({.listen_address = "127.0.0.1:0", .tls_certificate_file = server.certificate, .tls_key_file = server.key});
  ConnectionOptions options = To("localhost:" + std::to_string(server_->port()));
  options.plaintext = false;
  options.tls_ca_file = own.file();
  const auto trusted = Client(*MakeConnection(options)).GetBooking({});
  EXPECT_TRUE(trusted.ok()) << trusted.status();

  const CallOptions once{.timeout = absl::Seconds(5), .retry = false};
  options.tls_ca_file = other.file();
  EXPECT_EQ(Client(*MakeConnection(options)).GetBooking({}, once).status().code(), absl::StatusCode::kUnavailable);
  options.tls_ca_file.clear();
  EXPECT_EQ(Client(*MakeConnection(options)).GetBooking({}, once).status().code(), absl::StatusCode::kUnavailable);
  // Its name counts too.
  options.tls_ca_file = own.file();
  options.bookings_target = "127.0.0.1:" + std::to_string(server_->port());
  EXPECT_EQ(Client(*MakeConnection(options)).GetBooking({}, once).status().code(), absl::StatusCode::kUnavailable);
  options.tls_ca_file.clear();
  options.plaintext = true;
  EXPECT_EQ(Client(*MakeConnection(options)).GetBooking({}, once).status().code(), absl::StatusCode::kUnavailable);
  EXPECT_EQ(calls_, 1);
}

TEST(MakeConnection, SaysWhatDoesNotFit) {
  ConnectionOptions options;
  options.bookings_target = "127.0.0.1:1";
  options.tls_ca_file = "/nowhere/ca.pem";
  EXPECT_EQ(MakeConnection(options).status(), absl::InvalidArgumentError("cannot read /nowhere/ca.pem"));
  options.tls_ca_file.clear();
  options.tls_key_file = "/nowhere/app.key";
  EXPECT_EQ(MakeConnection(options).status(),
            absl::InvalidArgumentError("tls_certificate_file and tls_key_file must be set together"));
  options.tls_certificate_file = "/nowhere/app.pem";
  EXPECT_EQ(MakeConnection(options).status(), absl::InvalidArgumentError("cannot read /nowhere/app.pem"));
  options.plaintext = true;
  EXPECT_EQ(MakeConnection(options).status().code(), absl::StatusCode::kInvalidArgument);
  options = {.bookings_target = "127.0.0.1:1"};
  options.default_timeout = absl::ZeroDuration();
  EXPECT_EQ(MakeConnection(options).status().code(), absl::StatusCode::kInvalidArgument);
  options.default_timeout = absl::Seconds(1);
  options.channels = 0;
  EXPECT_EQ(MakeConnection(options).status().code(), absl::StatusCode::kInvalidArgument);
}

}  // namespace
}  // namespace shortbreaks

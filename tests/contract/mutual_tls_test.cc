// TLS in both directions, over real connections: who may connect, whom a client trusts, certificates that change while
// calls go on, and tokens that are bound to one.
#include <absl/time/clock.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <stdlib.h>

#include <atomic>
#include <filesystem>
#include <functional>
#include <thread>

#include "errors/errors.h"
#include "rpc/server.h"
#include "shortbreaks/client.h"
#include "support/certificates.h"

namespace shortbreaks {
namespace {

namespace fs = std::filesystem;
using bookings::v1::GetBookingRequest;
using bookings::v1::GetBookingResponse;
using support::CertificateAuthority;
using support::CertificateFiles;

constexpr char kService[] = "shortbreaks.bookings.v1.BookingsService";

// Everybody is an officer, with a token that is bound to the certificate of which it is the SHA-256.
class BoundToItself : public identity::TokenVerifier {
 public:
  absl::StatusOr<identity::Principal> Verify(std::string_view token, absl::Time) const override {
    identity::Principal officer{identity::Role::kOfficer, "E08000031", "officer-1", "", "test"};
    if (token != "free") officer.certificate_sha256 = token;
    return officer;
  }
};

class MutualTls : public testing::Test {
 protected:
  static std::string NewFolder() {
    std::string pattern = testing::TempDir() + "mutual_tls_test.XXXXXX";
    return mkdtemp(pattern.data());
  }
  ~MutualTls() override {
    server_.reset();
    fs::remove_all(folder_);
  }

  rpc::ServerOptions Serving(const CertificateFiles& files) const {
    rpc::ServerOptions options;
    options.tls_certificate_file = files.certificate;
    options.tls_key_file = files.key;
    options.tls_client_ca_file = council_.file();
    options.tls_client_names = {"app.example", "spiffe://council/bookings"};
    options.tls_reload = absl::Seconds(1);
    return options;
  }
  absl::Status TryToStart(const rpc::ServerOptions& options) {
    rpc::HandlerTable table(kService);
    const auto* service = google::protobuf::DescriptorPool::generated_pool()->FindServiceByName(kService);
    for (int i = 0; i < service->method_count(); ++i) {
      table.Add<GetBookingRequest, GetBookingResponse>(
          service->method(i)->name(),
          [this](const rpc::Call&, const GetBookingRequest&) -> absl::StatusOr<GetBookingResponse> {
            ++calls_;
            return GetBookingResponse();
          });
    }
    auto server =
        rpc::Server::Start(options, {std::move(table)}, std::make_shared<BoundToItself>(), telemetry::NoMetrics());
    if (!server.ok()) return server.status();
    server_ = *std::move(server);
    return absl::OkStatus();
  }
  void Start(const rpc::ServerOptions& options) { ASSERT_EQ(TryToStart(options), absl::OkStatus()); }

  ConnectionOptions Connecting(const CertificateFiles& files = {}) const {
    ConnectionOptions options;
    options.bookings_target = "localhost:" + std::to_string(server_->port());
    options.tls_ca_file = council_.file();
    options.tls_certificate_file = files.certificate;
    options.tls_key_file = files.key;
    options.tls_reload = absl::Seconds(1);
    return options;
  }
  // One call over a new connection.
  static absl::Status Call(const ConnectionOptions& options, const std::string& token = "free") {
    auto connection = MakeConnection(options);
    if (!connection.ok()) return connection.status();
    return Client(*std::move(connection))
        .GetBooking({}, {.timeout = absl::Seconds(10), .bearer_token = token, .retry = false})
        .status();
  }
  void IsRefused(const ConnectionOptions& options, const char* who) {
    const int before = calls_;
    EXPECT_EQ(Call(options).code(), absl::StatusCode::kUnavailable) << who;
    EXPECT_EQ(calls_, before) << who;
  }
  static void Await(const std::function<bool()>& holds) {
    while (!holds()) absl::SleepFor(absl::Milliseconds(10));
  }
  // Makes the link `name` lead to `folder`, in one step.
  void Link(const std::string& folder, const std::string& name) const {
    fs::create_directory_symlink(folder, folder_ + "/new-link");
    fs::rename(folder_ + "/new-link", folder_ + "/" + name);
  }

  const std::string folder_ = NewFolder();
  const CertificateAuthority council_{folder_, "council"}, stranger_{folder_, "stranger"};
  std::atomic<int> calls_ = 0;
  std::unique_ptr<rpc::Server> server_;
};

TEST_F(MutualTls, WhoIsOnTheListConnects) {
  Start(Serving(council_.Issue("server")));
  EXPECT_EQ(Call(Connecting(council_.Issue("app", {.names = "DNS:app.example"}))), absl::OkStatus());
  EXPECT_EQ(Call(Connecting(council_.Issue("bookings", {.names = "DNS:other,URI:spiffe://council/bookings"}))),
            absl::OkStatus());
  EXPECT_EQ(calls_, 2);
}

TEST_F(MutualTls, EverybodyElseIsRefused) {
  Start(Serving(council_.Issue("server")));
  const absl::Time now = absl::Now();
  IsRefused(Connecting(), "no certificate");
  IsRefused(Connecting(stranger_.Issue("forged", {.names = "DNS:app.example"})), "another authority");
  IsRefused(Connecting(council_.Issue("old", {.names = "DNS:app.example", .until = now - absl::Minutes(1)})),
            "expired");
  IsRefused(Connecting(council_.Issue("early", {.names = "DNS:app.example", .from = now + absl::Hours(1)})), "to come");
  IsRefused(Connecting(council_.Issue("evil", {.names = "DNS:evil.example"})), "another name");
  IsRefused(Connecting(council_.Issue("app.example", {.names = "DNS:evil.example"})), "the name as its subject alone");
  IsRefused(Connecting(council_.Issue("longer", {.names = "DNS:app.example.evil.example"})), "a longer name");
  IsRefused(Connecting(council_.Issue("wild", {.names = "DNS:*.example"})), "a pattern");
  ConnectionOptions plaintext = Connecting();
  plaintext.tls_ca_file.clear();
  plaintext.plaintext = true;
  IsRefused(plaintext, "plaintext");
  EXPECT_EQ(Call(Connecting(council_.Issue("app", {.names = "DNS:app.example"}))), absl::OkStatus());
}

TEST_F(MutualTls, AClientTrustsItsAuthorityAndTheServersNameAlone) {
  const CertificateFiles app = council_.Issue("app", {.names = "DNS:app.example"});
  Start(Serving(council_.Issue("server")));
  ConnectionOptions options = Connecting(app);
  options.tls_ca_file = stranger_.file();
  IsRefused(options, "another authority");
  options.tls_ca_file = council_.file();
  options.bookings_target = "127.0.0.1:" + std::to_string(server_->port());
  IsRefused(options, "another name");
  server_.reset();
  Start(Serving(council_.Issue("address", {.names = "IP:127.0.0.1"})));
  options.bookings_target = "127.0.0.1:" + std::to_string(server_->port());
  EXPECT_EQ(Call(options), absl::OkStatus());
}

TEST_F(MutualTls, FilesThatDoNotBelongTogetherAreRefusedAtTheStart) {
  const CertificateFiles server = council_.Issue("server"), other = council_.Issue("other");
  const auto refusal = [&](rpc::ServerOptions options) { return std::string(TryToStart(options).message()); };
  EXPECT_THAT(refusal(Serving({server.certificate, other.key})), testing::HasSubstr("other.key is not the key of"));
  EXPECT_THAT(refusal(Serving({server.key, server.key})), testing::HasSubstr("is no certificate in PEM form"));
  EXPECT_THAT(refusal(Serving({server.certificate, server.certificate})), testing::HasSubstr("is no private key"));
  EXPECT_THAT(refusal(Serving({server.certificate, "/no/key"})), testing::HasSubstr("cannot read /no/key"));
  EXPECT_THAT(refusal(Serving(council_.Issue("old", {.until = absl::Now() - absl::Minutes(1)}))),
              testing::HasSubstr("old.pem is out of date"));
  rpc::ServerOptions options = Serving(server);
  options.tls_client_ca_file = server.key;
  EXPECT_THAT(refusal(options), testing::HasSubstr("is no certificate in PEM form"));
}

// The server's certificate goes over from one authority to another, its trust in clients too, and a client that is
// connected goes on with its calls.
TEST_F(MutualTls, CertificatesChangeWhileCallsGoOn) {
  const std::string before = folder_ + "/before", after = folder_ + "/after";
  fs::create_directory(before);
  fs::create_directory(after);
  const CertificateAuthority old_authority(before, "authority"), new_authority(after, "authority");
  old_authority.Issue("server");
  new_authority.Issue("server");
  const CertificateFiles old_app = old_authority.Issue("app", {.names = "DNS:app.example"});
  const CertificateFiles new_app = new_authority.Issue("app", {.names = "DNS:app.example"});
  Link(before, "current");
  const std::string current = folder_ + "/current";
  rpc::ServerOptions serving = Serving({current + "/server.pem", current + "/server.key"});
  serving.tls_client_ca_file = current + "/authority.pem";
  Start(serving);

  ConnectionOptions old_client = Connecting(old_app), new_client = Connecting(new_app);
  old_client.tls_ca_file = old_authority.file();
  new_client.tls_ca_file = new_authority.file();
  // One that follows.
  ConnectionOptions follower = Connecting({current + "/app.pem", current + "/app.key"});
  follower.tls_ca_file = current + "/authority.pem";
  const auto following = MakeConnection(follower).value();
  EXPECT_EQ(Call(old_client), absl::OkStatus());
  EXPECT_EQ(Call(new_client).code(), absl::StatusCode::kUnavailable);

  std::atomic<bool> changed = false;
  std::atomic<int> done = 0, failed = 0;
  std::thread caller([&] {
    Client client(following);
    while (!changed) {
      const auto answer = client.GetBooking({}, {.timeout = absl::Seconds(10), .bearer_token = "free", .retry = false});
      ++(answer.ok() ? done : failed);
    }
  });
  Await([&] { return done > 10; });
  Link(after, "current");
  Await([&] { return Call(new_client).ok(); });
  Await([&] { return Call(old_client).code() == absl::StatusCode::kUnavailable; });
  const int so_far = done;
  Await([&] { return done > so_far + 10; });
  changed = true;
  caller.join();
  EXPECT_EQ(failed, 0);
  // And a connection made now by one who follows the files.
  EXPECT_EQ(Call(follower), absl::OkStatus());
}

// A key that does not belong to its certificate, as in the middle of a careless change: nobody new gets in until it
// does.
TEST_F(MutualTls, AfterFilesThatDoNotFitAServerRecoversByItself) {
  const std::string good = folder_ + "/good", broken = folder_ + "/broken";
  fs::create_directory(good);
  fs::create_directory(broken);
  const CertificateAuthority authority(good, "authority");
  authority.Issue("server");
  fs::copy(good + "/authority.pem", broken + "/authority.pem");
  fs::copy(good + "/server.pem", broken + "/server.pem");
  fs::copy(council_.Issue("other").key, broken + "/server.key");
  Link(good, "current");
  const std::string current = folder_ + "/current";
  Start(Serving({current + "/server.pem", current + "/server.key"}));
  ConnectionOptions app = Connecting(council_.Issue("app", {.names = "DNS:app.example"}));
  app.tls_ca_file = authority.file();
  EXPECT_EQ(Call(app), absl::OkStatus());
  Link(broken, "current");
  Await([&] { return !Call(app).ok(); });
  Link(good, "current");
  Await([&] { return Call(app).ok(); });
}

TEST_F(MutualTls, ATokenIsTakenWithTheCertificateThatItIsBoundToAlone) {
  rpc::ServerOptions options = Serving(council_.Issue("server"));
  options.tls_forwarder_names = {"spiffe://council/bookings"};
  Start(options);
  const CertificateFiles app = council_.Issue("app", {.names = "DNS:app.example"});
  const std::string bound_to_app = support::CertificateSha256(app.certificate);
  EXPECT_EQ(Call(Connecting(app), bound_to_app), absl::OkStatus());
  EXPECT_EQ(Call(Connecting(app), "free"), absl::OkStatus());
  // Stolen by another who may connect.
  const CertificateFiles other = council_.Issue("other", {.names = "DNS:app.example"});
  EXPECT_EQ(ReasonOf(Call(Connecting(other), bound_to_app)), type::v1::ERROR_REASON_CERTIFICATE_MISMATCH);
  // Sent on by a service that has seen the app's certificate itself.
  const CertificateFiles bookings = council_.Issue("bookings", {.names = "URI:spiffe://council/bookings"});
  EXPECT_EQ(Call(Connecting(bookings), bound_to_app), absl::OkStatus());
}

TEST_F(MutualTls, ABoundTokenIsNotTakenWithoutMutualTls) {
  const std::string bound = support::CertificateSha256(council_.Issue("app").certificate);
  rpc::ServerOptions one_sided = Serving(council_.Issue("server"));
  one_sided.tls_client_ca_file.clear();
  one_sided.tls_client_names.clear();
  Start(one_sided);
  EXPECT_EQ(Call(Connecting(), "free"), absl::OkStatus());
  EXPECT_EQ(ReasonOf(Call(Connecting(), bound)), type::v1::ERROR_REASON_CERTIFICATE_MISMATCH);
  server_.reset();
  Start({});
  ConnectionOptions plaintext = Connecting();
  plaintext.tls_ca_file.clear();
  plaintext.plaintext = true;
  EXPECT_EQ(ReasonOf(Call(plaintext, bound)), type::v1::ERROR_REASON_CERTIFICATE_MISMATCH);
}

}  // namespace
}  // namespace shortbreaks

// A booking over mTLS all the way, by an app that acts for a carer: the services as programs, with certificates of a
// little authority.
#include <absl/strings/str_cat.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "support/certificates.h"
#include "support/family.h"
#include "support/running_services.h"

namespace shortbreaks {
namespace {

using identity::Scope;
using identity::Scopes;
using support::CertificateFiles;
using support::RunningServices;
using Program = RunningServices::Program;

class MutualTlsPath : public testing::Test {
 protected:
  void SetUp() override {
    Client officer = services_->Officer(council_);
    family_ = support::AddFamily(officer, 600);
    session_ = support::AddSession(officer, support::AddClub(officer), 3, absl::Hours(48));
    Consent();
  }

  // Both services with a certificate for localhost; eligibility lets in bookings alone, and that the app.
  void GoOver(const std::vector<std::string>& eligibility, const std::string& bookings_name) {
    const CertificateFiles server = authority_.Issue("server");
    const CertificateFiles bookings = authority_.Issue("bookings", {.names = "DNS:" + bookings_name});
    services_->AddArguments(Program::kEligibility, Serving(server, "bookings.example"));
    services_->AddArguments(Program::kEligibility, eligibility);
    services_->AddArguments(Program::kBookings, Serving(server, "app.example"));
    services_->AddArguments(Program::kBookings, {"--eligibility-plaintext", "false", "--eligibility-target",
                                                 Localhost(Program::kEligibility), "--eligibility-tls-ca-file",
                                                 authority_.file(), "--eligibility-tls-certificate-file",
                                                 bookings.certificate, "--eligibility-tls-key-file", bookings.key});
    for (const Program program : {Program::kEligibility, Program::kBookings}) {
      services_->process(program).Stop();
      const absl::Status started = services_->Start(program);
      ASSERT_TRUE(started.ok()) << started;
    }
  }
  std::vector<std::string> Serving(const CertificateFiles& files, const std::string& name) const {
    return {"--tls-certificate-file", files.certificate, "--tls-key-file",     files.key,
            "--tls-client-ca-file",   authority_.file(), "--tls-client-names", name};
  }
  std::string Localhost(Program program) { return absl::StrCat("localhost:", services_->port(program)); }

  // The app holds a place for the child, with a token of the parent's.
  absl::Status Hold(const identity::Principal& parent) {
    ConnectionOptions options;
    options.bookings_target = Localhost(Program::kBookings);
    options.tls_ca_file = authority_.file();
    options.tls_certificate_file = app_.certificate;
    options.tls_key_file = app_.key;
    options.retry.attempts_max = 1;
    options.token = [token = services_->Token(parent)] { return token; };
    bookings::v1::HoldPlaceRequest hold;
    hold.set_request_id(NewRequestId());
    hold.set_child(family_.child);
    hold.set_session(session_);
    auto connection = MakeConnection(options);
    if (!connection.ok()) return connection.status();
    return Client(*std::move(connection)).HoldPlace(hold).status();
  }
  // As the parent says on the council's own site.
  void Consent() {
    eligibility::v1::GiveConsentRequest give;
    give.set_request_id(NewRequestId());
    give.set_carer(family_.carer);
    give.set_app("parent-app");
    const auto given = services_->Carer(council_, family_.carer).GiveConsent(give);
    ASSERT_TRUE(given.ok()) << given.status();
  }
  identity::Principal Parent(std::optional<Scopes> scopes) const {
    identity::Principal parent{identity::Role::kCarer, council_, family_.carer, "", "parent-app"};
    parent.scopes = scopes;
    parent.certificate_sha256 = support::CertificateSha256(app_.certificate);
    return parent;
  }

  const support::TemporaryDirectory folder_;
  const support::CertificateAuthority authority_{folder_.path(), "authority"};
  const CertificateFiles app_ = authority_.Issue("app", {.names = "DNS:app.example"});
  const std::string council_ = support::FreshCouncil();
  const std::unique_ptr<RunningServices> services_ = RunningServices::Create();
  support::Family family_;
  std::string session_;
};

TEST_F(MutualTlsPath, AnAppBooksForACarerWithATokenBoundToItsCertificate) {
  GoOver({"--tls-forwarder-names", "bookings.example"}, "bookings.example");
  const absl::Status refused = Hold(Parent(Scopes{Scope::kRead, Scope::kApply}));
  EXPECT_EQ(ReasonOf(refused), type::v1::ERROR_REASON_SCOPE_MISSING) << refused;
  EXPECT_EQ(MetadataOf(refused, "scope"), "book");
  EXPECT_EQ(Hold(Parent(Scopes{Scope::kBook})), absl::OkStatus());
  identity::Principal stolen = Parent(Scopes{Scope::kBook});
  stolen.certificate_sha256 = support::CertificateSha256(authority_.file());
  EXPECT_EQ(ReasonOf(Hold(stolen)), type::v1::ERROR_REASON_CERTIFICATE_MISMATCH);
  EXPECT_THAT(services_->Log(Program::kBookings), testing::HasSubstr("\"partner\":\"parent-app\""));
}

// Eligibility does not know that bookings sends tokens on.
TEST_F(MutualTlsPath, AServiceThatMayNotSendTokensOnIsNotBelieved) {
  GoOver({}, "bookings.example");
  EXPECT_EQ(ReasonOf(Hold(Parent(Scopes{Scope::kBook}))), type::v1::ERROR_REASON_CERTIFICATE_MISMATCH);
}

TEST_F(MutualTlsPath, AServiceThatIsNotOnTheListIsNotLetIn) {
  GoOver({}, "another.example");
  EXPECT_EQ(ReasonOf(Hold(Parent(std::nullopt))), type::v1::ERROR_REASON_UPSTREAM_UNAVAILABLE);
  EXPECT_THAT(services_->Log(Program::kEligibility), testing::HasSubstr("client_refused"));
}

}  // namespace
}  // namespace shortbreaks

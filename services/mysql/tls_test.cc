// TLS to the database, looked at from both ends: servers with and without it.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "mysql/connection.h"
#include "mysql/fault.h"
#include "support/certificates.h"
#include "support/private_mysql.h"

namespace shortbreaks::mysql {
namespace {

using support::CertificateAuthority;
using support::CertificateFiles;
using support::PrivateMysql;

class MysqlTls : public testing::Test {
 protected:
  // A server that shows this certificate to whoever asks for TLS, and lets others in without.
  static std::unique_ptr<PrivateMysql> Serving(const CertificateFiles& files) {
    auto server = PrivateMysql::Create(
        {.server_arguments = {"--ssl-cert=" + files.certificate, "--ssl-key=" + files.key}, .migrate = false});
    EXPECT_TRUE(server.ok()) << server.status();
    return *std::move(server);
  }
  static ConnectionOptions Trusting(const PrivateMysql& server, const std::string& ca_file) {
    ConnectionOptions options = server.OverTcp("root");
    options.tls_ca_file = ca_file;
    return options;
  }
  static void IsRefused(const ConnectionOptions& options, const char* said) {
    const auto connection = Connection::Open(options);
    EXPECT_EQ(FaultOf(connection.status()), Fault::kConnectionLost) << said;
    EXPECT_THAT(DiagnosisOf(connection.status()), testing::HasSubstr(said));
  }

  support::TemporaryDirectory folder_;
  const CertificateAuthority council_{folder_.path(), "council"}, stranger_{folder_.path(), "stranger"};
};

TEST_F(MysqlTls, TheConnectionIsEncryptedWithACipherThatTheServerNamesToo) {
  const auto server = Serving(council_.Issue("database", {.names = "IP:127.0.0.1,DNS:localhost"}));
  auto connection = Connection::Open(Trusting(*server, council_.file()));
  ASSERT_TRUE(connection.ok()) << DiagnosisOf(connection.status());
  const auto cipher = (*connection)->Query("SHOW SESSION STATUS LIKE 'Ssl_cipher'");
  ASSERT_TRUE(cipher.ok());
  EXPECT_THAT(cipher->front().Text(1), testing::StartsWith("TLS_"));
  // The same server without: the question can be answered otherwise.
  auto plain = Connection::Open(server->OverTcp("root"));
  ASSERT_TRUE(plain.ok());
  EXPECT_EQ((*plain)->Query("SHOW SESSION STATUS LIKE 'Ssl_cipher'")->front().Text(1), "");
}

TEST_F(MysqlTls, AnotherAuthorityIsRefused) {
  const auto server = Serving(stranger_.Issue("database", {.names = "IP:127.0.0.1"}));
  IsRefused(Trusting(*server, council_.file()), "error 2026");
}

TEST_F(MysqlTls, AnExpiredCertificateIsRefused) {
  const auto server =
      Serving(council_.Issue("database", {.names = "IP:127.0.0.1", .until = absl::Now() - absl::Minutes(1)}));
  IsRefused(Trusting(*server, council_.file()), "error 2026");
}

TEST_F(MysqlTls, AnotherNameIsRefused) {
  const auto server = Serving(council_.Issue("other.example", {.names = "DNS:other.example"}));
  IsRefused(Trusting(*server, council_.file()), "error 2026");
}

// The driver would go on in plain text without a word.
TEST_F(MysqlTls, AskedForAndNotOfferedIsRefused) {
  EXPECT_TRUE(Connection::Open(support::SharedMysql().OverTcp("root")).ok());
  IsRefused(Trusting(support::SharedMysql(), council_.file()), "TLS");
}

}  // namespace
}  // namespace shortbreaks::mysql

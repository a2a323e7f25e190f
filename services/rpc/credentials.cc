#include "rpc/credentials.h"

#include <absl/strings/escaping.h>
#include <absl/strings/str_cat.h>
#include <absl/strings/str_join.h>
#include <grpcpp/security/tls_certificate_provider.h>
#include <grpcpp/security/tls_certificate_verifier.h>
#include <grpcpp/security/tls_credentials_options.h>
#include <openssl/pem.h>
#include <openssl/sha.h>
#include <openssl/x509.h>

#include <algorithm>
#include <fstream>
#include <iterator>

#include "identity/freeing.h"
#include "telemetry/log.h"

namespace shortbreaks::rpc {
namespace {

using identity::Freed;
using Memory = Freed<BIO, BIO_free>;
using Certificate = Freed<X509, X509_free>;
using Key = Freed<EVP_PKEY, EVP_PKEY_free>;

absl::Status Wrong(const std::string& line) { return absl::FailedPreconditionError(line); }

absl::StatusOr<std::string> ReadFile(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  if (!file) return Wrong(absl::StrCat("cannot read ", path));
  return std::string{std::istreambuf_iterator<char>(file), {}};
}

Certificate ReadCertificate(const std::string& pem) {
  const Memory memory(BIO_new_mem_buf(pem.data(), static_cast<int>(pem.size())));
  return Certificate(PEM_read_bio_X509(memory.get(), nullptr, nullptr, nullptr));
}

Key ReadKey(const std::string& pem) {
  const Memory memory(BIO_new_mem_buf(pem.data(), static_cast<int>(pem.size())));
  return Key(PEM_read_bio_PrivateKey(memory.get(), nullptr, nullptr, nullptr));
}

// What gRPC would say of them, if at all, at the first handshake.
absl::Status CheckPair(const std::string& certificate_file, const std::string& key_file) {
  const auto certificate_pem = ReadFile(certificate_file), key_pem = ReadFile(key_file);
  if (!certificate_pem.ok()) return certificate_pem.status();
  if (!key_pem.ok()) return key_pem.status();
  const Certificate certificate = ReadCertificate(*certificate_pem);
  if (certificate == nullptr) return Wrong(absl::StrCat(certificate_file, " is no certificate in PEM form"));
  const Key key = ReadKey(*key_pem);
  if (key == nullptr) return Wrong(absl::StrCat(key_file, " is no private key in PEM form"));
  if (X509_check_private_key(certificate.get(), key.get()) != 1) {
    return Wrong(absl::StrCat(key_file, " is not the key of ", certificate_file));
  }
  if (X509_cmp_current_time(X509_get0_notAfter(certificate.get())) < 0) {
    return Wrong(absl::StrCat(certificate_file, " is out of date"));
  }
  return absl::OkStatus();
}

absl::Status CheckAuthority(const std::string& file) {
  const auto pem = ReadFile(file);
  if (!pem.ok()) return pem.status();
  return ReadCertificate(*pem) == nullptr ? Wrong(absl::StrCat(file, " is no certificate in PEM form"))
                                          : absl::OkStatus();
}

std::vector<std::string> Texts(const std::vector<grpc::string_ref>& refs) {
  std::vector<std::string> texts;
  for (const grpc::string_ref& ref : refs) texts.emplace_back(ref.data(), ref.size());
  return texts;
}

// After the handshake, which has held the certificate to its authority and its dates.
class NameVerifier : public grpc::experimental::ExternalCertificateVerifier {
 public:
  explicit NameVerifier(std::vector<std::string> allowed) : allowed_(std::move(allowed)) {}

  bool Verify(grpc::experimental::TlsCustomVerificationCheckRequest* request, std::function<void(grpc::Status)>,
              grpc::Status* status) override {
    std::vector<std::string> names = Texts(request->dns_names());
    for (std::string& uri : Texts(request->uri_names())) names.push_back(std::move(uri));
    if (!IsNamed(names, allowed_)) {
      telemetry::Log(telemetry::Level::kWarning, "client_refused", {{"names", absl::StrJoin(names, ", ")}});
      *status = {grpc::StatusCode::UNAUTHENTICATED, "the client's certificate has no name that is allowed"};
    }
    return true;
  }
  void Cancel(grpc::experimental::TlsCustomVerificationCheckRequest*) override {}

 private:
  const std::vector<std::string> allowed_;
};

}  // namespace

absl::StatusOr<std::shared_ptr<grpc::ServerCredentials>> MakeCredentials(const ServerOptions& options) {
  if (options.tls_certificate_file.empty()) return grpc::InsecureServerCredentials();
  if (auto pair = CheckPair(options.tls_certificate_file, options.tls_key_file); !pair.ok()) return pair;
  const bool mutual = !options.tls_client_ca_file.empty();
  if (mutual) {
    if (auto authority = CheckAuthority(options.tls_client_ca_file); !authority.ok()) return authority;
  }
  const auto seconds = static_cast<unsigned>(std::max<int64_t>(1, absl::ToInt64Seconds(options.tls_reload)));
  grpc::experimental::TlsServerCredentialsOptions tls(
      std::make_shared<grpc::experimental::FileWatcherCertificateProvider>(
          options.tls_key_file, options.tls_certificate_file, options.tls_client_ca_file, seconds));
  tls.watch_identity_key_cert_pairs();
  tls.set_check_call_host(false);
  if (mutual) {
    tls.watch_root_certs();
    tls.set_cert_request_type(GRPC_SSL_REQUEST_AND_REQUIRE_CLIENT_CERTIFICATE_AND_VERIFY);
    tls.set_certificate_verifier(
        grpc::experimental::ExternalCertificateVerifier::Create<NameVerifier>(options.tls_client_names));
  }
  return grpc::experimental::TlsServerCredentials(tls);
}

Peer PeerOf(const grpc::CallbackServerContext& context) {
  const auto authenticated = context.auth_context();
  Peer peer;
  for (const char* property : {GRPC_PEER_DNS_PROPERTY_NAME, GRPC_PEER_URI_PROPERTY_NAME}) {
    for (std::string& name : Texts(authenticated->FindPropertyValues(property))) peer.names.push_back(std::move(name));
  }
  for (const std::string& pem : Texts(authenticated->FindPropertyValues(GRPC_X509_PEM_CERT_PROPERTY_NAME))) {
    unsigned char digest[SHA256_DIGEST_LENGTH];
    unsigned length = 0;
    const Certificate certificate = ReadCertificate(pem);
    if (certificate == nullptr || X509_digest(certificate.get(), EVP_sha256(), digest, &length) != 1) continue;
    peer.certificate_sha256 = absl::WebSafeBase64Escape(absl::string_view(reinterpret_cast<char*>(digest), length));
  }
  return peer;
}

bool IsNamed(const std::vector<std::string>& names, const std::vector<std::string>& allowed) {
  return std::ranges::any_of(
      names, [&](const std::string& name) { return std::ranges::find(allowed, name) != allowed.end(); });
}

}  // namespace shortbreaks::rpc

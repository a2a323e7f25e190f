#include "credentials.h"

#include <absl/strings/str_cat.h>
#include <grpcpp/security/tls_certificate_provider.h>
#include <grpcpp/security/tls_credentials_options.h>

#include <algorithm>
#include <fstream>

namespace shortbreaks {
namespace {

absl::Status CheckOptions(const ConnectionOptions& options) {
  const bool certificate = !options.tls_certificate_file.empty();
  if (options.plaintext && (certificate || !options.tls_ca_file.empty())) {
    return absl::InvalidArgumentError("plaintext cannot be set with tls_ca_file or tls_certificate_file");
  }
  if (certificate != !options.tls_key_file.empty()) {
    return absl::InvalidArgumentError("tls_certificate_file and tls_key_file must be set together");
  }
  for (const std::string& file : {options.tls_ca_file, options.tls_certificate_file, options.tls_key_file}) {
    if (!file.empty() && !std::ifstream(file)) return absl::InvalidArgumentError(absl::StrCat("cannot read ", file));
  }
  return absl::OkStatus();
}

}  // namespace

absl::StatusOr<std::shared_ptr<grpc::ChannelCredentials>> MakeCredentials(const ConnectionOptions& options) {
  if (auto checked = CheckOptions(options); !checked.ok()) return checked;
  if (options.plaintext) return grpc::InsecureChannelCredentials();
  const bool certificate = !options.tls_certificate_file.empty(), authority = !options.tls_ca_file.empty();
  if (!certificate && !authority) return grpc::SslCredentials({});
  const auto seconds = static_cast<unsigned>(std::max<int64_t>(1, absl::ToInt64Seconds(options.tls_reload)));
  grpc::experimental::TlsChannelCredentialsOptions tls;
  // Without a verifier of its own, gRPC holds the certificate to the target's name.
  tls.set_certificate_provider(std::make_shared<grpc::experimental::FileWatcherCertificateProvider>(
      options.tls_key_file, options.tls_certificate_file, options.tls_ca_file, seconds));
  if (authority) tls.watch_root_certs();
  if (certificate) tls.watch_identity_key_cert_pairs();
  return grpc::experimental::TlsCredentials(tls);
}

}  // namespace shortbreaks

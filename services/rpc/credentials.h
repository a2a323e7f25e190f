// TLS of the server: its certificate, who may connect, and who has. Files are read again when they change.
#pragma once

#include <absl/status/statusor.h>
#include <grpcpp/grpcpp.h>

#include <memory>
#include <string>
#include <vector>

#include "rpc/server.h"

namespace shortbreaks::rpc {

// Plaintext where there is no certificate. FAILED_PRECONDITION, one line, where files cannot be read, do not belong
// together, or are out of date. Afterwards a key must be replaced together with its certificate, by one rename of the
// folder or link that holds both: while they do not fit nobody new can connect, and those who are connected go on.
absl::StatusOr<std::shared_ptr<grpc::ServerCredentials>> MakeCredentials(const ServerOptions& options);

// The certificate that a call came with; empty without mTLS.
struct Peer {
  std::vector<std::string> names;  // DNS names and URIs
  std::string certificate_sha256;  // in base64url, as in `x5t#S256`
};
Peer PeerOf(const grpc::CallbackServerContext& context);

// Whether any of a certificate's names is among those allowed.
bool IsNamed(const std::vector<std::string>& names, const std::vector<std::string>& allowed);

}  // namespace shortbreaks::rpc

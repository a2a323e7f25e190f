// TLS of the connection.
#pragma once

#include <absl/status/statusor.h>
#include <grpcpp/grpcpp.h>

#include <memory>

#include "shortbreaks/connection.h"

namespace shortbreaks {

// INVALID_ARGUMENT where the options do not fit together or a file cannot be read.
absl::StatusOr<std::shared_ptr<grpc::ChannelCredentials>> MakeCredentials(const ConnectionOptions& options);

}  // namespace shortbreaks

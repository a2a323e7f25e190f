// How every method of Client makes its call.
#pragma once

#include "shortbreaks/client.h"

namespace shortbreaks {

template <typename Response>
absl::StatusOr<Response> Client::Run(const char* method, const google::protobuf::Message& request,
                                     const CallOptions& options) {
  Response response;
  if (absl::Status status = connection_->Call(method, request, response, options); !status.ok()) return status;
  return response;
}

}  // namespace shortbreaks

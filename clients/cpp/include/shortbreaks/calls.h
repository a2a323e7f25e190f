// How each part of Client makes its calls.
#pragma once

#include <absl/status/statusor.h>

#include <memory>
#include <utility>

#include "shortbreaks/connection.h"

namespace shortbreaks {

class Calls {
 protected:
  explicit Calls(std::shared_ptr<Connection> connection) : connection_(std::move(connection)) {}

  template <typename Response>
  absl::StatusOr<Response> Run(const char* method, const google::protobuf::Message& request,
                               const CallOptions& options) const {
    Response response;
    if (absl::Status status = connection_->Call(method, request, response, options); !status.ok()) return status;
    return response;
  }

 private:
  std::shared_ptr<Connection> connection_;
};

}  // namespace shortbreaks

// The handlers of a service, by method, free of gRPC: messages in, messages out. Tests call them directly; the server
// runs them.
#pragma once

#include <absl/status/statusor.h>
#include <google/protobuf/message.h>

#include <functional>
#include <map>
#include <memory>
#include <string>
#include <string_view>

#include "rpc/call.h"

namespace shortbreaks::rpc {

// One method. Blocking; runs on a worker of the server's pool; thread-safe.
struct Method {
  std::function<std::unique_ptr<google::protobuf::Message>()> new_request;
  std::function<absl::StatusOr<std::unique_ptr<google::protobuf::Message>>(const Call&,
                                                                           const google::protobuf::Message&)>
      run;
  // Where set: the line that a call waits in, so that what many want at once does not keep every worker.
  std::function<std::string(const Call&, const google::protobuf::Message&)> line;
};

class HandlerTable {
 public:
  // `service` is a full proto name, for example `shortbreaks.bookings.v1.BookingsService`.
  explicit HandlerTable(std::string service) : service_(std::move(service)) {}

  // Adds `handler`, callable as absl::StatusOr<Response>(const Call&, const Request&), for one method of the service.
  template <typename Request, typename Response, typename Handler>
  void Add(std::string_view method, Handler handler) {
    methods_[std::string(method)] =
        Method{[] { return std::make_unique<Request>(); },
               [handler = std::move(handler)](const Call& call, const google::protobuf::Message& request)
                   -> absl::StatusOr<std::unique_ptr<google::protobuf::Message>> {
                 absl::StatusOr<Response> response = handler(call, static_cast<const Request&>(request));
                 if (!response.ok()) return response.status();
                 return std::make_unique<Response>(*std::move(response));
               }};
  }

  // The same with a member function of `handlers`, which is copied.
  template <typename Request, typename Response, typename Handlers>
  void Add(std::string_view method, const Handlers& handlers,
           absl::StatusOr<Response> (Handlers::*run)(const Call&, const Request&) const) {
    Add<Request, Response>(
        method, [handlers, run](const Call& call, const Request& request) { return (handlers.*run)(call, request); });
  }

  // Calls of `method` wait in the line that `line`, callable as std::string(const Call&, const Request&), names.
  template <typename Request, typename Line>
  void WaitInLine(std::string_view method, Line line) {
    methods_.at(std::string(method)).line = [line = std::move(line)](const Call& call,
                                                                     const google::protobuf::Message& request) {
      return line(call, static_cast<const Request&>(request));
    };
  }

  // Makes each method what `wrap`, callable as Method(const std::string& full_name, Method), makes of it.
  template <typename Wrap>
  void WrapEach(Wrap wrap) {
    for (auto& [name, method] : methods_) method = wrap(service_ + "/" + name, std::move(method));
  }

  const std::string& service() const { return service_; }
  const std::map<std::string, Method>& methods() const { return methods_; }

 private:
  std::string service_;
  std::map<std::string, Method> methods_;
};

}  // namespace shortbreaks::rpc

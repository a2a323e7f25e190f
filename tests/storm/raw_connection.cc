#include "storm/raw_connection.h"

#include <absl/strings/match.h>
#include <absl/strings/str_cat.h>
#include <absl/synchronization/notification.h>
#include <absl/time/clock.h>
#include <grpcpp/generic/generic_stub.h>
#include <grpcpp/grpcpp.h>
#include <grpcpp/impl/codegen/proto_utils.h>

#include <algorithm>

#include "errors/errors.h"

namespace shortbreaks::storm {
namespace {

using google::protobuf::Message;

class RawConnection : public Connection {
 public:
  explicit RawConnection(const std::map<std::string, std::string>& targets) {
    for (const auto& [prefix, target] : targets) {
      grpc::ChannelArguments arguments;
      arguments.SetInt(GRPC_ARG_USE_LOCAL_SUBCHANNEL_POOL, 1);
      arguments.SetInt(GRPC_ARG_ENABLE_HTTP_PROXY, 0);
      arguments.SetInt(GRPC_ARG_ENABLE_RETRIES, 0);
      arguments.SetInt(GRPC_ARG_INITIAL_RECONNECT_BACKOFF_MS, 100);
      arguments.SetInt(GRPC_ARG_MAX_RECONNECT_BACKOFF_MS, 1000);
      stubs_[prefix] = std::make_unique<grpc::GenericStub>(
          grpc::CreateCustomChannel(target, grpc::InsecureChannelCredentials(), arguments));
    }
  }

  absl::Status Call(const std::string& method, const Message& request, Message& response,
                    const CallOptions& options) override {
    const auto stub = std::find_if(stubs_.begin(), stubs_.end(),
                                   [&](const auto& each) { return absl::StartsWith(method, each.first); });
    if (stub == stubs_.end()) return absl::InvalidArgumentError(method);
    grpc::ClientContext context;
    context.set_deadline(absl::ToChronoTime(absl::Now() + options.timeout));
    context.AddMetadata("x-request-id", options.call_id);
    context.AddMetadata("authorization", absl::StrCat("Bearer ", options.bearer_token));
    if (!options.purpose.empty()) context.AddMetadata("x-purpose", options.purpose);
    grpc::ByteBuffer sent, received;
    bool own_buffer = false;
    grpc::Status status = grpc::GenericSerialize<grpc::ProtoBufferWriter, Message>(request, &sent, &own_buffer);
    absl::Notification done;
    stub->second->UnaryCall(&context, absl::StrCat("/", method), grpc::StubOptions(), &sent, &received,
                            [&](grpc::Status ended) {
                              status = std::move(ended);
                              done.Notify();
                            });
    done.WaitForNotification();
    if (!status.ok()) {
      return errors::FromWire(static_cast<absl::StatusCode>(status.error_code()), status.error_message(),
                              status.error_details());
    }
    grpc::ProtoBufferReader reader(&received);
    return response.ParseFromZeroCopyStream(&reader) ? absl::OkStatus() : absl::InternalError("not readable");
  }

 private:
  std::map<std::string, std::unique_ptr<grpc::GenericStub>> stubs_;
};

}  // namespace

std::shared_ptr<Connection> MakeRawConnection(const std::map<std::string, std::string>& targets) {
  return std::make_shared<RawConnection>(targets);
}

}  // namespace shortbreaks::storm

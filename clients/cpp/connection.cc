// The connection over gRPC. gRPC's headers are included by this source and credentials alone.
#include "shortbreaks/connection.h"

#include <absl/strings/ascii.h>
#include <absl/strings/match.h>
#include <absl/strings/str_cat.h>
#include <absl/synchronization/notification.h>
#include <absl/time/clock.h>
#include <google/protobuf/descriptor.h>
#include <grpcpp/generic/generic_stub.h>
#include <grpcpp/grpcpp.h>
#include <grpcpp/impl/codegen/proto_utils.h>

#include <algorithm>
#include <atomic>
#include <map>
#include <vector>

#include "attempts.h"
#include "call_id.h"
#include "credentials.h"
#include "errors/errors.h"
#include "ids/uuid.h"

namespace shortbreaks {
namespace {

using google::protobuf::Message;

constexpr size_t kCallIdBytesMax = 64;
constexpr absl::Duration kConnectPatience = absl::Seconds(5);

absl::Status FromGrpc(const grpc::Status& status) {
  return errors::FromWire(static_cast<absl::StatusCode>(status.error_code()), status.error_message(),
                          status.error_details());
}

// A change without a request_id would be done again.
bool SafeToRepeat(const Message& request) {
  const auto* field = request.GetDescriptor()->FindFieldByName("request_id");
  return field == nullptr || !request.GetReflection()->GetString(request, field).empty();
}

// What a header can carry; gRPC ends the program on anything else.
bool IsHeaderWord(const std::string& text) { return std::all_of(text.begin(), text.end(), absl::ascii_isgraph); }

int Milliseconds(absl::Duration duration) {
  return static_cast<int>(std::clamp<int64_t>(absl::ToInt64Milliseconds(duration), 1, 3'600'000));
}

std::shared_ptr<grpc::Channel> MakeChannel(const std::string& target, const ConnectionOptions& options,
                                           const std::shared_ptr<grpc::ChannelCredentials>& credentials, int number) {
  grpc::ChannelArguments arguments;
  arguments.SetMaxReceiveMessageSize(options.message_bytes_max);
  arguments.SetMaxSendMessageSize(options.message_bytes_max);
  // A service that was restarted is found again well within two seconds.
  arguments.SetInt(GRPC_ARG_INITIAL_RECONNECT_BACKOFF_MS, 100);
  arguments.SetInt(GRPC_ARG_MAX_RECONNECT_BACKOFF_MS, 1000);
  // By this name gRPC means how long making a connection may take, which in a rush is longer than between attempts.
  arguments.SetInt(GRPC_ARG_MIN_RECONNECT_BACKOFF_MS, Milliseconds(kConnectPatience));
  // One that went silent without a word, behind a fire wall or a machine that is gone, is given up.
  arguments.SetInt(GRPC_ARG_KEEPALIVE_TIME_MS, Milliseconds(options.keepalive));
  arguments.SetInt(GRPC_ARG_KEEPALIVE_TIMEOUT_MS, Milliseconds(options.keepalive_timeout));
  arguments.SetInt(GRPC_ARG_ENABLE_RETRIES, 0);
  // A token in plain text goes through nobody's proxy.
  if (options.plaintext) arguments.SetInt(GRPC_ARG_ENABLE_HTTP_PROXY, 0);
  // Channels that differ in nothing would share one connection.
  arguments.SetInt(GRPC_ARG_USE_LOCAL_SUBCHANNEL_POOL, 1);
  arguments.SetInt("shortbreaks.channel", number);
  return grpc::CreateCustomChannel(target, credentials, arguments);
}

// The channels to one target, taken in turn.
class Target {
 public:
  Target(const std::string& target, const ConnectionOptions& options,
         const std::shared_ptr<grpc::ChannelCredentials>& credentials) {
    for (int i = 0; i < options.channels; ++i) {
      stubs_.push_back(std::make_unique<grpc::GenericStub>(MakeChannel(target, options, credentials, i)));
    }
  }
  grpc::GenericStub& Next() { return *stubs_[next_++ % stubs_.size()]; }

 private:
  std::vector<std::unique_ptr<grpc::GenericStub>> stubs_;
  std::atomic<size_t> next_ = 0;
};

class GrpcConnection : public Connection {
 public:
  GrpcConnection(ConnectionOptions options, const std::shared_ptr<grpc::ChannelCredentials>& credentials)
      : options_(std::move(options)), budget_(options_.retry) {
    const std::pair<const char*, std::string> targets[] = {{"availability", options_.availability_target},
                                                           {"eligibility", options_.eligibility_target},
                                                           {"bookings", options_.bookings_target}};
    for (const auto& [service, target] : targets) {
      if (target.empty()) continue;
      targets_.try_emplace(absl::StrCat("shortbreaks.", service, "."), target, options_, credentials);
    }
  }

  absl::Status Call(const std::string& method, const Message& request, Message& response,
                    const CallOptions& options) override {
    const auto target = std::find_if(targets_.begin(), targets_.end(),
                                     [&](const auto& each) { return absl::StartsWith(method, each.first); });
    if (target == targets_.end()) {
      return absl::InvalidArgumentError(absl::StrCat("the connection has no target for ", method));
    }
    if (options.call_id.size() > kCallIdBytesMax || !IsHeaderWord(options.call_id)) {
      return absl::InvalidArgumentError("call_id must be printable ASCII without spaces, at most 64 characters");
    }
    if (!IsHeaderWord(options.purpose) || !IsHeaderWord(options.reference)) {
      return absl::InvalidArgumentError("purpose and reference must be printable ASCII without spaces");
    }
    const CallRules rules{.deadline = DeadlineOf(options), .may_repeat = options.retry && SafeToRepeat(request)};
    const std::string call_id = options.call_id.empty() ? ids::ToText(ids::NewUuid()) : options.call_id;
    Headers headers{.call_id = call_id,
                    .purpose = options.purpose.empty() ? options_.purpose : options.purpose,
                    .reference = options.reference};
    return SendUntilAnswered(options_.retry, budget_, surroundings_, rules, [&] {
      auto token = TokenFor(options);
      if (!token.ok()) return token.status();
      headers.token = *std::move(token);
      absl::Status status = Send(target->second.Next(), method, request, response, headers, rules.deadline);
      return status.ok() ? status : WithCallId(std::move(status), call_id);
    });
  }

 private:
  // What goes beside a request; nothing where empty.
  struct Headers {
    std::string token, call_id, purpose, reference;
  };

  absl::Time DeadlineOf(const CallOptions& options) const {
    const bool none = options.timeout == absl::InfiniteDuration() && options.deadline == absl::InfiniteFuture();
    const absl::Duration timeout = none ? options_.default_timeout : options.timeout;
    return std::min(options.deadline, absl::Now() + timeout);
  }

  absl::StatusOr<std::string> TokenFor(const CallOptions& options) const {
    absl::StatusOr<std::string> token = options.bearer_token;
    if (token->empty() && options_.token) token = options_.token();
    if (token.ok() && !IsHeaderWord(*token)) {
      return absl::InvalidArgumentError("the token must be printable ASCII without spaces or line breaks");
    }
    return token;
  }

  static absl::Status Send(grpc::GenericStub& stub, const std::string& method, const Message& request,
                           Message& response, const Headers& headers, absl::Time deadline) {
    grpc::ClientContext context;
    context.set_deadline(absl::ToChronoTime(deadline));
    context.AddMetadata("x-request-id", headers.call_id);
    if (!headers.token.empty()) context.AddMetadata("authorization", absl::StrCat("Bearer ", headers.token));
    if (!headers.purpose.empty()) context.AddMetadata("x-purpose", headers.purpose);
    if (!headers.reference.empty()) context.AddMetadata("x-reference", headers.reference);

    grpc::ByteBuffer sent, received;
    bool own_buffer = false;
    grpc::Status status = grpc::GenericSerialize<grpc::ProtoBufferWriter, Message>(request, &sent, &own_buffer);
    if (!status.ok()) return FromGrpc(status);
    absl::Notification done;
    stub.UnaryCall(&context, absl::StrCat("/", method), grpc::StubOptions(), &sent, &received, [&](grpc::Status ended) {
      status = std::move(ended);
      done.Notify();
    });
    done.WaitForNotification();
    if (!status.ok()) return FromGrpc(status);
    grpc::ProtoBufferReader reader(&received);
    if (!response.ParseFromZeroCopyStream(&reader)) return absl::InternalError("the service's answer is not readable");
    return absl::OkStatus();
  }

  const ConnectionOptions options_;
  const Surroundings surroundings_ = RealSurroundings();
  RetryBudget budget_;
  std::map<std::string, Target> targets_;  // by the prefix of their methods
};

}  // namespace

absl::StatusOr<std::shared_ptr<Connection>> MakeConnection(ConnectionOptions options) {
  if (options.availability_target.empty() && options.eligibility_target.empty() && options.bookings_target.empty()) {
    return absl::InvalidArgumentError("at least one target must be set");
  }
  if (options.channels < 1 || options.channels > 64 || options.retry.attempts_max < 1) {
    return absl::InvalidArgumentError("channels must be 1 to 64 and retry.attempts_max at least 1");
  }
  if (!IsHeaderWord(options.purpose)) {
    return absl::InvalidArgumentError("purpose must be printable ASCII without spaces");
  }
  if (options.default_timeout <= absl::ZeroDuration()) {
    return absl::InvalidArgumentError("default_timeout must be more than nothing");
  }
  auto credentials = MakeCredentials(options);
  if (!credentials.ok()) return credentials.status();
  return std::make_shared<GrpcConnection>(std::move(options), *credentials);
}

}  // namespace shortbreaks

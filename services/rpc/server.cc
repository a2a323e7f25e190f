#include "rpc/server.h"

#include <absl/strings/match.h>
#include <absl/strings/str_cat.h>
#include <absl/synchronization/mutex.h>
#include <absl/time/clock.h>
#include <google/protobuf/descriptor.h>
#include <grpcpp/ext/proto_server_reflection_plugin.h>
#include <grpcpp/generic/async_generic_service.h>
#include <grpcpp/grpcpp.h>
#include <grpcpp/health_check_service_interface.h>
#include <grpcpp/impl/codegen/proto_utils.h>
#include <grpcpp/impl/codegen/server_callback_handlers.h>
#include <grpcpp/impl/codegen/service_type.h>

#include <atomic>
#include <set>

#include "errors/diagnosis.h"
#include "errors/errors.h"
#include "identity/authorisation.h"
#include "ids/uuid.h"
#include "rpc/credentials.h"
#include "rpc/listener.h"
#include "rpc/message_text.h"
#include "rpc/redacted.h"
#include "rpc/worker_pool.h"
#include "telemetry/log.h"

namespace shortbreaks::rpc {
namespace {

using errors::Error;
using google::protobuf::Message;
using type::v1::ErrorReason;

grpc::Status ToGrpc(const absl::Status& status) {
  if (status.ok()) return grpc::Status::OK;
  const absl::Status safe = errors::Sanitised(status);
  return {static_cast<grpc::StatusCode>(safe.code()), std::string(safe.message()), errors::WireDetails(safe)};
}

// For the log. Of an error that was not made here its code alone can be told: its words may hold anything.
std::string CauseOf(const absl::Status& status) {
  std::string cause = errors::DiagnosisOf(status);
  if (!cause.empty() || status.ok() || errors::ReasonOf(status) != ErrorReason::ERROR_REASON_UNSPECIFIED) return cause;
  return absl::StrCat("status ", absl::StatusCodeToString(status.code()), " without a reason");
}

bool IsCallId(const std::string& text) {
  return !text.empty() && text.size() <= 64 &&
         std::all_of(text.begin(), text.end(), [](char c) { return c > ' ' && c < 127; });
}

std::string MetadataText(const grpc::CallbackServerContext& context, const char* key) {
  const auto found = context.client_metadata().find(key);
  if (found == context.client_metadata().end()) return {};
  return {found->second.data(), found->second.size()};
}

// What every call of a server shares.
struct Shared {
  ServerOptions options;
  std::shared_ptr<const identity::TokenVerifier> verifier;
  std::shared_ptr<telemetry::Metrics> metrics;
  std::unique_ptr<WorkerPool> workers;
  std::atomic<bool> draining = false;
  std::atomic<int> calls = 0;  // begun and not done
};

struct BoundMethod {
  std::string full_name;  // `shortbreaks.bookings.v1.BookingsService/HoldPlace`
  Method method;
};

// One call. Made and begun in a reaction of gRPC's, which it does not block; run on a worker; deletes itself when gRPC
// is done with it.
class CallReactor : public grpc::ServerUnaryReactor {
 public:
  CallReactor(Shared& shared, const BoundMethod& method, grpc::CallbackServerContext& context,
              const grpc::ByteBuffer& request, grpc::ByteBuffer& response)
      : shared_(shared), method_(method), context_(context), request_(request), response_(response) {
    ++shared_.calls;
    call_.call_id = MetadataText(context_, "x-request-id");
    if (!IsCallId(call_.call_id)) call_.call_id = ids::ToText(ids::NewUuid());
    context_.AddInitialMetadata("x-request-id", call_.call_id);
    call_.purpose = MetadataText(context_, "x-purpose");
    call_.reference = MetadataText(context_, "x-reference");
  }

  // In the reaction: what costs next to nothing, then the queue.
  void Begin() {
    if (auto accepted = Accept(); !accepted.ok()) return End(accepted);
    if (!shared_.workers->Submit([this] { Work(); })) End(errors::Busy(absl::Seconds(1)));
  }

  void OnCancel() override { cancelled_ = true; }
  void OnDone() override {
    --shared_.calls;
    delete this;
  }

 private:
  absl::Status Accept() {
    if (shared_.draining) return Error(ErrorReason::ERROR_REASON_DRAINING);
    const auto now = std::chrono::system_clock::now();
    const auto deadline = context_.deadline();
    if (deadline == std::chrono::system_clock::time_point::max() || deadline - now > std::chrono::hours(24 * 365)) {
      return Error(ErrorReason::ERROR_REASON_DEADLINE_REQUIRED);
    }
    call_.deadline = std::min(absl::FromChrono(deadline), arrival_ + shared_.options.deadline_max);
    if (auto time = CheckTime(); !time.ok()) return time;
    if (auto token = TakeToken(); !token.ok()) return token;
    return CheckSize();
  }

  absl::Status CheckTime() const {
    if (cancelled_) return Error(ErrorReason::ERROR_REASON_CALLER_CANCELLED);
    if (call_.deadline - absl::Now() < shared_.options.deadline_min) {
      return Error(ErrorReason::ERROR_REASON_DEADLINE_TOO_SHORT);
    }
    return absl::OkStatus();
  }

  absl::Status CheckSize() const {
    errors::FieldErrors fields;
    if (request_.Length() > static_cast<size_t>(shared_.options.message_bytes_max)) {
      fields.Add("request", absl::StrCat("Must be at most ", shared_.options.message_bytes_max, " bytes."));
    }
    return fields.ToStatus();
  }

  absl::Status TakeToken() {
    constexpr absl::string_view kBearer = "Bearer ";
    const std::string header = MetadataText(context_, "authorization");
    if (!absl::StartsWithIgnoreCase(header, kBearer)) return Error(ErrorReason::ERROR_REASON_TOKEN_INVALID);
    call_.bearer_token = header.substr(kBearer.size());
    return absl::OkStatus();
  }

  // On a worker: a signature takes long enough to verify that thousands at once would keep gRPC's own threads from
  // everything else, the answers to our calls of other services included.
  absl::Status Authenticate() {
    auto principal = shared_.verifier->Verify(call_.bearer_token, absl::Now());
    if (!principal.ok()) return principal.status();
    call_.principal = *std::move(principal);
    if (auto sent = CheckCertificate(); !sent.ok()) return sent;
    return identity::Authorise(call_.principal, method_.full_name);
  }

  // A token that is bound to a certificate is worth nothing to who only has the token.
  absl::Status CheckCertificate() const {
    const std::string& bound_to = call_.principal.certificate_sha256;
    if (bound_to.empty()) return absl::OkStatus();
    const Peer peer = PeerOf(context_);
    const bool sent_on = IsNamed(peer.names, shared_.options.tls_forwarder_names);
    return peer.certificate_sha256 == bound_to || sent_on ? absl::OkStatus()
                                                          : Error(ErrorReason::ERROR_REASON_CERTIFICATE_MISMATCH);
  }

  // On a worker, as all that follows.
  void Work() {
    if (auto read = Caught([this] { return Read(); }); !read.ok()) return End(read);
    if (!method_.method.line) return End(Caught([this] { return Run(); }));
    shared_.workers->RunInLine(method_.method.line(call_, *message_),
                               [this] { End(Caught([this] { return Run(); })); });
  }

  // The only catch-all of a call's; jobs and calendars have theirs (host/background.h, calendars/http_server.h).
  template <typename Body>
  static absl::Status Caught(Body body) {
    try {
      return body();
    } catch (const std::exception& exception) {
      // Its words can hold what the call was about; its type cannot.
      return Thrown(typeid(exception).name());
    } catch (...) {
      return Thrown("unknown type");
    }
  }

  absl::Status Read() {
    if (auto time = CheckTime(); !time.ok()) return time;
    if (auto known = Authenticate(); !known.ok()) return known;
    if (auto room = CheckLimits(); !room.ok()) return room;
    message_ = method_.method.new_request();
    grpc::ByteBuffer bytes = request_;
    grpc::ProtoBufferReader reader(&bytes);
    if (!message_->ParseFromZeroCopyStream(&reader)) return Unreadable();
    return CleanText(*message_, shared_.options.text);
  }

  absl::Status CheckLimits() const {
    if (shared_.options.call_limits == nullptr) return absl::OkStatus();
    const absl::Duration wait = shared_.options.call_limits->Take(call_.principal);
    if (wait == absl::ZeroDuration()) return absl::OkStatus();
    return errors::ErrorWithRetryAfter(ErrorReason::ERROR_REASON_TOO_MANY_CALLS, wait);
  }

  absl::Status Run() {
    if (auto time = CheckTime(); !time.ok()) return time;
    auto response = method_.method.run(call_, *message_);
    if (!response.ok()) return response.status();
    bool own_buffer = false;
    const grpc::Status sent =
        grpc::GenericSerialize<grpc::ProtoBufferWriter, Message>(**response, &response_, &own_buffer);
    if (!sent.ok()) return Error(ErrorReason::ERROR_REASON_INTERNAL);
    return CheckResponse();
  }

  // gRPC would refuse it without a reason. Pages are bounded so that this cannot be.
  absl::Status CheckResponse() {
    const size_t bytes = response_.Length();
    if (bytes <= static_cast<size_t>(shared_.options.message_bytes_max)) return absl::OkStatus();
    response_.Clear();
    return errors::WithDiagnosis(Error(ErrorReason::ERROR_REASON_INTERNAL),
                                 absl::StrCat("a response of ", bytes, " bytes, above --message-bytes-max"));
  }

  static absl::Status Thrown(std::string_view type) {
    return errors::WithDiagnosis(Error(ErrorReason::ERROR_REASON_INTERNAL), "exception " + std::string(type));
  }

  static absl::Status Unreadable() {
    errors::FieldErrors fields;
    fields.Add("request", "Must be a message of this method's type, with UTF-8 text in its text fields.");
    return fields.ToStatus();
  }

  void End(const absl::Status& status) {
    const absl::Duration took = absl::Now() - arrival_;
    const std::string reason = errors::ReasonText(status);
    shared_.metrics->RpcEnded(method_.full_name, reason, took);
    const bool defect = errors::ReasonOf(errors::Sanitised(status)) == ErrorReason::ERROR_REASON_INTERNAL;
    telemetry::Fields fields = {
        {"method", method_.full_name},
        {"reason", reason},
        {"ms", absl::StrCat(absl::ToInt64Milliseconds(took))},
        {"call_id", call_.call_id},
        {"role", call_.principal.council_id.empty() ? "" : std::string(RoleName(call_.principal.role))},
        {"partner", call_.principal.partner_id},
        {"council", call_.principal.council_id}};
    if (std::string cause = CauseOf(status); !cause.empty()) fields.emplace_back("diagnosis", std::move(cause));
    if (defect && message_ != nullptr) fields.emplace_back("request", Redacted(*message_));
    telemetry::Log(defect ? telemetry::Level::kError : telemetry::Level::kInfo, "rpc", fields);
    Finish(ToGrpc(status));
  }

  Shared& shared_;
  const BoundMethod& method_;
  grpc::CallbackServerContext& context_;
  const grpc::ByteBuffer& request_;
  grpc::ByteBuffer& response_;
  const absl::Time arrival_ = absl::Now();
  std::atomic<bool> cancelled_ = false;
  Call call_;
  std::unique_ptr<Message> message_;
};

// A gRPC service made from the descriptor and the handlers, as the generated raw callback service would be.
class HandlerService : public grpc::Service {
 public:
  HandlerService(Shared& shared, const google::protobuf::ServiceDescriptor& descriptor, const HandlerTable& handlers) {
    for (int i = 0; i < descriptor.method_count(); ++i) {
      const std::string& name = descriptor.method(i)->name();
      auto& bound = methods_.emplace_back(std::make_unique<BoundMethod>(
          BoundMethod{absl::StrCat(descriptor.full_name(), "/", name), handlers.methods().at(name)}));
      paths_.push_back("/" + bound->full_name);
      AddMethod(
          new grpc::internal::RpcServiceMethod(paths_.back().c_str(), grpc::internal::RpcMethod::NORMAL_RPC, nullptr));
      MarkMethodRawCallback(
          i, new grpc::internal::CallbackUnaryHandler<grpc::ByteBuffer, grpc::ByteBuffer>(
                 [&shared, method = bound.get()](grpc::CallbackServerContext* context, const grpc::ByteBuffer* request,
                                                 grpc::ByteBuffer* response) -> grpc::ServerUnaryReactor* {
                   auto* reactor = new CallReactor(shared, *method, *context, *request, *response);
                   reactor->Begin();
                   return reactor;
                 }));
    }
  }

 private:
  std::vector<std::unique_ptr<BoundMethod>> methods_;
  std::list<std::string> paths_;  // gRPC keeps pointers into them
};

// Answers calls of methods that are nobody's, which gRPC would refuse without a reason.
class UnknownMethods : public grpc::CallbackGenericService {
 public:
  explicit UnknownMethods(std::shared_ptr<telemetry::Metrics> metrics) : metrics_(std::move(metrics)) {}

  grpc::ServerGenericBidiReactor* CreateReactor(grpc::GenericCallbackServerContext*) override {
    // The name is the caller's own words: it goes neither into the log nor into a label.
    constexpr std::string_view kMethod = "unknown";
    const absl::Status status = Error(ErrorReason::ERROR_REASON_UNKNOWN_METHOD);
    metrics_->RpcEnded(kMethod, errors::ReasonText(status), absl::ZeroDuration());
    telemetry::Log(telemetry::Level::kInfo, "rpc",
                   {{"method", std::string(kMethod)}, {"reason", errors::ReasonText(status)}});
    return new Refusal(ToGrpc(status));
  }

 private:
  class Refusal : public grpc::ServerGenericBidiReactor {
   public:
    explicit Refusal(const grpc::Status& status) { Finish(status); }
    void OnDone() override { delete this; }
  };

  const std::shared_ptr<telemetry::Metrics> metrics_;
};

const google::protobuf::ServiceDescriptor* DescriptorOf(const HandlerTable& handlers) {
  return google::protobuf::DescriptorPool::generated_pool()->FindServiceByName(handlers.service());
}

// Every RPC of the proto has a handler and a rule, and no handler is left over.
absl::Status CheckComplete(const HandlerTable& handlers) {
  const auto* found = DescriptorOf(handlers);
  if (found == nullptr) return absl::FailedPreconditionError(absl::StrCat("no service ", handlers.service()));
  const google::protobuf::ServiceDescriptor& descriptor = *found;
  std::set<std::string> left;
  for (const auto& [name, method] : handlers.methods()) left.insert(name);
  for (int i = 0; i < descriptor.method_count(); ++i) {
    const std::string& name = descriptor.method(i)->name();
    const std::string full_name = absl::StrCat(descriptor.full_name(), "/", name);
    if (left.erase(name) == 0) return absl::FailedPreconditionError(absl::StrCat(full_name, " has no handler"));
    if (!identity::HasRule(full_name)) {
      return absl::FailedPreconditionError(absl::StrCat(full_name, " is not in the authorisation table"));
    }
  }
  if (!left.empty()) {
    return absl::FailedPreconditionError(absl::StrCat(*left.begin(), " is no method of ", descriptor.full_name()));
  }
  return absl::OkStatus();
}

class RunningServer : public Server {
 public:
  RunningServer(const ServerOptions& options, std::shared_ptr<const identity::TokenVerifier> verifier,
                std::shared_ptr<telemetry::Metrics> metrics, const std::vector<HandlerTable>& services)
      : shared_{.options = options, .verifier = std::move(verifier), .metrics = metrics}, unknown_methods_(metrics) {
    for (const HandlerTable& handlers : services) {
      service_names_.push_back(handlers.service());
      services_.push_back(std::make_unique<HandlerService>(shared_, *DescriptorOf(handlers), handlers));
    }
    shared_.workers = std::make_unique<WorkerPool>(options.workers, options.queue_length_max,
                                                   [metrics](int depth) { metrics->QueueDepth(depth); });
  }
  ~RunningServer() override { Drain(absl::ZeroDuration()); }

  absl::Status Listen(std::shared_ptr<grpc::ServerCredentials> credentials) {
    const ServerOptions& options = shared_.options;
    auto listener = Listener::Open(options.listen_address, shared_.metrics);
    if (!listener.ok()) return listener.status();
    listener_ = *std::move(listener);
    grpc::EnableDefaultHealthCheckService(true);
    grpc::ServerBuilder builder;
    // Somewhat more than is allowed, so that what is too large is refused by us, with a reason.
    builder.SetMaxReceiveMessageSize(options.message_bytes_max * 2);
    builder.SetMaxSendMessageSize(options.message_bytes_max);
    connections_ = builder.experimental().AddExternalConnectionAcceptor(
        grpc::ServerBuilder::experimental_type::ExternalConnectionType::FROM_FD, std::move(credentials));
    for (const auto& service : services_) builder.RegisterService(service.get());
    builder.RegisterCallbackGenericService(&unknown_methods_);
    builder.SetOption(std::make_unique<ReflectionOption>(options.reflection));
    server_ = builder.BuildAndStart();
    if (server_ == nullptr) return absl::InternalError("gRPC cannot start a server");
    SetServing(false);
    listener_->Start([this](int connection) {
      grpc::experimental::ExternalConnectionAcceptor::NewConnectionParameters taken;
      taken.fd = connection;
      connections_->HandleNewConnection(&taken);
    });
    return absl::OkStatus();
  }

  int port() const override { return listener_->port(); }

  void SetServing(bool serving) override {
    absl::MutexLock lock(&mutex_);
    if (server_ == nullptr) return;
    auto* health = server_->GetHealthCheckService();
    const bool answer = serving && !shared_.draining;
    shared_.metrics->Serving(answer);
    health->SetServingStatus("", answer);
    for (const std::string& name : service_names_) health->SetServingStatus(name, answer);
  }

  void Drain(absl::Duration grace) override {
    if (shared_.draining.exchange(true)) return;
    SetServing(false);
    const absl::Time end = absl::Now() + grace;
    while (shared_.calls > 0 && absl::Now() < end) absl::SleepFor(absl::Milliseconds(5));
    absl::MutexLock lock(&mutex_);
    if (server_ == nullptr) return;
    listener_->Stop();
    // Calls still running are cancelled and waited for: each ends by its deadline.
    server_->Shutdown(absl::ToChronoTime(std::max(end, absl::Now() + absl::Milliseconds(50))));
    server_->Wait();
    server_.reset();
    shared_.workers.reset();
  }

 private:
  // Linking the plug-in gives it to every server of the process, asked for or not.
  class ReflectionOption : public grpc::ServerBuilderOption {
   public:
    explicit ReflectionOption(bool wanted) : wanted_(wanted) {}
    void UpdateArguments(grpc::ChannelArguments*) override {}
    void UpdatePlugins(std::vector<std::unique_ptr<grpc::ServerBuilderPlugin>>* plugins) override {
      auto wanted = std::make_unique<grpc::reflection::ProtoServerReflectionPlugin>();
      std::erase_if(*plugins, [&](const auto& plugin) { return plugin->name() == wanted->name(); });
      if (wanted_) plugins->push_back(std::move(wanted));
    }

   private:
    const bool wanted_;
  };

  Shared shared_;
  std::vector<std::string> service_names_;
  std::vector<std::unique_ptr<HandlerService>> services_;
  UnknownMethods unknown_methods_;
  absl::Mutex mutex_;
  std::unique_ptr<Listener> listener_;
  std::unique_ptr<grpc::experimental::ExternalConnectionAcceptor> connections_;
  std::unique_ptr<grpc::Server> server_;
};

}  // namespace

absl::StatusOr<std::unique_ptr<Server>> Server::Start(const ServerOptions& options, std::vector<HandlerTable> services,
                                                      std::shared_ptr<const identity::TokenVerifier> verifier,
                                                      std::shared_ptr<telemetry::Metrics> metrics) {
  for (const HandlerTable& handlers : services) {
    if (auto complete = CheckComplete(handlers); !complete.ok()) return complete;
  }
  auto credentials = MakeCredentials(options);
  if (!credentials.ok()) return credentials.status();
  auto server = std::make_unique<RunningServer>(options, std::move(verifier), std::move(metrics), services);
  if (auto listening = server->Listen(*std::move(credentials)); !listening.ok()) return listening;
  return server;
}

}  // namespace shortbreaks::rpc

// Every rule of the adaptor, over a real connection: a scripted service behind it, a raw client in front.
#include "rpc/server.h"

#include <absl/strings/str_split.h>
#include <absl/synchronization/notification.h>
#include <absl/time/clock.h>
#include <gmock/gmock.h>
#include <google/protobuf/descriptor.h>
#include <grpcpp/generic/generic_stub.h>
#include <grpcpp/grpcpp.h>
#include <grpcpp/impl/codegen/proto_utils.h>
#include <gtest/gtest.h>
#include <sys/socket.h>
#include <unistd.h>

#include <atomic>
#include <thread>

#include "errors/diagnosis.h"
#include "errors/errors.h"
#include "google/rpc/error_details.pb.h"
#include "identity/authorisation.h"
#include "shortbreaks/bookings/v1/bookings.pb.h"
#include "support/open_files.h"

namespace shortbreaks::rpc {
namespace {

using bookings::v1::GetBookingRequest;
using bookings::v1::GetBookingResponse;
using type::v1::ErrorReason;

constexpr char kService[] = "shortbreaks.bookings.v1.BookingsService";
constexpr char kGet[] = "/shortbreaks.bookings.v1.BookingsService/GetBooking";

// `officer`, `partner` and `app` (which may book for an officer, and not read) are tokens here; anything else is
// refused.
class WordVerifier : public identity::TokenVerifier {
 public:
  explicit WordVerifier(std::function<void()> meanwhile = {}) : meanwhile_(std::move(meanwhile)) {}
  absl::StatusOr<identity::Principal> Verify(std::string_view token, absl::Time) const override {
    if (meanwhile_) meanwhile_();
    identity::Principal principal{identity::Role::kOfficer, "E08000031", "officer-1", "", "test"};
    if (token == "expired") return errors::Error(ErrorReason::ERROR_REASON_TOKEN_EXPIRED);
    if (token == "partner") principal.role = identity::Role::kPartner;
    if (token == "app") principal.scopes = identity::Scopes{identity::Scope::kBook};
    if (token != "partner" && token != "officer" && token != "app")
      return errors::Error(ErrorReason::ERROR_REASON_TOKEN_INVALID);
    return principal;
  }

 private:
  const std::function<void()> meanwhile_;  // happens while a token is verified
};

using GetHandler = std::function<absl::StatusOr<GetBookingResponse>(const Call&, const GetBookingRequest&)>;

// All of the service's methods, of which GetBooking does what the test says.
HandlerTable TableWith(GetHandler get) {
  HandlerTable table(kService);
  const auto* service = google::protobuf::DescriptorPool::generated_pool()->FindServiceByName(kService);
  for (int i = 0; i < service->method_count(); ++i) {
    table.Add<GetBookingRequest, GetBookingResponse>(
        service->method(i)->name(), [](const Call&, const GetBookingRequest&) -> absl::StatusOr<GetBookingResponse> {
          return errors::Error(ErrorReason::ERROR_REASON_NOT_FOUND);
        });
  }
  table.Add<GetBookingRequest, GetBookingResponse>("GetBooking", std::move(get));
  return table;
}

struct Reply {
  absl::Status status;
  GetBookingResponse response;
  std::string call_id;
};

struct Asked {
  std::string method = kGet;
  std::string authorization = "Bearer officer";
  absl::Duration timeout = absl::Seconds(5);  // infinite: none is sent
  std::string call_id;
  std::string raw_bytes;  // sent instead of the request where set
  std::string name = "bookings/1";
};

class ServerTest : public testing::Test {
 protected:
  void Start(GetHandler get, ServerOptions options = {}) {
    auto server = Server::Start(options, {TableWith(std::move(get))}, std::make_shared<WordVerifier>(while_verifying_),
                                telemetry::NoMetrics());
    ASSERT_TRUE(server.ok()) << server.status();
    server_ = *std::move(server);
    server_->SetServing(true);
    const std::string target = "127.0.0.1:" + std::to_string(server_->port());
    stub_ = std::make_unique<grpc::GenericStub>(grpc::CreateChannel(target, grpc::InsecureChannelCredentials()));
  }

  Reply Ask(const Asked& asked = {}) {
    grpc::ClientContext context;
    if (asked.timeout != absl::InfiniteDuration()) {
      context.set_deadline(absl::ToChronoTime(absl::Now() + asked.timeout));
    }
    if (!asked.authorization.empty()) context.AddMetadata("authorization", asked.authorization);
    if (!asked.call_id.empty()) context.AddMetadata("x-request-id", asked.call_id);
    GetBookingRequest request;
    request.set_name(asked.name);
    const std::string bytes = asked.raw_bytes.empty() ? request.SerializeAsString() : asked.raw_bytes;
    grpc::Slice slice(bytes);
    grpc::ByteBuffer sent(&slice, 1), received;
    grpc::Status status;
    absl::Notification done;
    stub_->UnaryCall(&context, asked.method, grpc::StubOptions(), &sent, &received, [&](grpc::Status ended) {
      status = std::move(ended);
      done.Notify();
    });
    done.WaitForNotification();
    Reply reply{errors::FromWire(static_cast<absl::StatusCode>(status.error_code()), status.error_message(),
                                 status.error_details())};
    if (status.ok()) {
      grpc::ProtoBufferReader reader(&received);
      EXPECT_TRUE(reply.response.ParseFromZeroCopyStream(&reader));
    }
    const auto found = context.GetServerInitialMetadata().find("x-request-id");
    if (found != context.GetServerInitialMetadata().end()) {
      reply.call_id.assign(found->second.data(), found->second.size());
    }
    return reply;
  }
  ErrorReason ReasonFor(const Asked& asked) { return errors::ReasonOf(Ask(asked).status); }

  static absl::StatusOr<GetBookingResponse> Echo(const Call&, const GetBookingRequest& request) {
    GetBookingResponse response;
    response.mutable_booking()->set_name(request.name());
    return response;
  }

  std::function<void()> while_verifying_;
  std::unique_ptr<Server> server_;
  std::unique_ptr<grpc::GenericStub> stub_;
};

TEST_F(ServerTest, AHandlersAnswerComesBackWithTheCallId) {
  Call seen;
  Start([&](const Call& call, const GetBookingRequest& request) {
    seen = call;
    return Echo(call, request);
  });
  const Reply reply = Ask({.call_id = "req-7"});
  ASSERT_TRUE(reply.status.ok()) << reply.status;
  EXPECT_EQ(reply.response.booking().name(), "bookings/1");
  EXPECT_EQ(reply.call_id, "req-7");
  EXPECT_EQ(seen.call_id, "req-7");
  EXPECT_EQ(seen.bearer_token, "officer");
  EXPECT_EQ(seen.principal.council_id, "E08000031");
  EXPECT_LE(seen.deadline, absl::Now() + absl::Seconds(6));
}

TEST_F(ServerTest, ACallIdThatIsNoneIsReplaced) {
  Start(Echo);
  EXPECT_EQ(Ask().call_id.size(), 36u);
  EXPECT_EQ(Ask({.call_id = std::string(200, 'x')}).call_id.size(), 36u);
}

TEST_F(ServerTest, WithoutAValidTokenNothingIsRun) {
  std::atomic<int> runs = 0;
  Start([&](const Call& call, const GetBookingRequest& request) {
    ++runs;
    return Echo(call, request);
  });
  EXPECT_EQ(ReasonFor({.authorization = ""}), ErrorReason::ERROR_REASON_TOKEN_INVALID);
  EXPECT_EQ(ReasonFor({.authorization = "Basic officer"}), ErrorReason::ERROR_REASON_TOKEN_INVALID);
  EXPECT_EQ(ReasonFor({.authorization = "Bearer nobody"}), ErrorReason::ERROR_REASON_TOKEN_INVALID);
  EXPECT_EQ(ReasonFor({.authorization = "Bearer expired"}), ErrorReason::ERROR_REASON_TOKEN_EXPIRED);
  EXPECT_EQ(ReasonFor({.authorization = "Bearer partner"}), ErrorReason::ERROR_REASON_NOT_ALLOWED);
  EXPECT_EQ(ReasonFor({.authorization = "Bearer app"}), ErrorReason::ERROR_REASON_SCOPE_MISSING);
  EXPECT_EQ(runs, 0);
}

TEST_F(ServerTest, AnAppIsToldWhichScopeItLacks) {
  Start(Echo);
  EXPECT_EQ(errors::MetadataOf(Ask({.authorization = "Bearer app"}).status, "scope"), "read");
}

TEST_F(ServerTest, ACallNeedsADeadlineLongEnough) {
  ServerOptions options;
  options.deadline_min = absl::Milliseconds(500);
  Start(Echo, options);
  EXPECT_EQ(ReasonFor({.timeout = absl::InfiniteDuration()}), ErrorReason::ERROR_REASON_DEADLINE_REQUIRED);
  EXPECT_EQ(ReasonFor({.timeout = absl::Milliseconds(400)}), ErrorReason::ERROR_REASON_DEADLINE_TOO_SHORT);
}

TEST_F(ServerTest, ALongDeadlineIsShortened) {
  ServerOptions options;
  options.deadline_max = absl::Seconds(3);
  absl::Time deadline;
  Start(
      [&](const Call& call, const GetBookingRequest& request) {
        deadline = call.deadline;
        return Echo(call, request);
      },
      options);
  ASSERT_TRUE(Ask({.timeout = absl::Hours(1)}).status.ok());
  EXPECT_LE(deadline, absl::Now() + absl::Seconds(3));
}

TEST_F(ServerTest, TextThatIsNoUtf8NamesItsField) {
  Start(Echo);
  const Reply reply = Ask({.raw_bytes = std::string("\x0a\x02\xff\xfe", 4)});
  EXPECT_EQ(errors::ReasonOf(reply.status), ErrorReason::ERROR_REASON_INVALID_REQUEST);
}

TEST_F(ServerTest, TextIsCleanedBeforeAHandlerSeesIt) {
  Start(Echo);
  EXPECT_EQ(Ask({.name = "Cafe\xCC\x81"}).response.booking().name(), "Caf\xC3\xA9");
  const Reply reply = Ask({.name = "A\xE2\x80\xAE"
                                   "B"});
  EXPECT_EQ(errors::ReasonOf(reply.status), ErrorReason::ERROR_REASON_INVALID_REQUEST);
  EXPECT_THAT(std::string(reply.status.message()), testing::HasSubstr("name"));
}

// Lets the first calls through and refuses the others.
struct FewCalls : limits::CallLimits {
  explicit FewCalls(int calls) : left(calls) {}
  absl::Duration Take(const identity::Principal& caller) override {
    last_subject = caller.subject;
    return left-- > 0 ? absl::ZeroDuration() : absl::Seconds(7);
  }
  std::atomic<int> left;
  std::string last_subject;
};

TEST_F(ServerTest, WhoCallsTooOftenIsToldWhenToComeBackAndNothingIsRun) {
  ServerOptions options;
  const auto limits = std::make_shared<FewCalls>(2);
  options.call_limits = limits;
  int runs = 0;
  Start(
      [&](const Call& call, const GetBookingRequest& request) {
        ++runs;
        return Echo(call, request);
      },
      options);
  EXPECT_TRUE(Ask().status.ok());
  EXPECT_TRUE(Ask().status.ok());
  const Reply refused = Ask();
  EXPECT_EQ(errors::ReasonOf(refused.status), ErrorReason::ERROR_REASON_TOO_MANY_CALLS);
  EXPECT_EQ(refused.status.code(), absl::StatusCode::kResourceExhausted);
  EXPECT_EQ(errors::MetadataOf(refused.status, "may_retry"), "true");
  google::rpc::Status wire;
  ASSERT_TRUE(wire.ParseFromString(errors::WireDetails(refused.status)));
  google::rpc::RetryInfo retry;
  for (const auto& detail : wire.details()) detail.UnpackTo(&retry);
  EXPECT_EQ(retry.retry_delay().seconds(), 7);
  EXPECT_EQ(runs, 2);
  EXPECT_EQ(limits->last_subject, "officer-1");
}

// Who has no token, or a role that may not call it, has no bucket to take from.
TEST_F(ServerTest, OnlyCallsOfThoseWhoMayCallCount) {
  ServerOptions options;
  const auto limits = std::make_shared<FewCalls>(1);
  options.call_limits = limits;
  Start(Echo, options);
  for (const char* token : {"", "Bearer nobody", "Bearer expired", "Bearer partner"}) {
    EXPECT_NE(ReasonFor({.authorization = token}), ErrorReason::ERROR_REASON_TOO_MANY_CALLS) << token;
  }
  EXPECT_EQ(limits->left, 1);
}

TEST_F(ServerTest, BytesThatAreNoMessageAreRefused) {
  Start(Echo);
  EXPECT_EQ(ReasonFor({.raw_bytes = "\x0a\x7f?"}), ErrorReason::ERROR_REASON_INVALID_REQUEST);
}

TEST_F(ServerTest, AMessageTooLargeIsRefused) {
  ServerOptions options;
  options.message_bytes_max = 2'000;
  Start(Echo, options);
  const Reply reply = Ask({.name = std::string(3'000, 'x')});
  EXPECT_EQ(errors::ReasonOf(reply.status), ErrorReason::ERROR_REASON_INVALID_REQUEST) << reply.status;
  EXPECT_THAT(std::string(reply.status.message()), testing::HasSubstr("at most 2000 bytes"));
  // gRPC itself holds the line at twice the limit.
  EXPECT_EQ(Ask({.name = std::string(5'000, 'x')}).status.code(), absl::StatusCode::kResourceExhausted);
  EXPECT_TRUE(Ask({.name = std::string(900, 'x')}).status.ok());
}

TEST_F(ServerTest, AnAnswerTooLargeIsADefectWithItsReason) {
  ServerOptions options;
  options.message_bytes_max = 2'000;
  Start(
      [](const Call&, const GetBookingRequest&) {
        GetBookingResponse response;
        response.mutable_booking()->set_name(std::string(3'000, 'x'));
        return absl::StatusOr<GetBookingResponse>(response);
      },
      options);
  EXPECT_EQ(ReasonFor({}), ErrorReason::ERROR_REASON_INTERNAL);
}

TEST_F(ServerTest, AnUnknownMethodIsUnimplementedWithItsReason) {
  Start(Echo);
  for (const char* method : {"/shortbreaks.bookings.v1.BookingsService/Nothing", "/nobody.v1.Service/Get"}) {
    const Reply reply = Ask({.method = method});
    EXPECT_EQ(reply.status.code(), absl::StatusCode::kUnimplemented) << method;
    EXPECT_EQ(errors::ReasonOf(reply.status), ErrorReason::ERROR_REASON_UNKNOWN_METHOD) << method;
  }
}

TEST_F(ServerTest, AnExceptionIsInternalAndSaysNothing) {
  Start([](const Call&, const GetBookingRequest&) -> absl::StatusOr<GetBookingResponse> {
    throw std::runtime_error("Sample Child has epilepsy");
  });
  const Reply reply = Ask();
  EXPECT_EQ(errors::ReasonOf(reply.status), ErrorReason::ERROR_REASON_INTERNAL);
  EXPECT_EQ(reply.status.ToString().find("Sample"), std::string::npos);
}

TEST_F(ServerTest, TheCauseOfADefectIsLoggedWithTheCallIdAndNotSent) {
  Start([](const Call&, const GetBookingRequest& request) -> absl::StatusOr<GetBookingResponse> {
    if (request.name() == "thrown") throw std::runtime_error("Sample Child has epilepsy");
    return errors::WithDiagnosis(errors::Error(ErrorReason::ERROR_REASON_INTERNAL), "error 4025, SQLSTATE 23000");
  });
  testing::internal::CaptureStderr();
  const Reply stored = Ask({.call_id = "call-of-the-store"});
  const Reply thrown = Ask({.call_id = "call-that-throws", .name = "thrown"});
  const std::string log = testing::internal::GetCapturedStderr();
  std::vector<std::string> lines = absl::StrSplit(log, '\n');
  EXPECT_THAT(lines,
              testing::Contains(testing::AllOf(
                  testing::HasSubstr("call-of-the-store"), testing::HasSubstr("error 4025, SQLSTATE 23000"),
                  testing::HasSubstr("\"request\":\"name: [redacted]\""), testing::HasSubstr("\"level\":\"error\""))));
  EXPECT_THAT(lines, testing::Contains(
                         testing::AllOf(testing::HasSubstr("call-that-throws"), testing::HasSubstr("runtime_error"))));
  EXPECT_THAT(log, testing::Not(testing::HasSubstr("Sample Child")));
  EXPECT_THAT(errors::WireDetails(stored.status), testing::Not(testing::HasSubstr("4025")));
  EXPECT_THAT(errors::WireDetails(thrown.status), testing::Not(testing::HasSubstr("runtime_error")));
}

TEST_F(ServerTest, AStatusThatIsNotOursLosesItsText) {
  Start([](const Call&, const GetBookingRequest&) -> absl::StatusOr<GetBookingResponse> {
    return absl::NotFoundError("no row for Sample Child");
  });
  testing::internal::CaptureStderr();
  const Reply reply = Ask();
  const std::string log = testing::internal::GetCapturedStderr();
  EXPECT_THAT(log, testing::HasSubstr("status NOT_FOUND without a reason"));
  EXPECT_THAT(log, testing::Not(testing::HasSubstr("Sample Child")));
  EXPECT_EQ(errors::ReasonOf(reply.status), ErrorReason::ERROR_REASON_INTERNAL);
  EXPECT_EQ(reply.status.ToString().find("Sample"), std::string::npos);
}

// Fills the one worker and the queue; the next call is told at once, with when to come back.
TEST_F(ServerTest, AFullQueueIsBusyAtOnce) {
  ServerOptions options;
  options.workers = 1;
  options.queue_length_max = 1;
  absl::Notification let_go;
  std::atomic<int> begun = 0;
  Start(
      [&](const Call& call, const GetBookingRequest& request) {
        ++begun;
        let_go.WaitForNotification();
        return Echo(call, request);
      },
      options);
  std::vector<std::jthread> callers;
  std::atomic<int> answered = 0, busy = 0;
  const auto call = [&] {
    const Reply reply = Ask();
    answered += reply.status.ok();
    busy += errors::ReasonOf(reply.status) == ErrorReason::ERROR_REASON_BUSY &&
            errors::MetadataOf(reply.status, "may_retry") == "true";
  };
  // The worker has taken the first call out of the queue before the others come.
  callers.emplace_back(call);
  while (begun < 1) absl::SleepFor(absl::Milliseconds(1));
  for (int i = 0; i < 5; ++i) callers.emplace_back(call);
  while (busy < 4) absl::SleepFor(absl::Milliseconds(1));
  EXPECT_EQ(begun, 1);
  let_go.Notify();
  callers.clear();
  EXPECT_EQ(busy, 4);
  EXPECT_EQ(answered, 2);
}

// Thousands of signatures at once would keep gRPC's own threads from everything else.
TEST_F(ServerTest, VerifyingATokenIsAWorkersAndKeepsNobodyElseWaiting) {
  ServerOptions options;
  options.workers = 1;
  options.queue_length_max = 1;
  absl::Notification let_go;
  std::atomic<int> begun = 0, busy = 0;
  while_verifying_ = [&] {
    ++begun;
    let_go.WaitForNotification();
  };
  Start(Echo, options);
  std::vector<std::jthread> callers;
  const auto call = [&] { busy += errors::ReasonOf(Ask().status) == ErrorReason::ERROR_REASON_BUSY; };
  callers.emplace_back(call);
  while (begun < 1) absl::SleepFor(absl::Milliseconds(1));
  for (int i = 0; i < 21; ++i) callers.emplace_back(call);
  const absl::Time end = absl::Now() + absl::Seconds(4);
  while (busy < 20 && absl::Now() < end) absl::SleepFor(absl::Milliseconds(1));
  EXPECT_EQ(busy, 20) << "one has the worker and one the queue";
  let_go.Notify();
}

TEST_F(ServerTest, ACallWhoseTimeRanOutInTheQueueIsNotRun) {
  ServerOptions options;
  options.workers = 1;
  absl::Notification let_go, first_runs;
  std::atomic<int> runs = 0;
  Start(
      [&](const Call& call, const GetBookingRequest& request) {
        if (++runs == 1) first_runs.Notify();
        let_go.WaitForNotification();
        return Echo(call, request);
      },
      options);
  std::jthread first([&] { Ask(); });
  first_runs.WaitForNotification();
  EXPECT_EQ(Ask({.timeout = absl::Milliseconds(100)}).status.code(), absl::StatusCode::kDeadlineExceeded);
  let_go.Notify();
  first.join();
  EXPECT_TRUE(Ask().status.ok());
  EXPECT_EQ(runs, 2);
}

TEST_F(ServerTest, DrainingFinishesWhatWasBegunAndTakesNothingMore) {
  absl::Notification begun, let_go;
  Start([&](const Call& call, const GetBookingRequest& request) {
    if (!begun.HasBeenNotified()) begun.Notify();
    let_go.WaitForNotification();
    return Echo(call, request);
  });
  absl::Status first;
  std::jthread caller([&] { first = Ask().status; });
  begun.WaitForNotification();
  std::jthread drain([&] { server_->Drain(absl::Seconds(10)); });
  ErrorReason reason = ErrorReason::ERROR_REASON_UNSPECIFIED;
  // The other thread may not have begun to drain: such a call would wait for the first, and run out of time.
  for (int i = 0; i < 100 && reason != ErrorReason::ERROR_REASON_DRAINING; ++i) {
    reason = ReasonFor({.timeout = absl::Milliseconds(100)});
  }
  EXPECT_EQ(reason, ErrorReason::ERROR_REASON_DRAINING);
  let_go.Notify();
  caller.join();
  drain.join();
  EXPECT_TRUE(first.ok()) << first;
}

std::string StartError(HandlerTable table, ServerOptions options = {}) {
  auto server = Server::Start(options, {std::move(table)}, std::make_shared<WordVerifier>(), telemetry::NoMetrics());
  return std::string(server.status().message());
}

TEST(ServerStart, RefusesATableThatIsNotTheContract) {
  EXPECT_THAT(StartError(HandlerTable(kService)), testing::HasSubstr("has no handler"));
  EXPECT_THAT(StartError(HandlerTable("shortbreaks.nothing.v1.Service")), testing::HasSubstr("no service"));
  HandlerTable table = TableWith(nullptr);
  table.Add<GetBookingRequest, GetBookingResponse>(
      "Surprise", [](const Call&, const GetBookingRequest&) { return absl::StatusOr<GetBookingResponse>(); });
  EXPECT_THAT(StartError(std::move(table)), testing::HasSubstr("Surprise is no method"));
}

// The health service is in no authorisation table of ours.
TEST(ServerStart, RefusesAMethodWithoutARule) {
  EXPECT_FALSE(identity::MayCall(identity::Role::kOfficer, "grpc.health.v1.Health/Check"));
  EXPECT_FALSE(identity::HasRule("shortbreaks.bookings.v1.BookingsService/Surprise"));
}

// gRPC's own listener would never take a connection again.
TEST_F(ServerTest, AnswersAgainAfterNothingCouldBeOpened) {
  Start(Echo);
  const int waits = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  {
    const support::NothingCanBeOpened nothing;
    ASSERT_TRUE(support::ConnectToLoopback(waits, server_->port()));
    absl::SleepFor(absl::Milliseconds(300));
  }
  close(waits);
  EXPECT_TRUE(Ask().status.ok());
}

TEST(ServerStart, RefusesAPortInUseInOneLine) {
  const auto get = [](const Call&, const GetBookingRequest&) { return absl::StatusOr<GetBookingResponse>(); };
  auto first = Server::Start({}, {TableWith(get)}, std::make_shared<WordVerifier>(), telemetry::NoMetrics());
  ASSERT_TRUE(first.ok()) << first.status();
  ServerOptions options;
  options.listen_address = "127.0.0.1:" + std::to_string((*first)->port());
  const std::string error = StartError(TableWith(get), options);
  EXPECT_THAT(error, testing::HasSubstr("--listen-address"));
  EXPECT_EQ(error.find('\n'), std::string::npos);
}

}  // namespace
}  // namespace shortbreaks::rpc

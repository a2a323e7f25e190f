// What a load balancer and an operator's tools see: health while the store is away and while draining, and reflection.
#include <absl/synchronization/notification.h>
#include <absl/time/clock.h>
#include <gmock/gmock.h>
#include <grpcpp/generic/generic_stub.h>
#include <grpcpp/grpcpp.h>
#include <gtest/gtest.h>

#include <thread>

#include "support/running_services.h"

namespace shortbreaks {
namespace {

using support::Eventually;
using support::RunningServices;
using Program = RunningServices::Program;

constexpr char kServing[] = "\x08\x01", kNotServing[] = "\x08\x02";  // HealthCheckResponse.status
constexpr char kCheck[] = "/grpc.health.v1.Health/Check";

std::string BytesOf(const grpc::ByteBuffer& buffer) {
  std::vector<grpc::Slice> slices;
  std::string bytes;
  if (!buffer.Dump(&slices).ok()) return bytes;
  for (const grpc::Slice& slice : slices) bytes.append(reinterpret_cast<const char*>(slice.begin()), slice.size());
  return bytes;
}

class Probe {
 public:
  explicit Probe(const std::string& target) : stub_(grpc::CreateChannel(target, grpc::InsecureChannelCredentials())) {}

  std::string Health(const std::string& service = "") {
    const std::string request =
        service.empty() ? "" : std::string("\x0a") + static_cast<char>(service.size()) + service;
    grpc::ClientContext context;
    context.set_deadline(absl::ToChronoTime(absl::Now() + absl::Seconds(5)));
    grpc::Slice slice(request);
    grpc::ByteBuffer sent(&slice, 1), received;
    grpc::Status status;
    absl::Notification done;
    stub_.UnaryCall(&context, kCheck, grpc::StubOptions(), &sent, &received, [&](grpc::Status ended) {
      status = std::move(ended);
      done.Notify();
    });
    done.WaitForNotification();
    return status.ok() ? BytesOf(received) : "";
  }

  // The answer to "which services are there?".
  grpc::Status ListServices(std::string& answer) {
    grpc::ClientContext context;
    context.set_deadline(absl::ToChronoTime(absl::Now() + absl::Seconds(5)));
    grpc::CompletionQueue queue;
    const auto call =
        stub_.PrepareCall(&context, "/grpc.reflection.v1alpha.ServerReflection/ServerReflectionInfo", &queue);
    grpc::Slice slice(std::string("\x3a\x00", 2));  // ServerReflectionRequest.list_services
    const grpc::ByteBuffer request(&slice, 1);
    grpc::ByteBuffer response;
    grpc::Status status;
    void* tag = nullptr;
    bool ok = false;
    call->StartCall(nullptr);
    if (queue.Next(&tag, &ok) && ok) {
      call->WriteLast(request, grpc::WriteOptions(), nullptr);
      if (queue.Next(&tag, &ok) && ok) {
        call->Read(&response, nullptr);
        if (queue.Next(&tag, &ok) && ok) answer = BytesOf(response);
      }
    }
    call->Finish(&status, nullptr);
    queue.Next(&tag, &ok);
    queue.Shutdown();
    while (queue.Next(&tag, &ok)) {
    }
    return status;
  }

 private:
  grpc::GenericStub stub_;
};

TEST(Health, FollowsTheStoreAndTheService) {
  const auto services = RunningServices::Create();
  for (const Program program : {Program::kAvailability, Program::kEligibility, Program::kBookings}) {
    Probe probe(services->target(program));
    EXPECT_EQ(probe.Health(), kServing);
  }
  Probe bookings(services->target(Program::kBookings));
  EXPECT_EQ(bookings.Health("shortbreaks.bookings.v1.BookingsService"), kServing);
  services->mysql().Kill();
  EXPECT_TRUE(Eventually(absl::Seconds(10), [&] { return bookings.Health() == kNotServing; }));
  EXPECT_EQ(bookings.Health("shortbreaks.bookings.v1.BookingsService"), kNotServing);
  ASSERT_TRUE(services->mysql().Start().ok());
  EXPECT_TRUE(Eventually(absl::Seconds(10), [&] { return bookings.Health() == kServing; }));
}

// A server that is there and says nothing: SIGSTOP.
TEST(Health, AFrozenStoreIsNotServingWithinSecondsAndServingWhenItThaws) {
  const auto services = RunningServices::Create();
  Probe bookings(services->target(Program::kBookings));
  ASSERT_EQ(bookings.Health(), kServing);
  services->mysql().Pause();
  // --health-answer-seconds is 2.
  EXPECT_TRUE(Eventually(absl::Seconds(5), [&] { return bookings.Health() == kNotServing; }));
  services->mysql().Continue();
  EXPECT_TRUE(Eventually(absl::Seconds(10), [&] { return bookings.Health() == kServing; }));
}

// One family locks a row from outside for as long as a call lasts; meanwhile the service is asked to end.
TEST(Health, SaysNotServingWhileDrainingAndTheCallThatRunsIsFinished) {
  const auto services = RunningServices::Create();
  const std::string council = support::FreshCouncil();
  Client provider = services->Officer(council);
  availability::v1::CreateProviderRequest create;
  create.set_request_id(NewRequestId());
  create.mutable_provider()->set_display_name("Example Club");
  // The call waits behind this lock.
  auto blocker = mysql::Connection::Open(services->mysql().As("root"));
  ASSERT_TRUE(blocker.ok());
  ASSERT_TRUE((*blocker)->Execute("LOCK TABLES providers WRITE").ok());
  absl::StatusOr<availability::v1::CreateProviderResponse> created;
  std::jthread call([&] { created = provider.CreateProvider(create, {.timeout = absl::Seconds(8)}); });
  absl::SleepFor(absl::Milliseconds(300));
  Probe probe(services->target(Program::kAvailability));
  ASSERT_EQ(probe.Health(), kServing);
  kill(services->process(Program::kAvailability).pid(), SIGTERM);
  EXPECT_TRUE(Eventually(absl::Seconds(5), [&] { return probe.Health() == kNotServing; }));
  ASSERT_TRUE((*blocker)->Execute("UNLOCK TABLES").ok());
  call.join();
  EXPECT_TRUE(created.ok()) << created.status();
  const auto code = services->process(Program::kAvailability).Wait(absl::Seconds(10));
  ASSERT_TRUE(code.ok());
  EXPECT_EQ(*code, 0);
}

TEST(Reflection, IsThereForToolsOnlyWhereItIsAskedFor) {
  const auto services = RunningServices::Create({"--reflection", "true", "--development", "true"});
  std::string answer;
  EXPECT_TRUE(Probe(services->target(Program::kBookings)).ListServices(answer).ok());
  EXPECT_THAT(answer, testing::HasSubstr("grpc.health.v1.Health"));
  EXPECT_THAT(answer, testing::HasSubstr("shortbreaks.bookings.v1.BookingsService"));
  EXPECT_EQ(Probe(services->target(Program::kAvailability)).ListServices(answer).error_code(),
            grpc::StatusCode::UNIMPLEMENTED);
}

}  // namespace
}  // namespace shortbreaks

// The client against a real server in this process: errors over the wire, and when it sends again.
#include "shortbreaks/client.h"

#include <absl/time/clock.h>
#include <gmock/gmock.h>
#include <google/protobuf/descriptor.h>
#include <gtest/gtest.h>

#include <atomic>

#include "errors/errors.h"
#include "errors/table.h"
#include "ids/uuid.h"
#include "rpc/server.h"
#include "shortbreaks/mock_connection.h"

namespace shortbreaks {
namespace {

using bookings::v1::GetBookingRequest;
using bookings::v1::GetBookingResponse;
using bookings::v1::HoldPlaceRequest;
using bookings::v1::HoldPlaceResponse;

constexpr char kService[] = "shortbreaks.bookings.v1.BookingsService";

class AnyoneIsAnOfficer : public identity::TokenVerifier {
 public:
  absl::StatusOr<identity::Principal> Verify(std::string_view token, absl::Time) const override {
    return identity::Principal{identity::Role::kOfficer, "E08000031", std::string(token), "", "test"};
  }
};

class ClientTest : public testing::Test {
 protected:
  void SetUp() override {
    StartServer("127.0.0.1:0");
    client_.emplace(*MakeConnection(Options()));
  }

  void StartServer(const std::string& address) {
    rpc::ServerOptions options;
    options.listen_address = address;
    auto server = rpc::Server::Start(options, {Table()}, std::make_shared<AnyoneIsAnOfficer>(), telemetry::NoMetrics());
    ASSERT_TRUE(server.ok()) << server.status();
    server_ = *std::move(server);
  }

  ConnectionOptions Options() const {
    ConnectionOptions options;
    options.bookings_target = "127.0.0.1:" + std::to_string(server_->port());
    options.plaintext = true;
    options.token = [] { return std::string("officer-1"); };
    options.retry.backoff = absl::Milliseconds(1);
    return options;
  }

  // GetBooking and HoldPlace answer as scripted; the rest is not found.
  rpc::HandlerTable Table() {
    rpc::HandlerTable table(kService);
    const auto* service = google::protobuf::DescriptorPool::generated_pool()->FindServiceByName(kService);
    for (int i = 0; i < service->method_count(); ++i) {
      table.Add<GetBookingRequest, GetBookingResponse>(
          service->method(i)->name(), [](const rpc::Call&, const GetBookingRequest&) {
            return absl::StatusOr<GetBookingResponse>(errors::Error(type::v1::ERROR_REASON_NOT_FOUND));
          });
    }
    table.Add<GetBookingRequest, GetBookingResponse>(
        "GetBooking", [this](const rpc::Call& call, const GetBookingRequest&) -> absl::StatusOr<GetBookingResponse> {
          last_call_ = call;
          if (++calls_ <= failures_) return failure_;
          GetBookingResponse response;
          response.mutable_booking()->set_name(call.principal.subject);
          return response;
        });
    table.Add<HoldPlaceRequest, HoldPlaceResponse>(
        "HoldPlace", [this](const rpc::Call&, const HoldPlaceRequest& request) -> absl::StatusOr<HoldPlaceResponse> {
          request_ids_.push_back(request.request_id());
          if (++calls_ <= failures_) return failure_;
          return HoldPlaceResponse();
        });
    return table;
  }

  void FailTimes(int times, absl::Status failure) {
    calls_ = 0;
    failures_ = times;
    failure_ = std::move(failure);
  }

  std::unique_ptr<rpc::Server> server_;
  std::optional<Client> client_;
  std::atomic<int> calls_ = 0;
  int failures_ = 0;
  absl::Status failure_;
  rpc::Call last_call_;
  std::vector<std::string> request_ids_;
};

TEST_F(ClientTest, EveryErrorArrivesAsItWasSent) {
  for (const errors::Row& row : errors::kTable) {
    if (row.reason == type::v1::ERROR_REASON_UNSPECIFIED) continue;
    FailTimes(1'000, errors::Error(row.reason, {}, {{"booking", "bookings/1"}}));
    auto booking = client_->GetBooking({}, {.retry = false});
    EXPECT_EQ(booking.status().code(), row.code);
    EXPECT_EQ(ReasonOf(booking.status()), row.reason);
    EXPECT_EQ(MayRetry(booking.status()), row.may_retry);
    EXPECT_EQ(std::string(booking.status().message()), row.sentence);
    EXPECT_EQ(MetadataOf(booking.status(), "booking"), "bookings/1");
    EXPECT_EQ(calls_, 1) << ReasonName(booking.status());
  }
}

TEST_F(ClientTest, WrongFieldsArriveWithTheirPaths) {
  errors::FieldErrors fields;
  fields.Add("sessions[3].start_time", "Must be before end_time.");
  FailTimes(1, fields.ToStatus());
  const auto violations = FieldViolationsOf(client_->GetBooking({}).status());
  ASSERT_EQ(violations.size(), 1u);
  EXPECT_EQ(violations[0].field, "sessions[3].start_time");
  EXPECT_EQ(violations[0].description, "Must be before end_time.");
}

TEST_F(ClientTest, RetriesWhatTheServiceSaysMayBeRetried) {
  for (const errors::Row& row : errors::kTable) {
    client_.emplace(*MakeConnection(Options()));  // a fresh budget
    FailTimes(2, errors::Error(row.reason));
    EXPECT_EQ(client_->GetBooking({}).ok(), row.may_retry) << row.sentence;
    EXPECT_EQ(calls_, row.may_retry ? 3 : 1);
  }
}

TEST_F(ClientTest, AChangeIsSentAgainWithTheSameRequestIdOrNotAtAll) {
  FailTimes(2, errors::Error(type::v1::ERROR_REASON_OUTCOME_UNKNOWN));
  HoldPlaceRequest request;
  EXPECT_FALSE(client_->HoldPlace(request).ok());
  EXPECT_EQ(calls_, 1);
  request_ids_.clear();
  FailTimes(2, errors::Error(type::v1::ERROR_REASON_OUTCOME_UNKNOWN));
  request.set_request_id(NewRequestId());
  EXPECT_TRUE(client_->HoldPlace(request).ok());
  EXPECT_THAT(request_ids_, testing::ElementsAre(request.request_id(), request.request_id(), request.request_id()));
}

TEST_F(ClientTest, StopsAtItsAttemptsAndAtItsBudget) {
  ConnectionOptions options = Options();
  options.retry.attempts_max = 3;
  options.retry.budget_max = 5;
  options.retry.budget_per_answer = 0;
  Client client(*MakeConnection(options));
  FailTimes(1'000, errors::Error(type::v1::ERROR_REASON_CONTENTION));
  EXPECT_FALSE(client.GetBooking({}).ok());
  EXPECT_EQ(calls_, 3);
  for (int i = 0; i < 10; ++i) EXPECT_FALSE(client.GetBooking({}).ok());
  EXPECT_EQ(calls_, 11 + 5);
}

TEST_F(ClientTest, NeverWaitsPastTheDeadlineForARetry) {
  FailTimes(1'000, errors::ErrorWithRetryAfter(type::v1::ERROR_REASON_BUSY, absl::Hours(1)));
  EXPECT_EQ(ReasonOf(client_->GetBooking({}, {.timeout = absl::Seconds(2)}).status()), type::v1::ERROR_REASON_BUSY);
  EXPECT_EQ(calls_, 1);
}

TEST_F(ClientTest, OptionsOfACallReachTheService) {
  const absl::Time deadline = absl::Now() + absl::Seconds(4);
  auto booking = client_->GetBooking({}, {.deadline = deadline, .bearer_token = "officer-2", .call_id = "call-9"});
  ASSERT_TRUE(booking.ok()) << booking.status();
  EXPECT_EQ(booking->booking().name(), "officer-2");
  EXPECT_EQ(last_call_.call_id, "call-9");
  EXPECT_LE(last_call_.deadline, deadline + absl::Milliseconds(100));
}

TEST_F(ClientTest, ATokenThatCannotBeHadIsTheCallersError) {
  ConnectionOptions options = Options();
  options.token = []() -> absl::StatusOr<std::string> { return absl::UnauthenticatedError("signed out"); };
  Client client(*MakeConnection(options));
  EXPECT_EQ(client.GetBooking({}).status(), absl::UnauthenticatedError("signed out"));
  EXPECT_EQ(calls_, 0);
}

// gRPC ends the program on a header that it cannot send, and prints it.
TEST_F(ClientTest, ATokenOrCallIdThatNoHeaderCanCarryIsRefusedUnsent) {
  for (const char* token : {"officer-1\n", "officer 1", "officer-\x01", "offic\u00e9r"}) {
    const absl::Status status = client_->GetBooking({}, {.bearer_token = token}).status();
    EXPECT_EQ(status.code(), absl::StatusCode::kInvalidArgument);
    EXPECT_EQ(status.message().find("offic"), absl::string_view::npos);
  }
  for (const std::string& call_id : {std::string("a\nb"), std::string("a b"), std::string(65, 'a')}) {
    const auto booking = client_->GetBooking({}, {.call_id = call_id});
    EXPECT_EQ(booking.status().code(), absl::StatusCode::kInvalidArgument);
  }
  EXPECT_EQ(calls_, 0);
  EXPECT_TRUE(client_->GetBooking({}, {.call_id = std::string(64, 'a')}).ok());
}

TEST_F(ClientTest, TheCallIdOfAFailureIsTheOneInTheServicesLogs) {
  FailTimes(1'000, errors::Error(type::v1::ERROR_REASON_INTERNAL));
  const absl::Status made_up = client_->GetBooking({}).status();
  EXPECT_FALSE(CallIdOf(made_up).empty());
  EXPECT_EQ(CallIdOf(made_up), last_call_.call_id);
  EXPECT_EQ(CallIdOf(client_->GetBooking({}, {.call_id = "call-9"}).status()), "call-9");
}

TEST_F(ClientTest, HowLongToWaitArrivesAsItWasSent) {
  FailTimes(1, errors::ErrorWithRetryAfter(type::v1::ERROR_REASON_BUSY, absl::Milliseconds(1'500)));
  EXPECT_EQ(RetryAfter(client_->GetBooking({}, {.retry = false}).status()), absl::Milliseconds(1'500));
}

TEST_F(ClientTest, ATokenIsAskedForAtEachAttempt) {
  std::atomic<int> asked = 0;
  ConnectionOptions options = Options();
  options.token = [&asked] { return "officer-" + std::to_string(++asked); };
  Client client(*MakeConnection(options));
  FailTimes(2, errors::Error(type::v1::ERROR_REASON_CONTENTION));
  EXPECT_EQ(client.GetBooking({})->booking().name(), "officer-3");
}

TEST_F(ClientTest, FindsAServiceThatWasRestarted) {
  ASSERT_TRUE(client_->GetBooking({}).ok());
  const std::string address = "127.0.0.1:" + std::to_string(server_->port());
  server_.reset();
  EXPECT_EQ(client_->GetBooking({}, {.retry = false}).status().code(), absl::StatusCode::kUnavailable);
  StartServer(address);
  const absl::Time two_seconds = absl::Now() + absl::Seconds(2);
  bool found = false;
  while (!found && absl::Now() < two_seconds) found = client_->GetBooking({}).ok();
  EXPECT_TRUE(found);
}

TEST_F(ClientTest, AServiceThatIsNotConfiguredIsSaidSo) {
  EXPECT_EQ(client_->GetSession({}).status().code(), absl::StatusCode::kInvalidArgument);
  EXPECT_FALSE(MakeConnection({}).ok());
  ConnectionOptions both = Options();
  both.tls_ca_file = "/ca.pem";
  EXPECT_FALSE(MakeConnection(both).ok());
}

TEST(NewRequestId, IsAUuidEachTime) {
  EXPECT_TRUE(ids::FromText(NewRequestId()).has_value());
  EXPECT_NE(NewRequestId(), NewRequestId());
}

// What a partner's own test looks like.
TEST(MockConnection, AnswersAsProgrammed) {
  auto connection = std::make_shared<MockConnection>();
  Client client(connection);
  HoldPlaceRequest request;
  request.set_request_id(NewRequestId());
  HoldPlaceResponse held;
  held.mutable_booking()->set_name("bookings/1");
  EXPECT_CALL(*connection,
              Call("shortbreaks.bookings.v1.BookingsService/HoldPlace", RequestIs(request), testing::_, testing::_))
      .WillOnce(RespondWith(held))
      .WillOnce(testing::Return(MakeError(type::v1::ERROR_REASON_SESSION_FULL)));
  EXPECT_EQ(client.HoldPlace(request)->booking().name(), "bookings/1");
  EXPECT_EQ(ReasonOf(client.HoldPlace(request).status()), type::v1::ERROR_REASON_SESSION_FULL);
}

TEST(ForEachPage, EndsWhereAPageRepeatsItself) {
  auto connection = std::make_shared<MockConnection>();
  Client client(connection);
  bookings::v1::ListBookingsResponse same;
  same.set_next_page_token("more");
  EXPECT_CALL(*connection, Call).Times(2).WillRepeatedly(RespondWith(same));
  const auto list = [&](const bookings::v1::ListBookingsRequest& request) { return client.ListBookings(request); };
  const auto every = [](const auto&) { return true; };
  EXPECT_EQ(ForEachPage(bookings::v1::ListBookingsRequest(), list, every).code(), absl::StatusCode::kInternal);
}

TEST(ForEachPage, ReadsToTheEndOrUntilToldToStop) {
  auto connection = std::make_shared<MockConnection>();
  Client client(connection);
  bookings::v1::ListBookingsResponse first, last;
  first.set_next_page_token("more");
  EXPECT_CALL(*connection, Call).WillOnce(RespondWith(first)).WillOnce(RespondWith(last)).WillOnce(RespondWith(first));
  int pages = 0;
  const auto list = [&](const bookings::v1::ListBookingsRequest& request) { return client.ListBookings(request); };
  EXPECT_TRUE(ForEachPage(bookings::v1::ListBookingsRequest(), list, [&](const auto&) { return ++pages > 0; }).ok());
  EXPECT_EQ(pages, 2);
  EXPECT_TRUE(ForEachPage(bookings::v1::ListBookingsRequest(), list, [&](const auto&) { return false; }).ok());
}

}  // namespace
}  // namespace shortbreaks

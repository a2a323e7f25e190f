// A connection for partners' tests, with GoogleMock: program it with the answers that the services would give.
//
//   auto connection = std::make_shared<shortbreaks::MockConnection>();
//   EXPECT_CALL(*connection, Call("shortbreaks.bookings.v1.BookingsService/HoldPlace", _, _, _))
//       .WillOnce(Return(shortbreaks::MakeError(shortbreaks::type::v1::ERROR_REASON_SESSION_FULL)));
//   shortbreaks::Client client(connection);
#pragma once

#include <gmock/gmock.h>

#include "shortbreaks/client.h"

namespace shortbreaks {

class MockConnection : public Connection {
 public:
  MOCK_METHOD(absl::Status, Call,
              (const std::string& method, const google::protobuf::Message& request, google::protobuf::Message& response,
               const CallOptions& options),
              (override));
};

// Matches a request that is equal to `expected`.
MATCHER_P(RequestIs, expected, "") { return arg.SerializeAsString() == expected.SerializeAsString(); }

// Answers with `message`, whose type must be the method's response.
ACTION_P(RespondWith, message) {
  arg2.CopyFrom(message);
  return absl::OkStatus();
}

}  // namespace shortbreaks

// How calls reach the services. Partners' tests put a MockConnection in its place.
#pragma once

#include <absl/status/status.h>
#include <absl/status/statusor.h>
#include <absl/time/time.h>
#include <google/protobuf/message.h>

#include <functional>
#include <memory>
#include <string>

#include "shortbreaks/retry.h"

namespace shortbreaks {

// For one call.
struct CallOptions {
  // The call and all its retries end by then; the sooner of the two holds. Neither set: the connection's
  // default_timeout.
  absl::Duration timeout = absl::InfiniteDuration();
  absl::Time deadline = absl::InfiniteFuture();
  // Used instead of the connection's token, where set.
  std::string bearer_token{};
  // Sent as x-request-id and found in the services' logs; made up where empty. Printable ASCII without spaces, at most
  // 64, and nothing about a child.
  std::string call_id{};
  // False: sent once.
  bool retry = true;
  // Of officers and practitioners: why, a word such as `review` (eligibility.v1.AccessPurpose). Used instead of the
  // connection's, where set.
  std::string purpose{};
  // What it is for, as a resource name such as `applications/{uuid}`; kept with the record of the access.
  std::string reference{};
};

// Gives the token for the next attempt, without `Bearer`. Called for each attempt and by many threads: keep the token
// until it is about to expire, and do not throw. What it takes is not bounded by the call's deadline. Its error is the
// call's; one that is UNAVAILABLE is retried.
using TokenSource = std::function<absl::StatusOr<std::string>()>;

struct ConnectionOptions {
  // host:port or unix:path. Behind one proxy all three are the same.
  std::string availability_target, eligibility_target, bookings_target;
  // PEM of the authority that signed the services' certificate. Empty: the system's authorities.
  std::string tls_ca_file;
  // PEM of the certificate that the client shows, with those that lead to its authority, and of its key. Both or
  // neither.
  std::string tls_certificate_file, tls_key_file;
  // The three files are looked at so often, in whole seconds, and new connections use what they hold then.
  absl::Duration tls_reload = absl::Seconds(10);
  // True: no TLS. For loopback and Unix sockets alone.
  bool plaintext = false;
  TokenSource token;
  absl::Duration default_timeout = absl::Seconds(10);
  // Connections to each target; more than one helps beyond about 32 calls at once.
  int channels = 1;
  int message_bytes_max = 4 << 20;
  // A connection on which a call waits and that was silent for so long is tried with a ping, and given up where that is
  // not answered in time. Services refuse much more frequent pings.
  absl::Duration keepalive = absl::Seconds(10);
  absl::Duration keepalive_timeout = absl::Seconds(5);
  RetryPolicy retry;
  // Of officers and practitioners: why the calls on this connection are made, where a call does not say.
  std::string purpose{};
};

// Thread-safe; calls block.
class Connection {
 public:
  virtual ~Connection() = default;
  // `method`: `shortbreaks.bookings.v1.BookingsService/HoldPlace`. Fills `response` where OK.
  virtual absl::Status Call(const std::string& method, const google::protobuf::Message& request,
                            google::protobuf::Message& response, const CallOptions& options) = 0;
};

// Connects when it is first used. INVALID_ARGUMENT where the options do not fit together.
absl::StatusOr<std::shared_ptr<Connection>> MakeConnection(ConnectionOptions options);

}  // namespace shortbreaks

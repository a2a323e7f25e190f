// Runs the handlers of one or more services behind gRPC. The one adaptor between the two: for every RPC it bounds the
// message, clamps the deadline, queues the call on a bounded pool, there verifies the token and asks the authorisation
// table, counts the call against its caller's limits, cleans its text, counts, logs, maps the error and finishes once.
// It is the only catch-all of exceptions. gRPC's headers are included by this folder alone.
#pragma once

#include <absl/status/statusor.h>
#include <absl/time/time.h>

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "identity/token_verifier.h"
#include "limits/call_limits.h"
#include "rpc/handler_table.h"
#include "rpc/message_text.h"
#include "telemetry/metrics.h"

namespace shortbreaks::rpc {

struct ServerOptions {
  std::string listen_address = "127.0.0.1:0";  // host:port or unix:path; port 0 picks a free one
  // Where the address cannot be bound, or files cannot be read, Start says so in one line.
  std::string tls_certificate_file;  // empty: plaintext, for loopback and Unix sockets behind a proxy
  std::string tls_key_file;
  // Where set: clients must show a certificate that this authority signed, with one of these names.
  std::string tls_client_ca_file;
  std::vector<std::string> tls_client_names;  // DNS names or URIs among its alternative names, letter for letter
  // Of these: services that send on the tokens of their callers, bound to certificates that they have seen themselves.
  std::vector<std::string> tls_forwarder_names;
  absl::Duration tls_reload = absl::Seconds(10);  // between looks whether the files have changed; whole seconds
  int workers = 16;
  int queue_length_max = 256;  // calls waiting for a worker; above it BUSY with RetryInfo
  int message_bytes_max = 4 << 20;
  absl::Duration deadline_min =
      absl::Milliseconds(20);  // less left on arrival, or when a worker is free: DEADLINE_TOO_SHORT
  absl::Duration deadline_max = absl::Seconds(30);  // longer ones are clamped
  bool reflection = false;
  std::shared_ptr<limits::CallLimits> call_limits;  // null: nobody is kept from calling
  TextLimits text;
};

class Server {
 public:
  // Refuses (FAILED_PRECONDITION, one line) where a method of the proto has no handler or no authorisation rule, or a
  // handler has no method; or where it cannot listen.
  static absl::StatusOr<std::unique_ptr<Server>> Start(const ServerOptions& options, std::vector<HandlerTable> services,
                                                       std::shared_ptr<const identity::TokenVerifier> verifier,
                                                       std::shared_ptr<telemetry::Metrics> metrics);
  virtual ~Server() = default;

  // The port bound, or 0 for a Unix socket.
  virtual int port() const = 0;
  // What grpc.health.v1.Health answers, for "" and for the name of each service. Starts as NOT_SERVING.
  virtual void SetServing(bool serving) = 0;
  // NOT_SERVING, refuse new calls with DRAINING, let those begun end until `grace` is over, stop.
  virtual void Drain(absl::Duration grace) = 0;
};

}  // namespace shortbreaks::rpc

#include "bookings/decider.h"

#include <absl/time/clock.h>

#include "errors/errors.h"
#include "shortbreaks/client.h"

namespace shortbreaks::bookings {
namespace {

using errors::Error;

// The caller's own deadline running out is its own matter; all else that the network does to us is the same to a
// family.
absl::Status Translated(const absl::Status& status, absl::Time deadline) {
  const auto reason = errors::ReasonOf(status);
  if (reason == type::v1::ERROR_REASON_STORE_UNAVAILABLE || reason == type::v1::ERROR_REASON_DRAINING) {
    return Error(type::v1::ERROR_REASON_UPSTREAM_UNAVAILABLE);
  }
  if (reason != type::v1::ERROR_REASON_UNSPECIFIED) return status;
  if (absl::Now() >= deadline) return Error(type::v1::ERROR_REASON_DEADLINE_EXCEEDED);
  return Error(type::v1::ERROR_REASON_UPSTREAM_UNAVAILABLE);
}

class ClientDecider : public Decider {
 public:
  explicit ClientDecider(std::shared_ptr<Client> client) : client_(std::move(client)) {}

  absl::StatusOr<eligibility::v1::Decision> Decide(const rpc::Call& call, const std::string& child,
                                                   const std::string& session) override {
    eligibility::v1::DecideRequest request;
    request.set_child(child);
    request.set_session(session);
    // Retries are for the partner's client alone: here they would multiply.
    auto response = client_->Decide(
        request,
        {.deadline = call.deadline, .bearer_token = call.bearer_token, .call_id = call.call_id, .retry = false});
    if (!response.ok()) return Translated(response.status(), call.deadline);
    return response->decision();
  }

 private:
  std::shared_ptr<Client> client_;
};

}  // namespace

std::unique_ptr<Decider> MakeDecider(std::shared_ptr<Client> client) {
  return std::make_unique<ClientDecider>(std::move(client));
}

}  // namespace shortbreaks::bookings

// Asks the eligibility service. A seam: tests decide for themselves.
#pragma once

#include <absl/status/statusor.h>

#include <memory>
#include <string>

#include "bookings/store.h"
#include "rpc/call.h"
#include "shortbreaks/eligibility/v1/eligibility.pb.h"

namespace shortbreaks {
class Client;
}

namespace shortbreaks::bookings {

class Decider {
 public:
  virtual ~Decider() = default;
  // As the caller, within the call's deadline. UPSTREAM_UNAVAILABLE where no answer came.
  virtual absl::StatusOr<eligibility::v1::Decision> Decide(const rpc::Call& call, const std::string& child,
                                                           const std::string& session) = 0;
};

std::unique_ptr<Decider> MakeDecider(std::shared_ptr<Client> client);

// OK, or why the family cannot book by itself: BALANCE_TOO_SMALL where the balance alone stands in the way, else
// NEEDS_TEAM_DECISION with the names of the `rules` that are not met. `holds_charge`: the charge is held already, so
// the rule about the balance does not count. `overruled`: an officer books with a reason, so only the balance counts.
absl::Status MayBook(const eligibility::v1::Decision& decision, bool holds_charge, bool overruled = false);

// What taking the place stands on.
absl::StatusOr<Terms> TermsOf(const eligibility::v1::Decision& decision);

}  // namespace shortbreaks::bookings

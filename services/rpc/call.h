// What a handler knows of the call it answers, beside the request.
#pragma once

#include <absl/status/status.h>
#include <absl/time/time.h>

#include <functional>
#include <memory>
#include <set>
#include <string>
#include <vector>

#include "identity/principal.h"

namespace shortbreaks::mysql {
class Connection;
}

namespace shortbreaks::rpc {

struct Call {
  identity::Principal principal;
  // No wait of the handler goes past this. Always finite: the adaptor clamps it.
  absl::Time deadline = absl::InfinitePast();
  // From the caller's `x-request-id` or made here; crosses services and stands in every log line. Printable ASCII.
  std::string call_id;
  // Passed on to other services.
  std::string bearer_token;
  // Why, as the caller says it in `x-purpose` and `x-reference`. The audit trail checks them before a handler runs, and
  // puts in `purpose` what the role or the method says where the caller need not.
  std::string purpose, reference;
  // The children whose record this call has changed, by name; null outside a server. The audit trail's own: what is in
  // it needs no second record of having been shown.
  std::shared_ptr<std::set<std::string>> changed_children;
  // What the handler leaves to be kept in the transaction that records whom the call has shown: both are there before
  // the answer leaves, with one flush. Null outside a server: a handler then keeps it itself.
  std::shared_ptr<std::vector<std::function<absl::Status(mysql::Connection&)>>> kept_with_reads;
};

}  // namespace shortbreaks::rpc

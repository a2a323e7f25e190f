// What a handler knows of the call it answers, beside the request.
#pragma once

#include <absl/time/time.h>

#include <functional>
#include <string>

#include "identity/principal.h"

namespace shortbreaks::rpc {

struct Call {
  identity::Principal principal;
  // No wait of the handler goes past this. Always finite: the adaptor clamps it.
  absl::Time deadline = absl::InfinitePast();
  // From the caller's `x-request-id` or made here; crosses services and stands in every log line. Printable ASCII.
  std::string call_id;
  // Passed on to other services.
  std::string bearer_token;
};

}  // namespace shortbreaks::rpc

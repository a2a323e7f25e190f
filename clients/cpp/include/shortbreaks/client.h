// The short breaks services, for partners' programs. One include:
//
//   #include <shortbreaks/client.h>
//
// Every call blocks, never throws, ends by its deadline, and gives the response or a status: errors.h reads its reason,
// and the sentence that may be shown to a parent. A change needs a request_id: make it with NewRequestId, store it,
// then send; a call that was cut off is sent again with the same one and is done once.
#pragma once

#include <absl/status/statusor.h>

#include <functional>
#include <memory>
#include <string>

#include "shortbreaks/availability/v1/availability.pb.h"
#include "shortbreaks/bookings/v1/bookings.pb.h"
#include "shortbreaks/connection.h"
#include "shortbreaks/council_calls.h"
#include "shortbreaks/errors.h"
#include "shortbreaks/family_calls.h"
#include "shortbreaks/provider_calls.h"

namespace shortbreaks {

// A UUID for a request_id.
std::string NewRequestId();

// Thread-safe and cheap to copy; copies share the connection.
class Client : public FamilyCalls, public ProviderCalls, public CouncilCalls {
 public:
  explicit Client(const std::shared_ptr<Connection>& connection)
      : FamilyCalls(connection), ProviderCalls(connection), CouncilCalls(connection) {}
};

// Every page of a list, one after the other, until the last or until `each` says false:
//
//   auto status = shortbreaks::ForEachPage(
//       request, [&](const auto& page_request) { return client.ListBookings(page_request); },
//       [&](const bookings::v1::ListBookingsResponse& page) { …; return true; });
template <typename Request, typename List, typename Each>
absl::Status ForEachPage(Request request, List list, Each each) {
  for (;;) {
    auto page = list(request);
    if (!page.ok()) return page.status();
    if (!each(*page) || page->next_page_token().empty()) return absl::OkStatus();
    if (page->next_page_token() == request.page_token()) return absl::InternalError("the service repeats a page");
    request.set_page_token(page->next_page_token());
  }
}

}  // namespace shortbreaks

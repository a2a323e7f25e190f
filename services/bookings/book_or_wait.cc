#include "bookings/handlers.h"
#include "bookings/requests.h"
#include "errors/errors.h"

namespace shortbreaks::bookings {
namespace {

v1::BookPlaceResponse Waits(std::string entry) {
  v1::BookPlaceResponse response;
  response.set_waiting_list_entry(std::move(entry));
  return response;
}

}  // namespace

absl::StatusOr<v1::BookPlaceResponse> BookOrWait(const Parts& parts, const TakePlaceHandler& book,
                                                 const rpc::Call& call, const v1::BookPlaceRequest& request) {
  const bool may_wait = request.join_waiting_list() && parts.waiting_lists != nullptr;
  // Once the child is on the list the same request never books, even where a place has come back since.
  if (may_wait) {
    auto before = parts.waiting_lists->JoinedBefore(call, request);
    if (!before.ok()) return before.status();
    if (!before->empty()) return Waits(*std::move(before));
  }
  auto booking =
      book(call, request, request.request_id(), request.child(), request.session(), request.officer_reason());
  if (!may_wait || errors::ReasonOf(booking.status()) != type::v1::ERROR_REASON_SESSION_FULL) {
    return Answer<v1::BookPlaceResponse>(std::move(booking));
  }
  auto entry = parts.waiting_lists->Join(call, request);
  if (!entry.ok()) return entry.status();
  return Waits(*std::move(entry));
}

}  // namespace shortbreaks::bookings

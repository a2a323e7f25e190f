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
  absl::StatusOr<std::string> entry;
  // Another sending of the same request may do the one while this does the other: whichever is kept is the answer.
  for (const bool may_try_again : {true, false}) {
    auto booking =
        book(call, request, request.request_id(), request.child(), request.session(), request.officer_reason());
    if (booking.ok() && booking->name().empty()) return Waits(booking->waiting_list_entry());
    if (!may_wait || errors::ReasonOf(booking.status()) != type::v1::ERROR_REASON_SESSION_FULL) {
      return Answer<v1::BookPlaceResponse>(std::move(booking));
    }
    entry = parts.waiting_lists->Join(call, request);
    if (entry.ok()) return Waits(*std::move(entry));
    const bool changed = errors::ReasonOf(entry.status()) == type::v1::ERROR_REASON_DETAILS_CHANGED;
    if (!changed || !may_try_again) break;
  }
  return entry.status();
}

}  // namespace shortbreaks::bookings

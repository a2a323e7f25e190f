#include <absl/strings/str_cat.h>

#include <set>
#include <utility>

#include "bookings/requests.h"
#include "errors/errors.h"
#include "registers/handlers.h"
#include "registers/requests.h"
#include "wire/fields.h"

namespace shortbreaks::registers {
namespace {

using errors::Error;
using identity::Role;

constexpr int kBookingsMax = 200;

// How many bookings each action is about.
bool Fits(v1::NoShowAction action, int bookings) {
  switch (action) {
    case v1::NO_SHOW_ACTION_EXCUSE:
      return bookings == 1;
    case v1::NO_SHOW_ACTION_RELEASE:
      return bookings >= 1 && bookings <= kBookingsMax;
    default:
      return bookings == 0;
  }
}

std::vector<ids::Uuid> BookingsIn(const v1::ResolveNoShowsRequest& request, errors::FieldErrors& fields) {
  if (!Fits(request.action(), request.bookings_size())) {
    fields.Add("bookings", "Must be the one absence to excuse, or the 1 to 200 places to give up; none to warn.");
    return {};
  }
  std::vector<ids::Uuid> ids;
  std::set<ids::Uuid> seen;
  for (int i = 0; i < request.bookings_size(); ++i) {
    const std::string path = absl::StrCat("bookings[", i, "]");
    ids.push_back(wire::IdIn(path, "bookings", request.bookings(i), fields));
    if (!seen.insert(ids.back()).second) fields.Add(path, "Is named twice.");
  }
  return ids;
}

}  // namespace

absl::StatusOr<v1::ListRepeatedNoShowsResponse> NoShowHandlers::List(
    const rpc::Call& call, const v1::ListRepeatedNoShowsRequest& request) const {
  if (call.principal.role != Role::kOfficer) return Error(type::v1::ERROR_REASON_NOT_ALLOWED);
  const std::string scope = paging::ScopeOf(call.principal, "ListRepeatedNoShows", request);
  auto page = paging::PageOf(parts_.page_tokens, request, scope, {.usual = 50, .most = 100});
  if (!page.ok()) return page.status();
  auto list = parts_.no_shows.List(call, *page);
  if (!list.ok()) return list.status();
  v1::ListRepeatedNoShowsResponse response;
  for (v1::RepeatedNoShows& child : list->children) *response.add_children() = std::move(child);
  response.set_next_page_token(paging::NextToken(parts_.page_tokens, list->next, scope));
  return response;
}

absl::StatusOr<v1::ResolveNoShowsResponse> NoShowHandlers::Resolve(const rpc::Call& call,
                                                                   const v1::ResolveNoShowsRequest& request) const {
  if (call.principal.role != Role::kOfficer) return Error(type::v1::ERROR_REASON_NOT_ALLOWED);
  auto mark = idempotency::MarkOf(call.principal, "ResolveNoShows", request.request_id(), request);
  if (!mark.ok()) return mark.status();
  errors::FieldErrors fields;
  const Resolution resolution{wire::IdIn("child", "children", request.child(), fields), request.action(),
                              request.reason()};
  if (request.action() == v1::NO_SHOW_ACTION_UNSPECIFIED || !v1::NoShowAction_IsValid(request.action())) {
    fields.Add("action", "Is required.");
  }
  wire::CheckText("reason", request.reason(), 500, fields);
  const std::vector<ids::Uuid> booking_ids = BookingsIn(request, fields);
  if (auto valid = fields.ToStatus(); !valid.ok()) return valid;
  if (auto child = bookings::CheckChild(parts_.bookings, call, resolution.child_id); !child.ok()) return child;
  v1::ResolveNoShowsResponse response;
  std::vector<ids::Uuid> done;
  for (const ids::Uuid& booking_id : booking_ids) {
    auto booking = ResolveOne(call, MarkOfOne(*mark, booking_id), resolution, booking_id);
    if (IsOfTheCall(booking.status())) return booking.status();
    if (booking.ok()) done.push_back(booking_id);
    *response.add_results() = ResultOf(ids::ResourceName("bookings", booking_id), std::move(booking), call);
  }
  // Where nothing could be done nobody has seen to it yet.
  if (!booking_ids.empty() && done.empty()) return response;
  if (auto kept = parts_.no_shows.Keep(call, *mark, resolution, done); !kept.ok()) return kept;
  return response;
}

absl::StatusOr<v1::Booking> NoShowHandlers::ResolveOne(const rpc::Call& call, const idempotency::RequestMark& mark,
                                                       const Resolution& resolution,
                                                       const ids::Uuid& booking_id) const {
  if (resolution.action == v1::NO_SHOW_ACTION_EXCUSE) {
    return parts_.store.Excuse(call, mark, resolution.child_id, booking_id, resolution.reason);
  }
  auto own = parts_.no_shows.IsOfChild(call, resolution.child_id, booking_id);
  if (!own.ok()) return own.status();
  if (!*own) return Error(type::v1::ERROR_REASON_NOT_FOUND);
  auto cancelled = parts_.bookings.Cancel(
      call, {.mark = mark, .booking_id = booking_id, .child_id = resolution.child_id, .gives_all_back = true});
  if (!cancelled.ok()) return cancelled.status();
  return cancelled->booking();
}

}  // namespace shortbreaks::registers

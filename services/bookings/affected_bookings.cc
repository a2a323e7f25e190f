#include "bookings/affected_bookings.h"

#include <absl/time/clock.h>

#include "bookings/field_views.h"
#include "bookings/requests.h"
#include "errors/errors.h"
#include "wire/fields.h"
#include "wire/times.h"

namespace shortbreaks::bookings {
namespace {

using errors::Error;
using identity::Role;
using rpc::Call;

constexpr absl::Duration kWindow = absl::Hours(24 * 28);
constexpr absl::Duration kWindowMax = absl::Hours(24 * 400);

// The provider that a provider's staff work for; nothing for an officer. Refuses everybody else.
absl::StatusOr<std::optional<ids::Uuid>> OwnProvider(const Call& call) {
  if (call.principal.role == Role::kOfficer) return std::nullopt;
  const auto own = ids::IdOf("providers", call.principal.provider);
  if (call.principal.role != Role::kProvider || !own) return Error(type::v1::ERROR_REASON_NOT_ALLOWED);
  return own;
}

absl::StatusOr<v1::ListAffectedBookingsResponse> ListAffected(const AffectedParts& parts, const Call& call,
                                                              const v1::ListAffectedBookingsRequest& request) {
  auto own = OwnProvider(call);
  if (!own.ok()) return own.status();
  errors::FieldErrors fields;
  const ids::Uuid session_id = wire::IdIn("session", "sessions", request.session(), fields);
  if (auto valid = fields.ToStatus(); !valid.ok()) return valid;
  auto session = parts.store.Session(call, session_id);
  if (!session.ok()) return session.status();
  if (*own && (!*session || (*session)->provider_id != **own)) return Error(type::v1::ERROR_REASON_NOT_ALLOWED);
  if (!*session) return Error(type::v1::ERROR_REASON_NOT_FOUND);
  const std::string scope = paging::ScopeOf(call.principal, "ListAffectedBookings", request);
  auto page = paging::PageOf(parts.page_tokens, request, scope);
  if (!page.ok()) return page.status();
  std::string next;
  auto response = parts.store.List(call, session_id, **session, *page, next);
  if (!response.ok()) return response.status();
  if (*own) {
    for (v1::AffectedBooking& each : *response->mutable_bookings()) KeepForProvider(*each.mutable_booking());
  }
  response->set_next_page_token(paging::NextToken(parts.page_tokens, next, scope));
  return response;
}

// The window is never before now, and always has an end.
ShortSessionQuery WindowOf(const v1::ListShortSessionsRequest& request, errors::FieldErrors& fields) {
  ShortSessionQuery query{.start_time = absl::Now()};
  if (request.has_start_time()) {
    if (!wire::IsValid(request.start_time())) fields.Add("start_time", "Must be an instant from 1 to 9999.");
    query.start_time = std::max(query.start_time, wire::FromProto(request.start_time()));
  }
  query.end_time = query.start_time + kWindow;
  if (request.has_end_time()) {
    query.end_time = wire::FromProto(request.end_time());
    if (!wire::IsValid(request.end_time()) || query.end_time > query.start_time + kWindowMax) {
      fields.Add("end_time", "Must be at most 400 days after start_time.");
    }
  }
  return query;
}

absl::StatusOr<v1::ListShortSessionsResponse> ListShort(const AffectedParts& parts, const Call& call,
                                                        const v1::ListShortSessionsRequest& request) {
  auto own = OwnProvider(call);
  if (!own.ok()) return own.status();
  errors::FieldErrors fields;
  ShortSessionQuery query = WindowOf(request, fields);
  if (auto valid = fields.ToStatus(); !valid.ok()) return valid;
  query.provider_id = own->value_or(ids::Uuid());
  const std::string scope = paging::ScopeOf(call.principal, "ListShortSessions", request);
  auto page = paging::PageOf(parts.page_tokens, request, scope);
  if (!page.ok()) return page.status();
  std::string next;
  auto response = parts.store.ListShort(call, query, *page, next);
  if (!response.ok()) return response.status();
  response->set_next_page_token(paging::NextToken(parts.page_tokens, next, scope));
  return response;
}

}  // namespace

rpc::HandlerTable MakeAffectedHandlers(AffectedParts parts) {
  rpc::HandlerTable table("shortbreaks.bookings.v1.AffectedBookingsService");
  table.Add<v1::ListAffectedBookingsRequest, v1::ListAffectedBookingsResponse>(
      "ListAffectedBookings", [parts](const Call& call, const v1::ListAffectedBookingsRequest& request) {
        return ListAffected(parts, call, request);
      });
  table.Add<v1::ListShortSessionsRequest, v1::ListShortSessionsResponse>(
      "ListShortSessions", [parts](const Call& call, const v1::ListShortSessionsRequest& request) {
        return ListShort(parts, call, request);
      });
  return table;
}

}  // namespace shortbreaks::bookings

#include <absl/strings/str_cat.h>
#include <absl/time/clock.h>

#include "bookings/field_views.h"
#include "bookings/handlers.h"
#include "bookings/requests.h"
#include "errors/errors.h"
#include "wire/fields.h"
#include "wire/times.h"

namespace shortbreaks::bookings {
namespace {

using errors::Error;
using identity::Role;

absl::StatusOr<BookingQuery> QueryOf(const v1::ListBookingsRequest& request) {
  errors::FieldErrors fields;
  BookingQuery query;
  const int asked = !request.child().empty() + !request.session().empty() + request.has_changed_since();
  if (asked != 1) fields.Add("child", "Set exactly one of child, session and changed_since.");
  if (!request.child().empty()) query.child_id = wire::IdIn("child", "children", request.child(), fields);
  if (!request.session().empty()) query.session_id = wire::IdIn("session", "sessions", request.session(), fields);
  if (request.has_changed_since()) {
    const absl::Time since = wire::FromProto(request.changed_since());
    if (!wire::IsValid(request.changed_since()) || since < absl::UnixEpoch()) {
      fields.Add("changed_since", "Must be an instant from 1970 to 9999.");
    }
    query.changed_since = since;
  }
  for (int i = 0; i < request.states_size(); ++i) {
    const int state = request.states(i);
    if (state == v1::BOOKING_STATE_UNSPECIFIED || !v1::BookingState_IsValid(state)) {
      fields.Add(absl::StrCat("states[", i, "]"), "Must be a booking state.");
    } else {
      query.states.push_back(state);
    }
  }
  if (auto valid = fields.ToStatus(); !valid.ok()) return valid;
  return query;
}

absl::Status CheckSession(Store& store, const rpc::Call& call, const ids::Uuid& session_id) {
  if (call.principal.role != Role::kOfficer && call.principal.role != Role::kService &&
      call.principal.role != Role::kProvider) {
    return Error(type::v1::ERROR_REASON_NOT_ALLOWED);
  }
  auto provider = store.ProviderOf(call, session_id);
  if (!provider.ok()) return provider.status();
  if (call.principal.role == Role::kProvider) {
    const bool own = *provider && ids::IdOf("providers", call.principal.provider) == **provider;
    return own ? absl::OkStatus() : Error(type::v1::ERROR_REASON_NOT_ALLOWED);
  }
  return *provider ? absl::OkStatus() : Error(type::v1::ERROR_REASON_NOT_FOUND);
}

absl::Status MayList(Store& store, const rpc::Call& call, const BookingQuery& query) {
  if (query.child_id) return CheckChild(store, call, *query.child_id, Authority::kLimited);
  if (query.session_id) return CheckSession(store, call, *query.session_id);
  const bool all = call.principal.role == Role::kOfficer || call.principal.role == Role::kService;
  return all ? absl::OkStatus() : Error(type::v1::ERROR_REASON_NOT_ALLOWED);
}

}  // namespace

absl::StatusOr<v1::GetBookingResponse> ReadHandlers::Get(const rpc::Call& call,
                                                         const v1::GetBookingRequest& request) const {
  errors::FieldErrors fields;
  const ids::Uuid booking_id = wire::IdIn("name", "bookings", request.name(), fields);
  if (auto valid = fields.ToStatus(); !valid.ok()) return valid;
  auto stored = VisibleBooking(parts_.store, call, booking_id, Authority::kLimited);
  if (!stored.ok()) return stored.status();
  v1::GetBookingResponse response;
  *response.mutable_booking() = std::move(stored->booking);
  return response;
}

absl::StatusOr<v1::ListBookingsResponse> ReadHandlers::List(const rpc::Call& call,
                                                            const v1::ListBookingsRequest& request) const {
  auto query = QueryOf(request);
  if (!query.ok()) return query.status();
  if (auto may = MayList(parts_.store, call, *query); !may.ok()) return may;
  const std::string scope = paging::ScopeOf(call.principal, "ListBookings", request);
  auto page = paging::PageOf(parts_.page_tokens, request, scope);
  if (!page.ok()) return page.status();
  auto list = parts_.store.List(call, *query, *page);
  if (!list.ok()) return list.status();
  v1::ListBookingsResponse response;
  for (v1::Booking& booking : list->bookings) {
    if (call.principal.role == Role::kProvider) KeepForProvider(booking);
    if (list->limited) KeepForLimitedAuthority(booking);
    *response.add_bookings() = std::move(booking);
  }
  response.set_next_page_token(paging::NextToken(parts_.page_tokens, list->next, scope));
  return response;
}

absl::StatusOr<v1::GetBalanceResponse> ReadHandlers::Balance(const rpc::Call& call,
                                                             const v1::GetBalanceRequest& request) const {
  errors::FieldErrors fields;
  const ids::Uuid child_id = wire::IdIn("child", "children", request.child(), fields);
  if (auto valid = fields.ToStatus(); !valid.ok()) return valid;
  if (auto child = CheckChild(parts_.store, call, child_id); !child.ok()) return child;
  auto balances = parts_.store.Balances(call, child_id);
  if (!balances.ok()) return balances.status();
  v1::GetBalanceResponse response;
  for (v1::AllocationBalance& balance : *balances) *response.add_balances() = std::move(balance);
  return response;
}

absl::StatusOr<v1::ListLedgerEntriesResponse> ReadHandlers::Ledger(const rpc::Call& call,
                                                                   const v1::ListLedgerEntriesRequest& request) const {
  errors::FieldErrors fields;
  const ids::Uuid allocation_id = wire::IdIn("allocation", "allocations", request.allocation(), fields);
  if (auto valid = fields.ToStatus(); !valid.ok()) return valid;
  auto child_id = parts_.store.ChildOfAllocation(call, allocation_id);
  if (!child_id.ok()) return child_id.status();
  // For an allocation that does not exist this asks after a child that does not either.
  if (auto child = CheckChild(parts_.store, call, child_id->value_or(ids::Uuid(16, '\0'))); !child.ok()) return child;
  const std::string scope = paging::ScopeOf(call.principal, "ListLedgerEntries", request);
  auto page = paging::PageOf(parts_.page_tokens, request, scope);
  if (!page.ok()) return page.status();
  auto ledger = parts_.store.Ledger(call, allocation_id, *page);
  if (!ledger.ok()) return ledger.status();
  v1::ListLedgerEntriesResponse response;
  for (v1::LedgerEntry& entry : ledger->entries) *response.add_entries() = std::move(entry);
  response.set_next_page_token(paging::NextToken(parts_.page_tokens, ledger->next, scope));
  return response;
}

absl::StatusOr<v1::ReconcileLedgerResponse> ReadHandlers::Reconcile(const rpc::Call& call,
                                                                    const v1::ReconcileLedgerRequest& request) const {
  if (call.principal.role != Role::kOfficer) return Error(type::v1::ERROR_REASON_NOT_ALLOWED);
  const std::string scope = paging::ScopeOf(call.principal, "ReconcileLedger", request);
  auto page = paging::PageOf(parts_.page_tokens, request, scope, {.usual = 500, .most = 2000});
  if (!page.ok()) return page.status();
  auto result = parts_.store.Reconcile(call, *page);
  if (!result.ok()) return result.status();
  v1::ReconcileLedgerResponse response;
  response.set_accounts(result->accounts);
  response.set_entries(result->entries);
  response.set_accounts_total(result->accounts_total);
  for (v1::LedgerMismatch& mismatch : result->mismatches) *response.add_mismatches() = std::move(mismatch);
  response.set_next_page_token(paging::NextToken(parts_.page_tokens, result->next, scope));
  return response;
}

}  // namespace shortbreaks::bookings

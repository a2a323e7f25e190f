#include "waiting/handlers.h"

#include <absl/strings/str_cat.h>

#include <algorithm>

#include "bookings/requests.h"
#include "errors/errors.h"
#include "wire/fields.h"
#include "wire/times.h"

namespace shortbreaks::waiting {
namespace {

using errors::Error;
using identity::Role;

// Why a place was offered out of order, or went past, may tell of the child.
void HideFromProvider(v1::WaitingListEntry& entry) {
  entry.clear_offer_reason();
  entry.clear_passed_over_time();
  entry.clear_passed_over_reason();
}

absl::Status CheckProvider(const rpc::Call& call, const ids::Uuid& provider_id) {
  const auto own = ids::IdOf("providers", call.principal.provider);
  return own == provider_id ? absl::OkStatus() : Error(type::v1::ERROR_REASON_NOT_ALLOWED);
}

bool SeesAll(const rpc::Call& call) {
  return call.principal.role == Role::kOfficer || call.principal.role == Role::kService;
}

absl::Status WrongState(const Entry& entry) {
  return Error(type::v1::ERROR_REASON_STATE_FORBIDS, {}, {{"state", v1::WaitingListEntryState_Name(entry.state)}});
}

constexpr char kNoneIsOpen[] = "No session that suits is open for booking at the moment.";

}  // namespace

absl::StatusOr<Entry> EntryHandlers::Visible(const rpc::Call& call, const ids::Uuid& entry_id) const {
  auto entry = parts_.store.Read(call, entry_id);
  if (!entry.ok()) return entry.status();
  if (!*entry) {
    return Error(SeesAll(call) ? type::v1::ERROR_REASON_NOT_FOUND : type::v1::ERROR_REASON_NOT_ALLOWED);
  }
  if (call.principal.role == Role::kProvider) {
    auto provider = parts_.store.ProviderOf(call, (*entry)->activity_id);
    if (!provider.ok()) return provider.status();
    if (auto own = CheckProvider(call, provider->value_or(ids::Uuid())); !own.ok()) return own;
  }
  return **std::move(entry);
}

absl::StatusOr<Entry> EntryHandlers::VisibleNamed(const rpc::Call& call, const std::string& name) const {
  errors::FieldErrors fields;
  const ids::Uuid entry_id = wire::IdIn("name", "waitingListEntries", name, fields);
  if (auto valid = fields.ToStatus(); !valid.ok()) return valid;
  return Visible(call, entry_id);
}

absl::StatusOr<v1::LeaveWaitingListResponse> EntryHandlers::Leave(const rpc::Call& call,
                                                                  const v1::LeaveWaitingListRequest& request) const {
  auto mark = idempotency::MarkOf(call.principal, "LeaveWaitingList", request.request_id(), request);
  if (!mark.ok()) return mark.status();
  auto entry = VisibleNamed(call, request.name());
  if (!entry.ok()) return entry.status();
  auto left = parts_.store.Leave(call, *mark, *entry);
  if (!left.ok()) return left.status();
  v1::LeaveWaitingListResponse response;
  *response.mutable_entry() = *std::move(left);
  return response;
}

absl::StatusOr<std::vector<SessionView>> EntryHandlers::SessionsFor(const rpc::Call& call, const Entry& entry) const {
  std::vector<SessionView> sessions;
  if (!entry.session_id.empty()) {
    auto own = parts_.store.Session(call, entry.session_id);
    if (!own.ok()) return own.status();
    if (*own && (*own)->TakesBookings()) sessions.push_back(**std::move(own));
    return sessions;
  }
  auto coming = parts_.store.Coming(call, entry.activity_id);
  if (!coming.ok()) return coming.status();
  for (SessionView& session : *coming) {
    const bool suits = entry.wish.IsMetBy(LondonSpanOf(session.start_time, session.end_time));
    if (suits && session.TakesBookings()) sessions.push_back(std::move(session));
  }
  return sessions;
}

absl::StatusOr<v1::WaitingListPosition> EntryHandlers::PositionOf(const rpc::Call& call, const Entry& entry) const {
  auto sessions = SessionsFor(call, entry);
  if (!sessions.ok()) return sessions.status();
  v1::WaitingListPosition position;
  // In the queue of a session that it was offered before it does not stand again: the next counts.
  for (const SessionView& session : *sessions) {
    auto queue = parts_.store.Queue(call, session);
    if (!queue.ok()) return queue.status();
    const auto own = std::ranges::find(*queue, entry.entry_id, &Waiting::entry_id);
    if (own == queue->end()) continue;
    const int ahead = static_cast<int>(own - queue->begin());
    position.set_session(ids::ResourceName("sessions", session.session_id));
    position.set_ahead(ahead);
    position.set_explanation(Explain(session.order, *own, ahead, session.room));
    return position;
  }
  position.set_explanation(kNoneIsOpen);
  return position;
}

absl::StatusOr<v1::GetWaitingListEntryResponse> EntryHandlers::Get(
    const rpc::Call& call, const v1::GetWaitingListEntryRequest& request) const {
  auto entry = VisibleNamed(call, request.name());
  if (!entry.ok()) return entry.status();
  v1::GetWaitingListEntryResponse response;
  *response.mutable_entry() = ToProto(*entry);
  if (entry->state == v1::WAITING_LIST_ENTRY_STATE_WAITING) {
    auto position = PositionOf(call, *entry);
    if (!position.ok()) return position.status();
    *response.mutable_position() = *std::move(position);
  }
  if (call.principal.role == Role::kProvider) {
    HideFromProvider(*response.mutable_entry());
    if (response.has_position()) response.mutable_position()->clear_explanation();
  }
  return response;
}

absl::StatusOr<EntryPage> EntryHandlers::Page(const rpc::Call& call, const v1::ListWaitingListEntriesRequest& request,
                                              const paging::Page& page) const {
  errors::FieldErrors fields;
  if (!request.child().empty()) {
    const ids::Uuid child_id = wire::IdIn("child", "children", request.child(), fields);
    if (auto valid = fields.ToStatus(); !valid.ok()) return valid;
    if (auto child = bookings::CheckChild(parts_.bookings.store, call, child_id); !child.ok()) return child;
    return parts_.store.OfChild(call, child_id, page);
  }
  if (!request.session().empty()) {
    const ids::Uuid session_id = wire::IdIn("session", "sessions", request.session(), fields);
    if (auto valid = fields.ToStatus(); !valid.ok()) return valid;
    if (call.principal.role == Role::kCarer) return Error(type::v1::ERROR_REASON_NOT_ALLOWED);
    auto session = parts_.store.Session(call, session_id);
    if (!session.ok()) return session.status();
    if (!SeesAll(call)) {
      auto own = CheckProvider(call, *session ? (*session)->provider_id : ids::Uuid());
      if (!own.ok()) return own;
    }
    if (!*session) return Error(type::v1::ERROR_REASON_NOT_FOUND);
    return parts_.store.OfSession(call, **session, page);
  }
  if (!SeesAll(call)) return Error(type::v1::ERROR_REASON_NOT_ALLOWED);
  if (!wire::IsValid(request.changed_since())) fields.Add("changed_since", "Must be an instant.");
  if (auto valid = fields.ToStatus(); !valid.ok()) return valid;
  return parts_.store.ChangedSince(call, wire::FromProto(request.changed_since()), page);
}

absl::StatusOr<v1::ListWaitingListEntriesResponse> EntryHandlers::List(
    const rpc::Call& call, const v1::ListWaitingListEntriesRequest& request) const {
  errors::FieldErrors fields;
  const int given = !request.child().empty() + !request.session().empty() + request.has_changed_since();
  if (given != 1) fields.Add("child", "Name exactly one of child, session and changed_since.");
  if (auto valid = fields.ToStatus(); !valid.ok()) return valid;
  const std::string scope = paging::ScopeOf(call.principal, "ListWaitingListEntries", request);
  auto page = paging::PageOf(parts_.bookings.page_tokens, request, scope);
  if (!page.ok()) return page.status();
  auto found = Page(call, request, *page);
  if (!found.ok()) return found.status();
  v1::ListWaitingListEntriesResponse response;
  for (v1::WaitingListEntry& entry : found->entries) {
    if (call.principal.role == Role::kProvider) HideFromProvider(entry);
    *response.add_entries() = std::move(entry);
  }
  response.set_next_page_token(paging::NextToken(parts_.bookings.page_tokens, found->next, scope));
  return response;
}

absl::StatusOr<v1::AcceptOfferResponse> EntryHandlers::Accept(const rpc::Call& call,
                                                              const v1::AcceptOfferRequest& request) const {
  auto entry = VisibleNamed(call, request.name());
  if (!entry.ok()) return entry.status();
  if (entry->booking_id.empty()) return WrongState(*entry);
  auto booking = changes_.Accept(call, ids::ResourceName("bookings", entry->booking_id), request);
  return bookings::Answer<v1::AcceptOfferResponse>(std::move(booking));
}

absl::StatusOr<v1::DeclineOfferResponse> EntryHandlers::Decline(const rpc::Call& call,
                                                                const v1::DeclineOfferRequest& request) const {
  auto entry = VisibleNamed(call, request.name());
  if (!entry.ok()) return entry.status();
  errors::FieldErrors fields;
  if (request.keep_waiting() && !entry->session_id.empty()) {
    fields.Add("keep_waiting", "Is for entries that wait for any session of an activity.");
  }
  if (auto valid = fields.ToStatus(); !valid.ok()) return valid;
  if (entry->booking_id.empty()) return WrongState(*entry);
  auto declined = changes_.Decline(call, ids::ResourceName("bookings", entry->booking_id), request);
  if (!declined.ok()) return declined.status();
  auto after = parts_.store.Read(call, entry->entry_id);
  if (!after.ok()) return after.status();
  v1::DeclineOfferResponse response;
  *response.mutable_entry() = ToProto(after->value_or(*entry));
  return response;
}

absl::StatusOr<v1::OfferPlaceResponse> EntryHandlers::Offer(const rpc::Call& call,
                                                            const v1::OfferPlaceRequest& request) const {
  constexpr int kAttemptsMax = 3;
  auto mark = idempotency::MarkOf(call.principal, "OfferPlace", request.request_id(), request);
  if (!mark.ok()) return mark.status();
  errors::FieldErrors fields;
  wire::CheckText("reason", request.reason(), 500, fields);
  auto entry = VisibleNamed(call, request.name());
  if (!entry.ok()) return entry.status();
  ids::Uuid session_id = entry->session_id;
  if (!request.session().empty() || session_id.empty()) {
    session_id = wire::IdIn("session", "sessions", request.session(), fields);
  }
  if (!entry->session_id.empty() && session_id != entry->session_id) {
    fields.Add("session", "Is not the session that the child waits for: leave it out.");
  }
  if (auto valid = fields.ToStatus(); !valid.ok()) return valid;
  absl::StatusOr<v1::WaitingListEntry> offered = absl::UnknownError("not tried");
  for (int tries = 0; tries < kAttemptsMax; ++tries) {
    auto session = parts_.store.Session(call, session_id);
    if (!session.ok()) return session.status();
    if (!*session || (*session)->activity_id != entry->activity_id) return Error(type::v1::ERROR_REASON_NOT_FOUND);
    offered = parts_.store.Offer(call, *mark, *entry, **session, request.reason());
    if (errors::ReasonOf(offered.status()) != type::v1::ERROR_REASON_DETAILS_CHANGED) break;
  }
  if (!offered.ok()) return offered.status();
  v1::OfferPlaceResponse response;
  *response.mutable_entry() = *std::move(offered);
  return response;
}

}  // namespace shortbreaks::waiting

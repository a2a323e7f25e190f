#include "calendars/handlers.h"

#include <absl/strings/str_cat.h>

#include <algorithm>

#include "calendars/secret.h"
#include "errors/errors.h"
#include "wire/fields.h"

namespace shortbreaks::calendars {
namespace {

using errors::Error;
using identity::Role;

constexpr int kChildrenMax = 20;

// Of a carer or a provider. NOT_ALLOWED where the token names neither.
absl::StatusOr<Owner> OwnerOf(const rpc::Call& call) {
  const bool carer = call.principal.role == Role::kCarer;
  auto id = carer ? ids::IdOf("carers", call.principal.subject) : ids::IdOf("providers", call.principal.provider);
  if (!id) return Error(type::v1::ERROR_REASON_NOT_ALLOWED);
  return carer ? Owner{.carer_id = *id} : Owner{.provider_id = *id};
}

std::vector<ids::Uuid> ChildrenIn(const v1::CreateFeedRequest& request, errors::FieldErrors& fields) {
  std::vector<ids::Uuid> children;
  if (request.children_size() > kChildrenMax) fields.Add("children", "Must be at most 20.");
  for (int i = 0; i < std::min(request.children_size(), kChildrenMax); ++i) {
    const std::string field = absl::StrCat("children[", i, "]");
    const ids::Uuid child = wire::IdIn(field, "children", request.children(i), fields);
    if (std::ranges::find(children, child) == children.end()) children.push_back(child);
  }
  return children;
}

absl::StatusOr<v1::CreateFeedResponse> Create(FeedStore& store, const std::string& address, const rpc::Call& call,
                                              const v1::CreateFeedRequest& request) {
  auto owner = OwnerOf(call);
  if (!owner.ok()) return owner.status();
  auto mark = idempotency::MarkOf(call.principal, "CreateFeed", request.request_id(), request);
  if (!mark.ok()) return mark.status();
  errors::FieldErrors fields;
  wire::CheckText("display_name", request.display_name(), 100, fields);
  NewFeed feed{.owner = *owner,
               .children = ChildrenIn(request, fields),
               .show_titles = request.show_titles(),
               .display_name = request.display_name()};
  if (call.principal.role == Role::kProvider) {
    if (!feed.children.empty()) fields.Add("children", "Is for carers alone: leave it out.");
    if (feed.show_titles) fields.Add("show_titles", "Is for carers alone: leave it out.");
  }
  if (auto valid = fields.ToStatus(); !valid.ok()) return valid;
  if (address.empty()) {
    return Error(type::v1::ERROR_REASON_STATE_FORBIDS, "Calendars cannot be subscribed to here.",
                 {{"state", "calendars_off"}});
  }
  const std::string secret = NewSecret();
  auto made = store.Create(call, *mark, feed, secret);
  if (!made.ok()) return made.status();
  v1::CreateFeedResponse response;
  *response.mutable_feed() = *std::move(made);
  response.set_address(absl::StrCat(address, "/calendars/", secret, ".ics"));
  return response;
}

// Whose feeds an officer asks for: one of the two.
absl::StatusOr<Owner> OwnerIn(const v1::ListFeedsRequest& request) {
  errors::FieldErrors fields;
  Owner owner;
  if (request.carer().empty() == request.provider().empty()) {
    fields.Add("carer", "Set exactly one of carer and provider.");
  } else if (!request.carer().empty()) {
    owner.carer_id = wire::IdIn("carer", "carers", request.carer(), fields);
  } else {
    owner.provider_id = wire::IdIn("provider", "providers", request.provider(), fields);
  }
  if (auto valid = fields.ToStatus(); !valid.ok()) return valid;
  return owner;
}

absl::StatusOr<v1::ListFeedsResponse> List(FeedStore& store, const rpc::Call& call,
                                           const v1::ListFeedsRequest& request) {
  const bool officer = call.principal.role == Role::kOfficer;
  auto owner = officer ? OwnerIn(request) : OwnerOf(call);
  if (!owner.ok()) return owner.status();
  errors::FieldErrors fields;
  if (!officer && !request.carer().empty()) fields.Add("carer", "Is for officers alone: leave it out.");
  if (!officer && !request.provider().empty()) fields.Add("provider", "Is for officers alone: leave it out.");
  if (auto valid = fields.ToStatus(); !valid.ok()) return valid;
  auto feeds = store.List(call, *owner);
  if (!feeds.ok()) return feeds.status();
  v1::ListFeedsResponse response;
  for (v1::CalendarFeed& feed : *feeds) *response.add_feeds() = std::move(feed);
  return response;
}

absl::StatusOr<v1::RevokeFeedResponse> Revoke(FeedStore& store, const rpc::Call& call,
                                              const v1::RevokeFeedRequest& request) {
  std::optional<Owner> owner;
  if (call.principal.role != Role::kOfficer) {
    auto own = OwnerOf(call);
    if (!own.ok()) return own.status();
    owner = *own;
  }
  auto mark = idempotency::MarkOf(call.principal, "RevokeFeed", request.request_id(), request);
  if (!mark.ok()) return mark.status();
  errors::FieldErrors fields;
  const ids::Uuid feed_id = wire::IdIn("name", "calendarFeeds", request.name(), fields);
  if (auto valid = fields.ToStatus(); !valid.ok()) return valid;
  auto ended = store.Revoke(call, *mark, feed_id, owner);
  if (!ended.ok()) return ended.status();
  v1::RevokeFeedResponse response;
  *response.mutable_feed() = *std::move(ended);
  return response;
}

}  // namespace

rpc::HandlerTable MakeHandlers(FeedStore& store, std::string address) {
  rpc::HandlerTable table("shortbreaks.bookings.v1.CalendarFeedService");
  table.Add<v1::CreateFeedRequest, v1::CreateFeedResponse>(
      "CreateFeed", [&store, address](const rpc::Call& call, const v1::CreateFeedRequest& request) {
        return Create(store, address, call, request);
      });
  table.Add<v1::ListFeedsRequest, v1::ListFeedsResponse>(
      "ListFeeds",
      [&store](const rpc::Call& call, const v1::ListFeedsRequest& request) { return List(store, call, request); });
  table.Add<v1::RevokeFeedRequest, v1::RevokeFeedResponse>(
      "RevokeFeed",
      [&store](const rpc::Call& call, const v1::RevokeFeedRequest& request) { return Revoke(store, call, request); });
  return table;
}

}  // namespace shortbreaks::calendars

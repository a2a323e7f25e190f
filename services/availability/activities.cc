#include "availability/access.h"
#include "availability/handlers.h"
#include "availability/validate.h"
#include "wire/fields.h"

namespace shortbreaks::availability {

using errors::Error;

absl::StatusOr<v1::CreateActivityResponse> ActivityHandlers::Create(const rpc::Call& call,
                                                                    const v1::CreateActivityRequest& request) const {
  auto mark = idempotency::MarkOf(call.principal, "CreateActivity", request.request_id(), request);
  if (!mark.ok()) return mark.status();
  errors::FieldErrors fields;
  ActivityRecord record = ReadActivity("activity.", request.activity(), fields);
  record.provider_id = wire::IdIn("activity.provider", "providers", request.activity().provider(), fields);
  if (auto valid = fields.ToStatus(); !valid.ok()) return valid;
  auto activity = parts_.store.CreateActivity(call, *mark, std::move(record));
  if (!activity.ok()) return activity.status();
  v1::CreateActivityResponse response;
  *response.mutable_activity() = *std::move(activity);
  return response;
}

absl::StatusOr<v1::GetActivityResponse> ActivityHandlers::Get(const rpc::Call& call,
                                                              const v1::GetActivityRequest& request) const {
  errors::FieldErrors fields;
  const ids::Uuid id = wire::IdIn("name", "activities", request.name(), fields);
  if (auto valid = fields.ToStatus(); !valid.ok()) return valid;
  auto activity = parts_.store.ReadActivity(call, id);
  if (!activity.ok()) return activity.status();
  if (!*activity) return Error(type::v1::ERROR_REASON_NOT_FOUND);
  v1::GetActivityResponse response;
  *response.mutable_activity() = **std::move(activity);
  return response;
}

absl::StatusOr<v1::UpdateActivityResponse> ActivityHandlers::Update(const rpc::Call& call,
                                                                    const v1::UpdateActivityRequest& request) const {
  auto mark = idempotency::MarkOf(call.principal, "UpdateActivity", request.request_id(), request);
  if (!mark.ok()) return mark.status();
  errors::FieldErrors fields;
  ActivityRecord record = ReadActivity("activity.", request.activity(), fields);
  record.id = wire::IdIn("activity.name", "activities", request.activity().name(), fields);
  record.provider_id = wire::IdIn("activity.provider", "providers", request.activity().provider(), fields);
  if (request.activity().etag().empty()) fields.Add("activity.etag", "Is required: send it as it was read.");
  if (auto valid = fields.ToStatus(); !valid.ok()) return valid;
  auto activity = parts_.store.UpdateActivity(call, *mark, std::move(record), request.activity().etag());
  if (!activity.ok()) return activity.status();
  v1::UpdateActivityResponse response;
  *response.mutable_activity() = *std::move(activity);
  return response;
}

absl::StatusOr<v1::ListActivitiesResponse> ActivityHandlers::List(const rpc::Call& call,
                                                                  const v1::ListActivitiesRequest& request) const {
  errors::FieldErrors fields;
  ids::Uuid provider_id;
  if (!request.provider().empty()) provider_id = wire::IdIn("provider", "providers", request.provider(), fields);
  wire::CheckExternalId("external_id", request.external_id(), false, fields);
  if (auto valid = fields.ToStatus(); !valid.ok()) return valid;
  const std::string scope = paging::ScopeOf(call.principal, "ListActivities", request);
  auto page = paging::PageOf(parts_.page_tokens, request, scope);
  if (!page.ok()) return page.status();
  auto list = parts_.store.ListActivities(call, provider_id, request.external_id(), *page);
  if (!list.ok()) return list.status();
  v1::ListActivitiesResponse response;
  for (v1::Activity& activity : list->activities) *response.add_activities() = std::move(activity);
  response.set_next_page_token(paging::NextToken(parts_.page_tokens, list->next, scope));
  return response;
}

}  // namespace shortbreaks::availability

#include <absl/strings/numbers.h>

#include "eligibility/handlers.h"
#include "eligibility/requests.h"
#include "eligibility/validation.h"
#include "london/london.h"
#include "wire/fields.h"

namespace shortbreaks::eligibility {
namespace {

// The version that an etag stands for; 0, which no record has, for text that is none of ours.
int64_t VersionOf(const std::string& etag) {
  int64_t version = 0;
  return absl::SimpleAtoi(etag, &version) && absl::StrCat(version) == etag ? version : 0;
}

}  // namespace

absl::StatusOr<v1::CreateChildResponse> ChildHandlers::Create(const rpc::Call& call,
                                                              const v1::CreateChildRequest& request) const {
  if (auto may = OfficersOnly(call); !may.ok()) return may;
  auto mark = idempotency::MarkOf(call.principal, "CreateChild", request.request_id(), request);
  if (!mark.ok()) return mark.status();
  errors::FieldErrors fields;
  Check(request.child(), "child.", london::DayOf(absl::Now()), fields);
  CheckHome(request.child(), "child.", call.principal.council_id, fields);
  if (auto valid = fields.ToStatus(); !valid.ok()) return valid;
  auto child = parts_.store.CreateChild(call, *mark, RecordOf(request.child()));
  if (!child.ok()) return child.status();
  v1::CreateChildResponse response;
  *response.mutable_child() = *std::move(child);
  return response;
}

absl::StatusOr<v1::GetChildResponse> ChildHandlers::Get(const rpc::Call& call,
                                                        const v1::GetChildRequest& request) const {
  auto viewer = ViewerOf(call);
  if (!viewer.ok()) return viewer.status();
  errors::FieldErrors fields;
  const ids::Uuid child_id = wire::IdIn("name", "children", request.name(), fields);
  if (auto valid = fields.ToStatus(); !valid.ok()) return valid;
  auto child = parts_.store.ReadChild(call, *viewer, child_id);
  if (!child.ok()) return child.status();
  if (!*child) return NotSeen(*viewer);
  v1::GetChildResponse response;
  *response.mutable_child() = **std::move(child);
  return response;
}

absl::StatusOr<v1::UpdateChildResponse> ChildHandlers::Update(const rpc::Call& call,
                                                              const v1::UpdateChildRequest& request) const {
  if (auto may = OfficersOnly(call); !may.ok()) return may;
  auto mark = idempotency::MarkOf(call.principal, "UpdateChild", request.request_id(), request);
  if (!mark.ok()) return mark.status();
  errors::FieldErrors fields;
  const ids::Uuid child_id = wire::IdIn("child.name", "children", request.child().name(), fields);
  Check(request.child(), "child.", london::DayOf(absl::Now()), fields);
  CheckHome(request.child(), "child.", call.principal.council_id, fields);
  if (request.child().etag().empty()) fields.Add("child.etag", "Is required: send the etag that was read.");
  if (auto valid = fields.ToStatus(); !valid.ok()) return valid;
  ChildRecord record = RecordOf(request.child());
  record.child_id = child_id;
  record.version = VersionOf(request.child().etag());
  auto child = parts_.store.UpdateChild(call, *mark, record);
  if (!child.ok()) return child.status();
  v1::UpdateChildResponse response;
  *response.mutable_child() = *std::move(child);
  return response;
}

absl::StatusOr<v1::ListChildrenResponse> ChildHandlers::List(const rpc::Call& call,
                                                             const v1::ListChildrenRequest& request) const {
  auto viewer = ViewerOf(call);
  if (!viewer.ok()) return viewer.status();
  errors::FieldErrors fields;
  wire::CheckExternalId("external_id", request.external_id(), false, fields);
  if (auto valid = fields.ToStatus(); !valid.ok()) return valid;
  const std::string scope = paging::ScopeOf(call.principal, "ListChildren", request);
  auto page = paging::PageOf(parts_.page_tokens, request, scope);
  if (!page.ok()) return page.status();
  auto list = parts_.store.ListChildren(call, *viewer, request.external_id(), *page);
  if (!list.ok()) return list.status();
  v1::ListChildrenResponse response;
  for (v1::Child& child : list->items) *response.add_children() = std::move(child);
  response.set_next_page_token(paging::NextToken(parts_.page_tokens, list->next, scope));
  return response;
}

}  // namespace shortbreaks::eligibility

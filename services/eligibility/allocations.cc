#include <absl/time/clock.h>

#include "eligibility/handlers.h"
#include "eligibility/limits.h"
#include "eligibility/requests.h"
#include "eligibility/validation.h"
#include "london/london.h"
#include "wire/fields.h"

namespace shortbreaks::eligibility {
namespace {

constexpr size_t kReasonCharactersMax = 500;

}  // namespace

absl::StatusOr<v1::GrantAllocationResponse> AllocationHandlers::Grant(const rpc::Call& call,
                                                                      const v1::GrantAllocationRequest& request) const {
  if (auto may = OfficersOnly(call); !may.ok()) return may;
  auto mark = idempotency::MarkOf(call.principal, "GrantAllocation", request.request_id(), request);
  if (!mark.ok()) return mark.status();
  errors::FieldErrors fields;
  const ids::Uuid child_id = wire::IdIn("allocation.child", "children", request.allocation().child(), fields);
  Check(request.allocation(), "allocation.", fields);
  wire::CheckText("reason", request.reason(), kReasonCharactersMax, fields, /*lines=*/true);
  if (auto valid = fields.ToStatus(); !valid.ok()) return valid;
  auto live = parts_.policies.LiveOn(call, london::DayOf(absl::Now()));
  if (!live.ok()) return live.status();
  auto may = MayGrantAnew(call.principal.decider, request.allocation(), live->policy.get());
  if (!may.ok()) return may;
  AllocationRecord record = RecordOf(request.allocation());
  record.child_id = child_id;
  auto allocation = parts_.store.GrantAllocation(call, *mark, record, request.reason());
  if (!allocation.ok()) return allocation.status();
  v1::GrantAllocationResponse response;
  *response.mutable_allocation() = *std::move(allocation);
  return response;
}

absl::StatusOr<v1::GetAllocationResponse> AllocationHandlers::Get(const rpc::Call& call,
                                                                  const v1::GetAllocationRequest& request) const {
  auto viewer = ViewerOf(call);
  if (!viewer.ok()) return viewer.status();
  errors::FieldErrors fields;
  const ids::Uuid allocation_id = wire::IdIn("name", "allocations", request.name(), fields);
  if (auto valid = fields.ToStatus(); !valid.ok()) return valid;
  auto allocation = parts_.store.ReadAllocation(call, *viewer, allocation_id);
  if (!allocation.ok()) return allocation.status();
  if (!*allocation) return NotSeen(*viewer);
  v1::GetAllocationResponse response;
  *response.mutable_allocation() = **std::move(allocation);
  return response;
}

absl::StatusOr<v1::ListAllocationsResponse> AllocationHandlers::List(const rpc::Call& call,
                                                                     const v1::ListAllocationsRequest& request) const {
  auto viewer = ViewerOf(call);
  if (!viewer.ok()) return viewer.status();
  errors::FieldErrors fields;
  const ids::Uuid child_id = wire::IdIn("child", "children", request.child(), fields);
  if (auto valid = fields.ToStatus(); !valid.ok()) return valid;
  auto seen = parts_.store.MaySee(call, *viewer, child_id);
  if (!seen.ok()) return seen.status();
  if (!*seen) return NotSeen(*viewer);
  const std::string scope = paging::ScopeOf(call.principal, "ListAllocations", request);
  auto page = paging::PageOf(parts_.page_tokens, request, scope);
  if (!page.ok()) return page.status();
  auto list = parts_.store.ListAllocations(call, *viewer, child_id, *page);
  if (!list.ok()) return list.status();
  v1::ListAllocationsResponse response;
  for (v1::Allocation& allocation : list->items) *response.add_allocations() = std::move(allocation);
  response.set_next_page_token(paging::NextToken(parts_.page_tokens, list->next, scope));
  return response;
}

}  // namespace shortbreaks::eligibility

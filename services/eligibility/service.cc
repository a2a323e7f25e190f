#include "eligibility/service.h"

namespace shortbreaks::eligibility {

rpc::HandlerTable MakeHandlers(Parts parts) {
  using rpc::Call;
  rpc::HandlerTable table("shortbreaks.eligibility.v1.EligibilityService");
  const CarerHandlers carers(parts);
  table.Add<v1::CreateCarerRequest, v1::CreateCarerResponse>(
      "CreateCarer", [carers](const Call& call, const v1::CreateCarerRequest& r) { return carers.Create(call, r); });
  table.Add<v1::GetCarerRequest, v1::GetCarerResponse>(
      "GetCarer", [carers](const Call& call, const v1::GetCarerRequest& r) { return carers.Get(call, r); });
  const ChildHandlers children(parts);
  table.Add<v1::CreateChildRequest, v1::CreateChildResponse>(
      "CreateChild",
      [children](const Call& call, const v1::CreateChildRequest& r) { return children.Create(call, r); });
  table.Add<v1::GetChildRequest, v1::GetChildResponse>(
      "GetChild", [children](const Call& call, const v1::GetChildRequest& r) { return children.Get(call, r); });
  table.Add<v1::UpdateChildRequest, v1::UpdateChildResponse>(
      "UpdateChild",
      [children](const Call& call, const v1::UpdateChildRequest& r) { return children.Update(call, r); });
  table.Add<v1::ListChildrenRequest, v1::ListChildrenResponse>(
      "ListChildren",
      [children](const Call& call, const v1::ListChildrenRequest& r) { return children.List(call, r); });
  const AuthorityHandlers authority(parts);
  table.Add<v1::GrantAuthorityRequest, v1::GrantAuthorityResponse>(
      "GrantAuthority",
      [authority](const Call& call, const v1::GrantAuthorityRequest& r) { return authority.Grant(call, r); });
  table.Add<v1::RevokeAuthorityRequest, v1::RevokeAuthorityResponse>(
      "RevokeAuthority",
      [authority](const Call& call, const v1::RevokeAuthorityRequest& r) { return authority.Revoke(call, r); });
  const EvidenceHandlers evidence(parts);
  table.Add<v1::AddEvidenceRequest, v1::AddEvidenceResponse>(
      "AddEvidence", [evidence](const Call& call, const v1::AddEvidenceRequest& r) { return evidence.Add(call, r); });
  table.Add<v1::ListEvidenceRequest, v1::ListEvidenceResponse>(
      "ListEvidence",
      [evidence](const Call& call, const v1::ListEvidenceRequest& r) { return evidence.List(call, r); });
  const AllocationHandlers allocations(parts);
  table.Add<v1::GrantAllocationRequest, v1::GrantAllocationResponse>(
      "GrantAllocation",
      [allocations](const Call& call, const v1::GrantAllocationRequest& r) { return allocations.Grant(call, r); });
  table.Add<v1::GetAllocationRequest, v1::GetAllocationResponse>(
      "GetAllocation",
      [allocations](const Call& call, const v1::GetAllocationRequest& r) { return allocations.Get(call, r); });
  table.Add<v1::ListAllocationsRequest, v1::ListAllocationsResponse>(
      "ListAllocations",
      [allocations](const Call& call, const v1::ListAllocationsRequest& r) { return allocations.List(call, r); });
  table.Add<v1::DecideRequest, v1::DecideResponse>("Decide", DecideHandler(parts));
  table.Add<v1::ImportCaseloadRequest, v1::ImportCaseloadResponse>("ImportCaseload", ImportHandler(parts));
  return table;
}

}  // namespace shortbreaks::eligibility

#include "eligibility/service.h"

namespace shortbreaks::eligibility {
namespace {

rpc::HandlerTable Families(Parts parts) {
  rpc::HandlerTable table("shortbreaks.eligibility.v1.EligibilityService");
  const CarerHandlers carers(parts);
  table.Add("CreateCarer", carers, &CarerHandlers::Create);
  table.Add("GetCarer", carers, &CarerHandlers::Get);
  const ChildHandlers children(parts);
  table.Add("CreateChild", children, &ChildHandlers::Create);
  table.Add("GetChild", children, &ChildHandlers::Get);
  table.Add("UpdateChild", children, &ChildHandlers::Update);
  table.Add("ListChildren", children, &ChildHandlers::List);
  const AuthorityHandlers authority(parts);
  table.Add("GrantAuthority", authority, &AuthorityHandlers::Grant);
  table.Add("RevokeAuthority", authority, &AuthorityHandlers::Revoke);
  const EvidenceHandlers evidence(parts);
  table.Add("AddEvidence", evidence, &EvidenceHandlers::Add);
  table.Add("WithdrawEvidence", evidence, &EvidenceHandlers::Withdraw);
  table.Add("ListEvidence", evidence, &EvidenceHandlers::List);
  const AllocationHandlers allocations(parts);
  table.Add("GrantAllocation", allocations, &AllocationHandlers::Grant);
  table.Add("GetAllocation", allocations, &AllocationHandlers::Get);
  table.Add("ListAllocations", allocations, &AllocationHandlers::List);
  const DecisionHandlers decisions(parts);
  table.Add("Decide", decisions, &DecisionHandlers::Decide);
  table.Add("GetDecision", decisions, &DecisionHandlers::Get);
  table.Add("ImportCaseload", ImportHandler(parts), &ImportHandler::operator());
  return table;
}

rpc::HandlerTable Rules(Parts parts) {
  rpc::HandlerTable table("shortbreaks.eligibility.v1.PolicyService");
  const PolicyHandlers policies(parts);
  table.Add("ProposePolicy", policies, &PolicyHandlers::Propose);
  table.Add("PublishPolicy", policies, &PolicyHandlers::Publish);
  table.Add("WithdrawPolicy", policies, &PolicyHandlers::Withdraw);
  table.Add("GetPolicy", policies, &PolicyHandlers::Get);
  table.Add("GetLivePolicy", policies, &PolicyHandlers::GetLive);
  table.Add("ListPolicies", policies, &PolicyHandlers::List);
  table.Add("ReplayPolicy", policies, &PolicyHandlers::Replay);
  return table;
}

}  // namespace

std::vector<rpc::HandlerTable> MakeHandlers(Parts parts) { return {Families(parts), Rules(parts)}; }

}  // namespace shortbreaks::eligibility

#include "eligibility/service.h"

namespace shortbreaks::eligibility {
namespace {

// Adds a member function as the handler of `method`.
template <typename Request, typename Response, typename Handlers>
void Add(rpc::HandlerTable& table, const char* method, const Handlers& handlers,
         absl::StatusOr<Response> (Handlers::*run)(const rpc::Call&, const Request&) const) {
  table.Add<Request, Response>(method, [handlers, run](const rpc::Call& call, const Request& request) {
    return (handlers.*run)(call, request);
  });
}

rpc::HandlerTable Families(Parts parts) {
  rpc::HandlerTable table("shortbreaks.eligibility.v1.EligibilityService");
  const CarerHandlers carers(parts);
  Add(table, "CreateCarer", carers, &CarerHandlers::Create);
  Add(table, "GetCarer", carers, &CarerHandlers::Get);
  const ChildHandlers children(parts);
  Add(table, "CreateChild", children, &ChildHandlers::Create);
  Add(table, "GetChild", children, &ChildHandlers::Get);
  Add(table, "UpdateChild", children, &ChildHandlers::Update);
  Add(table, "ListChildren", children, &ChildHandlers::List);
  const AuthorityHandlers authority(parts);
  Add(table, "GrantAuthority", authority, &AuthorityHandlers::Grant);
  Add(table, "RevokeAuthority", authority, &AuthorityHandlers::Revoke);
  const EvidenceHandlers evidence(parts);
  Add(table, "AddEvidence", evidence, &EvidenceHandlers::Add);
  Add(table, "ListEvidence", evidence, &EvidenceHandlers::List);
  const AllocationHandlers allocations(parts);
  Add(table, "GrantAllocation", allocations, &AllocationHandlers::Grant);
  Add(table, "GetAllocation", allocations, &AllocationHandlers::Get);
  Add(table, "ListAllocations", allocations, &AllocationHandlers::List);
  const DecisionHandlers decisions(parts);
  Add(table, "Decide", decisions, &DecisionHandlers::Decide);
  Add(table, "GetDecision", decisions, &DecisionHandlers::Get);
  Add(table, "ImportCaseload", ImportHandler(parts), &ImportHandler::operator());
  return table;
}

rpc::HandlerTable Rules(Parts parts) {
  rpc::HandlerTable table("shortbreaks.eligibility.v1.PolicyService");
  const PolicyHandlers policies(parts);
  Add(table, "ProposePolicy", policies, &PolicyHandlers::Propose);
  Add(table, "PublishPolicy", policies, &PolicyHandlers::Publish);
  Add(table, "WithdrawPolicy", policies, &PolicyHandlers::Withdraw);
  Add(table, "GetPolicy", policies, &PolicyHandlers::Get);
  Add(table, "GetLivePolicy", policies, &PolicyHandlers::GetLive);
  Add(table, "ListPolicies", policies, &PolicyHandlers::List);
  Add(table, "ReplayPolicy", policies, &PolicyHandlers::Replay);
  return table;
}

}  // namespace

std::vector<rpc::HandlerTable> MakeHandlers(Parts parts) { return {Families(parts), Rules(parts)}; }

}  // namespace shortbreaks::eligibility

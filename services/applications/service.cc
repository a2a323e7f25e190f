#include "applications/handlers.h"

namespace shortbreaks::applications {

rpc::HandlerTable MakeHandlers(Parts parts) {
  rpc::HandlerTable table("shortbreaks.eligibility.v1.ApplicationService");
  const FamilyHandlers families(parts);
  table.Add("CreateApplication", families, &FamilyHandlers::Create);
  table.Add("UpdateApplication", families, &FamilyHandlers::Update);
  table.Add("SubmitApplication", families, &FamilyHandlers::Submit);
  table.Add("AssessApplication", families, &FamilyHandlers::Assess);
  table.Add("WithdrawApplication", families, &FamilyHandlers::Withdraw);
  table.Add("RequestReview", families, &FamilyHandlers::RequestReview);
  const OfficerHandlers officers(parts);
  table.Add("RequestEvidence", officers, &OfficerHandlers::RequestEvidence);
  table.Add("ListForPanel", officers, &OfficerHandlers::ListForPanel);
  table.Add("DecideApplication", officers, &OfficerHandlers::Decide);
  table.Add("ConfirmDecision", officers, &OfficerHandlers::Confirm);
  table.Add("RejectDecision", officers, &OfficerHandlers::Reject);
  table.Add("NotifyApplication", officers, &OfficerHandlers::Notify);
  table.Add("CloseApplication", officers, &OfficerHandlers::Close);
  table.Add("BulkApprove", officers, &OfficerHandlers::BulkApprove);
  const QueueHandlers queue(parts);
  table.Add("GetApplication", queue, &QueueHandlers::Get);
  table.Add("ListApplications", queue, &QueueHandlers::List);
  table.Add("CreatePanel", queue, &QueueHandlers::CreatePanel);
  table.Add("UpdatePanel", queue, &QueueHandlers::UpdatePanel);
  table.Add("GetPanel", queue, &QueueHandlers::GetPanel);
  table.Add("ListPanels", queue, &QueueHandlers::ListPanels);
  table.Add("FindChild", queue, &QueueHandlers::FindChild);
  return table;
}

}  // namespace shortbreaks::applications

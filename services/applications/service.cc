#include "applications/field_views.h"
#include "applications/handlers.h"

namespace shortbreaks::applications {
namespace {

using identity::Role;

template <typename Response>
void ShowTo(Role role, Response& response) {
  KeepFor(role, *response.mutable_application());
}
void ShowTo(Role role, v1::GetApplicationResponse& response) { KeepFor(role, response); }
void ShowTo(Role role, v1::ListApplicationsResponse& response) {
  for (v1::Application& application : *response.mutable_applications()) KeepFor(role, application);
}

// Adds a handler whose answer holds an application that others than officers may have asked for.
template <typename Handlers, typename Request, typename Response>
void AddShown(rpc::HandlerTable& table, std::string_view method, const Handlers& handlers,
              absl::StatusOr<Response> (Handlers::*run)(const rpc::Call&, const Request&) const) {
  table.Add<Request, Response>(method, [handlers, run](const rpc::Call& call, const Request& request) {
    absl::StatusOr<Response> response = (handlers.*run)(call, request);
    if (response.ok()) ShowTo(call.principal.role, *response);
    return response;
  });
}

}  // namespace

rpc::HandlerTable MakeHandlers(Parts parts) {
  rpc::HandlerTable table("shortbreaks.eligibility.v1.ApplicationService");
  const FamilyHandlers families(parts);
  AddShown(table, "CreateApplication", families, &FamilyHandlers::Create);
  AddShown(table, "UpdateApplication", families, &FamilyHandlers::Update);
  AddShown(table, "SubmitApplication", families, &FamilyHandlers::Submit);
  AddShown(table, "AssessApplication", families, &FamilyHandlers::Assess);
  AddShown(table, "WithdrawApplication", families, &FamilyHandlers::Withdraw);
  AddShown(table, "RequestReview", families, &FamilyHandlers::RequestReview);
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
  AddShown(table, "GetApplication", queue, &QueueHandlers::Get);
  AddShown(table, "ListApplications", queue, &QueueHandlers::List);
  table.Add("CreatePanel", queue, &QueueHandlers::CreatePanel);
  table.Add("UpdatePanel", queue, &QueueHandlers::UpdatePanel);
  table.Add("GetPanel", queue, &QueueHandlers::GetPanel);
  table.Add("ListPanels", queue, &QueueHandlers::ListPanels);
  table.Add("FindChild", queue, &QueueHandlers::FindChild);
  return table;
}

}  // namespace shortbreaks::applications

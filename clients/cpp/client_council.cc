// What a council does beside keeping families' records: policies, applications, allocations, rechecks and delivery.
#include "shortbreaks/client.h"

namespace shortbreaks {

absl::StatusOr<eligibility::v1::ProposePolicyResponse> CouncilCalls::ProposePolicy(
    const eligibility::v1::ProposePolicyRequest& request, const CallOptions& options) {
  return Run<eligibility::v1::ProposePolicyResponse>("shortbreaks.eligibility.v1.PolicyService/ProposePolicy", request,
                                                     options);
}

absl::StatusOr<eligibility::v1::PublishPolicyResponse> CouncilCalls::PublishPolicy(
    const eligibility::v1::PublishPolicyRequest& request, const CallOptions& options) {
  return Run<eligibility::v1::PublishPolicyResponse>("shortbreaks.eligibility.v1.PolicyService/PublishPolicy", request,
                                                     options);
}

absl::StatusOr<eligibility::v1::WithdrawPolicyResponse> CouncilCalls::WithdrawPolicy(
    const eligibility::v1::WithdrawPolicyRequest& request, const CallOptions& options) {
  return Run<eligibility::v1::WithdrawPolicyResponse>("shortbreaks.eligibility.v1.PolicyService/WithdrawPolicy",
                                                      request, options);
}

absl::StatusOr<eligibility::v1::GetPolicyResponse> CouncilCalls::GetPolicy(
    const eligibility::v1::GetPolicyRequest& request, const CallOptions& options) {
  return Run<eligibility::v1::GetPolicyResponse>("shortbreaks.eligibility.v1.PolicyService/GetPolicy", request,
                                                 options);
}

absl::StatusOr<eligibility::v1::GetLivePolicyResponse> CouncilCalls::GetLivePolicy(
    const eligibility::v1::GetLivePolicyRequest& request, const CallOptions& options) {
  return Run<eligibility::v1::GetLivePolicyResponse>("shortbreaks.eligibility.v1.PolicyService/GetLivePolicy", request,
                                                     options);
}

absl::StatusOr<eligibility::v1::ListPoliciesResponse> CouncilCalls::ListPolicies(
    const eligibility::v1::ListPoliciesRequest& request, const CallOptions& options) {
  return Run<eligibility::v1::ListPoliciesResponse>("shortbreaks.eligibility.v1.PolicyService/ListPolicies", request,
                                                    options);
}

absl::StatusOr<eligibility::v1::ReplayPolicyResponse> CouncilCalls::ReplayPolicy(
    const eligibility::v1::ReplayPolicyRequest& request, const CallOptions& options) {
  return Run<eligibility::v1::ReplayPolicyResponse>("shortbreaks.eligibility.v1.PolicyService/ReplayPolicy", request,
                                                    options);
}

absl::StatusOr<eligibility::v1::CreateApplicationResponse> CouncilCalls::CreateApplication(
    const eligibility::v1::CreateApplicationRequest& request, const CallOptions& options) {
  return Run<eligibility::v1::CreateApplicationResponse>(
      "shortbreaks.eligibility.v1.ApplicationService/CreateApplication", request, options);
}

absl::StatusOr<eligibility::v1::UpdateApplicationResponse> CouncilCalls::UpdateApplication(
    const eligibility::v1::UpdateApplicationRequest& request, const CallOptions& options) {
  return Run<eligibility::v1::UpdateApplicationResponse>(
      "shortbreaks.eligibility.v1.ApplicationService/UpdateApplication", request, options);
}

absl::StatusOr<eligibility::v1::SubmitApplicationResponse> CouncilCalls::SubmitApplication(
    const eligibility::v1::SubmitApplicationRequest& request, const CallOptions& options) {
  return Run<eligibility::v1::SubmitApplicationResponse>(
      "shortbreaks.eligibility.v1.ApplicationService/SubmitApplication", request, options);
}

absl::StatusOr<eligibility::v1::AssessApplicationResponse> CouncilCalls::AssessApplication(
    const eligibility::v1::AssessApplicationRequest& request, const CallOptions& options) {
  return Run<eligibility::v1::AssessApplicationResponse>(
      "shortbreaks.eligibility.v1.ApplicationService/AssessApplication", request, options);
}

absl::StatusOr<eligibility::v1::RequestEvidenceResponse> CouncilCalls::RequestEvidence(
    const eligibility::v1::RequestEvidenceRequest& request, const CallOptions& options) {
  return Run<eligibility::v1::RequestEvidenceResponse>("shortbreaks.eligibility.v1.ApplicationService/RequestEvidence",
                                                       request, options);
}

absl::StatusOr<eligibility::v1::ListForPanelResponse> CouncilCalls::ListForPanel(
    const eligibility::v1::ListForPanelRequest& request, const CallOptions& options) {
  return Run<eligibility::v1::ListForPanelResponse>("shortbreaks.eligibility.v1.ApplicationService/ListForPanel",
                                                    request, options);
}

absl::StatusOr<eligibility::v1::DecideApplicationResponse> CouncilCalls::DecideApplication(
    const eligibility::v1::DecideApplicationRequest& request, const CallOptions& options) {
  return Run<eligibility::v1::DecideApplicationResponse>(
      "shortbreaks.eligibility.v1.ApplicationService/DecideApplication", request, options);
}

absl::StatusOr<eligibility::v1::ConfirmDecisionResponse> CouncilCalls::ConfirmDecision(
    const eligibility::v1::ConfirmDecisionRequest& request, const CallOptions& options) {
  return Run<eligibility::v1::ConfirmDecisionResponse>("shortbreaks.eligibility.v1.ApplicationService/ConfirmDecision",
                                                       request, options);
}

absl::StatusOr<eligibility::v1::RejectDecisionResponse> CouncilCalls::RejectDecision(
    const eligibility::v1::RejectDecisionRequest& request, const CallOptions& options) {
  return Run<eligibility::v1::RejectDecisionResponse>("shortbreaks.eligibility.v1.ApplicationService/RejectDecision",
                                                      request, options);
}

absl::StatusOr<eligibility::v1::NotifyApplicationResponse> CouncilCalls::NotifyApplication(
    const eligibility::v1::NotifyApplicationRequest& request, const CallOptions& options) {
  return Run<eligibility::v1::NotifyApplicationResponse>(
      "shortbreaks.eligibility.v1.ApplicationService/NotifyApplication", request, options);
}

absl::StatusOr<eligibility::v1::RequestReviewResponse> CouncilCalls::RequestReview(
    const eligibility::v1::RequestReviewRequest& request, const CallOptions& options) {
  return Run<eligibility::v1::RequestReviewResponse>("shortbreaks.eligibility.v1.ApplicationService/RequestReview",
                                                     request, options);
}

absl::StatusOr<eligibility::v1::WithdrawApplicationResponse> CouncilCalls::WithdrawApplication(
    const eligibility::v1::WithdrawApplicationRequest& request, const CallOptions& options) {
  return Run<eligibility::v1::WithdrawApplicationResponse>(
      "shortbreaks.eligibility.v1.ApplicationService/WithdrawApplication", request, options);
}

absl::StatusOr<eligibility::v1::CloseApplicationResponse> CouncilCalls::CloseApplication(
    const eligibility::v1::CloseApplicationRequest& request, const CallOptions& options) {
  return Run<eligibility::v1::CloseApplicationResponse>(
      "shortbreaks.eligibility.v1.ApplicationService/CloseApplication", request, options);
}

absl::StatusOr<eligibility::v1::BulkApproveResponse> CouncilCalls::BulkApprove(
    const eligibility::v1::BulkApproveRequest& request, const CallOptions& options) {
  return Run<eligibility::v1::BulkApproveResponse>("shortbreaks.eligibility.v1.ApplicationService/BulkApprove", request,
                                                   options);
}

absl::StatusOr<eligibility::v1::GetApplicationResponse> CouncilCalls::GetApplication(
    const eligibility::v1::GetApplicationRequest& request, const CallOptions& options) {
  return Run<eligibility::v1::GetApplicationResponse>("shortbreaks.eligibility.v1.ApplicationService/GetApplication",
                                                      request, options);
}

absl::StatusOr<eligibility::v1::ListApplicationsResponse> CouncilCalls::ListApplications(
    const eligibility::v1::ListApplicationsRequest& request, const CallOptions& options) {
  return Run<eligibility::v1::ListApplicationsResponse>(
      "shortbreaks.eligibility.v1.ApplicationService/ListApplications", request, options);
}

absl::StatusOr<eligibility::v1::CreatePanelResponse> CouncilCalls::CreatePanel(
    const eligibility::v1::CreatePanelRequest& request, const CallOptions& options) {
  return Run<eligibility::v1::CreatePanelResponse>("shortbreaks.eligibility.v1.ApplicationService/CreatePanel", request,
                                                   options);
}

absl::StatusOr<eligibility::v1::UpdatePanelResponse> CouncilCalls::UpdatePanel(
    const eligibility::v1::UpdatePanelRequest& request, const CallOptions& options) {
  return Run<eligibility::v1::UpdatePanelResponse>("shortbreaks.eligibility.v1.ApplicationService/UpdatePanel", request,
                                                   options);
}

absl::StatusOr<eligibility::v1::GetPanelResponse> CouncilCalls::GetPanel(
    const eligibility::v1::GetPanelRequest& request, const CallOptions& options) {
  return Run<eligibility::v1::GetPanelResponse>("shortbreaks.eligibility.v1.ApplicationService/GetPanel", request,
                                                options);
}

absl::StatusOr<eligibility::v1::ListPanelsResponse> CouncilCalls::ListPanels(
    const eligibility::v1::ListPanelsRequest& request, const CallOptions& options) {
  return Run<eligibility::v1::ListPanelsResponse>("shortbreaks.eligibility.v1.ApplicationService/ListPanels", request,
                                                  options);
}

absl::StatusOr<eligibility::v1::AcceptAllocationResponse> CouncilCalls::AcceptAllocation(
    const eligibility::v1::AcceptAllocationRequest& request, const CallOptions& options) {
  return Run<eligibility::v1::AcceptAllocationResponse>("shortbreaks.eligibility.v1.AllocationService/AcceptAllocation",
                                                        request, options);
}

absl::StatusOr<eligibility::v1::SuspendAllocationResponse> CouncilCalls::SuspendAllocation(
    const eligibility::v1::SuspendAllocationRequest& request, const CallOptions& options) {
  return Run<eligibility::v1::SuspendAllocationResponse>(
      "shortbreaks.eligibility.v1.AllocationService/SuspendAllocation", request, options);
}

absl::StatusOr<eligibility::v1::ResumeAllocationResponse> CouncilCalls::ResumeAllocation(
    const eligibility::v1::ResumeAllocationRequest& request, const CallOptions& options) {
  return Run<eligibility::v1::ResumeAllocationResponse>("shortbreaks.eligibility.v1.AllocationService/ResumeAllocation",
                                                        request, options);
}

absl::StatusOr<eligibility::v1::EndAllocationResponse> CouncilCalls::EndAllocation(
    const eligibility::v1::EndAllocationRequest& request, const CallOptions& options) {
  return Run<eligibility::v1::EndAllocationResponse>("shortbreaks.eligibility.v1.AllocationService/EndAllocation",
                                                     request, options);
}

absl::StatusOr<eligibility::v1::AdjustAllocationResponse> CouncilCalls::AdjustAllocation(
    const eligibility::v1::AdjustAllocationRequest& request, const CallOptions& options) {
  return Run<eligibility::v1::AdjustAllocationResponse>("shortbreaks.eligibility.v1.AllocationService/AdjustAllocation",
                                                        request, options);
}

absl::StatusOr<eligibility::v1::HoldForTransitionResponse> CouncilCalls::HoldForTransition(
    const eligibility::v1::HoldForTransitionRequest& request, const CallOptions& options) {
  return Run<eligibility::v1::HoldForTransitionResponse>(
      "shortbreaks.eligibility.v1.AllocationService/HoldForTransition", request, options);
}

absl::StatusOr<eligibility::v1::RunCalendarResponse> CouncilCalls::RunCalendar(
    const eligibility::v1::RunCalendarRequest& request, const CallOptions& options) {
  return Run<eligibility::v1::RunCalendarResponse>("shortbreaks.eligibility.v1.AllocationService/RunCalendar", request,
                                                   options);
}

absl::StatusOr<eligibility::v1::RecheckBookingsResponse> CouncilCalls::RecheckBookings(
    const eligibility::v1::RecheckBookingsRequest& request, const CallOptions& options) {
  return Run<eligibility::v1::RecheckBookingsResponse>("shortbreaks.eligibility.v1.RecheckService/RecheckBookings",
                                                       request, options);
}

absl::StatusOr<eligibility::v1::ListBookingFlagsResponse> CouncilCalls::ListBookingFlags(
    const eligibility::v1::ListBookingFlagsRequest& request, const CallOptions& options) {
  return Run<eligibility::v1::ListBookingFlagsResponse>("shortbreaks.eligibility.v1.RecheckService/ListBookingFlags",
                                                        request, options);
}

absl::StatusOr<eligibility::v1::ResolveBookingFlagResponse> CouncilCalls::ResolveBookingFlag(
    const eligibility::v1::ResolveBookingFlagRequest& request, const CallOptions& options) {
  return Run<eligibility::v1::ResolveBookingFlagResponse>(
      "shortbreaks.eligibility.v1.RecheckService/ResolveBookingFlag", request, options);
}

absl::StatusOr<eligibility::v1::GetDeliveryResponse> CouncilCalls::GetDelivery(
    const eligibility::v1::GetDeliveryRequest& request, const CallOptions& options) {
  return Run<eligibility::v1::GetDeliveryResponse>("shortbreaks.eligibility.v1.DeliveryService/GetDelivery", request,
                                                   options);
}

absl::StatusOr<eligibility::v1::SummarizeDeliveryResponse> CouncilCalls::SummarizeDelivery(
    const eligibility::v1::SummarizeDeliveryRequest& request, const CallOptions& options) {
  return Run<eligibility::v1::SummarizeDeliveryResponse>("shortbreaks.eligibility.v1.DeliveryService/SummarizeDelivery",
                                                         request, options);
}

absl::StatusOr<eligibility::v1::SummarizeTakeUpResponse> CouncilCalls::SummarizeTakeUp(
    const eligibility::v1::SummarizeTakeUpRequest& request, const CallOptions& options) {
  return Run<eligibility::v1::SummarizeTakeUpResponse>("shortbreaks.eligibility.v1.DeliveryService/SummarizeTakeUp",
                                                       request, options);
}

absl::StatusOr<bookings::v1::SummarizeSupplyResponse> CouncilCalls::SummarizeSupply(
    const bookings::v1::SummarizeSupplyRequest& request, const CallOptions& options) {
  return Run<bookings::v1::SummarizeSupplyResponse>("shortbreaks.bookings.v1.DemandService/SummarizeSupply", request,
                                                    options);
}

absl::StatusOr<bookings::v1::SummarizeOutcomesResponse> CouncilCalls::SummarizeOutcomes(
    const bookings::v1::SummarizeOutcomesRequest& request, const CallOptions& options) {
  return Run<bookings::v1::SummarizeOutcomesResponse>("shortbreaks.bookings.v1.DemandService/SummarizeOutcomes",
                                                      request, options);
}

absl::StatusOr<eligibility::v1::FindChildResponse> CouncilCalls::FindChild(
    const eligibility::v1::FindChildRequest& request, const CallOptions& options) {
  return Run<eligibility::v1::FindChildResponse>("shortbreaks.eligibility.v1.ApplicationService/FindChild", request,
                                                 options);
}

absl::StatusOr<eligibility::v1::ReviewAllocationResponse> CouncilCalls::ReviewAllocation(
    const eligibility::v1::ReviewAllocationRequest& request, const CallOptions& options) {
  return Run<eligibility::v1::ReviewAllocationResponse>("shortbreaks.eligibility.v1.AllocationService/ReviewAllocation",
                                                        request, options);
}

absl::StatusOr<eligibility::v1::ListReviewsDueResponse> CouncilCalls::ListReviewsDue(
    const eligibility::v1::ListReviewsDueRequest& request, const CallOptions& options) {
  return Run<eligibility::v1::ListReviewsDueResponse>("shortbreaks.eligibility.v1.AllocationService/ListReviewsDue",
                                                      request, options);
}

absl::StatusOr<eligibility::v1::ListAccessesResponse> CouncilCalls::ListAccesses(
    const eligibility::v1::ListAccessesRequest& request, const CallOptions& options) {
  return Run<eligibility::v1::ListAccessesResponse>("shortbreaks.eligibility.v1.AuditService/ListAccesses", request,
                                                    options);
}

absl::StatusOr<eligibility::v1::EraseChildResponse> CouncilCalls::EraseChild(
    const eligibility::v1::EraseChildRequest& request, const CallOptions& options) {
  return Run<eligibility::v1::EraseChildResponse>("shortbreaks.eligibility.v1.ErasureService/EraseChild", request,
                                                  options);
}

absl::StatusOr<eligibility::v1::SetTeamResponse> CouncilCalls::SetTeam(const eligibility::v1::SetTeamRequest& request,
                                                                       const CallOptions& options) {
  return Run<eligibility::v1::SetTeamResponse>("shortbreaks.eligibility.v1.TeamService/SetTeam", request, options);
}

absl::StatusOr<eligibility::v1::GetTeamResponse> CouncilCalls::GetTeam(const eligibility::v1::GetTeamRequest& request,
                                                                       const CallOptions& options) {
  return Run<eligibility::v1::GetTeamResponse>("shortbreaks.eligibility.v1.TeamService/GetTeam", request, options);
}

}  // namespace shortbreaks

// What a council does: policies, applications, allocations, and looking after what is booked. A part of Client: include
// client.h.
#pragma once

#include "shortbreaks/bookings/v1/demand.pb.h"
#include "shortbreaks/bookings/v1/subject_access.pb.h"
#include "shortbreaks/calls.h"
#include "shortbreaks/eligibility/v1/allocations.pb.h"
#include "shortbreaks/eligibility/v1/apart.pb.h"
#include "shortbreaks/eligibility/v1/applications.pb.h"
#include "shortbreaks/eligibility/v1/audit.pb.h"
#include "shortbreaks/eligibility/v1/corrections.pb.h"
#include "shortbreaks/eligibility/v1/delivery.pb.h"
#include "shortbreaks/eligibility/v1/erasure.pb.h"
#include "shortbreaks/eligibility/v1/policies.pb.h"
#include "shortbreaks/eligibility/v1/rechecks.pb.h"
#include "shortbreaks/eligibility/v1/retention.pb.h"
#include "shortbreaks/eligibility/v1/subject_access.pb.h"
#include "shortbreaks/eligibility/v1/teams.pb.h"

namespace shortbreaks {

class CouncilCalls : private Calls {
 public:
  // PolicyService.
  // Hands in a policy's file. It is checked as a whole; nothing is live until another officer publishes it. Officers.
  absl::StatusOr<eligibility::v1::ProposePolicyResponse> ProposePolicy(
      const eligibility::v1::ProposePolicyRequest& request, const CallOptions& options = {});
  // Makes a proposed policy live from its first day. Not by the officer who proposed it.
  absl::StatusOr<eligibility::v1::PublishPolicyResponse> PublishPolicy(
      const eligibility::v1::PublishPolicyRequest& request, const CallOptions& options = {});
  // Takes back a policy that is proposed, or published and not begun. Officers.
  absl::StatusOr<eligibility::v1::WithdrawPolicyResponse> WithdrawPolicy(
      const eligibility::v1::WithdrawPolicyRequest& request, const CallOptions& options = {});
  // Reads one version. Published ones: everyone. Others: officers.
  absl::StatusOr<eligibility::v1::GetPolicyResponse> GetPolicy(const eligibility::v1::GetPolicyRequest& request,
                                                               const CallOptions& options = {});
  // Reads the policy that is live on a day, with its public criteria. Everyone.
  absl::StatusOr<eligibility::v1::GetLivePolicyResponse> GetLivePolicy(
      const eligibility::v1::GetLivePolicyRequest& request, const CallOptions& options = {});
  // Lists versions, newest first. Officers.
  absl::StatusOr<eligibility::v1::ListPoliciesResponse> ListPolicies(
      const eligibility::v1::ListPoliciesRequest& request, const CallOptions& options = {});
  // Says which children and open applications would be decided otherwise under a proposed policy, a page of children at
  // a time. Changes nothing. Officers.
  absl::StatusOr<eligibility::v1::ReplayPolicyResponse> ReplayPolicy(
      const eligibility::v1::ReplayPolicyRequest& request, const CallOptions& options = {});

  // ApplicationService.
  // Begins a draft. A carer with authority, an officer, or a practitioner with the family's consent.
  absl::StatusOr<eligibility::v1::CreateApplicationResponse> CreateApplication(
      const eligibility::v1::CreateApplicationRequest& request, const CallOptions& options = {});
  // Changes what a draft, or one that waits for evidence, says. Whoever may create it.
  absl::StatusOr<eligibility::v1::UpdateApplicationResponse> UpdateApplication(
      const eligibility::v1::UpdateApplicationRequest& request, const CallOptions& options = {});
  // Hands a draft in. The live policy is asked at once: INDICATIVE_ELIGIBLE, NEEDS_REVIEW, or EVIDENCE_REQUESTED with
  // what would settle it and a deadline.
  absl::StatusOr<eligibility::v1::SubmitApplicationResponse> SubmitApplication(
      const eligibility::v1::SubmitApplicationRequest& request, const CallOptions& options = {});
  // Asks the live policy again, for example after evidence came. Officers, and the family.
  absl::StatusOr<eligibility::v1::AssessApplicationResponse> AssessApplication(
      const eligibility::v1::AssessApplicationRequest& request, const CallOptions& options = {});
  // Asks the family for evidence by a day. Officers.
  absl::StatusOr<eligibility::v1::RequestEvidenceResponse> RequestEvidence(
      const eligibility::v1::RequestEvidenceRequest& request, const CallOptions& options = {});
  // Puts it on the agenda of a panel meeting. Officers.
  absl::StatusOr<eligibility::v1::ListForPanelResponse> ListForPanel(
      const eligibility::v1::ListForPanelRequest& request, const CallOptions& options = {});
  // Approves, approves something else than was asked, declines or defers. An officer within the limit that the policy
  // gives; above the second-key threshold another officer confirms before it counts.
  absl::StatusOr<eligibility::v1::DecideApplicationResponse> DecideApplication(
      const eligibility::v1::DecideApplicationRequest& request, const CallOptions& options = {});
  // The second key of a decision above the threshold. Never the officer who decided.
  absl::StatusOr<eligibility::v1::ConfirmDecisionResponse> ConfirmDecision(
      const eligibility::v1::ConfirmDecisionRequest& request, const CallOptions& options = {});
  // Takes back a decision that waits for its second key. Officers.
  absl::StatusOr<eligibility::v1::RejectDecisionResponse> RejectDecision(
      const eligibility::v1::RejectDecisionRequest& request, const CallOptions& options = {});
  // Records that the family was told. Officers.
  absl::StatusOr<eligibility::v1::NotifyApplicationResponse> NotifyApplication(
      const eligibility::v1::NotifyApplicationRequest& request, const CallOptions& options = {});
  // Asks for another look at a decision that the family was told of. The family.
  absl::StatusOr<eligibility::v1::RequestReviewResponse> RequestReview(
      const eligibility::v1::RequestReviewRequest& request, const CallOptions& options = {});
  // Withdraws an application that is not decided. Whoever may create it.
  absl::StatusOr<eligibility::v1::WithdrawApplicationResponse> WithdrawApplication(
      const eligibility::v1::WithdrawApplicationRequest& request, const CallOptions& options = {});
  // Closes one that is done with. Officers.
  absl::StatusOr<eligibility::v1::CloseApplicationResponse> CloseApplication(
      const eligibility::v1::CloseApplicationRequest& request, const CallOptions& options = {});
  // Approves up to 100 applications that are indicatively eligible, each with what the policy gives. Each is done or
  // refused by itself. Officers.
  absl::StatusOr<eligibility::v1::BulkApproveResponse> BulkApprove(const eligibility::v1::BulkApproveRequest& request,
                                                                   const CallOptions& options = {});
  // Reads an application with its history. The family, whoever made it, officers.
  absl::StatusOr<eligibility::v1::GetApplicationResponse> GetApplication(
      const eligibility::v1::GetApplicationRequest& request, const CallOptions& options = {});
  // Lists applications: officers the queue, most urgent first and then oldest; others their own.
  absl::StatusOr<eligibility::v1::ListApplicationsResponse> ListApplications(
      const eligibility::v1::ListApplicationsRequest& request, const CallOptions& options = {});
  // Calls a panel meeting. Officers.
  absl::StatusOr<eligibility::v1::CreatePanelResponse> CreatePanel(const eligibility::v1::CreatePanelRequest& request,
                                                                   const CallOptions& options = {});
  // Writes a panel's minutes, or closes it. Officers.
  absl::StatusOr<eligibility::v1::UpdatePanelResponse> UpdatePanel(const eligibility::v1::UpdatePanelRequest& request,
                                                                   const CallOptions& options = {});
  // Reads a panel with its agenda and what was decided. Officers.
  absl::StatusOr<eligibility::v1::GetPanelResponse> GetPanel(const eligibility::v1::GetPanelRequest& request,
                                                             const CallOptions& options = {});
  // Lists panels, latest first. Officers.
  absl::StatusOr<eligibility::v1::ListPanelsResponse> ListPanels(const eligibility::v1::ListPanelsRequest& request,
                                                                 const CallOptions& options = {});
  // The resource name of a child that the caller knows well enough to apply for, and nothing else of it. Practitioners
  // with the family's consent, and officers.
  absl::StatusOr<eligibility::v1::FindChildResponse> FindChild(const eligibility::v1::FindChildRequest& request,
                                                               const CallOptions& options = {});

  // AllocationService.
  // Takes an approved allocation, which can pay from then on. The family, or an officer on its behalf.
  absl::StatusOr<eligibility::v1::AcceptAllocationResponse> AcceptAllocation(
      const eligibility::v1::AcceptAllocationRequest& request, const CallOptions& options = {});
  // Stops it from paying for anything new. What is booked stays. Officers.
  absl::StatusOr<eligibility::v1::SuspendAllocationResponse> SuspendAllocation(
      const eligibility::v1::SuspendAllocationRequest& request, const CallOptions& options = {});
  // Lets a suspended allocation pay again. Officers.
  absl::StatusOr<eligibility::v1::ResumeAllocationResponse> ResumeAllocation(
      const eligibility::v1::ResumeAllocationRequest& request, const CallOptions& options = {});
  // Ends it before its time: what is left expires, what is booked stays. Officers.
  absl::StatusOr<eligibility::v1::EndAllocationResponse> EndAllocation(
      const eligibility::v1::EndAllocationRequest& request, const CallOptions& options = {});
  // Adds to it, or takes away what is not spent. Officers.
  absl::StatusOr<eligibility::v1::AdjustAllocationResponse> AdjustAllocation(
      const eligibility::v1::AdjustAllocationRequest& request, const CallOptions& options = {});
  // Keeps an assessed package going past the 18th birthday. Officers; the daily round does it by itself.
  absl::StatusOr<eligibility::v1::HoldForTransitionResponse> HoldForTransition(
      const eligibility::v1::HoldForTransitionRequest& request, const CallOptions& options = {});
  // Records that it was looked at again, and when it is next. Officers.
  absl::StatusOr<eligibility::v1::ReviewAllocationResponse> ReviewAllocation(
      const eligibility::v1::ReviewAllocationRequest& request, const CallOptions& options = {});
  // The council's allocations whose review is due by a day, longest due first. Officers.
  absl::StatusOr<eligibility::v1::ListReviewsDueResponse> ListReviewsDue(
      const eligibility::v1::ListReviewsDueRequest& request, const CallOptions& options = {});
  // Does what the calendar brings: allocations whose window is over expire or go over to the next as the policy says,
  // assessed packages go on at 18, acceptances lapse. The service does this by itself every hour. Officers.
  absl::StatusOr<eligibility::v1::RunCalendarResponse> RunCalendar(const eligibility::v1::RunCalendarRequest& request,
                                                                   const CallOptions& options = {});

  // RecheckService.
  // Decides again what is booked for the time to come where the child, its evidence, the authority to act for it, the
  // session or the policy changed since. The service does this by itself every five minutes. Officers.
  absl::StatusOr<eligibility::v1::RecheckBookingsResponse> RecheckBookings(
      const eligibility::v1::RecheckBookingsRequest& request, const CallOptions& options = {});
  // Lists what officers should look at, soonest session first. Officers.
  absl::StatusOr<eligibility::v1::ListBookingFlagsResponse> ListBookingFlags(
      const eligibility::v1::ListBookingFlagsRequest& request, const CallOptions& options = {});
  // Records that an officer looked at it, and what follows. It comes back only if something changes again. Officers.
  absl::StatusOr<eligibility::v1::ResolveBookingFlagResponse> ResolveBookingFlag(
      const eligibility::v1::ResolveBookingFlagRequest& request, const CallOptions& options = {});

  // DeliveryService.
  // What a child was to have, was given, has booked and has had in a year, and why it fell short.
  absl::StatusOr<eligibility::v1::GetDeliveryResponse> GetDelivery(const eligibility::v1::GetDeliveryRequest& request,
                                                                   const CallOptions& options = {});
  // The same for the council, a page of children at a time, and the children who are behind. Officers.
  absl::StatusOr<eligibility::v1::SummarizeDeliveryResponse> SummarizeDelivery(
      const eligibility::v1::SummarizeDeliveryRequest& request, const CallOptions& options = {});
  // How many children have breaks, by ward or by need. Officers.
  absl::StatusOr<eligibility::v1::SummarizeTakeUpResponse> SummarizeTakeUp(
      const eligibility::v1::SummarizeTakeUpRequest& request, const CallOptions& options = {});

  // DemandService.
  // Places, what is taken of them and who waits, by week, month, activity or provider. Officers.
  absl::StatusOr<bookings::v1::SummarizeSupplyResponse> SummarizeSupply(
      const bookings::v1::SummarizeSupplyRequest& request, const CallOptions& options = {});
  // What became of bookings, and why those that did not happen did not. Officers.
  absl::StatusOr<bookings::v1::SummarizeOutcomesResponse> SummarizeOutcomes(
      const bookings::v1::SummarizeOutcomesRequest& request, const CallOptions& options = {});

  // KeepApartService.
  // Records that two children are never to be in a session together, and names the sessions where they are. Officers.
  absl::StatusOr<eligibility::v1::KeepApartResponse> KeepApart(const eligibility::v1::KeepApartRequest& request,
                                                               const CallOptions& options = {});
  // Lets the two be together again. Officers.
  absl::StatusOr<eligibility::v1::EndKeepApartResponse> EndKeepApart(
      const eligibility::v1::EndKeepApartRequest& request, const CallOptions& options = {});
  // Lists who is kept apart. Officers.
  absl::StatusOr<eligibility::v1::ListKeptApartResponse> ListKeptApart(
      const eligibility::v1::ListKeptApartRequest& request, const CallOptions& options = {});

  // AuditService.
  // Lists who saw or changed a child's record, newest first, and why. Officers.
  absl::StatusOr<eligibility::v1::ListAccessesResponse> ListAccesses(
      const eligibility::v1::ListAccessesRequest& request, const CallOptions& options = {});

  // SubjectAccessService, of eligibility and of bookings.
  // Everything that is kept about a child, page by page. Officers.
  absl::StatusOr<eligibility::v1::ExportChildResponse> ExportChild(const eligibility::v1::ExportChildRequest& request,
                                                                   const CallOptions& options = {});
  // Everything that is kept about its bookings, likewise. Officers.
  absl::StatusOr<bookings::v1::ExportBookingsResponse> ExportBookings(
      const bookings::v1::ExportBookingsRequest& request, const CallOptions& options = {});

  // CorrectionService; RequestCorrection and ListCorrections are with what families do.
  // Answers what a family says is wrong on file, or takes longer. Officers.
  absl::StatusOr<eligibility::v1::AnswerCorrectionResponse> AnswerCorrection(
      const eligibility::v1::AnswerCorrectionRequest& request, const CallOptions& options = {});

  // RetentionService.
  // Sets how long children's records are kept. Officers.
  absl::StatusOr<eligibility::v1::SetRetentionRuleResponse> SetRetentionRule(
      const eligibility::v1::SetRetentionRuleRequest& request, const CallOptions& options = {});
  // Reads how long they are. Officers.
  absl::StatusOr<eligibility::v1::GetRetentionRuleResponse> GetRetentionRule(
      const eligibility::v1::GetRetentionRuleRequest& request, const CallOptions& options = {});
  // Lists whose record's time is over, and changes nothing. Officers.
  absl::StatusOr<eligibility::v1::ListErasuresDueResponse> ListErasuresDue(
      const eligibility::v1::ListErasuresDueRequest& request, const CallOptions& options = {});
  // Proposes to erase children whose time is over, all or none. Officers.
  absl::StatusOr<eligibility::v1::ProposeErasuresResponse> ProposeErasures(
      const eligibility::v1::ProposeErasuresRequest& request, const CallOptions& options = {});

  // ErasureService.
  // Proposes that a child is erased, or carries out what another officer proposed, for good. Officers.
  absl::StatusOr<eligibility::v1::EraseChildResponse> EraseChild(const eligibility::v1::EraseChildRequest& request,
                                                                 const CallOptions& options = {});
  // TeamService.
  // Puts a child with a team, or with none. Officers who see the child.
  absl::StatusOr<eligibility::v1::SetTeamResponse> SetTeam(const eligibility::v1::SetTeamRequest& request,
                                                           const CallOptions& options = {});
  // Tells which team a child is with. Officers who see the child.
  absl::StatusOr<eligibility::v1::GetTeamResponse> GetTeam(const eligibility::v1::GetTeamRequest& request,
                                                           const CallOptions& options = {});

 protected:
  using Calls::Calls;
};

}  // namespace shortbreaks

// The short breaks services, for partners' programs. One include:
//
//   #include <shortbreaks/client.h>
//
// Every call blocks, never throws, ends by its deadline, and gives the response or a status: errors.h reads its reason,
// and the sentence that may be shown to a parent. A change needs a request_id: make it with NewRequestId, store it,
// then send; a call that was cut off is sent again with the same one and is done once.
#pragma once

#include <absl/status/statusor.h>

#include <functional>
#include <memory>
#include <string>

#include "shortbreaks/availability/v1/availability.pb.h"
#include "shortbreaks/availability/v1/series.pb.h"
#include "shortbreaks/bookings/v1/bookings.pb.h"
#include "shortbreaks/connection.h"
#include "shortbreaks/eligibility/v1/allocations.pb.h"
#include "shortbreaks/eligibility/v1/applications.pb.h"
#include "shortbreaks/eligibility/v1/delivery.pb.h"
#include "shortbreaks/eligibility/v1/eligibility.pb.h"
#include "shortbreaks/eligibility/v1/policies.pb.h"
#include "shortbreaks/eligibility/v1/rechecks.pb.h"
#include "shortbreaks/errors.h"

namespace shortbreaks {

// A UUID for a request_id.
std::string NewRequestId();

// Thread-safe and cheap to copy; copies share the connection.
class Client {
 public:
  explicit Client(std::shared_ptr<Connection> connection) : connection_(std::move(connection)) {}

  // AvailabilityService.
  // Adds a provider. Officers.
  absl::StatusOr<availability::v1::CreateProviderResponse> CreateProvider(
      const availability::v1::CreateProviderRequest& request, const CallOptions& options = {});
  // Reads a provider.
  absl::StatusOr<availability::v1::GetProviderResponse> GetProvider(const availability::v1::GetProviderRequest& request,
                                                                    const CallOptions& options = {});
  // Lists the council's providers by display name.
  absl::StatusOr<availability::v1::ListProvidersResponse> ListProviders(
      const availability::v1::ListProvidersRequest& request, const CallOptions& options = {});
  // Adds an activity. The provider itself, or an officer.
  absl::StatusOr<availability::v1::CreateActivityResponse> CreateActivity(
      const availability::v1::CreateActivityRequest& request, const CallOptions& options = {});
  // Reads an activity.
  absl::StatusOr<availability::v1::GetActivityResponse> GetActivity(const availability::v1::GetActivityRequest& request,
                                                                    const CallOptions& options = {});
  // Changes an activity as a whole. Its future sessions take the change; bookings stay. The provider or an officer.
  absl::StatusOr<availability::v1::UpdateActivityResponse> UpdateActivity(
      const availability::v1::UpdateActivityRequest& request, const CallOptions& options = {});
  // Lists activities by title.
  absl::StatusOr<availability::v1::ListActivitiesResponse> ListActivities(
      const availability::v1::ListActivitiesRequest& request, const CallOptions& options = {});
  // Adds a session in state DRAFT. The provider or an officer.
  absl::StatusOr<availability::v1::CreateSessionResponse> CreateSession(
      const availability::v1::CreateSessionRequest& request, const CallOptions& options = {});
  // Reads a session. Drafts are for their provider and officers alone.
  absl::StatusOr<availability::v1::GetSessionResponse> GetSession(const availability::v1::GetSessionRequest& request,
                                                                  const CallOptions& options = {});
  // Changes the number of places. Places below those taken keep every booking and stop new ones.
  absl::StatusOr<availability::v1::SetPlacesResponse> SetPlaces(const availability::v1::SetPlacesRequest& request,
                                                                const CallOptions& options = {});
  // Opens a draft to families from its booking_open_time, or a closed session again.
  absl::StatusOr<availability::v1::PublishSessionResponse> PublishSession(
      const availability::v1::PublishSessionRequest& request, const CallOptions& options = {});
  // Stops new bookings. Bookings made stay.
  absl::StatusOr<availability::v1::CloseSessionResponse> CloseSession(
      const availability::v1::CloseSessionRequest& request, const CallOptions& options = {});
  // Calls the session off. Every booking is ended and every hour given back, within a minute.
  absl::StatusOr<availability::v1::CancelSessionResponse> CancelSession(
      const availability::v1::CancelSessionRequest& request, const CallOptions& options = {});
  // Finds published sessions, soonest first.
  absl::StatusOr<availability::v1::SearchSessionsResponse> SearchSessions(
      const availability::v1::SearchSessionsRequest& request, const CallOptions& options = {});
  // Says how many places are free in up to 200 sessions at once.
  absl::StatusOr<availability::v1::BatchGetAvailabilityResponse> BatchGetAvailability(
      const availability::v1::BatchGetAvailabilityRequest& request, const CallOptions& options = {});
  // Creates or changes many records by external_id: all or none. Running it again changes nothing.
  absl::StatusOr<availability::v1::ImportTimetableResponse> ImportTimetable(
      const availability::v1::ImportTimetableRequest& request, const CallOptions& options = {});

  // SeriesService.
  // Says which days are terms, bank holidays and closed days. Officers; a provider for its own closed days.
  absl::StatusOr<availability::v1::SetCalendarDaysResponse> SetCalendarDays(
      const availability::v1::SetCalendarDaysRequest& request, const CallOptions& options = {});
  // Lists the calendar's days by their first day.
  absl::StatusOr<availability::v1::ListCalendarDaysResponse> ListCalendarDays(
      const availability::v1::ListCalendarDaysRequest& request, const CallOptions& options = {});
  // Makes the sessions of a rule: all or none. The provider or an officer.
  absl::StatusOr<availability::v1::CreateSeriesResponse> CreateSeries(
      const availability::v1::CreateSeriesRequest& request, const CallOptions& options = {});
  // Reads a series with its sessions. Its provider and officers.
  absl::StatusOr<availability::v1::GetSeriesResponse> GetSeries(const availability::v1::GetSeriesRequest& request,
                                                                const CallOptions& options = {});
  // Lists series in the order in which they were made. Its provider and officers.
  absl::StatusOr<availability::v1::ListSeriesResponse> ListSeries(const availability::v1::ListSeriesRequest& request,
                                                                  const CallOptions& options = {});
  // Changes one session, those from a day on, or all: a family that is booked is never moved without the caller's word.
  absl::StatusOr<availability::v1::UpdateSeriesResponse> UpdateSeries(
      const availability::v1::UpdateSeriesRequest& request, const CallOptions& options = {});
  // Calls off the sessions from a day on, and makes no more. The provider or an officer.
  absl::StatusOr<availability::v1::EndSeriesResponse> EndSeries(const availability::v1::EndSeriesRequest& request,
                                                                const CallOptions& options = {});
  // Makes next season's series from this one's: all or none. What was copied before is not copied again.
  absl::StatusOr<availability::v1::CopySeasonResponse> CopySeason(const availability::v1::CopySeasonRequest& request,
                                                                  const CallOptions& options = {});

  // EligibilityService.
  // Adds a carer. Officers.
  absl::StatusOr<eligibility::v1::CreateCarerResponse> CreateCarer(const eligibility::v1::CreateCarerRequest& request,
                                                                   const CallOptions& options = {});
  // Reads a carer. The carer, or an officer.
  absl::StatusOr<eligibility::v1::GetCarerResponse> GetCarer(const eligibility::v1::GetCarerRequest& request,
                                                             const CallOptions& options = {});
  // Adds a child. Officers.
  absl::StatusOr<eligibility::v1::CreateChildResponse> CreateChild(const eligibility::v1::CreateChildRequest& request,
                                                                   const CallOptions& options = {});
  // Reads a child. A carer with authority, or an officer.
  absl::StatusOr<eligibility::v1::GetChildResponse> GetChild(const eligibility::v1::GetChildRequest& request,
                                                             const CallOptions& options = {});
  // Changes a child's details as a whole. Officers.
  absl::StatusOr<eligibility::v1::UpdateChildResponse> UpdateChild(const eligibility::v1::UpdateChildRequest& request,
                                                                   const CallOptions& options = {});
  // Lists the children that the caller may see: a carer's own, an officer's council's.
  absl::StatusOr<eligibility::v1::ListChildrenResponse> ListChildren(
      const eligibility::v1::ListChildrenRequest& request, const CallOptions& options = {});
  // Lets a carer act for a child. Officers.
  absl::StatusOr<eligibility::v1::GrantAuthorityResponse> GrantAuthority(
      const eligibility::v1::GrantAuthorityRequest& request, const CallOptions& options = {});
  // Ends a carer's authority for a child, at once. Officers.
  absl::StatusOr<eligibility::v1::RevokeAuthorityResponse> RevokeAuthority(
      const eligibility::v1::RevokeAuthorityRequest& request, const CallOptions& options = {});
  // Records evidence that was seen. Officers.
  absl::StatusOr<eligibility::v1::AddEvidenceResponse> AddEvidence(const eligibility::v1::AddEvidenceRequest& request,
                                                                   const CallOptions& options = {});
  // Takes evidence off the file, with a reason that is kept. Officers.
  absl::StatusOr<eligibility::v1::WithdrawEvidenceResponse> WithdrawEvidence(
      const eligibility::v1::WithdrawEvidenceRequest& request, const CallOptions& options = {});
  // Lists a child's evidence, newest first, with what was withdrawn.
  absl::StatusOr<eligibility::v1::ListEvidenceResponse> ListEvidence(
      const eligibility::v1::ListEvidenceRequest& request, const CallOptions& options = {});
  // Grants a child an allocation. Officers. Writes the first entry of its ledger.
  absl::StatusOr<eligibility::v1::GrantAllocationResponse> GrantAllocation(
      const eligibility::v1::GrantAllocationRequest& request, const CallOptions& options = {});
  // Reads an allocation.
  absl::StatusOr<eligibility::v1::GetAllocationResponse> GetAllocation(
      const eligibility::v1::GetAllocationRequest& request, const CallOptions& options = {});
  // Lists a child's allocations, newest window first.
  absl::StatusOr<eligibility::v1::ListAllocationsResponse> ListAllocations(
      const eligibility::v1::ListAllocationsRequest& request, const CallOptions& options = {});
  // Says whether a child may book a session, rule by rule, and which allocation would pay. Changes nothing.
  absl::StatusOr<eligibility::v1::DecideResponse> Decide(const eligibility::v1::DecideRequest& request,
                                                         const CallOptions& options = {});
  // Creates or changes many records by external_id: all or none. Running it again changes nothing. Officers.
  absl::StatusOr<eligibility::v1::ImportCaseloadResponse> ImportCaseload(
      const eligibility::v1::ImportCaseloadRequest& request, const CallOptions& options = {});
  // Reads a decision that was made, with everything it looked at, and makes it again to see that it holds. A carer with
  // authority, or an officer.
  absl::StatusOr<eligibility::v1::GetDecisionResponse> GetDecision(const eligibility::v1::GetDecisionRequest& request,
                                                                   const CallOptions& options = {});

  // BookingsService.
  // Keeps a place, and what it costs, for some minutes while the family finishes.
  absl::StatusOr<bookings::v1::HoldPlaceResponse> HoldPlace(const bookings::v1::HoldPlaceRequest& request,
                                                            const CallOptions& options = {});
  // Gives a hold its full time again, a limited number of times.
  absl::StatusOr<bookings::v1::ExtendHoldResponse> ExtendHold(const bookings::v1::ExtendHoldRequest& request,
                                                              const CallOptions& options = {});
  // Turns a hold into a booking and debits the allocation.
  absl::StatusOr<bookings::v1::ConfirmBookingResponse> ConfirmBooking(
      const bookings::v1::ConfirmBookingRequest& request, const CallOptions& options = {});
  // Gives a held place and its hours back.
  absl::StatusOr<bookings::v1::ReleaseHoldResponse> ReleaseHold(const bookings::v1::ReleaseHoldRequest& request,
                                                                const CallOptions& options = {});
  // Holds and confirms in one step.
  absl::StatusOr<bookings::v1::BookPlaceResponse> BookPlace(const bookings::v1::BookPlaceRequest& request,
                                                            const CallOptions& options = {});
  // Cancels a confirmed booking. With validate_only it says what that would cost and changes nothing.
  absl::StatusOr<bookings::v1::CancelBookingResponse> CancelBooking(const bookings::v1::CancelBookingRequest& request,
                                                                    const CallOptions& options = {});
  // Gives back what a late cancellation cost, with a reason.
  absl::StatusOr<bookings::v1::WaiveChargeResponse> WaiveCharge(const bookings::v1::WaiveChargeRequest& request,
                                                                const CallOptions& options = {});
  // Reads a booking.
  absl::StatusOr<bookings::v1::GetBookingResponse> GetBooking(const bookings::v1::GetBookingRequest& request,
                                                              const CallOptions& options = {});
  // Lists bookings of a child, of a session, or changed since an instant.
  absl::StatusOr<bookings::v1::ListBookingsResponse> ListBookings(const bookings::v1::ListBookingsRequest& request,
                                                                  const CallOptions& options = {});
  // Says what is left of each of a child's allocations.
  absl::StatusOr<bookings::v1::GetBalanceResponse> GetBalance(const bookings::v1::GetBalanceRequest& request,
                                                              const CallOptions& options = {});
  // Lists an allocation's ledger, oldest first.
  absl::StatusOr<bookings::v1::ListLedgerEntriesResponse> ListLedgerEntries(
      const bookings::v1::ListLedgerEntriesRequest& request, const CallOptions& options = {});
  // Adds up the ledger of every allocation and compares it with the balances and the bookings, a page of accounts at a
  // time. Officers.
  absl::StatusOr<bookings::v1::ReconcileLedgerResponse> ReconcileLedger(
      const bookings::v1::ReconcileLedgerRequest& request, const CallOptions& options = {});

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

 private:
  template <typename Response>
  absl::StatusOr<Response> Run(const char* method, const google::protobuf::Message& request,
                               const CallOptions& options);

  std::shared_ptr<Connection> connection_;
};

// Every page of a list, one after the other, until the last or until `each` says false:
//
//   auto status = shortbreaks::ForEachPage(
//       request, [&](const auto& page_request) { return client.ListBookings(page_request); },
//       [&](const bookings::v1::ListBookingsResponse& page) { …; return true; });
template <typename Request, typename List, typename Each>
absl::Status ForEachPage(Request request, List list, Each each) {
  for (;;) {
    auto page = list(request);
    if (!page.ok()) return page.status();
    if (!each(*page) || page->next_page_token().empty()) return absl::OkStatus();
    if (page->next_page_token() == request.page_token()) return absl::InternalError("the service repeats a page");
    request.set_page_token(page->next_page_token());
  }
}

}  // namespace shortbreaks

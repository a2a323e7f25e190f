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

#include "shortbreaks/availability/v1/alternatives.pb.h"
#include "shortbreaks/availability/v1/availability.pb.h"
#include "shortbreaks/availability/v1/capacity.pb.h"
#include "shortbreaks/availability/v1/roster.pb.h"
#include "shortbreaks/bookings/v1/affected.pb.h"
#include "shortbreaks/availability/v1/programmes.pb.h"
#include "shortbreaks/availability/v1/venues.pb.h"
#include "shortbreaks/bookings/v1/bookings.pb.h"
#include "shortbreaks/bookings/v1/match.pb.h"
#include "shortbreaks/bookings/v1/feeds.pb.h"
#include "shortbreaks/bookings/v1/registers.pb.h"
#include "shortbreaks/bookings/v1/waiting.pb.h"
#include "shortbreaks/connection.h"
#include "shortbreaks/eligibility/v1/allocations.pb.h"
#include "shortbreaks/eligibility/v1/apart.pb.h"
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

  // CapacityService.
  // Says what a session has and what its bookings take. The provider or an officer.
  absl::StatusOr<availability::v1::GetCapacityResponse> GetCapacity(const availability::v1::GetCapacityRequest& request,
                                                                    const CallOptions& options = {});
  // Changes places, staff, caps and what is kept back, as a whole. The provider or an officer.
  absl::StatusOr<availability::v1::SetCapacityResponse> SetCapacity(const availability::v1::SetCapacityRequest& request,
                                                                    const CallOptions& options = {});
  // Makes the places that are kept back free to all, at once. Officers.
  absl::StatusOr<availability::v1::ReleaseReserveResponse> ReleaseReserve(
      const availability::v1::ReleaseReserveRequest& request, const CallOptions& options = {});

  // SuggestionService.
  // Proposes sessions that can be booked now in the place of one that is full, closed or called off: others of the
  // same activity first, nearest in time, then sessions of the same tier near its venue.
  absl::StatusOr<availability::v1::ListAlternativesResponse> ListAlternatives(
      const availability::v1::ListAlternativesRequest& request, const CallOptions& options = {});

  // VenueService.
  // Adds a venue. Officers.
  absl::StatusOr<availability::v1::CreateVenueResponse> CreateVenue(const availability::v1::CreateVenueRequest& request,
                                                                    const CallOptions& options = {});
  // Reads a venue. Providers and officers.
  absl::StatusOr<availability::v1::GetVenueResponse> GetVenue(const availability::v1::GetVenueRequest& request,
                                                              const CallOptions& options = {});
  // Changes a venue as a whole. Activities keep the venue that they describe. Officers.
  absl::StatusOr<availability::v1::UpdateVenueResponse> UpdateVenue(const availability::v1::UpdateVenueRequest& request,
                                                                    const CallOptions& options = {});
  // Lists the council's venues by display name. Providers and officers.
  absl::StatusOr<availability::v1::ListVenuesResponse> ListVenues(const availability::v1::ListVenuesRequest& request,
                                                                  const CallOptions& options = {});
  // Adds a room to a venue. Officers.
  absl::StatusOr<availability::v1::CreateRoomResponse> CreateRoom(const availability::v1::CreateRoomRequest& request,
                                                                  const CallOptions& options = {});
  // Reads a room. Providers and officers.
  absl::StatusOr<availability::v1::GetRoomResponse> GetRoom(const availability::v1::GetRoomRequest& request,
                                                            const CallOptions& options = {});
  // Changes a room as a whole. Sessions that have it keep it. Officers.
  absl::StatusOr<availability::v1::UpdateRoomResponse> UpdateRoom(const availability::v1::UpdateRoomRequest& request,
                                                                  const CallOptions& options = {});
  // Lists a venue's rooms by display name. Providers and officers.
  absl::StatusOr<availability::v1::ListRoomsResponse> ListRooms(const availability::v1::ListRoomsRequest& request,
                                                                const CallOptions& options = {});
  // Lists the times at which a room is taken, soonest first. Providers and officers.
  absl::StatusOr<availability::v1::ListRoomUsesResponse> ListRoomUses(
      const availability::v1::ListRoomUsesRequest& request, const CallOptions& options = {});
  // Gives a session a room, another room, or none. ROOM_TAKEN where another session has it at that time. The provider
  // or an officer.
  absl::StatusOr<availability::v1::SetRoomResponse> SetRoom(const availability::v1::SetRoomRequest& request,
                                                            const CallOptions& options = {});

  // ProgrammeService.
  // Adds a programme. Officers.
  absl::StatusOr<availability::v1::CreateProgrammeResponse> CreateProgramme(
      const availability::v1::CreateProgrammeRequest& request, const CallOptions& options = {});
  // Reads a programme.
  absl::StatusOr<availability::v1::GetProgrammeResponse> GetProgramme(
      const availability::v1::GetProgrammeRequest& request, const CallOptions& options = {});
  // Changes a programme as a whole. Its sessions that have not begun take the new booking times; bookings stay.
  // Officers.
  absl::StatusOr<availability::v1::UpdateProgrammeResponse> UpdateProgramme(
      const availability::v1::UpdateProgrammeRequest& request, const CallOptions& options = {});
  // Lists the council's programmes by first day.
  absl::StatusOr<availability::v1::ListProgrammesResponse> ListProgrammes(
      const availability::v1::ListProgrammesRequest& request, const CallOptions& options = {});
  // Puts sessions into a programme: each takes its booking times, and closes at its own start at the latest. All or
  // none. The provider of each, or an officer.
  absl::StatusOr<availability::v1::AddProgrammeSessionsResponse> AddProgrammeSessions(
      const availability::v1::AddProgrammeSessionsRequest& request, const CallOptions& options = {});
  // Takes sessions out of a programme. They keep the booking times that they have. All or none. The provider of each,
  // or an officer.
  absl::StatusOr<availability::v1::RemoveProgrammeSessionsResponse> RemoveProgrammeSessions(
      const availability::v1::RemoveProgrammeSessionsRequest& request, const CallOptions& options = {});

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

  // CalendarFeedService.
  // Makes a private address of a calendar. Carers and providers, each for themselves.
  absl::StatusOr<bookings::v1::CreateFeedResponse> CreateFeed(const bookings::v1::CreateFeedRequest& request,
                                                              const CallOptions& options = {});
  // Lists the caller's feeds; to an officer those of a carer or a provider.
  absl::StatusOr<bookings::v1::ListFeedsResponse> ListFeeds(const bookings::v1::ListFeedsRequest& request,
                                                            const CallOptions& options = {});
  // Ends a feed, at once. The caller's own, or an officer.
  absl::StatusOr<bookings::v1::RevokeFeedResponse> RevokeFeed(const bookings::v1::RevokeFeedRequest& request,
                                                              const CallOptions& options = {});

  // RegisterService.
  // A session's register: everybody who has a place, and what is marked. Its provider, and officers.
  absl::StatusOr<bookings::v1::GetRegisterResponse> GetRegister(const bookings::v1::GetRegisterRequest& request,
                                                                const CallOptions& options = {});
  // Marks who came; each mark stands by itself. From the session's start; its provider until the register closes.
  absl::StatusOr<bookings::v1::MarkAttendanceResponse> MarkAttendance(
      const bookings::v1::MarkAttendanceRequest& request, const CallOptions& options = {});
  // What a provider's sessions of a month come to, with the proof that the ledger says the same.
  absl::StatusOr<bookings::v1::GetClaimResponse> GetClaim(const bookings::v1::GetClaimRequest& request,
                                                          const CallOptions& options = {});
  // The claim's lines, a booking each, by start.
  absl::StatusOr<bookings::v1::ListClaimLinesResponse> ListClaimLines(
      const bookings::v1::ListClaimLinesRequest& request, const CallOptions& options = {});
  // The claims of a month, or all that a provider has handed in.
  absl::StatusOr<bookings::v1::ListClaimsResponse> ListClaims(const bookings::v1::ListClaimsRequest& request,
                                                              const CallOptions& options = {});
  // Hands a claim in, for a month that is over and has no gaps.
  absl::StatusOr<bookings::v1::SubmitClaimResponse> SubmitClaim(const bookings::v1::SubmitClaimRequest& request,
                                                                const CallOptions& options = {});
  // Approves a claim that was handed in and that the registers still agree with. Officers.
  absl::StatusOr<bookings::v1::ApproveClaimResponse> ApproveClaim(const bookings::v1::ApproveClaimRequest& request,
                                                                  const CallOptions& options = {});
  // Children who were absent without notice more often than the policy lets pass. Officers.
  absl::StatusOr<bookings::v1::ListRepeatedNoShowsResponse> ListRepeatedNoShows(
      const bookings::v1::ListRepeatedNoShowsRequest& request, const CallOptions& options = {});
  // What an officer does about a child's absences: excuse one, give places up, or warn.
  absl::StatusOr<bookings::v1::ResolveNoShowsResponse> ResolveNoShows(
      const bookings::v1::ResolveNoShowsRequest& request, const CallOptions& options = {});

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

  // NeedsMatchService.
  // Lists bookings that wait for the provider's answer, by when it is due. A provider sees its own, officers all.
  absl::StatusOr<bookings::v1::ListRequestsResponse> ListRequests(const bookings::v1::ListRequestsRequest& request,
                                                                  const CallOptions& options = {});
  // Says whether the provider can meet the child's needs. The provider, or an officer in its place.
  absl::StatusOr<bookings::v1::AnswerRequestResponse> AnswerRequest(const bookings::v1::AnswerRequestRequest& request,
                                                                    const CallOptions& options = {});
  // Lists what could not be met, by the day of the session. Officers.
  absl::StatusOr<bookings::v1::ListUnmetNeedResponse> ListUnmetNeed(const bookings::v1::ListUnmetNeedRequest& request,
                                                                    const CallOptions& options = {});
  // Counts what could not be met, by need, activity, provider or month. Officers.
  absl::StatusOr<bookings::v1::SummarizeUnmetNeedResponse> SummarizeUnmetNeed(
      const bookings::v1::SummarizeUnmetNeedRequest& request, const CallOptions& options = {});
  // Says how each provider answered, and how often it could not meet a child's needs. Officers.
  absl::StatusOr<bookings::v1::SummarizeAnswersResponse> SummarizeAnswers(
      const bookings::v1::SummarizeAnswersRequest& request, const CallOptions& options = {});

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

  // WaitingListService.
  // Puts a child on the waiting list of a session, or of an activity for any session that suits.
  absl::StatusOr<bookings::v1::JoinWaitingListResponse> JoinWaitingList(
      const bookings::v1::JoinWaitingListRequest& request, const CallOptions& options = {});
  // Takes a child off a list, and gives back an offer that it has there.
  absl::StatusOr<bookings::v1::LeaveWaitingListResponse> LeaveWaitingList(
      const bookings::v1::LeaveWaitingListRequest& request, const CallOptions& options = {});
  // Reads an entry, with how many are before it and why.
  absl::StatusOr<bookings::v1::GetWaitingListEntryResponse> GetWaitingListEntry(
      const bookings::v1::GetWaitingListEntryRequest& request, const CallOptions& options = {});
  // Lists the entries of a child, the queue for a session, or what changed since an instant.
  absl::StatusOr<bookings::v1::ListWaitingListEntriesResponse> ListWaitingListEntries(
      const bookings::v1::ListWaitingListEntriesRequest& request, const CallOptions& options = {});
  // Takes the place that was offered.
  absl::StatusOr<bookings::v1::AcceptOfferResponse> AcceptOffer(const bookings::v1::AcceptOfferRequest& request,
                                                                const CallOptions& options = {});
  // Lets the place that was offered go to the next family.
  absl::StatusOr<bookings::v1::DeclineOfferResponse> DeclineOffer(const bookings::v1::DeclineOfferRequest& request,
                                                                  const CallOptions& options = {});
  // Offers a free place out of the list's order, with a reason. Officers.
  absl::StatusOr<bookings::v1::OfferPlaceResponse> OfferPlace(const bookings::v1::OfferPlaceRequest& request,
                                                              const CallOptions& options = {});

  // StaffService.
  // Adds a member of staff. The provider itself, or an officer.
  absl::StatusOr<availability::v1::CreateStaffMemberResponse> CreateStaffMember(
      const availability::v1::CreateStaffMemberRequest& request, const CallOptions& options = {});
  // Changes a member of staff as a whole. Whoever becomes inactive counts in no session any more.
  absl::StatusOr<availability::v1::UpdateStaffMemberResponse> UpdateStaffMember(
      const availability::v1::UpdateStaffMemberRequest& request, const CallOptions& options = {});
  // Reads a member of staff with the training and the absences that are not over.
  absl::StatusOr<availability::v1::GetStaffMemberResponse> GetStaffMember(
      const availability::v1::GetStaffMemberRequest& request, const CallOptions& options = {});
  // Lists staff by display name.
  absl::StatusOr<availability::v1::ListStaffMembersResponse> ListStaffMembers(
      const availability::v1::ListStaffMembersRequest& request, const CallOptions& options = {});
  // Records a training that was passed. A renewal is a training of its own.
  absl::StatusOr<availability::v1::RecordTrainingResponse> RecordTraining(
      const availability::v1::RecordTrainingRequest& request, const CallOptions& options = {});
  // Takes a training back, with a reason that is kept.
  absl::StatusOr<availability::v1::WithdrawTrainingResponse> WithdrawTraining(
      const availability::v1::WithdrawTrainingRequest& request, const CallOptions& options = {});
  // Lists training that ends before a day and is not renewed, soonest first.
  absl::StatusOr<availability::v1::ListTrainingExpiringResponse> ListTrainingExpiring(
      const availability::v1::ListTrainingExpiringRequest& request, const CallOptions& options = {});
  // Says who works at sessions, in place of whoever did. Nobody is on shift twice at one time.
  absl::StatusOr<availability::v1::SetShiftsResponse> SetShifts(const availability::v1::SetShiftsRequest& request,
                                                                const CallOptions& options = {});
  // Reads who works at a session.
  absl::StatusOr<availability::v1::GetRosterResponse> GetRoster(const availability::v1::GetRosterRequest& request,
                                                                const CallOptions& options = {});
  // Records that somebody is away. It is never refused for what is booked.
  absl::StatusOr<availability::v1::RecordAbsenceResponse> RecordAbsence(
      const availability::v1::RecordAbsenceRequest& request, const CallOptions& options = {});
  // Says when an absence ends: sooner or later than was said before.
  absl::StatusOr<availability::v1::EndAbsenceResponse> EndAbsence(const availability::v1::EndAbsenceRequest& request,
                                                                  const CallOptions& options = {});
  // Takes an absence back as a whole.
  absl::StatusOr<availability::v1::CancelAbsenceResponse> CancelAbsence(
      const availability::v1::CancelAbsenceRequest& request, const CallOptions& options = {});

  // AffectedBookingsService.
  // Lists the bookings of a session that its staff no longer fit. Its provider, or an officer.
  absl::StatusOr<bookings::v1::ListAffectedBookingsResponse> ListAffectedBookings(
      const bookings::v1::ListAffectedBookingsRequest& request, const CallOptions& options = {});
  // Lists the sessions whose bookings their staff no longer fit, soonest first.
  absl::StatusOr<bookings::v1::ListShortSessionsResponse> ListShortSessions(
      const bookings::v1::ListShortSessionsRequest& request, const CallOptions& options = {});

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

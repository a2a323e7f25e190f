// What families and their apps do: children, balances, bookings, waiting lists, calendars. A part of Client: include
// client.h.
#pragma once

#include "shortbreaks/bookings/v1/bookings.pb.h"
#include "shortbreaks/bookings/v1/feeds.pb.h"
#include "shortbreaks/bookings/v1/waiting.pb.h"
#include "shortbreaks/calls.h"
#include "shortbreaks/eligibility/v1/consents.pb.h"
#include "shortbreaks/eligibility/v1/corrections.pb.h"
#include "shortbreaks/eligibility/v1/eligibility.pb.h"
#include "shortbreaks/eligibility/v1/referrals.pb.h"

namespace shortbreaks {

class FamilyCalls : private Calls {
 public:
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

  // CorrectionService.
  // Says what is wrong on a child's file and what it should be. Carers with full authority; officers for them.
  absl::StatusOr<eligibility::v1::RequestCorrectionResponse> RequestCorrection(
      const eligibility::v1::RequestCorrectionRequest& request, const CallOptions& options = {});
  // Lists what was said, and the council's answers.
  absl::StatusOr<eligibility::v1::ListCorrectionsResponse> ListCorrections(
      const eligibility::v1::ListCorrectionsRequest& request, const CallOptions& options = {});

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

  // ConsentService.
  // Lets an app act for a carer. The carer itself, not through an app, or an officer.
  absl::StatusOr<eligibility::v1::GiveConsentResponse> GiveConsent(const eligibility::v1::GiveConsentRequest& request,
                                                                   const CallOptions& options = {});
  // Ends that, at once. The carer, or an officer.
  absl::StatusOr<eligibility::v1::WithdrawConsentResponse> WithdrawConsent(
      const eligibility::v1::WithdrawConsentRequest& request, const CallOptions& options = {});
  // Lists the apps that a carer lets or let act for it. The carer, or an officer.
  absl::StatusOr<eligibility::v1::ListConsentsResponse> ListConsents(
      const eligibility::v1::ListConsentsRequest& request, const CallOptions& options = {});

  // ReferralService.
  // Ends the part in an application of the practitioner who wrote it, at once. A carer with authority, or an officer.
  absl::StatusOr<eligibility::v1::EndReferralResponse> EndReferral(const eligibility::v1::EndReferralRequest& request,
                                                                   const CallOptions& options = {});

 protected:
  using Calls::Calls;
};

}  // namespace shortbreaks

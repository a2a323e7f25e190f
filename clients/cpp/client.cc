#include "shortbreaks/client.h"

#include <utility>

#include "ids/uuid.h"
#include "run.h"

namespace shortbreaks {

std::string NewRequestId() { return ids::ToText(ids::NewUuid()); }

absl::StatusOr<availability::v1::CreateProviderResponse> Client::CreateProvider(
    const availability::v1::CreateProviderRequest& request, const CallOptions& options) {
  return Run<availability::v1::CreateProviderResponse>("shortbreaks.availability.v1.AvailabilityService/CreateProvider",
                                                       request, options);
}

absl::StatusOr<availability::v1::GetProviderResponse> Client::GetProvider(
    const availability::v1::GetProviderRequest& request, const CallOptions& options) {
  return Run<availability::v1::GetProviderResponse>("shortbreaks.availability.v1.AvailabilityService/GetProvider",
                                                    request, options);
}

absl::StatusOr<availability::v1::ListProvidersResponse> Client::ListProviders(
    const availability::v1::ListProvidersRequest& request, const CallOptions& options) {
  return Run<availability::v1::ListProvidersResponse>("shortbreaks.availability.v1.AvailabilityService/ListProviders",
                                                      request, options);
}

absl::StatusOr<availability::v1::CreateActivityResponse> Client::CreateActivity(
    const availability::v1::CreateActivityRequest& request, const CallOptions& options) {
  return Run<availability::v1::CreateActivityResponse>("shortbreaks.availability.v1.AvailabilityService/CreateActivity",
                                                       request, options);
}

absl::StatusOr<availability::v1::GetActivityResponse> Client::GetActivity(
    const availability::v1::GetActivityRequest& request, const CallOptions& options) {
  return Run<availability::v1::GetActivityResponse>("shortbreaks.availability.v1.AvailabilityService/GetActivity",
                                                    request, options);
}

absl::StatusOr<availability::v1::UpdateActivityResponse> Client::UpdateActivity(
    const availability::v1::UpdateActivityRequest& request, const CallOptions& options) {
  return Run<availability::v1::UpdateActivityResponse>("shortbreaks.availability.v1.AvailabilityService/UpdateActivity",
                                                       request, options);
}

absl::StatusOr<availability::v1::ListActivitiesResponse> Client::ListActivities(
    const availability::v1::ListActivitiesRequest& request, const CallOptions& options) {
  return Run<availability::v1::ListActivitiesResponse>("shortbreaks.availability.v1.AvailabilityService/ListActivities",
                                                       request, options);
}

absl::StatusOr<availability::v1::CreateSessionResponse> Client::CreateSession(
    const availability::v1::CreateSessionRequest& request, const CallOptions& options) {
  return Run<availability::v1::CreateSessionResponse>("shortbreaks.availability.v1.AvailabilityService/CreateSession",
                                                      request, options);
}

absl::StatusOr<availability::v1::GetSessionResponse> Client::GetSession(
    const availability::v1::GetSessionRequest& request, const CallOptions& options) {
  return Run<availability::v1::GetSessionResponse>("shortbreaks.availability.v1.AvailabilityService/GetSession",
                                                   request, options);
}

absl::StatusOr<availability::v1::SetPlacesResponse> Client::SetPlaces(const availability::v1::SetPlacesRequest& request,
                                                                      const CallOptions& options) {
  return Run<availability::v1::SetPlacesResponse>("shortbreaks.availability.v1.AvailabilityService/SetPlaces", request,
                                                  options);
}

absl::StatusOr<availability::v1::PublishSessionResponse> Client::PublishSession(
    const availability::v1::PublishSessionRequest& request, const CallOptions& options) {
  return Run<availability::v1::PublishSessionResponse>("shortbreaks.availability.v1.AvailabilityService/PublishSession",
                                                       request, options);
}

absl::StatusOr<availability::v1::CloseSessionResponse> Client::CloseSession(
    const availability::v1::CloseSessionRequest& request, const CallOptions& options) {
  return Run<availability::v1::CloseSessionResponse>("shortbreaks.availability.v1.AvailabilityService/CloseSession",
                                                     request, options);
}

absl::StatusOr<availability::v1::CancelSessionResponse> Client::CancelSession(
    const availability::v1::CancelSessionRequest& request, const CallOptions& options) {
  return Run<availability::v1::CancelSessionResponse>("shortbreaks.availability.v1.AvailabilityService/CancelSession",
                                                      request, options);
}

absl::StatusOr<availability::v1::SearchSessionsResponse> Client::SearchSessions(
    const availability::v1::SearchSessionsRequest& request, const CallOptions& options) {
  return Run<availability::v1::SearchSessionsResponse>("shortbreaks.availability.v1.AvailabilityService/SearchSessions",
                                                       request, options);
}

absl::StatusOr<availability::v1::BatchGetAvailabilityResponse> Client::BatchGetAvailability(
    const availability::v1::BatchGetAvailabilityRequest& request, const CallOptions& options) {
  return Run<availability::v1::BatchGetAvailabilityResponse>(
      "shortbreaks.availability.v1.AvailabilityService/BatchGetAvailability", request, options);
}

absl::StatusOr<availability::v1::ImportTimetableResponse> Client::ImportTimetable(
    const availability::v1::ImportTimetableRequest& request, const CallOptions& options) {
  return Run<availability::v1::ImportTimetableResponse>(
      "shortbreaks.availability.v1.AvailabilityService/ImportTimetable", request, options);
}

absl::StatusOr<eligibility::v1::CreateCarerResponse> Client::CreateCarer(
    const eligibility::v1::CreateCarerRequest& request, const CallOptions& options) {
  return Run<eligibility::v1::CreateCarerResponse>("shortbreaks.eligibility.v1.EligibilityService/CreateCarer", request,
                                                   options);
}

absl::StatusOr<eligibility::v1::GetCarerResponse> Client::GetCarer(const eligibility::v1::GetCarerRequest& request,
                                                                   const CallOptions& options) {
  return Run<eligibility::v1::GetCarerResponse>("shortbreaks.eligibility.v1.EligibilityService/GetCarer", request,
                                                options);
}

absl::StatusOr<eligibility::v1::CreateChildResponse> Client::CreateChild(
    const eligibility::v1::CreateChildRequest& request, const CallOptions& options) {
  return Run<eligibility::v1::CreateChildResponse>("shortbreaks.eligibility.v1.EligibilityService/CreateChild", request,
                                                   options);
}

absl::StatusOr<eligibility::v1::GetChildResponse> Client::GetChild(const eligibility::v1::GetChildRequest& request,
                                                                   const CallOptions& options) {
  return Run<eligibility::v1::GetChildResponse>("shortbreaks.eligibility.v1.EligibilityService/GetChild", request,
                                                options);
}

absl::StatusOr<eligibility::v1::UpdateChildResponse> Client::UpdateChild(
    const eligibility::v1::UpdateChildRequest& request, const CallOptions& options) {
  return Run<eligibility::v1::UpdateChildResponse>("shortbreaks.eligibility.v1.EligibilityService/UpdateChild", request,
                                                   options);
}

absl::StatusOr<eligibility::v1::ListChildrenResponse> Client::ListChildren(
    const eligibility::v1::ListChildrenRequest& request, const CallOptions& options) {
  return Run<eligibility::v1::ListChildrenResponse>("shortbreaks.eligibility.v1.EligibilityService/ListChildren",
                                                    request, options);
}

absl::StatusOr<eligibility::v1::GrantAuthorityResponse> Client::GrantAuthority(
    const eligibility::v1::GrantAuthorityRequest& request, const CallOptions& options) {
  return Run<eligibility::v1::GrantAuthorityResponse>("shortbreaks.eligibility.v1.EligibilityService/GrantAuthority",
                                                      request, options);
}

absl::StatusOr<eligibility::v1::RevokeAuthorityResponse> Client::RevokeAuthority(
    const eligibility::v1::RevokeAuthorityRequest& request, const CallOptions& options) {
  return Run<eligibility::v1::RevokeAuthorityResponse>("shortbreaks.eligibility.v1.EligibilityService/RevokeAuthority",
                                                       request, options);
}

absl::StatusOr<eligibility::v1::AddEvidenceResponse> Client::AddEvidence(
    const eligibility::v1::AddEvidenceRequest& request, const CallOptions& options) {
  return Run<eligibility::v1::AddEvidenceResponse>("shortbreaks.eligibility.v1.EligibilityService/AddEvidence", request,
                                                   options);
}

absl::StatusOr<eligibility::v1::ListEvidenceResponse> Client::ListEvidence(
    const eligibility::v1::ListEvidenceRequest& request, const CallOptions& options) {
  return Run<eligibility::v1::ListEvidenceResponse>("shortbreaks.eligibility.v1.EligibilityService/ListEvidence",
                                                    request, options);
}

absl::StatusOr<eligibility::v1::GrantAllocationResponse> Client::GrantAllocation(
    const eligibility::v1::GrantAllocationRequest& request, const CallOptions& options) {
  return Run<eligibility::v1::GrantAllocationResponse>("shortbreaks.eligibility.v1.EligibilityService/GrantAllocation",
                                                       request, options);
}

absl::StatusOr<eligibility::v1::GetAllocationResponse> Client::GetAllocation(
    const eligibility::v1::GetAllocationRequest& request, const CallOptions& options) {
  return Run<eligibility::v1::GetAllocationResponse>("shortbreaks.eligibility.v1.EligibilityService/GetAllocation",
                                                     request, options);
}

absl::StatusOr<eligibility::v1::ListAllocationsResponse> Client::ListAllocations(
    const eligibility::v1::ListAllocationsRequest& request, const CallOptions& options) {
  return Run<eligibility::v1::ListAllocationsResponse>("shortbreaks.eligibility.v1.EligibilityService/ListAllocations",
                                                       request, options);
}

absl::StatusOr<eligibility::v1::DecideResponse> Client::Decide(const eligibility::v1::DecideRequest& request,
                                                               const CallOptions& options) {
  return Run<eligibility::v1::DecideResponse>("shortbreaks.eligibility.v1.EligibilityService/Decide", request, options);
}

absl::StatusOr<eligibility::v1::ImportCaseloadResponse> Client::ImportCaseload(
    const eligibility::v1::ImportCaseloadRequest& request, const CallOptions& options) {
  return Run<eligibility::v1::ImportCaseloadResponse>("shortbreaks.eligibility.v1.EligibilityService/ImportCaseload",
                                                      request, options);
}

absl::StatusOr<bookings::v1::HoldPlaceResponse> Client::HoldPlace(const bookings::v1::HoldPlaceRequest& request,
                                                                  const CallOptions& options) {
  return Run<bookings::v1::HoldPlaceResponse>("shortbreaks.bookings.v1.BookingsService/HoldPlace", request, options);
}

absl::StatusOr<bookings::v1::ExtendHoldResponse> Client::ExtendHold(const bookings::v1::ExtendHoldRequest& request,
                                                                    const CallOptions& options) {
  return Run<bookings::v1::ExtendHoldResponse>("shortbreaks.bookings.v1.BookingsService/ExtendHold", request, options);
}

absl::StatusOr<bookings::v1::ConfirmBookingResponse> Client::ConfirmBooking(
    const bookings::v1::ConfirmBookingRequest& request, const CallOptions& options) {
  return Run<bookings::v1::ConfirmBookingResponse>("shortbreaks.bookings.v1.BookingsService/ConfirmBooking", request,
                                                   options);
}

absl::StatusOr<bookings::v1::ReleaseHoldResponse> Client::ReleaseHold(const bookings::v1::ReleaseHoldRequest& request,
                                                                      const CallOptions& options) {
  return Run<bookings::v1::ReleaseHoldResponse>("shortbreaks.bookings.v1.BookingsService/ReleaseHold", request,
                                                options);
}

absl::StatusOr<bookings::v1::BookPlaceResponse> Client::BookPlace(const bookings::v1::BookPlaceRequest& request,
                                                                  const CallOptions& options) {
  return Run<bookings::v1::BookPlaceResponse>("shortbreaks.bookings.v1.BookingsService/BookPlace", request, options);
}

absl::StatusOr<bookings::v1::CancelBookingResponse> Client::CancelBooking(
    const bookings::v1::CancelBookingRequest& request, const CallOptions& options) {
  return Run<bookings::v1::CancelBookingResponse>("shortbreaks.bookings.v1.BookingsService/CancelBooking", request,
                                                  options);
}

absl::StatusOr<bookings::v1::GetBookingResponse> Client::GetBooking(const bookings::v1::GetBookingRequest& request,
                                                                    const CallOptions& options) {
  return Run<bookings::v1::GetBookingResponse>("shortbreaks.bookings.v1.BookingsService/GetBooking", request, options);
}

absl::StatusOr<bookings::v1::ListBookingsResponse> Client::ListBookings(
    const bookings::v1::ListBookingsRequest& request, const CallOptions& options) {
  return Run<bookings::v1::ListBookingsResponse>("shortbreaks.bookings.v1.BookingsService/ListBookings", request,
                                                 options);
}

absl::StatusOr<bookings::v1::GetBalanceResponse> Client::GetBalance(const bookings::v1::GetBalanceRequest& request,
                                                                    const CallOptions& options) {
  return Run<bookings::v1::GetBalanceResponse>("shortbreaks.bookings.v1.BookingsService/GetBalance", request, options);
}

absl::StatusOr<bookings::v1::ListLedgerEntriesResponse> Client::ListLedgerEntries(
    const bookings::v1::ListLedgerEntriesRequest& request, const CallOptions& options) {
  return Run<bookings::v1::ListLedgerEntriesResponse>("shortbreaks.bookings.v1.BookingsService/ListLedgerEntries",
                                                      request, options);
}

absl::StatusOr<eligibility::v1::GetDecisionResponse> Client::GetDecision(
    const eligibility::v1::GetDecisionRequest& request, const CallOptions& options) {
  return Run<eligibility::v1::GetDecisionResponse>("shortbreaks.eligibility.v1.EligibilityService/GetDecision", request,
                                                   options);
}

absl::StatusOr<eligibility::v1::ProposePolicyResponse> Client::ProposePolicy(
    const eligibility::v1::ProposePolicyRequest& request, const CallOptions& options) {
  return Run<eligibility::v1::ProposePolicyResponse>("shortbreaks.eligibility.v1.PolicyService/ProposePolicy", request,
                                                     options);
}

absl::StatusOr<eligibility::v1::PublishPolicyResponse> Client::PublishPolicy(
    const eligibility::v1::PublishPolicyRequest& request, const CallOptions& options) {
  return Run<eligibility::v1::PublishPolicyResponse>("shortbreaks.eligibility.v1.PolicyService/PublishPolicy", request,
                                                     options);
}

absl::StatusOr<eligibility::v1::WithdrawPolicyResponse> Client::WithdrawPolicy(
    const eligibility::v1::WithdrawPolicyRequest& request, const CallOptions& options) {
  return Run<eligibility::v1::WithdrawPolicyResponse>("shortbreaks.eligibility.v1.PolicyService/WithdrawPolicy",
                                                      request, options);
}

absl::StatusOr<eligibility::v1::GetPolicyResponse> Client::GetPolicy(const eligibility::v1::GetPolicyRequest& request,
                                                                     const CallOptions& options) {
  return Run<eligibility::v1::GetPolicyResponse>("shortbreaks.eligibility.v1.PolicyService/GetPolicy", request,
                                                 options);
}

absl::StatusOr<eligibility::v1::GetLivePolicyResponse> Client::GetLivePolicy(
    const eligibility::v1::GetLivePolicyRequest& request, const CallOptions& options) {
  return Run<eligibility::v1::GetLivePolicyResponse>("shortbreaks.eligibility.v1.PolicyService/GetLivePolicy", request,
                                                     options);
}

absl::StatusOr<eligibility::v1::ListPoliciesResponse> Client::ListPolicies(
    const eligibility::v1::ListPoliciesRequest& request, const CallOptions& options) {
  return Run<eligibility::v1::ListPoliciesResponse>("shortbreaks.eligibility.v1.PolicyService/ListPolicies", request,
                                                    options);
}

absl::StatusOr<eligibility::v1::ReplayPolicyResponse> Client::ReplayPolicy(
    const eligibility::v1::ReplayPolicyRequest& request, const CallOptions& options) {
  return Run<eligibility::v1::ReplayPolicyResponse>("shortbreaks.eligibility.v1.PolicyService/ReplayPolicy", request,
                                                    options);
}

absl::StatusOr<bookings::v1::ReconcileLedgerResponse> Client::ReconcileLedger(
    const bookings::v1::ReconcileLedgerRequest& request, const CallOptions& options) {
  return Run<bookings::v1::ReconcileLedgerResponse>("shortbreaks.bookings.v1.BookingsService/ReconcileLedger", request,
                                                    options);
}

absl::StatusOr<eligibility::v1::RecheckBookingsResponse> Client::RecheckBookings(
    const eligibility::v1::RecheckBookingsRequest& request, const CallOptions& options) {
  return Run<eligibility::v1::RecheckBookingsResponse>("shortbreaks.eligibility.v1.RecheckService/RecheckBookings",
                                                       request, options);
}

absl::StatusOr<eligibility::v1::ListBookingFlagsResponse> Client::ListBookingFlags(
    const eligibility::v1::ListBookingFlagsRequest& request, const CallOptions& options) {
  return Run<eligibility::v1::ListBookingFlagsResponse>("shortbreaks.eligibility.v1.RecheckService/ListBookingFlags",
                                                        request, options);
}

absl::StatusOr<eligibility::v1::ResolveBookingFlagResponse> Client::ResolveBookingFlag(
    const eligibility::v1::ResolveBookingFlagRequest& request, const CallOptions& options) {
  return Run<eligibility::v1::ResolveBookingFlagResponse>(
      "shortbreaks.eligibility.v1.RecheckService/ResolveBookingFlag", request, options);
}

}  // namespace shortbreaks

// EligibilityService.
#include "shortbreaks/client.h"

namespace shortbreaks {

absl::StatusOr<eligibility::v1::CreateCarerResponse> FamilyCalls::CreateCarer(
    const eligibility::v1::CreateCarerRequest& request, const CallOptions& options) {
  return Run<eligibility::v1::CreateCarerResponse>("shortbreaks.eligibility.v1.EligibilityService/CreateCarer", request,
                                                   options);
}

absl::StatusOr<eligibility::v1::GetCarerResponse> FamilyCalls::GetCarer(const eligibility::v1::GetCarerRequest& request,
                                                                        const CallOptions& options) {
  return Run<eligibility::v1::GetCarerResponse>("shortbreaks.eligibility.v1.EligibilityService/GetCarer", request,
                                                options);
}

absl::StatusOr<eligibility::v1::CreateChildResponse> FamilyCalls::CreateChild(
    const eligibility::v1::CreateChildRequest& request, const CallOptions& options) {
  return Run<eligibility::v1::CreateChildResponse>("shortbreaks.eligibility.v1.EligibilityService/CreateChild", request,
                                                   options);
}

absl::StatusOr<eligibility::v1::GetChildResponse> FamilyCalls::GetChild(const eligibility::v1::GetChildRequest& request,
                                                                        const CallOptions& options) {
  return Run<eligibility::v1::GetChildResponse>("shortbreaks.eligibility.v1.EligibilityService/GetChild", request,
                                                options);
}

absl::StatusOr<eligibility::v1::UpdateChildResponse> FamilyCalls::UpdateChild(
    const eligibility::v1::UpdateChildRequest& request, const CallOptions& options) {
  return Run<eligibility::v1::UpdateChildResponse>("shortbreaks.eligibility.v1.EligibilityService/UpdateChild", request,
                                                   options);
}

absl::StatusOr<eligibility::v1::ListChildrenResponse> FamilyCalls::ListChildren(
    const eligibility::v1::ListChildrenRequest& request, const CallOptions& options) {
  return Run<eligibility::v1::ListChildrenResponse>("shortbreaks.eligibility.v1.EligibilityService/ListChildren",
                                                    request, options);
}

absl::StatusOr<eligibility::v1::GrantAuthorityResponse> FamilyCalls::GrantAuthority(
    const eligibility::v1::GrantAuthorityRequest& request, const CallOptions& options) {
  return Run<eligibility::v1::GrantAuthorityResponse>("shortbreaks.eligibility.v1.EligibilityService/GrantAuthority",
                                                      request, options);
}

absl::StatusOr<eligibility::v1::RevokeAuthorityResponse> FamilyCalls::RevokeAuthority(
    const eligibility::v1::RevokeAuthorityRequest& request, const CallOptions& options) {
  return Run<eligibility::v1::RevokeAuthorityResponse>("shortbreaks.eligibility.v1.EligibilityService/RevokeAuthority",
                                                       request, options);
}

absl::StatusOr<eligibility::v1::AddEvidenceResponse> FamilyCalls::AddEvidence(
    const eligibility::v1::AddEvidenceRequest& request, const CallOptions& options) {
  return Run<eligibility::v1::AddEvidenceResponse>("shortbreaks.eligibility.v1.EligibilityService/AddEvidence", request,
                                                   options);
}

absl::StatusOr<eligibility::v1::WithdrawEvidenceResponse> FamilyCalls::WithdrawEvidence(
    const eligibility::v1::WithdrawEvidenceRequest& request, const CallOptions& options) {
  return Run<eligibility::v1::WithdrawEvidenceResponse>(
      "shortbreaks.eligibility.v1.EligibilityService/WithdrawEvidence", request, options);
}

absl::StatusOr<eligibility::v1::ListEvidenceResponse> FamilyCalls::ListEvidence(
    const eligibility::v1::ListEvidenceRequest& request, const CallOptions& options) {
  return Run<eligibility::v1::ListEvidenceResponse>("shortbreaks.eligibility.v1.EligibilityService/ListEvidence",
                                                    request, options);
}

absl::StatusOr<eligibility::v1::GrantAllocationResponse> FamilyCalls::GrantAllocation(
    const eligibility::v1::GrantAllocationRequest& request, const CallOptions& options) {
  return Run<eligibility::v1::GrantAllocationResponse>("shortbreaks.eligibility.v1.EligibilityService/GrantAllocation",
                                                       request, options);
}

absl::StatusOr<eligibility::v1::GetAllocationResponse> FamilyCalls::GetAllocation(
    const eligibility::v1::GetAllocationRequest& request, const CallOptions& options) {
  return Run<eligibility::v1::GetAllocationResponse>("shortbreaks.eligibility.v1.EligibilityService/GetAllocation",
                                                     request, options);
}

absl::StatusOr<eligibility::v1::ListAllocationsResponse> FamilyCalls::ListAllocations(
    const eligibility::v1::ListAllocationsRequest& request, const CallOptions& options) {
  return Run<eligibility::v1::ListAllocationsResponse>("shortbreaks.eligibility.v1.EligibilityService/ListAllocations",
                                                       request, options);
}

absl::StatusOr<eligibility::v1::DecideResponse> FamilyCalls::Decide(const eligibility::v1::DecideRequest& request,
                                                                    const CallOptions& options) {
  return Run<eligibility::v1::DecideResponse>("shortbreaks.eligibility.v1.EligibilityService/Decide", request, options);
}

absl::StatusOr<eligibility::v1::ImportCaseloadResponse> FamilyCalls::ImportCaseload(
    const eligibility::v1::ImportCaseloadRequest& request, const CallOptions& options) {
  return Run<eligibility::v1::ImportCaseloadResponse>("shortbreaks.eligibility.v1.EligibilityService/ImportCaseload",
                                                      request, options);
}

absl::StatusOr<eligibility::v1::GetDecisionResponse> FamilyCalls::GetDecision(
    const eligibility::v1::GetDecisionRequest& request, const CallOptions& options) {
  return Run<eligibility::v1::GetDecisionResponse>("shortbreaks.eligibility.v1.EligibilityService/GetDecision", request,
                                                   options);
}

absl::StatusOr<eligibility::v1::GiveConsentResponse> FamilyCalls::GiveConsent(
    const eligibility::v1::GiveConsentRequest& request, const CallOptions& options) {
  return Run<eligibility::v1::GiveConsentResponse>("shortbreaks.eligibility.v1.ConsentService/GiveConsent", request,
                                                   options);
}

absl::StatusOr<eligibility::v1::WithdrawConsentResponse> FamilyCalls::WithdrawConsent(
    const eligibility::v1::WithdrawConsentRequest& request, const CallOptions& options) {
  return Run<eligibility::v1::WithdrawConsentResponse>("shortbreaks.eligibility.v1.ConsentService/WithdrawConsent",
                                                       request, options);
}

absl::StatusOr<eligibility::v1::ListConsentsResponse> FamilyCalls::ListConsents(
    const eligibility::v1::ListConsentsRequest& request, const CallOptions& options) {
  return Run<eligibility::v1::ListConsentsResponse>("shortbreaks.eligibility.v1.ConsentService/ListConsents", request,
                                                    options);
}

absl::StatusOr<eligibility::v1::EndReferralResponse> FamilyCalls::EndReferral(
    const eligibility::v1::EndReferralRequest& request, const CallOptions& options) {
  return Run<eligibility::v1::EndReferralResponse>("shortbreaks.eligibility.v1.ReferralService/EndReferral", request,
                                                   options);
}

}  // namespace shortbreaks

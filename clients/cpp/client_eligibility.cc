// EligibilityService.
#include "run.h"

namespace shortbreaks {

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

absl::StatusOr<eligibility::v1::WithdrawEvidenceResponse> Client::WithdrawEvidence(
    const eligibility::v1::WithdrawEvidenceRequest& request, const CallOptions& options) {
  return Run<eligibility::v1::WithdrawEvidenceResponse>(
      "shortbreaks.eligibility.v1.EligibilityService/WithdrawEvidence", request, options);
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

absl::StatusOr<eligibility::v1::GetDecisionResponse> Client::GetDecision(
    const eligibility::v1::GetDecisionRequest& request, const CallOptions& options) {
  return Run<eligibility::v1::GetDecisionResponse>("shortbreaks.eligibility.v1.EligibilityService/GetDecision", request,
                                                   options);
}

}  // namespace shortbreaks

// RegisterService.
#include "shortbreaks/client.h"

namespace shortbreaks {

absl::StatusOr<bookings::v1::GetRegisterResponse> ProviderCalls::GetRegister(
    const bookings::v1::GetRegisterRequest& request, const CallOptions& options) {
  return Run<bookings::v1::GetRegisterResponse>("shortbreaks.bookings.v1.RegisterService/GetRegister", request,
                                                options);
}

absl::StatusOr<bookings::v1::MarkAttendanceResponse> ProviderCalls::MarkAttendance(
    const bookings::v1::MarkAttendanceRequest& request, const CallOptions& options) {
  return Run<bookings::v1::MarkAttendanceResponse>("shortbreaks.bookings.v1.RegisterService/MarkAttendance", request,
                                                   options);
}

absl::StatusOr<bookings::v1::GetClaimResponse> ProviderCalls::GetClaim(const bookings::v1::GetClaimRequest& request,
                                                                       const CallOptions& options) {
  return Run<bookings::v1::GetClaimResponse>("shortbreaks.bookings.v1.RegisterService/GetClaim", request, options);
}

absl::StatusOr<bookings::v1::ListClaimLinesResponse> ProviderCalls::ListClaimLines(
    const bookings::v1::ListClaimLinesRequest& request, const CallOptions& options) {
  return Run<bookings::v1::ListClaimLinesResponse>("shortbreaks.bookings.v1.RegisterService/ListClaimLines", request,
                                                   options);
}

absl::StatusOr<bookings::v1::ListClaimsResponse> ProviderCalls::ListClaims(
    const bookings::v1::ListClaimsRequest& request, const CallOptions& options) {
  return Run<bookings::v1::ListClaimsResponse>("shortbreaks.bookings.v1.RegisterService/ListClaims", request, options);
}

absl::StatusOr<bookings::v1::SubmitClaimResponse> ProviderCalls::SubmitClaim(
    const bookings::v1::SubmitClaimRequest& request, const CallOptions& options) {
  return Run<bookings::v1::SubmitClaimResponse>("shortbreaks.bookings.v1.RegisterService/SubmitClaim", request,
                                                options);
}

absl::StatusOr<bookings::v1::ApproveClaimResponse> ProviderCalls::ApproveClaim(
    const bookings::v1::ApproveClaimRequest& request, const CallOptions& options) {
  return Run<bookings::v1::ApproveClaimResponse>("shortbreaks.bookings.v1.RegisterService/ApproveClaim", request,
                                                 options);
}

absl::StatusOr<bookings::v1::ListRepeatedNoShowsResponse> ProviderCalls::ListRepeatedNoShows(
    const bookings::v1::ListRepeatedNoShowsRequest& request, const CallOptions& options) {
  return Run<bookings::v1::ListRepeatedNoShowsResponse>("shortbreaks.bookings.v1.RegisterService/ListRepeatedNoShows",
                                                        request, options);
}

absl::StatusOr<bookings::v1::ResolveNoShowsResponse> ProviderCalls::ResolveNoShows(
    const bookings::v1::ResolveNoShowsRequest& request, const CallOptions& options) {
  return Run<bookings::v1::ResolveNoShowsResponse>("shortbreaks.bookings.v1.RegisterService/ResolveNoShows", request,
                                                   options);
}

}  // namespace shortbreaks

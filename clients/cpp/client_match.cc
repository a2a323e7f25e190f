// NeedsMatchService and KeepApartService.
#include "shortbreaks/client.h"

namespace shortbreaks {

absl::StatusOr<bookings::v1::ListRequestsResponse> ProviderCalls::ListRequests(
    const bookings::v1::ListRequestsRequest& request, const CallOptions& options) {
  return Run<bookings::v1::ListRequestsResponse>("shortbreaks.bookings.v1.NeedsMatchService/ListRequests", request,
                                                 options);
}

absl::StatusOr<bookings::v1::AnswerRequestResponse> ProviderCalls::AnswerRequest(
    const bookings::v1::AnswerRequestRequest& request, const CallOptions& options) {
  return Run<bookings::v1::AnswerRequestResponse>("shortbreaks.bookings.v1.NeedsMatchService/AnswerRequest", request,
                                                  options);
}

absl::StatusOr<bookings::v1::ListUnmetNeedResponse> ProviderCalls::ListUnmetNeed(
    const bookings::v1::ListUnmetNeedRequest& request, const CallOptions& options) {
  return Run<bookings::v1::ListUnmetNeedResponse>("shortbreaks.bookings.v1.NeedsMatchService/ListUnmetNeed", request,
                                                  options);
}

absl::StatusOr<bookings::v1::SummarizeUnmetNeedResponse> ProviderCalls::SummarizeUnmetNeed(
    const bookings::v1::SummarizeUnmetNeedRequest& request, const CallOptions& options) {
  return Run<bookings::v1::SummarizeUnmetNeedResponse>("shortbreaks.bookings.v1.NeedsMatchService/SummarizeUnmetNeed",
                                                       request, options);
}

absl::StatusOr<bookings::v1::SummarizeAnswersResponse> ProviderCalls::SummarizeAnswers(
    const bookings::v1::SummarizeAnswersRequest& request, const CallOptions& options) {
  return Run<bookings::v1::SummarizeAnswersResponse>("shortbreaks.bookings.v1.NeedsMatchService/SummarizeAnswers",
                                                     request, options);
}

absl::StatusOr<eligibility::v1::KeepApartResponse> CouncilCalls::KeepApart(
    const eligibility::v1::KeepApartRequest& request, const CallOptions& options) {
  return Run<eligibility::v1::KeepApartResponse>("shortbreaks.eligibility.v1.KeepApartService/KeepApart", request,
                                                 options);
}

absl::StatusOr<eligibility::v1::EndKeepApartResponse> CouncilCalls::EndKeepApart(
    const eligibility::v1::EndKeepApartRequest& request, const CallOptions& options) {
  return Run<eligibility::v1::EndKeepApartResponse>("shortbreaks.eligibility.v1.KeepApartService/EndKeepApart", request,
                                                    options);
}

absl::StatusOr<eligibility::v1::ListKeptApartResponse> CouncilCalls::ListKeptApart(
    const eligibility::v1::ListKeptApartRequest& request, const CallOptions& options) {
  return Run<eligibility::v1::ListKeptApartResponse>("shortbreaks.eligibility.v1.KeepApartService/ListKeptApart",
                                                     request, options);
}

}  // namespace shortbreaks

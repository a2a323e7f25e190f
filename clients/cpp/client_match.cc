// NeedsMatchService and KeepApartService.
#include "run.h"

namespace shortbreaks {

absl::StatusOr<bookings::v1::ListRequestsResponse> Client::ListRequests(
    const bookings::v1::ListRequestsRequest& request, const CallOptions& options) {
  return Run<bookings::v1::ListRequestsResponse>("shortbreaks.bookings.v1.NeedsMatchService/ListRequests", request,
                                                 options);
}

absl::StatusOr<bookings::v1::AnswerRequestResponse> Client::AnswerRequest(
    const bookings::v1::AnswerRequestRequest& request, const CallOptions& options) {
  return Run<bookings::v1::AnswerRequestResponse>("shortbreaks.bookings.v1.NeedsMatchService/AnswerRequest", request,
                                                  options);
}

absl::StatusOr<bookings::v1::ListUnmetNeedResponse> Client::ListUnmetNeed(
    const bookings::v1::ListUnmetNeedRequest& request, const CallOptions& options) {
  return Run<bookings::v1::ListUnmetNeedResponse>("shortbreaks.bookings.v1.NeedsMatchService/ListUnmetNeed", request,
                                                  options);
}

absl::StatusOr<bookings::v1::SummarizeUnmetNeedResponse> Client::SummarizeUnmetNeed(
    const bookings::v1::SummarizeUnmetNeedRequest& request, const CallOptions& options) {
  return Run<bookings::v1::SummarizeUnmetNeedResponse>("shortbreaks.bookings.v1.NeedsMatchService/SummarizeUnmetNeed",
                                                       request, options);
}

absl::StatusOr<bookings::v1::SummarizeAnswersResponse> Client::SummarizeAnswers(
    const bookings::v1::SummarizeAnswersRequest& request, const CallOptions& options) {
  return Run<bookings::v1::SummarizeAnswersResponse>("shortbreaks.bookings.v1.NeedsMatchService/SummarizeAnswers",
                                                     request, options);
}

absl::StatusOr<eligibility::v1::KeepApartResponse> Client::KeepApart(const eligibility::v1::KeepApartRequest& request,
                                                                     const CallOptions& options) {
  return Run<eligibility::v1::KeepApartResponse>("shortbreaks.eligibility.v1.KeepApartService/KeepApart", request,
                                                 options);
}

absl::StatusOr<eligibility::v1::EndKeepApartResponse> Client::EndKeepApart(
    const eligibility::v1::EndKeepApartRequest& request, const CallOptions& options) {
  return Run<eligibility::v1::EndKeepApartResponse>("shortbreaks.eligibility.v1.KeepApartService/EndKeepApart", request,
                                                    options);
}

absl::StatusOr<eligibility::v1::ListKeptApartResponse> Client::ListKeptApart(
    const eligibility::v1::ListKeptApartRequest& request, const CallOptions& options) {
  return Run<eligibility::v1::ListKeptApartResponse>("shortbreaks.eligibility.v1.KeepApartService/ListKeptApart",
                                                     request, options);
}

}  // namespace shortbreaks

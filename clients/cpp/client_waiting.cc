// WaitingListService.
#include "run.h"

namespace shortbreaks {

absl::StatusOr<bookings::v1::JoinWaitingListResponse> Client::JoinWaitingList(
    const bookings::v1::JoinWaitingListRequest& request, const CallOptions& options) {
  return Run<bookings::v1::JoinWaitingListResponse>("shortbreaks.bookings.v1.WaitingListService/JoinWaitingList",
                                                    request, options);
}

absl::StatusOr<bookings::v1::LeaveWaitingListResponse> Client::LeaveWaitingList(
    const bookings::v1::LeaveWaitingListRequest& request, const CallOptions& options) {
  return Run<bookings::v1::LeaveWaitingListResponse>("shortbreaks.bookings.v1.WaitingListService/LeaveWaitingList",
                                                     request, options);
}

absl::StatusOr<bookings::v1::GetWaitingListEntryResponse> Client::GetWaitingListEntry(
    const bookings::v1::GetWaitingListEntryRequest& request, const CallOptions& options) {
  return Run<bookings::v1::GetWaitingListEntryResponse>(
      "shortbreaks.bookings.v1.WaitingListService/GetWaitingListEntry", request, options);
}

absl::StatusOr<bookings::v1::ListWaitingListEntriesResponse> Client::ListWaitingListEntries(
    const bookings::v1::ListWaitingListEntriesRequest& request, const CallOptions& options) {
  return Run<bookings::v1::ListWaitingListEntriesResponse>(
      "shortbreaks.bookings.v1.WaitingListService/ListWaitingListEntries", request, options);
}

absl::StatusOr<bookings::v1::AcceptOfferResponse> Client::AcceptOffer(const bookings::v1::AcceptOfferRequest& request,
                                                                      const CallOptions& options) {
  return Run<bookings::v1::AcceptOfferResponse>("shortbreaks.bookings.v1.WaitingListService/AcceptOffer", request,
                                                options);
}

absl::StatusOr<bookings::v1::DeclineOfferResponse> Client::DeclineOffer(
    const bookings::v1::DeclineOfferRequest& request, const CallOptions& options) {
  return Run<bookings::v1::DeclineOfferResponse>("shortbreaks.bookings.v1.WaitingListService/DeclineOffer", request,
                                                 options);
}

absl::StatusOr<bookings::v1::OfferPlaceResponse> Client::OfferPlace(const bookings::v1::OfferPlaceRequest& request,
                                                                    const CallOptions& options) {
  return Run<bookings::v1::OfferPlaceResponse>("shortbreaks.bookings.v1.WaitingListService/OfferPlace", request,
                                               options);
}

}  // namespace shortbreaks

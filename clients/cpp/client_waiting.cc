// WaitingListService.
#include "shortbreaks/client.h"

namespace shortbreaks {

absl::StatusOr<bookings::v1::JoinWaitingListResponse> FamilyCalls::JoinWaitingList(
    const bookings::v1::JoinWaitingListRequest& request, const CallOptions& options) {
  return Run<bookings::v1::JoinWaitingListResponse>("shortbreaks.bookings.v1.WaitingListService/JoinWaitingList",
                                                    request, options);
}

absl::StatusOr<bookings::v1::LeaveWaitingListResponse> FamilyCalls::LeaveWaitingList(
    const bookings::v1::LeaveWaitingListRequest& request, const CallOptions& options) {
  return Run<bookings::v1::LeaveWaitingListResponse>("shortbreaks.bookings.v1.WaitingListService/LeaveWaitingList",
                                                     request, options);
}

absl::StatusOr<bookings::v1::GetWaitingListEntryResponse> FamilyCalls::GetWaitingListEntry(
    const bookings::v1::GetWaitingListEntryRequest& request, const CallOptions& options) {
  return Run<bookings::v1::GetWaitingListEntryResponse>(
      "shortbreaks.bookings.v1.WaitingListService/GetWaitingListEntry", request, options);
}

absl::StatusOr<bookings::v1::ListWaitingListEntriesResponse> FamilyCalls::ListWaitingListEntries(
    const bookings::v1::ListWaitingListEntriesRequest& request, const CallOptions& options) {
  return Run<bookings::v1::ListWaitingListEntriesResponse>(
      "shortbreaks.bookings.v1.WaitingListService/ListWaitingListEntries", request, options);
}

absl::StatusOr<bookings::v1::AcceptOfferResponse> FamilyCalls::AcceptOffer(
    const bookings::v1::AcceptOfferRequest& request, const CallOptions& options) {
  return Run<bookings::v1::AcceptOfferResponse>("shortbreaks.bookings.v1.WaitingListService/AcceptOffer", request,
                                                options);
}

absl::StatusOr<bookings::v1::DeclineOfferResponse> FamilyCalls::DeclineOffer(
    const bookings::v1::DeclineOfferRequest& request, const CallOptions& options) {
  return Run<bookings::v1::DeclineOfferResponse>("shortbreaks.bookings.v1.WaitingListService/DeclineOffer", request,
                                                 options);
}

absl::StatusOr<bookings::v1::OfferPlaceResponse> FamilyCalls::OfferPlace(const bookings::v1::OfferPlaceRequest& request,
                                                                         const CallOptions& options) {
  return Run<bookings::v1::OfferPlaceResponse>("shortbreaks.bookings.v1.WaitingListService/OfferPlace", request,
                                               options);
}

}  // namespace shortbreaks

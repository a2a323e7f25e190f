#include "waiting/handlers.h"

namespace shortbreaks::waiting {

rpc::HandlerTable MakeHandlers(Parts parts) {
  using rpc::Call;
  rpc::HandlerTable table("shortbreaks.bookings.v1.WaitingListService");
  const JoinHandler join(parts);
  table.Add<v1::JoinWaitingListRequest, v1::JoinWaitingListResponse>(
      "JoinWaitingList", [join](const Call& call, const v1::JoinWaitingListRequest& r) { return join(call, r); });
  const EntryHandlers entries(parts);
  table.Add<v1::LeaveWaitingListRequest, v1::LeaveWaitingListResponse>(
      "LeaveWaitingList",
      [entries](const Call& call, const v1::LeaveWaitingListRequest& r) { return entries.Leave(call, r); });
  table.Add<v1::GetWaitingListEntryRequest, v1::GetWaitingListEntryResponse>(
      "GetWaitingListEntry",
      [entries](const Call& call, const v1::GetWaitingListEntryRequest& r) { return entries.Get(call, r); });
  table.Add<v1::ListWaitingListEntriesRequest, v1::ListWaitingListEntriesResponse>(
      "ListWaitingListEntries",
      [entries](const Call& call, const v1::ListWaitingListEntriesRequest& r) { return entries.List(call, r); });
  table.Add<v1::AcceptOfferRequest, v1::AcceptOfferResponse>(
      "AcceptOffer", [entries](const Call& call, const v1::AcceptOfferRequest& r) { return entries.Accept(call, r); });
  table.Add<v1::DeclineOfferRequest, v1::DeclineOfferResponse>(
      "DeclineOffer",
      [entries](const Call& call, const v1::DeclineOfferRequest& r) { return entries.Decline(call, r); });
  table.Add<v1::OfferPlaceRequest, v1::OfferPlaceResponse>(
      "OfferPlace", [entries](const Call& call, const v1::OfferPlaceRequest& r) { return entries.Offer(call, r); });
  return table;
}

}  // namespace shortbreaks::waiting

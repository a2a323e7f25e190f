// The RPCs of WaitingListService: request in, response out.
#pragma once

#include "bookings/handlers.h"
#include "rpc/handler_table.h"
#include "waiting/mysql_store.h"

namespace shortbreaks::waiting {

// All are thread-safe and outlive the handlers.
struct Parts {
  MysqlStore& store;
  bookings::Parts bookings;
};

rpc::HandlerTable MakeHandlers(Parts parts);

class JoinHandler : public bookings::WaitingLists {
 public:
  explicit JoinHandler(Parts parts) : parts_(parts) {}
  absl::StatusOr<v1::JoinWaitingListResponse> operator()(const rpc::Call& call,
                                                         const v1::JoinWaitingListRequest& request) const;

  // For BookPlace, whose request id it goes by.
  absl::StatusOr<std::string> JoinedBefore(const rpc::Call& call, const v1::BookPlaceRequest& request) override;
  absl::StatusOr<std::string> Join(const rpc::Call& call, const v1::BookPlaceRequest& request) override;

 private:
  // What the request asks for, where it is well-formed.
  absl::StatusOr<Entry> Asked(const v1::JoinWaitingListRequest& request) const;
  // `place`: of the request to book that comes to this; null where waiting is what was asked for.
  absl::StatusOr<v1::WaitingListEntry> Join(const rpc::Call& call, const RequestMark& mark, const RequestMark* place,
                                            Entry entry) const;
  // The session that the family is decided on for: the entry's own, or the next that suits.
  absl::StatusOr<SessionView> SessionFor(const rpc::Call& call, const Entry& entry) const;
  absl::Status Decide(const rpc::Call& call, const SessionView& session, Entry& entry) const;

  Parts parts_;
};

// Changes to entries that exist.
class EntryHandlers {
 public:
  explicit EntryHandlers(Parts parts) : parts_(parts), changes_(parts.bookings) {}
  absl::StatusOr<v1::LeaveWaitingListResponse> Leave(const rpc::Call& call,
                                                     const v1::LeaveWaitingListRequest& request) const;
  absl::StatusOr<v1::GetWaitingListEntryResponse> Get(const rpc::Call& call,
                                                      const v1::GetWaitingListEntryRequest& request) const;
  absl::StatusOr<v1::ListWaitingListEntriesResponse> List(const rpc::Call& call,
                                                          const v1::ListWaitingListEntriesRequest& request) const;
  absl::StatusOr<v1::AcceptOfferResponse> Accept(const rpc::Call& call, const v1::AcceptOfferRequest& request) const;
  absl::StatusOr<v1::DeclineOfferResponse> Decline(const rpc::Call& call, const v1::DeclineOfferRequest& request) const;
  absl::StatusOr<v1::OfferPlaceResponse> Offer(const rpc::Call& call, const v1::OfferPlaceRequest& request) const;

 private:
  // The entry, where the caller may see it: a carer of the child, the activity's provider, an officer or a service.
  absl::StatusOr<Entry> Visible(const rpc::Call& call, const ids::Uuid& entry_id) const;
  absl::StatusOr<Entry> VisibleNamed(const rpc::Call& call, const std::string& name) const;
  // Those that the entry may have a place in now, soonest first.
  absl::StatusOr<std::vector<SessionView>> SessionsFor(const rpc::Call& call, const Entry& entry) const;
  absl::StatusOr<v1::WaitingListPosition> PositionOf(const rpc::Call& call, const Entry& entry) const;
  absl::StatusOr<EntryPage> Page(const rpc::Call& call, const v1::ListWaitingListEntriesRequest& request,
                                 const paging::Page& page) const;

  Parts parts_;
  bookings::ChangeHandlers changes_;
};

}  // namespace shortbreaks::waiting

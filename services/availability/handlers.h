// The RPCs of AvailabilityService: request in, response out.
#pragma once

#include "availability/store.h"
#include "paging/page_token.h"
#include "rpc/handler_table.h"

namespace shortbreaks::availability {

// Thread-safe, and outlive the handlers.
struct Parts {
  Store& store;
  const paging::PageTokens& page_tokens;
};

rpc::HandlerTable MakeHandlers(Parts parts);
// Of TimetableService.
rpc::HandlerTable MakeTimetableHandlers(Parts parts);
// Of CapacityService.
rpc::HandlerTable MakeCapacityHandlers(Parts parts);

class ProviderHandlers {
 public:
  explicit ProviderHandlers(Parts parts) : parts_(parts) {}
  absl::StatusOr<v1::CreateProviderResponse> Create(const rpc::Call& call,
                                                    const v1::CreateProviderRequest& request) const;
  absl::StatusOr<v1::GetProviderResponse> Get(const rpc::Call& call, const v1::GetProviderRequest& request) const;
  absl::StatusOr<v1::ListProvidersResponse> List(const rpc::Call& call, const v1::ListProvidersRequest& request) const;

 private:
  Parts parts_;
};

class ActivityHandlers {
 public:
  explicit ActivityHandlers(Parts parts) : parts_(parts) {}
  absl::StatusOr<v1::CreateActivityResponse> Create(const rpc::Call& call,
                                                    const v1::CreateActivityRequest& request) const;
  absl::StatusOr<v1::GetActivityResponse> Get(const rpc::Call& call, const v1::GetActivityRequest& request) const;
  absl::StatusOr<v1::UpdateActivityResponse> Update(const rpc::Call& call,
                                                    const v1::UpdateActivityRequest& request) const;
  absl::StatusOr<v1::ListActivitiesResponse> List(const rpc::Call& call,
                                                  const v1::ListActivitiesRequest& request) const;

 private:
  Parts parts_;
};

class SessionHandlers {
 public:
  explicit SessionHandlers(Parts parts) : parts_(parts) {}
  absl::StatusOr<v1::CreateSessionResponse> Create(const rpc::Call& call,
                                                   const v1::CreateSessionRequest& request) const;
  absl::StatusOr<v1::GetSessionResponse> Get(const rpc::Call& call, const v1::GetSessionRequest& request) const;
  absl::StatusOr<v1::SetPlacesResponse> SetPlaces(const rpc::Call& call, const v1::SetPlacesRequest& request) const;
  absl::StatusOr<v1::PublishSessionResponse> Publish(const rpc::Call& call,
                                                     const v1::PublishSessionRequest& request) const;
  absl::StatusOr<v1::CloseSessionResponse> Close(const rpc::Call& call, const v1::CloseSessionRequest& request) const;
  absl::StatusOr<v1::CancelSessionResponse> Cancel(const rpc::Call& call,
                                                   const v1::CancelSessionRequest& request) const;

 private:
  Parts parts_;
};

class SearchHandlers {
 public:
  explicit SearchHandlers(Parts parts) : parts_(parts) {}
  absl::StatusOr<v1::SearchSessionsResponse> Search(const rpc::Call& call,
                                                    const v1::SearchSessionsRequest& request) const;
  absl::StatusOr<v1::BatchGetAvailabilityResponse> BatchGet(const rpc::Call& call,
                                                            const v1::BatchGetAvailabilityRequest& request) const;

 private:
  Parts parts_;
};

class ImportHandler {
 public:
  explicit ImportHandler(Parts parts) : parts_(parts) {}
  absl::StatusOr<v1::ImportTimetableResponse> operator()(const rpc::Call& call,
                                                         const v1::ImportTimetableRequest& request) const;

 private:
  Parts parts_;
};

}  // namespace shortbreaks::availability

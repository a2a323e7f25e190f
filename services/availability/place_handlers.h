// The RPCs of VenueService, ProgrammeService and SuggestionService: request in, response out.
#pragma once

#include "availability/programmes.h"
#include "availability/venues.h"
#include "paging/page_token.h"
#include "rpc/handler_table.h"
#include "shortbreaks/availability/v1/alternatives.pb.h"

namespace shortbreaks::availability {

// Thread-safe, and outlive the handlers.
struct PlaceParts {
  Store& store;
  Venues& venues;
  Programmes& programmes;
  const paging::PageTokens& page_tokens;
};

// One table for each of the three.
std::vector<rpc::HandlerTable> MakePlaceHandlers(PlaceParts parts);

class VenueHandlers {
 public:
  explicit VenueHandlers(PlaceParts parts) : parts_(parts) {}
  absl::StatusOr<v1::CreateVenueResponse> Create(const rpc::Call& call, const v1::CreateVenueRequest& request) const;
  absl::StatusOr<v1::GetVenueResponse> Get(const rpc::Call& call, const v1::GetVenueRequest& request) const;
  absl::StatusOr<v1::UpdateVenueResponse> Update(const rpc::Call& call, const v1::UpdateVenueRequest& request) const;
  absl::StatusOr<v1::ListVenuesResponse> List(const rpc::Call& call, const v1::ListVenuesRequest& request) const;
  absl::StatusOr<v1::CreateRoomResponse> CreateRoom(const rpc::Call& call, const v1::CreateRoomRequest& request) const;
  absl::StatusOr<v1::GetRoomResponse> GetRoom(const rpc::Call& call, const v1::GetRoomRequest& request) const;
  absl::StatusOr<v1::UpdateRoomResponse> UpdateRoom(const rpc::Call& call, const v1::UpdateRoomRequest& request) const;
  absl::StatusOr<v1::ListRoomsResponse> ListRooms(const rpc::Call& call, const v1::ListRoomsRequest& request) const;
  absl::StatusOr<v1::ListRoomUsesResponse> ListUses(const rpc::Call& call,
                                                    const v1::ListRoomUsesRequest& request) const;
  absl::StatusOr<v1::SetRoomResponse> SetRoom(const rpc::Call& call, const v1::SetRoomRequest& request) const;

 private:
  PlaceParts parts_;
};

class ProgrammeHandlers {
 public:
  explicit ProgrammeHandlers(PlaceParts parts) : parts_(parts) {}
  absl::StatusOr<v1::CreateProgrammeResponse> Create(const rpc::Call& call,
                                                     const v1::CreateProgrammeRequest& request) const;
  absl::StatusOr<v1::GetProgrammeResponse> Get(const rpc::Call& call, const v1::GetProgrammeRequest& request) const;
  absl::StatusOr<v1::UpdateProgrammeResponse> Update(const rpc::Call& call,
                                                     const v1::UpdateProgrammeRequest& request) const;
  absl::StatusOr<v1::ListProgrammesResponse> List(const rpc::Call& call,
                                                  const v1::ListProgrammesRequest& request) const;
  absl::StatusOr<v1::AddProgrammeSessionsResponse> Add(const rpc::Call& call,
                                                       const v1::AddProgrammeSessionsRequest& request) const;
  absl::StatusOr<v1::RemoveProgrammeSessionsResponse> Remove(const rpc::Call& call,
                                                             const v1::RemoveProgrammeSessionsRequest& request) const;

 private:
  PlaceParts parts_;
};

class SuggestionHandlers {
 public:
  explicit SuggestionHandlers(PlaceParts parts) : parts_(parts) {}
  absl::StatusOr<v1::ListAlternativesResponse> List(const rpc::Call& call,
                                                    const v1::ListAlternativesRequest& request) const;

 private:
  PlaceParts parts_;
};

}  // namespace shortbreaks::availability

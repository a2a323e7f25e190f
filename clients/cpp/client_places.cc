// VenueService, ProgrammeService and SuggestionService.
#include "shortbreaks/client.h"

namespace shortbreaks {

absl::StatusOr<availability::v1::ListAlternativesResponse> ProviderCalls::ListAlternatives(
    const availability::v1::ListAlternativesRequest& request, const CallOptions& options) {
  return Run<availability::v1::ListAlternativesResponse>(
      "shortbreaks.availability.v1.SuggestionService/ListAlternatives", request, options);
}

absl::StatusOr<availability::v1::CreateVenueResponse> ProviderCalls::CreateVenue(
    const availability::v1::CreateVenueRequest& request, const CallOptions& options) {
  return Run<availability::v1::CreateVenueResponse>("shortbreaks.availability.v1.VenueService/CreateVenue", request,
                                                    options);
}

absl::StatusOr<availability::v1::GetVenueResponse> ProviderCalls::GetVenue(
    const availability::v1::GetVenueRequest& request, const CallOptions& options) {
  return Run<availability::v1::GetVenueResponse>("shortbreaks.availability.v1.VenueService/GetVenue", request, options);
}

absl::StatusOr<availability::v1::UpdateVenueResponse> ProviderCalls::UpdateVenue(
    const availability::v1::UpdateVenueRequest& request, const CallOptions& options) {
  return Run<availability::v1::UpdateVenueResponse>("shortbreaks.availability.v1.VenueService/UpdateVenue", request,
                                                    options);
}

absl::StatusOr<availability::v1::ListVenuesResponse> ProviderCalls::ListVenues(
    const availability::v1::ListVenuesRequest& request, const CallOptions& options) {
  return Run<availability::v1::ListVenuesResponse>("shortbreaks.availability.v1.VenueService/ListVenues", request,
                                                   options);
}

absl::StatusOr<availability::v1::CreateRoomResponse> ProviderCalls::CreateRoom(
    const availability::v1::CreateRoomRequest& request, const CallOptions& options) {
  return Run<availability::v1::CreateRoomResponse>("shortbreaks.availability.v1.VenueService/CreateRoom", request,
                                                   options);
}

absl::StatusOr<availability::v1::GetRoomResponse> ProviderCalls::GetRoom(
    const availability::v1::GetRoomRequest& request, const CallOptions& options) {
  return Run<availability::v1::GetRoomResponse>("shortbreaks.availability.v1.VenueService/GetRoom", request, options);
}

absl::StatusOr<availability::v1::UpdateRoomResponse> ProviderCalls::UpdateRoom(
    const availability::v1::UpdateRoomRequest& request, const CallOptions& options) {
  return Run<availability::v1::UpdateRoomResponse>("shortbreaks.availability.v1.VenueService/UpdateRoom", request,
                                                   options);
}

absl::StatusOr<availability::v1::ListRoomsResponse> ProviderCalls::ListRooms(
    const availability::v1::ListRoomsRequest& request, const CallOptions& options) {
  return Run<availability::v1::ListRoomsResponse>("shortbreaks.availability.v1.VenueService/ListRooms", request,
                                                  options);
}

absl::StatusOr<availability::v1::ListRoomUsesResponse> ProviderCalls::ListRoomUses(
    const availability::v1::ListRoomUsesRequest& request, const CallOptions& options) {
  return Run<availability::v1::ListRoomUsesResponse>("shortbreaks.availability.v1.VenueService/ListRoomUses", request,
                                                     options);
}

absl::StatusOr<availability::v1::SetRoomResponse> ProviderCalls::SetRoom(
    const availability::v1::SetRoomRequest& request, const CallOptions& options) {
  return Run<availability::v1::SetRoomResponse>("shortbreaks.availability.v1.VenueService/SetRoom", request, options);
}

absl::StatusOr<availability::v1::CreateProgrammeResponse> ProviderCalls::CreateProgramme(
    const availability::v1::CreateProgrammeRequest& request, const CallOptions& options) {
  return Run<availability::v1::CreateProgrammeResponse>("shortbreaks.availability.v1.ProgrammeService/CreateProgramme",
                                                        request, options);
}

absl::StatusOr<availability::v1::GetProgrammeResponse> ProviderCalls::GetProgramme(
    const availability::v1::GetProgrammeRequest& request, const CallOptions& options) {
  return Run<availability::v1::GetProgrammeResponse>("shortbreaks.availability.v1.ProgrammeService/GetProgramme",
                                                     request, options);
}

absl::StatusOr<availability::v1::UpdateProgrammeResponse> ProviderCalls::UpdateProgramme(
    const availability::v1::UpdateProgrammeRequest& request, const CallOptions& options) {
  return Run<availability::v1::UpdateProgrammeResponse>("shortbreaks.availability.v1.ProgrammeService/UpdateProgramme",
                                                        request, options);
}

absl::StatusOr<availability::v1::ListProgrammesResponse> ProviderCalls::ListProgrammes(
    const availability::v1::ListProgrammesRequest& request, const CallOptions& options) {
  return Run<availability::v1::ListProgrammesResponse>("shortbreaks.availability.v1.ProgrammeService/ListProgrammes",
                                                       request, options);
}

absl::StatusOr<availability::v1::AddProgrammeSessionsResponse> ProviderCalls::AddProgrammeSessions(
    const availability::v1::AddProgrammeSessionsRequest& request, const CallOptions& options) {
  return Run<availability::v1::AddProgrammeSessionsResponse>(
      "shortbreaks.availability.v1.ProgrammeService/AddProgrammeSessions", request, options);
}

absl::StatusOr<availability::v1::RemoveProgrammeSessionsResponse> ProviderCalls::RemoveProgrammeSessions(
    const availability::v1::RemoveProgrammeSessionsRequest& request, const CallOptions& options) {
  return Run<availability::v1::RemoveProgrammeSessionsResponse>(
      "shortbreaks.availability.v1.ProgrammeService/RemoveProgrammeSessions", request, options);
}

}  // namespace shortbreaks

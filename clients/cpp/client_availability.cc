// AvailabilityService.
#include "shortbreaks/client.h"

namespace shortbreaks {

absl::StatusOr<availability::v1::CreateProviderResponse> ProviderCalls::CreateProvider(
    const availability::v1::CreateProviderRequest& request, const CallOptions& options) {
  return Run<availability::v1::CreateProviderResponse>("shortbreaks.availability.v1.AvailabilityService/CreateProvider",
                                                       request, options);
}

absl::StatusOr<availability::v1::GetProviderResponse> ProviderCalls::GetProvider(
    const availability::v1::GetProviderRequest& request, const CallOptions& options) {
  return Run<availability::v1::GetProviderResponse>("shortbreaks.availability.v1.AvailabilityService/GetProvider",
                                                    request, options);
}

absl::StatusOr<availability::v1::ListProvidersResponse> ProviderCalls::ListProviders(
    const availability::v1::ListProvidersRequest& request, const CallOptions& options) {
  return Run<availability::v1::ListProvidersResponse>("shortbreaks.availability.v1.AvailabilityService/ListProviders",
                                                      request, options);
}

absl::StatusOr<availability::v1::CreateActivityResponse> ProviderCalls::CreateActivity(
    const availability::v1::CreateActivityRequest& request, const CallOptions& options) {
  return Run<availability::v1::CreateActivityResponse>("shortbreaks.availability.v1.AvailabilityService/CreateActivity",
                                                       request, options);
}

absl::StatusOr<availability::v1::GetActivityResponse> ProviderCalls::GetActivity(
    const availability::v1::GetActivityRequest& request, const CallOptions& options) {
  return Run<availability::v1::GetActivityResponse>("shortbreaks.availability.v1.AvailabilityService/GetActivity",
                                                    request, options);
}

absl::StatusOr<availability::v1::UpdateActivityResponse> ProviderCalls::UpdateActivity(
    const availability::v1::UpdateActivityRequest& request, const CallOptions& options) {
  return Run<availability::v1::UpdateActivityResponse>("shortbreaks.availability.v1.AvailabilityService/UpdateActivity",
                                                       request, options);
}

absl::StatusOr<availability::v1::ListActivitiesResponse> ProviderCalls::ListActivities(
    const availability::v1::ListActivitiesRequest& request, const CallOptions& options) {
  return Run<availability::v1::ListActivitiesResponse>("shortbreaks.availability.v1.AvailabilityService/ListActivities",
                                                       request, options);
}

absl::StatusOr<availability::v1::CreateSessionResponse> ProviderCalls::CreateSession(
    const availability::v1::CreateSessionRequest& request, const CallOptions& options) {
  return Run<availability::v1::CreateSessionResponse>("shortbreaks.availability.v1.AvailabilityService/CreateSession",
                                                      request, options);
}

absl::StatusOr<availability::v1::GetSessionResponse> ProviderCalls::GetSession(
    const availability::v1::GetSessionRequest& request, const CallOptions& options) {
  return Run<availability::v1::GetSessionResponse>("shortbreaks.availability.v1.AvailabilityService/GetSession",
                                                   request, options);
}

absl::StatusOr<availability::v1::SetPlacesResponse> ProviderCalls::SetPlaces(
    const availability::v1::SetPlacesRequest& request, const CallOptions& options) {
  return Run<availability::v1::SetPlacesResponse>("shortbreaks.availability.v1.AvailabilityService/SetPlaces", request,
                                                  options);
}

absl::StatusOr<availability::v1::PublishSessionResponse> ProviderCalls::PublishSession(
    const availability::v1::PublishSessionRequest& request, const CallOptions& options) {
  return Run<availability::v1::PublishSessionResponse>("shortbreaks.availability.v1.AvailabilityService/PublishSession",
                                                       request, options);
}

absl::StatusOr<availability::v1::CloseSessionResponse> ProviderCalls::CloseSession(
    const availability::v1::CloseSessionRequest& request, const CallOptions& options) {
  return Run<availability::v1::CloseSessionResponse>("shortbreaks.availability.v1.AvailabilityService/CloseSession",
                                                     request, options);
}

absl::StatusOr<availability::v1::CancelSessionResponse> ProviderCalls::CancelSession(
    const availability::v1::CancelSessionRequest& request, const CallOptions& options) {
  return Run<availability::v1::CancelSessionResponse>("shortbreaks.availability.v1.AvailabilityService/CancelSession",
                                                      request, options);
}

absl::StatusOr<availability::v1::SearchSessionsResponse> ProviderCalls::SearchSessions(
    const availability::v1::SearchSessionsRequest& request, const CallOptions& options) {
  return Run<availability::v1::SearchSessionsResponse>("shortbreaks.availability.v1.AvailabilityService/SearchSessions",
                                                       request, options);
}

absl::StatusOr<availability::v1::BatchGetAvailabilityResponse> ProviderCalls::BatchGetAvailability(
    const availability::v1::BatchGetAvailabilityRequest& request, const CallOptions& options) {
  return Run<availability::v1::BatchGetAvailabilityResponse>(
      "shortbreaks.availability.v1.AvailabilityService/BatchGetAvailability", request, options);
}

absl::StatusOr<availability::v1::ListSessionsResponse> ProviderCalls::ListSessions(
    const availability::v1::ListSessionsRequest& request, const CallOptions& options) {
  return Run<availability::v1::ListSessionsResponse>("shortbreaks.availability.v1.TimetableService/ListSessions",
                                                     request, options);
}

absl::StatusOr<availability::v1::ImportTimetableResponse> ProviderCalls::ImportTimetable(
    const availability::v1::ImportTimetableRequest& request, const CallOptions& options) {
  return Run<availability::v1::ImportTimetableResponse>(
      "shortbreaks.availability.v1.AvailabilityService/ImportTimetable", request, options);
}

}  // namespace shortbreaks

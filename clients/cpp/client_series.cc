// Sessions that come round, and the calendar that they go by.
#include "shortbreaks/client.h"

namespace shortbreaks {

absl::StatusOr<availability::v1::SetCalendarDaysResponse> ProviderCalls::SetCalendarDays(
    const availability::v1::SetCalendarDaysRequest& request, const CallOptions& options) {
  return Run<availability::v1::SetCalendarDaysResponse>("shortbreaks.availability.v1.SeriesService/SetCalendarDays",
                                                        request, options);
}

absl::StatusOr<availability::v1::ListCalendarDaysResponse> ProviderCalls::ListCalendarDays(
    const availability::v1::ListCalendarDaysRequest& request, const CallOptions& options) {
  return Run<availability::v1::ListCalendarDaysResponse>("shortbreaks.availability.v1.SeriesService/ListCalendarDays",
                                                         request, options);
}

absl::StatusOr<availability::v1::CreateSeriesResponse> ProviderCalls::CreateSeries(
    const availability::v1::CreateSeriesRequest& request, const CallOptions& options) {
  return Run<availability::v1::CreateSeriesResponse>("shortbreaks.availability.v1.SeriesService/CreateSeries", request,
                                                     options);
}

absl::StatusOr<availability::v1::GetSeriesResponse> ProviderCalls::GetSeries(
    const availability::v1::GetSeriesRequest& request, const CallOptions& options) {
  return Run<availability::v1::GetSeriesResponse>("shortbreaks.availability.v1.SeriesService/GetSeries", request,
                                                  options);
}

absl::StatusOr<availability::v1::ListSeriesResponse> ProviderCalls::ListSeries(
    const availability::v1::ListSeriesRequest& request, const CallOptions& options) {
  return Run<availability::v1::ListSeriesResponse>("shortbreaks.availability.v1.SeriesService/ListSeries", request,
                                                   options);
}

absl::StatusOr<availability::v1::UpdateSeriesResponse> ProviderCalls::UpdateSeries(
    const availability::v1::UpdateSeriesRequest& request, const CallOptions& options) {
  return Run<availability::v1::UpdateSeriesResponse>("shortbreaks.availability.v1.SeriesService/UpdateSeries", request,
                                                     options);
}

absl::StatusOr<availability::v1::EndSeriesResponse> ProviderCalls::EndSeries(
    const availability::v1::EndSeriesRequest& request, const CallOptions& options) {
  return Run<availability::v1::EndSeriesResponse>("shortbreaks.availability.v1.SeriesService/EndSeries", request,
                                                  options);
}

absl::StatusOr<availability::v1::CopySeasonResponse> ProviderCalls::CopySeason(
    const availability::v1::CopySeasonRequest& request, const CallOptions& options) {
  return Run<availability::v1::CopySeasonResponse>("shortbreaks.availability.v1.SeriesService/CopySeason", request,
                                                   options);
}

}  // namespace shortbreaks

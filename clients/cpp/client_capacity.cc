// Places, staff, caps and what is kept back.
#include "shortbreaks/client.h"

namespace shortbreaks {

absl::StatusOr<availability::v1::GetCapacityResponse> ProviderCalls::GetCapacity(
    const availability::v1::GetCapacityRequest& request, const CallOptions& options) {
  return Run<availability::v1::GetCapacityResponse>("shortbreaks.availability.v1.CapacityService/GetCapacity", request,
                                                    options);
}

absl::StatusOr<availability::v1::SetCapacityResponse> ProviderCalls::SetCapacity(
    const availability::v1::SetCapacityRequest& request, const CallOptions& options) {
  return Run<availability::v1::SetCapacityResponse>("shortbreaks.availability.v1.CapacityService/SetCapacity", request,
                                                    options);
}

absl::StatusOr<availability::v1::ReleaseReserveResponse> ProviderCalls::ReleaseReserve(
    const availability::v1::ReleaseReserveRequest& request, const CallOptions& options) {
  return Run<availability::v1::ReleaseReserveResponse>("shortbreaks.availability.v1.CapacityService/ReleaseReserve",
                                                       request, options);
}

}  // namespace shortbreaks

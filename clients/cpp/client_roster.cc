// StaffService and AffectedBookingsService.
#include "shortbreaks/client.h"

namespace shortbreaks {

absl::StatusOr<availability::v1::CreateStaffMemberResponse> ProviderCalls::CreateStaffMember(
    const availability::v1::CreateStaffMemberRequest& request, const CallOptions& options) {
  return Run<availability::v1::CreateStaffMemberResponse>("shortbreaks.availability.v1.StaffService/CreateStaffMember",
                                                          request, options);
}

absl::StatusOr<availability::v1::UpdateStaffMemberResponse> ProviderCalls::UpdateStaffMember(
    const availability::v1::UpdateStaffMemberRequest& request, const CallOptions& options) {
  return Run<availability::v1::UpdateStaffMemberResponse>("shortbreaks.availability.v1.StaffService/UpdateStaffMember",
                                                          request, options);
}

absl::StatusOr<availability::v1::GetStaffMemberResponse> ProviderCalls::GetStaffMember(
    const availability::v1::GetStaffMemberRequest& request, const CallOptions& options) {
  return Run<availability::v1::GetStaffMemberResponse>("shortbreaks.availability.v1.StaffService/GetStaffMember",
                                                       request, options);
}

absl::StatusOr<availability::v1::ListStaffMembersResponse> ProviderCalls::ListStaffMembers(
    const availability::v1::ListStaffMembersRequest& request, const CallOptions& options) {
  return Run<availability::v1::ListStaffMembersResponse>("shortbreaks.availability.v1.StaffService/ListStaffMembers",
                                                         request, options);
}

absl::StatusOr<availability::v1::RecordTrainingResponse> ProviderCalls::RecordTraining(
    const availability::v1::RecordTrainingRequest& request, const CallOptions& options) {
  return Run<availability::v1::RecordTrainingResponse>("shortbreaks.availability.v1.StaffService/RecordTraining",
                                                       request, options);
}

absl::StatusOr<availability::v1::WithdrawTrainingResponse> ProviderCalls::WithdrawTraining(
    const availability::v1::WithdrawTrainingRequest& request, const CallOptions& options) {
  return Run<availability::v1::WithdrawTrainingResponse>("shortbreaks.availability.v1.StaffService/WithdrawTraining",
                                                         request, options);
}

absl::StatusOr<availability::v1::ListTrainingExpiringResponse> ProviderCalls::ListTrainingExpiring(
    const availability::v1::ListTrainingExpiringRequest& request, const CallOptions& options) {
  return Run<availability::v1::ListTrainingExpiringResponse>(
      "shortbreaks.availability.v1.StaffService/ListTrainingExpiring", request, options);
}

absl::StatusOr<availability::v1::SetShiftsResponse> ProviderCalls::SetShifts(
    const availability::v1::SetShiftsRequest& request, const CallOptions& options) {
  return Run<availability::v1::SetShiftsResponse>("shortbreaks.availability.v1.StaffService/SetShifts", request,
                                                  options);
}

absl::StatusOr<availability::v1::GetRosterResponse> ProviderCalls::GetRoster(
    const availability::v1::GetRosterRequest& request, const CallOptions& options) {
  return Run<availability::v1::GetRosterResponse>("shortbreaks.availability.v1.StaffService/GetRoster", request,
                                                  options);
}

absl::StatusOr<availability::v1::RecordAbsenceResponse> ProviderCalls::RecordAbsence(
    const availability::v1::RecordAbsenceRequest& request, const CallOptions& options) {
  return Run<availability::v1::RecordAbsenceResponse>("shortbreaks.availability.v1.StaffService/RecordAbsence", request,
                                                      options);
}

absl::StatusOr<availability::v1::EndAbsenceResponse> ProviderCalls::EndAbsence(
    const availability::v1::EndAbsenceRequest& request, const CallOptions& options) {
  return Run<availability::v1::EndAbsenceResponse>("shortbreaks.availability.v1.StaffService/EndAbsence", request,
                                                   options);
}

absl::StatusOr<availability::v1::CancelAbsenceResponse> ProviderCalls::CancelAbsence(
    const availability::v1::CancelAbsenceRequest& request, const CallOptions& options) {
  return Run<availability::v1::CancelAbsenceResponse>("shortbreaks.availability.v1.StaffService/CancelAbsence", request,
                                                      options);
}

absl::StatusOr<bookings::v1::ListAffectedBookingsResponse> ProviderCalls::ListAffectedBookings(
    const bookings::v1::ListAffectedBookingsRequest& request, const CallOptions& options) {
  return Run<bookings::v1::ListAffectedBookingsResponse>(
      "shortbreaks.bookings.v1.AffectedBookingsService/ListAffectedBookings", request, options);
}

absl::StatusOr<bookings::v1::ListShortSessionsResponse> ProviderCalls::ListShortSessions(
    const bookings::v1::ListShortSessionsRequest& request, const CallOptions& options) {
  return Run<bookings::v1::ListShortSessionsResponse>(
      "shortbreaks.bookings.v1.AffectedBookingsService/ListShortSessions", request, options);
}

}  // namespace shortbreaks

#include "shortbreaks/council_calls.h"
#include "shortbreaks/family_calls.h"

namespace shortbreaks {

using bookings::v1::ExportBookingsResponse;
using namespace eligibility::v1;  // NOLINT: this file sends these messages alone

absl::StatusOr<ExportChildResponse> CouncilCalls::ExportChild(const ExportChildRequest& request,
                                                              const CallOptions& options) {
  return Run<ExportChildResponse>("shortbreaks.eligibility.v1.SubjectAccessService/ExportChild", request, options);
}

absl::StatusOr<ExportBookingsResponse> CouncilCalls::ExportBookings(const bookings::v1::ExportBookingsRequest& request,
                                                                    const CallOptions& options) {
  return Run<ExportBookingsResponse>("shortbreaks.bookings.v1.SubjectAccessService/ExportBookings", request, options);
}

absl::StatusOr<RequestCorrectionResponse> FamilyCalls::RequestCorrection(const RequestCorrectionRequest& request,
                                                                         const CallOptions& options) {
  return Run<RequestCorrectionResponse>("shortbreaks.eligibility.v1.CorrectionService/RequestCorrection", request,
                                        options);
}

absl::StatusOr<ListCorrectionsResponse> FamilyCalls::ListCorrections(const ListCorrectionsRequest& request,
                                                                     const CallOptions& options) {
  return Run<ListCorrectionsResponse>("shortbreaks.eligibility.v1.CorrectionService/ListCorrections", request, options);
}

absl::StatusOr<AnswerCorrectionResponse> CouncilCalls::AnswerCorrection(const AnswerCorrectionRequest& request,
                                                                        const CallOptions& options) {
  return Run<AnswerCorrectionResponse>("shortbreaks.eligibility.v1.CorrectionService/AnswerCorrection", request,
                                       options);
}

absl::StatusOr<SetRetentionRuleResponse> CouncilCalls::SetRetentionRule(const SetRetentionRuleRequest& request,
                                                                        const CallOptions& options) {
  return Run<SetRetentionRuleResponse>("shortbreaks.eligibility.v1.RetentionService/SetRetentionRule", request,
                                       options);
}

absl::StatusOr<GetRetentionRuleResponse> CouncilCalls::GetRetentionRule(const GetRetentionRuleRequest& request,
                                                                        const CallOptions& options) {
  return Run<GetRetentionRuleResponse>("shortbreaks.eligibility.v1.RetentionService/GetRetentionRule", request,
                                       options);
}

absl::StatusOr<ListErasuresDueResponse> CouncilCalls::ListErasuresDue(const ListErasuresDueRequest& request,
                                                                      const CallOptions& options) {
  return Run<ListErasuresDueResponse>("shortbreaks.eligibility.v1.RetentionService/ListErasuresDue", request, options);
}

absl::StatusOr<ProposeErasuresResponse> CouncilCalls::ProposeErasures(const ProposeErasuresRequest& request,
                                                                      const CallOptions& options) {
  return Run<ProposeErasuresResponse>("shortbreaks.eligibility.v1.RetentionService/ProposeErasures", request, options);
}

}  // namespace shortbreaks

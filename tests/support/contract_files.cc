#include "support/contract_files.h"

#include "google/rpc/error_details.pb.h"
#include "shortbreaks/availability/v1/alternatives.pb.h"
#include "shortbreaks/availability/v1/availability.pb.h"
#include "shortbreaks/availability/v1/capacity.pb.h"
#include "shortbreaks/availability/v1/programmes.pb.h"
#include "shortbreaks/availability/v1/roster.pb.h"
#include "shortbreaks/availability/v1/series.pb.h"
#include "shortbreaks/availability/v1/timetable.pb.h"
#include "shortbreaks/availability/v1/venues.pb.h"
#include "shortbreaks/bookings/v1/affected.pb.h"
#include "shortbreaks/bookings/v1/bookings.pb.h"
#include "shortbreaks/bookings/v1/demand.pb.h"
#include "shortbreaks/bookings/v1/feeds.pb.h"
#include "shortbreaks/bookings/v1/match.pb.h"
#include "shortbreaks/bookings/v1/registers.pb.h"
#include "shortbreaks/bookings/v1/subject_access.pb.h"
#include "shortbreaks/bookings/v1/waiting.pb.h"
#include "shortbreaks/eligibility/v1/allocations.pb.h"
#include "shortbreaks/eligibility/v1/apart.pb.h"
#include "shortbreaks/eligibility/v1/applications.pb.h"
#include "shortbreaks/eligibility/v1/audit.pb.h"
#include "shortbreaks/eligibility/v1/consents.pb.h"
#include "shortbreaks/eligibility/v1/corrections.pb.h"
#include "shortbreaks/eligibility/v1/delivery.pb.h"
#include "shortbreaks/eligibility/v1/eligibility.pb.h"
#include "shortbreaks/eligibility/v1/erasure.pb.h"
#include "shortbreaks/eligibility/v1/policies.pb.h"
#include "shortbreaks/eligibility/v1/rechecks.pb.h"
#include "shortbreaks/eligibility/v1/referrals.pb.h"
#include "shortbreaks/eligibility/v1/retention.pb.h"
#include "shortbreaks/eligibility/v1/subject_access.pb.h"
#include "shortbreaks/eligibility/v1/teams.pb.h"
#include "shortbreaks/type/v1/errors.pb.h"
#include "shortbreaks/type/v1/export.pb.h"
#include "shortbreaks/type/v1/types.pb.h"

namespace shortbreaks::support {

using google::protobuf::FileDescriptor;
using google::protobuf::MethodDescriptor;

std::vector<const FileDescriptor*> ContractFiles() {
  return {google::rpc::ErrorInfo::descriptor()->file(),
          type::v1::ErrorReason_descriptor()->file(),
          type::v1::Quantity::descriptor()->file(),
          type::v1::ExportedRow::descriptor()->file(),
          google::protobuf::DescriptorPool::generated_pool()->FindFileByName("shortbreaks/type/v1/sensitive.proto"),
          availability::v1::Session::descriptor()->file(),
          availability::v1::StaffMember::descriptor()->file(),
          availability::v1::Capacity::descriptor()->file(),
          availability::v1::Alternative::descriptor()->file(),
          availability::v1::Programme::descriptor()->file(),
          availability::v1::Room::descriptor()->file(),
          availability::v1::Series::descriptor()->file(),
          availability::v1::ListSessionsRequest::descriptor()->file(),
          eligibility::v1::Child::descriptor()->file(),
          eligibility::v1::Policy::descriptor()->file(),
          eligibility::v1::Application::descriptor()->file(),
          eligibility::v1::AcceptAllocationRequest::descriptor()->file(),
          eligibility::v1::RecheckBookingsRequest::descriptor()->file(),
          eligibility::v1::GetDeliveryRequest::descriptor()->file(),
          eligibility::v1::KeptApart::descriptor()->file(),
          eligibility::v1::Access::descriptor()->file(),
          eligibility::v1::Erasure::descriptor()->file(),
          eligibility::v1::RetentionRule::descriptor()->file(),
          eligibility::v1::Correction::descriptor()->file(),
          eligibility::v1::ExportChildRequest::descriptor()->file(),
          eligibility::v1::ChildTeam::descriptor()->file(),
          eligibility::v1::Consent::descriptor()->file(),
          eligibility::v1::Referral::descriptor()->file(),
          bookings::v1::Booking::descriptor()->file(),
          bookings::v1::AffectedBooking::descriptor()->file(),
          bookings::v1::MatchRequest::descriptor()->file(),
          bookings::v1::SupplyLine::descriptor()->file(),
          bookings::v1::Claim::descriptor()->file(),
          bookings::v1::CalendarFeed::descriptor()->file(),
          bookings::v1::ExportBookingsRequest::descriptor()->file(),
          bookings::v1::WaitingListEntry::descriptor()->file()};
}

std::vector<const MethodDescriptor*> ContractMethods() {
  std::vector<const MethodDescriptor*> methods;
  for (const FileDescriptor* file : ContractFiles()) {
    for (int s = 0; s < file->service_count(); ++s) {
      for (int m = 0; m < file->service(s)->method_count(); ++m) methods.push_back(file->service(s)->method(m));
    }
  }
  return methods;
}

std::string FullName(const MethodDescriptor& method) { return method.service()->full_name() + "/" + method.name(); }

}  // namespace shortbreaks::support

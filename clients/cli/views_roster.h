// Staff, shifts, absences and whom they affect, as people read them. Pure.
#pragma once

#include <string>

#include "shortbreaks/availability/v1/roster.pb.h"
#include "shortbreaks/bookings/v1/affected.pb.h"

namespace shortbreaks::cli {

std::string View(const availability::v1::StaffMember& staff);
std::string View(const availability::v1::GetStaffMemberResponse& response);
std::string View(const availability::v1::ListStaffMembersResponse& response);
std::string View(const availability::v1::Training& training);
std::string View(const availability::v1::ListTrainingExpiringResponse& response);
std::string View(const availability::v1::GetRosterResponse& response);
std::string View(const availability::v1::Absence& absence);
// What a change did to sessions, and where to look for whom it affects.
std::string View(const google::protobuf::RepeatedPtrField<availability::v1::StaffingChange>& changes);

std::string View(const bookings::v1::ListAffectedBookingsResponse& response);
std::string View(const bookings::v1::ListShortSessionsResponse& response);

}  // namespace shortbreaks::cli

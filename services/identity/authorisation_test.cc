#include "identity/authorisation.h"

#include <google/protobuf/descriptor.h>
#include <gtest/gtest.h>

#include <map>
#include <set>
#include <string>

#include "shortbreaks/availability/v1/alternatives.pb.h"
#include "shortbreaks/availability/v1/availability.pb.h"
#include "shortbreaks/availability/v1/capacity.pb.h"
#include "shortbreaks/availability/v1/programmes.pb.h"
#include "shortbreaks/availability/v1/roster.pb.h"
#include "shortbreaks/availability/v1/series.pb.h"
#include "shortbreaks/availability/v1/venues.pb.h"
#include "shortbreaks/bookings/v1/affected.pb.h"
#include "shortbreaks/bookings/v1/bookings.pb.h"
#include "shortbreaks/bookings/v1/feeds.pb.h"
#include "shortbreaks/bookings/v1/match.pb.h"
#include "shortbreaks/bookings/v1/registers.pb.h"
#include "shortbreaks/bookings/v1/waiting.pb.h"
#include "shortbreaks/eligibility/v1/allocations.pb.h"
#include "shortbreaks/eligibility/v1/apart.pb.h"
#include "shortbreaks/eligibility/v1/applications.pb.h"
#include "shortbreaks/eligibility/v1/audit.pb.h"
#include "shortbreaks/eligibility/v1/delivery.pb.h"
#include "shortbreaks/eligibility/v1/eligibility.pb.h"
#include "shortbreaks/eligibility/v1/erasure.pb.h"
#include "shortbreaks/eligibility/v1/policies.pb.h"
#include "shortbreaks/eligibility/v1/rechecks.pb.h"

namespace shortbreaks::identity {
namespace {

// The matrix, written out a second time by hand: partner, carer, provider, officer, service, practitioner; Y may call.
const std::map<std::string, std::string> kMatrix = {
    {"FindChild", "---Y-Y"},
    {"ReviewAllocation", "---Y--"},
    {"ListReviewsDue", "---Y--"},
    {"RecheckBookings", "---Y--"},
    {"ListBookingFlags", "---Y--"},
    {"ResolveBookingFlag", "---Y--"},
    {"AcceptAllocation", "-Y-Y--"},
    {"SuspendAllocation", "---Y--"},
    {"ResumeAllocation", "---Y--"},
    {"EndAllocation", "---Y--"},
    {"AdjustAllocation", "---Y--"},
    {"HoldForTransition", "---Y--"},
    {"RunCalendar", "---Y--"},
    {"CreateProvider", "---Y--"},
    {"GetProvider", "YYYYYY"},
    {"ListProviders", "YYYYYY"},
    {"CreateActivity", "--YY--"},
    {"GetActivity", "YYYYYY"},
    {"UpdateActivity", "--YY--"},
    {"ListActivities", "YYYYYY"},
    {"CreateSession", "--YY--"},
    {"GetSession", "YYYYYY"},
    {"SetPlaces", "--YY--"},
    {"PublishSession", "--YY--"},
    {"CloseSession", "--YY--"},
    {"CancelSession", "--YY--"},
    {"SearchSessions", "YYYYYY"},
    {"BatchGetAvailability", "YYYYYY"},
    {"ImportTimetable", "--YY--"},
    {"CreateCarer", "---Y--"},
    {"GetCarer", "-Y-Y--"},
    {"CreateChild", "---Y--"},
    {"GetChild", "-Y-Y--"},
    {"UpdateChild", "---Y--"},
    {"ListChildren", "-Y-Y--"},
    {"GrantAuthority", "---Y--"},
    {"RevokeAuthority", "---Y--"},
    {"WithdrawEvidence", "---Y--"},
    {"AddEvidence", "---Y--"},
    {"ListEvidence", "-Y-Y--"},
    {"GrantAllocation", "---Y--"},
    {"GetAllocation", "-Y-Y--"},
    {"ListAllocations", "-Y-Y--"},
    {"Decide", "-Y-YY-"},
    {"ImportCaseload", "---Y--"},
    {"HoldPlace", "-Y-Y--"},
    {"ExtendHold", "-Y-Y--"},
    {"ConfirmBooking", "-Y-Y--"},
    {"ReleaseHold", "-Y-Y--"},
    {"BookPlace", "-Y-Y--"},
    {"CancelBooking", "-Y-Y--"},
    {"GetBooking", "-YYYY-"},
    {"ListBookings", "-YYYY-"},
    {"CreateApplication", "-Y-Y-Y"},
    {"UpdateApplication", "-Y-Y-Y"},
    {"SubmitApplication", "-Y-Y-Y"},
    {"AssessApplication", "-Y-Y-Y"},
    {"WithdrawApplication", "-Y-Y-Y"},
    {"RequestReview", "-Y-Y--"},
    {"RequestEvidence", "---Y--"},
    {"ListForPanel", "---Y--"},
    {"DecideApplication", "---Y--"},
    {"ConfirmDecision", "---Y--"},
    {"RejectDecision", "---Y--"},
    {"NotifyApplication", "---Y--"},
    {"CloseApplication", "---Y--"},
    {"BulkApprove", "---Y--"},
    {"GetApplication", "-Y-Y-Y"},
    {"ListApplications", "-Y-Y-Y"},
    {"CreatePanel", "---Y--"},
    {"UpdatePanel", "---Y--"},
    {"GetPanel", "---Y--"},
    {"ListPanels", "---Y--"},
    {"GetDecision", "-Y-Y--"},
    {"ProposePolicy", "---Y--"},
    {"PublishPolicy", "---Y--"},
    {"WithdrawPolicy", "---Y--"},
    {"GetPolicy", "YYYYYY"},
    {"GetLivePolicy", "YYYYYY"},
    {"ListPolicies", "---Y--"},
    {"ReplayPolicy", "---Y--"},
    {"ReconcileLedger", "---Y--"},
    {"GetBalance", "-Y-Y--"},
    {"ListLedgerEntries", "-Y-Y--"},
    {"WaiveCharge", "---Y--"},
    {"GetDelivery", "-Y-Y--"},
    {"SetCalendarDays", "--YY--"},
    {"ListCalendarDays", "YYYYYY"},
    {"CreateSeries", "--YY--"},
    {"GetSeries", "--YY--"},
    {"ListSeries", "--YY--"},
    {"UpdateSeries", "--YY--"},
    {"EndSeries", "--YY--"},
    {"CopySeason", "--YY--"},
    {"SummarizeDelivery", "---Y--"},
    {"GetCapacity", "--YY--"},
    {"SetCapacity", "--YY--"},
    {"ReleaseReserve", "---Y--"},
    {"CreateStaffMember", "--YY--"},
    {"UpdateStaffMember", "--YY--"},
    {"GetStaffMember", "--YY--"},
    {"ListStaffMembers", "--YY--"},
    {"RecordTraining", "--YY--"},
    {"WithdrawTraining", "--YY--"},
    {"ListTrainingExpiring", "--YY--"},
    {"SetShifts", "--YY--"},
    {"GetRoster", "--YY--"},
    {"RecordAbsence", "--YY--"},
    {"EndAbsence", "--YY--"},
    {"CancelAbsence", "--YY--"},
    {"ListAffectedBookings", "--YY--"},
    {"ListShortSessions", "--YY--"},
    {"ListRequests", "--YY--"},
    {"AnswerRequest", "--YY--"},
    {"ListUnmetNeed", "---Y--"},
    {"SummarizeUnmetNeed", "---Y--"},
    {"SummarizeAnswers", "---Y--"},
    {"KeepApart", "---Y--"},
    {"EndKeepApart", "---Y--"},
    {"EraseChild", "---Y--"},
    {"ListKeptApart", "---Y--"},
    {"ListAccesses", "---Y--"},
    {"CreateVenue", "---Y--"},
    {"GetVenue", "--YY--"},
    {"UpdateVenue", "---Y--"},
    {"ListVenues", "--YY--"},
    {"CreateRoom", "---Y--"},
    {"GetRoom", "--YY--"},
    {"UpdateRoom", "---Y--"},
    {"ListRooms", "--YY--"},
    {"ListRoomUses", "--YY--"},
    {"SetRoom", "--YY--"},
    {"CreateProgramme", "---Y--"},
    {"GetProgramme", "YYYYYY"},
    {"UpdateProgramme", "---Y--"},
    {"ListProgrammes", "YYYYYY"},
    {"AddProgrammeSessions", "--YY--"},
    {"RemoveProgrammeSessions", "--YY--"},
    {"ListAlternatives", "YYYYYY"},
    {"GetRegister", "--YY--"},
    {"MarkAttendance", "--YY--"},
    {"GetClaim", "--YY--"},
    {"ListClaimLines", "--YY--"},
    {"ListClaims", "--YY--"},
    {"SubmitClaim", "--YY--"},
    {"ApproveClaim", "---Y--"},
    {"ListRepeatedNoShows", "---Y--"},
    {"ResolveNoShows", "---Y--"},
    {"CreateFeed", "-YY---"},
    {"ListFeeds", "-YYY--"},
    {"RevokeFeed", "-YYY--"},
};

// The same of waiting lists.
const std::map<std::string, std::string> kWaitingLists = {
    {"JoinWaitingList", "-Y-Y--"},     {"LeaveWaitingList", "-Y-Y--"},
    {"GetWaitingListEntry", "-YYYY-"}, {"ListWaitingListEntries", "-YYYY-"},
    {"AcceptOffer", "-Y-Y--"},         {"DeclineOffer", "-Y-Y--"},
    {"OfferPlace", "---Y--"},
};

std::map<std::string, std::string> Matrix() {
  std::map<std::string, std::string> matrix = kMatrix;
  matrix.insert(kWaitingLists.begin(), kWaitingLists.end());
  return matrix;
}

std::set<std::string> EveryMethod() {
  std::set<std::string> methods;
  for (const auto* file : {availability::v1::Provider::descriptor()->file(),
                           availability::v1::Capacity::descriptor()->file(),
                           eligibility::v1::Child::descriptor()->file(),
                           eligibility::v1::Policy::descriptor()->file(),
                           eligibility::v1::BookingFlag::descriptor()->file(),
                           eligibility::v1::RunCalendarRequest::descriptor()->file(),
                           eligibility::v1::DeliveryLine::descriptor()->file(),
                           eligibility::v1::Application::descriptor()->file(),
                           bookings::v1::Booking::descriptor()->file(),
                           availability::v1::StaffMember::descriptor()->file(),
                           bookings::v1::AffectedBooking::descriptor()->file(),
                           eligibility::v1::KeptApart::descriptor()->file(),
                           eligibility::v1::Access::descriptor()->file(),
                           eligibility::v1::Erasure::descriptor()->file(),
                           bookings::v1::MatchRequest::descriptor()->file(),
                           availability::v1::Room::descriptor()->file(),
                           availability::v1::Programme::descriptor()->file(),
                           availability::v1::Alternative::descriptor()->file(),
                           bookings::v1::Claim::descriptor()->file(),
                           bookings::v1::CalendarFeed::descriptor()->file(),
                           bookings::v1::WaitingListEntry::descriptor()->file(),
                           availability::v1::Series::descriptor()->file()}) {
    for (int s = 0; s < file->service_count(); ++s) {
      for (int m = 0; m < file->service(s)->method_count(); ++m) {
        methods.insert(file->service(s)->full_name() + "/" + file->service(s)->method(m)->name());
      }
    }
  }
  return methods;
}

TEST(Authorisation, EveryRoleMayCallWhatTheMatrixSaysAndNothingElse) {
  constexpr Role kRoles[] = {Role::kPartner, Role::kCarer,   Role::kProvider,
                             Role::kOfficer, Role::kService, Role::kPractitioner};
  const std::map<std::string, std::string> matrix = Matrix();
  for (const std::string& method : EveryMethod()) {
    const auto expected = matrix.find(method.substr(method.find('/') + 1));
    ASSERT_NE(expected, matrix.end()) << method << " is in no matrix";
    for (size_t i = 0; i < std::size(kRoles); ++i) {
      EXPECT_EQ(MayCall(kRoles[i], method), expected->second[i] == 'Y') << RoleName(kRoles[i]) << " " << method;
    }
  }
}

TEST(Authorisation, TheTableHoldsEveryMethodOnceAndNoOther) {
  std::set<std::string> methods = EveryMethod();
  EXPECT_EQ(AuthorisationTable().size(), methods.size());
  for (const Rule& rule : AuthorisationTable()) EXPECT_EQ(methods.erase(std::string(rule.method)), 1u) << rule.method;
}

TEST(Authorisation, WhatIsNotInTheTableIsDenied) {
  EXPECT_FALSE(MayCall(Role::kOfficer, "shortbreaks.bookings.v1.BookingsService/DeleteEverything"));
  EXPECT_FALSE(MayCall(Role::kService, ""));
}

}  // namespace
}  // namespace shortbreaks::identity

#include "identity/authorisation.h"

#include <gtest/gtest.h>

#include <map>
#include <set>
#include <string>

#include "support/contract_files.h"

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
    {"ListSessions", "--YY--"},
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
    {"SummarizeTakeUp", "---Y--"},
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
    {"SummarizeSupply", "---Y--"},
    {"SummarizeOutcomes", "---Y--"},
    {"SummarizeAnswers", "---Y--"},
    {"KeepApart", "---Y--"},
    {"EndKeepApart", "---Y--"},
    {"EraseChild", "---Y--"},
    {"SetRetentionRule", "---Y--"},
    {"GetRetentionRule", "---Y--"},
    {"ListErasuresDue", "---Y--"},
    {"ProposeErasures", "---Y--"},
    {"RequestCorrection", "-Y-Y--"},
    {"AnswerCorrection", "---Y--"},
    {"ListCorrections", "-Y-Y--"},
    {"ExportChild", "---Y--"},
    {"ExportBookings", "---Y--"},
    {"SetTeam", "---Y--"},
    {"GetTeam", "---Y--"},
    {"GiveConsent", "-Y-Y--"},
    {"WithdrawConsent", "-Y-Y--"},
    {"ListConsents", "-Y-Y--"},
    {"EndReferral", "-Y-Y--"},
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
  for (const auto* method : support::ContractMethods()) methods.insert(support::FullName(*method));
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

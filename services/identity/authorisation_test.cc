#include "identity/authorisation.h"

#include <google/protobuf/descriptor.h>
#include <gtest/gtest.h>

#include <map>
#include <set>
#include <string>

#include "shortbreaks/availability/v1/availability.pb.h"
#include "shortbreaks/availability/v1/series.pb.h"
#include "shortbreaks/bookings/v1/bookings.pb.h"
#include "shortbreaks/eligibility/v1/allocations.pb.h"
#include "shortbreaks/eligibility/v1/applications.pb.h"
#include "shortbreaks/eligibility/v1/delivery.pb.h"
#include "shortbreaks/eligibility/v1/eligibility.pb.h"
#include "shortbreaks/eligibility/v1/policies.pb.h"
#include "shortbreaks/eligibility/v1/rechecks.pb.h"

namespace shortbreaks::identity {
namespace {

// The matrix, written out a second time by hand: partner, carer, provider, officer, service, practitioner; Y may call.
const std::map<std::string, std::string> kMatrix = {
    // Series.
    {"SetCalendarDays", "--YY--"},   {"ListCalendarDays", "YYYYYY"},
    {"CreateSeries", "--YY--"},      {"GetSeries", "--YY--"},
    {"ListSeries", "--YY--"},        {"UpdateSeries", "--YY--"},
    {"EndSeries", "--YY--"},         {"CopySeason", "--YY--"},
    {"FindChild", "---Y-Y"},         {"ReviewAllocation", "---Y--"},
    {"ListReviewsDue", "---Y--"},    {"RecheckBookings", "---Y--"},
    {"ListBookingFlags", "---Y--"},  {"ResolveBookingFlag", "---Y--"},
    {"AcceptAllocation", "-Y-Y--"},  {"SuspendAllocation", "---Y--"},
    {"ResumeAllocation", "---Y--"},  {"EndAllocation", "---Y--"},
    {"AdjustAllocation", "---Y--"},  {"HoldForTransition", "---Y--"},
    {"RunCalendar", "---Y--"},       {"CreateProvider", "---Y--"},
    {"GetProvider", "YYYYYY"},       {"ListProviders", "YYYYYY"},
    {"CreateActivity", "--YY--"},    {"GetActivity", "YYYYYY"},
    {"UpdateActivity", "--YY--"},    {"ListActivities", "YYYYYY"},
    {"CreateSession", "--YY--"},     {"GetSession", "YYYYYY"},
    {"SetPlaces", "--YY--"},         {"PublishSession", "--YY--"},
    {"CloseSession", "--YY--"},      {"CancelSession", "--YY--"},
    {"SearchSessions", "YYYYYY"},    {"BatchGetAvailability", "YYYYYY"},
    {"ImportTimetable", "--YY--"},   {"CreateCarer", "---Y--"},
    {"GetCarer", "-Y-Y--"},          {"CreateChild", "---Y--"},
    {"GetChild", "-Y-Y--"},          {"UpdateChild", "---Y--"},
    {"ListChildren", "-Y-Y--"},      {"GrantAuthority", "---Y--"},
    {"RevokeAuthority", "---Y--"},   {"WithdrawEvidence", "---Y--"},
    {"AddEvidence", "---Y--"},       {"ListEvidence", "-Y-Y--"},
    {"GrantAllocation", "---Y--"},   {"GetAllocation", "-Y-Y--"},
    {"ListAllocations", "-Y-Y--"},   {"Decide", "-Y-YY-"},
    {"ImportCaseload", "---Y--"},    {"HoldPlace", "-Y-Y--"},
    {"ExtendHold", "-Y-Y--"},        {"ConfirmBooking", "-Y-Y--"},
    {"ReleaseHold", "-Y-Y--"},       {"BookPlace", "-Y-Y--"},
    {"CancelBooking", "-Y-Y--"},     {"GetBooking", "-YYYY-"},
    {"ListBookings", "-YYYY-"},      {"CreateApplication", "-Y-Y-Y"},
    {"UpdateApplication", "-Y-Y-Y"}, {"SubmitApplication", "-Y-Y-Y"},
    {"AssessApplication", "-Y-Y-Y"}, {"WithdrawApplication", "-Y-Y-Y"},
    {"RequestReview", "-Y-Y--"},     {"RequestEvidence", "---Y--"},
    {"ListForPanel", "---Y--"},      {"DecideApplication", "---Y--"},
    {"ConfirmDecision", "---Y--"},   {"RejectDecision", "---Y--"},
    {"NotifyApplication", "---Y--"}, {"CloseApplication", "---Y--"},
    {"BulkApprove", "---Y--"},       {"GetApplication", "-Y-Y-Y"},
    {"ListApplications", "-Y-Y-Y"},  {"CreatePanel", "---Y--"},
    {"UpdatePanel", "---Y--"},       {"GetPanel", "---Y--"},
    {"ListPanels", "---Y--"},        {"GetDecision", "-Y-Y--"},
    {"ProposePolicy", "---Y--"},     {"PublishPolicy", "---Y--"},
    {"WithdrawPolicy", "---Y--"},    {"GetPolicy", "YYYYYY"},
    {"GetLivePolicy", "YYYYYY"},     {"ListPolicies", "---Y--"},
    {"ReplayPolicy", "---Y--"},      {"ReconcileLedger", "---Y--"},
    {"GetBalance", "-Y-Y--"},        {"ListLedgerEntries", "-Y-Y--"},
    {"WaiveCharge", "---Y--"},       {"GetDelivery", "-Y-Y--"},
    {"SummarizeDelivery", "---Y--"},
};

std::set<std::string> EveryMethod() {
  std::set<std::string> methods;
  for (const auto* file :
       {availability::v1::Provider::descriptor()->file(), availability::v1::Series::descriptor()->file(),
        eligibility::v1::Child::descriptor()->file(), eligibility::v1::Policy::descriptor()->file(),
        eligibility::v1::BookingFlag::descriptor()->file(), eligibility::v1::RunCalendarRequest::descriptor()->file(),
        eligibility::v1::DeliveryLine::descriptor()->file(), eligibility::v1::Application::descriptor()->file(),
        bookings::v1::Booking::descriptor()->file()}) {
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
  for (const std::string& method : EveryMethod()) {
    const auto expected = kMatrix.find(method.substr(method.find('/') + 1));
    ASSERT_NE(expected, kMatrix.end()) << method << " is in no matrix";
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

#include "identity/authorisation.h"

#include <algorithm>

#include "errors/errors.h"

namespace shortbreaks::identity {
namespace {

constexpr Roles kEveryone = {Role::kPartner, Role::kCarer,   Role::kProvider,
                             Role::kOfficer, Role::kService, Role::kPractitioner};
constexpr Roles kProviders = {Role::kProvider, Role::kOfficer};
constexpr Roles kOfficers = {Role::kOfficer};
constexpr Roles kApplicants = {Role::kCarer, Role::kOfficer, Role::kPractitioner};
constexpr Roles kPractitioners = {Role::kOfficer, Role::kPractitioner};
constexpr Roles kFamilies = {Role::kCarer, Role::kOfficer};
constexpr Roles kFamiliesAndServices = {Role::kCarer, Role::kOfficer, Role::kService};
constexpr Roles kBookingReaders = {Role::kCarer, Role::kProvider, Role::kOfficer, Role::kService};
constexpr Roles kSubscribers = {Role::kCarer, Role::kProvider};
constexpr Roles kSubscribersAndOfficers = {Role::kCarer, Role::kProvider, Role::kOfficer};

// clang-format off
constexpr Rule kTable[] = {
    {"shortbreaks.availability.v1.AvailabilityService/CreateProvider", kOfficers, {Scope::kAdminister}},
    {"shortbreaks.availability.v1.AvailabilityService/GetProvider", kEveryone, {Scope::kRead}},
    {"shortbreaks.availability.v1.AvailabilityService/ListProviders", kEveryone, {Scope::kRead}},
    {"shortbreaks.availability.v1.AvailabilityService/CreateActivity", kProviders, {Scope::kProvide}},
    {"shortbreaks.availability.v1.AvailabilityService/GetActivity", kEveryone, {Scope::kRead}},
    {"shortbreaks.availability.v1.AvailabilityService/UpdateActivity", kProviders, {Scope::kProvide}},
    {"shortbreaks.availability.v1.AvailabilityService/ListActivities", kEveryone, {Scope::kRead}},
    {"shortbreaks.availability.v1.AvailabilityService/CreateSession", kProviders, {Scope::kProvide}},
    {"shortbreaks.availability.v1.AvailabilityService/GetSession", kEveryone, {Scope::kRead}},
    {"shortbreaks.availability.v1.AvailabilityService/SetPlaces", kProviders, {Scope::kProvide}},
    {"shortbreaks.availability.v1.AvailabilityService/PublishSession", kProviders, {Scope::kProvide}},
    {"shortbreaks.availability.v1.AvailabilityService/CloseSession", kProviders, {Scope::kProvide}},
    {"shortbreaks.availability.v1.AvailabilityService/CancelSession", kProviders, {Scope::kProvide}},
    {"shortbreaks.availability.v1.AvailabilityService/SearchSessions", kEveryone, {Scope::kRead}},
    {"shortbreaks.availability.v1.AvailabilityService/BatchGetAvailability", kEveryone, {Scope::kRead}},
    {"shortbreaks.availability.v1.AvailabilityService/ImportTimetable", kProviders, {Scope::kProvide}},

    {"shortbreaks.availability.v1.TimetableService/ListSessions", kProviders, {Scope::kRead}},
    {"shortbreaks.availability.v1.CapacityService/GetCapacity", kProviders, {Scope::kRead}},
    {"shortbreaks.availability.v1.CapacityService/SetCapacity", kProviders, {Scope::kProvide}},
    {"shortbreaks.availability.v1.CapacityService/ReleaseReserve", kOfficers, {Scope::kAdminister}},
    {"shortbreaks.availability.v1.StaffService/CreateStaffMember", kProviders, {Scope::kProvide}},
    {"shortbreaks.availability.v1.StaffService/UpdateStaffMember", kProviders, {Scope::kProvide}},
    {"shortbreaks.availability.v1.StaffService/GetStaffMember", kProviders, {Scope::kRead}},
    {"shortbreaks.availability.v1.StaffService/ListStaffMembers", kProviders, {Scope::kRead}},
    {"shortbreaks.availability.v1.StaffService/RecordTraining", kProviders, {Scope::kProvide}},
    {"shortbreaks.availability.v1.StaffService/WithdrawTraining", kProviders, {Scope::kProvide}},
    {"shortbreaks.availability.v1.StaffService/ListTrainingExpiring", kProviders, {Scope::kRead}},
    {"shortbreaks.availability.v1.StaffService/SetShifts", kProviders, {Scope::kProvide}},
    {"shortbreaks.availability.v1.StaffService/GetRoster", kProviders, {Scope::kRead}},
    {"shortbreaks.availability.v1.StaffService/RecordAbsence", kProviders, {Scope::kProvide}},
    {"shortbreaks.availability.v1.StaffService/EndAbsence", kProviders, {Scope::kProvide}},
    {"shortbreaks.availability.v1.StaffService/CancelAbsence", kProviders, {Scope::kProvide}},

    {"shortbreaks.availability.v1.VenueService/CreateVenue", kOfficers, {Scope::kAdminister}},
    {"shortbreaks.availability.v1.VenueService/GetVenue", kProviders, {Scope::kRead}},
    {"shortbreaks.availability.v1.VenueService/UpdateVenue", kOfficers, {Scope::kAdminister}},
    {"shortbreaks.availability.v1.VenueService/ListVenues", kProviders, {Scope::kRead}},
    {"shortbreaks.availability.v1.VenueService/CreateRoom", kOfficers, {Scope::kAdminister}},
    {"shortbreaks.availability.v1.VenueService/GetRoom", kProviders, {Scope::kRead}},
    {"shortbreaks.availability.v1.VenueService/UpdateRoom", kOfficers, {Scope::kAdminister}},
    {"shortbreaks.availability.v1.VenueService/ListRooms", kProviders, {Scope::kRead}},
    {"shortbreaks.availability.v1.VenueService/ListRoomUses", kProviders, {Scope::kRead}},
    {"shortbreaks.availability.v1.VenueService/SetRoom", kProviders, {Scope::kProvide}},

    {"shortbreaks.availability.v1.ProgrammeService/CreateProgramme", kOfficers, {Scope::kAdminister}},
    {"shortbreaks.availability.v1.ProgrammeService/GetProgramme", kEveryone, {Scope::kRead}},
    {"shortbreaks.availability.v1.ProgrammeService/UpdateProgramme", kOfficers, {Scope::kAdminister}},
    {"shortbreaks.availability.v1.ProgrammeService/ListProgrammes", kEveryone, {Scope::kRead}},
    {"shortbreaks.availability.v1.ProgrammeService/AddProgrammeSessions", kProviders, {Scope::kProvide}},
    {"shortbreaks.availability.v1.ProgrammeService/RemoveProgrammeSessions", kProviders, {Scope::kProvide}},

    {"shortbreaks.availability.v1.SuggestionService/ListAlternatives", kEveryone, {Scope::kRead}},
    {"shortbreaks.availability.v1.SeriesService/SetCalendarDays", kProviders, {Scope::kProvide}},
    {"shortbreaks.availability.v1.SeriesService/ListCalendarDays", kEveryone, {Scope::kRead}},
    {"shortbreaks.availability.v1.SeriesService/CreateSeries", kProviders, {Scope::kProvide}},
    {"shortbreaks.availability.v1.SeriesService/GetSeries", kProviders, {Scope::kRead}},
    {"shortbreaks.availability.v1.SeriesService/ListSeries", kProviders, {Scope::kRead}},
    {"shortbreaks.availability.v1.SeriesService/UpdateSeries", kProviders, {Scope::kProvide}},
    {"shortbreaks.availability.v1.SeriesService/EndSeries", kProviders, {Scope::kProvide}},
    {"shortbreaks.availability.v1.SeriesService/CopySeason", kProviders, {Scope::kProvide}},

    {"shortbreaks.eligibility.v1.EligibilityService/CreateCarer", kOfficers, {Scope::kAdminister}},
    {"shortbreaks.eligibility.v1.EligibilityService/GetCarer", kFamilies, {Scope::kRead}},
    {"shortbreaks.eligibility.v1.EligibilityService/CreateChild", kOfficers, {Scope::kAdminister}},
    {"shortbreaks.eligibility.v1.EligibilityService/GetChild", kFamilies, {Scope::kRead}},
    {"shortbreaks.eligibility.v1.EligibilityService/UpdateChild", kOfficers, {Scope::kAdminister}},
    {"shortbreaks.eligibility.v1.EligibilityService/ListChildren", kFamilies, {Scope::kRead}},
    {"shortbreaks.eligibility.v1.EligibilityService/GrantAuthority", kOfficers, {Scope::kAdminister}},
    {"shortbreaks.eligibility.v1.EligibilityService/RevokeAuthority", kOfficers, {Scope::kAdminister}},
    {"shortbreaks.eligibility.v1.EligibilityService/AddEvidence", kOfficers, {Scope::kAdminister}},
    {"shortbreaks.eligibility.v1.EligibilityService/WithdrawEvidence", kOfficers, {Scope::kAdminister}},
    {"shortbreaks.eligibility.v1.EligibilityService/ListEvidence", kFamilies, {Scope::kRead}},
    {"shortbreaks.eligibility.v1.EligibilityService/GrantAllocation", kOfficers, {Scope::kAdminister}},
    {"shortbreaks.eligibility.v1.EligibilityService/GetAllocation", kFamilies, {Scope::kRead}},
    {"shortbreaks.eligibility.v1.EligibilityService/ListAllocations", kFamilies, {Scope::kRead}},
    {"shortbreaks.eligibility.v1.EligibilityService/Decide", kFamiliesAndServices, {Scope::kRead, Scope::kBook}},
    {"shortbreaks.eligibility.v1.EligibilityService/GetDecision", kFamilies, {Scope::kRead}},
    {"shortbreaks.eligibility.v1.EligibilityService/ImportCaseload", kOfficers, {Scope::kAdminister}},

    {"shortbreaks.eligibility.v1.PolicyService/ProposePolicy", kOfficers, {Scope::kAdminister}},
    {"shortbreaks.eligibility.v1.PolicyService/PublishPolicy", kOfficers, {Scope::kAdminister}},
    {"shortbreaks.eligibility.v1.PolicyService/WithdrawPolicy", kOfficers, {Scope::kAdminister}},
    {"shortbreaks.eligibility.v1.PolicyService/GetPolicy", kEveryone, {Scope::kRead}},
    {"shortbreaks.eligibility.v1.PolicyService/GetLivePolicy", kEveryone, {Scope::kRead}},
    {"shortbreaks.eligibility.v1.PolicyService/ListPolicies", kOfficers, {Scope::kRead}},
    {"shortbreaks.eligibility.v1.PolicyService/ReplayPolicy", kOfficers, {Scope::kAdminister}},

    {"shortbreaks.eligibility.v1.ApplicationService/CreateApplication", kApplicants, {Scope::kApply}},
    {"shortbreaks.eligibility.v1.ApplicationService/UpdateApplication", kApplicants, {Scope::kApply}},
    {"shortbreaks.eligibility.v1.ApplicationService/SubmitApplication", kApplicants, {Scope::kApply}},
    {"shortbreaks.eligibility.v1.ApplicationService/AssessApplication", kApplicants, {Scope::kApply}},
    {"shortbreaks.eligibility.v1.ApplicationService/WithdrawApplication", kApplicants, {Scope::kApply}},
    {"shortbreaks.eligibility.v1.ApplicationService/RequestReview", kFamilies, {Scope::kApply}},
    {"shortbreaks.eligibility.v1.ApplicationService/RequestEvidence", kOfficers, {Scope::kAdminister}},
    {"shortbreaks.eligibility.v1.ApplicationService/ListForPanel", kOfficers, {Scope::kAdminister}},
    {"shortbreaks.eligibility.v1.ApplicationService/DecideApplication", kOfficers, {Scope::kAdminister}},
    {"shortbreaks.eligibility.v1.ApplicationService/ConfirmDecision", kOfficers, {Scope::kAdminister}},
    {"shortbreaks.eligibility.v1.ApplicationService/RejectDecision", kOfficers, {Scope::kAdminister}},
    {"shortbreaks.eligibility.v1.ApplicationService/NotifyApplication", kOfficers, {Scope::kAdminister}},
    {"shortbreaks.eligibility.v1.ApplicationService/CloseApplication", kOfficers, {Scope::kAdminister}},
    {"shortbreaks.eligibility.v1.ApplicationService/BulkApprove", kOfficers, {Scope::kAdminister}},
    {"shortbreaks.eligibility.v1.ApplicationService/GetApplication", kApplicants, {Scope::kRead}},
    {"shortbreaks.eligibility.v1.ApplicationService/ListApplications", kApplicants, {Scope::kRead}},
    {"shortbreaks.eligibility.v1.ApplicationService/CreatePanel", kOfficers, {Scope::kAdminister}},
    {"shortbreaks.eligibility.v1.ApplicationService/UpdatePanel", kOfficers, {Scope::kAdminister}},
    {"shortbreaks.eligibility.v1.ApplicationService/GetPanel", kOfficers, {Scope::kRead}},
    {"shortbreaks.eligibility.v1.ApplicationService/ListPanels", kOfficers, {Scope::kRead}},
    {"shortbreaks.eligibility.v1.ApplicationService/FindChild", kPractitioners, {Scope::kRead, Scope::kApply}},

    {"shortbreaks.eligibility.v1.AllocationService/AcceptAllocation", kFamilies, {Scope::kApply}},
    {"shortbreaks.eligibility.v1.AllocationService/SuspendAllocation", kOfficers, {Scope::kAdminister}},
    {"shortbreaks.eligibility.v1.AllocationService/ResumeAllocation", kOfficers, {Scope::kAdminister}},
    {"shortbreaks.eligibility.v1.AllocationService/EndAllocation", kOfficers, {Scope::kAdminister}},
    {"shortbreaks.eligibility.v1.AllocationService/AdjustAllocation", kOfficers, {Scope::kAdminister}},
    {"shortbreaks.eligibility.v1.AllocationService/HoldForTransition", kOfficers, {Scope::kAdminister}},
    {"shortbreaks.eligibility.v1.AllocationService/ReviewAllocation", kOfficers, {Scope::kAdminister}},
    {"shortbreaks.eligibility.v1.AllocationService/ListReviewsDue", kOfficers, {Scope::kRead}},
    {"shortbreaks.eligibility.v1.AllocationService/RunCalendar", kOfficers, {Scope::kAdminister}},

    {"shortbreaks.eligibility.v1.RecheckService/RecheckBookings", kOfficers, {Scope::kAdminister}},
    {"shortbreaks.eligibility.v1.RecheckService/ListBookingFlags", kOfficers, {Scope::kRead}},
    {"shortbreaks.eligibility.v1.RecheckService/ResolveBookingFlag", kOfficers, {Scope::kAdminister}},

    {"shortbreaks.eligibility.v1.DeliveryService/GetDelivery", kFamilies, {Scope::kRead}},
    {"shortbreaks.eligibility.v1.DeliveryService/SummarizeDelivery", kOfficers, {Scope::kRead}},
    {"shortbreaks.eligibility.v1.DeliveryService/SummarizeTakeUp", kOfficers, {Scope::kRead}},

    {"shortbreaks.eligibility.v1.KeepApartService/KeepApart", kOfficers, {Scope::kAdminister}},
    {"shortbreaks.eligibility.v1.KeepApartService/EndKeepApart", kOfficers, {Scope::kAdminister}},
    {"shortbreaks.eligibility.v1.KeepApartService/ListKeptApart", kOfficers, {Scope::kRead}},

    {"shortbreaks.eligibility.v1.AuditService/ListAccesses", kOfficers, {Scope::kRead}},
    {"shortbreaks.eligibility.v1.ErasureService/EraseChild", kOfficers, {Scope::kAdminister}},
    {"shortbreaks.eligibility.v1.RetentionService/SetRetentionRule", kOfficers, {Scope::kAdminister}},
    {"shortbreaks.eligibility.v1.RetentionService/GetRetentionRule", kOfficers, {Scope::kRead}},
    {"shortbreaks.eligibility.v1.RetentionService/ListErasuresDue", kOfficers, {Scope::kRead}},
    {"shortbreaks.eligibility.v1.RetentionService/ProposeErasures", kOfficers, {Scope::kAdminister}},
    {"shortbreaks.eligibility.v1.CorrectionService/RequestCorrection", kFamilies, {Scope::kApply}},
    {"shortbreaks.eligibility.v1.CorrectionService/AnswerCorrection", kOfficers, {Scope::kAdminister}},
    {"shortbreaks.eligibility.v1.CorrectionService/ListCorrections", kFamilies, {Scope::kRead}},
    {"shortbreaks.eligibility.v1.SubjectAccessService/ExportChild", kOfficers, {Scope::kAdminister}},
    {"shortbreaks.bookings.v1.SubjectAccessService/ExportBookings", kOfficers, {Scope::kAdminister}},
    {"shortbreaks.eligibility.v1.TeamService/SetTeam", kOfficers, {Scope::kAdminister}},
    {"shortbreaks.eligibility.v1.TeamService/GetTeam", kOfficers, {Scope::kRead}},
    {"shortbreaks.eligibility.v1.ConsentService/GiveConsent", kFamilies, {Scope::kAdminister}},
    {"shortbreaks.eligibility.v1.ConsentService/WithdrawConsent", kFamilies, {Scope::kApply}},
    {"shortbreaks.eligibility.v1.ConsentService/ListConsents", kFamilies, {Scope::kRead}},
    {"shortbreaks.eligibility.v1.ReferralService/EndReferral", kFamilies, {Scope::kApply}},

    {"shortbreaks.bookings.v1.NeedsMatchService/ListRequests", kProviders, {Scope::kRead}},
    {"shortbreaks.bookings.v1.NeedsMatchService/AnswerRequest", kProviders, {Scope::kProvide}},
    {"shortbreaks.bookings.v1.NeedsMatchService/ListUnmetNeed", kOfficers, {Scope::kRead}},
    {"shortbreaks.bookings.v1.NeedsMatchService/SummarizeUnmetNeed", kOfficers, {Scope::kRead}},
    {"shortbreaks.bookings.v1.DemandService/SummarizeSupply", kOfficers, {Scope::kRead}},
    {"shortbreaks.bookings.v1.DemandService/SummarizeOutcomes", kOfficers, {Scope::kRead}},
    {"shortbreaks.bookings.v1.NeedsMatchService/SummarizeAnswers", kOfficers, {Scope::kRead}},

    {"shortbreaks.bookings.v1.BookingsService/HoldPlace", kFamilies, {Scope::kBook}},
    {"shortbreaks.bookings.v1.BookingsService/ExtendHold", kFamilies, {Scope::kBook}},
    {"shortbreaks.bookings.v1.BookingsService/ConfirmBooking", kFamilies, {Scope::kBook}},
    {"shortbreaks.bookings.v1.BookingsService/ReleaseHold", kFamilies, {Scope::kBook}},
    {"shortbreaks.bookings.v1.BookingsService/BookPlace", kFamilies, {Scope::kBook}},
    {"shortbreaks.bookings.v1.BookingsService/CancelBooking", kFamilies, {Scope::kBook}},
    {"shortbreaks.bookings.v1.BookingsService/WaiveCharge", kOfficers, {Scope::kAdminister}},
    {"shortbreaks.bookings.v1.BookingsService/GetBooking", kBookingReaders, {Scope::kRead}},
    {"shortbreaks.bookings.v1.BookingsService/ListBookings", kBookingReaders, {Scope::kRead}},
    {"shortbreaks.bookings.v1.BookingsService/GetBalance", kFamilies, {Scope::kRead}},
    {"shortbreaks.bookings.v1.BookingsService/ListLedgerEntries", kFamilies, {Scope::kRead}},
    {"shortbreaks.bookings.v1.BookingsService/ReconcileLedger", kOfficers, {Scope::kAdminister}},

    {"shortbreaks.bookings.v1.AffectedBookingsService/ListAffectedBookings", kProviders, {Scope::kRead}},
    {"shortbreaks.bookings.v1.AffectedBookingsService/ListShortSessions", kProviders, {Scope::kRead}},
    {"shortbreaks.bookings.v1.RegisterService/GetRegister", kProviders, {Scope::kRead}},
    {"shortbreaks.bookings.v1.RegisterService/MarkAttendance", kProviders, {Scope::kProvide}},
    {"shortbreaks.bookings.v1.RegisterService/GetClaim", kProviders, {Scope::kRead}},
    {"shortbreaks.bookings.v1.RegisterService/ListClaimLines", kProviders, {Scope::kRead}},
    {"shortbreaks.bookings.v1.RegisterService/ListClaims", kProviders, {Scope::kRead}},
    {"shortbreaks.bookings.v1.RegisterService/SubmitClaim", kProviders, {Scope::kProvide}},
    {"shortbreaks.bookings.v1.RegisterService/ApproveClaim", kOfficers, {Scope::kAdminister}},
    {"shortbreaks.bookings.v1.RegisterService/ListRepeatedNoShows", kOfficers, {Scope::kRead}},
    {"shortbreaks.bookings.v1.RegisterService/ResolveNoShows", kOfficers, {Scope::kAdminister}},
    {"shortbreaks.bookings.v1.CalendarFeedService/CreateFeed", kSubscribers, {Scope::kBook, Scope::kProvide}},
    {"shortbreaks.bookings.v1.CalendarFeedService/ListFeeds", kSubscribersAndOfficers, {Scope::kRead}},
    {"shortbreaks.bookings.v1.CalendarFeedService/RevokeFeed", kSubscribersAndOfficers, {Scope::kBook, Scope::kProvide}},
    {"shortbreaks.bookings.v1.WaitingListService/JoinWaitingList", kFamilies, {Scope::kBook}},
    {"shortbreaks.bookings.v1.WaitingListService/LeaveWaitingList", kFamilies, {Scope::kBook}},
    {"shortbreaks.bookings.v1.WaitingListService/GetWaitingListEntry", kBookingReaders, {Scope::kRead}},
    {"shortbreaks.bookings.v1.WaitingListService/ListWaitingListEntries", kBookingReaders, {Scope::kRead}},
    {"shortbreaks.bookings.v1.WaitingListService/AcceptOffer", kFamilies, {Scope::kBook}},
    {"shortbreaks.bookings.v1.WaitingListService/DeclineOffer", kFamilies, {Scope::kBook}},
    {"shortbreaks.bookings.v1.WaitingListService/OfferPlace", kOfficers, {Scope::kAdminister}},
};
// clang-format on

const Rule* Find(std::string_view method) {
  const auto* found = std::ranges::find(kTable, method, &Rule::method);
  return found == std::end(kTable) ? nullptr : found;
}

}  // namespace

std::span<const Rule> AuthorisationTable() { return kTable; }

bool MayCall(Role role, std::string_view method) {
  const Rule* rule = Find(method);
  return rule != nullptr && rule->roles.Has(role);
}

bool HasRule(std::string_view method) { return Find(method) != nullptr; }

absl::Status Authorise(const Principal& principal, std::string_view method) {
  const Rule* rule = Find(method);
  if (rule == nullptr || !rule->roles.Has(principal.role)) return errors::Error(type::v1::ERROR_REASON_NOT_ALLOWED);
  if (principal.scopes && !principal.scopes->HasAnyOf(rule->scopes)) {
    return errors::Error(type::v1::ERROR_REASON_SCOPE_MISSING, {}, {{"scope", rule->scopes.ToText()}});
  }
  return absl::OkStatus();
}

}  // namespace shortbreaks::identity

#include "identity/authorisation.h"

#include <algorithm>

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
    {"shortbreaks.availability.v1.AvailabilityService/CreateProvider", kOfficers},
    {"shortbreaks.availability.v1.AvailabilityService/GetProvider", kEveryone},
    {"shortbreaks.availability.v1.AvailabilityService/ListProviders", kEveryone},
    {"shortbreaks.availability.v1.AvailabilityService/CreateActivity", kProviders},
    {"shortbreaks.availability.v1.AvailabilityService/GetActivity", kEveryone},
    {"shortbreaks.availability.v1.AvailabilityService/UpdateActivity", kProviders},
    {"shortbreaks.availability.v1.AvailabilityService/ListActivities", kEveryone},
    {"shortbreaks.availability.v1.AvailabilityService/CreateSession", kProviders},
    {"shortbreaks.availability.v1.AvailabilityService/GetSession", kEveryone},
    {"shortbreaks.availability.v1.AvailabilityService/SetPlaces", kProviders},
    {"shortbreaks.availability.v1.AvailabilityService/PublishSession", kProviders},
    {"shortbreaks.availability.v1.AvailabilityService/CloseSession", kProviders},
    {"shortbreaks.availability.v1.AvailabilityService/CancelSession", kProviders},
    {"shortbreaks.availability.v1.AvailabilityService/SearchSessions", kEveryone},
    {"shortbreaks.availability.v1.AvailabilityService/BatchGetAvailability", kEveryone},
    {"shortbreaks.availability.v1.AvailabilityService/ImportTimetable", kProviders},

    {"shortbreaks.availability.v1.CapacityService/GetCapacity", kProviders},
    {"shortbreaks.availability.v1.CapacityService/SetCapacity", kProviders},
    {"shortbreaks.availability.v1.CapacityService/ReleaseReserve", kOfficers},
    {"shortbreaks.availability.v1.StaffService/CreateStaffMember", kProviders},
    {"shortbreaks.availability.v1.StaffService/UpdateStaffMember", kProviders},
    {"shortbreaks.availability.v1.StaffService/GetStaffMember", kProviders},
    {"shortbreaks.availability.v1.StaffService/ListStaffMembers", kProviders},
    {"shortbreaks.availability.v1.StaffService/RecordTraining", kProviders},
    {"shortbreaks.availability.v1.StaffService/WithdrawTraining", kProviders},
    {"shortbreaks.availability.v1.StaffService/ListTrainingExpiring", kProviders},
    {"shortbreaks.availability.v1.StaffService/SetShifts", kProviders},
    {"shortbreaks.availability.v1.StaffService/GetRoster", kProviders},
    {"shortbreaks.availability.v1.StaffService/RecordAbsence", kProviders},
    {"shortbreaks.availability.v1.StaffService/EndAbsence", kProviders},
    {"shortbreaks.availability.v1.StaffService/CancelAbsence", kProviders},

    {"shortbreaks.availability.v1.VenueService/CreateVenue", kOfficers},
    {"shortbreaks.availability.v1.VenueService/GetVenue", kProviders},
    {"shortbreaks.availability.v1.VenueService/UpdateVenue", kOfficers},
    {"shortbreaks.availability.v1.VenueService/ListVenues", kProviders},
    {"shortbreaks.availability.v1.VenueService/CreateRoom", kOfficers},
    {"shortbreaks.availability.v1.VenueService/GetRoom", kProviders},
    {"shortbreaks.availability.v1.VenueService/UpdateRoom", kOfficers},
    {"shortbreaks.availability.v1.VenueService/ListRooms", kProviders},
    {"shortbreaks.availability.v1.VenueService/ListRoomUses", kProviders},
    {"shortbreaks.availability.v1.VenueService/SetRoom", kProviders},

    {"shortbreaks.availability.v1.ProgrammeService/CreateProgramme", kOfficers},
    {"shortbreaks.availability.v1.ProgrammeService/GetProgramme", kEveryone},
    {"shortbreaks.availability.v1.ProgrammeService/UpdateProgramme", kOfficers},
    {"shortbreaks.availability.v1.ProgrammeService/ListProgrammes", kEveryone},
    {"shortbreaks.availability.v1.ProgrammeService/AddProgrammeSessions", kProviders},
    {"shortbreaks.availability.v1.ProgrammeService/RemoveProgrammeSessions", kProviders},

    {"shortbreaks.availability.v1.SuggestionService/ListAlternatives", kEveryone},
    {"shortbreaks.availability.v1.SeriesService/SetCalendarDays", kProviders},
    {"shortbreaks.availability.v1.SeriesService/ListCalendarDays", kEveryone},
    {"shortbreaks.availability.v1.SeriesService/CreateSeries", kProviders},
    {"shortbreaks.availability.v1.SeriesService/GetSeries", kProviders},
    {"shortbreaks.availability.v1.SeriesService/ListSeries", kProviders},
    {"shortbreaks.availability.v1.SeriesService/UpdateSeries", kProviders},
    {"shortbreaks.availability.v1.SeriesService/EndSeries", kProviders},
    {"shortbreaks.availability.v1.SeriesService/CopySeason", kProviders},

    {"shortbreaks.eligibility.v1.EligibilityService/CreateCarer", kOfficers},
    {"shortbreaks.eligibility.v1.EligibilityService/GetCarer", kFamilies},
    {"shortbreaks.eligibility.v1.EligibilityService/CreateChild", kOfficers},
    {"shortbreaks.eligibility.v1.EligibilityService/GetChild", kFamilies},
    {"shortbreaks.eligibility.v1.EligibilityService/UpdateChild", kOfficers},
    {"shortbreaks.eligibility.v1.EligibilityService/ListChildren", kFamilies},
    {"shortbreaks.eligibility.v1.EligibilityService/GrantAuthority", kOfficers},
    {"shortbreaks.eligibility.v1.EligibilityService/RevokeAuthority", kOfficers},
    {"shortbreaks.eligibility.v1.EligibilityService/AddEvidence", kOfficers},
    {"shortbreaks.eligibility.v1.EligibilityService/WithdrawEvidence", kOfficers},
    {"shortbreaks.eligibility.v1.EligibilityService/ListEvidence", kFamilies},
    {"shortbreaks.eligibility.v1.EligibilityService/GrantAllocation", kOfficers},
    {"shortbreaks.eligibility.v1.EligibilityService/GetAllocation", kFamilies},
    {"shortbreaks.eligibility.v1.EligibilityService/ListAllocations", kFamilies},
    {"shortbreaks.eligibility.v1.EligibilityService/Decide", kFamiliesAndServices},
    {"shortbreaks.eligibility.v1.EligibilityService/GetDecision", kFamilies},
    {"shortbreaks.eligibility.v1.EligibilityService/ImportCaseload", kOfficers},

    {"shortbreaks.eligibility.v1.PolicyService/ProposePolicy", kOfficers},
    {"shortbreaks.eligibility.v1.PolicyService/PublishPolicy", kOfficers},
    {"shortbreaks.eligibility.v1.PolicyService/WithdrawPolicy", kOfficers},
    {"shortbreaks.eligibility.v1.PolicyService/GetPolicy", kEveryone},
    {"shortbreaks.eligibility.v1.PolicyService/GetLivePolicy", kEveryone},
    {"shortbreaks.eligibility.v1.PolicyService/ListPolicies", kOfficers},
    {"shortbreaks.eligibility.v1.PolicyService/ReplayPolicy", kOfficers},

    {"shortbreaks.eligibility.v1.ApplicationService/CreateApplication", kApplicants},
    {"shortbreaks.eligibility.v1.ApplicationService/UpdateApplication", kApplicants},
    {"shortbreaks.eligibility.v1.ApplicationService/SubmitApplication", kApplicants},
    {"shortbreaks.eligibility.v1.ApplicationService/AssessApplication", kApplicants},
    {"shortbreaks.eligibility.v1.ApplicationService/WithdrawApplication", kApplicants},
    {"shortbreaks.eligibility.v1.ApplicationService/RequestReview", kFamilies},
    {"shortbreaks.eligibility.v1.ApplicationService/RequestEvidence", kOfficers},
    {"shortbreaks.eligibility.v1.ApplicationService/ListForPanel", kOfficers},
    {"shortbreaks.eligibility.v1.ApplicationService/DecideApplication", kOfficers},
    {"shortbreaks.eligibility.v1.ApplicationService/ConfirmDecision", kOfficers},
    {"shortbreaks.eligibility.v1.ApplicationService/RejectDecision", kOfficers},
    {"shortbreaks.eligibility.v1.ApplicationService/NotifyApplication", kOfficers},
    {"shortbreaks.eligibility.v1.ApplicationService/CloseApplication", kOfficers},
    {"shortbreaks.eligibility.v1.ApplicationService/BulkApprove", kOfficers},
    {"shortbreaks.eligibility.v1.ApplicationService/GetApplication", kApplicants},
    {"shortbreaks.eligibility.v1.ApplicationService/ListApplications", kApplicants},
    {"shortbreaks.eligibility.v1.ApplicationService/CreatePanel", kOfficers},
    {"shortbreaks.eligibility.v1.ApplicationService/UpdatePanel", kOfficers},
    {"shortbreaks.eligibility.v1.ApplicationService/GetPanel", kOfficers},
    {"shortbreaks.eligibility.v1.ApplicationService/ListPanels", kOfficers},
    {"shortbreaks.eligibility.v1.ApplicationService/FindChild", kPractitioners},

    {"shortbreaks.eligibility.v1.AllocationService/AcceptAllocation", kFamilies},
    {"shortbreaks.eligibility.v1.AllocationService/SuspendAllocation", kOfficers},
    {"shortbreaks.eligibility.v1.AllocationService/ResumeAllocation", kOfficers},
    {"shortbreaks.eligibility.v1.AllocationService/EndAllocation", kOfficers},
    {"shortbreaks.eligibility.v1.AllocationService/AdjustAllocation", kOfficers},
    {"shortbreaks.eligibility.v1.AllocationService/HoldForTransition", kOfficers},
    {"shortbreaks.eligibility.v1.AllocationService/ReviewAllocation", kOfficers},
    {"shortbreaks.eligibility.v1.AllocationService/ListReviewsDue", kOfficers},
    {"shortbreaks.eligibility.v1.AllocationService/RunCalendar", kOfficers},

    {"shortbreaks.eligibility.v1.RecheckService/RecheckBookings", kOfficers},
    {"shortbreaks.eligibility.v1.RecheckService/ListBookingFlags", kOfficers},
    {"shortbreaks.eligibility.v1.RecheckService/ResolveBookingFlag", kOfficers},

    {"shortbreaks.eligibility.v1.DeliveryService/GetDelivery", kFamilies},
    {"shortbreaks.eligibility.v1.DeliveryService/SummarizeDelivery", kOfficers},

    {"shortbreaks.eligibility.v1.KeepApartService/KeepApart", kOfficers},
    {"shortbreaks.eligibility.v1.KeepApartService/EndKeepApart", kOfficers},
    {"shortbreaks.eligibility.v1.KeepApartService/ListKeptApart", kOfficers},

    {"shortbreaks.eligibility.v1.ErasureService/EraseChild", kOfficers},

    {"shortbreaks.bookings.v1.NeedsMatchService/ListRequests", kProviders},
    {"shortbreaks.bookings.v1.NeedsMatchService/AnswerRequest", kProviders},
    {"shortbreaks.bookings.v1.NeedsMatchService/ListUnmetNeed", kOfficers},
    {"shortbreaks.bookings.v1.NeedsMatchService/SummarizeUnmetNeed", kOfficers},
    {"shortbreaks.bookings.v1.NeedsMatchService/SummarizeAnswers", kOfficers},

    {"shortbreaks.bookings.v1.BookingsService/HoldPlace", kFamilies},
    {"shortbreaks.bookings.v1.BookingsService/ExtendHold", kFamilies},
    {"shortbreaks.bookings.v1.BookingsService/ConfirmBooking", kFamilies},
    {"shortbreaks.bookings.v1.BookingsService/ReleaseHold", kFamilies},
    {"shortbreaks.bookings.v1.BookingsService/BookPlace", kFamilies},
    {"shortbreaks.bookings.v1.BookingsService/CancelBooking", kFamilies},
    {"shortbreaks.bookings.v1.BookingsService/WaiveCharge", kOfficers},
    {"shortbreaks.bookings.v1.BookingsService/GetBooking", kBookingReaders},
    {"shortbreaks.bookings.v1.BookingsService/ListBookings", kBookingReaders},
    {"shortbreaks.bookings.v1.BookingsService/GetBalance", kFamilies},
    {"shortbreaks.bookings.v1.BookingsService/ListLedgerEntries", kFamilies},
    {"shortbreaks.bookings.v1.BookingsService/ReconcileLedger", kOfficers},

    {"shortbreaks.bookings.v1.AffectedBookingsService/ListAffectedBookings", kProviders},
    {"shortbreaks.bookings.v1.AffectedBookingsService/ListShortSessions", kProviders},
    {"shortbreaks.bookings.v1.RegisterService/GetRegister", kProviders},
    {"shortbreaks.bookings.v1.RegisterService/MarkAttendance", kProviders},
    {"shortbreaks.bookings.v1.RegisterService/GetClaim", kProviders},
    {"shortbreaks.bookings.v1.RegisterService/ListClaimLines", kProviders},
    {"shortbreaks.bookings.v1.RegisterService/ListClaims", kProviders},
    {"shortbreaks.bookings.v1.RegisterService/SubmitClaim", kProviders},
    {"shortbreaks.bookings.v1.RegisterService/ApproveClaim", kOfficers},
    {"shortbreaks.bookings.v1.RegisterService/ListRepeatedNoShows", kOfficers},
    {"shortbreaks.bookings.v1.RegisterService/ResolveNoShows", kOfficers},
    {"shortbreaks.bookings.v1.CalendarFeedService/CreateFeed", kSubscribers},
    {"shortbreaks.bookings.v1.CalendarFeedService/ListFeeds", kSubscribersAndOfficers},
    {"shortbreaks.bookings.v1.CalendarFeedService/RevokeFeed", kSubscribersAndOfficers},
    {"shortbreaks.bookings.v1.WaitingListService/JoinWaitingList", kFamilies},
    {"shortbreaks.bookings.v1.WaitingListService/LeaveWaitingList", kFamilies},
    {"shortbreaks.bookings.v1.WaitingListService/GetWaitingListEntry", kBookingReaders},
    {"shortbreaks.bookings.v1.WaitingListService/ListWaitingListEntries", kBookingReaders},
    {"shortbreaks.bookings.v1.WaitingListService/AcceptOffer", kFamilies},
    {"shortbreaks.bookings.v1.WaitingListService/DeclineOffer", kFamilies},
    {"shortbreaks.bookings.v1.WaitingListService/OfferPlace", kOfficers},
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

}  // namespace shortbreaks::identity

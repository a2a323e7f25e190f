// What providers do, and what everybody reads of what they offer. A part of Client: include client.h.
#pragma once

#include "shortbreaks/availability/v1/alternatives.pb.h"
#include "shortbreaks/availability/v1/availability.pb.h"
#include "shortbreaks/availability/v1/capacity.pb.h"
#include "shortbreaks/availability/v1/programmes.pb.h"
#include "shortbreaks/availability/v1/roster.pb.h"
#include "shortbreaks/availability/v1/series.pb.h"
#include "shortbreaks/availability/v1/timetable.pb.h"
#include "shortbreaks/availability/v1/venues.pb.h"
#include "shortbreaks/bookings/v1/affected.pb.h"
#include "shortbreaks/bookings/v1/match.pb.h"
#include "shortbreaks/bookings/v1/registers.pb.h"
#include "shortbreaks/calls.h"

namespace shortbreaks {

class ProviderCalls : private Calls {
 public:
  // AvailabilityService.
  // Adds a provider. Officers.
  absl::StatusOr<availability::v1::CreateProviderResponse> CreateProvider(
      const availability::v1::CreateProviderRequest& request, const CallOptions& options = {});
  // Reads a provider.
  absl::StatusOr<availability::v1::GetProviderResponse> GetProvider(const availability::v1::GetProviderRequest& request,
                                                                    const CallOptions& options = {});
  // Lists the council's providers by display name.
  absl::StatusOr<availability::v1::ListProvidersResponse> ListProviders(
      const availability::v1::ListProvidersRequest& request, const CallOptions& options = {});
  // Adds an activity. The provider itself, or an officer.
  absl::StatusOr<availability::v1::CreateActivityResponse> CreateActivity(
      const availability::v1::CreateActivityRequest& request, const CallOptions& options = {});
  // Reads an activity.
  absl::StatusOr<availability::v1::GetActivityResponse> GetActivity(const availability::v1::GetActivityRequest& request,
                                                                    const CallOptions& options = {});
  // Changes an activity as a whole. Its future sessions take the change; bookings stay. The provider or an officer.
  absl::StatusOr<availability::v1::UpdateActivityResponse> UpdateActivity(
      const availability::v1::UpdateActivityRequest& request, const CallOptions& options = {});
  // Lists activities by title.
  absl::StatusOr<availability::v1::ListActivitiesResponse> ListActivities(
      const availability::v1::ListActivitiesRequest& request, const CallOptions& options = {});
  // Adds a session in state DRAFT. The provider or an officer.
  absl::StatusOr<availability::v1::CreateSessionResponse> CreateSession(
      const availability::v1::CreateSessionRequest& request, const CallOptions& options = {});
  // Reads a session. Drafts are for their provider and officers alone.
  absl::StatusOr<availability::v1::GetSessionResponse> GetSession(const availability::v1::GetSessionRequest& request,
                                                                  const CallOptions& options = {});
  // Changes the number of places. Places below those taken keep every booking and stop new ones.
  absl::StatusOr<availability::v1::SetPlacesResponse> SetPlaces(const availability::v1::SetPlacesRequest& request,
                                                                const CallOptions& options = {});
  // Opens a draft to families from its booking_open_time, or a closed session again.
  absl::StatusOr<availability::v1::PublishSessionResponse> PublishSession(
      const availability::v1::PublishSessionRequest& request, const CallOptions& options = {});
  // Stops new bookings. Bookings made stay.
  absl::StatusOr<availability::v1::CloseSessionResponse> CloseSession(
      const availability::v1::CloseSessionRequest& request, const CallOptions& options = {});
  // Calls the session off. Every booking is ended and every hour given back, within a minute.
  absl::StatusOr<availability::v1::CancelSessionResponse> CancelSession(
      const availability::v1::CancelSessionRequest& request, const CallOptions& options = {});
  // Finds published sessions, soonest first.
  absl::StatusOr<availability::v1::SearchSessionsResponse> SearchSessions(
      const availability::v1::SearchSessionsRequest& request, const CallOptions& options = {});
  // Says how many places are free in up to 200 sessions at once.
  absl::StatusOr<availability::v1::BatchGetAvailabilityResponse> BatchGetAvailability(
      const availability::v1::BatchGetAvailabilityRequest& request, const CallOptions& options = {});
  // Creates or changes many records by external_id: all or none. Running it again changes nothing.
  absl::StatusOr<availability::v1::ImportTimetableResponse> ImportTimetable(
      const availability::v1::ImportTimetableRequest& request, const CallOptions& options = {});

  // SuggestionService.
  // Proposes sessions that can be booked now in the place of one that is full, closed or called off: others of the
  // same activity first, nearest in time, then sessions of the same tier near its venue.
  absl::StatusOr<availability::v1::ListAlternativesResponse> ListAlternatives(
      const availability::v1::ListAlternativesRequest& request, const CallOptions& options = {});

  // CapacityService.
  // Says what a session has and what its bookings take. The provider or an officer.
  absl::StatusOr<availability::v1::GetCapacityResponse> GetCapacity(const availability::v1::GetCapacityRequest& request,
                                                                    const CallOptions& options = {});
  // Changes places, staff, caps and what is kept back, as a whole. The provider or an officer.
  absl::StatusOr<availability::v1::SetCapacityResponse> SetCapacity(const availability::v1::SetCapacityRequest& request,
                                                                    const CallOptions& options = {});
  // Makes the places that are kept back free to all, at once. Officers.
  absl::StatusOr<availability::v1::ReleaseReserveResponse> ReleaseReserve(
      const availability::v1::ReleaseReserveRequest& request, const CallOptions& options = {});

  // SeriesService.
  // Says which days are terms, bank holidays and closed days. Officers; a provider for its own closed days.
  absl::StatusOr<availability::v1::SetCalendarDaysResponse> SetCalendarDays(
      const availability::v1::SetCalendarDaysRequest& request, const CallOptions& options = {});
  // Lists the calendar's days by their first day.
  absl::StatusOr<availability::v1::ListCalendarDaysResponse> ListCalendarDays(
      const availability::v1::ListCalendarDaysRequest& request, const CallOptions& options = {});
  // Makes the sessions of a rule: all or none. The provider or an officer.
  absl::StatusOr<availability::v1::CreateSeriesResponse> CreateSeries(
      const availability::v1::CreateSeriesRequest& request, const CallOptions& options = {});
  // Reads a series with its sessions. Its provider and officers.
  absl::StatusOr<availability::v1::GetSeriesResponse> GetSeries(const availability::v1::GetSeriesRequest& request,
                                                                const CallOptions& options = {});
  // Lists series in the order in which they were made. Its provider and officers.
  absl::StatusOr<availability::v1::ListSeriesResponse> ListSeries(const availability::v1::ListSeriesRequest& request,
                                                                  const CallOptions& options = {});
  // Changes one session, those from a day on, or all: a family that is booked is never moved without the caller's word.
  absl::StatusOr<availability::v1::UpdateSeriesResponse> UpdateSeries(
      const availability::v1::UpdateSeriesRequest& request, const CallOptions& options = {});
  // Calls off the sessions from a day on, and makes no more. The provider or an officer.
  absl::StatusOr<availability::v1::EndSeriesResponse> EndSeries(const availability::v1::EndSeriesRequest& request,
                                                                const CallOptions& options = {});
  // Makes next season's series from this one's: all or none. What was copied before is not copied again.
  absl::StatusOr<availability::v1::CopySeasonResponse> CopySeason(const availability::v1::CopySeasonRequest& request,
                                                                  const CallOptions& options = {});

  // TimetableService.
  // Lists a provider's sessions of some days in every state, by start. The provider or an officer.
  absl::StatusOr<availability::v1::ListSessionsResponse> ListSessions(
      const availability::v1::ListSessionsRequest& request, const CallOptions& options = {});

  // ProgrammeService.
  // Adds a programme. Officers.
  absl::StatusOr<availability::v1::CreateProgrammeResponse> CreateProgramme(
      const availability::v1::CreateProgrammeRequest& request, const CallOptions& options = {});
  // Reads a programme.
  absl::StatusOr<availability::v1::GetProgrammeResponse> GetProgramme(
      const availability::v1::GetProgrammeRequest& request, const CallOptions& options = {});
  // Changes a programme as a whole. Its sessions that have not begun take the new booking times; bookings stay.
  // Officers.
  absl::StatusOr<availability::v1::UpdateProgrammeResponse> UpdateProgramme(
      const availability::v1::UpdateProgrammeRequest& request, const CallOptions& options = {});
  // Lists the council's programmes by first day.
  absl::StatusOr<availability::v1::ListProgrammesResponse> ListProgrammes(
      const availability::v1::ListProgrammesRequest& request, const CallOptions& options = {});
  // Puts sessions into a programme: each takes its booking times, and closes at its own start at the latest. All or
  // none. The provider of each, or an officer.
  absl::StatusOr<availability::v1::AddProgrammeSessionsResponse> AddProgrammeSessions(
      const availability::v1::AddProgrammeSessionsRequest& request, const CallOptions& options = {});
  // Takes sessions out of a programme. They keep the booking times that they have. All or none. The provider of each,
  // or an officer.
  absl::StatusOr<availability::v1::RemoveProgrammeSessionsResponse> RemoveProgrammeSessions(
      const availability::v1::RemoveProgrammeSessionsRequest& request, const CallOptions& options = {});

  // VenueService.
  // Adds a venue. Officers.
  absl::StatusOr<availability::v1::CreateVenueResponse> CreateVenue(const availability::v1::CreateVenueRequest& request,
                                                                    const CallOptions& options = {});
  // Reads a venue. Providers and officers.
  absl::StatusOr<availability::v1::GetVenueResponse> GetVenue(const availability::v1::GetVenueRequest& request,
                                                              const CallOptions& options = {});
  // Changes a venue as a whole. Activities keep the venue that they describe. Officers.
  absl::StatusOr<availability::v1::UpdateVenueResponse> UpdateVenue(const availability::v1::UpdateVenueRequest& request,
                                                                    const CallOptions& options = {});
  // Lists the council's venues by display name. Providers and officers.
  absl::StatusOr<availability::v1::ListVenuesResponse> ListVenues(const availability::v1::ListVenuesRequest& request,
                                                                  const CallOptions& options = {});
  // Adds a room to a venue. Officers.
  absl::StatusOr<availability::v1::CreateRoomResponse> CreateRoom(const availability::v1::CreateRoomRequest& request,
                                                                  const CallOptions& options = {});
  // Reads a room. Providers and officers.
  absl::StatusOr<availability::v1::GetRoomResponse> GetRoom(const availability::v1::GetRoomRequest& request,
                                                            const CallOptions& options = {});
  // Changes a room as a whole. Sessions that have it keep it. Officers.
  absl::StatusOr<availability::v1::UpdateRoomResponse> UpdateRoom(const availability::v1::UpdateRoomRequest& request,
                                                                  const CallOptions& options = {});
  // Lists a venue's rooms by display name. Providers and officers.
  absl::StatusOr<availability::v1::ListRoomsResponse> ListRooms(const availability::v1::ListRoomsRequest& request,
                                                                const CallOptions& options = {});
  // Lists the times at which a room is taken, soonest first. Providers and officers.
  absl::StatusOr<availability::v1::ListRoomUsesResponse> ListRoomUses(
      const availability::v1::ListRoomUsesRequest& request, const CallOptions& options = {});
  // Gives a session a room, another room, or none. ROOM_TAKEN where another session has it at that time. The provider
  // or an officer.
  absl::StatusOr<availability::v1::SetRoomResponse> SetRoom(const availability::v1::SetRoomRequest& request,
                                                            const CallOptions& options = {});

  // StaffService.
  // Adds a member of staff. The provider itself, or an officer.
  absl::StatusOr<availability::v1::CreateStaffMemberResponse> CreateStaffMember(
      const availability::v1::CreateStaffMemberRequest& request, const CallOptions& options = {});
  // Changes a member of staff as a whole. Whoever becomes inactive counts in no session any more.
  absl::StatusOr<availability::v1::UpdateStaffMemberResponse> UpdateStaffMember(
      const availability::v1::UpdateStaffMemberRequest& request, const CallOptions& options = {});
  // Reads a member of staff with the training and the absences that are not over.
  absl::StatusOr<availability::v1::GetStaffMemberResponse> GetStaffMember(
      const availability::v1::GetStaffMemberRequest& request, const CallOptions& options = {});
  // Lists staff by display name.
  absl::StatusOr<availability::v1::ListStaffMembersResponse> ListStaffMembers(
      const availability::v1::ListStaffMembersRequest& request, const CallOptions& options = {});
  // Records a training that was passed. A renewal is a training of its own.
  absl::StatusOr<availability::v1::RecordTrainingResponse> RecordTraining(
      const availability::v1::RecordTrainingRequest& request, const CallOptions& options = {});
  // Takes a training back, with a reason that is kept.
  absl::StatusOr<availability::v1::WithdrawTrainingResponse> WithdrawTraining(
      const availability::v1::WithdrawTrainingRequest& request, const CallOptions& options = {});
  // Lists training that ends before a day and is not renewed, soonest first.
  absl::StatusOr<availability::v1::ListTrainingExpiringResponse> ListTrainingExpiring(
      const availability::v1::ListTrainingExpiringRequest& request, const CallOptions& options = {});
  // Says who works at sessions, in place of whoever did. Nobody is on shift twice at one time.
  absl::StatusOr<availability::v1::SetShiftsResponse> SetShifts(const availability::v1::SetShiftsRequest& request,
                                                                const CallOptions& options = {});
  // Reads who works at a session.
  absl::StatusOr<availability::v1::GetRosterResponse> GetRoster(const availability::v1::GetRosterRequest& request,
                                                                const CallOptions& options = {});
  // Records that somebody is away. It is never refused for what is booked.
  absl::StatusOr<availability::v1::RecordAbsenceResponse> RecordAbsence(
      const availability::v1::RecordAbsenceRequest& request, const CallOptions& options = {});
  // Says when an absence ends: sooner or later than was said before.
  absl::StatusOr<availability::v1::EndAbsenceResponse> EndAbsence(const availability::v1::EndAbsenceRequest& request,
                                                                  const CallOptions& options = {});
  // Takes an absence back as a whole.
  absl::StatusOr<availability::v1::CancelAbsenceResponse> CancelAbsence(
      const availability::v1::CancelAbsenceRequest& request, const CallOptions& options = {});

  // AffectedBookingsService.
  // Lists the bookings of a session that its staff no longer fit. Its provider, or an officer.
  absl::StatusOr<bookings::v1::ListAffectedBookingsResponse> ListAffectedBookings(
      const bookings::v1::ListAffectedBookingsRequest& request, const CallOptions& options = {});
  // Lists the sessions whose bookings their staff no longer fit, soonest first.
  absl::StatusOr<bookings::v1::ListShortSessionsResponse> ListShortSessions(
      const bookings::v1::ListShortSessionsRequest& request, const CallOptions& options = {});

  // NeedsMatchService.
  // Lists bookings that wait for the provider's answer, by when it is due. A provider sees its own, officers all.
  absl::StatusOr<bookings::v1::ListRequestsResponse> ListRequests(const bookings::v1::ListRequestsRequest& request,
                                                                  const CallOptions& options = {});
  // Says whether the provider can meet the child's needs. The provider, or an officer in its place.
  absl::StatusOr<bookings::v1::AnswerRequestResponse> AnswerRequest(const bookings::v1::AnswerRequestRequest& request,
                                                                    const CallOptions& options = {});
  // Lists what could not be met, by the day of the session. Officers.
  absl::StatusOr<bookings::v1::ListUnmetNeedResponse> ListUnmetNeed(const bookings::v1::ListUnmetNeedRequest& request,
                                                                    const CallOptions& options = {});
  // Counts what could not be met, by need, activity, provider or month. Officers.
  absl::StatusOr<bookings::v1::SummarizeUnmetNeedResponse> SummarizeUnmetNeed(
      const bookings::v1::SummarizeUnmetNeedRequest& request, const CallOptions& options = {});
  // Says how each provider answered, and how often it could not meet a child's needs. Officers.
  absl::StatusOr<bookings::v1::SummarizeAnswersResponse> SummarizeAnswers(
      const bookings::v1::SummarizeAnswersRequest& request, const CallOptions& options = {});

  // RegisterService.
  // A session's register: everybody who has a place, and what is marked. Its provider, and officers.
  absl::StatusOr<bookings::v1::GetRegisterResponse> GetRegister(const bookings::v1::GetRegisterRequest& request,
                                                                const CallOptions& options = {});
  // Marks who came; each mark stands by itself. From the session's start; its provider until the register closes.
  absl::StatusOr<bookings::v1::MarkAttendanceResponse> MarkAttendance(
      const bookings::v1::MarkAttendanceRequest& request, const CallOptions& options = {});
  // What a provider's sessions of a month come to, with the proof that the ledger says the same.
  absl::StatusOr<bookings::v1::GetClaimResponse> GetClaim(const bookings::v1::GetClaimRequest& request,
                                                          const CallOptions& options = {});
  // The claim's lines, a booking each, by start.
  absl::StatusOr<bookings::v1::ListClaimLinesResponse> ListClaimLines(
      const bookings::v1::ListClaimLinesRequest& request, const CallOptions& options = {});
  // The claims of a month, or all that a provider has handed in.
  absl::StatusOr<bookings::v1::ListClaimsResponse> ListClaims(const bookings::v1::ListClaimsRequest& request,
                                                              const CallOptions& options = {});
  // Hands a claim in, for a month that is over and has no gaps.
  absl::StatusOr<bookings::v1::SubmitClaimResponse> SubmitClaim(const bookings::v1::SubmitClaimRequest& request,
                                                                const CallOptions& options = {});
  // Approves a claim that was handed in and that the registers still agree with. Officers.
  absl::StatusOr<bookings::v1::ApproveClaimResponse> ApproveClaim(const bookings::v1::ApproveClaimRequest& request,
                                                                  const CallOptions& options = {});
  // Children who were absent without notice more often than the policy lets pass. Officers.
  absl::StatusOr<bookings::v1::ListRepeatedNoShowsResponse> ListRepeatedNoShows(
      const bookings::v1::ListRepeatedNoShowsRequest& request, const CallOptions& options = {});
  // What an officer does about a child's absences: excuse one, give places up, or warn.
  absl::StatusOr<bookings::v1::ResolveNoShowsResponse> ResolveNoShows(
      const bookings::v1::ResolveNoShowsRequest& request, const CallOptions& options = {});

 protected:
  using Calls::Calls;
};

}  // namespace shortbreaks

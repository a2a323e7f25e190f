// Answers of the services as people read them. Pure.
#pragma once

#include <string>

#include "shortbreaks/availability/v1/availability.pb.h"
#include "shortbreaks/availability/v1/capacity.pb.h"
#include "shortbreaks/availability/v1/series.pb.h"
#include "shortbreaks/availability/v1/timetable.pb.h"
#include "shortbreaks/bookings/v1/bookings.pb.h"
#include "shortbreaks/bookings/v1/registers.pb.h"
#include "shortbreaks/bookings/v1/waiting.pb.h"
#include "shortbreaks/eligibility/v1/allocations.pb.h"
#include "shortbreaks/eligibility/v1/applications.pb.h"
#include "shortbreaks/eligibility/v1/delivery.pb.h"
#include "shortbreaks/eligibility/v1/eligibility.pb.h"
#include "shortbreaks/eligibility/v1/policies.pb.h"
#include "shortbreaks/eligibility/v1/rechecks.pb.h"

namespace shortbreaks::cli {

// Availability.
std::string View(const availability::v1::Provider& provider);
std::string View(const availability::v1::ListProvidersResponse& response);
std::string View(const availability::v1::Activity& activity);
std::string View(const availability::v1::ListActivitiesResponse& response);
std::string View(const availability::v1::ListSessionsResponse& response);
std::string View(const availability::v1::Session& session);
std::string View(const availability::v1::SessionOffer& offer);
std::string View(const availability::v1::GetCapacityResponse& response);
std::string View(const availability::v1::CapacityUse& use);  // also what is above the capacity
std::string View(const availability::v1::SearchSessionsResponse& response);
std::string View(const availability::v1::BatchGetAvailabilityResponse& response);
std::string View(const availability::v1::ImportTimetableResponse& response, bool dry_run);

// Series.
std::string View(const availability::v1::SetCalendarDaysResponse& response);
std::string View(const availability::v1::ListCalendarDaysResponse& response);
std::string View(const availability::v1::Series& series);
std::string View(const availability::v1::CreateSeriesResponse& response);
std::string View(const availability::v1::GetSeriesResponse& response);
std::string View(const availability::v1::ListSeriesResponse& response);
std::string View(const availability::v1::UpdateSeriesResponse& response, bool dry_run);
std::string View(const availability::v1::EndSeriesResponse& response, bool dry_run);
std::string View(const availability::v1::CopySeasonResponse& response, bool dry_run);

// Eligibility.
std::string View(const eligibility::v1::Carer& carer);
std::string View(const eligibility::v1::Child& child);
std::string View(const eligibility::v1::ListChildrenResponse& response);
std::string View(const eligibility::v1::Authority& authority);
std::string View(const eligibility::v1::Evidence& evidence);
std::string View(const eligibility::v1::ListEvidenceResponse& response);
std::string View(const eligibility::v1::Allocation& allocation);
std::string View(const eligibility::v1::ListAllocationsResponse& response);
std::string View(const eligibility::v1::ListReviewsDueResponse& response);
std::string View(const eligibility::v1::Decision& decision);
std::string View(const eligibility::v1::GetDecisionResponse& response);
std::string View(const eligibility::v1::ImportCaseloadResponse& response, bool dry_run);

// Policies.
std::string View(const eligibility::v1::Policy& policy);
std::string View(const eligibility::v1::ListPoliciesResponse& response);
std::string View(const eligibility::v1::ReplayPolicyResponse& response);

// Applications.
std::string View(const eligibility::v1::Application& application);
std::string View(const eligibility::v1::GetApplicationResponse& response);
std::string View(const eligibility::v1::ListApplicationsResponse& response);
std::string View(const eligibility::v1::BulkApproveResponse& response);
std::string View(const eligibility::v1::Panel& panel);
std::string View(const eligibility::v1::GetPanelResponse& response);
std::string View(const eligibility::v1::ListPanelsResponse& response);
std::string View(const eligibility::v1::FindChildResponse& response);
std::string View(const eligibility::v1::RunCalendarResponse& response, bool dry_run);
std::string View(const eligibility::v1::RecheckBookingsResponse& response);
std::string View(const eligibility::v1::ListBookingFlagsResponse& response);

// Delivery.
std::string View(const eligibility::v1::GetDeliveryResponse& response);
std::string View(const eligibility::v1::SummarizeDeliveryResponse& response);
// Adds a page's sums and children to those of the pages before.
void AddPage(const eligibility::v1::SummarizeDeliveryResponse& page, eligibility::v1::SummarizeDeliveryResponse& all);
// The sums, a row for each section and unit, amounts in minutes, nights, sessions or pence.
std::string DeliveryCsv(const eligibility::v1::SummarizeDeliveryResponse& response);
// The rules of a decision, each with its next step.
std::string RulesTable(const eligibility::v1::Decision& decision);

// Bookings.
std::string View(const bookings::v1::Booking& booking);
std::string View(const bookings::v1::CancelBookingResponse& response, bool dry_run);
std::string View(const bookings::v1::ListBookingsResponse& response);
std::string View(const bookings::v1::GetBalanceResponse& response);
// Amounts in `unit`, that of the allocation.
std::string View(const bookings::v1::ListLedgerEntriesResponse& response, type::v1::AllocationUnit unit);
std::string View(const bookings::v1::ReconcileLedgerResponse& response);

// Registers.
std::string View(const bookings::v1::GetRegisterResponse& response);
std::string View(const google::protobuf::RepeatedPtrField<bookings::v1::BookingResult>& results);
std::string View(const bookings::v1::Claim& claim);
std::string View(const bookings::v1::ListClaimsResponse& response);
std::string View(const bookings::v1::ListClaimLinesResponse& response);
// A row for each booking, as the register says now and as it was handed in; amounts in minutes, nights, sessions or
// pence.
std::string ClaimCsv(const bookings::v1::ListClaimLinesResponse& response);
std::string View(const bookings::v1::ListRepeatedNoShowsResponse& response);

// Waiting lists.
std::string View(const bookings::v1::WaitingListEntry& entry);
std::string View(const bookings::v1::GetWaitingListEntryResponse& response);
std::string View(const bookings::v1::ListWaitingListEntriesResponse& response);

}  // namespace shortbreaks::cli

#include "support/family.h"

#include <absl/time/clock.h>

#include <cstdlib>
#include <iostream>

#include "wire/times.h"

namespace shortbreaks::support {
namespace {

template <typename T>
T Must(absl::StatusOr<T> result) {
  if (!result.ok()) {
    std::cerr << result.status() << "\n";
    std::abort();
  }
  return *std::move(result);
}

absl::CivilDay Today() { return absl::ToCivilDay(absl::Now(), absl::UTCTimeZone()); }

}  // namespace

Family AddFamily(Client& officer, int64_t minutes, const std::string& called) {
  eligibility::v1::CreateCarerRequest carer;
  carer.set_request_id(NewRequestId());
  carer.mutable_carer()->set_display_name(called + " Carer");
  Family family{.carer = Must(officer.CreateCarer(carer)).carer().name()};

  eligibility::v1::CreateChildRequest child;
  child.set_request_id(NewRequestId());
  child.mutable_child()->set_external_id(NewRequestId());
  // What a provider calls the child by tells nothing of whose it is.
  child.mutable_child()->set_display_name("Robin " + called);
  *child.mutable_child()->mutable_date_of_birth() = wire::ToProto(Today() - 3'660);
  child.mutable_child()->set_resident(true);
  child.mutable_child()->mutable_support_ratio()->set_staff(1);
  child.mutable_child()->mutable_support_ratio()->set_children(3);
  family.child = Must(officer.CreateChild(child)).child().name();

  eligibility::v1::GrantAuthorityRequest authority;
  authority.set_request_id(NewRequestId());
  authority.set_carer(family.carer);
  authority.set_child(family.child);
  Must(officer.GrantAuthority(authority));

  eligibility::v1::AddEvidenceRequest evidence;
  evidence.set_request_id(NewRequestId());
  evidence.mutable_evidence()->set_child(family.child);
  evidence.mutable_evidence()->set_kind(eligibility::v1::EVIDENCE_KIND_DLA_CARE_HIGHEST);
  *evidence.mutable_evidence()->mutable_issue_date() = wire::ToProto(Today() - 100);
  Must(officer.AddEvidence(evidence));

  // Brought in, since tests of load need more than any officer may grant.
  eligibility::v1::ImportCaseloadRequest import;
  import.set_request_id(NewRequestId());
  import.set_decided_elsewhere("For a test.");
  import.add_allocations()->set_child_external_id(child.child().external_id());
  auto& allocation = *import.mutable_allocations(0)->mutable_allocation();
  allocation.set_external_id(NewRequestId());
  allocation.mutable_granted()->set_unit(type::v1::ALLOCATION_UNIT_MINUTES);
  allocation.mutable_granted()->set_amount(minutes);
  allocation.set_tier(type::v1::TIER_TARGETED);
  allocation.set_funding_stream("short-breaks-grant");
  *allocation.mutable_window_start() = wire::ToProto(Today() - 30);
  *allocation.mutable_window_end() = wire::ToProto(Today() + 700);
  Must(officer.ImportCaseload(import));
  eligibility::v1::ListAllocationsRequest list;
  list.set_child(family.child);
  family.allocation = Must(officer.ListAllocations(list)).allocations(0).name();
  return family;
}

std::string AddClub(Client& officer, const std::string& called) {
  availability::v1::CreateProviderRequest provider;
  provider.set_request_id(NewRequestId());
  provider.mutable_provider()->set_display_name(called + " Clubs");
  availability::v1::CreateActivityRequest request;
  request.set_request_id(NewRequestId());
  auto& activity = *request.mutable_activity();
  activity.set_provider(Must(officer.CreateProvider(provider)).provider().name());
  activity.set_title(called + " Saturday Club");
  activity.set_tier(type::v1::TIER_TARGETED);
  activity.set_age_min_years(5);
  activity.set_age_max_years(17);
  activity.mutable_highest_support_ratio()->set_staff(1);
  activity.mutable_highest_support_ratio()->set_children(1);
  activity.set_notice_hours(48);
  auto& venue = *activity.mutable_venue();
  venue.set_display_name("Sample Hall");
  venue.set_address("1 Sample Street, Wolverhampton");
  venue.set_postcode("WV1 1SH");
  venue.mutable_location()->set_latitude_degrees(52.5862);
  venue.mutable_location()->set_longitude_degrees(-2.1288);
  return Must(officer.CreateActivity(request)).activity().name();
}

std::string AddSession(Client& officer, const std::string& activity, int places, absl::Duration starts_in) {
  availability::v1::CreateSessionRequest request;
  request.set_request_id(NewRequestId());
  auto& session = *request.mutable_session();
  session.set_activity(activity);
  const absl::Time start = absl::Now() + starts_in;
  *session.mutable_start_time() = wire::ToProto(start);
  *session.mutable_end_time() = wire::ToProto(start + absl::Hours(3));
  session.set_places(places);
  availability::v1::PublishSessionRequest publish;
  publish.set_request_id(NewRequestId());
  publish.set_name(Must(officer.CreateSession(request)).session().name());
  return Must(officer.PublishSession(publish)).session().name();
}

}  // namespace shortbreaks::support

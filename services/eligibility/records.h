// What the service keeps, as values, and the messages that show it.
#pragma once

#include <absl/time/civil_time.h>
#include <absl/time/time.h>

#include <cstdint>
#include <optional>
#include <string>

#include "ids/uuid.h"
#include "shortbreaks/eligibility/v1/eligibility.pb.h"

namespace shortbreaks::eligibility {

struct CarerRecord {
  ids::Uuid carer_id;
  std::string external_id;  // empty: none
  std::string display_name;
  int64_t version = 1;
};

struct ChildRecord {
  ids::Uuid child_id;
  std::string external_id;
  std::string display_name;
  absl::CivilDay date_of_birth;
  std::string ward;
  std::string postcode_district;
  bool resident = false;
  int ratio_staff = 1, ratio_children = 1;
  int64_t needs = 0;  // bit n stands for type.v1.Need number n
  int assessment_route = v1::ASSESSMENT_ROUTE_NONE;
  std::string circumstances;  // v1::Circumstances, serialized
  int64_t version = 1;
};

struct EvidenceRecord {
  ids::Uuid evidence_id, child_id;
  std::string external_id;
  int kind = 0;
  absl::CivilDay issue_date;
  std::optional<absl::CivilDay> expire_date;
  std::string profession;
  std::string sections;  // separated by commas
  std::string benefit_name, benefit_component, benefit_rate;
  std::optional<absl::Time> withdraw_time;
  std::string withdraw_reason;
};

struct AllocationRecord {
  ids::Uuid allocation_id, child_id;
  std::string external_id;
  int unit = 0;
  int64_t granted = 0;
  int64_t committed = 0;
  int tier = 0;
  std::string funding_stream;
  absl::CivilDay window_start, window_end;
  int state = v1::ALLOCATION_STATE_ACTIVE;
  int64_t version = 1;
  ids::Uuid application_id;  // empty: granted without one
  std::string offer;         // of the policy; empty likewise
  bool discretion = false;
  std::optional<absl::CivilDay> review_date, accept_by_date;
  std::string state_reason;
  ids::Uuid carried_from;  // empty: not carried over
  std::string ehc_plan_section;
  ids::Uuid renews, renewed_by;  // empty: none
  std::optional<absl::CivilDay> last_review_date;
  std::string last_reviewer, review_note;
};

v1::Carer ToProto(const CarerRecord& record);
v1::Child ToProto(const ChildRecord& record);
v1::Evidence ToProto(const EvidenceRecord& record);
// Whether an allocation in this state is still looked at again: ACTIVE, SUSPENDED, TRANSITION_HOLD.
bool IsReviewed(int state);
// `today` decides whether its review is due.
v1::Allocation ToProto(const AllocationRecord& record, absl::CivilDay today);

// Of messages that validation has passed. Ids and versions stay as they are in a new record; needs lose their order and
// an unspecified assessment route becomes none.
CarerRecord RecordOf(const v1::Carer& carer);
ChildRecord RecordOf(const v1::Child& child);
EvidenceRecord RecordOf(const v1::Evidence& evidence);
AllocationRecord RecordOf(const v1::Allocation& allocation);

// Whether two records say the same, ids and versions aside.
bool SameContent(const CarerRecord& a, const CarerRecord& b);
bool SameContent(const ChildRecord& a, const ChildRecord& b);
bool SameContent(const EvidenceRecord& a, const EvidenceRecord& b);
// What was granted: neither the balance nor the state.
bool SameContent(const AllocationRecord& a, const AllocationRecord& b);

}  // namespace shortbreaks::eligibility

// What a child's year comes to, from its plan, its allocations and what was booked on them. Pure.
#pragma once

#include <absl/time/civil_time.h>

#include <map>
#include <string>
#include <vector>

#include "shortbreaks/eligibility/v1/delivery.pb.h"
#include "shortbreaks/eligibility/v1/eligibility.pb.h"

namespace shortbreaks::delivery {

namespace v1 = eligibility::v1;

// An entitlement year, both days included.
struct Year {
  absl::CivilDay first, last;
};

// An allocation that begins in the year, in its own unit. What was granted is at any time what expired, was carried
// over, is booked, was delivered or charged, is not marked yet, and is left.
struct AllocationFigures {
  std::string ehc_plan_section;  // empty: none
  type::v1::AllocationUnit unit = type::v1::ALLOCATION_UNIT_UNSPECIFIED;
  bool suspended = false;
  int64_t allocated = 0, expired = 0, carried_over = 0;
  int64_t committed = 0;                            // held and spent
  int64_t booked = 0, delivered = 0, unmarked = 0;  // of that
  // Booked once and given back.
  int64_t cancelled_by_provider = 0, cancelled_by_family = 0;
};

using PlannedProvision = google::protobuf::RepeatedPtrField<v1::PlannedProvision>;

// By section, then by unit. `today` may lie before or after the year.
std::vector<v1::DeliveryLine> LinesOf(const PlannedProvision& planned,
                                      const std::vector<AllocationFigures>& allocations, const Year& year,
                                      absl::CivilDay today);

// Adds `line` to the sum of its section and unit.
using LineKey = std::pair<std::string, int>;
void AddTo(std::map<LineKey, v1::DeliveryLine>& sums, const v1::DeliveryLine& line);

// Delivered and not marked yet are together below what was expected by `percent_min` of it or more.
bool IsBehind(const v1::DeliveryLine& line, int percent_min);

}  // namespace shortbreaks::delivery

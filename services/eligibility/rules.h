// Whether a child may book a session: a short list of pure functions over what is on file. Each rule comes to met, not
// met or not known. All met is eligible; anything else goes to the team, who decide: rules never decline a family.
#pragma once

#include <absl/time/civil_time.h>

#include <cstdint>
#include <optional>
#include <span>
#include <string_view>
#include <vector>

#include "ids/uuid.h"
#include "shortbreaks/eligibility/v1/eligibility.pb.h"

namespace shortbreaks::eligibility {

// Who asks.
enum class Asker { kStranger, kCarerWithAuthority, kCouncil };

struct ChildFacts {
  absl::CivilDay date_of_birth;
  bool resident = false;
  int ratio_staff = 1, ratio_children = 1;
  int64_t needs = 0;  // bit n stands for type.v1.Need number n
};

struct SessionFacts {
  absl::CivilDay day;  // on which it starts, in Europe/London
  type::v1::Tier tier = type::v1::TIER_UNSPECIFIED;
  int age_min_years = 0, age_max_years = 25;  // both included
  int ratio_staff = 1, ratio_children = 1;    // the most intensive on offer
  int64_t needs_met = 0;
  int64_t charge_minutes = 0, charge_nights = 0;
  int64_t price_pence = 0;
};

struct EvidenceFacts {
  v1::EvidenceKind kind = v1::EVIDENCE_KIND_UNSPECIFIED;
  absl::CivilDay issue_date;                  // its first day
  std::optional<absl::CivilDay> expire_date;  // its last day
};

struct AllocationFacts {
  ids::Uuid allocation_id;
  type::v1::AllocationUnit unit = type::v1::ALLOCATION_UNIT_UNSPECIFIED;
  int64_t balance = 0;  // in `unit`
  type::v1::Tier tier = type::v1::TIER_UNSPECIFIED;
  absl::CivilDay window_start, window_end;  // both included
  v1::AllocationState state = v1::ALLOCATION_STATE_UNSPECIFIED;
  int64_t version = 0;
};

// Everything that a rule may look at.
struct Facts {
  Asker asker = Asker::kStranger;
  ChildFacts child;
  SessionFacts session;
  std::vector<EvidenceFacts> evidence;
  std::vector<AllocationFacts> allocations;
};

struct Rule {
  std::string_view name;  // stable: partners and the bookings service know it
  v1::RuleResult (*apply)(const Facts& facts);
};

// Every rule, in the order in which a decision lists them.
std::span<const Rule> Rules();

// An allocation and what the session would take from it.
struct Payment {
  AllocationFacts allocation;
  int64_t charge = 0;  // in the allocation's unit
  bool enough = false;
};

// Which allocation would pay: active, its window holding the day, its tier no lower than the session's, its unit one
// that the session costs something in. Nights go before minutes before sessions before pence; then the window that ends
// first; then the older allocation. The first of these with enough left; where none has enough, the first. Nothing
// where none fits, or for a universal session, which needs none.
std::optional<Payment> ChoosePayment(const Facts& facts);

// ELIGIBLE where every rule is met, else REFER.
v1::DecisionResult Combine(std::span<const v1::RuleResult> results);

// Runs every rule. Names and etags of the decision stay empty, except the allocation's.
v1::Decision Decide(const Facts& facts);

// Age in whole years. A child born on 29 February has its birthday on 1 March in years without a 29 February.
int AgeOn(absl::CivilDay day, absl::CivilDay date_of_birth);

}  // namespace shortbreaks::eligibility

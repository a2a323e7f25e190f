// What follows from what: for telling amounts that nobody can reach.
#pragma once

#include <array>

#include "policy/policy.h"

namespace shortbreaks::policy {

// Every day of a leap year: bounds of an age range by birthday and by calendar fall differently for each.
const std::array<absl::CivilDay, 366>& BirthDates();

// The first day of an age range, and the first after it; the range is empty where they are the wrong way round.
struct AgeSpan {
  absl::CivilDay from, before;
  bool empty() const { return before <= from; }
};
AgeSpan SpanOf(const AgeCriterion& age, absl::CivilDay date_of_birth);

// Whether every child who meets `narrow` meets `wide`. True only where that is plain from the words; otherwise false.
bool Implies(const Criterion& narrow, const Criterion& wide);

}  // namespace shortbreaks::policy

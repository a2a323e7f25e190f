#include "retention/due.h"

#include <algorithm>

#include "london/age.h"

namespace shortbreaks::retention {

std::optional<absl::CivilDay> LastUse::Day() const { return std::max({change, allocation_end, booking_end}); }

bool IsIdle(const eligibility::v1::RetentionRule& rule, const LastUse& use, absl::CivilDay today) {
  const auto last = use.Day();
  // Years after a day are counted as birthdays are.
  return last && london::Birthday(*last, rule.idle_years()) <= today;
}

bool IsOldEnough(const eligibility::v1::RetentionRule& rule, absl::CivilDay date_of_birth, absl::CivilDay today) {
  return london::Birthday(date_of_birth, rule.birthday()) <= today;
}

}  // namespace shortbreaks::retention

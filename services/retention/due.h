// Whose record's time is over. Pure.
#pragma once

#include <absl/time/civil_time.h>

#include <optional>

#include "shortbreaks/eligibility/v1/retention.pb.h"

namespace shortbreaks::retention {

// What a child's file says of when it was last used: nothing where there is nothing of the kind.
struct LastUse {
  std::optional<absl::CivilDay> change, allocation_end, booking_end;

  // The latest of them; nothing where the file says nothing.
  std::optional<absl::CivilDay> Day() const;
};

// Whether nothing was done for as long as the rule says, and whether its birthday is reached. A file that says nothing
// of its use is never idle: something is wrong with it, and a person must look.
bool IsIdle(const eligibility::v1::RetentionRule& rule, const LastUse& use, absl::CivilDay today);
bool IsOldEnough(const eligibility::v1::RetentionRule& rule, absl::CivilDay date_of_birth, absl::CivilDay today);

}  // namespace shortbreaks::retention

// Where the next page of a list begins.
#pragma once

#include <absl/status/statusor.h>
#include <absl/time/time.h>

#include <string>
#include <string_view>

#include "ids/uuid.h"

namespace shortbreaks::bookings {

struct Position {
  absl::Time time = absl::FromCivil(absl::CivilYear(1900), absl::UTCTimeZone());  // before every row
  ids::Uuid id = ids::Uuid(16, '\0');
  int64_t sum = 0;  // of the ledger's entries before

  std::string Text() const;
  // The first position for an empty text; PAGE_TOKEN_INVALID.
  static absl::StatusOr<Position> Parse(std::string_view text);
};

}  // namespace shortbreaks::bookings

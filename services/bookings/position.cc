#include "bookings/position.h"

#include <absl/strings/numbers.h>
#include <absl/strings/str_cat.h>
#include <absl/strings/str_split.h>

#include <vector>

#include "errors/errors.h"

namespace shortbreaks::bookings {

std::string Position::Text() const { return absl::StrCat(absl::ToUnixMicros(time), " ", ids::ToText(id), " ", sum); }

absl::StatusOr<Position> Position::Parse(std::string_view text) {
  Position position;
  if (text.empty()) return position;
  const std::vector<std::string> parts = absl::StrSplit(std::string(text), ' ');
  int64_t micros = 0;
  const auto id = parts.size() == 3 ? ids::FromText(parts[1]) : std::nullopt;
  if (!id || !absl::SimpleAtoi(parts[0], &micros) || !absl::SimpleAtoi(parts[2], &position.sum)) {
    return errors::Error(type::v1::ERROR_REASON_PAGE_TOKEN_INVALID);
  }
  position.time = absl::FromUnixMicros(micros);
  position.id = *id;
  return position;
}

}  // namespace shortbreaks::bookings

#include "match/london.h"

#include <optional>

namespace shortbreaks::match {
namespace {

const std::optional<absl::TimeZone>& London() {
  static const std::optional<absl::TimeZone> kLondon = []() -> std::optional<absl::TimeZone> {
    absl::TimeZone zone;
    if (!absl::LoadTimeZone("Europe/London", &zone)) return std::nullopt;
    return zone;
  }();
  return kLondon;
}

}  // namespace

absl::CivilDay LondonDay(absl::Time time) { return absl::ToCivilDay(time, London().value_or(absl::UTCTimeZone())); }

absl::Time StartOf(absl::CivilDay london_day) {
  return absl::FromCivil(london_day, London().value_or(absl::UTCTimeZone()));
}

absl::Status CheckTimeZone() {
  if (London()) return absl::OkStatus();
  return absl::FailedPreconditionError("No time zone data for Europe/London on this machine: install tzdata.");
}

}  // namespace shortbreaks::match

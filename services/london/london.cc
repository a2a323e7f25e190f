#include "london/london.h"

#include <optional>

namespace shortbreaks::london {
namespace {

const std::optional<absl::TimeZone>& Loaded() {
  static const std::optional<absl::TimeZone> kLondon = []() -> std::optional<absl::TimeZone> {
    absl::TimeZone zone;
    if (!absl::LoadTimeZone("Europe/London", &zone)) return std::nullopt;
    return zone;
  }();
  return kLondon;
}

}  // namespace

absl::Status CheckTimeZone() {
  if (Loaded()) return absl::OkStatus();
  return absl::FailedPreconditionError("No time zone data for Europe/London on this machine: install tzdata.");
}

absl::TimeZone Zone() { return Loaded().value_or(absl::UTCTimeZone()); }

absl::CivilDay DayOf(absl::Time time) { return absl::ToCivilDay(time, Zone()); }

absl::Time StartOf(absl::CivilDay day) { return absl::FromCivil(day, Zone()); }

absl::CivilMinute ClockAt(absl::Time time) { return absl::ToCivilMinute(time, Zone()); }

absl::Time FirstAt(absl::CivilMinute clock) { return absl::FromCivil(clock, Zone()); }

absl::Time At(absl::CivilMinute time) { return Zone().At(absl::CivilSecond(time)).pre; }

std::vector<Summer> SummersFrom(absl::Time from, int number) {
  const absl::TimeZone zone = Zone();
  std::vector<Summer> summers;
  absl::Time at = from;
  while (static_cast<int>(summers.size()) < number) {
    absl::TimeZone::CivilTransition change;
    const bool ahead = zone.At(at).offset > 0;
    const bool changes = zone.NextTransition(at, &change);
    const absl::Time next = changes ? zone.At(change.to).trans : absl::InfiniteFuture();
    if (ahead) summers.push_back({at, next});
    if (!changes) break;
    at = next;
  }
  // A zone without changes, as UTC, has spans that hold nothing.
  summers.resize(static_cast<size_t>(number), {absl::UnixEpoch(), absl::UnixEpoch()});
  return summers;
}

}  // namespace shortbreaks::london

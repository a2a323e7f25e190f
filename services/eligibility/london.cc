#include "eligibility/london.h"

#include <utility>

namespace shortbreaks::eligibility {
namespace {

struct Zone {
  bool found = false;
  absl::TimeZone zone;
};

const Zone& London() {
  static const Zone kLondon = [] {
    Zone london;
    london.found = absl::LoadTimeZone("Europe/London", &london.zone);
    return london;
  }();
  return kLondon;
}

}  // namespace

absl::CivilDay LondonDay(absl::Time time) { return absl::ToCivilDay(time, London().zone); }

std::vector<Summer> SummersFrom(absl::Time from, int number) {
  const absl::TimeZone& zone = London().zone;
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
  // A zone without changes, as where CheckTimeZone fails, has spans that hold nothing.
  summers.resize(static_cast<size_t>(number), {absl::UnixEpoch(), absl::UnixEpoch()});
  return summers;
}

absl::Status CheckTimeZone() {
  if (London().found) return absl::OkStatus();
  return absl::FailedPreconditionError("No time zone data for Europe/London on this machine: install tzdata.");
}

}  // namespace shortbreaks::eligibility

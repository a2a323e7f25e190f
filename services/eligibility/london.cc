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

absl::Status CheckTimeZone() {
  if (London().found) return absl::OkStatus();
  return absl::FailedPreconditionError("No time zone data for Europe/London on this machine: install tzdata.");
}

}  // namespace shortbreaks::eligibility

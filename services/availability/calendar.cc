#include "availability/calendar.h"

#include <optional>

namespace shortbreaks::availability {
namespace {

const std::optional<absl::TimeZone>& London() {
  static const std::optional<absl::TimeZone> kLondon = []() -> std::optional<absl::TimeZone> {
    absl::TimeZone zone;
    if (!absl::LoadTimeZone("Europe/London", &zone)) return std::nullopt;
    return zone;
  }();
  return kLondon;
}

absl::CivilDay BirthdayIn(absl::CivilDay birth, absl::civil_year_t year) {
  // Where the year has no 29 February this is 1 March.
  return absl::CivilDay(year, birth.month(), birth.day());
}

}  // namespace

absl::Status CheckTimeZone() {
  if (London()) return absl::OkStatus();
  return absl::FailedPreconditionError("No time zone data for Europe/London on this machine: install tzdata.");
}

absl::CivilDay LondonDay(absl::Time time) { return absl::ToCivilDay(time, London().value_or(absl::UTCTimeZone())); }

absl::Time StartOfLondonDay(absl::CivilDay day) { return absl::FromCivil(day, London().value_or(absl::UTCTimeZone())); }

absl::CivilMinute LondonClock(absl::Time time) {
  return absl::ToCivilMinute(time, London().value_or(absl::UTCTimeZone()));
}

absl::Time AtLondonClock(absl::CivilMinute clock) {
  return absl::FromCivil(clock, London().value_or(absl::UTCTimeZone()));
}

absl::Time AtLondon(absl::CivilMinute time) {
  return London().value_or(absl::UTCTimeZone()).At(absl::CivilSecond(time)).pre;
}

int64_t ChargeMinutes(absl::Time start, absl::Time end) {
  return absl::ToInt64Minutes(absl::Ceil(end - start, absl::Minutes(1)));
}

int64_t ChargeNights(absl::Time start, absl::Time end) {
  // The instant before the end: a stay that ends at midnight did not sleep through it.
  return LondonDay(end - absl::Microseconds(1)) - LondonDay(start);
}

int AgeOn(absl::CivilDay birth, absl::CivilDay day) {
  const int64_t years = day.year() - birth.year();
  return static_cast<int>(day < BirthdayIn(birth, day.year()) ? years - 1 : years);
}

Ages AgesBetween(absl::CivilDay birth, absl::Time from, absl::Time to) {
  const absl::CivilDay first = LondonDay(from);
  Ages ages{AgeOn(birth, first), {}};
  for (absl::civil_year_t year = first.year(); year <= LondonDay(to).year(); ++year) {
    const absl::CivilDay birthday = BirthdayIn(birth, year);
    const absl::Time instant = StartOfLondonDay(birthday);
    if (birthday > first && instant < to) ages.birthdays.push_back(instant);
  }
  return ages;
}

}  // namespace shortbreaks::availability

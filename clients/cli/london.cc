#include "london.h"

#include <absl/strings/ascii.h>
#include <absl/strings/str_cat.h>
#include <absl/strings/str_format.h>

#include <optional>

namespace shortbreaks::cli {
namespace {

const std::optional<absl::TimeZone>& Found() {
  static const std::optional<absl::TimeZone> kLondon = []() -> std::optional<absl::TimeZone> {
    absl::TimeZone zone;
    if (!absl::LoadTimeZone("Europe/London", &zone)) return std::nullopt;
    return zone;
  }();
  return kLondon;
}

absl::TimeZone London() { return Found().value_or(absl::UTCTimeZone()); }

bool AllDigits(std::string_view text) {
  for (char c : text) {
    if (!absl::ascii_isdigit(static_cast<unsigned char>(c))) return false;
  }
  return !text.empty();
}

int Number(std::string_view digits) {
  int value = 0;
  for (char c : digits) value = value * 10 + (c - '0');
  return value;
}

std::string Clock(absl::Time time) {
  const absl::TimeZone london = London();
  const bool twice = london.At(absl::ToCivilSecond(time, london)).kind == absl::TimeZone::TimeInfo::REPEATED;
  return absl::FormatTime(twice ? "%H:%M %Z" : "%H:%M", time, london);
}

}  // namespace

absl::Status CheckTimeZone() {
  if (Found()) return absl::OkStatus();
  return absl::FailedPreconditionError("No time zone data for Europe/London on this machine: install tzdata.");
}

absl::CivilDay LondonDay(absl::Time time) { return absl::ToCivilDay(time, London()); }

absl::StatusOr<absl::CivilDay> ParseDay(std::string_view text) {
  const absl::Status wrong = absl::InvalidArgumentError("Write a day as year-month-day, for example 2026-12-05.");
  if (text.size() != 10 || text[4] != '-' || text[7] != '-') return wrong;
  const std::string_view year = text.substr(0, 4), month = text.substr(5, 2), day = text.substr(8, 2);
  if (!AllDigits(year) || !AllDigits(month) || !AllDigits(day)) return wrong;
  const absl::CivilDay civil(Number(year), Number(month), Number(day));
  if (civil.month() != Number(month) || civil.day() != Number(day)) {
    return absl::InvalidArgumentError("No calendar has this day. Check the month and the day.");
  }
  return civil;
}

absl::StatusOr<TimeOfDay> ParseTimeOfDay(std::string_view text) {
  TimeOfDay time;
  if (text.ends_with(" GMT")) time.clock = TimeOfDay::Clock::kGmt;
  if (text.ends_with(" BST")) time.clock = TimeOfDay::Clock::kBst;
  if (time.clock != TimeOfDay::Clock::kEither) text.remove_suffix(4);
  const size_t colon = text.find(':');
  const bool shaped = (colon == 1 || colon == 2) && text.size() == colon + 3 && AllDigits(text.substr(0, colon)) &&
                      AllDigits(text.substr(colon + 1));
  if (shaped) {
    time.hour = Number(text.substr(0, colon));
    time.minute = Number(text.substr(colon + 1));
  }
  if (!shaped || time.hour > 23 || time.minute > 59) {
    return absl::InvalidArgumentError("Write a time of day from 00:00 to 23:59, for example 09:30.");
  }
  return time;
}

absl::StatusOr<absl::Time> AtLondon(absl::CivilDay day, TimeOfDay time) {
  const absl::CivilSecond civil(day.year(), day.month(), day.day(), time.hour, time.minute);
  const auto at = London().At(civil);
  const std::string text = absl::StrFormat("%02d:%02d on %s", time.hour, time.minute, DayInWords(day));
  if (at.kind == absl::TimeZone::TimeInfo::SKIPPED) {
    return absl::InvalidArgumentError(
        absl::StrCat("There is no ", text, ": the clocks go forward then. Write a time before 01:00 or from 02:00."));
  }
  if (at.kind == absl::TimeZone::TimeInfo::UNIQUE) return at.pre;
  if (time.clock == TimeOfDay::Clock::kEither) {
    return absl::InvalidArgumentError(
        absl::StrCat(text, " happens twice: the clocks go back then. Write BST or GMT behind the time."));
  }
  return time.clock == TimeOfDay::Clock::kBst ? at.pre : at.post;
}

absl::StatusOr<absl::Time> ParseInstant(std::string_view text) {
  if (text.size() > 10 && text[10] == 'T') {
    absl::Time time;
    std::string error;
    if (absl::ParseTime(absl::RFC3339_full, std::string(text), &time, &error)) return time;
  } else if (text.size() > 11 && text[10] == ' ') {
    auto day = ParseDay(text.substr(0, 10));
    if (!day.ok()) return day.status();
    auto time = ParseTimeOfDay(text.substr(11));
    if (!time.ok()) return time.status();
    return AtLondon(*day, *time);
  }
  return absl::InvalidArgumentError("Write a day and a time in London, for example 2026-12-05 09:30.");
}

std::string IsoDay(const type::v1::Date& date) {
  return absl::StrFormat("%04d-%02d-%02d", date.year(), date.month(), date.day());
}

std::string DayInWords(absl::CivilDay day) {
  return absl::FormatTime("%a %-d %b %E4Y", absl::FromCivil(day, absl::UTCTimeZone()), absl::UTCTimeZone());
}

std::string TimeInWords(absl::Time time) { return absl::StrCat(DayInWords(LondonDay(time)), " ", Clock(time)); }

std::string SpanInWords(absl::Time start, absl::Time end) {
  if (LondonDay(start) == LondonDay(end)) return absl::StrCat(TimeInWords(start), "–", Clock(end));
  return absl::StrCat(TimeInWords(start), " – ", TimeInWords(end));
}

}  // namespace shortbreaks::cli

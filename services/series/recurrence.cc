#include "series/recurrence.h"

#include <absl/strings/str_cat.h>
#include <libical/ical.h>

#include <algorithm>
#include <cstdlib>
#include <memory>
#include <optional>

namespace shortbreaks::series {
namespace {

constexpr int kYearsMax = 2;

icaltimetype ToIcal(absl::CivilDay day) {
  // Not icaltime_null_date, whose hour of -1 leads the iterator astray.
  icaltimetype time = icaltime_null_time();
  time.year = static_cast<int>(day.year());
  time.month = day.month();
  time.day = day.day();
  time.is_date = 1;
  return time;
}

absl::CivilDay FromIcal(const icaltimetype& time) { return absl::CivilDay(time.year, time.month, time.day); }

std::optional<icalrecurrencetype> Parse(const std::string& rule) {
  // Else libical would end the program at a rule that is wrong.
  [[maybe_unused]] static const bool kGoesOn = [] {
    icalerror_set_errors_are_fatal(0);
    return true;
  }();
  icalrecurrencetype parsed = icalrecurrencetype_from_string(rule.c_str());
  if (parsed.freq == ICAL_NO_RECURRENCE) return std::nullopt;
  return parsed;
}

bool Given(const short* by) { return by[0] != ICAL_RECURRENCE_ARRAY_MAX; }

// An empty sentence where nothing is wrong.
std::string ProblemWith(const icalrecurrencetype& rule, absl::CivilDay last_possible) {
  if (rule.freq < ICAL_DAILY_RECURRENCE) return "Must be daily, weekly, monthly or yearly.";
  if (rule.rscale != nullptr) return "Must go by the calendar that everybody goes by: leave out RSCALE.";
  if (Given(rule.by_hour) || Given(rule.by_minute) || Given(rule.by_second)) {
    return "Must say days alone: the time of day is that of the pattern.";
  }
  if (rule.count > 0) return rule.count <= kDaysMax ? "" : absl::StrCat("Must have at most ", kDaysMax, " days.");
  if (icaltime_is_null_time(rule.until)) return "Must end: with COUNT=10, or with UNTIL=20270717.";
  const absl::CivilDay until = FromIcal(rule.until);
  if (!rule.until.is_date || until.month() != rule.until.month || until.day() != rule.until.day) {
    return "Must have a day of the calendar as UNTIL, 20270717, included.";
  }
  return until <= last_possible ? "" : "Must end within two years of its first day.";
}

// Up to `days_max` of the days of a rule that ends by itself.
std::vector<absl::CivilDay> Iterate(const icalrecurrencetype& rule, absl::CivilDay first, int days_max) {
  const std::unique_ptr<icalrecur_iterator, decltype(&icalrecur_iterator_free)> iterator(
      icalrecur_iterator_new(rule, ToIcal(first)), icalrecur_iterator_free);
  std::vector<absl::CivilDay> days;
  while (iterator != nullptr && static_cast<int>(days.size()) < days_max) {
    const icaltimetype next = icalrecur_iterator_next(iterator.get());
    if (icaltime_is_null_time(next)) break;
    days.push_back(FromIcal(next));
  }
  return days;
}

// Bounded by an UNTIL, so that a rule that never comes round ends too. One more than fit, at most.
std::vector<absl::CivilDay> DaysFrom(icalrecurrencetype rule, absl::CivilDay first, absl::CivilDay last_possible) {
  const int days_max = rule.count > 0 ? rule.count : kDaysMax + 1;
  if (rule.count > 0) rule.until = ToIcal(last_possible);
  rule.count = 0;
  // A rule that skips weeks or months is well defined only from a day on which it falls, whatever it skips: RFC 5545
  // says so of DTSTART, and of every second Sunday from a Monday libical gives the wrong half.
  icalrecurrencetype every = rule;
  every.interval = 1;
  const auto begin = Iterate(every, first, 1);
  return begin.empty() ? begin : Iterate(rule, begin.front(), days_max);
}

std::string Text(icalrecurrencetype rule) {
  const std::unique_ptr<char, decltype(&std::free)> text(icalrecurrencetype_as_string_r(&rule), std::free);
  return text == nullptr ? std::string() : text.get();
}

}  // namespace

std::vector<absl::CivilDay> DaysOf(const std::string& rule, absl::CivilDay first, std::string_view field,
                                   errors::FieldErrors& fields) {
  const absl::CivilDay last_possible(first.year() + kYearsMax, first.month(), first.day());
  const auto wrong = [&](std::string sentence) {
    fields.Add(std::string(field), std::move(sentence));
    return std::vector<absl::CivilDay>();
  };
  const auto parsed = Parse(rule);
  if (!parsed) return wrong("Must be a rule such as FREQ=WEEKLY;BYDAY=SA;UNTIL=20270717.");
  if (std::string problem = ProblemWith(*parsed, last_possible); !problem.empty()) return wrong(std::move(problem));
  std::vector<absl::CivilDay> days = DaysFrom(*parsed, first, last_possible);
  if (days.empty()) return wrong("Gives no day at all.");
  if (static_cast<int>(days.size()) > kDaysMax) return wrong(absl::StrCat("Must have at most ", kDaysMax, " days."));
  if (static_cast<int>(days.size()) < parsed->count) return wrong("Must end within two years of its first day.");
  return days;
}

bool GoesByWeeks(const std::string& rule) {
  const auto parsed = Parse(rule);
  return parsed && (parsed->freq == ICAL_DAILY_RECURRENCE || parsed->freq == ICAL_WEEKLY_RECURRENCE);
}

std::string EndingOn(const std::string& rule, absl::CivilDay last) {
  auto parsed = Parse(rule);
  if (!parsed) return rule;
  parsed->count = 0;
  parsed->until = ToIcal(last);
  return Text(*parsed);
}

std::string EndingAfter(const std::string& rule, int days) {
  auto parsed = Parse(rule);
  if (!parsed) return rule;
  parsed->until = icaltime_null_time();
  parsed->count = days;
  return Text(*parsed);
}

}  // namespace shortbreaks::series

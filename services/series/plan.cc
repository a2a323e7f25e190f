#include "series/plan.h"

#include <absl/strings/str_cat.h>
#include <absl/time/civil_time.h>

#include <algorithm>
#include <set>

#include "availability/charge.h"
#include "availability/records.h"
#include "errors/errors.h"
#include "london/london.h"
#include "series/recurrence.h"
#include "wire/times.h"

namespace shortbreaks::series {
namespace {

// As many as fit into the headers of an answer.
constexpr size_t kDaysListed = 100;

absl::Time AtMinutes(absl::CivilDay day, int minutes) { return london::At(absl::CivilMinute(day) + minutes); }

bool IsRefused(const PlannedDate& date) {
  return date.skipped == v1::SKIP_REASON_CLOSED || date.skipped == v1::SKIP_REASON_BANK_HOLIDAY ||
         date.skipped == v1::SKIP_REASON_NO_TIME;
}

std::set<absl::CivilDay> DaysIn(const google::protobuf::RepeatedPtrField<type::v1::Date>& dates) {
  std::set<absl::CivilDay> days;
  for (const type::v1::Date& date : dates) days.insert(absl::CivilDay(date.year(), date.month(), date.day()));
  return days;
}

absl::Status CheckTermsKnown(const Calendar& calendar, const std::vector<absl::CivilDay>& days) {
  errors::FieldErrors fields;
  if (!days.empty() && !calendar.KnowsTerms(days.front(), days.back())) {
    fields.Add("series.recurrence.only",
               absl::StrCat("The council's terms are not known for all days from ", absl::FormatCivilTime(days.front()),
                            " to ", absl::FormatCivilTime(days.back()), ": set them first."));
  }
  return fields.ToStatus();
}

void SkipBySchoolYear(const Calendar& calendar, v1::OnlyDays only, PlannedDate& date) {
  if (!date.HasSession()) return;
  if (only == v1::ONLY_DAYS_TERM && !calendar.IsTerm(date.day)) date.skipped = v1::SKIP_REASON_NOT_TERM;
  if (only == v1::ONLY_DAYS_HOLIDAYS && !calendar.IsHolidays(date.day)) date.skipped = v1::SKIP_REASON_NOT_HOLIDAYS;
}

}  // namespace

v1::SeriesDate ToProto(const PlannedDate& date) {
  v1::SeriesDate message;
  *message.mutable_day() = wire::ToProto(date.day);
  message.set_skipped(date.skipped);
  message.set_skipped_for(date.skipped_for);
  if (!date.HasSession()) return message;
  *message.mutable_start_time() = wire::ToProto(date.start);
  *message.mutable_end_time() = wire::ToProto(date.end);
  message.set_charge_minutes(static_cast<int32_t>(date.charge_minutes));
  message.set_charge_nights(static_cast<int32_t>(date.charge_nights));
  return message;
}

PlannedDate TimesOn(absl::CivilDay day, const v1::SessionPattern& pattern) {
  PlannedDate date{.day = day};
  date.start = AtMinutes(day, pattern.start_minutes());
  date.end = AtMinutes(day + pattern.end_day_offset(), pattern.end_minutes());
  if (date.end <= date.start) {
    date.skipped = v1::SKIP_REASON_NO_TIME;
    return date;
  }
  date.charge_minutes = availability::ChargeMinutes(date.start, date.end);
  date.charge_nights = availability::ChargeNights(date.start, date.end);
  return date;
}

Windows WindowsOf(absl::Time start, const v1::SessionPattern& pattern) {
  Windows windows;
  windows.booking_close = start - absl::Hours(pattern.booking_closes_hours());
  windows.booking_open = availability::kOpenAtOnce;
  if (pattern.has_booking_opens_days()) {
    const absl::CivilDay day = london::DayOf(start) - pattern.booking_opens_days();
    // A clock change between them may bring them an hour nearer.
    windows.booking_open = std::min(AtMinutes(day, pattern.booking_opens_minutes()), windows.booking_close);
  }
  if (pattern.has_reserve_release_hours()) {
    windows.reserve_release = start - absl::Hours(pattern.reserve_release_hours());
  }
  return windows;
}

std::vector<absl::CivilDay> RuleDays(const v1::Recurrence& recurrence, const Bounds& bounds) {
  errors::FieldErrors none;
  const type::v1::Date& first = recurrence.first_day();
  const auto ruled = DaysOf(recurrence.rule(), absl::CivilDay(first.year(), first.month(), first.day()), "rule", none);
  std::set<absl::CivilDay> days = DaysIn(recurrence.extra_days());
  days.insert(ruled.begin(), ruled.end());
  std::vector<absl::CivilDay> within;
  std::copy_if(days.begin(), days.end(), std::back_inserter(within),
               [&](absl::CivilDay day) { return bounds.Hold(day); });
  return within;
}

void SkipWhereClosed(const Calendar& calendar, const v1::Recurrence& recurrence, PlannedDate& date) {
  if (!date.HasSession()) return;
  // The instant before the end: what ends at midnight does not run on the day that begins then.
  const absl::CivilDay last = london::DayOf(date.end - absl::Microseconds(1));
  const Stretch* closed = calendar.Closed(date.day, last, !recurrence.runs_on_bank_holidays());
  if (closed == nullptr) return;
  date.skipped = closed->kind == v1::CALENDAR_DAY_KIND_CLOSED ? v1::SKIP_REASON_CLOSED : v1::SKIP_REASON_BANK_HOLIDAY;
  date.skipped_for = closed->name;
}

absl::Status CheckRuns(const std::vector<PlannedDate>& dates) {
  std::string days;
  size_t refused = 0;
  for (const PlannedDate& date : dates) {
    if (IsRefused(date) && ++refused <= kDaysListed) {
      absl::StrAppend(&days, days.empty() ? "" : ",", absl::FormatCivilTime(date.day));
    }
  }
  if (refused == 0) return absl::OkStatus();
  return errors::Error(type::v1::ERROR_REASON_CLOSED_DAY, {}, {{"days", days}, {"count", absl::StrCat(refused)}});
}

absl::StatusOr<std::vector<PlannedDate>> PlanDates(const v1::Series& series, const Bounds& bounds,
                                                   const Calendar& calendar, absl::Time now) {
  const v1::Recurrence& recurrence = series.recurrence();
  const std::vector<absl::CivilDay> days = RuleDays(recurrence, bounds);
  const std::set<absl::CivilDay> excepted = DaysIn(recurrence.except_days()), added = DaysIn(recurrence.extra_days());
  if (recurrence.only() != v1::ONLY_DAYS_UNSPECIFIED) {
    if (auto known = CheckTermsKnown(calendar, days); !known.ok()) return known;
  }
  std::vector<PlannedDate> dates;
  for (const absl::CivilDay day : days) {
    PlannedDate& date = dates.emplace_back(TimesOn(day, series.pattern()));
    // First what nobody need be told of as a closed day.
    if (excepted.contains(day)) {
      date.skipped = v1::SKIP_REASON_EXCEPTED;
    } else if (date.start <= now) {
      date.skipped = v1::SKIP_REASON_BEGUN;
    }
    if (!added.contains(day)) SkipBySchoolYear(calendar, recurrence.only(), date);
    SkipWhereClosed(calendar, recurrence, date);
  }
  if (recurrence.closed_days() == v1::CLOSED_DAYS_FAIL) {
    if (auto runs = CheckRuns(dates); !runs.ok()) return runs;
  }
  return dates;
}

}  // namespace shortbreaks::series

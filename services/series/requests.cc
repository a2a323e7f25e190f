#include "series/requests.h"

#include <absl/strings/str_cat.h>

#include <algorithm>
#include <set>

#include "availability/validate.h"
#include "series/recurrence.h"
#include "wire/fields.h"
#include "wire/times.h"

namespace shortbreaks::series {
namespace {

using errors::FieldErrors;

constexpr int kMinutesADay = 1440;
constexpr int kHoursMax = 8760;
constexpr int kCalendarDaysMax = 800;
constexpr int kStretchesMax = 500;

void CheckRange(std::string field, int64_t value, int64_t min, int64_t max, FieldErrors& fields) {
  if (value < min || value > max) fields.Add(std::move(field), absl::StrCat("Must be ", min, " to ", max, "."));
}

void SortDays(const std::string& field, google::protobuf::RepeatedPtrField<type::v1::Date>& dates,
              FieldErrors& fields) {
  if (dates.size() > kDaysMax) return fields.Add(field, absl::StrCat("Must be at most ", kDaysMax, " days."));
  std::set<absl::CivilDay> days;
  for (int i = 0; i < dates.size(); ++i) days.insert(DayIn(absl::StrCat(field, "[", i, "]"), true, dates[i], fields));
  dates.Clear();
  for (const absl::CivilDay day : days) *dates.Add() = wire::ToProto(day);
}

// Together no more than fit, none of them before the first or more than two years after it.
void CheckExtraDays(const v1::Recurrence& recurrence, absl::CivilDay first, size_t ruled, FieldErrors& fields) {
  const std::string field = "series.recurrence.extra_days";
  if (ruled + static_cast<size_t>(recurrence.extra_days_size()) > static_cast<size_t>(kDaysMax)) {
    fields.Add(field, absl::StrCat("Must be at most ", kDaysMax, " days with those of the rule."));
  }
  for (int i = 0; i < recurrence.extra_days_size(); ++i) {
    const auto day = wire::FromProto(recurrence.extra_days(i));
    if (day && (*day < first || *day > absl::CivilDay(first.year() + 2, first.month(), first.day()))) {
      fields.Add(absl::StrCat(field, "[", i, "]"), "Must be within two years of first_day.");
    }
  }
}

v1::Recurrence ReadRecurrence(v1::Recurrence recurrence, FieldErrors& fields) {
  const std::string at = "series.recurrence.";
  size_t problems = fields.size();
  const absl::CivilDay first = DayIn(at + "first_day", recurrence.has_first_day(), recurrence.first_day(), fields);
  wire::CheckText(at + "rule", recurrence.rule(), 500, fields);
  SortDays(at + "except_days", *recurrence.mutable_except_days(), fields);
  SortDays(at + "extra_days", *recurrence.mutable_extra_days(), fields);
  if (fields.size() == problems) {
    const auto ruled = DaysOf(recurrence.rule(), first, at + "rule", fields);
    CheckExtraDays(recurrence, first, ruled.size(), fields);
  }
  if (!v1::OnlyDays_IsValid(recurrence.only()))
    fields.Add(at + "only", "Must be one of those that the contract names.");
  if (recurrence.closed_days() != v1::CLOSED_DAYS_SKIP && recurrence.closed_days() != v1::CLOSED_DAYS_FAIL) {
    fields.Add(at + "closed_days", "Is required: say whether closed days are skipped or refused.");
  }
  return recurrence;
}

void CheckTimes(const v1::SessionPattern& pattern, FieldErrors& fields) {
  const std::string at = "series.pattern.";
  CheckRange(at + "start_minutes", pattern.start_minutes(), 0, kMinutesADay - 1, fields);
  CheckRange(at + "end_minutes", pattern.end_minutes(), 0, kMinutesADay - 1, fields);
  CheckRange(at + "end_day_offset", pattern.end_day_offset(), 0, 30, fields);
  if (pattern.end_day_offset() == 0 && pattern.end_minutes() <= pattern.start_minutes()) {
    fields.Add(at + "end_minutes", "Must be after start_minutes, or end_day_offset at least 1.");
  }
}

void CheckBookingTimes(const v1::SessionPattern& pattern, FieldErrors& fields) {
  const std::string at = "series.pattern.";
  CheckRange(at + "booking_opens_days", pattern.booking_opens_days(), 0, 366, fields);
  CheckRange(at + "booking_opens_minutes", pattern.booking_opens_minutes(), 0, kMinutesADay - 1, fields);
  CheckRange(at + "booking_closes_hours", pattern.booking_closes_hours(), 0, kHoursMax, fields);
  CheckRange(at + "reserve_release_hours", pattern.reserve_release_hours(), 0, kHoursMax, fields);
  const int opens_before =
      pattern.booking_opens_days() * kMinutesADay + pattern.start_minutes() - pattern.booking_opens_minutes();
  if (pattern.has_booking_opens_days() && opens_before < pattern.booking_closes_hours() * 60) {
    fields.Add(at + "booking_opens_days", "Must not be after booking closes.");
  }
}

void CheckCapacity(const v1::SessionPattern& pattern, FieldErrors& fields) {
  const std::string at = "series.pattern.";
  availability::CheckPlaces(at + "places", pattern.places(), fields);
  CheckRange(at + "staff", pattern.staff(), 0, 1000, fields);
  CheckRange(at + "reserve_places", pattern.reserve_places(), 0, std::max(pattern.places(), 0), fields);
  if (pattern.ratio_caps_size() > 5) fields.Add(at + "ratio_caps", "Must be at most 5.");
  std::set<std::pair<int, int>> ratios;
  for (int i = 0; i < pattern.ratio_caps_size(); ++i) {
    const std::string cap = absl::StrCat(at, "ratio_caps[", i, "].");
    const type::v1::SupportRatio& ratio = pattern.ratio_caps(i).support_ratio();
    CheckRange(cap + "support_ratio.staff", ratio.staff(), 1, 4, fields);
    CheckRange(cap + "support_ratio.children", ratio.children(), 1, 20, fields);
    CheckRange(cap + "children_max", pattern.ratio_caps(i).children_max(), 0, 1000, fields);
    if (!ratios.insert({ratio.staff(), ratio.children()}).second) {
      fields.Add(cap + "support_ratio", "Stands here already: name each ratio once.");
    }
  }
}

Stretch ReadStretch(const std::string& at, const v1::CalendarDays& message, const DaysEdit& edit, FieldErrors& fields) {
  Stretch stretch{.kind = message.kind(), .name = message.display_name()};
  stretch.provider_id = edit.provider_id;
  stretch.activity_id = edit.activity_id;
  const bool of_council = edit.provider_id.empty() && edit.activity_id.empty();
  if (!v1::CalendarDayKind_IsValid(message.kind()) || message.kind() == v1::CALENDAR_DAY_KIND_UNSPECIFIED) {
    fields.Add(at + "kind", "Is required.");
  } else if (!of_council && message.kind() != v1::CALENDAR_DAY_KIND_CLOSED) {
    fields.Add(at + "kind", "Must be closed: terms and bank holidays are the council's.");
  }
  wire::CheckText(at + "display_name", message.display_name(), 200, fields);
  stretch.first = DayIn(at + "first_day", message.has_first_day(), message.first_day(), fields);
  stretch.last = message.has_last_day() ? DayIn(at + "last_day", true, message.last_day(), fields) : stretch.first;
  if (stretch.last < stretch.first || stretch.last > stretch.first + 366) {
    fields.Add(at + "last_day", "Must be 0 to 366 days after first_day.");
  }
  if (stretch.first < edit.first || stretch.first > edit.last) {
    fields.Add(at + "first_day", "Must be in the stretch of days that is replaced.");
  }
  return stretch;
}

// At most one of the two; the ids, empty where not given.
void ReadOwner(const std::string& provider, const std::string& activity, ids::Uuid& provider_id, ids::Uuid& activity_id,
               FieldErrors& fields) {
  if (!provider.empty()) provider_id = wire::IdIn("provider", "providers", provider, fields);
  if (!activity.empty()) activity_id = wire::IdIn("activity", "activities", activity, fields);
  if (!provider.empty() && !activity.empty()) fields.Add("activity", "Must be left out where provider is given.");
}

absl::CivilDay MondayOf(absl::CivilDay day) { return absl::PrevWeekday(day + 1, absl::Weekday::monday); }

}  // namespace

absl::CivilDay DayIn(std::string_view field, bool given, const type::v1::Date& date, FieldErrors& fields) {
  const auto day = wire::FromProto(date);
  if (!given) {
    fields.Add(std::string(field), "Is required.");
  } else if (!day || day->year() < 2000 || day->year() > 2190) {
    fields.Add(std::string(field), "Must be a day of the calendar, from 2000 to 2190.");
  } else {
    return *day;
  }
  return absl::CivilDay();
}

v1::Series ReadSeries(const v1::Series& message, FieldErrors& fields) {
  v1::Series series;
  wire::CheckExternalId("series.external_id", message.external_id(), false, fields);
  series.set_external_id(message.external_id());
  *series.mutable_recurrence() = ReadRecurrence(message.recurrence(), fields);
  *series.mutable_pattern() = message.pattern();
  for (v1::RatioCap& cap : *series.mutable_pattern()->mutable_ratio_caps()) cap.clear_children_taken();
  if (!message.pattern().has_booking_opens_days() && message.pattern().booking_opens_minutes() != 0) {
    fields.Add("series.pattern.booking_opens_days", "Is required with booking_opens_minutes.");
  }
  CheckTimes(message.pattern(), fields);
  CheckBookingTimes(message.pattern(), fields);
  CheckCapacity(message.pattern(), fields);
  return series;
}

DaysEdit ReadDays(const v1::SetCalendarDaysRequest& message, FieldErrors& fields) {
  DaysEdit edit;
  ReadOwner(message.provider(), message.activity(), edit.provider_id, edit.activity_id, fields);
  edit.first = DayIn("first_day", message.has_first_day(), message.first_day(), fields);
  edit.last = DayIn("last_day", message.has_last_day(), message.last_day(), fields);
  if (edit.last < edit.first || edit.last > edit.first + kCalendarDaysMax) {
    fields.Add("last_day", absl::StrCat("Must be 0 to ", kCalendarDaysMax, " days after first_day."));
  }
  if (message.days_size() > kStretchesMax) {
    fields.Add("days", absl::StrCat("Must be at most ", kStretchesMax, "."));
    return edit;
  }
  for (int i = 0; i < message.days_size(); ++i) {
    edit.stretches.push_back(ReadStretch(absl::StrCat("days[", i, "]."), message.days(i), edit, fields));
  }
  std::stable_sort(edit.stretches.begin(), edit.stretches.end(),
                   [](const Stretch& a, const Stretch& b) { return a.first < b.first; });
  return edit;
}

int64_t Season::Shift() const { return MondayOf(to) - MondayOf(first); }

Season ReadSeason(const v1::CopySeasonRequest& message, FieldErrors& fields) {
  Season season{.as_drafts = message.as_drafts(), .validate_only = message.validate_only()};
  ReadOwner(message.provider(), message.activity(), season.provider_id, season.activity_id, fields);
  if (message.provider().empty() && message.activity().empty()) {
    fields.Add("provider", "Is required, or activity.");
  }
  season.first = DayIn("first_day", message.has_first_day(), message.first_day(), fields);
  season.last = DayIn("last_day", message.has_last_day(), message.last_day(), fields);
  season.to = DayIn("to_day", message.has_to_day(), message.to_day(), fields);
  if (season.last < season.first || season.last > season.first + kDaysMax) {
    fields.Add("last_day", absl::StrCat("Must be 0 to ", kDaysMax, " days after first_day."));
  }
  if (MondayOf(season.to) <= season.last) fields.Add("to_day", "Must be in a week after last_day.");
  return season;
}

void CheckBooked(v1::BookedSessions booked, const std::string& reason, bool reason_required, FieldErrors& fields) {
  if (!v1::BookedSessions_IsValid(booked)) fields.Add("booked", "Must be one of those that the contract names.");
  if (reason_required || booked == v1::BOOKED_SESSIONS_CALL_OFF) {
    availability::CheckReason("reason", reason, fields);
  } else {
    wire::CheckOptionalText("reason", reason, 500, fields);
  }
}

}  // namespace shortbreaks::series

#include "series_fields.h"

#include <absl/strings/numbers.h>
#include <absl/strings/str_cat.h>
#include <absl/strings/str_split.h>

#include "london.h"
#include "wire/times.h"
#include "words.h"

namespace shortbreaks::cli {
namespace {

using namespace availability::v1;  // NOLINT: this file fills in these messages and nothing else

absl::Status Number(const std::string& text, const std::function<void(int32_t)>& set) {
  int32_t value = 0;
  if (!absl::SimpleAtoi(text, &value)) return absl::InvalidArgumentError("Write a whole number.");
  set(value);
  return absl::OkStatus();
}

absl::Status Minutes(const std::string& text, const std::function<void(int32_t)>& set) {
  auto time = ParseTimeOfDay(text);
  if (!time.ok()) return time.status();
  set(time->Minutes());
  return absl::OkStatus();
}

absl::Status Date(const std::string& text, type::v1::Date& date) {
  auto day = ParseDay(text);
  if (!day.ok()) return day.status();
  date = wire::ToProto(*day);
  return absl::OkStatus();
}

// `1:1=2`
absl::Status Cap(const std::string& text, RatioCap& cap) {
  const std::vector<std::string> parts = absl::StrSplit(text, '=');
  auto ratio = ParseRatio(parts.front());
  int32_t children = 0;
  if (parts.size() != 2 || !ratio.ok() || !absl::SimpleAtoi(parts[1], &children)) {
    return absl::InvalidArgumentError("Write a ratio and how many children, for example 1:1=2.");
  }
  *cap.mutable_support_ratio() = *ratio;
  cap.set_children_max(children);
  return absl::OkStatus();
}

}  // namespace

absl::Status SetDay(const char* flag, const std::string& text, type::v1::Date& date) {
  auto status = Date(text, date);
  return status.ok() ? status : absl::InvalidArgumentError(absl::StrCat(flag, ": ", status.message()));
}

void SeriesFields::Add(CLI::App& command, const char* flag, const char* help, bool required, Set set) {
  auto* option = command.add_option_function<std::string>(
      flag,
      [this, flag, set = std::move(set)](const std::string& text) {
        changes_.push_back([=](Series& series) {
          const absl::Status status = set(text, series);
          return status.ok() ? status : absl::InvalidArgumentError(absl::StrCat(flag, ": ", status.message()));
        });
      },
      help);
  if (required) option->required();
}

void SeriesFields::AddList(CLI::App& command, const char* flag, const char* help, void (*clear)(Series&), Set add) {
  command.add_option_function<std::vector<std::string>>(
      flag,
      [this, flag, clear, add = std::move(add)](const std::vector<std::string>& texts) {
        changes_.push_back([=](Series& series) {
          clear(series);
          for (const std::string& text : texts) {
            if (text.empty()) continue;
            const absl::Status status = add(text, series);
            if (!status.ok()) return absl::InvalidArgumentError(absl::StrCat(flag, ": ", status.message()));
          }
          return absl::OkStatus();
        });
      },
      help);
}

void SeriesFields::AddDays(CLI::App& command, bool required) {
  Add(command, "--rule", "An RRULE: \"FREQ=WEEKLY;BYDAY=SA;UNTIL=20270717\"", required,
      [](const std::string& text, Series& series) {
        series.mutable_recurrence()->set_rule(text);
        return absl::OkStatus();
      });
  Add(command, "--first-day", "The rule counts from here: 2026-09-05", required,
      [](const std::string& text, Series& series) {
        return Date(text, *series.mutable_recurrence()->mutable_first_day());
      });
  Add(command, "--closed-days", "Dates on closed days and bank holidays: skip them, or fail as a whole", required,
      [](const std::string& text, Series& series) {
        auto value = ParseEnum<ClosedDays>(text);
        if (value.ok()) series.mutable_recurrence()->set_closed_days(*value);
        return value.status();
      });
  Add(command, "--only", "Days of a term, or of the holidays between; \"\": all", false,
      [](const std::string& text, Series& series) {
        series.mutable_recurrence()->clear_only();
        if (text.empty()) return absl::OkStatus();
        auto value = ParseEnum<OnlyDays>(text);
        if (value.ok()) series.mutable_recurrence()->set_only(*value);
        return value.status();
      });
  Add(command, "--bank-holidays", "yes: they are days like any other", false,
      [](const std::string& text, Series& series) {
        series.mutable_recurrence()->set_runs_on_bank_holidays(text == "yes");
        return text == "yes" || text == "no" ? absl::OkStatus() : absl::InvalidArgumentError("Write yes or no.");
      });
  AddList(
      command, "--except-day", "Days to leave out; \"\": none",
      [](Series& series) { series.mutable_recurrence()->clear_except_days(); },
      [](const std::string& text, Series& series) {
        return Date(text, *series.mutable_recurrence()->add_except_days());
      });
  AddList(
      command, "--extra-day", "Days to add; \"\": none",
      [](Series& series) { series.mutable_recurrence()->clear_extra_days(); },
      [](const std::string& text, Series& series) {
        return Date(text, *series.mutable_recurrence()->add_extra_days());
      });
}

void SeriesFields::AddTimes(CLI::App& command, bool required) {
  Add(command, "--start", "London time, 10:00", required, [](const std::string& text, Series& series) {
    return Minutes(text, [&](int32_t value) { series.mutable_pattern()->set_start_minutes(value); });
  });
  Add(command, "--end", "London time, 13:00", required, [](const std::string& text, Series& series) {
    return Minutes(text, [&](int32_t value) { series.mutable_pattern()->set_end_minutes(value); });
  });
  Add(command, "--end-day-offset", "How many days later it ends: 1 across midnight, 2 for two nights", false,
      [](const std::string& text, Series& series) {
        return Number(text, [&](int32_t value) { series.mutable_pattern()->set_end_day_offset(value); });
      });
  Add(command, "--booking-opens-days", "Booking opens so many days before; \"\": at once", false,
      [](const std::string& text, Series& series) {
        series.mutable_pattern()->clear_booking_opens_days();
        if (text.empty()) series.mutable_pattern()->clear_booking_opens_minutes();
        if (text.empty()) return absl::OkStatus();
        return Number(text, [&](int32_t value) { series.mutable_pattern()->set_booking_opens_days(value); });
      });
  Add(command, "--booking-opens-at", "At this London time of that day, 09:00", false,
      [](const std::string& text, Series& series) {
        return Minutes(text, [&](int32_t value) { series.mutable_pattern()->set_booking_opens_minutes(value); });
      });
  Add(command, "--booking-closes-hours", "Booking closes so many hours before the start", false,
      [](const std::string& text, Series& series) {
        return Number(text, [&](int32_t value) { series.mutable_pattern()->set_booking_closes_hours(value); });
      });
}

void SeriesFields::AddCapacity(CLI::App& command, bool required) {
  Add(command, "--places", "Places", required, [](const std::string& text, Series& series) {
    return Number(text, [&](int32_t value) { series.mutable_pattern()->set_places(value); });
  });
  Add(command, "--staff", "Staff on shift; \"\": not counted", false, [](const std::string& text, Series& series) {
    series.mutable_pattern()->clear_staff();
    if (text.empty()) return absl::OkStatus();
    return Number(text, [&](int32_t value) { series.mutable_pattern()->set_staff(value); });
  });
  AddList(
      command, "--cap", "How many children who need so much support: 1:1=2; \"\": no cap",
      [](Series& series) { series.mutable_pattern()->clear_ratio_caps(); },
      [](const std::string& text, Series& series) { return Cap(text, *series.mutable_pattern()->add_ratio_caps()); });
  Add(command, "--reserve", "Places kept back for the council", false, [](const std::string& text, Series& series) {
    return Number(text, [&](int32_t value) { series.mutable_pattern()->set_reserve_places(value); });
  });
  Add(command, "--reserve-release-hours", "They become free so many hours before; \"\": when an officer says so", false,
      [](const std::string& text, Series& series) {
        series.mutable_pattern()->clear_reserve_release_hours();
        if (text.empty()) return absl::OkStatus();
        return Number(text, [&](int32_t value) { series.mutable_pattern()->set_reserve_release_hours(value); });
      });
  Add(command, "--publish", "no: new sessions are drafts", false, [](const std::string& text, Series& series) {
    series.mutable_pattern()->set_publish(text == "yes");
    return text == "yes" || text == "no" ? absl::OkStatus() : absl::InvalidArgumentError("Write yes or no.");
  });
}

void SeriesFields::AddTo(CLI::App& command, bool required) {
  Add(command, "--external-id", "Your own key for it", false, [](const std::string& text, Series& series) {
    series.set_external_id(text);
    return absl::OkStatus();
  });
  AddDays(command, required);
  AddTimes(command, required);
  AddCapacity(command, required);
}

absl::Status SeriesFields::Apply(Series& series) const {
  for (const auto& change : changes_) {
    if (auto status = change(series); !status.ok()) return status;
  }
  return absl::OkStatus();
}

}  // namespace shortbreaks::cli

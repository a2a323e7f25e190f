// `calendar-day`: terms, bank holidays and closed days.
#include <absl/strings/str_cat.h>

#include "commands.h"
#include "import/calendar.h"
#include "import/csv_file.h"
#include "records.h"
#include "series_fields.h"
#include "views.h"
#include "wire/times.h"

namespace shortbreaks::cli {
namespace {

using namespace availability::v1;  // NOLINT: this file sends these messages and nothing else

struct Given {
  std::string provider, activity, first_day, last_day, file;
  std::vector<std::string> terms, bank_holidays, closed;
};

template <typename Request>
absl::Status Apply(Tool& tool, const Given& given, Request& request) {
  auto status = SetDay("--first-day", given.first_day, *request.mutable_first_day());
  status.Update(SetDay("--last-day", given.last_day, *request.mutable_last_day()));
  if (!status.ok()) return status;
  if (!given.provider.empty()) {
    auto name = ProviderName(tool, given.provider);
    if (!name.ok()) return name.status();
    request.set_provider(*name);
  }
  if (!given.activity.empty()) {
    auto name = ActivityName(tool, given.activity);
    if (!name.ok()) return name.status();
    request.set_activity(*name);
  }
  return absl::OkStatus();
}

// `Christmas=2026-12-24..2026-12-28`, or one day.
absl::Status AddDays(const char* flag, const std::vector<std::string>& texts, CalendarDayKind kind,
                     SetCalendarDaysRequest& request) {
  for (const std::string& text : texts) {
    const size_t equals = text.rfind('='), dots = text.rfind("..");
    if (equals == std::string::npos) {
      return absl::InvalidArgumentError(
          absl::StrCat(flag, ": Write a name and its days, \"Christmas=2026-12-24..2026-12-28\"."));
    }
    CalendarDays& days = *request.add_days();
    days.set_kind(kind);
    days.set_display_name(text.substr(0, equals));
    const bool one = dots == std::string::npos || dots < equals;
    auto status =
        SetDay(flag, text.substr(equals + 1, one ? std::string::npos : dots - equals - 1), *days.mutable_first_day());
    status.Update(SetDay(flag, text.substr(one ? equals + 1 : dots + 2), *days.mutable_last_day()));
    if (!status.ok()) return status;
  }
  return absl::OkStatus();
}

// Of what a calendar.yaml holds, the days that begin in the stretch that is replaced.
void AddFrom(const std::vector<Days>& list, CalendarDayKind kind, SetCalendarDaysRequest& request) {
  const auto first = wire::FromProto(request.first_day()), last = wire::FromProto(request.last_day());
  for (const Days& each : list) {
    if (each.first < *first || each.first > *last) continue;
    CalendarDays& days = *request.add_days();
    days.set_kind(kind);
    days.set_display_name(each.name);
    *days.mutable_first_day() = wire::ToProto(each.first);
    *days.mutable_last_day() = wire::ToProto(each.last);
  }
}

absl::Status AddFile(const std::string& path, SetCalendarDaysRequest& request) {
  if (path.empty()) return absl::OkStatus();
  auto text = ReadFile(path);
  if (!text.ok()) return text.status();
  auto calendar = Calendar::Parse(path, *text);
  if (!calendar.ok()) return calendar.status();
  AddFrom(calendar->terms(), CALENDAR_DAY_KIND_TERM, request);
  AddFrom(calendar->bank_holidays(), CALENDAR_DAY_KIND_BANK_HOLIDAY, request);
  AddFrom(calendar->closed(), CALENDAR_DAY_KIND_CLOSED, request);
  return absl::OkStatus();
}

void AddStretch(CLI::App& command, Given& given) {
  command.add_option("--first-day", given.first_day, "From here, 2026-09-01")->required();
  command.add_option("--last-day", given.last_day, "to here, included")->required();
}

void AddSet(CLI::App& noun, Tool& tool) {
  auto* command = noun.add_subcommand("set", "Replace the days that begin in a stretch of time");
  auto given = std::make_shared<Given>();
  AddStretch(*command, *given);
  command->add_option("--provider", given->provider, "This provider's own closed days: name or key");
  command->add_option("--activity", given->activity, "This activity's own closed days: name or key");
  command->add_option("--term", given->terms, "\"Autumn 2026=2026-09-02..2026-10-23\" (officers)");
  command->add_option("--bank-holiday", given->bank_holidays, "\"Good Friday=2027-03-26\" (officers)");
  command->add_option("--closed", given->closed, "\"Christmas=2026-12-24..2026-12-28\"");
  command->add_option("--file", given->file, "A calendar.yaml with terms, bank_holidays and closed (officers)");
  tool.AddRequestId(*command);
  tool.On(*command, [&tool, given]() -> absl::Status {
    SetCalendarDaysRequest request;
    auto status = Apply(tool, *given, request);
    if (status.ok()) status = AddDays("--term", given->terms, CALENDAR_DAY_KIND_TERM, request);
    if (status.ok()) status = AddDays("--bank-holiday", given->bank_holidays, CALENDAR_DAY_KIND_BANK_HOLIDAY, request);
    if (status.ok()) status = AddDays("--closed", given->closed, CALENDAR_DAY_KIND_CLOSED, request);
    if (status.ok()) status = AddFile(given->file, request);
    if (!status.ok()) return status;
    return tool.Show(tool.Change(&Client::SetCalendarDays, request),
                     [](const auto& response) { return View(response); });
  });
}

void AddList(CLI::App& noun, Tool& tool) {
  auto* command = noun.add_subcommand("list", "Show the calendar");
  auto given = std::make_shared<Given>();
  AddStretch(*command, *given);
  command->add_option("--provider", given->provider, "This provider's closed days too: name or key");
  command->add_option("--activity", given->activity, "This activity's closed days too: name or key");
  tool.On(*command, [&tool, given]() -> absl::Status {
    ListCalendarDaysRequest request;
    if (auto status = Apply(tool, *given, request); !status.ok()) return status;
    return tool.Show(tool.Read(&Client::ListCalendarDays, request),
                     [](const auto& response) { return View(response); });
  });
}

}  // namespace

void AddCalendarDayCommands(CLI::App& app, Tool& tool) {
  CLI::App* noun = AddNoun(app, "calendar-day", "Terms, bank holidays and closed days");
  AddSet(*noun, tool);
  AddList(*noun, tool);
}

}  // namespace shortbreaks::cli

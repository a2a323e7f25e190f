// `programme` and `session alternatives`.
#include <absl/strings/str_cat.h>

#include <optional>

#include "commands.h"
#include "london.h"
#include "records.h"
#include "views.h"
#include "views_places.h"
#include "wire/times.h"
#include "words.h"

namespace shortbreaks::cli {
namespace {

using availability::v1::Programme;

absl::Status At(const char* flag, const absl::Status& status) {
  return status.ok() ? status : absl::InvalidArgumentError(absl::StrCat(flag, ": ", status.message()));
}

// What was given; the rest is left as it is.
struct ProgrammeGiven {
  std::optional<std::string> title, first_day, last_day, opens, closes;

  void AddTo(CLI::App& command, bool required) {
    command.add_option("--title", title, "Its title, for families")->required(required);
    command.add_option("--first-day", first_day, "Its sessions start on this day or later")->required(required);
    command.add_option("--last-day", last_day, "Its sessions start on this day or earlier")->required(required);
    command.add_option("--booking-opens", opens, "London time, \"2026-12-05 10:00\"")->required(required);
    command.add_option("--booking-closes", closes, "London time. Empty: at the start of each session");
  }

  absl::Status Apply(Programme& programme) const {
    if (title) programme.set_title(*title);
    auto status = SetDay("--first-day", first_day, [&] { return programme.mutable_first_day(); });
    status.Update(SetDay("--last-day", last_day, [&] { return programme.mutable_last_day(); }));
    status.Update(SetTime("--booking-opens", opens, [&] { return programme.mutable_booking_open_time(); }));
    if (closes && closes->empty()) {
      programme.clear_booking_close_time();
    } else {
      status.Update(SetTime("--booking-closes", closes, [&] { return programme.mutable_booking_close_time(); }));
    }
    return status;
  }

 private:
  template <typename Field>
  static absl::Status SetDay(const char* flag, const std::optional<std::string>& text, Field field) {
    if (!text) return absl::OkStatus();
    auto day = ParseDay(*text);
    if (day.ok()) *field() = wire::ToProto(*day);
    return At(flag, day.status());
  }
  template <typename Field>
  static absl::Status SetTime(const char* flag, const std::optional<std::string>& text, Field field) {
    if (!text) return absl::OkStatus();
    auto time = ParseInstant(*text);
    if (time.ok()) *field() = wire::ToProto(*time);
    return At(flag, time.status());
  }
};

void AddCreate(CLI::App& noun, Tool& tool) {
  auto* command = noun.add_subcommand("create", "Add a programme (officers)");
  auto given = std::make_shared<ProgrammeGiven>();
  given->AddTo(*command, true);
  tool.AddRequestId(*command);
  tool.On(*command, [&tool, given]() -> absl::Status {
    availability::v1::CreateProgrammeRequest request;
    if (auto status = given->Apply(*request.mutable_programme()); !status.ok()) return status;
    return tool.Show(tool.Change(&Client::CreateProgramme, request),
                     [](const auto& response) { return View(response.programme()); });
  });
}

void AddUpdate(CLI::App& noun, Tool& tool) {
  auto* command = noun.add_subcommand("update", "Change what is given; its sessions take new booking times (officers)");
  auto given = std::make_shared<ProgrammeGiven>();
  auto name = std::make_shared<std::string>();
  command->add_option("programme", *name, "Its name")->required();
  given->AddTo(*command, false);
  tool.AddRequestId(*command);
  tool.On(*command, [&tool, given, name]() -> absl::Status {
    availability::v1::GetProgrammeRequest read;
    read.set_name(NameIn("programmes", *name));
    auto found = tool.Read(&Client::GetProgramme, read);
    if (!found.ok()) return found.status();
    availability::v1::UpdateProgrammeRequest request;
    *request.mutable_programme() = found->programme();
    if (auto status = given->Apply(*request.mutable_programme()); !status.ok()) return status;
    return tool.Show(tool.Change(&Client::UpdateProgramme, request),
                     [](const auto& response) { return View(response); });
  });
}

void AddShow(CLI::App& noun, Tool& tool) {
  auto* command = noun.add_subcommand("show", "Show a programme");
  auto name = std::make_shared<std::string>();
  command->add_option("programme", *name, "Its name")->required();
  tool.On(*command, [&tool, name] {
    availability::v1::GetProgrammeRequest request;
    request.set_name(NameIn("programmes", *name));
    return tool.Show(tool.Read(&Client::GetProgramme, request),
                     [](const auto& response) { return View(response.programme()); });
  });
}

void AddList(CLI::App& noun, Tool& tool) {
  auto* command = noun.add_subcommand("list", "List programmes by first day");
  auto paging = std::make_shared<Paging>();
  Tool::AddPaging(*command, *paging);
  tool.On(*command, [&tool, paging] {
    return tool.ShowList(tool.List(&Client::ListProgrammes, availability::v1::ListProgrammesRequest(), *paging,
                                   [](const auto& response) { return response.programmes_size(); }),
                         [](const auto& response) { return View(response); });
  });
}

// add-sessions and remove-sessions, whose requests look alike.
template <typename Calls, typename Request, typename Response>
void AddSessionsChange(CLI::App& noun, Tool& tool, const char* verb, const char* help,
                       Tool::Method<Calls, Request, Response> method) {
  auto* command = noun.add_subcommand(verb, help);
  auto name = std::make_shared<std::string>();
  auto sessions = std::make_shared<std::vector<std::string>>();
  command->add_option("programme", *name, "Its name")->required();
  command->add_option("sessions", *sessions, "Their names, up to 200")->required();
  tool.AddRequestId(*command);
  tool.On(*command, [&tool, name, sessions, method] {
    Request request;
    request.set_name(NameIn("programmes", *name));
    for (const std::string& session : *sessions) request.add_sessions(NameIn("sessions", session));
    return tool.Show(tool.Change(method, request), [](const auto& response) {
      std::string text;
      for (const auto& session : response.sessions()) absl::StrAppend(&text, text.empty() ? "" : "\n", View(session));
      return text;
    });
  });
}

struct AlternativesAsked {
  std::string session, date_of_birth, ratio;
  std::vector<std::string> needs, accessibility;
  double radius_km = 20;
  int days = 28, limit = 20;
};

absl::Status Alternatives(Tool& tool, const AlternativesAsked& asked) {
  availability::v1::ListAlternativesRequest request;
  request.set_session(NameIn("sessions", asked.session));
  request.set_radius_metres(static_cast<int32_t>(asked.radius_km * 1000));
  request.set_days(asked.days);
  request.set_page_size(asked.limit);
  if (!asked.date_of_birth.empty()) {
    auto day = ParseDay(asked.date_of_birth);
    if (!day.ok()) return At("--date-of-birth", day.status());
    *request.mutable_date_of_birth() = wire::ToProto(*day);
  }
  if (!asked.ratio.empty()) {
    auto ratio = ParseRatio(asked.ratio);
    if (!ratio.ok()) return At("--ratio", ratio.status());
    *request.mutable_support_ratio() = *ratio;
  }
  for (const std::string& text : asked.needs) {
    auto need = ParseEnum<type::v1::Need>(text);
    if (!need.ok()) return At("--needs", need.status());
    request.add_needs(*need);
  }
  for (const std::string& text : asked.accessibility) {
    auto feature = ParseEnum<type::v1::AccessibilityFeature>(text);
    if (!feature.ok()) return At("--accessibility", feature.status());
    request.add_accessibility(*feature);
  }
  return tool.Show(tool.Read(&Client::ListAlternatives, request), [](const auto& response) { return View(response); });
}

}  // namespace

void AddProgrammeCommands(CLI::App& app, Tool& tool) {
  CLI::App* noun = AddNoun(app, "programme", "Holiday rounds, whose sessions open for booking together");
  AddCreate(*noun, tool);
  AddUpdate(*noun, tool);
  AddShow(*noun, tool);
  AddList(*noun, tool);
  AddSessionsChange(*noun, tool, "add-sessions", "Put sessions into a programme (their provider, officers)",
                    &Client::AddProgrammeSessions);
  AddSessionsChange(*noun, tool, "remove-sessions", "Take sessions out of a programme (their provider, officers)",
                    &Client::RemoveProgrammeSessions);
}

void AddAlternatives(CLI::App& session, Tool& tool) {
  auto* command = session.add_subcommand("alternatives", "What could be booked instead of a session");
  auto asked = std::make_shared<AlternativesAsked>();
  command->add_option("session", asked->session, "Its name: full, closed or called off")->required();
  command->add_option("--date-of-birth", asked->date_of_birth, "The child's date of birth");
  command->add_option("--ratio", asked->ratio, "Support needed, staff to children: 1:2");
  command->add_option("--needs", asked->needs, "Needs to be met, by commas: autism,makaton")->delimiter(',');
  command->add_option("--accessibility", asked->accessibility, "What the venue must have, by commas")->delimiter(',');
  command->add_option("--radius-km", asked->radius_km, "How far from its venue")
      ->check(CLI::Range(0.001, 200.0))
      ->capture_default_str();
  command->add_option("--days", asked->days, "How many days before and after")
      ->check(CLI::Range(1, 92))
      ->capture_default_str();
  command->add_option("--limit", asked->limit, "How many at most")->check(CLI::Range(1, 20))->capture_default_str();
  tool.On(*command, [&tool, asked] { return Alternatives(tool, *asked); });
}

}  // namespace shortbreaks::cli

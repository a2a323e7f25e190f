// `panel`: meetings that decide applications.
#include <absl/strings/str_cat.h>

#include "commands.h"
#include "import/csv_file.h"
#include "london.h"
#include "records.h"
#include "views.h"
#include "wire/times.h"

namespace shortbreaks::cli {
namespace {

using namespace eligibility::v1;  // NOLINT: this file sends these messages and nothing else

void AddCreate(CLI::App& noun, Tool& tool) {
  struct Given {
    std::string title, date, role;
    std::vector<std::string> members;
  };
  auto* command = noun.add_subcommand("create", "Call a meeting (officers)");
  auto given = std::make_shared<Given>();
  command->add_option("--title", given->title, "Its title")->required();
  command->add_option("--date", given->date, "The day it meets, 2026-12-09")->required();
  command->add_option("--role", given->role, "The decider of the policy whose limit it has: \"the panel\"")->required();
  command->add_option("--member", given->members, "Who is there; at least two")->required();
  tool.AddRequestId(*command);
  tool.On(*command, [&tool, given]() -> absl::Status {
    CreatePanelRequest request;
    auto date = ParseDay(given->date);
    if (!date.ok()) return absl::InvalidArgumentError(absl::StrCat("--date: ", date.status().message()));
    *request.mutable_panel()->mutable_meet_date() = wire::ToProto(*date);
    request.mutable_panel()->set_title(given->title);
    request.mutable_panel()->set_role(given->role);
    for (const std::string& member : given->members) request.mutable_panel()->add_members(member);
    return tool.Show(tool.Change(&Client::CreatePanel, request),
                     [](const auto& response) { return View(response.panel()); });
  });
}

// Minutes come from a file; without one they stay as they are.
void AddUpdate(CLI::App& noun, Tool& tool, const char* verb, const char* help, bool close) {
  auto* command = noun.add_subcommand(verb, help);
  auto name = std::make_shared<std::string>(), file = std::make_shared<std::string>();
  command->add_option("panel", *name, "Name")->required();
  auto* minutes = command->add_option("--minutes", *file, "A text file");
  if (!close) minutes->required();
  tool.AddRequestId(*command);
  tool.On(*command, [&tool, name, file, close]() -> absl::Status {
    GetPanelRequest get;
    get.set_name(NameIn("panels", *name));
    auto found = tool.Read(&Client::GetPanel, get);
    if (!found.ok()) return found.status();
    UpdatePanelRequest request;
    *request.mutable_panel() = found->panel();
    request.set_close(close);
    if (!file->empty()) {
      auto text = ReadFile(*file);
      if (!text.ok()) return text.status();
      request.mutable_panel()->set_minutes(*text);
    }
    return tool.Show(tool.Change(&Client::UpdatePanel, request),
                     [](const auto& response) { return View(response.panel()); });
  });
}

}  // namespace

void AddPanelCommands(CLI::App& app, Tool& tool) {
  CLI::App* noun = AddNoun(app, "panel", "Meetings that decide applications");
  AddCreate(*noun, tool);
  AddUpdate(*noun, tool, "minutes", "Write a meeting's minutes (officers)", /*close=*/false);
  AddUpdate(*noun, tool, "close", "End a meeting: what it did not reach goes back to the team", /*close=*/true);
  auto* show = noun->add_subcommand("show", "Show a meeting with its agenda and what was decided");
  auto name = std::make_shared<std::string>();
  show->add_option("panel", *name, "Name")->required();
  tool.On(*show, [&tool, name] {
    GetPanelRequest request;
    request.set_name(NameIn("panels", *name));
    return tool.Show(tool.Read(&Client::GetPanel, request), [](const auto& response) { return View(response); });
  });
  auto* list = noun->add_subcommand("list", "List meetings, latest first");
  auto paging = std::make_shared<Paging>();
  Tool::AddPaging(*list, *paging);
  tool.On(*list, [&tool, paging] {
    return tool.ShowList(tool.List(&Client::ListPanels, ListPanelsRequest(), *paging,
                                   [](const auto& response) { return response.panels_size(); }),
                         [](const auto& response) { return View(response); });
  });
}

}  // namespace shortbreaks::cli

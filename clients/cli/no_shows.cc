// `no-shows`: children who often do not come, and what an officer does about it.
#include "commands.h"
#include "records.h"
#include "views.h"

namespace shortbreaks::cli {
namespace {

using bookings::v1::NoShowAction;

void AddList(CLI::App& noun, Tool& tool) {
  auto* command = noun.add_subcommand("list", "Children who were absent more often than the policy lets pass");
  auto paging = std::make_shared<Paging>();
  Tool::AddPaging(*command, *paging);
  tool.On(*command, [&tool, paging] {
    return tool.ShowList(tool.List(&Client::ListRepeatedNoShows, bookings::v1::ListRepeatedNoShowsRequest(), *paging,
                                   [](const auto& response) { return response.children_size(); }),
                         [](const auto& response) { return View(response); });
  });
}

// excuse, release and warn. `bookings_help`: none are asked for where it is null.
void AddAction(CLI::App& noun, Tool& tool, const char* verb, const char* help, NoShowAction action,
               const char* bookings_help) {
  auto* command = noun.add_subcommand(verb, help);
  auto child = std::make_shared<std::string>(), reason = std::make_shared<std::string>();
  auto bookings = std::make_shared<std::vector<std::string>>();
  command->add_option("child", *child, "Name or key")->required();
  if (bookings_help != nullptr) command->add_option("bookings", *bookings, bookings_help)->required();
  command->add_option("--reason", *reason, "Why; kept on file")->required();
  tool.AddRequestId(*command);
  tool.On(*command, [&tool, child, reason, bookings, action]() -> absl::Status {
    auto name = ChildName(tool, *child);
    if (!name.ok()) return name.status();
    bookings::v1::ResolveNoShowsRequest request;
    request.set_child(*name);
    request.set_action(action);
    request.set_reason(*reason);
    for (const std::string& booking : *bookings) request.add_bookings(NameIn("bookings", booking));
    return tool.Show(tool.Change(&Client::ResolveNoShows, request),
                     [](const auto& response) { return View(response.results()); });
  });
}

}  // namespace

void AddNoShowCommands(CLI::App& app, Tool& tool) {
  CLI::App* noun = AddNoun(app, "no-shows", "Children who often do not come (officers)");
  AddList(*noun, tool);
  AddAction(*noun, tool, "excuse", "Give back what one absence cost; it counts no more",
            bookings::v1::NO_SHOW_ACTION_EXCUSE, "The absence");
  AddAction(*noun, tool, "release", "Give up places still to come; everything of them is given back",
            bookings::v1::NO_SHOW_ACTION_RELEASE, "The places");
  AddAction(*noun, tool, "warn", "Record that the family was spoken to", bookings::v1::NO_SHOW_ACTION_WARN, nullptr);
}

}  // namespace shortbreaks::cli

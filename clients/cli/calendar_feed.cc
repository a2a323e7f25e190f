// `calendar`: private addresses of calendars that a phone or a computer subscribes to.
#include <absl/strings/str_cat.h>
#include <absl/strings/str_join.h>

#include "commands.h"
#include "london.h"
#include "records.h"
#include "table.h"
#include "wire/times.h"

namespace shortbreaks::cli {
namespace {

using namespace bookings::v1;  // NOLINT: this file sends and shows these messages and nothing else

constexpr char kKeepSecret[] = "Whoever knows this address reads the calendar. It is shown this once.";

std::string Shows(const CalendarFeed& feed) {
  if (!feed.provider().empty()) return "sessions";
  const std::string whose =
      feed.children().empty() ? "all children"
                              : absl::StrCat(feed.children_size(), feed.children_size() == 1 ? " child" : " children");
  return absl::StrCat(whose, feed.show_titles() ? ", with titles" : "");
}

std::string View(const CreateFeedResponse& response) {
  return Facts({{"Calendar", response.feed().name()},
                {"Called", response.feed().display_name()},
                {"Shows", Shows(response.feed())},
                {"Children", absl::StrJoin(response.feed().children(), ", ")},
                {"Address", response.address()}});
}

std::string View(const ListFeedsResponse& response) {
  std::vector<std::vector<std::string>> rows;
  for (const CalendarFeed& feed : response.feeds()) {
    rows.push_back({feed.display_name(), Shows(feed), TimeInWords(wire::FromProto(feed.create_time())), feed.name()});
  }
  return Table({{"Called"}, {"Shows"}, {"Made"}, {"Calendar"}}, rows, "No calendars.");
}

void AddCreate(CLI::App& noun, Tool& tool) {
  struct Given {
    std::string called;
    std::vector<std::string> children;
    bool titles = false;
  };
  auto* command = noun.add_subcommand("create", "Make a calendar's address: your bookings, or your sessions");
  auto given = std::make_shared<Given>();
  command->add_option("name", given->called, "What you call it: \"My phone\"")->required();
  command->add_option("--child", given->children, "Families: these children alone, by name or key; else all");
  command->add_flag("--titles", given->titles, "Families: show what each session is and who runs it");
  tool.AddRequestId(*command);
  tool.On(*command, [&tool, given]() -> absl::Status {
    CreateFeedRequest request;
    request.set_display_name(given->called);
    request.set_show_titles(given->titles);
    for (const std::string& key : given->children) {
      auto child = ChildName(tool, key);
      if (!child.ok()) return child.status();
      request.add_children(*child);
    }
    auto shown =
        tool.Show(tool.Change(&Client::CreateFeed, request), [](const auto& response) { return View(response); });
    if (shown.ok()) tool.Note(kKeepSecret);
    return shown;
  });
}

void AddList(CLI::App& noun, Tool& tool) {
  auto* command = noun.add_subcommand("list", "List calendars, newest first; never their addresses");
  auto carer = std::make_shared<std::string>(), provider = std::make_shared<std::string>();
  command->add_option("--carer", *carer, "Officers: whose, carers/…");
  command->add_option("--provider", *provider, "Officers: whose, name or key");
  tool.On(*command, [&tool, carer, provider]() -> absl::Status {
    ListFeedsRequest request;
    if (!carer->empty()) request.set_carer(NameIn("carers", *carer));
    if (!provider->empty()) {
      auto name = ProviderName(tool, *provider);
      if (!name.ok()) return name.status();
      request.set_provider(*name);
    }
    return tool.Show(tool.Read(&Client::ListFeeds, request), [](const auto& response) { return View(response); });
  });
}

void AddRevoke(CLI::App& noun, Tool& tool) {
  auto* command = noun.add_subcommand("revoke", "End a calendar: its address stops at once");
  auto name = std::make_shared<std::string>();
  command->add_option("calendar", *name, "Name, calendarFeeds/…")->required();
  tool.AddRequestId(*command);
  tool.On(*command, [&tool, name] {
    RevokeFeedRequest request;
    request.set_name(NameIn("calendarFeeds", *name));
    return tool.Show(tool.Change(&Client::RevokeFeed, request), [](const auto& response) {
      return absl::StrCat("\"", Printable(response.feed().display_name()), "\" can be read no more.\n");
    });
  });
}

}  // namespace

void AddCalendarCommands(CLI::App& app, Tool& tool) {
  CLI::App* noun = AddNoun(app, "calendar", "Calendars that a phone or a computer subscribes to");
  AddCreate(*noun, tool);
  AddList(*noun, tool);
  AddRevoke(*noun, tool);
}

}  // namespace shortbreaks::cli

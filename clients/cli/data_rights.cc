// `child export`, `correction` and `retention`: what families may ask of what is kept about them, and how long it is
// kept.
#include <absl/strings/str_cat.h>
#include <absl/time/clock.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <filesystem>

#include "commands.h"
#include "export_page.h"
#include "london.h"
#include "records.h"
#include "views_data_rights.h"
#include "words.h"

namespace shortbreaks::cli {
namespace {

using namespace eligibility::v1;  // NOLINT: this file sends these messages and few others
using Rows = google::protobuf::RepeatedPtrField<type::v1::ExportedRow>;

// A file that only its owner can read.
absl::Status WriteFile(const std::filesystem::path& path, std::string_view text) {
  const int file = open(path.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
  bool written = file >= 0;
  while (written && !text.empty()) {
    const ssize_t bytes = write(file, text.data(), text.size());
    written = bytes > 0;
    if (written) text.remove_prefix(static_cast<size_t>(bytes));
  }
  if (file >= 0) written = close(file) == 0 && written;
  return written ? absl::OkStatus() : absl::InvalidArgumentError(absl::StrCat("--to: cannot write ", path.string()));
}

// The folder is made where it is not there, for its owner alone; one that holds anything is left alone.
absl::Status MakeFolder(const std::filesystem::path& folder) {
  std::error_code error;
  if (mkdir(folder.c_str(), 0700) == 0) return absl::OkStatus();
  if (std::filesystem::is_empty(folder, error) && !error) return absl::OkStatus();
  return absl::InvalidArgumentError(
      absl::StrCat("--to: ", folder.string(), " must be a folder that is empty, or one that can be made."));
}

template <typename Calls, typename Request, typename Response>
absl::Status AddEveryPage(Tool& tool, Tool::Method<Calls, Request, Response> method, const std::string& child,
                          Rows& rows) {
  Request request;
  request.set_child(child);
  return ForEachPage(
      request, [&](const Request& page) { return tool.Read(method, page); },
      [&](const Response& page) {
        rows.MergeFrom(page.rows());
        return true;
      });
}

absl::Status Export(Tool& tool, const std::string& child, const std::string& to) {
  if (auto made = MakeFolder(to); !made.ok()) return made;
  Rows rows;
  if (auto record = AddEveryPage(tool, &Client::ExportChild, child, rows); !record.ok()) return record;
  if (auto booked = AddEveryPage(tool, &Client::ExportBookings, child, rows); !booked.ok()) return booked;
  const ExportHead head{child, absl::FormatCivilTime(LondonDay(absl::Now()))};
  const std::filesystem::path folder(to);
  if (auto page = WriteFile(folder / "record.html", ExportPage(head, rows)); !page.ok()) return page;
  if (auto json = WriteFile(folder / "record.json", ExportJson(head, rows)); !json.ok()) return json;
  int about_others = 0;
  for (const auto& row : rows) about_others += row.about_others();
  tool.Print(absl::StrCat(rows.size(), " records in ", (folder / "record.html").string(), " and ",
                          (folder / "record.json").string(), ".\nLook through the ", about_others,
                          " that may be about somebody else before you hand them out.\n"));
  return absl::OkStatus();
}

void AddRequest(CLI::App& noun, Tool& tool) {
  auto* command = noun.add_subcommand("request", "Say what is wrong on a child's file and what it should be");
  auto child = std::make_shared<std::string>(), text = std::make_shared<std::string>();
  command->add_option("child", *child, "Name or key")->required();
  command->add_option("--text", *text, "What is wrong and what it should be")->required();
  tool.AddRequestId(*command);
  tool.On(*command, [&tool, child, text]() -> absl::Status {
    auto name = ChildName(tool, *child);
    if (!name.ok()) return name.status();
    RequestCorrectionRequest request;
    request.set_child(*name);
    request.set_request(*text);
    return tool.Show(tool.Change(&Client::RequestCorrection, request),
                     [](const auto& response) { return View(response.correction()); });
  });
}

void AddAnswer(CLI::App& noun, Tool& tool) {
  auto* command = noun.add_subcommand("answer", "Answer, once it is put right or it is clear why not (officers)");
  auto correction = std::make_shared<std::string>(), state = std::make_shared<std::string>(),
       text = std::make_shared<std::string>(), etag = std::make_shared<std::string>();
  auto extend = std::make_shared<bool>();
  command->add_option("correction", *correction, "Name or id")->required();
  auto* outcome = command->add_option("--outcome", *state, "corrected, partly-corrected, refused or withdrawn");
  command->add_flag("--extend", *extend, "Take two months more, once")->excludes(outcome);
  command->add_option("--text", *text, "For the family: what was done, or why not, or why it takes longer")->required();
  command->add_option("--etag", *etag, "Only if it is still as you read it");
  tool.AddRequestId(*command);
  tool.On(*command, [&tool, correction, state, text, etag, extend]() -> absl::Status {
    AnswerCorrectionRequest request;
    request.set_name(NameIn("corrections", *correction));
    request.set_answer(*text);
    request.set_etag(*etag);
    request.set_extend(*extend);
    if (!state->empty()) {
      auto parsed = ParseEnum<CorrectionState>(*state);
      if (!parsed.ok()) return absl::InvalidArgumentError(absl::StrCat("--outcome: ", parsed.status().message()));
      request.set_state(*parsed);
    }
    return tool.Show(tool.Change(&Client::AnswerCorrection, request),
                     [](const auto& response) { return View(response.correction()); });
  });
}

void AddCorrections(CLI::App& noun, Tool& tool) {
  auto* command = noun.add_subcommand("list", "A child's, newest first; or all that are open, soonest due first");
  auto child = std::make_shared<std::string>();
  auto paging = std::make_shared<Paging>();
  command->add_option("--child", *child, "Name or key");
  Tool::AddPaging(*command, *paging);
  tool.On(*command, [&tool, child, paging]() -> absl::Status {
    ListCorrectionsRequest request;
    if (!child->empty()) {
      auto name = ChildName(tool, *child);
      if (!name.ok()) return name.status();
      request.set_child(*name);
    }
    return tool.ShowList(tool.List(&Client::ListCorrections, request, *paging,
                                   [](const auto& response) { return response.corrections_size(); }),
                         [](const auto& response) { return View(response); });
  });
}

void AddRule(CLI::App& command, RetentionRule& rule) {
  command.add_option_function<int>(
      "--birthday", [&rule](int years) { rule.set_birthday(years); }, "The birthday that must be reached, 18 to 100");
  command.add_option_function<int>(
      "--idle-years", [&rule](int years) { rule.set_idle_years(years); },
      "Years in which nothing of the child's was changed or booked, 1 to 75");
}

void AddSetRule(CLI::App& noun, Tool& tool) {
  auto* command = noun.add_subcommand("set-rule", "Say how long children's records are kept");
  auto request = std::make_shared<SetRetentionRuleRequest>();
  AddRule(*command, *request->mutable_rule());
  tool.AddRequestId(*command);
  tool.On(*command, [&tool, request] {
    return tool.Show(tool.Change(&Client::SetRetentionRule, *request),
                     [](const auto& response) { return View(response.rule()); });
  });
}

void AddShowRule(CLI::App& noun, Tool& tool) {
  auto* command = noun.add_subcommand("show-rule", "How long children's records are kept, and who said so");
  tool.On(*command, [&tool] {
    return tool.Show(tool.Read(&Client::GetRetentionRule, GetRetentionRuleRequest()),
                     [](const auto& response) { return View(response); });
  });
}

void AddDue(CLI::App& noun, Tool& tool) {
  auto* command = noun.add_subcommand("due", "Whose record's time is over; changes nothing");
  auto rule = std::make_shared<RetentionRule>();
  auto paging = std::make_shared<Paging>();
  AddRule(*command, *rule);
  Tool::AddPaging(*command, *paging);
  tool.On(*command, [&tool, rule, paging] {
    ListErasuresDueRequest request;
    if (rule->birthday() != 0 || rule->idle_years() != 0) *request.mutable_rule() = *rule;
    return tool.ShowList(tool.List(&Client::ListErasuresDue, request, *paging,
                                   [](const auto& response) { return response.erasures_due_size(); }),
                         [](const auto& response) { return View(response); });
  });
}

void AddPropose(CLI::App& noun, Tool& tool) {
  auto* command =
      noun.add_subcommand("propose", "Propose to erase children whose time is over; another officer erases each");
  auto children = std::make_shared<std::vector<std::string>>();
  command->add_option("children", *children, "Names or keys, at most 100")->required();
  tool.AddRequestId(*command);
  tool.On(*command, [&tool, children]() -> absl::Status {
    ProposeErasuresRequest request;
    for (const std::string& child : *children) {
      auto name = ChildName(tool, child);
      if (!name.ok()) return name.status();
      request.add_children(*name);
    }
    return tool.Show(tool.Change(&Client::ProposeErasures, request),
                     [](const auto& response) { return View(response); });
  });
}

}  // namespace

void AddChildExport(CLI::App& child, Tool& tool) {
  auto* command = child.add_subcommand("export", "Write everything that is kept about a child to a folder (officers)");
  auto key = std::make_shared<std::string>(), to = std::make_shared<std::string>();
  command->add_option("child", *key, "Name or key")->required();
  command->add_option("--to", *to, "A folder, new or empty")->required()->type_name("FOLDER");
  tool.On(*command, [&tool, key, to]() -> absl::Status {
    auto name = ChildName(tool, *key);
    if (!name.ok()) return name.status();
    return Export(tool, *name, *to);
  });
}

void AddDataRightsCommands(CLI::App& app, Tool& tool) {
  CLI::App* correction = AddNoun(app, "correction", "What families say is wrong on file, and the council's answers");
  AddRequest(*correction, tool);
  AddAnswer(*correction, tool);
  AddCorrections(*correction, tool);
  CLI::App* retention = AddNoun(app, "retention", "How long children's records are kept (officers)");
  AddSetRule(*retention, tool);
  AddShowRule(*retention, tool);
  AddDue(*retention, tool);
  AddPropose(*retention, tool);
}

}  // namespace shortbreaks::cli

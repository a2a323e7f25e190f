// `delivery`: what was planned, given, booked and had, and why it fell short.
#include <absl/strings/str_cat.h>
#include <unistd.h>

#include <optional>

#include "commands.h"
#include "london.h"
#include "progress.h"
#include "records.h"
#include "views.h"
#include "wire/times.h"

namespace shortbreaks::cli {
namespace {

constexpr int kSummaryPage = 200;

void AddDay(CLI::App& command, std::string& day) {
  command.add_option("--day", day, "A day of the entitlement year that is meant, 2026-12-05; today if left out");
}

template <typename Request>
absl::Status SetDay(const std::string& given, Request& request) {
  if (given.empty()) return absl::OkStatus();
  auto day = ParseDay(given);
  if (!day.ok()) return absl::InvalidArgumentError(absl::StrCat("--day: ", day.status().message()));
  *request.mutable_day() = wire::ToProto(*day);
  return absl::OkStatus();
}

absl::Status Show(Tool& tool, const std::string& key, const std::string& day) {
  eligibility::v1::GetDeliveryRequest request;
  if (auto set = SetDay(day, request); !set.ok()) return set;
  auto child = ChildName(tool, key);
  if (!child.ok()) return child.status();
  request.set_child(*child);
  return tool.Show(tool.Read(&Client::GetDelivery, request), [](const auto& response) { return View(response); });
}

absl::Status Summarize(Tool& tool, const std::string& day, int behind_percent_min, bool csv) {
  eligibility::v1::SummarizeDeliveryRequest request;
  if (auto set = SetDay(day, request); !set.ok()) return set;
  request.set_behind_percent_min(behind_percent_min);
  request.set_page_size(kSummaryPage);
  eligibility::v1::SummarizeDeliveryResponse all;
  std::optional<Progress> progress;
  do {
    auto page = tool.Read(&Client::SummarizeDelivery, request);
    if (!page.ok()) return page.status();
    if (!progress) {
      const auto pages = static_cast<int>((page->children_total() + kSummaryPage - 1) / kSummaryPage);
      progress.emplace(isatty(STDERR_FILENO) != 0 && !tool.json(), pages);
    }
    AddPage(*page, all);
    request.set_page_token(page->next_page_token());
    progress->Step(absl::StrCat(all.children(), " of ", all.children_total(), " children"));
  } while (!request.page_token().empty());
  progress->Stop();
  if (tool.json()) return tool.PrintJson(all);
  tool.Print(csv ? DeliveryCsv(all) : View(all));
  return absl::OkStatus();
}

}  // namespace

void AddDeliveryCommands(CLI::App& app, Tool& tool) {
  CLI::App* noun =
      AddNoun(app, "delivery", "What was planned, granted, booked and had in a year, and why it fell short");
  auto* show = noun->add_subcommand("show", "A child's year");
  auto key = std::make_shared<std::string>();
  auto day = std::make_shared<std::string>();
  show->add_option("child", *key, "Name or key")->required();
  AddDay(*show, *day);
  tool.On(*show, [&tool, key, day] { return Show(tool, *key, *day); });

  auto* council = noun->add_subcommand("council", "The council's sums, and the children who are behind (officers)");
  auto percent = std::make_shared<int>(20);
  auto csv = std::make_shared<bool>(false);
  council->add_option("--behind-percent", *percent, "A child is behind by at least so much of what was expected by now")
      ->check(CLI::Range(1, 100))
      ->capture_default_str();
  council->add_flag("--csv", *csv, "The sums as CSV");
  AddDay(*council, *day);
  tool.On(*council, [&tool, day, percent, csv] { return Summarize(tool, *day, *percent, *csv); });
}

}  // namespace shortbreaks::cli

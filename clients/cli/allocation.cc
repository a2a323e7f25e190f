#include <absl/strings/str_cat.h>

#include "commands.h"
#include "london.h"
#include "records.h"
#include "views.h"
#include "wire/times.h"
#include "words.h"

namespace shortbreaks::cli {
namespace {

using eligibility::v1::Allocation;

struct Given {
  std::string child, amount, tier, funding_stream, from, until, external_id, reason;
};

absl::Status Fill(const Given& given, Allocation& allocation) {
  const auto at = [](const char* flag, const absl::Status& status) {
    return absl::InvalidArgumentError(absl::StrCat(flag, ": ", status.message()));
  };
  auto amount = ParseQuantity(given.amount);
  if (!amount.ok()) return at("--amount", amount.status());
  auto tier = ParseEnum<type::v1::Tier>(given.tier);
  if (!tier.ok()) return at("--tier", tier.status());
  auto from = ParseDay(given.from), until = ParseDay(given.until);
  if (!from.ok()) return at("--from", from.status());
  if (!until.ok()) return at("--until", until.status());
  *allocation.mutable_granted() = *amount;
  allocation.set_tier(*tier);
  allocation.set_funding_stream(given.funding_stream);
  allocation.set_external_id(given.external_id);
  *allocation.mutable_window_start() = wire::ToProto(*from);
  *allocation.mutable_window_end() = wire::ToProto(*until);
  return absl::OkStatus();
}

void AddGrant(CLI::App& noun, Tool& tool) {
  auto* command = noun.add_subcommand("grant", "Grant a child an allocation (officers)");
  auto given = std::make_shared<Given>();
  command->add_option("child", given->child, "Name or key")->required();
  command->add_option("--amount", given->amount, "\"40 h\", \"12 nights\", \"6 sessions\" or \"£450\"")->required();
  command->add_option("--tier", given->tier, "The highest tier it pays for")->required();
  command->add_option("--funding-stream", given->funding_stream, "Whose money: short-breaks-grant")->required();
  command->add_option("--from", given->from, "First day, 2026-04-01")->required();
  command->add_option("--until", given->until, "Last day, 2027-03-31")->required();
  command->add_option("--reason", given->reason, "Why, for the file")->required();
  command->add_option("--external-id", given->external_id, "Your own key");
  tool.AddRequestId(*command);
  tool.On(*command, [&tool, given]() -> absl::Status {
    eligibility::v1::GrantAllocationRequest request;
    if (auto status = Fill(*given, *request.mutable_allocation()); !status.ok()) return status;
    auto child = ChildName(tool, given->child);
    if (!child.ok()) return child.status();
    request.mutable_allocation()->set_child(*child);
    request.set_reason(given->reason);
    return tool.Show(tool.Change(&Client::GrantAllocation, request),
                     [](const auto& response) { return View(response.allocation()); });
  });
}

void AddShow(CLI::App& noun, Tool& tool) {
  auto* command = noun.add_subcommand("show", "Show an allocation");
  auto name = std::make_shared<std::string>();
  command->add_option("allocation", *name, "Name")->required();
  tool.On(*command, [&tool, name] {
    eligibility::v1::GetAllocationRequest request;
    request.set_name(NameIn("allocations", *name));
    return tool.Show(tool.Read(&Client::GetAllocation, request),
                     [](const auto& response) { return View(response.allocation()); });
  });
}

void AddList(CLI::App& noun, Tool& tool) {
  auto* command = noun.add_subcommand("list", "List a child's allocations, newest first");
  auto paging = std::make_shared<Paging>();
  auto key = std::make_shared<std::string>();
  command->add_option("child", *key, "Name or key")->required();
  Tool::AddPaging(*command, *paging);
  tool.On(*command, [&tool, paging, key]() -> absl::Status {
    auto child = ChildName(tool, *key);
    if (!child.ok()) return child.status();
    eligibility::v1::ListAllocationsRequest request;
    request.set_child(*child);
    return tool.ShowList(tool.List(&Client::ListAllocations, request, *paging,
                                   [](const auto& response) { return response.allocations_size(); }),
                         [](const auto& response) { return View(response); });
  });
}

void AddReviewsDue(CLI::App& noun, Tool& tool) {
  auto* command = noun.add_subcommand("reviews-due", "List the council's allocations to look at again (officers)");
  auto paging = std::make_shared<Paging>();
  auto by = std::make_shared<std::string>();
  command->add_option("--by", *by, "Due on or before this day. Left out: today");
  Tool::AddPaging(*command, *paging);
  tool.On(*command, [&tool, paging, by]() -> absl::Status {
    eligibility::v1::ListReviewsDueRequest request;
    if (!by->empty()) {
      auto day = ParseDay(*by);
      if (!day.ok()) return absl::InvalidArgumentError(absl::StrCat("--by: ", day.status().message()));
      *request.mutable_by() = wire::ToProto(*day);
    }
    return tool.ShowList(tool.List(&Client::ListReviewsDue, request, *paging,
                                   [](const auto& response) { return response.allocations_size(); }),
                         [](const auto& response) { return View(response); });
  });
}

}  // namespace

void AddAllocationCommands(CLI::App& app, Tool& tool) {
  CLI::App* noun = AddNoun(app, "allocation", "What the council granted a child");
  AddGrant(*noun, tool);
  AddShow(*noun, tool);
  AddList(*noun, tool);
  AddReviewsDue(*noun, tool);
  AddAllocationChanges(*noun, tool);
}

}  // namespace shortbreaks::cli

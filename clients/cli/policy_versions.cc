// The policies that the services keep: `policy propose`, `publish`, `withdraw`, `list`, `live` and `replay`.
#include <absl/strings/str_cat.h>
#include <absl/strings/str_join.h>
#include <unistd.h>

#include <optional>

#include "commands.h"
#include "import/csv_file.h"
#include "london.h"
#include "progress.h"
#include "records.h"
#include "table.h"
#include "views.h"
#include "wire/times.h"
#include "words.h"

namespace shortbreaks::cli {
namespace {

constexpr int kReplayPage = 500;

void AddPropose(CLI::App& noun, Tool& tool) {
  auto* command = noun.add_subcommand("propose", "Hand in a policy's file; another officer publishes it (officers)");
  auto file = std::make_shared<std::string>();
  command->add_option("file", *file, "The policy, YAML")->required();
  tool.AddRequestId(*command);
  tool.On(*command, [&tool, file]() -> absl::Status {
    auto content = ReadFile(*file);
    if (!content.ok()) return content.status();
    eligibility::v1::ProposePolicyRequest request;
    request.set_content(*std::move(content));
    return tool.Show(tool.Change(&Client::ProposePolicy, request), [&](const auto& response) {
      std::string text;
      for (const auto& warning : response.warnings()) {
        absl::StrAppend(&text, *file, ":", warning.line(), ":", warning.column(), ": warning: ", warning.text(), "\n");
      }
      return text + View(response.policy()) +
             "Now another officer looks at it and publishes it: shortbreaks policy publish " +
             response.policy().name() + "\n";
    });
  });
}

// The policy as it is now: publishing and withdrawing need the etag that was read.
absl::StatusOr<eligibility::v1::Policy> Find(Tool& tool, const std::string& name) {
  eligibility::v1::GetPolicyRequest request;
  request.set_name(NameIn("policies", name));
  auto found = tool.Read(&Client::GetPolicy, request);
  if (!found.ok()) return found.status();
  return found->policy();
}

template <typename Request, typename Method>
void AddChange(CLI::App& noun, Tool& tool, const char* verb, const char* help, Method method) {
  auto* command = noun.add_subcommand(verb, help);
  auto name = std::make_shared<std::string>();
  command->add_option("policy", *name, "Name")->required();
  tool.AddRequestId(*command);
  tool.On(*command, [&tool, name, method]() -> absl::Status {
    auto policy = Find(tool, *name);
    if (!policy.ok()) return policy.status();
    Request request;
    request.set_name(policy->name());
    request.set_etag(policy->etag());
    return tool.Show(tool.Change(method, request), [](const auto& response) { return View(response.policy()); });
  });
}

void AddList(CLI::App& noun, Tool& tool) {
  auto* command = noun.add_subcommand("list", "List the versions, newest first (officers)");
  auto paging = std::make_shared<Paging>();
  Tool::AddPaging(*command, *paging);
  tool.On(*command, [&tool, paging] {
    return tool.ShowList(tool.List(&Client::ListPolicies, eligibility::v1::ListPoliciesRequest(), *paging,
                                   [](const auto& response) { return response.policies_size(); }),
                         [](const auto& response) { return View(response); });
  });
}

void AddShow(CLI::App& noun, Tool& tool) {
  auto* command = noun.add_subcommand("show", "Show a version; with --json its file as well");
  auto name = std::make_shared<std::string>();
  command->add_option("policy", *name, "Name")->required();
  tool.On(*command, [&tool, name] {
    eligibility::v1::GetPolicyRequest request;
    request.set_name(NameIn("policies", *name));
    return tool.Show(tool.Read(&Client::GetPolicy, request),
                     [](const auto& response) { return View(response.policy()); });
  });
}

void AddLive(CLI::App& noun, Tool& tool) {
  auto* command = noun.add_subcommand("live", "The published criteria on a day, written from the live policy");
  auto day = std::make_shared<std::string>();
  command->add_option("--day", *day, "2026-04-01. Left out: today");
  tool.On(*command, [&tool, day]() -> absl::Status {
    eligibility::v1::GetLivePolicyRequest request;
    if (!day->empty()) {
      auto parsed = ParseDay(*day);
      if (!parsed.ok()) return absl::InvalidArgumentError(absl::StrCat("--day: ", parsed.status().message()));
      *request.mutable_day() = wire::ToProto(*parsed);
    }
    return tool.Show(tool.Read(&Client::GetLivePolicy, request),
                     [](const auto& response) { return response.public_text(); });
  });
}

absl::Status Replay(Tool& tool, const std::string& name, const std::string& day) {
  eligibility::v1::ReplayPolicyRequest request;
  request.set_name(NameIn("policies", name));
  request.set_page_size(kReplayPage);
  if (!day.empty()) {
    auto parsed = ParseDay(day);
    if (!parsed.ok()) return absl::InvalidArgumentError(absl::StrCat("--day: ", parsed.status().message()));
    *request.mutable_day() = wire::ToProto(*parsed);
  }
  eligibility::v1::ReplayPolicyResponse all;
  std::optional<Progress> progress;
  do {
    auto page = tool.Read(&Client::ReplayPolicy, request);
    if (!page.ok()) return page.status();
    const auto pages = static_cast<int>((page->children_total() + kReplayPage - 1) / kReplayPage);
    if (!progress) progress.emplace(isatty(STDERR_FILENO) != 0 && !tool.json(), pages);
    all.set_examined(all.examined() + page->examined());
    all.set_children_total(page->children_total());
    all.mutable_effects()->MergeFrom(page->effects());
    request.set_page_token(page->next_page_token());
    progress->Step(absl::StrCat(all.examined(), " of ", all.children_total(), " children"));
  } while (!request.page_token().empty());
  progress->Stop();
  if (tool.json()) return tool.PrintJson(all);
  tool.Print(View(all));
  return absl::OkStatus();
}

}  // namespace

void AddPolicyVersionCommands(CLI::App& noun, Tool& tool) {
  AddPropose(noun, tool);
  AddChange<eligibility::v1::PublishPolicyRequest>(
      noun, tool, "publish", "Make a proposed policy live; not by the officer who proposed it", &Client::PublishPolicy);
  AddChange<eligibility::v1::WithdrawPolicyRequest>(
      noun, tool, "withdraw", "Take back a policy that has not begun (officers)", &Client::WithdrawPolicy);
  AddShow(noun, tool);
  AddList(noun, tool);
  AddLive(noun, tool);
  auto* replay = noun.add_subcommand("replay", "Who would be decided otherwise under this policy? Changes nothing");
  auto name = std::make_shared<std::string>(), day = std::make_shared<std::string>();
  replay->add_option("policy", *name, "Name")->required();
  replay->add_option("--day", *day, "The day to ask for. Left out: its first day, or today");
  tool.On(*replay, [&tool, name, day] { return Replay(tool, *name, *day); });
}

}  // namespace shortbreaks::cli

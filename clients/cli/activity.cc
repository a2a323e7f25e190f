#include "activity_fields.h"
#include "commands.h"
#include "records.h"
#include "views.h"

namespace shortbreaks::cli {
namespace {

void AddCreate(CLI::App& noun, Tool& tool) {
  auto* command = noun.add_subcommand("create", "Add an activity (its provider, officers)");
  auto provider = std::make_shared<std::string>();
  auto fields = std::make_shared<ActivityFields>();
  command->add_option("--provider", *provider, "Whose it is: name or key")->required();
  fields->AddTo(*command, true);
  tool.AddRequestId(*command);
  tool.On(*command, [&tool, provider, fields]() -> absl::Status {
    availability::v1::CreateActivityRequest request;
    if (auto status = fields->Apply(*request.mutable_activity()); !status.ok()) return status;
    auto name = ProviderName(tool, *provider);
    if (!name.ok()) return name.status();
    request.mutable_activity()->set_provider(*name);
    return tool.Show(tool.Change(&Client::CreateActivity, request),
                     [](const auto& response) { return View(response.activity()); });
  });
}

void AddUpdate(CLI::App& noun, Tool& tool) {
  auto* command = noun.add_subcommand("update", "Change what is given of an activity, and leave the rest");
  auto key = std::make_shared<std::string>(), etag = std::make_shared<std::string>();
  auto fields = std::make_shared<ActivityFields>();
  command->add_option("activity", *key, "Its name or key")->required();
  command->add_option("--etag", *etag, "Only if it is still as you read it");
  fields->AddTo(*command, false);
  tool.AddRequestId(*command);
  tool.On(*command, [&tool, key, etag, fields]() -> absl::Status {
    auto name = ActivityName(tool, *key);
    if (!name.ok()) return name.status();
    availability::v1::GetActivityRequest read;
    read.set_name(*name);
    auto found = tool.Read(&Client::GetActivity, read);
    if (!found.ok()) return found.status();
    availability::v1::UpdateActivityRequest request;
    *request.mutable_activity() = found->activity();
    if (!etag->empty()) request.mutable_activity()->set_etag(*etag);
    if (auto status = fields->Apply(*request.mutable_activity()); !status.ok()) return status;
    return tool.Show(tool.Change(&Client::UpdateActivity, request),
                     [](const auto& response) { return View(response.activity()); });
  });
}

void AddShow(CLI::App& noun, Tool& tool) {
  auto* command = noun.add_subcommand("show", "Show an activity");
  auto key = std::make_shared<std::string>();
  command->add_option("activity", *key, "Its name or key")->required();
  tool.On(*command, [&tool, key]() -> absl::Status {
    auto name = ActivityName(tool, *key);
    if (!name.ok()) return name.status();
    availability::v1::GetActivityRequest request;
    request.set_name(*name);
    return tool.Show(tool.Read(&Client::GetActivity, request),
                     [](const auto& response) { return View(response.activity()); });
  });
}

void AddList(CLI::App& noun, Tool& tool) {
  auto* command = noun.add_subcommand("list", "List activities by title");
  auto paging = std::make_shared<Paging>();
  auto key = std::make_shared<std::string>(), provider = std::make_shared<std::string>();
  command->add_option("--external-id", *key, "Only the activity with this key");
  command->add_option("--provider", *provider, "Only this provider's: name or key");
  Tool::AddPaging(*command, *paging);
  tool.On(*command, [&tool, paging, key, provider]() -> absl::Status {
    availability::v1::ListActivitiesRequest request;
    request.set_external_id(*key);
    if (!provider->empty()) {
      auto name = ProviderName(tool, *provider);
      if (!name.ok()) return name.status();
      request.set_provider(*name);
    }
    return tool.ShowList(tool.List(&Client::ListActivities, request, *paging,
                                   [](const auto& response) { return response.activities_size(); }),
                         [](const auto& response) { return View(response); });
  });
}

}  // namespace

void AddActivityCommands(CLI::App& app, Tool& tool) {
  CLI::App* noun = AddNoun(app, "activity", "What is offered: clubs, schemes, sitting, overnight units");
  AddCreate(*noun, tool);
  AddUpdate(*noun, tool);
  AddShow(*noun, tool);
  AddList(*noun, tool);
}

}  // namespace shortbreaks::cli

#include "commands.h"
#include "records.h"
#include "views.h"

namespace shortbreaks::cli {
namespace {

using availability::v1::Provider;

void AddCreate(CLI::App& noun, Tool& tool) {
  auto* command = noun.add_subcommand("create", "Add a provider (officers)");
  auto provider = std::make_shared<Provider>();
  command
      ->add_option_function<std::string>(
          "--display-name", [=](const std::string& text) { provider->set_display_name(text); },
          "Its name, for families")
      ->required();
  command->add_option_function<std::string>(
      "--external-id", [=](const std::string& text) { provider->set_external_id(text); }, "Your own key for it");
  tool.AddRequestId(*command);
  tool.On(*command, [&tool, provider] {
    availability::v1::CreateProviderRequest request;
    *request.mutable_provider() = *provider;
    return tool.Show(tool.Change(&Client::CreateProvider, request),
                     [](const auto& response) { return View(response.provider()); });
  });
}

void AddShow(CLI::App& noun, Tool& tool) {
  auto* command = noun.add_subcommand("show", "Show a provider");
  auto key = std::make_shared<std::string>();
  command->add_option("provider", *key, "Its name or key")->required();
  tool.On(*command, [&tool, key]() -> absl::Status {
    auto name = ProviderName(tool, *key);
    if (!name.ok()) return name.status();
    availability::v1::GetProviderRequest request;
    request.set_name(*name);
    return tool.Show(tool.Read(&Client::GetProvider, request),
                     [](const auto& response) { return View(response.provider()); });
  });
}

void AddList(CLI::App& noun, Tool& tool) {
  auto* command = noun.add_subcommand("list", "List providers by name");
  auto paging = std::make_shared<Paging>();
  auto key = std::make_shared<std::string>();
  command->add_option("--external-id", *key, "Only the provider with this key");
  Tool::AddPaging(*command, *paging);
  tool.On(*command, [&tool, paging, key] {
    availability::v1::ListProvidersRequest request;
    request.set_external_id(*key);
    return tool.ShowList(tool.List(&Client::ListProviders, request, *paging,
                                   [](const auto& response) { return response.providers_size(); }),
                         [](const auto& response) { return View(response); });
  });
}

}  // namespace

void AddProviderCommands(CLI::App& app, Tool& tool) {
  CLI::App* noun = AddNoun(app, "provider", "Organisations that run breaks");
  AddCreate(*noun, tool);
  AddShow(*noun, tool);
  AddList(*noun, tool);
}

}  // namespace shortbreaks::cli

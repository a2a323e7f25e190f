#include "commands.h"
#include "records.h"
#include "views.h"
#include "words.h"

namespace shortbreaks::cli {
namespace {

using eligibility::v1::CreateCarerResponse;

// The carer that has the key already, as the refusal names it.
absl::StatusOr<CreateCarerResponse> Existing(Tool& tool, const absl::Status& refused) {
  eligibility::v1::GetCarerRequest request;
  request.set_name(MetadataOf(refused, "name"));
  auto found = tool.Read(&Client::GetCarer, request);
  if (!found.ok()) return found.status();
  CreateCarerResponse response;
  *response.mutable_carer() = found->carer();
  return response;
}

void AddCreate(CLI::App& noun, Tool& tool) {
  auto* command = noun.add_subcommand("create", "Add a carer (officers)");
  auto request = std::make_shared<eligibility::v1::CreateCarerRequest>();
  auto or_show = std::make_shared<bool>(false);
  command
      ->add_option_function<std::string>(
          "--display-name", [=](const std::string& text) { request->mutable_carer()->set_display_name(text); }, "Name")
      ->required();
  command->add_option_function<std::string>(
      "--external-id", [=](const std::string& text) { request->mutable_carer()->set_external_id(text); },
      "Your own key");
  command->add_flag("--or-show", *or_show, "Where a carer has that key already, show that one");
  tool.AddRequestId(*command);
  tool.On(*command, [&tool, request, or_show] {
    auto created = tool.Change(&Client::CreateCarer, *request);
    const bool exists = ReasonOf(created.status()) == type::v1::ERROR_REASON_DUPLICATE_EXTERNAL_ID;
    if (*or_show && exists) created = Existing(tool, created.status());
    return tool.Show(created, [](const auto& response) { return View(response.carer()); });
  });
}

void AddShow(CLI::App& noun, Tool& tool) {
  auto* command = noun.add_subcommand("show", "Show a carer");
  auto name = std::make_shared<std::string>();
  command->add_option("carer", *name, "Name, carers/…")->required();
  tool.On(*command, [&tool, name] {
    eligibility::v1::GetCarerRequest request;
    request.set_name(NameIn("carers", *name));
    return tool.Show(tool.Read(&Client::GetCarer, request),
                     [](const auto& response) { return View(response.carer()); });
  });
}

// grant and revoke, whose requests look alike. `complete` fills in what the one has more than the other.
template <typename Calls, typename Request, typename Response>
CLI::App* AddAuthority(CLI::App& noun, Tool& tool, const char* verb, const char* help,
                       Tool::Method<Calls, Request, Response> method,
                       std::function<absl::Status(Request&)> complete = nullptr) {
  auto* command = noun.add_subcommand(verb, help);
  auto carer = std::make_shared<std::string>(), child = std::make_shared<std::string>();
  command->add_option("carer", *carer, "Name, carers/…")->required();
  command->add_option("child", *child, "Name or key")->required();
  tool.AddRequestId(*command);
  tool.On(*command, [&tool, carer, child, method, complete = std::move(complete)]() -> absl::Status {
    auto name = ChildName(tool, *child);
    if (!name.ok()) return name.status();
    Request request;
    request.set_carer(NameIn("carers", *carer));
    request.set_child(*name);
    if (complete) {
      if (auto completed = complete(request); !completed.ok()) return completed;
    }
    return tool.Show(tool.Change(method, request), [](const auto& response) { return View(response.authority()); });
  });
  return command;
}

void AddGrantAuthority(CLI::App& noun, Tool& tool) {
  auto kind = std::make_shared<std::string>("full");
  const auto complete = [kind](eligibility::v1::GrantAuthorityRequest& request) -> absl::Status {
    auto parsed = ParseEnum<eligibility::v1::AuthorityKind>(*kind);
    if (!parsed.ok()) return absl::InvalidArgumentError(absl::StrCat("--kind: ", parsed.status().message()));
    request.set_kind(*parsed);
    return absl::OkStatus();
  };
  AddAuthority<FamilyCalls, eligibility::v1::GrantAuthorityRequest, eligibility::v1::GrantAuthorityResponse>(
      noun, tool, "grant", "Let a carer act for a child, or say how far that goes (officers)", &Client::GrantAuthority,
      complete)
      ->add_option(
          "--kind", *kind,
          "full; limited: sees the child's name and bookings and does nothing; contact-restricted: sees nothing")
      ->capture_default_str();
}

}  // namespace

void AddCarerCommands(CLI::App& app, Tool& tool) {
  CLI::App* noun = AddNoun(app, "carer", "Parents and carers");
  AddCreate(*noun, tool);
  AddShow(*noun, tool);
}

void AddAuthorityCommands(CLI::App& app, Tool& tool) {
  CLI::App* noun = AddNoun(app, "authority", "Which carer may act for which child");
  AddGrantAuthority(*noun, tool);
  AddAuthority(*noun, tool, "revoke", "End a carer's authority for a child, at once (officers)",
               &Client::RevokeAuthority);
}

}  // namespace shortbreaks::cli

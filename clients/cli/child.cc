#include <absl/strings/str_cat.h>

#include "commands.h"
#include "london.h"
#include "records.h"
#include "views.h"
#include "wire/times.h"
#include "words.h"

namespace shortbreaks::cli {
namespace {

using eligibility::v1::Child;

// What was given of a child's details.
struct Given {
  std::string display_name, external_id, date_of_birth, ward, postcode_district, ratio, route, etag;
  std::vector<std::string> needs;
  bool resident = false, not_resident = false, no_needs = false;
};

absl::Status At(const char* flag, const absl::Status& status) {
  return status.ok() ? status : absl::InvalidArgumentError(absl::StrCat(flag, ": ", status.message()));
}

void AddFields(CLI::App& command, Given& given, bool is_new) {
  command.add_option("--display-name", given.display_name, "Name")->required(is_new);
  command.add_option("--date-of-birth", given.date_of_birth, "2017-03-09")->required(is_new);
  command.add_option("--ratio", given.ratio, "Support needed, staff to children: 1:2")->required(is_new);
  command.add_option("--external-id", given.external_id, "Your own key");
  command.add_option("--ward", given.ward, "Electoral ward of the home");
  command.add_option("--postcode-district", given.postcode_district, "First half of the home's postcode: WV3");
  auto* resident = command.add_flag("--resident", given.resident, "The home is in the council's area");
  command.add_flag("--not-resident", given.not_resident, "It is not")->excludes(resident);
  auto* needs =
      command.add_option("--needs", given.needs, "All the child's needs, by commas: autism,makaton")->delimiter(',');
  if (!is_new) command.add_flag("--no-needs", given.no_needs, "The child has none on file")->excludes(needs);
  command.add_option("--assessment-route", given.route, "none, self, early-help or section-17");
}

absl::Status Apply(const Given& given, Child& child) {
  const auto text = [](const std::string& value, auto set) {
    if (!value.empty()) set(value);
  };
  text(given.display_name, [&](const auto& value) { child.set_display_name(value); });
  text(given.external_id, [&](const auto& value) { child.set_external_id(value); });
  text(given.ward, [&](const auto& value) { child.set_ward(value); });
  text(given.postcode_district, [&](const auto& value) { child.set_postcode_district(value); });
  text(given.etag, [&](const auto& value) { child.set_etag(value); });
  if (given.resident || given.not_resident) child.set_resident(given.resident);
  if (!given.date_of_birth.empty()) {
    auto day = ParseDay(given.date_of_birth);
    if (!day.ok()) return At("--date-of-birth", day.status());
    *child.mutable_date_of_birth() = wire::ToProto(*day);
  }
  if (!given.ratio.empty()) {
    auto ratio = ParseRatio(given.ratio);
    if (!ratio.ok()) return At("--ratio", ratio.status());
    *child.mutable_support_ratio() = *ratio;
  }
  if (!given.route.empty()) {
    auto route = ParseEnum<eligibility::v1::AssessmentRoute>(given.route);
    if (!route.ok()) return At("--assessment-route", route.status());
    child.set_assessment_route(*route);
  }
  if (!given.needs.empty() || given.no_needs) child.clear_needs();
  for (const std::string& each : given.needs) {
    auto need = ParseEnum<type::v1::Need>(each);
    if (!need.ok()) return At("--needs", need.status());
    child.add_needs(*need);
  }
  return absl::OkStatus();
}

void AddCreate(CLI::App& noun, Tool& tool) {
  auto* command = noun.add_subcommand("create", "Add a child (officers)");
  auto given = std::make_shared<Given>();
  AddFields(*command, *given, true);
  tool.AddRequestId(*command);
  tool.On(*command, [&tool, given]() -> absl::Status {
    if (!given->resident && !given->not_resident) {
      return absl::InvalidArgumentError("Say whether the home is in the council's area: --resident or --not-resident.");
    }
    eligibility::v1::CreateChildRequest request;
    if (auto status = Apply(*given, *request.mutable_child()); !status.ok()) return status;
    return tool.Show(tool.Change(&Client::CreateChild, request),
                     [](const auto& response) { return View(response.child()); });
  });
}

void AddUpdate(CLI::App& noun, Tool& tool) {
  auto* command =
      noun.add_subcommand("update", "Change what is given of a child's details, and leave the rest (officers)");
  auto given = std::make_shared<Given>();
  auto key = std::make_shared<std::string>();
  command->add_option("child", *key, "Name or key")->required();
  AddFields(*command, *given, false);
  command->add_option("--etag", given->etag, "Only if it is still as you read it");
  tool.AddRequestId(*command);
  tool.On(*command, [&tool, given, key]() -> absl::Status {
    auto name = ChildName(tool, *key);
    if (!name.ok()) return name.status();
    eligibility::v1::GetChildRequest read;
    read.set_name(*name);
    auto found = tool.Read(&Client::GetChild, read);
    if (!found.ok()) return found.status();
    eligibility::v1::UpdateChildRequest request;
    *request.mutable_child() = found->child();
    if (auto status = Apply(*given, *request.mutable_child()); !status.ok()) return status;
    return tool.Show(tool.Change(&Client::UpdateChild, request),
                     [](const auto& response) { return View(response.child()); });
  });
}

void AddShow(CLI::App& noun, Tool& tool) {
  auto* command = noun.add_subcommand("show", "Show a child");
  auto key = std::make_shared<std::string>();
  command->add_option("child", *key, "Name or key")->required();
  tool.On(*command, [&tool, key]() -> absl::Status {
    auto name = ChildName(tool, *key);
    if (!name.ok()) return name.status();
    eligibility::v1::GetChildRequest request;
    request.set_name(*name);
    return tool.Show(tool.Read(&Client::GetChild, request),
                     [](const auto& response) { return View(response.child()); });
  });
}

void AddList(CLI::App& noun, Tool& tool) {
  auto* command = noun.add_subcommand("list", "List the children that you may see");
  auto paging = std::make_shared<Paging>();
  auto key = std::make_shared<std::string>();
  command->add_option("--external-id", *key, "Only the child with this key");
  Tool::AddPaging(*command, *paging);
  tool.On(*command, [&tool, paging, key] {
    eligibility::v1::ListChildrenRequest request;
    request.set_external_id(*key);
    return tool.ShowList(tool.List(&Client::ListChildren, request, *paging,
                                   [](const auto& response) { return response.children_size(); }),
                         [](const auto& response) { return View(response); });
  });
}

}  // namespace

void AddChildCommands(CLI::App& app, Tool& tool) {
  CLI::App* noun = AddNoun(app, "child", "Disabled children and young people, 0 to 25");
  AddCreate(*noun, tool);
  AddUpdate(*noun, tool);
  AddShow(*noun, tool);
  AddList(*noun, tool);
}

}  // namespace shortbreaks::cli

#include <absl/strings/str_cat.h>
#include <absl/strings/str_join.h>

#include <map>

#include "circumstances.h"
#include "commands.h"
#include "london.h"
#include "records.h"
#include "views.h"
#include "wire/times.h"
#include "words.h"

namespace shortbreaks::cli {
namespace {

using eligibility::v1::Child;
using eligibility::v1::Circumstances;

// What was given of a child's details.
struct Given {
  std::string display_name, external_id, date_of_birth, ward, postcode_district, ratio, route, etag;
  std::vector<std::string> needs;
  bool resident = false, not_resident = false, no_needs = false;
  // Circumstances.
  std::string home_authority, home_district, school_authority, school_district, school_ward, school_postcode_district,
      school_year, full_time_education;
  std::vector<std::string> packages, scores, recorded, planned, clear;
  bool no_packages = false;
};

absl::Status At(const char* flag, const absl::Status& status) {
  return status.ok() ? status : absl::InvalidArgumentError(absl::StrCat(flag, ": ", status.message()));
}

// What a policy may ask beside. What is not given is not known, which is not no.
void AddCircumstances(CLI::App& command, Given& given, bool is_new) {
  command.add_option("--home-authority", given.home_authority, "GSS code of the authority of the home: E08000030");
  command.add_option("--home-district", given.home_district, "GSS code of the home's district council");
  command.add_option("--school-authority", given.school_authority, "GSS code of the authority of the school");
  command.add_option("--school-district", given.school_district, "GSS code of the school's district council");
  command.add_option("--school-ward", given.school_ward, "Electoral ward of the school");
  command.add_option("--school-postcode-district", given.school_postcode_district,
                     "First half of the school's postcode: WV3");
  command.add_option("--school-year", given.school_year, "0 is reception. Not on file: by date of birth");
  command.add_option("--full-time-education", given.full_time_education, "yes or no");
  auto* packages = command
                       .add_option("--packages", given.packages,
                                   "All care packages that the child has, as the policy calls them, by commas")
                       ->delimiter(',');
  command.add_flag("--no-packages", given.no_packages, "The child is known to have none")->excludes(packages);
  command.add_option("--score", given.scores, "Of an assessment tool: resource_allocation=82. May be repeated");
  command.add_option("--recorded", given.recorded,
                     "What an officer established, as the policy calls it: disability=yes. May be repeated");
  command.add_option("--planned", given.planned,
                     "What the EHC plan says for a year: \"H1: 52 nights\". May be repeated");
  if (is_new) return;
  command
      .add_option("--clear", given.clear,
                  absl::StrCat("Not known any more, by commas: ", absl::StrJoin(ClearChoices(), ", ")))
      ->delimiter(',');
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
  AddCircumstances(command, given, is_new);
}

// Takes each text by `parse` and puts what it gives on file.
template <typename Parse>
absl::Status PutEach(const char* flag, const std::vector<std::string>& texts, Parse parse, Circumstances& on_file) {
  for (const std::string& text : texts) {
    const auto value = parse(text);
    if (!value.ok()) return At(flag, value.status());
    Put(*value, on_file);
  }
  return absl::OkStatus();
}

absl::Status ApplyCircumstances(const Given& given, Circumstances& on_file) {
  for (const std::string& choice : given.clear) {
    if (auto cleared = Clear(choice, on_file); !cleared.ok()) return At("--clear", cleared);
  }
  // Where the child moved to is not known until it is said.
  if (given.resident || given.not_resident) on_file.clear_home_authority();
  const auto text = [](const std::string& value, auto set) {
    if (!value.empty()) set(value);
  };
  text(given.home_authority, [&](const auto& value) { on_file.set_home_authority(value); });
  text(given.home_district, [&](const auto& value) { on_file.set_home_district(value); });
  text(given.school_authority, [&](const auto& value) { on_file.set_school_authority(value); });
  text(given.school_district, [&](const auto& value) { on_file.set_school_district(value); });
  text(given.school_ward, [&](const auto& value) { on_file.set_school_ward(value); });
  text(given.school_postcode_district, [&](const auto& value) { on_file.set_school_postcode_district(value); });
  if (!given.school_year.empty()) {
    const auto year = ParseSchoolYear(given.school_year);
    if (!year.ok()) return At("--school-year", year.status());
    on_file.set_school_year(*year);
  }
  if (!given.full_time_education.empty()) {
    const auto full_time = ParseYesNo(given.full_time_education);
    if (!full_time.ok()) return At("--full-time-education", full_time.status());
    on_file.set_full_time_education(*full_time);
  }
  if (!given.packages.empty() || given.no_packages) SetPackages(given.packages, on_file);
  if (auto put = PutEach("--score", given.scores, ParseScore, on_file); !put.ok()) return put;
  if (auto put = PutEach("--recorded", given.recorded, ParseRecorded, on_file); !put.ok()) return put;
  return PutEach("--planned", given.planned, ParsePlanned, on_file);
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
  Circumstances on_file = child.circumstances();
  if (auto applied = ApplyCircumstances(given, on_file); !applied.ok()) return applied;
  if (child.has_circumstances() || on_file.ByteSizeLong() > 0) *child.mutable_circumstances() = std::move(on_file);
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

std::string ErasureText(const eligibility::v1::Erasure& erasure) {
  if (erasure.state() != eligibility::v1::ERASURE_STATE_ERASED) {
    return absl::StrCat("Nothing is erased yet. Within 30 days another officer runs:\n  shortbreaks child erase ",
                        erasure.child(), " --reason ...\n");
  }
  return absl::StrCat("Erased, for good: ", absl::StrJoin(erasure.carers(), ", "),
                      erasure.carers().empty() ? "" : " and ", erasure.child(), ".\n");
}

void AddErase(CLI::App& noun, Tool& tool) {
  const std::map<std::string, eligibility::v1::ErasureReason> reasons = {
      {"retention-over", eligibility::v1::ERASURE_REASON_RETENTION_OVER},
      {"requested", eligibility::v1::ERASURE_REASON_REQUESTED},
      {"recorded-in-error", eligibility::v1::ERASURE_REASON_RECORDED_IN_ERROR}};
  auto* command = noun.add_subcommand("erase", "Erase a child for good; it takes two officers (officers)");
  auto child = std::make_shared<std::string>();
  auto reason = std::make_shared<eligibility::v1::ErasureReason>();
  command->add_option("child", *child, "Name or key")->required();
  command->add_option("--reason", *reason, "retention-over, requested or recorded-in-error")
      ->required()
      ->transform(CLI::CheckedTransformer(reasons));
  tool.AddRequestId(*command);
  tool.On(*command, [&tool, child, reason]() -> absl::Status {
    eligibility::v1::EraseChildRequest request;
    auto name = ChildName(tool, *child);
    if (!name.ok()) return name.status();
    request.set_child(*name);
    request.set_reason(*reason);
    return tool.Show(tool.Change(&Client::EraseChild, request),
                     [](const auto& response) { return ErasureText(response.erasure()); });
  });
}

std::string TeamText(const eligibility::v1::ChildTeam& child_team) {
  return absl::StrCat(child_team.child(), " is with ",
                      child_team.team().empty() ? "no team: every officer sees it" : "the team " + child_team.team(),
                      ".\n");
}

void AddTeam(CLI::App& noun, Tool& tool) {
  auto* command = noun.add_subcommand("team", "The team that a child is with, whose officers alone see it (officers)");
  auto child = std::make_shared<std::string>();
  command->add_option("child", *child, "Name or key")->required();
  tool.On(*command, [&tool, child]() -> absl::Status {
    auto name = ChildName(tool, *child);
    if (!name.ok()) return name.status();
    eligibility::v1::GetTeamRequest request;
    request.set_child(*name);
    return tool.Show(tool.Read(&Client::GetTeam, request),
                     [](const auto& response) { return TeamText(response.child_team()); });
  });
}

void AddSetTeam(CLI::App& noun, Tool& tool) {
  auto* command = noun.add_subcommand("set-team", "Put a child with a team, or with none (officers)");
  auto child = std::make_shared<std::string>(), team = std::make_shared<std::string>();
  auto none = std::make_shared<bool>(false);
  command->add_option("child", *child, "Name or key")->required();
  auto* with = command->add_option("--team", *team, "1 to 32 of a-z, 0-9 and -");
  command->add_flag("--no-team", *none, "With none: every officer of the council sees it")->excludes(with);
  tool.AddRequestId(*command);
  tool.On(*command, [&tool, child, team, none]() -> absl::Status {
    if (team->empty() && !*none) return absl::InvalidArgumentError("--team: Name the team, or say --no-team.");
    auto name = ChildName(tool, *child);
    if (!name.ok()) return name.status();
    eligibility::v1::SetTeamRequest request;
    request.set_child(*name);
    request.set_team(*team);
    return tool.Show(tool.Change(&Client::SetTeam, request),
                     [](const auto& response) { return TeamText(response.child_team()); });
  });
}

}  // namespace

void AddChildCommands(CLI::App& app, Tool& tool) {
  CLI::App* noun = AddNoun(app, "child", "Disabled children and young people, 0 to 25");
  AddCreate(*noun, tool);
  AddUpdate(*noun, tool);
  AddShow(*noun, tool);
  AddList(*noun, tool);
  AddTeam(*noun, tool);
  AddSetTeam(*noun, tool);
  AddErase(*noun, tool);
  AddChildExport(*noun, tool);
}

}  // namespace shortbreaks::cli

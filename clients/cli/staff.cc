// `staff`: who works for a provider, and what they are trained for.
#include <absl/strings/str_cat.h>
#include <absl/time/clock.h>

#include "commands.h"
#include "london.h"
#include "records.h"
#include "views_roster.h"
#include "wire/times.h"
#include "words.h"

namespace shortbreaks::cli {
namespace {

using namespace availability::v1;  // NOLINT: this file sends these messages and nothing else

// Training that ends within this many days is what `expiring` shows where no day is given.
constexpr int kExpiringDays = 60;

absl::Status SetDay(const char* flag, const std::string& text, type::v1::Date& date) {
  auto day = ParseDay(text);
  if (!day.ok()) return absl::InvalidArgumentError(absl::StrCat(flag, ": ", day.status().message()));
  date = wire::ToProto(*day);
  return absl::OkStatus();
}

// The provider's name, or empty where none is given.
absl::StatusOr<std::string> GivenProvider(Tool& tool, const std::string& text) {
  if (text.empty()) return std::string();
  return ProviderName(tool, text);
}

void AddCreate(CLI::App& noun, Tool& tool) {
  auto* command = noun.add_subcommand("create", "Add a member of staff (the provider, officers)");
  auto provider = std::make_shared<std::string>(), display_name = std::make_shared<std::string>();
  command->add_option("--provider", *provider, "For whom: name or key")->required();
  command->add_option("--display-name", *display_name, "The name for people")->required();
  tool.AddRequestId(*command);
  tool.On(*command, [&tool, provider, display_name]() -> absl::Status {
    auto name = ProviderName(tool, *provider);
    if (!name.ok()) return name.status();
    CreateStaffMemberRequest request;
    request.mutable_staff_member()->set_provider(*name);
    request.mutable_staff_member()->set_display_name(*display_name);
    return tool.Show(tool.Change(&Client::CreateStaffMember, request),
                     [](const auto& response) { return View(response.staff_member()); });
  });
}

void AddUpdate(CLI::App& noun, Tool& tool) {
  struct Given {
    std::string name, display_name;
    bool active = false, inactive = false;
  };
  auto* command = noun.add_subcommand("update", "Change what is given of a member of staff");
  auto given = std::make_shared<Given>();
  command->add_option("staff", given->name, "Name")->required();
  command->add_option("--display-name", given->display_name, "The name for people");
  auto* inactive = command->add_flag("--inactive", given->inactive, "Does not work now: counts in no session");
  command->add_flag("--active", given->active, "Works again")->excludes(inactive);
  tool.AddRequestId(*command);
  tool.On(*command, [&tool, given]() -> absl::Status {
    GetStaffMemberRequest get;
    get.set_name(NameIn("staffMembers", given->name));
    auto found = tool.Read(&Client::GetStaffMember, get);
    if (!found.ok()) return found.status();
    UpdateStaffMemberRequest request;
    *request.mutable_staff_member() = found->staff_member();
    if (!given->display_name.empty()) request.mutable_staff_member()->set_display_name(given->display_name);
    if (given->active || given->inactive) request.mutable_staff_member()->set_inactive(given->inactive);
    return tool.Show(tool.Change(&Client::UpdateStaffMember, request), [](const auto& response) {
      return absl::StrCat(View(response.staff_member()), "\n", View(response.changes()));
    });
  });
}

void AddReads(CLI::App& noun, Tool& tool) {
  auto* show = noun.add_subcommand("show", "Show a member of staff with training and absences");
  auto name = std::make_shared<std::string>();
  show->add_option("staff", *name, "Name")->required();
  tool.On(*show, [&tool, name] {
    GetStaffMemberRequest request;
    request.set_name(NameIn("staffMembers", *name));
    return tool.Show(tool.Read(&Client::GetStaffMember, request), [](const auto& response) { return View(response); });
  });
  auto* list = noun.add_subcommand("list", "List staff by name");
  auto provider = std::make_shared<std::string>();
  auto request = std::make_shared<ListStaffMembersRequest>();
  auto paging = std::make_shared<Paging>();
  list->add_option("--provider", *provider, "Only this provider's: name or key");
  list->add_flag_callback(
      "--all", [request] { request->set_include_inactive(true); }, "Those who are inactive too");
  Tool::AddPaging(*list, *paging);
  tool.On(*list, [&tool, provider, request, paging]() -> absl::Status {
    auto found = GivenProvider(tool, *provider);
    if (!found.ok()) return found.status();
    request->set_provider(*found);
    return tool.ShowList(tool.List(&Client::ListStaffMembers, *request, *paging,
                                   [](const auto& response) { return response.staff_members_size(); }),
                         [](const auto& response) { return View(response); });
  });
}

void AddTrain(CLI::App& noun, Tool& tool) {
  struct Given {
    std::string staff, need, from, until;
  };
  auto* command = noun.add_subcommand("train", "Record a training that was passed, or renewed");
  auto given = std::make_shared<Given>();
  command->add_option("staff", given->staff, "Name")->required();
  command->add_option("--needs", given->need, "hoist, gastrostomy or rescue-medication")->required();
  command->add_option("--from", given->from, "The first day on which it is valid, 2026-12-05")->required();
  command->add_option("--until", given->until, "The last day, included")->required();
  tool.AddRequestId(*command);
  tool.On(*command, [&tool, given]() -> absl::Status {
    RecordTrainingRequest request;
    Training& training = *request.mutable_training();
    training.set_staff_member(NameIn("staffMembers", given->staff));
    auto need = ParseEnum<type::v1::Need>(given->need);
    if (!need.ok()) return absl::InvalidArgumentError(absl::StrCat("--needs: ", need.status().message()));
    training.set_need(*need);
    auto status = SetDay("--from", given->from, *training.mutable_issue_date());
    status.Update(SetDay("--until", given->until, *training.mutable_expire_date()));
    if (!status.ok()) return status;
    return tool.Show(tool.Change(&Client::RecordTraining, request), [](const auto& response) {
      return absl::StrCat(View(response.training()), "\n", View(response.changes()));
    });
  });
}

void AddWithdraw(CLI::App& noun, Tool& tool) {
  auto* command = noun.add_subcommand("withdraw-training", "Take a training back");
  auto request = std::make_shared<WithdrawTrainingRequest>();
  command
      ->add_option_function<std::string>(
          "training", [=](const std::string& name) { request->set_name(NameIn("trainings", name)); }, "Its name")
      ->required();
  command
      ->add_option_function<std::string>(
          "--reason", [=](const std::string& text) { request->set_reason(text); }, "Why; it is kept")
      ->required();
  tool.AddRequestId(*command);
  tool.On(*command, [&tool, request] {
    return tool.Show(tool.Change(&Client::WithdrawTraining, *request),
                     [](const auto& response) { return View(response.changes()); });
  });
}

void AddExpiring(CLI::App& noun, Tool& tool) {
  auto* command = noun.add_subcommand("expiring", "List training that ends and is not renewed, soonest first");
  auto before = std::make_shared<std::string>(), provider = std::make_shared<std::string>();
  auto paging = std::make_shared<Paging>();
  command->add_option("--before", *before, absl::StrCat("Ends before this day. Left out: in ", kExpiringDays, " days"));
  command->add_option("--provider", *provider, "Only this provider's: name or key");
  Tool::AddPaging(*command, *paging);
  tool.On(*command, [&tool, before, provider, paging]() -> absl::Status {
    ListTrainingExpiringRequest request;
    *request.mutable_before() = wire::ToProto(LondonDay(absl::Now()) + kExpiringDays);
    if (!before->empty()) {
      if (auto set = SetDay("--before", *before, *request.mutable_before()); !set.ok()) return set;
    }
    auto found = GivenProvider(tool, *provider);
    if (!found.ok()) return found.status();
    request.set_provider(*found);
    return tool.ShowList(tool.List(&Client::ListTrainingExpiring, request, *paging,
                                   [](const auto& response) { return response.trainings_size(); }),
                         [](const auto& response) { return View(response); });
  });
}

}  // namespace

void AddStaffCommands(CLI::App& app, Tool& tool) {
  CLI::App* noun = AddNoun(app, "staff", "Who works for a provider, and what they are trained for");
  AddReads(*noun, tool);
  AddCreate(*noun, tool);
  AddUpdate(*noun, tool);
  AddTrain(*noun, tool);
  AddWithdraw(*noun, tool);
  AddExpiring(*noun, tool);
}

}  // namespace shortbreaks::cli

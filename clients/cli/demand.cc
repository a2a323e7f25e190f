// `demand`: figures for planning.
#include <memory>
#include <string>

#include "between.h"
#include "commands.h"
#include "views_demand.h"
#include "words.h"

namespace shortbreaks::cli {
namespace {

struct Asked {
  Between days;
  std::string by;
  bool csv = false;
};

template <typename Response>
absl::Status Print(Tool& tool, absl::StatusOr<Response> response, bool csv) {
  return tool.Show(std::move(response), [csv](const auto& r) { return csv ? Csv(r) : View(r); });
}

// A summary that is asked by a group.
template <typename Request, typename Group, typename Method>
void AddGrouped(CLI::App& command, Tool& tool, const std::string& usual, const std::string& of, Method method) {
  auto asked = std::make_shared<Asked>();
  asked->by = usual;
  command.add_option("--by", asked->by, Choices<Group>())->capture_default_str();
  asked->days.AddTo(command, of);
  command.add_flag("--csv", asked->csv, "As CSV");
  tool.On(command, [&tool, asked, method]() -> absl::Status {
    Request request;
    if (auto set = asked->days.Set(request); !set.ok()) return set;
    auto group = ParseEnum<Group>(asked->by);
    if (!group.ok()) return absl::InvalidArgumentError(absl::StrCat("--by: ", group.status().message()));
    request.set_group_by(*group);
    return Print(tool, tool.Read(method, request), asked->csv);
  });
}

void AddOutcomes(CLI::App& noun, Tool& tool) {
  auto* command = noun.add_subcommand("outcomes", "What became of bookings, and why");
  auto asked = std::make_shared<Asked>();
  asked->days.AddTo(*command, "of sessions");
  command->add_flag("--csv", asked->csv, "As CSV");
  tool.On(*command, [&tool, asked]() -> absl::Status {
    bookings::v1::SummarizeOutcomesRequest request;
    if (auto set = asked->days.Set(request); !set.ok()) return set;
    return Print(tool, tool.Read(&Client::SummarizeOutcomes, request), asked->csv);
  });
}

}  // namespace

void AddDemandCommands(CLI::App& app, Tool& tool) {
  CLI::App* noun =
      AddNoun(app, "demand", "Places, who waits and who has breaks, without anything of one child (officers)");
  AddGrouped<bookings::v1::SummarizeSupplyRequest, bookings::v1::SupplyGroup>(
      *noun->add_subcommand("supply", "Places, what is taken of them, and who waits"), tool, "week", "of sessions",
      &Client::SummarizeSupply);
  AddOutcomes(*noun, tool);
  AddGrouped<eligibility::v1::SummarizeTakeUpRequest, eligibility::v1::TakeUpGroup>(
      *noun->add_subcommand("take-up", "How many children have breaks"), tool, "ward", "of breaks",
      &Client::SummarizeTakeUp);
}

}  // namespace shortbreaks::cli

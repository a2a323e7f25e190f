// `audit`: who saw a child's record, and whether the trail is whole.
#include "commands.h"
#include "records.h"
#include "views_audit.h"

namespace shortbreaks::cli {

void AddAuditCommands(CLI::App& app, Tool& tool) {
  CLI::App* noun =
      AddNoun(app, "audit", "Who saw or changed a child's record (officers); is the trail whole (operators)");
  auto* command = noun->add_subcommand("accesses", "Who saw or changed a child's record, newest first, and why");
  auto child = std::make_shared<std::string>();
  auto paging = std::make_shared<Paging>();
  command->add_option("child", *child, "Name or key")->required();
  Tool::AddPaging(*command, *paging);
  tool.On(*command, [&tool, child, paging]() -> absl::Status {
    auto name = ChildName(tool, *child);
    if (!name.ok()) return name.status();
    eligibility::v1::ListAccessesRequest request;
    request.set_child(*name);
    return tool.ShowList(tool.List(&Client::ListAccesses, request, *paging,
                                   [](const auto& response) { return response.accesses_size(); }),
                         [](const auto& response) { return View(response); });
  });
  AddAuditVerify(*noun, tool);
}

}  // namespace shortbreaks::cli

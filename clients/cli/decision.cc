// `decide`, and decisions that were kept.
#include "commands.h"
#include "records.h"
#include "views.h"

namespace shortbreaks::cli {

void AddDecideCommand(CLI::App& app, Tool& tool) {
  auto* command = app.add_subcommand("decide", "May this child book this session? Rule by rule");
  auto key = std::make_shared<std::string>(), session = std::make_shared<std::string>();
  command->add_option("child", *key, "Name or key")->required();
  command->add_option("session", *session, "Name")->required();
  tool.On(*command, [&tool, key, session]() -> absl::Status {
    auto child = ChildName(tool, *key);
    if (!child.ok()) return child.status();
    eligibility::v1::DecideRequest request;
    request.set_child(*child);
    request.set_session(NameIn("sessions", *session));
    return tool.Show(tool.Read(&Client::Decide, request),
                     [](const auto& response) { return View(response.decision()); });
  });
  CLI::App* noun = AddNoun(app, "decision", "Decisions as they were made");
  auto* show =
      noun->add_subcommand("show", "Show a decision, what it stood on, and make it again to see that it holds");
  auto name = std::make_shared<std::string>();
  show->add_option("decision", *name, "Name")->required();
  tool.On(*show, [&tool, name] {
    eligibility::v1::GetDecisionRequest request;
    request.set_name(NameIn("decisions", *name));
    return tool.Show(tool.Read(&Client::GetDecision, request), [](const auto& response) { return View(response); });
  });
}

}  // namespace shortbreaks::cli

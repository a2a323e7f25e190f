// `shortbreaks`: the services at the command line, for people and scripts.
#include <iostream>

#include "commands.h"
#include "london.h"
#include "problem.h"

namespace shortbreaks::cli {

CLI::App* AddNoun(CLI::App& app, const char* name, const char* help) {
  CLI::App* noun = app.add_subcommand(name, help);
  noun->require_subcommand(1);
  return noun;
}

namespace {

constexpr char kFooter[] =
    "Exit status: 0 done; 1 refused; 2 the command line is wrong; 3 no answer, the same again may work.\n"
    "Times are London time. Settings also come from --config and the environment (SHORTBREAKS_SERVER, …).";

int Main(int argc, char** argv) {
  CLI::App app("Short breaks for disabled children: who offers them, who may have them, and booking them.",
               "shortbreaks");
  app.require_subcommand(1);
  app.fallthrough();
  app.footer(kFooter);
  app.set_version_flag("--version", SHORTBREAKS_VERSION);
  app.get_formatter()->column_width(34);
  Tool tool(app);
  for (const auto add :
       {AddProviderCommands, AddActivityCommands, AddSessionCommands, AddAvailabilityCommand, AddCarerCommands,
        AddChildCommands, AddAuthorityCommands, AddEvidenceCommands, AddAllocationCommands, AddDecideCommand,
        AddBookingCommands, AddBalanceCommands, AddImportCommands, AddTokenCommands, AddCompletionCommands}) {
    add(app, tool);
  }
  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    return app.exit(error) == 0 ? 0 : static_cast<int>(ExitCode::kUsage);
  }
  absl::Status status = CheckTimeZone();
  if (status.ok()) status = tool.Run();
  if (!status.ok()) std::cerr << "shortbreaks: " << ProblemInWords(status, tool.sent_request_id());
  return static_cast<int>(ExitCodeOf(status));
}

}  // namespace
}  // namespace shortbreaks::cli

int main(int argc, char** argv) { return shortbreaks::cli::Main(argc, argv); }

// `shortbreaks`: the services at the command line, for people and scripts.
#include <iostream>

#include "commands.h"
#include "london.h"
#include "problem.h"
#include "table.h"

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

// What is wrong with a command line, and where to look.
std::string UsageProblem(const CLI::App* app, const CLI::Error& error) {
  const CLI::App* command = app;
  std::string typed = "shortbreaks";
  while (!command->get_subcommands().empty()) {
    command = command->get_subcommands().front();
    typed += " " + command->get_name();
  }
  const std::vector<std::string> unknown = app->remaining(true);
  std::string out = std::string("shortbreaks: ") + error.what() + "\n";
  if (!unknown.empty()) out = "shortbreaks: `" + typed + " " + Printable(unknown.front()) + "` is not known.\n";
  const auto verbs = command->get_subcommands(
      [](const CLI::App* each) { return !each->get_group().empty() && !each->get_name().empty(); });
  if (!verbs.empty()) out += "  after `" + typed + "` comes one of:";
  for (const CLI::App* verb : verbs) out += " " + verb->get_name();
  if (!verbs.empty()) out += "\n";
  return out + "  next: " + typed + " --help\n";
}

int Main(int argc, char** argv) {
  CLI::App app("Short breaks for disabled children: who offers them, who may have them, and booking them.",
               "shortbreaks");
  app.require_subcommand(1);
  app.fallthrough();
  app.footer(kFooter);
  app.set_version_flag("--version", SHORTBREAKS_VERSION);
  app.failure_message(UsageProblem);
  app.get_formatter()->column_width(34);
  Tool tool(app);
  for (const auto add : {AddProviderCommands,   AddActivityCommands,    AddSessionCommands,   AddAvailabilityCommand,
                         AddCarerCommands,      AddChildCommands,       AddAuthorityCommands, AddEvidenceCommands,
                         AddAllocationCommands, AddApplicationCommands, AddPanelCommands,     AddDecideCommand,
                         AddBookingCommands,    AddBalanceCommands,     AddDeliveryCommands,  AddDemandCommands,
                         AddMatchCommands,      AddImportCommands,      AddPolicyCommands,    AddTokenCommands,
                         AddCompletionCommands, AddCalendarCommands,    AddRegisterCommands,  AddClaimCommands,
                         AddNoShowCommands,     AddWaitingCommands,     AddOfferCommands,     AddStaffCommands,
                         AddShiftCommands,      AddAbsenceCommands,     AddVenueCommands,     AddProgrammeCommands,
                         AddSeriesCommands,     AddCalendarDayCommands, AddAuditCommands,     AddDataRightsCommands,
                         AddConsentCommands}) {
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

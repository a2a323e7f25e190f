// The commands of `shortbreaks`, noun by noun. Each adds its commands to `app`; what they do runs after parsing.
#pragma once

#include "tool.h"

namespace shortbreaks::cli {

void AddProviderCommands(CLI::App& app, Tool& tool);
void AddActivityCommands(CLI::App& app, Tool& tool);
void AddSessionCommands(CLI::App& app, Tool& tool);
void AddSessionSearch(CLI::App& session, Tool& tool);  // `session search`
void AddAvailabilityCommand(CLI::App& app, Tool& tool);
void AddSeriesCommands(CLI::App& app, Tool& tool);
void AddCalendarDayCommands(CLI::App& app, Tool& tool);
void AddCarerCommands(CLI::App& app, Tool& tool);
void AddChildCommands(CLI::App& app, Tool& tool);
void AddAuthorityCommands(CLI::App& app, Tool& tool);
void AddEvidenceCommands(CLI::App& app, Tool& tool);
void AddAllocationCommands(CLI::App& app, Tool& tool);
void AddAllocationChanges(CLI::App& allocation, Tool& tool);
void AddApplicationCommands(CLI::App& app, Tool& tool);
void AddPanelCommands(CLI::App& app, Tool& tool);
void AddBalanceCommands(CLI::App& app, Tool& tool);  // `balance` and `ledger`
void AddDeliveryCommands(CLI::App& app, Tool& tool);
void AddDecideCommand(CLI::App& app, Tool& tool);  // `decide` and `decision`
void AddBookingCommands(CLI::App& app, Tool& tool);
void AddImportCommands(CLI::App& app, Tool& tool);
void AddPolicyCommands(CLI::App& app, Tool& tool);
void AddPolicyVersionCommands(CLI::App& policy, Tool& tool);
void AddTokenCommands(CLI::App& app, Tool& tool);
void AddCompletionCommands(CLI::App& app, Tool& tool);

// A noun whose verb must follow.
CLI::App* AddNoun(CLI::App& app, const char* name, const char* help);

}  // namespace shortbreaks::cli

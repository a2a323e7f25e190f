// The commands of `shortbreaks`, noun by noun. Each adds its commands to `app`; what they do runs after parsing.
#pragma once

#include "tool.h"

namespace shortbreaks::cli {

void AddProviderCommands(CLI::App& app, Tool& tool);
void AddActivityCommands(CLI::App& app, Tool& tool);
void AddSessionCommands(CLI::App& app, Tool& tool);
void AddSessionSearch(CLI::App& session, Tool& tool);    // `session search`
void AddSessionCapacity(CLI::App& session, Tool& tool);  // `session capacity` and what changes it
void AddAvailabilityCommand(CLI::App& app, Tool& tool);
void AddVenueCommands(CLI::App& app, Tool& tool);  // `venue` and `room`
void AddSetRoom(CLI::App& session, Tool& tool);
void AddProgrammeCommands(CLI::App& app, Tool& tool);
void AddAlternatives(CLI::App& session, Tool& tool);
void AddSeriesCommands(CLI::App& app, Tool& tool);
void AddCalendarDayCommands(CLI::App& app, Tool& tool);
void AddCarerCommands(CLI::App& app, Tool& tool);
void AddChildCommands(CLI::App& app, Tool& tool);
void AddChildExport(CLI::App& child, Tool& tool);
void AddDataRightsCommands(CLI::App& app, Tool& tool);  // `correction` and `retention`
void AddAuthorityCommands(CLI::App& app, Tool& tool);
void AddConsentCommands(CLI::App& app, Tool& tool);
void AddEvidenceCommands(CLI::App& app, Tool& tool);
void AddAllocationCommands(CLI::App& app, Tool& tool);
void AddAllocationChanges(CLI::App& allocation, Tool& tool);
void AddApplicationCommands(CLI::App& app, Tool& tool);
void AddPanelCommands(CLI::App& app, Tool& tool);
void AddBalanceCommands(CLI::App& app, Tool& tool);  // `balance` and `ledger`
void AddDeliveryCommands(CLI::App& app, Tool& tool);
void AddDecideCommand(CLI::App& app, Tool& tool);  // `decide` and `decision`
void AddBookingCommands(CLI::App& app, Tool& tool);
void AddDemandCommands(CLI::App& app, Tool& tool);
void AddMatchCommands(CLI::App& app, Tool& tool);  // `match`, `unmet-need` and `apart`
void AddCalendarCommands(CLI::App& app, Tool& tool);
void AddRegisterCommands(CLI::App& app, Tool& tool);
void AddClaimCommands(CLI::App& app, Tool& tool);
void AddNoShowCommands(CLI::App& app, Tool& tool);
void AddWaitingCommands(CLI::App& app, Tool& tool);
void AddOfferCommands(CLI::App& app, Tool& tool);
void AddImportCommands(CLI::App& app, Tool& tool);
void AddPolicyCommands(CLI::App& app, Tool& tool);
void AddPolicyVersionCommands(CLI::App& policy, Tool& tool);
void AddStaffCommands(CLI::App& app, Tool& tool);
void AddShiftCommands(CLI::App& app, Tool& tool);
void AddAbsenceCommands(CLI::App& app, Tool& tool);
void AddAuditCommands(CLI::App& app, Tool& tool);
void AddAuditVerify(CLI::App& audit, Tool& tool);
void AddTokenCommands(CLI::App& app, Tool& tool);
void AddCompletionCommands(CLI::App& app, Tool& tool);

// A noun whose verb must follow.
CLI::App* AddNoun(CLI::App& app, const char* name, const char* help);

}  // namespace shortbreaks::cli

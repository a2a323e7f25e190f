// `shift`: who works at which session, and whom it affects where staff are missing.
#include <absl/strings/str_cat.h>

#include "commands.h"
#include "london.h"
#include "records.h"
#include "views_roster.h"
#include "wire/times.h"

namespace shortbreaks::cli {
namespace {

void AddSet(CLI::App& noun, Tool& tool) {
  struct Given {
    std::vector<std::string> sessions, staff;
    bool nobody = false;
  };
  auto* command = noun.add_subcommand("set", "Say who works at sessions, in place of whoever did");
  auto given = std::make_shared<Given>();
  command->add_option("sessions", given->sessions, "Their names, up to 200")->required();
  auto* staff = command->add_option("--staff", given->staff, "Names, by commas or again")->delimiter(',');
  command->add_flag("--nobody", given->nobody, "The sessions are no longer planned by name")->excludes(staff);
  tool.AddRequestId(*command);
  tool.On(*command, [&tool, given]() -> absl::Status {
    if (given->staff.empty() && !given->nobody) return absl::InvalidArgumentError("Give --staff, or --nobody.");
    availability::v1::SetShiftsRequest request;
    for (const std::string& name : given->sessions) request.add_sessions(NameIn("sessions", name));
    for (const std::string& name : given->staff) request.add_staff_members(NameIn("staffMembers", name));
    return tool.Show(tool.Change(&Client::SetShifts, request),
                     [](const auto& response) { return View(response.changes()); });
  });
}

void AddShow(CLI::App& noun, Tool& tool) {
  auto* command =
      noun.add_subcommand("show", "Show who works at a session, who is away, and what they are trained for");
  auto session = std::make_shared<std::string>();
  command->add_option("session", *session, "Its name")->required();
  tool.On(*command, [&tool, session] {
    availability::v1::GetRosterRequest request;
    request.set_session(NameIn("sessions", *session));
    return tool.Show(tool.Read(&Client::GetRoster, request), [](const auto& response) { return View(response); });
  });
}

void AddAffected(CLI::App& noun, Tool& tool) {
  auto* command = noun.add_subcommand("affected", "List the bookings that a session's staff no longer fit");
  auto session = std::make_shared<std::string>();
  auto paging = std::make_shared<Paging>();
  command->add_option("session", *session, "Its name")->required();
  Tool::AddPaging(*command, *paging);
  tool.On(*command, [&tool, session, paging] {
    bookings::v1::ListAffectedBookingsRequest request;
    request.set_session(NameIn("sessions", *session));
    return tool.ShowList(tool.List(&Client::ListAffectedBookings, request, *paging,
                                   [](const auto& response) { return response.bookings_size(); }),
                         [](const auto& response) { return View(response); });
  });
}

absl::Status SetTime(const char* flag, const std::string& text, google::protobuf::Timestamp& timestamp) {
  auto time = ParseInstant(text);
  if (!time.ok()) return absl::InvalidArgumentError(absl::StrCat(flag, ": ", time.status().message()));
  timestamp = wire::ToProto(*time);
  return absl::OkStatus();
}

void AddShort(CLI::App& noun, Tool& tool) {
  auto* command = noun.add_subcommand("short", "List sessions whose bookings their staff no longer fit, soonest first");
  auto from = std::make_shared<std::string>(), to = std::make_shared<std::string>();
  auto paging = std::make_shared<Paging>();
  command->add_option("--from", *from, "London time. Left out: now");
  command->add_option("--to", *to, "London time. Left out: four weeks later");
  Tool::AddPaging(*command, *paging);
  tool.On(*command, [&tool, from, to, paging]() -> absl::Status {
    bookings::v1::ListShortSessionsRequest request;
    absl::Status status;
    if (!from->empty()) status.Update(SetTime("--from", *from, *request.mutable_start_time()));
    if (!to->empty()) status.Update(SetTime("--to", *to, *request.mutable_end_time()));
    if (!status.ok()) return status;
    return tool.ShowList(tool.List(&Client::ListShortSessions, request, *paging,
                                   [](const auto& response) { return response.sessions_size(); }),
                         [](const auto& response) { return View(response); });
  });
}

}  // namespace

void AddShiftCommands(CLI::App& app, Tool& tool) {
  CLI::App* noun = AddNoun(app, "shift", "Who works at which session, and where staff are missing");
  AddSet(*noun, tool);
  AddShow(*noun, tool);
  AddAffected(*noun, tool);
  AddShort(*noun, tool);
}

}  // namespace shortbreaks::cli

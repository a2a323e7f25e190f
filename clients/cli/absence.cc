// `absence`: when staff are away.
#include <absl/strings/str_cat.h>
#include <absl/strings/str_join.h>

#include "commands.h"
#include "london.h"
#include "records.h"
#include "views_roster.h"
#include "wire/times.h"
#include "words.h"

namespace shortbreaks::cli {
namespace {

using namespace availability::v1;  // NOLINT: this file sends these messages and nothing else

absl::Status SetTime(const char* flag, const std::string& text, google::protobuf::Timestamp& timestamp) {
  auto time = ParseInstant(text);
  if (!time.ok()) return absl::InvalidArgumentError(absl::StrCat(flag, ": ", time.status().message()));
  timestamp = wire::ToProto(*time);
  return absl::OkStatus();
}

void AddRecord(CLI::App& noun, Tool& tool) {
  struct Given {
    std::string staff, from, until, cause;
  };
  auto* command = noun.add_subcommand("record", "Record that somebody is away; bookings are kept");
  auto given = std::make_shared<Given>();
  command->add_option("staff", given->staff, "Name")->required();
  command->add_option("--from", given->from, "London time, \"2026-12-05 09:00\"")->required();
  command->add_option("--until", given->until, "London time, not included. Left out: not known yet");
  command->add_option("--cause", given->cause, absl::StrJoin(EnumChoices(*AbsenceCause_descriptor()), ", "))
      ->required();
  tool.AddRequestId(*command);
  tool.On(*command, [&tool, given]() -> absl::Status {
    RecordAbsenceRequest request;
    Absence& absence = *request.mutable_absence();
    absence.set_staff_member(NameIn("staffMembers", given->staff));
    auto status = SetTime("--from", given->from, *absence.mutable_start_time());
    if (!given->until.empty()) status.Update(SetTime("--until", given->until, *absence.mutable_end_time()));
    auto cause = ParseEnum<AbsenceCause>(given->cause);
    if (!cause.ok()) status.Update(absl::InvalidArgumentError(absl::StrCat("--cause: ", cause.status().message())));
    if (!status.ok()) return status;
    absence.set_cause(*cause);
    return tool.Show(tool.Change(&Client::RecordAbsence, request), [](const auto& response) {
      return absl::StrCat(View(response.absence()), "\n", View(response.changes()));
    });
  });
}

void AddEnd(CLI::App& noun, Tool& tool) {
  auto* command = noun.add_subcommand("end", "Say when an absence ends, sooner or later than was said");
  auto name = std::make_shared<std::string>(), at = std::make_shared<std::string>();
  command->add_option("absence", *name, "Its name")->required();
  command->add_option("--at", *at, "London time")->required();
  tool.AddRequestId(*command);
  tool.On(*command, [&tool, name, at]() -> absl::Status {
    EndAbsenceRequest request;
    request.set_name(NameIn("absences", *name));
    if (auto set = SetTime("--at", *at, *request.mutable_end_time()); !set.ok()) return set;
    return tool.Show(tool.Change(&Client::EndAbsence, request), [](const auto& response) {
      return absl::StrCat(View(response.absence()), "\n", View(response.changes()));
    });
  });
}

void AddCancel(CLI::App& noun, Tool& tool) {
  auto* command = noun.add_subcommand("cancel", "Take an absence back as a whole");
  auto name = std::make_shared<std::string>();
  command->add_option("absence", *name, "Its name")->required();
  tool.AddRequestId(*command);
  tool.On(*command, [&tool, name] {
    CancelAbsenceRequest request;
    request.set_name(NameIn("absences", *name));
    return tool.Show(tool.Change(&Client::CancelAbsence, request),
                     [](const auto& response) { return View(response.changes()); });
  });
}

}  // namespace

void AddAbsenceCommands(CLI::App& app, Tool& tool) {
  CLI::App* noun = AddNoun(app, "absence", "When staff are away");
  AddRecord(*noun, tool);
  AddEnd(*noun, tool);
  AddCancel(*noun, tool);
}

}  // namespace shortbreaks::cli

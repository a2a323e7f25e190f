// `series`: sessions that come round.
#include <absl/strings/str_cat.h>

#include "commands.h"
#include "records.h"
#include "series_fields.h"
#include "views.h"
#include "words.h"

namespace shortbreaks::cli {
namespace {

using namespace availability::v1;  // NOLINT: this file sends these messages and nothing else

constexpr char kDryRun[] = "Say what would be done, do nothing";

void AddCreate(CLI::App& noun, Tool& tool) {
  auto* command = noun.add_subcommand("create", "Make the sessions of a rule (their provider, officers)");
  auto activity = std::make_shared<std::string>();
  auto fields = std::make_shared<SeriesFields>();
  auto dry_run = std::make_shared<bool>(false);
  command->add_option("--activity", *activity, "Of which activity: name or key")->required();
  fields->AddTo(*command, true);
  command->add_flag("--dry-run", *dry_run, kDryRun);
  tool.AddRequestId(*command);
  tool.On(*command, [&tool, activity, fields, dry_run]() -> absl::Status {
    CreateSeriesRequest request;
    request.mutable_series()->mutable_pattern()->set_publish(true);
    if (auto status = fields->Apply(*request.mutable_series()); !status.ok()) return status;
    auto name = ActivityName(tool, *activity);
    if (!name.ok()) return name.status();
    request.mutable_series()->set_activity(*name);
    request.set_validate_only(*dry_run);
    return tool.Show(tool.Change(&Client::CreateSeries, request), [](const auto& response) { return View(response); });
  });
}

absl::StatusOr<GetSeriesResponse> Find(Tool& tool, const std::string& text) {
  auto name = SeriesName(tool, text);
  if (!name.ok()) return name.status();
  GetSeriesRequest request;
  request.set_name(*name);
  return tool.Read(&Client::GetSeries, request);
}

void AddShow(CLI::App& noun, Tool& tool) {
  auto* command = noun.add_subcommand("show", "Show a series with its sessions");
  auto key = std::make_shared<std::string>();
  command->add_option("series", *key, "Its name or key")->required();
  tool.On(*command,
          [&tool, key] { return tool.Show(Find(tool, *key), [](const auto& response) { return View(response); }); });
}

// The provider and the activity that a list or a copy is for, each by name or key, where it is given.
template <typename Request>
absl::Status SetOwner(Tool& tool, const std::string& provider, const std::string& activity, Request& request) {
  if (!provider.empty()) {
    auto name = ProviderName(tool, provider);
    if (!name.ok()) return name.status();
    request.set_provider(*name);
  }
  if (!activity.empty()) {
    auto name = ActivityName(tool, activity);
    if (!name.ok()) return name.status();
    request.set_activity(*name);
  }
  return absl::OkStatus();
}

void AddList(CLI::App& noun, Tool& tool) {
  auto* command = noun.add_subcommand("list", "List series in the order in which they were made");
  auto paging = std::make_shared<Paging>();
  auto key = std::make_shared<std::string>(), provider = std::make_shared<std::string>();
  auto activity = std::make_shared<std::string>();
  command->add_option("--external-id", *key, "Only the series with this key");
  command->add_option("--provider", *provider, "Only this provider's: name or key");
  command->add_option("--activity", *activity, "Only this activity's: name or key");
  Tool::AddPaging(*command, *paging);
  tool.On(*command, [&tool, paging, key, provider, activity]() -> absl::Status {
    ListSeriesRequest request;
    request.set_external_id(*key);
    if (auto status = SetOwner(tool, *provider, *activity, request); !status.ok()) return status;
    return tool.ShowList(
        tool.List(&Client::ListSeries, request, *paging, [](const auto& response) { return response.series_size(); }),
        [](const auto& response) { return View(response); });
  });
}

// What becomes of sessions that are booked, by whom they are called off, and whether at all.
struct Word {
  std::string booked, reason, etag;
  bool dry_run = false;

  void AddTo(CLI::App& command, bool reason_required) {
    command.add_option("--booked", booked, "Sessions that families are booked on: refuse (usual), leave or call-off");
    auto* why = command.add_option("--reason", reason, "Why sessions are called off, for families. No child's name");
    if (reason_required) why->required();
    command.add_option("--etag", etag, "Only if it is still as you read it");
    command.add_flag("--dry-run", dry_run, kDryRun);
  }
  template <typename Request>
  absl::Status Apply(Request& request) const {
    request.set_reason(reason);
    request.set_validate_only(dry_run);
    if (booked.empty()) return absl::OkStatus();
    auto value = ParseEnum<BookedSessions>(booked);
    if (!value.ok()) return absl::InvalidArgumentError(absl::StrCat("--booked: ", value.status().message()));
    request.set_booked(*value);
    return absl::OkStatus();
  }
};

struct Update {
  std::string key, scope, session, to_day, from_day;
  bool include_detached = false;
  Word word;
  SeriesFields fields;

  absl::StatusOr<UpdateSeriesRequest> Request(const Series& stored) const {
    UpdateSeriesRequest request;
    *request.mutable_series() = stored;
    if (!word.etag.empty()) request.mutable_series()->set_etag(word.etag);
    auto status = fields.Apply(*request.mutable_series());
    status.Update(word.Apply(request));
    auto value = ParseEnum<SeriesScope>(scope);
    if (!value.ok()) status.Update(absl::InvalidArgumentError(absl::StrCat("--scope: ", value.status().message())));
    if (!to_day.empty()) status.Update(SetDay("--to-day", to_day, *request.mutable_to_day()));
    if (!from_day.empty()) status.Update(SetDay("--from-day", from_day, *request.mutable_from_day()));
    if (!status.ok()) return status;
    request.set_scope(*value);
    if (!session.empty()) request.set_session(NameIn("sessions", session));
    request.set_include_detached(include_detached);
    return request;
  }
};

void AddUpdate(CLI::App& noun, Tool& tool) {
  auto* command = noun.add_subcommand("update", "Change what is given of one session, of later ones or of all");
  auto given = std::make_shared<Update>();
  command->add_option("series", given->key, "Its name or key")->required();
  command->add_option("--scope", given->scope, "this, this-and-later or all")->required();
  command->add_option("--session", given->session, "With this: which one");
  command->add_option("--to-day", given->to_day, "With this: the day to which it moves");
  command->add_option("--from-day", given->from_day, "With this-and-later: the first day that changes");
  command->add_flag("--include-detached", given->include_detached, "Those that were changed by themselves too");
  given->word.AddTo(*command, false);
  given->fields.AddTo(*command, false);
  tool.AddRequestId(*command);
  tool.On(*command, [&tool, given]() -> absl::Status {
    auto found = Find(tool, given->key);
    if (!found.ok()) return found.status();
    auto request = given->Request(found->series());
    if (!request.ok()) return request.status();
    return tool.Show(tool.Change(&Client::UpdateSeries, *request),
                     [given](const auto& response) { return View(response, given->word.dry_run); });
  });
}

void AddEnd(CLI::App& noun, Tool& tool) {
  auto* command = noun.add_subcommand("end", "Call off the sessions from a day on, and make no more");
  auto key = std::make_shared<std::string>(), from_day = std::make_shared<std::string>();
  auto word = std::make_shared<Word>();
  command->add_option("series", *key, "Its name or key")->required();
  command->add_option("--from-day", *from_day, "The first day without a session")->required();
  word->AddTo(*command, true);
  tool.AddRequestId(*command);
  tool.On(*command, [&tool, key, from_day, word]() -> absl::Status {
    EndSeriesRequest request;
    auto status = word->Apply(request);
    status.Update(SetDay("--from-day", *from_day, *request.mutable_from_day()));
    if (!status.ok()) return status;
    request.set_etag(word->etag);
    auto name = SeriesName(tool, *key);
    if (!name.ok()) return name.status();
    request.set_name(*name);
    return tool.Show(tool.Change(&Client::EndSeries, request),
                     [word](const auto& response) { return View(response, word->dry_run); });
  });
}

void AddCopy(CLI::App& noun, Tool& tool) {
  struct Given {
    std::string provider, activity, first_day, last_day, to_day;
    bool as_drafts = false, dry_run = false;
  };
  auto* command = noun.add_subcommand("copy", "Make next season's series from this one's");
  auto given = std::make_shared<Given>();
  command->add_option("--provider", given->provider, "All of this provider's: name or key");
  command->add_option("--activity", given->activity, "All of this activity's: name or key");
  command->add_option("--first-day", given->first_day, "The season to copy, from")->required();
  command->add_option("--last-day", given->last_day, "to")->required();
  command->add_option("--to-day", given->to_day, "Where the new season begins")->required();
  command->add_flag("--as-drafts", given->as_drafts, "The new sessions are drafts");
  command->add_flag("--dry-run", given->dry_run, kDryRun);
  tool.AddRequestId(*command);
  tool.On(*command, [&tool, given]() -> absl::Status {
    CopySeasonRequest request;
    auto status = SetDay("--first-day", given->first_day, *request.mutable_first_day());
    status.Update(SetDay("--last-day", given->last_day, *request.mutable_last_day()));
    status.Update(SetDay("--to-day", given->to_day, *request.mutable_to_day()));
    if (status.ok()) status = SetOwner(tool, given->provider, given->activity, request);
    if (!status.ok()) return status;
    request.set_as_drafts(given->as_drafts);
    request.set_validate_only(given->dry_run);
    return tool.Show(tool.Change(&Client::CopySeason, request),
                     [given](const auto& response) { return View(response, given->dry_run); });
  });
}

}  // namespace

void AddSeriesCommands(CLI::App& app, Tool& tool) {
  CLI::App* noun = AddNoun(app, "series", "Sessions that come round");
  AddCreate(*noun, tool);
  AddList(*noun, tool);
  AddShow(*noun, tool);
  AddUpdate(*noun, tool);
  AddEnd(*noun, tool);
  AddCopy(*noun, tool);
}

}  // namespace shortbreaks::cli

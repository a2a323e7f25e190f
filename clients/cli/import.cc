#include <absl/strings/str_cat.h>
#include <absl/time/clock.h>
#include <unistd.h>

#include "commands.h"
#include "import/caseload.h"
#include "import/timetable.h"
#include "london.h"
#include "progress.h"
#include "views.h"

namespace shortbreaks::cli {
namespace {

// A message of one import must fit into one message of gRPC, since all of it is done or none.
constexpr size_t kMessageBytesMax = 4u << 20;
constexpr absl::Duration kImportTimeout = absl::Minutes(2);

struct Given {
  std::vector<std::string> paths;
  std::string from;
  int weeks = 13;
  bool dry_run = false;
  std::string decided_elsewhere;
};

absl::StatusOr<std::map<std::string, std::string>> ReadAll(const std::vector<std::string>& paths,
                                                           const std::vector<std::string>& known) {
  auto files = FindImportFiles(paths, known);
  if (!files.ok()) return files.status();
  std::map<std::string, std::string> contents;
  for (const auto& [name, path] : *files) {
    auto content = ReadFile(path);
    if (!content.ok()) return content.status();
    contents[name] = *std::move(content);
  }
  return contents;
}

// The day given, or `left_out` days from today.
absl::StatusOr<absl::CivilDay> DayOf(const std::string& text, int left_out) {
  if (text.empty()) return LondonDay(absl::Now()) + left_out;
  auto day = ParseDay(text);
  if (!day.ok()) return absl::InvalidArgumentError(absl::StrCat("--from: ", day.status().message()));
  return day;
}

template <typename Import, typename Calls, typename Request, typename Response>
absl::Status Send(Tool& tool, Import& import, Tool::Method<Calls, Request, Response> method, bool dry_run,
                  Progress& progress) {
  import.request.set_validate_only(dry_run);
  if (import.request.ByteSizeLong() > kMessageBytesMax - 1024) {
    return absl::FailedPreconditionError("The files are more than 4 MiB together. Import them in parts.");
  }
  progress.Stop();
  tool.AnnounceRequestId();  // before the bar of the call is on the line
  progress.Step(dry_run ? "checking with the service" : "importing");
  CallOptions options;
  options.timeout = std::max(kImportTimeout, absl::Seconds(tool.settings().timeout_seconds));
  const auto response = tool.Change(method, import.request, options);
  progress.Stop();
  if (!response.ok()) return Located(response.status(), import.fields);
  return tool.Show(response, [&](const Response& done) { return View(done, dry_run); });
}

absl::Status Timetable(Tool& tool, const Given& given) {
  Progress progress(isatty(STDERR_FILENO) == 1, 3);
  progress.Step("reading the files");
  auto from = DayOf(given.from, 1);
  if (!from.ok()) return from.status();
  auto contents = ReadAll(given.paths, TimetableFiles());
  if (!contents.ok()) return contents.status();
  progress.Step("checking every row");
  auto import = ReadTimetable(*contents, {*from, given.weeks, absl::Now()});
  if (!import.ok()) return import.status();
  return Send(tool, *import, &Client::ImportTimetable, given.dry_run, progress);
}

absl::Status Caseload(Tool& tool, const Given& given) {
  Progress progress(isatty(STDERR_FILENO) == 1, 3);
  progress.Step("reading the files");
  auto day = DayOf(given.from, 0);
  if (!day.ok()) return day.status();
  auto contents = ReadAll(given.paths, CaseloadFiles());
  if (!contents.ok()) return contents.status();
  progress.Step("checking every row");
  auto import = ReadCaseload(*contents, *day);
  if (!import.ok()) return import.status();
  import->request.set_decided_elsewhere(given.decided_elsewhere);
  return Send(tool, *import, &Client::ImportCaseload, given.dry_run, progress);
}

std::shared_ptr<Given> AddOptions(CLI::App& command, Tool& tool) {
  auto given = std::make_shared<Given>();
  command.add_option("files", given->paths, "Files, or a folder of them")->required();
  command.add_flag("--dry-run", given->dry_run, "Check every row, here and at the service, and change nothing");
  tool.AddRequestId(command);
  return given;
}

}  // namespace

void AddImportCommands(CLI::App& app, Tool& tool) {
  CLI::App* noun = AddNoun(app, "import", "Bring in many records from CSV: all or none; again changes nothing");
  auto* timetable = noun->add_subcommand(
      "timetable", "providers.csv, activities.csv, sessions.csv, series.csv with calendar.yaml (providers, officers)");
  auto given = AddOptions(*timetable, tool);
  timetable->add_option("--from", given->from, "First day of series. Left out: tomorrow");
  timetable->add_option("--weeks", given->weeks, "How many weeks of series")
      ->check(CLI::Range(1, 104))
      ->capture_default_str();
  tool.On(*timetable, [&tool, given] { return Timetable(tool, *given); });

  auto* caseload = noun->add_subcommand(
      "caseload", "carers.csv, children.csv, authorities.csv, evidence.csv, allocations.csv (officers)");
  auto people = AddOptions(*caseload, tool);
  caseload->add_option("--from", people->from, "The day that settles which plan year `plan-year` is. Left out: today");
  caseload->add_option("--decided-elsewhere", people->decided_elsewhere,
                       "Where allocations above your limit were decided; kept in the ledger");
  tool.On(*caseload, [&tool, people] { return Caseload(tool, *people); });
}

}  // namespace shortbreaks::cli

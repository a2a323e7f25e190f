#include "policy/policy.h"

#include <absl/strings/str_cat.h>

#include <algorithm>
#include <nlohmann/json.hpp>

#include "commands.h"
#include "import/csv_file.h"
#include "policy/cases.h"
#include "policy/parse.h"
#include "policy/statements.h"

namespace shortbreaks::cli {
namespace {

struct Given {
  std::string file, other;
};

std::string Line(const std::string& file, const policy::Mistake& mistake) {
  return absl::StrCat(file, ":", mistake.position.line, ":", mistake.position.column, ": ",
                      mistake.warning ? "warning: " : "", mistake.text, "\n");
}

nlohmann::json Json(const policy::Mistakes& mistakes) {
  nlohmann::json list = nlohmann::json::array();
  for (const policy::Mistake& mistake : mistakes.list()) {
    list.push_back({{"line", mistake.position.line},
                    {"column", mistake.position.column},
                    {"warning", mistake.warning},
                    {"text", mistake.text}});
  }
  return list;
}

absl::Status Refusal(const std::string& file, const policy::Mistakes& mistakes) {
  const auto& list = mistakes.list();
  const auto count = std::count_if(list.begin(), list.end(), [](const policy::Mistake& each) { return !each.warning; });
  return absl::FailedPreconditionError(absl::StrCat(file, " has ", count, count == 1 ? " mistake" : " mistakes",
                                                    ". Correct the file and check it again."));
}

// A policy that can be used, or what is wrong with it, line by line.
absl::StatusOr<policy::Policy> ReadPolicy(Tool& tool, const std::string& file) {
  auto text = ReadFile(file);
  if (!text.ok()) return text.status();
  policy::Mistakes mistakes;
  policy::Policy read = policy::Parse(*text, mistakes);
  if (!mistakes.fatal()) return read;
  for (const policy::Mistake& mistake : mistakes.list()) tool.Print(Line(file, mistake));
  return Refusal(file, mistakes);
}

absl::Status CheckFile(Tool& tool, const Given& given) {
  auto text = ReadFile(given.file);
  if (!text.ok()) return text.status();
  policy::Mistakes mistakes;
  const policy::Policy read = policy::Parse(*text, mistakes);
  if (tool.json()) {
    tool.Print(nlohmann::json{{"file", given.file}, {"digest", read.digest}, {"mistakes", Json(mistakes)}}.dump(2) +
               "\n");
  } else {
    for (const policy::Mistake& mistake : mistakes.list()) tool.Print(Line(given.file, mistake));
  }
  if (mistakes.fatal()) return Refusal(given.file, mistakes);
  if (!tool.json()) tool.Print(absl::StrCat(read.title, ": can be used.\n"));
  return absl::OkStatus();
}

absl::Status WriteText(Tool& tool, const Given& given) {
  auto read = ReadPolicy(tool, given.file);
  if (!read.ok()) return read.status();
  if (!tool.json()) {
    tool.Print(policy::PublicText(*read));
    return absl::OkStatus();
  }
  nlohmann::json statements = nlohmann::json::array();
  for (const policy::Statement& statement : policy::Statements(*read)) {
    statements.push_back({{"about", statement.about}, {"says", statement.says}});
  }
  tool.Print(nlohmann::json{{"policy", read->id}, {"statements", statements}}.dump(2) + "\n");
  return absl::OkStatus();
}

absl::Status Compare(Tool& tool, const Given& given) {
  auto before = ReadPolicy(tool, given.file), after = ReadPolicy(tool, given.other);
  if (!before.ok()) return before.status();
  if (!after.ok()) return after.status();
  const std::vector<std::string> differences = policy::Differences(*before, *after);
  if (tool.json()) {
    tool.Print(nlohmann::json{{"differences", differences}}.dump(2) + "\n");
  } else if (differences.empty()) {
    tool.Print("The two say the same.\n");
  } else {
    for (const std::string& difference : differences) tool.Print(absl::StrCat("- ", difference, "\n"));
  }
  return absl::OkStatus();
}

absl::Status TryCases(Tool& tool, const Given& given) {
  auto read = ReadPolicy(tool, given.file);
  if (!read.ok()) return read.status();
  auto text = ReadFile(given.other);
  if (!text.ok()) return text.status();
  policy::Mistakes mistakes;
  const std::vector<policy::Case> cases = policy::ParseCases(*text, *read, mistakes);
  for (const policy::Mistake& mistake : mistakes.list()) tool.Print(Line(given.other, mistake));
  if (mistakes.fatal()) return Refusal(given.other, mistakes);
  nlohmann::json failed = nlohmann::json::array();
  for (const policy::Case& one : cases) {
    const std::vector<std::string> disagreements = policy::Disagreements(*read, one);
    if (disagreements.empty()) continue;
    failed.push_back({{"case", one.title}, {"line", one.position.line}, {"disagreements", disagreements}});
    for (const std::string& each : disagreements) {
      if (!tool.json())
        tool.Print(absl::StrCat(given.other, ":", one.position.line, ": ", one.title, ": ", each, "\n"));
    }
  }
  if (tool.json()) tool.Print(nlohmann::json{{"cases", cases.size()}, {"failed", failed}}.dump(2) + "\n");
  if (!failed.empty()) {
    return absl::FailedPreconditionError(
        absl::StrCat(failed.size(), " of ", cases.size(), " cases came out otherwise."));
  }
  if (!tool.json()) tool.Print(absl::StrCat("All ", cases.size(), " cases came out as they should.\n"));
  return absl::OkStatus();
}

}  // namespace

void AddPolicyCommands(CLI::App& app, Tool& tool) {
  CLI::App* noun =
      AddNoun(app, "policy",
              "A council's published rules: as a file that is checked, read, compared and tested, and as versions");
  const auto add = [&](const char* name, const char* help, const char* other,
                       absl::Status (*run)(Tool&, const Given&)) {
    auto* command = noun->add_subcommand(name, help);
    auto given = std::make_shared<Given>();
    command->add_option("file", given->file, "The policy, YAML")->required();
    if (other != nullptr) command->add_option("other", given->other, other)->required();
    tool.On(*command, [&tool, given, run] { return run(tool, *given); });
  };
  add("check", "Say what is wrong in a policy, with line and column", nullptr, CheckFile);
  add("text", "Write the public criteria from a policy", nullptr, WriteText);
  add("diff", "Say in words what changed from one policy to another", "The later policy, YAML", Compare);
  add("test", "Hold a policy against its cases", "The cases, YAML", TryCases);
  AddPolicyVersionCommands(*noun, tool);
}

}  // namespace shortbreaks::cli

#include <absl/strings/match.h>
#include <google/protobuf/generated_enum_reflection.h>

#include "commands.h"
#include "identity/principal.h"
#include "words.h"

namespace shortbreaks::cli {
namespace {

// Each shell asks `shortbreaks completion words …` with the words typed so far, the last of them unfinished.
constexpr char kBash[] = R"sh(_shortbreaks() {
  local IFS=$'\n'
  COMPREPLY=($(compgen -W "$(shortbreaks completion words -- "${COMP_WORDS[@]:1:COMP_CWORD}" 2>/dev/null)" -- "${COMP_WORDS[COMP_CWORD]}"))
}
complete -o default -F _shortbreaks shortbreaks
)sh";
constexpr char kZsh[] = R"sh(#compdef shortbreaks
_shortbreaks() {
  local -a found
  found=("${(@f)$(shortbreaks completion words -- "${(@)words[2,CURRENT]}" 2>/dev/null)}")
  compadd -a found || _files
}
compdef _shortbreaks shortbreaks
)sh";
constexpr char kFish[] = R"sh(function __shortbreaks_words
  set -l typed (commandline -opc)
  shortbreaks completion words -- $typed[2..-1] (commandline -ct) 2>/dev/null
end
complete -c shortbreaks -a '(__shortbreaks_words)'
)sh";

// The command that the finished words lead to.
const CLI::App* Reached(const CLI::App& app, const std::vector<std::string>& words) {
  const CLI::App* command = &app;
  for (size_t i = 0; i + 1 < words.size(); ++i) {
    const auto next = command->get_subcommands([&](const CLI::App* each) { return each->get_name() == words[i]; });
    if (!next.empty()) command = next.front();
  }
  return command;
}

void AddOptions(const CLI::App& command, std::string& out) {
  for (const CLI::Option* option : command.get_options()) {
    for (const std::string& name : option->get_lnames()) out += "--" + name + "\n";
  }
  for (const CLI::App* group : command.get_subcommands([](const CLI::App* each) { return each->get_name().empty(); })) {
    AddOptions(*group, out);
  }
}

template <typename Enum>
std::vector<std::string> Values() {
  return EnumChoices(*google::protobuf::GetEnumDescriptor<Enum>());
}

std::vector<std::string> Roles() {
  using identity::Role;
  std::vector<std::string> names;
  for (const Role role :
       {Role::kPartner, Role::kCarer, Role::kProvider, Role::kOfficer, Role::kService, Role::kPractitioner}) {
    names.emplace_back(identity::RoleName(role));
  }
  return names;
}

// Options whose values are known, by the noun that they belong to; empty: to any.
struct Choice {
  std::string_view noun, option;
  std::vector<std::string> (*values)();
};
constexpr Choice kChoices[] = {
    {"", "--tier", Values<type::v1::Tier>},
    {"session", "--days", Values<type::v1::DayOfWeek>},
    {"", "--needs", Values<type::v1::Need>},
    {"", "--needs-met", Values<type::v1::Need>},
    {"", "--accessibility", Values<type::v1::AccessibilityFeature>},
    {"", "--assessment-route", Values<eligibility::v1::AssessmentRoute>},
    {"authority", "--kind", Values<eligibility::v1::AuthorityKind>},
    {"evidence", "--kind", Values<eligibility::v1::EvidenceKind>},
    {"application", "--applicant", Values<eligibility::v1::ApplicantKind>},
    {"application", "--outcome", Values<eligibility::v1::ApplicationOutcome>},
    {"application", "--priority", Values<eligibility::v1::ApplicationPriority>},
    {"application", "--state", Values<eligibility::v1::ApplicationState>},
    {"booking", "--state", Values<bookings::v1::BookingState>},
    {"waiting", "--days", Values<type::v1::DayOfWeek>},
    {"absence", "--cause", Values<availability::v1::AbsenceCause>},
    {"series", "--scope", Values<availability::v1::SeriesScope>},
    {"series", "--booked", Values<availability::v1::BookedSessions>},
    {"series", "--only", Values<availability::v1::OnlyDays>},
    {"series", "--closed-days", Values<availability::v1::ClosedDays>},
    {"token", "--role", Roles},
};

// The values of the option before the unfinished word, or nothing. Of a list by commas the last one is unfinished.
std::string ValuesAfter(const CLI::App& command, const std::vector<std::string>& words) {
  if (words.size() < 2 || command.get_parent() == nullptr) return {};
  // Bash makes three words of `--tier=targeted`.
  const bool equals = words.size() > 2 && words[words.size() - 2] == "=";
  const std::string& option = words[words.size() - (equals ? 3 : 2)];
  const std::string& noun = command.get_parent()->get_name();
  if (command.get_option_no_throw(option) == nullptr) return {};
  std::string out;
  const std::string before = words.back().substr(0, words.back().rfind(',') + 1);
  for (const Choice& choice : kChoices) {
    if (choice.option != option || (!choice.noun.empty() && choice.noun != noun)) continue;
    for (const std::string& value : choice.values()) out += before + value + "\n";
  }
  return out;
}

std::string Words(const CLI::App& app, const std::vector<std::string>& words) {
  const CLI::App* command = Reached(app, words);
  std::string out = ValuesAfter(*command, words);
  if (!out.empty()) return out;
  if (!words.empty() && absl::StartsWith(words.back(), "-")) {
    AddOptions(*command, out);
    if (command != &app) AddOptions(app, out);
    return out;
  }
  for (const CLI::App* each : command->get_subcommands([](const CLI::App*) { return true; })) {
    if (!each->get_name().empty()) out += each->get_name() + "\n";
  }
  return out;
}

}  // namespace

void AddCompletionCommands(CLI::App& app, Tool& tool) {
  CLI::App* noun = AddNoun(app, "completion", "Completion for your shell: source <(shortbreaks completion bash)");
  const std::pair<const char*, const char*> shells[] = {{"bash", kBash}, {"zsh", kZsh}, {"fish", kFish}};
  for (const auto& [shell, script] : shells) {
    tool.On(*noun->add_subcommand(shell, "For this shell"), [&tool, text = script] {
      tool.Print(text);
      return absl::OkStatus();
    });
  }
  auto* command = noun->add_subcommand("words", "What may come next");
  command->group("");  // for the scripts above, not shown
  auto words = std::make_shared<std::vector<std::string>>();
  command->add_option("words", *words);
  tool.On(*command, [&app, &tool, words] {
    tool.Print(Words(app, *words));
    return absl::OkStatus();
  });
}

}  // namespace shortbreaks::cli

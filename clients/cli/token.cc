#include <absl/strings/str_cat.h>
#include <absl/time/clock.h>
#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>

#include "commands.h"
#include "identity/signing.h"
#include "import/csv_file.h"

namespace shortbreaks::cli {
namespace {

struct Given {
  std::string role, council, subject, provider, decider, teams, partner = "command-line", scope, audience, key_file;
  int minutes = 60;
};

absl::StatusOr<identity::Role> RoleOf(const std::string& text) {
  using identity::Role;
  for (const Role role :
       {Role::kPartner, Role::kCarer, Role::kProvider, Role::kOfficer, Role::kService, Role::kPractitioner}) {
    if (identity::RoleName(role) == text) return role;
  }
  return absl::InvalidArgumentError("--role: Write partner, carer, provider, officer, practitioner or service.");
}

// A new file that nobody else can read, where it is secret.
absl::Status WriteNewFile(const std::string& path, const std::string& text, mode_t mode) {
  const int fd = open(path.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, mode);
  bool written = fd >= 0 && write(fd, text.data(), text.size()) == static_cast<ssize_t>(text.size());
  const int error = errno;
  if (fd >= 0) written = close(fd) == 0 && written;
  if (written) return absl::OkStatus();
  return absl::FailedPreconditionError(absl::StrCat(path, " cannot be written: ", std::strerror(error), "."));
}

absl::Status MakeKeys(Tool& tool, const std::string& folder) {
  const std::string key_file = folder + "/development-key.pem", set_file = folder + "/development-keys.json";
  const std::string key = identity::NewSigningKey();
  const auto kid = identity::DevelopmentKid(key);
  if (!kid.ok()) return kid.status();
  const auto set = identity::PublicJwks({{*kid, key}});
  if (!set.ok()) return set.status();
  if (auto written = WriteNewFile(key_file, key, 0600); !written.ok()) return written;
  if (auto written = WriteNewFile(set_file, *set, 0644); !written.ok()) return written;
  tool.Print(absl::StrCat("private key  ", key_file, "\nkey set      ", set_file, "\nissuer       ",
                          std::string(identity::kDevelopmentIssuer), "\n"));
  return absl::OkStatus();
}

absl::Status Mint(Tool& tool, const Given& given) {
  auto role = RoleOf(given.role);
  if (!role.ok()) return role.status();
  if (*role == identity::Role::kProvider && given.provider.empty()) {
    return absl::InvalidArgumentError("--provider: A provider's token names the provider, providers/….");
  }
  auto key = ReadFile(given.key_file);
  if (!key.ok()) return key.status();
  const auto kid = identity::DevelopmentKid(*key);
  if (!kid.ok()) return kid.status();
  identity::Principal principal{*role, given.council, given.subject, given.provider, given.partner, given.decider};
  principal.teams = given.teams;
  if (!given.scope.empty()) principal.scopes = identity::ScopesIn(given.scope);
  auto token = identity::SignJwt(principal, std::string(identity::kDevelopmentIssuer), given.audience,
                                 absl::Now() + absl::Minutes(given.minutes), *kid, *key);
  if (!token.ok()) return token.status();
  tool.Print(tool.json() ? absl::StrCat("{\"token\": \"", *token, "\"}\n") : absl::StrCat(*token, "\n"));
  return absl::OkStatus();
}

void AddKeys(CLI::App& noun, Tool& tool) {
  auto* command = noun.add_subcommand("keys", "Make a development issuer's key, and the key set for --token-keys-file");
  auto folder = std::make_shared<std::string>();
  command->add_option("folder", *folder, "Where development-key.pem and development-keys.json go")->required();
  tool.On(*command, [&tool, folder] { return MakeKeys(tool, *folder); });
}

}  // namespace

void AddTokenCommands(CLI::App& app, Tool& tool) {
  CLI::App* noun = AddNoun(app, "token", "Tokens of a development issuer, which services in production refuse");
  AddKeys(*noun, tool);
  auto* command = noun->add_subcommand("mint", "Sign a token, for services that run with --development");
  auto given = std::make_shared<Given>();
  command->add_option("--role", given->role, "partner, carer, provider, officer, practitioner or service")->required();
  command->add_option("--council", given->council, "The council's GSS code, E08000031")->required();
  command->add_option("--subject", given->subject, "Who: carers/… for a carer")->required();
  command->add_option("--provider", given->provider, "For a provider's staff: providers/…");
  command->add_option("--decider", given->decider, "For an officer: the decider of the policy, \"team manager\"");
  command->add_option("--teams", given->teams,
                      "For an officer: the teams whose children it sees, \"north,south\" or \"*\"");
  command->add_option("--partner", given->partner, "The app that calls")->capture_default_str();
  command->add_option("--scope", given->scope,
                      "The app acts for the subject and may no more than this: \"read book apply provide administer\"");
  command->add_option("--audience", given->audience, "As the services expect it")->required();
  command->add_option("--key", given->key_file, "The private key that `token keys` made")->required();
  command->add_option("--minutes", given->minutes, "How long it holds")
      ->check(CLI::Range(1, 1440))
      ->capture_default_str();
  tool.On(*command, [&tool, given] { return Mint(tool, *given); });
}

}  // namespace shortbreaks::cli

#include <absl/strings/str_cat.h>
#include <absl/time/clock.h>

#include "commands.h"
#include "identity/token_verifier.h"
#include "import/csv_file.h"

namespace shortbreaks::cli {
namespace {

struct Given {
  std::string role, council, subject, provider, decider, partner = "command-line", issuer, audience, kid, key_file;
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

absl::Status Mint(Tool& tool, const Given& given) {
  auto role = RoleOf(given.role);
  if (!role.ok()) return role.status();
  if (*role == identity::Role::kProvider && given.provider.empty()) {
    return absl::InvalidArgumentError("--provider: A provider's token names the provider, providers/….");
  }
  auto key = ReadFile(given.key_file);
  if (!key.ok()) return key.status();
  const identity::Principal principal{*role,          given.council, given.subject,
                                      given.provider, given.partner, given.decider};
  auto token = identity::SignJwt(principal, given.issuer, given.audience, absl::Now() + absl::Minutes(given.minutes),
                                 given.kid, *key);
  if (!token.ok()) return token.status();
  tool.Print(tool.json() ? absl::StrCat("{\"token\": \"", *token, "\"}\n") : absl::StrCat(*token, "\n"));
  return absl::OkStatus();
}

}  // namespace

void AddTokenCommands(CLI::App& app, Tool& tool) {
  CLI::App* noun = AddNoun(app, "token", "Tokens, for demonstrations and operators");
  auto* command = noun->add_subcommand("mint", "Sign a token with a private key that the services trust");
  auto given = std::make_shared<Given>();
  command->add_option("--role", given->role, "partner, carer, provider, officer, practitioner or service")->required();
  command->add_option("--council", given->council, "The council's GSS code, E08000031")->required();
  command->add_option("--subject", given->subject, "Who: carers/… for a carer")->required();
  command->add_option("--provider", given->provider, "For a provider's staff: providers/…");
  command->add_option("--decider", given->decider, "For an officer: the decider of the policy, \"team manager\"");
  command->add_option("--partner", given->partner, "The app that calls")->capture_default_str();
  command->add_option("--issuer", given->issuer, "As the services expect it")->required();
  command->add_option("--audience", given->audience, "As the services expect it")->required();
  command->add_option("--kid", given->kid, "The key's name: its public half is KID.pem at the services")->required();
  command->add_option("--key", given->key_file, "File with the private key, PEM")->required();
  command->add_option("--minutes", given->minutes, "How long it holds")
      ->check(CLI::Range(1, 1440))
      ->capture_default_str();
  tool.On(*command, [&tool, given] { return Mint(tool, *given); });
}

}  // namespace shortbreaks::cli

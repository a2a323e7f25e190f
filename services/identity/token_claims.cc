#include "identity/token_claims.h"

#include <absl/strings/ascii.h>

#include <algorithm>
#include <optional>

#include "errors/diagnosis.h"
#include "errors/errors.h"
#include "identity/strict_json.h"
#include "ids/uuid.h"

namespace shortbreaks::identity {
namespace {

using nlohmann::json;

constexpr size_t kSubjectBytesMax = 90;
constexpr size_t kPartnerBytesMax = 64;
constexpr size_t kAudiencesMax = 20;
constexpr uint64_t kSecondsMax = 253'402'300'799;  // the last of the year 9999

std::optional<std::string> Text(const json& object, const char* name) {
  const auto found = object.find(name);
  if (found == object.end() || !found->is_string()) return std::nullopt;
  return found->get<std::string>();
}

bool PrintableAscii(const std::string& text, size_t bytes_max) {
  return !text.empty() && text.size() <= bytes_max &&
         std::ranges::all_of(text, [](char c) { return c > ' ' && c < 127; });
}

// A GSS code, for example E08000031.
bool IsCouncil(const std::string& text) {
  return text.size() == 9 && absl::ascii_isupper(static_cast<unsigned char>(text[0])) &&
         std::all_of(text.begin() + 1, text.end(), [](char c) { return c >= '0' && c <= '9'; });
}

// Whole seconds since 1970, written as such: neither a text, nor a fraction, nor negative, nor beyond what a date can
// be.
std::optional<absl::Time> Instant(const json& claims, const char* name) {
  const auto found = claims.find(name);
  if (found == claims.end() || !found->is_number_unsigned() || found->get<uint64_t>() > kSecondsMax) {
    return std::nullopt;
  }
  return absl::FromUnixSeconds(found->get<int64_t>());
}

bool IsFor(const json& claims, const std::string& audience) {
  const auto found = claims.find("aud");
  if (found == claims.end()) return false;
  if (found->is_string()) return *found == audience;
  return found->is_array() && found->size() <= kAudiencesMax &&
         std::ranges::all_of(*found, [](const json& each) { return each.is_string(); }) &&
         std::ranges::any_of(*found, [&](const json& each) { return each == audience; });
}

std::optional<Role> RoleOf(const std::string& name) {
  for (const Role role :
       {Role::kPartner, Role::kCarer, Role::kProvider, Role::kOfficer, Role::kService, Role::kPractitioner}) {
    if (RoleName(role) == name) return role;
  }
  return std::nullopt;
}

// The app, where one acts for the person: named by `act`, limited to `scope`.
absl::Status ReadActor(const json& claims, Principal& principal) {
  const auto scope = claims.find("scope");
  if (scope != claims.end()) {
    if (!scope->is_string()) return InvalidToken("scope is no text");
    principal.scopes = ScopesIn(scope->get<std::string>());
  }
  const auto act = claims.find("act");
  const auto app = Text(claims, "azp");
  if (act == claims.end()) {
    if (!app || !PrintableAscii(*app, kPartnerBytesMax)) return InvalidToken("azp does not name the app");
    principal.partner_id = *app;
    return absl::OkStatus();
  }
  if (principal.role == Role::kPartner || principal.role == Role::kService) {
    return InvalidToken("act is there, and the subject is no person");
  }
  const auto actor = act->is_object() ? Text(*act, "sub") : std::nullopt;
  if (!actor || !PrintableAscii(*actor, kPartnerBytesMax)) return InvalidToken("act does not name the app");
  if (claims.contains("azp") && app != actor) return InvalidToken("act and azp name two apps");
  principal.partner_id = *actor;
  if (!principal.scopes) principal.scopes = Scopes();
  return absl::OkStatus();
}

// A confirmation that cannot be checked must not be passed over.
absl::Status ReadConfirmation(const json& claims, Principal& principal) {
  const auto confirmation = claims.find("cnf");
  if (confirmation == claims.end()) return absl::OkStatus();
  const auto digest = confirmation->is_object() ? Text(*confirmation, "x5t#S256") : std::nullopt;
  const auto bytes = StrictBase64Url(digest.value_or(""));
  if (!digest || confirmation->size() != 1 || !bytes.ok() || bytes->size() != 32) {
    return InvalidToken("cnf is not x5t#S256 alone");
  }
  principal.certificate_sha256 = *digest;
  return absl::OkStatus();
}

// Teams that cannot be read must not be taken for none or all.
absl::Status ReadTeams(const json& claims, Principal& principal) {
  const auto teams = claims.find("teams");
  if (teams == claims.end()) return absl::OkStatus();
  if (!teams->is_array() || teams->size() > kTeamsMax) return InvalidToken("teams is no list, or too long");
  for (const json& team : *teams) {
    if (!team.is_string()) return InvalidToken("teams has something that is no text");
    const std::string name = team.get<std::string>();
    if (name != "*" && !IsTeam(name)) return InvalidToken("teams has something that is no team");
    if (principal.teams == "*") continue;
    if (name == "*") principal.teams.clear();
    principal.teams += (principal.teams.empty() ? "" : ",") + name;
  }
  return absl::OkStatus();
}

absl::Status ReadSubject(const json& claims, Principal& principal) {
  const auto role = RoleOf(Text(claims, "role").value_or(""));
  if (!role) return InvalidToken("role is none that there is");
  const auto council = Text(claims, "council"), subject = Text(claims, "sub");
  if (!council || !IsCouncil(*council)) return InvalidToken("council is no GSS code");
  if (!subject || !PrintableAscii(*subject, kSubjectBytesMax)) return InvalidToken("sub does not name anybody");
  if (*role == Role::kCarer && !ids::IdOf("carers", *subject)) return InvalidToken("sub is no carer");
  principal.role = *role;
  principal.council_id = *council;
  principal.subject = *subject;
  if (*role == Role::kOfficer) {
    principal.decider = Text(claims, "decider").value_or("").substr(0, 100);
    if (auto teams = ReadTeams(claims, principal); !teams.ok()) return teams;
  }
  if (*role == Role::kProvider) {
    const auto provider = Text(claims, "provider");
    if (!provider || !ids::IdOf("providers", *provider)) return InvalidToken("provider is none");
    principal.provider = *provider;
  }
  return absl::OkStatus();
}

}  // namespace

absl::Status InvalidToken(std::string_view diagnosis) {
  return errors::WithDiagnosis(errors::Error(type::v1::ERROR_REASON_TOKEN_INVALID), diagnosis);
}

absl::Status CheckValidity(const json& claims, const TokenRules& rules, absl::Time now) {
  if (Text(claims, "iss") != rules.issuer) return InvalidToken("iss is another issuer");
  if (!IsFor(claims, rules.audience)) return InvalidToken("aud is for others");
  const auto expiry = Instant(claims, "exp"), issued = Instant(claims, "iat");
  if (!expiry) return InvalidToken("exp is no instant");
  if (!issued) return InvalidToken("iat is no instant");
  if (*issued > now + rules.clock_skew) return InvalidToken("iat is still to come");
  if (*expiry <= *issued) return InvalidToken("exp is not after iat");
  if (*expiry - *issued > rules.lifetime_max) return InvalidToken("exp is too long after iat");
  if (claims.contains("nbf")) {
    const auto not_before = Instant(claims, "nbf");
    if (!not_before) return InvalidToken("nbf is no instant");
    if (*not_before > now + rules.clock_skew) return InvalidToken("nbf is still to come");
  }
  if (*expiry + rules.clock_skew <= now) return errors::Error(type::v1::ERROR_REASON_TOKEN_EXPIRED);
  return absl::OkStatus();
}

absl::StatusOr<Principal> PrincipalIn(const json& claims) {
  Principal principal;
  if (auto subject = ReadSubject(claims, principal); !subject.ok()) return subject;
  if (auto actor = ReadActor(claims, principal); !actor.ok()) return actor;
  if (auto confirmed = ReadConfirmation(claims, principal); !confirmed.ok()) return confirmed;
  return principal;
}

}  // namespace shortbreaks::identity

// Who is calling, as proved by a token.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "identity/scopes.h"

namespace shortbreaks::identity {

inline constexpr size_t kTeamsMax = 50, kTeamBytesMax = 32;

// True for 1 to 32 of a-z, 0-9 and `-`, the first a letter: what a council names a team.
bool IsTeam(std::string_view text);

// A practitioner works for a family hub, a school or a health service, and acts with a family's consent.
enum class Role { kPartner, kCarer, kProvider, kOfficer, kService, kPractitioner };

std::string_view RoleName(Role role);  // `partner`, `carer`, …

struct Principal {
  Role role = Role::kPartner;
  // The council (tenant) that every record read or written belongs to: its GSS code, for example `E08000031`.
  std::string council_id;
  // For a carer the resource name `carers/{uuid}`; for the others an opaque id of theirs.
  std::string subject;
  // For a provider's staff `providers/{uuid}`; else empty.
  std::string provider;
  // The app that the call came through (`act`.`sub`, or `azp` where nobody acts for another); request ids are unique
  // within it. 1 to 64 printable ASCII characters.
  std::string partner_id;
  // For an officer: which decider of the council's policy, for example `team manager`; empty: the one with the lowest
  // limit.
  std::string decider;
  // Where an app acts on the person's behalf (`act`), or the token is limited otherwise (`scope`): what it may do of
  // what the role may. Absent: all of it.
  std::optional<Scopes> scopes;
  // Where the token is bound to a client certificate (RFC 8705): its SHA-256 in base64url, 43 characters; else empty.
  std::string certificate_sha256;
  // For an officer: the teams whose children it sees beside those that are with none, slugs with commas between them.
  // `*`: every team's; empty: no team's. At most kTeamsMax of kTeamBytesMax.
  std::string teams;

  // `carer:{uuid}`, for ledger and audit.
  std::string Actor() const;
};

}  // namespace shortbreaks::identity

// What a token whose signature holds says: of its own validity, and of its bearer.
#pragma once

#include <absl/status/statusor.h>
#include <absl/time/time.h>

#include <nlohmann/json.hpp>

#include "identity/principal.h"
#include "identity/token_verifier.h"

namespace shortbreaks::identity {

// TOKEN_INVALID with a diagnosis: a sentence of our own, with nothing of the token's.
absl::Status InvalidToken(std::string_view diagnosis);

// For whom, by whom and when: OK, TOKEN_INVALID or TOKEN_EXPIRED.
absl::Status CheckValidity(const nlohmann::json& claims, const TokenRules& rules, absl::Time now);

// Who bears it, and through which app.
absl::StatusOr<Principal> PrincipalIn(const nlohmann::json& claims);

}  // namespace shortbreaks::identity

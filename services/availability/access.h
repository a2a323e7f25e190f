// What a caller may see and change of what the authorisation table lets it ask for. Pure.
#pragma once

#include <absl/status/status.h>

#include <optional>

#include "availability/records.h"
#include "rpc/call.h"

namespace shortbreaks::availability {

// The provider that a provider's staff work for; nothing for the other roles.
std::optional<ids::Uuid> OwnProvider(const rpc::Call& call);

// Whether the caller may change a thing of the provider `owner`, which is nothing where there is no such thing.
// Officers may, and hear NOT_FOUND. Staff may where it is their own; else NOT_ALLOWED, whether it exists or not.
absl::Status CheckMayChange(const rpc::Call& call, const std::optional<ids::Uuid>& owner);

// Drafts are seen by their provider's staff and officers alone.
bool MaySee(const rpc::Call& call, const SessionRecord& session);

}  // namespace shortbreaks::availability

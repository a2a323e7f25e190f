// How a session goes from state to state. Pure.
#pragma once

#include <absl/status/statusor.h>

#include "shortbreaks/availability/v1/availability.pb.h"

namespace shortbreaks::availability {

enum class Move { kPublish, kClose, kCancel };

// The state after `move`; the same as `state` where the move was made before, which is no error. SESSION_CANCELLED from
// a session that was called off, SESSION_STARTED where one that has begun would be opened or called off, STATE_FORBIDS.
absl::StatusOr<v1::SessionState> StateAfter(v1::SessionState state, Move move, bool started);

}  // namespace shortbreaks::availability

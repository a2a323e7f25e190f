#include "availability/session_state.h"

#include <array>

#include "errors/errors.h"

namespace shortbreaks::availability {
namespace {

using errors::Error;

struct Transition {
  v1::SessionState from;
  Move move;
  v1::SessionState to;
  bool before_start_only;
};

// What is not here is refused.
constexpr std::array kTransitions = {
    Transition{v1::SESSION_STATE_DRAFT, Move::kPublish, v1::SESSION_STATE_PUBLISHED, true},
    Transition{v1::SESSION_STATE_PUBLISHED, Move::kPublish, v1::SESSION_STATE_PUBLISHED, false},
    Transition{v1::SESSION_STATE_CLOSED, Move::kPublish, v1::SESSION_STATE_PUBLISHED, true},
    Transition{v1::SESSION_STATE_PUBLISHED, Move::kClose, v1::SESSION_STATE_CLOSED, false},
    Transition{v1::SESSION_STATE_CLOSED, Move::kClose, v1::SESSION_STATE_CLOSED, false},
    Transition{v1::SESSION_STATE_DRAFT, Move::kCancel, v1::SESSION_STATE_CANCELLED, true},
    Transition{v1::SESSION_STATE_PUBLISHED, Move::kCancel, v1::SESSION_STATE_CANCELLED, true},
    Transition{v1::SESSION_STATE_CLOSED, Move::kCancel, v1::SESSION_STATE_CANCELLED, true},
    Transition{v1::SESSION_STATE_CANCELLED, Move::kCancel, v1::SESSION_STATE_CANCELLED, false},
};

}  // namespace

absl::StatusOr<v1::SessionState> StateAfter(v1::SessionState state, Move move, bool started) {
  for (const Transition& transition : kTransitions) {
    if (transition.from != state || transition.move != move) continue;
    if (started && transition.before_start_only) return Error(type::v1::ERROR_REASON_SESSION_STARTED);
    return transition.to;
  }
  if (state == v1::SESSION_STATE_CANCELLED) return Error(type::v1::ERROR_REASON_SESSION_CANCELLED);
  return Error(type::v1::ERROR_REASON_STATE_FORBIDS, {}, {{"state", v1::SessionState_Name(state)}});
}

}  // namespace shortbreaks::availability
